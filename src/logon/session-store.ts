/** Sessions of people, kept on the server; the browser has a random value whose hash is stored. */
import type { Sql } from '../db/db.ts';
import { newId } from '../model/ids.ts';
import { SESSION_DEFAULT } from '../model/logon.ts';
import type { PersonSession } from '../model/person-api.ts';
import { randomToken } from '../secrets/token.ts';
import { hashOf } from './cookies.ts';
import type { From } from './deps.ts';
import type { SignedIn } from './person.ts';
import { endSession } from './session-end.ts';

/** An account that may be logged on, for a table aliased `a`. */
export const USABLE = `a.enabled AND (a.locked_until IS NULL OR a.locked_until <= now())
  AND (a.expires_at IS NULL OR a.expires_at > now())`;

const minutes = (name: 'idleMinutes' | 'absoluteMinutes') =>
  `make_interval(mins => coalesce((l.settings #>> '{session,${name}}')::int, ${SESSION_DEFAULT[name]}))`;
/** A session within the limits of its instance, for tables `s` (person_session) and `l` (logon_settings). */
export const WITHIN_LIMITS = `s.last_seen_at > now() - ${minutes('idleMinutes')}
  AND s.started_at > now() - ${minutes('absoluteMinutes')}`;

interface SessionRow {
  id: string;
  account_id: string;
  username: string;
  methods: string[];
  address: string | null;
  agent: string | null;
  started_at: Date;
  authenticated_at: Date;
  last_seen_at: Date;
}

const LIVE = `FROM person_session s JOIN account a ON a.id = s.account_id
     LEFT JOIN logon_settings l ON l.instance_id = s.instance_id
    WHERE s.instance_id = $1 AND a.instance_id = $1 AND s.ended_at IS NULL AND ${USABLE} AND ${WITHIN_LIMITS}`;

/** The person of a session; `last_seen_at` moves once a minute at most. */
export async function liveSession(
  sql: Sql,
  instanceId: string,
  secret: string,
): Promise<SignedIn | undefined> {
  const { rows } = await sql.query<SessionRow & { stale: boolean }>({
    name: 'person-session',
    text: `SELECT s.id, s.account_id, a.username, s.methods, s.authenticated_at,
             s.last_seen_at < now() - interval '1 minute' AS stale ${LIVE} AND s.hash = $2`,
    values: [instanceId, hashOf(secret)],
  });
  const row = rows[0];
  if (!row) return undefined;
  if (row.stale) await sql.query(`UPDATE person_session SET last_seen_at = now() WHERE id = $1`, [row.id]);
  return {
    accountId: row.account_id,
    instanceId,
    sessionId: row.id,
    username: row.username,
    methods: row.methods,
    at: row.authenticated_at,
  };
}

export interface NewSession {
  instanceId: string;
  accountId: string;
  methodId: string | null;
  methods: string[];
  from: From;
  /** The session this browser has already. */
  previous: { secret: string; person: SignedIn } | undefined;
}

/**
 * Opens a session under a secret that is new, whatever the browser had (no fixation). The same person who logs on once
 * more keeps the session's id, so that the applications that know it are not logged out; somebody else's session ends.
 */
export async function openPersonSession(
  sql: Sql,
  given: NewSession,
): Promise<{ sessionId: string; secret: string }> {
  const { instanceId, accountId, methodId, methods, from, previous } = given;
  const secret = randomToken();
  if (previous?.person.accountId === accountId) {
    const { rows } = await sql.query<{ id: string }>(
      `UPDATE person_session SET hash = $2, method_id = $3, methods = $4, address = $5, agent = $6, started_at = now(),
         authenticated_at = now(), last_seen_at = now() WHERE id = $1 AND ended_at IS NULL RETURNING id`,
      [previous.person.sessionId, hashOf(secret), methodId, methods, from.address, from.agent],
    );
    if (rows[0]) return { sessionId: rows[0].id, secret };
  } else if (previous) await endSession(sql, previous.person.sessionId, 'replaced');
  const sessionId = newId('session');
  await sql.query(
    `INSERT INTO person_session (id, hash, instance_id, account_id, method_id, methods, address, agent)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [sessionId, hashOf(secret), instanceId, accountId, methodId, methods, from.address, from.agent],
  );
  return { sessionId, secret };
}

/** Gives a live session another secret: what was known of it before is worth nothing. */
export async function renewSecret(sql: Sql, sessionId: string): Promise<string> {
  const secret = randomToken();
  await sql.query(`UPDATE person_session SET hash = $2 WHERE id = $1 AND ended_at IS NULL`, [
    sessionId,
    hashOf(secret),
  ]);
  return secret;
}

export interface SessionFilter {
  accountId?: string | undefined;
  /** Id of the last session of the page before. */
  after?: string | undefined;
  limit: number;
}

/** Live sessions, the newest first. */
export async function listPersonSessions(
  sql: Sql,
  instanceId: string,
  filter: SessionFilter,
  currentId?: string,
): Promise<PersonSession[]> {
  const { rows } = await sql.query<SessionRow>(
    `SELECT s.id, s.account_id, a.username, s.methods, s.address, s.agent, s.started_at, s.authenticated_at, s.last_seen_at
       ${LIVE} AND ($2::text IS NULL OR s.account_id = $2) AND ($3::text IS NULL OR s.id < $3)
      ORDER BY s.id DESC LIMIT $4`,
    [instanceId, filter.accountId ?? null, filter.after ?? null, filter.limit],
  );
  return rows.map((row) => ({
    id: row.id,
    accountId: row.account_id,
    username: row.username,
    methods: row.methods,
    address: row.address,
    agent: row.agent,
    startedAt: row.started_at.toISOString(),
    authenticatedAt: row.authenticated_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    current: row.id === currentId,
  }));
}
