import type { FastifyRequest } from 'fastify';
import { MusterError } from '../errors/error.ts';
import type { TokenCaller, VerifyToken } from './tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls the RAM side's SCIM endpoint; set before the body is read. */
    cloudCaller: TokenCaller | null;
  }
}

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,4096}=*) *$/i;

/** The token of an Authorization header (RFC 6750 §2.1). */
export function bearerToken(header: string): string | undefined {
  return BEARER.exec(header)?.[1];
}

/**
 * Checks the bearer token of a request; runs before the body is read. A token in the query string is none (RFC 6750
 * §2.3 advises against it). Throws `scim_token_*`.
 */
export async function authenticate(
  verify: VerifyToken,
  request: FastifyRequest,
  accountId: string,
): Promise<TokenCaller> {
  const header = request.headers.authorization;
  if (header === undefined) throw new MusterError('scim_token_missing');
  const token = bearerToken(header);
  const caller = token === undefined ? undefined : await verify(token);
  if (caller === undefined || caller.accountId !== accountId) throw new MusterError('scim_token_invalid');
  if (!caller.scim) throw new MusterError('scim_token_scope');
  return caller;
}

const MAX_IN_FLIGHT = 256;

/**
 * A limit on the requests of one application under way at once. RAM publishes no rate limit; this one keeps a single
 * client from filling the database queue of all the others.
 */
export function inFlightLimit(): {
  enter(request: FastifyRequest): boolean;
  leave(request: FastifyRequest): void;
} {
  const counts = new Map<string, number>();
  const entered = new WeakSet<FastifyRequest>();
  return {
    enter(request) {
      const appId = request.cloudCaller?.appId ?? '';
      const count = counts.get(appId) ?? 0;
      if (count >= MAX_IN_FLIGHT) return false;
      counts.set(appId, count + 1);
      entered.add(request);
      return true;
    },
    leave(request) {
      if (!entered.delete(request)) return;
      const appId = request.cloudCaller?.appId ?? '';
      const count = (counts.get(appId) ?? 1) - 1;
      if (count === 0) counts.delete(appId);
      else counts.set(appId, count);
    },
  };
}
