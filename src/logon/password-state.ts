/** What is known of an account's password beside its hash: its age, whether it is for once only, what was before. */
import { passwordMatches } from '../admin/password.ts';
import type { Sql } from '../db/db.ts';
import type { PasswordPolicy } from '../model/password-policy.ts';
import type { PasswordOwner } from './policy.ts';
import { contextWords } from './policy.ts';
import { isWeak } from './weak.ts';

/** As many as a policy can ask for. */
const HISTORY_MAX = 24;
const DAY_MS = 24 * 60 * 60_000;

export interface PasswordAge {
  changedAt: Date | null;
  temporary: boolean;
}

export async function passwordAge(sql: Sql, accountId: string): Promise<PasswordAge> {
  const { rows } = await sql.query<{ changedAt: Date | null; temporary: boolean }>(
    `SELECT coalesce(p.changed_at, a.created_at) AS "changedAt", coalesce(p.temporary, false) AS temporary
       FROM account a LEFT JOIN password_state p ON p.account_id = a.id
      WHERE a.id = $1 AND a.password_hash IS NOT NULL`,
    [accountId],
  );
  return rows[0] ?? { changedAt: null, temporary: false };
}

export function expiresAt({ changedAt }: PasswordAge, { expiry }: PasswordPolicy): Date | null {
  return changedAt === null || expiry.days === 0
    ? null
    : new Date(changedAt.getTime() + expiry.days * DAY_MS);
}

export type PasswordVerdict =
  | { state: null | 'must_change' | 'expired' | 'weak' }
  /** A reminder; `days` are left, 0 when it has expired already. */
  | { state: 'expires'; days: number }
  | { refused: 'password_expired' | 'password_too_weak' };

/** What becomes of a log-on with the right password. Pure. */
export function passwordVerdict(
  age: PasswordAge,
  policy: PasswordPolicy,
  password: string,
  owner: PasswordOwner,
  now: Date,
): PasswordVerdict {
  if (age.temporary) return { state: 'must_change' };
  const end = expiresAt(age, policy);
  const left = end === null ? Number.POSITIVE_INFINITY : end.getTime() - now.getTime();
  if (left <= 0 && policy.expiry.action === 'forbid_login') return { refused: 'password_expired' };
  if (left <= 0 && policy.expiry.action === 'force_update_password') return { state: 'expired' };
  if (policy.weakAtLogon !== 'allow' && isWeak(password, contextWords(owner)))
    return policy.weakAtLogon === 'forbid_login' ? { refused: 'password_too_weak' } : { state: 'weak' };
  if (left <= policy.expiry.noticeDays * DAY_MS)
    return { state: 'expires', days: Math.max(0, Math.ceil(left / DAY_MS)) };
  return { state: null };
}

/** Whether a password is the present one or one of the last `history`. */
export async function wasUsedBefore(
  sql: Sql,
  accountId: string,
  presentHash: string | null,
  password: string,
  history: number,
): Promise<boolean> {
  const { rows } = await sql.query<{ hash: string }>(
    `SELECT hash FROM password_history WHERE account_id = $1 ORDER BY id DESC LIMIT $2`,
    [accountId, history],
  );
  const hashes = new Set([...(presentHash === null ? [] : [presentHash]), ...rows.map(({ hash }) => hash)]);
  for (const hash of hashes) if (await passwordMatches(hash, password)) return true;
  return false;
}

/** Keeps a new password's hash among those that were; the oldest beyond what any policy asks for goes. */
export async function keepPasswordState(
  sql: Sql,
  account: { id: string; instanceId: string },
  hash: string,
  temporary: boolean,
): Promise<void> {
  await sql.query(
    `INSERT INTO password_state (account_id, instance_id, changed_at, temporary) VALUES ($1, $2, now(), $3)
     ON CONFLICT (account_id) DO UPDATE SET changed_at = now(), temporary = excluded.temporary`,
    [account.id, account.instanceId, temporary],
  );
  await sql.query(`INSERT INTO password_history (account_id, instance_id, hash) VALUES ($1, $2, $3)`, [
    account.id,
    account.instanceId,
    hash,
  ]);
  await sql.query(
    `DELETE FROM password_history WHERE account_id = $1 AND id <= (
       SELECT id FROM password_history WHERE account_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)`,
    [account.id, HISTORY_MAX],
  );
}
