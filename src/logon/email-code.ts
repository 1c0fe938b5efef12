/** Six digits by mail: as a second factor, and to prove that an address is one's own. */
import { hash, randomInt, timingSafeEqual } from 'node:crypto';
import { MusterError } from '../errors/error.ts';
import { type MailOutcome, sendMail } from '../mail/mail.ts';
import { codeMail } from '../mail/texts.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { FactorVerdict } from './factors.ts';

const TRIES = 5;
const MINUTES = 10;
/** Between two mails of one purpose. */
const PAUSE_SECONDS = 60;

export type EmailPurpose = 'logon' | 'verify';

/** Sends a code for the second factor to the verified address; gives the address with its middle left out. */
export async function sendEmailCode(deps: FactorDeps, accountId: string): Promise<{ hint: string }> {
  const { rows } = await deps.db.query<{ email: string }>(
    `SELECT email FROM account WHERE id = $1 AND email_verified AND email IS NOT NULL`,
    [accountId],
  );
  const email = rows[0]?.email;
  if (email === undefined) throw new MusterError('factor_email_missing');
  await sendCode(deps, accountId, 'logon', email);
  return { hint: hintOf(email) };
}

/**
 * Sends a new code to `email`; the one from before counts no more. Throws `factor_code_recent` less than a minute after
 * the last one, and `mail_not_sent`.
 */
export async function sendCode(
  deps: FactorDeps,
  accountId: string,
  purpose: EmailPurpose,
  email: string,
): Promise<void> {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const sealed = deps.sealer.seal(hashOf(accountId, code), place(accountId, purpose));
  const { rowCount } = await deps.db.query(
    `INSERT INTO email_code AS c (account_id, purpose, email, code) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id, purpose) DO UPDATE SET email = excluded.email, code = excluded.code, tries = 0, sent_at = now()
      WHERE c.sent_at <= now() - make_interval(secs => $5)`,
    [accountId, purpose, email, sealed, PAUSE_SECONDS],
  );
  if (rowCount === 0) throw new MusterError('factor_code_recent', { seconds: PAUSE_SECONDS });
  const { rows } = await deps.db.query<{ instance: string; language: string | null }>(
    `SELECT i.name AS instance, a.preferred_language AS language FROM account a JOIN instance i ON i.id = a.instance_id
      WHERE a.id = $1`,
    [accountId],
  );
  const { instance = '', language = null } = rows[0] ?? {};
  const outcome = await sendMail(deps, {
    to: email,
    ...codeMail(language, { purpose, code, instance, minutes: MINUTES }),
  });
  if (outcome === 'sent') return;
  // Nothing to wait for: the next try may be made at once.
  await deps.db.query(`DELETE FROM email_code WHERE account_id = $1 AND purpose = $2 AND code = $3`, [
    accountId,
    purpose,
    sealed,
  ]);
  throw notSent(outcome);
}

export function notSent(outcome: Exclude<MailOutcome, 'sent'>): MusterError {
  return new MusterError(outcome === 'limited' ? 'mail_limited' : 'mail_not_sent');
}

/** The address of the code, when it is the right one. A code counts once and for the address it was sent to. */
export async function checkCode(
  deps: FactorDeps,
  accountId: string,
  purpose: EmailPurpose,
  code: string,
): Promise<{ ok: true; email: string } | Extract<FactorVerdict, { ok: false }>> {
  // The try is counted before it is looked at, or many at once would have as many.
  const { rows } = await deps.db.query<{ code: string; email: string; live: boolean }>(
    `UPDATE email_code SET tries = tries + 1 WHERE account_id = $1 AND purpose = $2
     RETURNING code, email, tries <= $3 AND sent_at > now() - make_interval(mins => $4) AS live`,
    [accountId, purpose, TRIES, MINUTES],
  );
  const sent = rows[0];
  if (!sent) return { ok: false, reason: 'factor_missing' };
  if (!sent.live) return { ok: false, reason: 'code_expired' };
  const expected = Buffer.from(deps.sealer.open(sent.code, place(accountId, purpose)));
  if (!timingSafeEqual(expected, Buffer.from(hashOf(accountId, code.replaceAll(/\s/g, '')))))
    return { ok: false, reason: 'code_wrong' };
  const { rowCount } = await deps.db.query(
    `DELETE FROM email_code WHERE account_id = $1 AND purpose = $2 AND code = $3`,
    [accountId, purpose, sent.code],
  );
  return rowCount === 1 ? { ok: true, email: sent.email } : { ok: false, reason: 'code_replayed' };
}

/** As a second factor: the address must still be the account's, and verified. */
export async function checkEmailCode(
  deps: FactorDeps,
  accountId: string,
  code: string,
): Promise<FactorVerdict> {
  const verdict = await checkCode(deps, accountId, 'logon', code);
  if (!verdict.ok) return verdict;
  const { rowCount } = await deps.db.query(
    `SELECT FROM account WHERE id = $1 AND email = $2 AND email_verified`,
    [accountId, verdict.email],
  );
  return rowCount === 1 ? { ok: true, amr: ['mail'] } : { ok: false, reason: 'code_expired' };
}

/** `a…e@example.com`: enough for its owner, too little for anybody else. */
export function hintOf(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = '', last = ''] = [email[0], at > 2 ? email[at - 1] : ''];
  return `${first}…${last}${email.slice(at)}`;
}

const place = (accountId: string, purpose: EmailPurpose) => `email_code.${accountId}.${purpose}`;
const hashOf = (accountId: string, code: string) => hash('sha256', `${accountId} ${code}`);
