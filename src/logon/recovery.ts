/** Recovery codes: what remains when the phone is lost. Each counts once. */
import { hash, randomBytes } from 'node:crypto';
import type { Sql } from '../db/db.ts';
import type { FactorVerdict } from './factors.ts';

const COUNT = 10;
/** 80 bits: nobody guesses them, not even with their hashes at hand. */
const LETTERS = 16;
/** Crockford's base 32, for codes that are read off paper. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten new codes; those from before are worth nothing any more. To be shown this once. */
export async function newRecoveryCodes(sql: Sql, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, () =>
    [...randomBytes(LETTERS)].map((byte) => ALPHABET[byte & 31]).join(''),
  );
  await removeRecoveryCodes(sql, accountId);
  await sql.query(`INSERT INTO recovery_code (account_id, hash) SELECT $1, unnest($2::bytea[])`, [
    accountId,
    codes.map((code) => hashOf(accountId, code)),
  ]);
  return codes.map((code) => code.match(/.{4}/g)!.join('-'));
}

export async function checkRecoveryCode(sql: Sql, accountId: string, code: string): Promise<FactorVerdict> {
  const letters = code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  const { rows } = await sql.query<{ used: boolean }>(
    `WITH fresh AS (
       UPDATE recovery_code SET used_at = now() WHERE account_id = $1 AND hash = $2 AND used_at IS NULL RETURNING 1)
     SELECT NOT EXISTS (SELECT FROM fresh) AS used FROM recovery_code WHERE account_id = $1 AND hash = $2`,
    [accountId, hashOf(accountId, letters)],
  );
  const found = rows[0];
  if (!found) return { ok: false, reason: 'code_wrong' };
  return found.used ? { ok: false, reason: 'code_replayed' } : { ok: true, amr: ['otp'] };
}

/** False when there was none left. */
export async function removeRecoveryCodes(sql: Sql, accountId: string): Promise<boolean> {
  const { rows } = await sql.query(
    `WITH gone AS (DELETE FROM recovery_code WHERE account_id = $1 RETURNING used_at)
     SELECT FROM gone WHERE used_at IS NULL`,
    [accountId],
  );
  return rows.length > 0;
}

function hashOf(accountId: string, code: string): Buffer {
  return hash('sha256', `${accountId} ${code}`, 'buffer');
}
