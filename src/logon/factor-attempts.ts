import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';

/** Wrong codes before the first wait, which then doubles with each. */
const FREE = 4;
const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 900;

/**
 * Runs one check of a code. It counts as failed before it begins, or many at once would pass the limit; a right code
 * sets the count back. `sql` is no transaction: the count must stand whatever becomes of the check. Throws
 * `factor_attempts` while the account has to wait.
 */
export async function withinAttempts<T extends { ok: boolean }>(
  sql: Sql,
  accountId: string,
  check: () => Promise<T>,
): Promise<T> {
  const { rowCount } = await sql.query(
    `INSERT INTO factor_failure AS f (account_id, failures, blocked_until) VALUES ($1, 1, now())
     ON CONFLICT (account_id) DO UPDATE SET failures = f.failures + 1,
       blocked_until = now() + make_interval(secs => CASE WHEN f.failures < $2 THEN 0
         ELSE least($4::float8, $3 * 2 ^ least(f.failures - $2, 30)) END)
     WHERE f.blocked_until <= now()`,
    [accountId, FREE, FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS],
  );
  if (rowCount === 0) throw await refusal(sql, accountId);
  const verdict = await check();
  if (verdict.ok) await sql.query(`DELETE FROM factor_failure WHERE account_id = $1`, [accountId]);
  return verdict;
}

async function refusal(sql: Sql, accountId: string): Promise<MusterError> {
  const { rows } = await sql.query<{ seconds: number }>(
    `SELECT greatest(1, ceil(extract(epoch FROM blocked_until - now())))::int AS seconds FROM factor_failure
      WHERE account_id = $1`,
    [accountId],
  );
  return new MusterError('factor_attempts', { seconds: rows[0]?.seconds ?? 1 });
}
