/** Who is logged on in a browser: the one way for other parts to ask. */
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import type { Sealer } from '../secrets/seal.ts';
import { personCookie } from './cookies.ts';
import { liveSession } from './session-store.ts';

/** A person with a live session. */
export interface SignedIn {
  accountId: string;
  instanceId: string;
  sessionId: string;
  username: string;
  /** Authentication methods of RFC 8176: `pwd`, `ldap`, `otp`, `mail`, `hwk`, `sso`, `mfa`, … */
  methods: string[];
  /** Of the last authentication. */
  at: Date;
}

export interface PersonDeps {
  db: Db;
  sealer: Sealer;
  publicUrl: string;
  log: Logger;
  now: () => Date;
}

/**
 * The person behind the session cookie of this instance: a session neither idle for too long nor too old, of an account
 * that is enabled, not locked and not expired. Counts as activity.
 */
export async function currentPerson(
  deps: PersonDeps,
  instanceId: string,
  cookieHeader: string | undefined,
): Promise<SignedIn | undefined> {
  const secret = personCookie(deps.publicUrl, instanceId, cookieHeader);
  return secret === undefined ? undefined : liveSession(deps.db, instanceId, secret);
}

/** Address of the log-on page; `returnTo` is a path of this server, and is checked again when it is used. */
export function logonAddress(
  instanceId: string,
  returnTo: string,
  options: { prompt?: 'login'; maxAgeSeconds?: number; hint?: string } = {},
): string {
  const query = new URLSearchParams({ return: returnTo });
  if (options.prompt !== undefined) query.set('prompt', options.prompt);
  if (options.maxAgeSeconds !== undefined) query.set('max_age', String(options.maxAgeSeconds));
  if (options.hint !== undefined) query.set('hint', options.hint.slice(0, 256));
  return `/${instanceId}/login?${query}`;
}

export { endSession, onSessionEnd } from './session-end.ts';
