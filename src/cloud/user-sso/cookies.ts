/** The two cookies of RAM users: who is logged on, and which browser began a log-on. */

export type CookieKind = 'session' | 'logon';

export interface Cookies {
  readonly accountId: string;
  /** `__Host-`: no other host and no page without TLS can plant it; browsers take such a name over https only. */
  readonly https: boolean;
}

const nameOf = ({ accountId, https }: Cookies, kind: CookieKind) =>
  `${https ? '__Host-' : ''}muster-ram-${kind}-${accountId}`;

/** The value; undefined where the browser sent none, several different ones, or something we never made. */
export function readCookie(
  cookies: Cookies,
  kind: CookieKind,
  header: string | undefined,
): string | undefined {
  const name = `${nameOf(cookies, kind)}=`;
  const values = new Set(
    (header ?? '')
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part.startsWith(name))
      .map((part) => part.slice(name.length)),
  );
  const [value] = values;
  return values.size === 1 && /^[A-Za-z0-9_-]{43}$/.test(value!) ? value : undefined;
}

/** Text of a Set-Cookie header; `seconds` 0 takes the cookie back. */
export function writeCookie(cookies: Cookies, kind: CookieKind, value: string, seconds: number): string {
  const secure = cookies.https ? '; Secure' : '';
  // Lax: whoever follows a link from the portal or comes back from the identity provider is still known.
  return `${nameOf(cookies, kind)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}
