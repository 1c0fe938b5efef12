/** The second factors of an account, whatever kind they are. */
import type { Sql } from '../db/db.ts';
import type { AccountFactors } from '../model/factors.ts';
import { checkEmailCode } from './email-code.ts';
import { withinAttempts } from './factor-attempts.ts';
import type { FactorDeps } from './factor-deps.ts';
import { sendNotice } from './factor-notice.ts';
import { checkSecondPasskey } from './passkey.ts';
import { listPasskeys } from './passkey-store.ts';
import { checkRecoveryCode } from './recovery.ts';
import { checkTotp } from './totp.ts';

export { sendEmailCode } from './email-code.ts';
export type { FactorDeps } from './factor-deps.ts';

/** What somebody gives as a second factor. `binding`: id of the log-on under way for which the challenge was made. */
export type GivenFactor =
  | { factor: 'totp' | 'email' | 'recovery'; code: string }
  | { factor: 'passkey'; response: unknown; binding: string };

/** Why a factor did not count; for the log, never for whoever gave it. */
export type FactorFault =
  | 'factor_missing'
  | 'code_wrong'
  | 'code_replayed'
  | 'code_expired'
  | 'passkey_unknown'
  | 'passkey_challenge'
  | 'passkey_invalid'
  | 'passkey_counter';

/** `amr`: authentication methods of RFC 8176. */
export type FactorVerdict = { ok: true; amr: string[] } | { ok: false; reason: FactorFault };

export interface FactorSummary {
  totp: boolean;
  passkeys: number;
  recoveryLeft: number;
  /** The verified address; codes reach it only where a mail server is set. */
  email: string | null;
}

/** What the account could give. Recovery codes alone are no factor: they stand in for one. */
export async function factorsOf(sql: Sql, accountId: string): Promise<FactorSummary> {
  const { rows } = await sql.query<FactorSummary>(
    `SELECT EXISTS (SELECT FROM totp_factor WHERE account_id = a.id AND secret IS NOT NULL) AS totp,
        (SELECT count(*) FROM passkey WHERE account_id = a.id) AS passkeys,
        (SELECT count(*) FROM recovery_code WHERE account_id = a.id AND used_at IS NULL) AS "recoveryLeft",
        CASE WHEN email_verified THEN email END AS email
       FROM account a WHERE a.id = $1`,
    [accountId],
  );
  return rows[0] ?? { totp: false, passkeys: 0, recoveryLeft: 0, email: null };
}

/** The same with names and times, for whoever manages them. */
export async function describeFactors(sql: Sql, accountId: string): Promise<AccountFactors> {
  const { recoveryLeft, email } = await factorsOf(sql, accountId);
  const { rows } = await sql.query<{ confirmed_at: Date }>(
    `SELECT confirmed_at FROM totp_factor WHERE account_id = $1 AND secret IS NOT NULL`,
    [accountId],
  );
  const totp = rows[0] ? { confirmedAt: rows[0].confirmed_at.toISOString() } : null;
  return { totp, recoveryLeft, email, passkeys: await listPasskeys(sql, accountId) };
}

/**
 * Looks at a second factor; a code counts once. Throws `factor_attempts` while the account has to wait after wrong
 * codes. A passkey is not counted: it cannot be guessed, and whoever guesses codes must not keep its owner out.
 */
export async function verifyFactor(
  deps: FactorDeps,
  accountId: string,
  given: GivenFactor,
): Promise<FactorVerdict> {
  if (given.factor === 'passkey') return checkSecondPasskey(deps, accountId, given.binding, given.response);
  const { factor, code } = given;
  return withinAttempts<FactorVerdict>(deps.db, accountId, async () => {
    if (factor === 'totp') return checkTotp(deps, accountId, code);
    if (factor === 'email') return checkEmailCode(deps, accountId, code);
    const verdict = await checkRecoveryCode(deps.db, accountId, code);
    if (verdict.ok) await sendNotice(deps, accountId, 'recovery_used');
    return verdict;
  });
}

/** As `verifyFactor`, for whoever needs no reason. */
export async function checkFactor(deps: FactorDeps, accountId: string, given: GivenFactor): Promise<boolean> {
  return (await verifyFactor(deps, accountId, given)).ok;
}
