/** Sessions of RAM users at the console of a cloud account: on the server, an hour at most, known by hash. */
import type { Sql } from '../../db/db.ts';
import { randomToken } from '../../secrets/token.ts';
import { defaultDomain } from '../accounts.ts';
import { secretHash } from '../secrets.ts';

export const SESSION_SECONDS = 3600;

export type Via = 'password' | 'sso';

export interface RamSession {
  readonly userId: string;
  readonly userName: string;
  readonly displayName: string;
  readonly upn: string;
  readonly provisionType: 'Manual' | 'SCIM';
  readonly via: Via;
  /** Goes into forms of this session; tells nothing of the cookie. */
  readonly csrf: string;
}

/** Begins a session under a new value, whatever the browser had before. Clears away what has expired. */
export async function beginSession(
  sql: Sql,
  session: { accountId: string; userId: string; via: Via; notAfter?: Date | undefined },
  now: Date,
): Promise<{ cookie: string; seconds: number }> {
  const cookie = randomToken();
  const left = session.notAfter ? (session.notAfter.getTime() - now.getTime()) / 1000 : SESSION_SECONDS;
  const seconds = Math.max(1, Math.min(SESSION_SECONDS, Math.floor(left)));
  await sql.query({
    name: 'cloud-session-begin',
    text: `WITH expired AS (DELETE FROM cloud_session WHERE account_id = $2 AND expires_at <= $5)
           INSERT INTO cloud_session (hash, account_id, user_id, via, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $5::timestamptz + make_interval(secs => $6))`,
    values: [secretHash(cookie), session.accountId, session.userId, session.via, now, seconds],
  });
  return { cookie, seconds };
}

/** Who is logged on at this account with the cookie. */
export async function findSession(
  sql: Sql,
  accountId: string,
  cookie: string | undefined,
  now: Date,
): Promise<RamSession | undefined> {
  if (cookie === undefined) return undefined;
  const { rows } = await sql.query<{
    user_id: string;
    user_name: string;
    display_name: string;
    provision_type: 'Manual' | 'SCIM';
    alias: string;
    via: Via;
  }>({
    name: 'cloud-session-find',
    text: `SELECT s.user_id, u.user_name, u.display_name, u.provision_type, a.alias, s.via
           FROM cloud_session s JOIN cloud_user u ON u.id = s.user_id JOIN cloud_account a ON a.id = u.account_id
           WHERE s.hash = $1 AND s.account_id = $2 AND s.expires_at > $3`,
    values: [secretHash(cookie), accountId, now],
  });
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    userId: row.user_id,
    userName: row.user_name,
    displayName: row.display_name,
    upn: `${row.user_name}@${defaultDomain(row.alias)}`,
    provisionType: row.provision_type,
    via: row.via,
    csrf: csrfOf(cookie),
  };
}

/** Ends it; true if there was one. */
export async function endSession(sql: Sql, accountId: string, cookie: string): Promise<boolean> {
  const { rowCount } = await sql.query('DELETE FROM cloud_session WHERE hash = $1 AND account_id = $2', [
    secretHash(cookie),
    accountId,
  ]);
  return rowCount === 1;
}

/** A form's proof that its page was made for the holder of this cookie. */
export function csrfOf(cookie: string): string {
  return secretHash(`form of ${cookie}`);
}
