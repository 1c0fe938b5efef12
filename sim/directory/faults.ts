/**
 * Ways in which a directory server fails. They concern searches below a base (never the root DSE or a base search, so
 * that a connection test gets as far as it would with a real server of this kind) except `refuseBind`.
 *
 * - `stopMidPage`: the connection ends when half of the last page has been sent
 * - `garbage`: bytes that are no LDAP follow the first half of a page
 * - `loopPages`: every page is the first one again and has a cookie
 * - `zeroUsers`: no search finds a user; everything else is there
 * - `slow`: every answer waits for `slowMs`
 * - `refuseBind`: no password is right
 * - `emptyPageWithCookie`: the second page has no entry but a cookie, the rest follows
 * - `sizeLimit`: the server stops at half of the first page with sizeLimitExceeded
 */
export const FAULTS = [
  'stopMidPage',
  'garbage',
  'loopPages',
  'zeroUsers',
  'slow',
  'refuseBind',
  'emptyPageWithCookie',
  'sizeLimit',
] as const;

export type Fault = (typeof FAULTS)[number];
export type Faults = Set<Fault>;

/** What a client of LDAP meets behind a wrong port. */
export const GARBAGE = Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
