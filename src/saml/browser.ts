import { isToken, randomToken } from './pending.ts';

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
  const name = `${https ? '__Host-' : ''}muster.saml-${instanceId}`;
  const browser = cookieOf(header, name) ?? randomToken();
  const rules = https ? 'SameSite=None; Secure' : 'SameSite=Lax';
  return { browser, setCookie: `${name}=${browser}; Path=/; Max-Age=3600; HttpOnly; ${rules}` };
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  return (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1))
    .find(isToken);
}
