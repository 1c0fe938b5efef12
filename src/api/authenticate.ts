import type { FastifyRequest } from 'fastify';
import type { Caller } from '../admin/caller.ts';
import { findSession, sessionCookie } from '../admin/sessions.ts';
import { bearerToken, findToken } from '../admin/tokens.ts';
import { MusterError } from '../errors/error.ts';
import type { FailedLogons } from '../secrets/failed-logons.ts';
import type { ApiDeps } from './route.ts';

/**
 * Who calls: the token of `Authorization: Bearer`, else the session of the cookie. A call with neither does not count
 * as a failed attempt; one with a wrong token or cookie does.
 */
export async function authenticate(
  deps: ApiDeps,
  failures: FailedLogons,
  request: FastifyRequest,
): Promise<Caller> {
  const { authorization, cookie } = request.headers;
  const token = authorization === undefined ? undefined : bearerOf(authorization);
  const session = token === undefined ? sessionCookie(cookie, isSecure(deps, request)) : undefined;
  if (token === undefined && session === undefined) throw new MusterError('unauthenticated');
  if (session !== undefined) requireSameSite(request);
  const caller = token === undefined ? await findSession(deps.db, session!) : await findToken(deps.db, token);
  if (caller) return caller;
  failures.count(request.ip);
  throw new MusterError('unauthenticated');
}

function bearerOf(header: string): string {
  const token = bearerToken(header);
  if (token === undefined) throw new MusterError('unauthenticated');
  return token;
}

/** Whether the caller reaches us over https, be it through a proxy. */
export function isSecure({ publicUrl }: Pick<ApiDeps, 'publicUrl'>, request: FastifyRequest): boolean {
  return request.protocol === 'https' || publicUrl.startsWith('https:');
}

const READS = new Set(['GET', 'HEAD']);

/**
 * A cookie travels with calls that other sites make, so a write needs proof that it comes from our own pages: browsers
 * say so in Sec-Fetch-Site, older ones in Origin (neither can be set by a script of another site).
 */
export function requireSameSite(request: FastifyRequest): void {
  if (READS.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  const { origin } = request.headers;
  const own = origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.headers.host;
  if (site !== undefined || !own) throw new MusterError('cross_site');
}
