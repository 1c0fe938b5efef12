/** Sets a password of Muster: policy, past, hash, log; and what must end when a password changes. */
import { hashPassword } from '../admin/password.ts';
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { describe, type ErrorText, type Language, MusterError } from '../errors/error.ts';
import type { PasswordFault, PasswordPolicy } from '../model/password-policy.ts';
import { forgetBrowsers } from './browsers.ts';
import { clearFailures } from './limits.ts';
import { accountById, type LogonAccount, ownerOf } from './logon-account.ts';
import { keepPasswordState, wasUsedBefore } from './password-state.ts';
import { faultsOf, rulesOf } from './policy.ts';

/** What is wrong with a password, in words. */
export const FAULTS: Record<PasswordFault, Record<Language, string>> = {
  too_short: { en: 'it is too short', zh: '长度不足' },
  too_long: { en: 'it is too long', zh: '长度过长' },
  no_lower: { en: 'it has no lower-case letter', zh: '缺少小写字母' },
  no_upper: { en: 'it has no upper-case letter', zh: '缺少大写字母' },
  no_digit: { en: 'it has no digit', zh: '缺少数字' },
  no_special: { en: 'it has no special character', zh: '缺少特殊字符' },
  has_username: { en: 'the user name is in it', zh: '包含账户名' },
  has_display_name: { en: 'the name is in it', zh: '包含姓名或其拼音' },
  has_phone: { en: 'the phone number is in it', zh: '包含手机号' },
  has_email: { en: 'the e-mail address is in it', zh: '包含邮箱前缀' },
  weak: { en: 'it is one that is guessed first', zh: '属于弱密码' },
  used_before: { en: 'it was used before', zh: '曾经使用过' },
};

/** `password_refused` with all that speaks against the password, in the reader's language. */
export class PasswordRefused extends MusterError {
  readonly faults: readonly PasswordFault[];

  constructor(faults: readonly PasswordFault[]) {
    super('password_refused', { field: 'password', reasons: sentence(faults, 'en') });
    this.faults = faults;
  }

  override text(language: Language = 'en'): ErrorText {
    return describe(this.code, { ...this.params, reasons: sentence(this.faults, language) }, language);
  }
}

const sentence = (faults: readonly PasswordFault[], language: Language) =>
  faults.map((fault) => FAULTS[fault][language]).join(language === 'zh' ? '，' : ', ');

/** One spelling of what looks the same: keyboards differ in how they compose letters. */
export const oneSpelling = (password: string) => password.normalize('NFC');

/** Everything that speaks against a new password of this account, its past included. */
export async function passwordFaults(
  sql: Sql,
  account: LogonAccount,
  policy: PasswordPolicy,
  password: string,
): Promise<PasswordFault[]> {
  const faults = faultsOf(password, policy, await ownerOf(sql, account));
  if (faults.length > 0) return faults;
  const { history } = rulesOf(policy);
  const used = await wasUsedBefore(sql, account.id, account.passwordHash, oneSpelling(password), history);
  return used ? ['used_before'] : [];
}

export interface PasswordChange {
  password: string;
  actor: Actor;
  /** To be changed at the next log-on. */
  temporary?: boolean;
  /** The session that goes on; all others end. */
  keepSessionId?: string;
  /** The log-on under way that goes on. */
  keepAttempt?: Buffer;
  /** The hash it was judged by: another one means that somebody else was quicker. */
  expectedHash?: string | null;
}

/**
 * Writes a password that has been judged, in the caller's transaction. Sessions, log-ons under way, remembered browsers
 * and links to reset it end; wrong guesses are forgotten. False when the account is gone or its password has changed meanwhile.
 */
export async function writePassword(
  sql: Sql,
  instanceId: string,
  accountId: string,
  hash: string,
  change: Omit<PasswordChange, 'password'>,
): Promise<boolean> {
  const account = await accountById(sql, instanceId, accountId, 'FOR NO KEY UPDATE');
  if (!account) return false;
  if (change.expectedHash !== undefined && change.expectedHash !== account.passwordHash) return false;
  await sql.query(`SELECT set_config('muster.keep_session', $1, true)`, [change.keepSessionId ?? '']);
  await sql.query(
    `UPDATE account SET password_hash = $2, version = version + 1, updated_at = now() WHERE id = $1`,
    [accountId, hash],
  );
  const temporary = change.temporary ?? false;
  await keepPasswordState(sql, account, hash, temporary);
  await clearFailures(sql, instanceId, accountId);
  await forgetBrowsers(sql, accountId);
  await sql.query(`DELETE FROM password_reset WHERE account_id = $1`, [accountId]);
  // Whoever is half-way in with the old one.
  await sql.query(`DELETE FROM logon_attempt WHERE account_id = $1 AND hash IS DISTINCT FROM $2`, [
    accountId,
    change.keepAttempt ?? null,
  ]);
  await appendChange(sql, change.actor, {
    instanceId,
    entity: 'account',
    entityId: accountId,
    op: 'update',
    before: { passwordSet: account.passwordHash !== null },
    after: { passwordSet: true, passwordTemporary: temporary },
  });
  return true;
}

/** Judges and writes a password; throws `password_refused` and, where somebody else was quicker, `logon_out_of_turn`. */
export async function setPassword(
  db: Db,
  account: LogonAccount,
  policy: PasswordPolicy,
  change: PasswordChange,
  also: (sql: Sql) => Promise<void>,
): Promise<void> {
  const faults = await passwordFaults(db, account, policy, change.password);
  if (faults.length > 0) throw new PasswordRefused(faults);
  const hash = await hashPassword(oneSpelling(change.password));
  await db.tx(async (sql) => {
    const expectedHash = account.passwordHash;
    if (!(await writePassword(sql, account.instanceId, account.id, hash, { expectedHash, ...change })))
      throw new MusterError('logon_out_of_turn');
    await also(sql);
  });
}
