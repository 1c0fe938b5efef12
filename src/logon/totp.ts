/** Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds, which is what every app knows). */
import { Secret, TOTP } from 'otpauth';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { FactorVerdict } from './factors.ts';

const PERIOD = 30;
const DIGITS = 6;
/** Codes of the neighbouring time steps count too: clocks of phones are off by seconds. */
const WINDOW = 1;
/** RFC 4226 section 4: as long as the hash. */
const SECRET_BYTES = 20;
const ENROLMENT = '15 minutes';

const place = (accountId: string) => `totp_factor.${accountId}.secret`;

export interface TotpEnrolment {
  /** Base32, for typing. */
  secret: string;
  /** `otpauth://totp/…`, for a QR code. */
  uri: string;
}

/**
 * Begins an enrolment; the factor that is there goes on to count until the new one is confirmed. `binding`: id of the
 * session or the log-on under way; nobody else can confirm it.
 */
export async function beginTotp(
  deps: FactorDeps,
  accountId: string,
  binding: string,
): Promise<TotpEnrolment> {
  const { rows } = await deps.db.query<{ username: string; instance: string }>(
    `SELECT a.username, i.name AS instance FROM account a JOIN instance i ON i.id = a.instance_id WHERE a.id = $1`,
    [accountId],
  );
  const owner = rows[0];
  if (!owner) throw new MusterError('not_found', { what: 'account', id: accountId });
  const secret = new Secret({ size: SECRET_BYTES });
  await deps.db.query(
    `INSERT INTO totp_factor (account_id, pending_secret, pending_for, pending_at) VALUES ($1, $2, $3, now())
     ON CONFLICT (account_id) DO UPDATE SET pending_secret = excluded.pending_secret,
       pending_for = excluded.pending_for, pending_at = excluded.pending_at`,
    [accountId, deps.sealer.seal(secret.base32, place(accountId)), binding],
  );
  // A colon divides issuer from account in the label.
  const plain = (text: string) => text.replaceAll(':', ' ');
  const totp = new TOTP({
    issuer: plain(owner.instance),
    label: plain(owner.username),
    secret,
    digits: DIGITS,
    period: PERIOD,
  });
  return { secret: secret.base32, uri: totp.toString() };
}

/**
 * Puts the enrolment of `binding` in force when `code` is one of it; that code cannot be used again. False for a wrong
 * code. Throws `factor_enrolment_gone` when there is none, or it was begun too long ago.
 */
export async function confirmTotp(
  deps: FactorDeps,
  sql: Sql,
  accountId: string,
  binding: string,
  code: string,
): Promise<boolean> {
  const { rows } = await sql.query<{ pending_secret: string }>(
    `SELECT pending_secret FROM totp_factor WHERE account_id = $1 AND pending_for = $2
        AND pending_at > now() - $3::interval FOR UPDATE`,
    [accountId, binding, ENROLMENT],
  );
  const sealed = rows[0]?.pending_secret;
  if (sealed === undefined) throw new MusterError('factor_enrolment_gone');
  const step = stepOf(deps, sealed, accountId, code);
  if (step === undefined) return false;
  await sql.query(
    `UPDATE totp_factor SET secret = pending_secret, confirmed_at = now(), last_step = $2, pending_secret = NULL,
       pending_for = NULL, pending_at = NULL WHERE account_id = $1`,
    [accountId, step],
  );
  return true;
}

export async function checkTotp(deps: FactorDeps, accountId: string, code: string): Promise<FactorVerdict> {
  const { rows } = await deps.db.query<{ secret: string }>(
    `SELECT secret FROM totp_factor WHERE account_id = $1 AND secret IS NOT NULL`,
    [accountId],
  );
  const sealed = rows[0]?.secret;
  if (sealed === undefined) return { ok: false, reason: 'factor_missing' };
  const step = stepOf(deps, sealed, accountId, code);
  if (step === undefined) return { ok: false, reason: 'code_wrong' };
  // One statement: of several that bring the same code at once, one finds the step unused.
  const { rowCount } = await deps.db.query(
    `UPDATE totp_factor SET last_step = $3 WHERE account_id = $1 AND secret = $2 AND (last_step IS NULL OR last_step < $3)`,
    [accountId, sealed, step],
  );
  return rowCount === 1 ? { ok: true, amr: ['otp'] } : { ok: false, reason: 'code_replayed' };
}

/** False when there was none. */
export async function removeTotp(sql: Sql, accountId: string): Promise<boolean> {
  const { rows } = await sql.query<{ confirmed: boolean }>(
    `DELETE FROM totp_factor WHERE account_id = $1 RETURNING secret IS NOT NULL AS confirmed`,
    [accountId],
  );
  return rows[0]?.confirmed ?? false;
}

/** The time step a code belongs to; undefined for a code of none in the window. */
function stepOf(deps: FactorDeps, sealed: string, accountId: string, code: string): number | undefined {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const secret = Secret.fromBase32(deps.sealer.open(sealed, place(accountId)));
  const timestamp = deps.now().getTime();
  const delta = TOTP.validate({ token, secret, digits: DIGITS, period: PERIOD, window: WINDOW, timestamp });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / PERIOD) + delta;
}
