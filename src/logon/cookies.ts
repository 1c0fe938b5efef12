/** The cookies of people: session, log-on under way, known browser. Pure. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { hostOnly, readCookie, writeCookie } from '../http/cookies.ts';

const isSecure = (publicUrl: string) => publicUrl.startsWith('https:');

/** Instance ids have no `.`, so no instance's session is called like another's log-on. */
const cookieName = (publicUrl: string, what: 'session' | 'logon' | 'browser', instanceId: string) =>
  hostOnly(`muster${what === 'session' ? '' : `.${what}`}-${instanceId}`, isSecure(publicUrl));

/** `Set-Cookie`; without a value, the one that takes it back. Lax: people come back from other sites logged on. */
const write = (publicUrl: string, name: string, value: string | undefined, seconds?: number) =>
  writeCookie({ name, value, seconds, sameSite: 'Lax', https: isSecure(publicUrl) });

export const personCookie = (publicUrl: string, instanceId: string, header: string | undefined) =>
  readCookie(header, cookieName(publicUrl, 'session', instanceId));
export const attemptCookie = (publicUrl: string, instanceId: string, header: string | undefined) =>
  readCookie(header, cookieName(publicUrl, 'logon', instanceId));
export const browserCookie = (publicUrl: string, instanceId: string, header: string | undefined) =>
  readCookie(header, cookieName(publicUrl, 'browser', instanceId));

/** Ends with the browser; the server's limits hold besides. */
export const setPersonCookie = (publicUrl: string, instanceId: string, secret?: string) =>
  write(publicUrl, cookieName(publicUrl, 'session', instanceId), secret);
export const setAttemptCookie = (publicUrl: string, instanceId: string, secret?: string) =>
  write(publicUrl, cookieName(publicUrl, 'logon', instanceId), secret);
export const setBrowserCookie = (publicUrl: string, instanceId: string, secret: string) =>
  write(publicUrl, cookieName(publicUrl, 'browser', instanceId), secret, 400 * 24 * 3600);

/** Compared by hash: the time of an index look-up tells nothing about the secret. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** The token that scripts of our own pages send along: made from the cookie, which no script can read. */
export function csrfOf(secret: string): string {
  return createHmac('sha256', secret).update('muster csrf').digest('base64url');
}

export function csrfMatches(secret: string, given: unknown): boolean {
  const wanted = Buffer.from(csrfOf(secret));
  const bytes = Buffer.from(typeof given === 'string' ? given : '');
  return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
}
