/** Accounts as a log-on sees them. */
import type { Sql } from '../db/db.ts';
import { lookupText } from '../directory/input.ts';
import type { PasswordOwner } from './policy.ts';

export interface LogonAccount {
  id: string;
  instanceId: string;
  username: string;
  displayName: string | null;
  email: string | null;
  emailVerified: boolean;
  phone: string | null;
  language: string | null;
  /** argon2id */
  passwordHash: string | null;
  /** Why it may not log on at this moment; for the log. */
  unusable: 'account_disabled' | 'account_expired' | 'account_locked' | null;
}

const COLUMNS = `a.id, a.instance_id AS "instanceId", a.username, a.display_name AS "displayName", a.email,
  a.email_verified AS "emailVerified", a.phone_number AS phone, a.preferred_language AS language,
  a.password_hash AS "passwordHash",
  CASE WHEN NOT a.enabled THEN 'account_disabled' WHEN a.expires_at <= now() THEN 'account_expired'
    WHEN a.locked_until > now() THEN 'account_locked' END AS unusable`;

/** Whom a name typed at the log-on means: a user name, else an e-mail address, in any case. */
export async function accountNamed(
  sql: Sql,
  instanceId: string,
  name: string,
): Promise<LogonAccount | undefined> {
  const { rows } = await sql.query<LogonAccount>(
    `SELECT ${COLUMNS} FROM account a
      WHERE a.instance_id = $1 AND (lower(a.username) = lower($2) OR lower(a.email) = lower($2))
      ORDER BY lower(a.username) = lower($2) DESC LIMIT 1`,
    [instanceId, lookupText(name.trim())],
  );
  return rows[0];
}

export async function accountById(
  sql: Sql,
  instanceId: string,
  id: string,
  lock: '' | 'FOR NO KEY UPDATE' = '',
): Promise<LogonAccount | undefined> {
  const { rows } = await sql.query<LogonAccount>(
    `SELECT ${COLUMNS} FROM account a WHERE a.instance_id = $1 AND a.id = $2 ${lock}`,
    [instanceId, id],
  );
  return rows[0];
}

/** What a password of this account must not be made of. */
export async function ownerOf(sql: Sql, account: LogonAccount): Promise<PasswordOwner> {
  const { rows } = await sql.query<{ name: string; company: string | null }>(
    `SELECT i.name, l.settings #>> '{look,companyName}' AS company
       FROM instance i LEFT JOIN logon_settings l ON l.instance_id = i.id WHERE i.id = $1`,
    [account.instanceId],
  );
  const { username, displayName, phone, email, instanceId } = account;
  const company = [instanceId, rows[0]?.name, rows[0]?.company].filter((word) => word != null);
  return { username, displayName, phone, email, company };
}
