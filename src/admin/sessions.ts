import type { Sql } from '../db/db.ts';
import { hostOnly, readCookie, writeCookie } from '../http/cookies.ts';
import type { Caller, Role } from './caller.ts';
import { passwordMatches } from './password.ts';
import { hashSecret, newSecret } from './tokens.ts';

const IDLE = '1 hour';
const ABSOLUTE = '12 hours';
const ABSOLUTE_SECONDS = 12 * 60 * 60;

const cookieName = (secure: boolean) => (secure ? hostOnly('muster', true) : 'muster_session');

/** Opens a session; undefined when name or password are wrong or the administrator is disabled, whichever it was. */
export async function openSession(
  sql: Sql,
  username: string,
  password: string,
): Promise<{ secret: string; caller: Caller } | undefined> {
  const { rows } = await sql.query<{
    id: string;
    username: string;
    role: Role;
    password_hash: string;
    disabled: boolean;
  }>(
    `SELECT id, username, role, password_hash, disabled FROM administrator WHERE lower(username) = lower($1)`,
    [username],
  );
  const row = rows[0];
  const matches = await passwordMatches(row?.password_hash, password);
  if (!row || !matches || row.disabled) return undefined;
  const secret = newSecret('');
  await sql.query(`DELETE FROM admin_session WHERE created_at < now() - $1::interval`, [ABSOLUTE]);
  // Comparing takes time, in which the password may be changed or the administrator disabled.
  const { rowCount } = await sql.query(
    `INSERT INTO admin_session (hash, administrator_id)
     SELECT $1, id FROM administrator WHERE id = $2 AND password_hash = $3 AND NOT disabled`,
    [hashSecret(secret), row.id, row.password_hash],
  );
  if (rowCount === 0) return undefined;
  await sql.query(`UPDATE administrator SET last_logon_at = now() WHERE id = $1`, [row.id]);
  return {
    secret,
    caller: callerOf(row),
  };
}

/** The administrator behind a session that is neither idle for too long nor too old; `last_seen_at` moves once a minute at most. */
export async function findSession(sql: Sql, secret: string): Promise<Caller | undefined> {
  const hash = hashSecret(secret);
  const { rows } = await sql.query<{ id: string; username: string; role: Role; stale: boolean }>(
    `SELECT a.id, a.username, a.role, s.last_seen_at < now() - interval '1 minute' AS stale
       FROM admin_session s JOIN administrator a ON a.id = s.administrator_id
      WHERE s.hash = $1 AND NOT a.disabled AND s.last_seen_at > now() - $2::interval AND s.created_at > now() - $3::interval`,
    [hash, IDLE, ABSOLUTE],
  );
  const row = rows[0];
  if (!row) return undefined;
  if (row.stale) await sql.query(`UPDATE admin_session SET last_seen_at = now() WHERE hash = $1`, [hash]);
  return callerOf(row);
}

function callerOf({ id, username, role }: { id: string; username: string; role: Role }): Caller {
  return { kind: 'session', id, name: username, role, administratorId: id, instanceId: null };
}

export async function closeSession(sql: Sql, secret: string): Promise<void> {
  await sql.query(`DELETE FROM admin_session WHERE hash = $1`, [hashSecret(secret)]);
}

/** The session's secret in a Cookie header. */
export function sessionCookie(header: string | undefined, secure: boolean): string | undefined {
  return readCookie(header, cookieName(secure));
}

/** `Set-Cookie` for a new session, or for its end when `secret` is left out. */
export function setCookie(secure: boolean, secret?: string): string {
  const name = cookieName(secure);
  return writeCookie({ name, value: secret, seconds: ABSOLUTE_SECONDS, sameSite: 'Strict', https: secure });
}
