/** The two cookies of RAM users: who is logged on, and which browser began a log-on. */
import { hostOnly, readCookie, writeCookie } from '../../http/cookies.ts';

export type CookieKind = 'session' | 'logon';

export interface Cookies {
  readonly accountId: string;
  readonly https: boolean;
}

const nameOf = ({ accountId, https }: Cookies, kind: CookieKind) =>
  hostOnly(`muster-ram-${kind}-${accountId}`, https);

export function readRamCookie(
  cookies: Cookies,
  kind: CookieKind,
  header: string | undefined,
): string | undefined {
  return readCookie(header, nameOf(cookies, kind));
}

/** `Set-Cookie`; without a value, the one that takes it back. */
export function writeRamCookie(
  cookies: Cookies,
  kind: CookieKind,
  value: string | undefined,
  seconds?: number,
): string {
  const name = nameOf(cookies, kind);
  // Lax: whoever follows a link from the portal or comes back from the identity provider is still known.
  return writeCookie({ name, value, seconds, sameSite: 'Lax', https: cookies.https });
}
