import { hostOnly, readCookie, writeCookie } from '../http/cookies.ts';
import { randomToken } from '../secrets/token.ts';

/**
 * The secret that ties requests to the browser they came by, and the cookie that keeps it. Over https the cookie comes
 * along when another site posts a request here; it opens nothing by itself.
 */
export function browserOf(
  publicUrl: string,
  instanceId: string,
  header: string | undefined,
): { browser: string; setCookie: string } {
  const https = publicUrl.startsWith('https:');
  const name = hostOnly(`muster.saml-${instanceId}`, https);
  const browser = readCookie(header, name) ?? randomToken();
  const sameSite = https ? 'None' : 'Lax';
  return { browser, setCookie: writeCookie({ name, value: browser, seconds: 3600, sameSite, https }) };
}
