/** Cookies that hold a token each (`src/secrets/token.ts`). Pure. */
import { isToken } from '../secrets/token.ts';

/** `__Host-` ties a cookie to this host over https; browsers refuse such a name on plain http. */
export const hostOnly = (name: string, https: boolean) => (https ? `__Host-${name}` : name);

/** The value of a cookie; undefined where there is none, several different ones, or something that we never made. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const values = new Set<string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) values.add(part.slice(at + 1).trim());
  }
  const [value] = values;
  return values.size === 1 && isToken(value) ? value : undefined;
}

export interface NewCookie {
  name: string;
  /** Left out, the cookie is taken back. */
  value: string | undefined;
  /** Left out, it ends with the browser. */
  seconds?: number | undefined;
  sameSite: 'Lax' | 'Strict' | 'None';
  https: boolean;
  path?: string;
}

/** The text of a `Set-Cookie` header. No script can read it. */
export function writeCookie({ name, value, seconds, sameSite, https, path = '/' }: NewCookie): string {
  const life = value === undefined ? 0 : seconds;
  const age = life === undefined ? '' : `; Max-Age=${life}`;
  return `${name}=${value ?? ''}; Path=${path}; HttpOnly; SameSite=${sameSite}${age}${https ? '; Secure' : ''}`;
}
