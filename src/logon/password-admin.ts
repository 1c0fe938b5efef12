/** Passwords and log-ons of accounts in the hands of an administrator. */
import { randomInt } from 'node:crypto';
import type { AuditEvent } from '../audit/record.ts';
import { recordAudit } from '../audit/record.ts';
import type { Db, Sql } from '../db/db.ts';
import { accountRow } from '../directory/account-rows.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { MusterError } from '../errors/error.ts';
import type { AccountLogon } from '../model/logon.ts';
import type { PasswordFault, PasswordPolicy, PasswordRules } from '../model/password-policy.ts';
import { clearFailures, failuresOf } from './limits.ts';
import { accountById, type LogonAccount } from './logon-account.ts';
import { expiresAt, passwordAge } from './password-state.ts';
import { faultsOf, rulesOf } from './policy.ts';
import { endSessionsOf } from './session-end.ts';
import { passwordFaults, setPassword } from './set-password.ts';
import { logonSettings } from './settings.ts';

/** Who does it: as the change log and as the audit log name them. */
export interface By {
  actor: Actor;
  audit: AuditEvent['actor'];
  address: string;
}

/** Letters and digits that are not mistaken for each other when read aloud or typed off paper. */
const GROUPS = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-_.:#%+'] as const;

const pick = (letters: string) => letters[randomInt(letters.length)]!;

/** A random password that meets the rules; about 100 bits and more. */
export function generatePassword({ minLength }: Pick<PasswordRules, 'minLength'>): string {
  const length = Math.max(20, minLength);
  const letters = [...GROUPS.map(pick)];
  while (letters.length < length) letters.push(pick(GROUPS.join('')));
  for (let i = letters.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [letters[i], letters[j]] = [letters[j]!, letters[i]!];
  }
  return letters.join('');
}

/** Throws `not_found`. */
async function accountOf(sql: Sql, instanceId: string, idOrUsername: string): Promise<LogonAccount> {
  const { id } = await accountRow(sql, instanceId, idOrUsername);
  const account = await accountById(sql, instanceId, id);
  if (!account) throw new MusterError('not_found', { what: 'account', id: idOrUsername });
  return account;
}

/** Sets a password given or made; gives it back where it was made. Sessions of the account end. Throws `password_refused`. */
export async function setAccountPassword(
  db: Db,
  by: By,
  instanceId: string,
  idOrUsername: string,
  given: { password?: string | undefined; temporary: boolean },
): Promise<{ password: string | null; temporary: boolean }> {
  const { passwordPolicy } = await logonSettings(db, instanceId);
  const account = await accountOf(db, instanceId, idOrUsername);
  const password = given.password ?? generatePassword(rulesOf(passwordPolicy));
  const { temporary } = given;
  await setPassword(db, account, passwordPolicy, { password, actor: by.actor, temporary }, (sql) =>
    audit(sql, by, account, 'password.set', { temporary, made: given.password === undefined }),
  );
  return { password: given.password === undefined ? password : null, temporary };
}

/** Lets an account log on again at once, however often a password for it was wrong. Throws `not_found`. */
export async function forgetFailures(
  db: Db,
  by: By,
  instanceId: string,
  idOrUsername: string,
): Promise<void> {
  await db.tx(async (sql) => {
    const { id, username } = await accountRow(sql, instanceId, idOrUsername, 'FOR NO KEY UPDATE');
    const { failures, blockedUntil } = await failuresOf(sql, instanceId, id);
    await clearFailures(sql, instanceId, id);
    if (failures === 0) return;
    const before = { logonFailures: failures, logonBlockedUntil: blockedUntil?.toISOString() ?? null };
    const after = { logonFailures: 0, logonBlockedUntil: null };
    await appendChange(sql, by.actor, {
      instanceId,
      entity: 'account',
      entityId: id,
      op: 'update',
      before,
      after,
    });
    await audit(sql, by, { id, username, instanceId }, 'account.unlocked', before);
  });
}

/** Ends all sessions of an account; gives how many. */
export async function endAccountSessions(
  db: Db,
  by: By,
  instanceId: string,
  idOrUsername: string,
): Promise<number> {
  return db.tx(async (sql) => {
    const { id, username } = await accountRow(sql, instanceId, idOrUsername);
    const ended = await endSessionsOf(sql, id, 'ended_by_administrator');
    await logEnded(sql, by, { id, username, instanceId }, ended);
    return ended.length;
  });
}

/** Ends one session; throws `not_found`. */
export async function endOneSession(db: Db, by: By, instanceId: string, sessionId: string): Promise<void> {
  await db.tx(async (sql) => {
    const { rows } = await sql.query<{ id: string; username: string }>(
      `UPDATE person_session s SET ended_at = now(), ended_why = 'ended_by_administrator' FROM account a
        WHERE s.id = $2 AND s.instance_id = $1 AND s.ended_at IS NULL AND a.id = s.account_id RETURNING a.id, a.username`,
      [instanceId, sessionId],
    );
    if (!rows[0]) throw new MusterError('not_found', { what: 'session', id: sessionId.slice(0, 80) });
    await logEnded(sql, by, { ...rows[0], instanceId }, [sessionId]);
  });
}

async function logEnded(sql: Sql, by: By, account: Subject, sessions: string[]): Promise<void> {
  if (sessions.length === 0) return;
  const { instanceId } = account;
  await appendChange(sql, by.actor, {
    instanceId,
    entity: 'session',
    entityId: account.id,
    op: 'delete',
    before: { sessions },
    after: null,
  });
  await audit(sql, by, account, 'session.ended', { sessions });
}

type Subject = Pick<LogonAccount, 'id' | 'username' | 'instanceId'>;

async function audit(sql: Sql, by: By, account: Subject, action: string, details: object): Promise<void> {
  await recordAudit(sql, {
    instanceId: account.instanceId,
    category: 'administration',
    action,
    actor: by.audit,
    subject: { kind: 'account', id: account.id, name: account.username },
    result: 'ok',
    address: by.address,
    details,
  });
}

/** What an administrator sees of an account's log-on; throws `not_found`. */
export async function accountLogon(
  sql: Sql,
  instanceId: string,
  idOrUsername: string,
): Promise<AccountLogon> {
  const account = await accountOf(sql, instanceId, idOrUsername);
  const { passwordPolicy } = await logonSettings(sql, instanceId);
  const age = await passwordAge(sql, account.id);
  const { failures, blockedUntil } = await failuresOf(sql, instanceId, account.id);
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*) AS n FROM person_session WHERE account_id = $1 AND ended_at IS NULL`,
    [account.id],
  );
  return {
    passwordSet: account.passwordHash !== null,
    passwordChangedAt: age.changedAt?.toISOString() ?? null,
    passwordTemporary: age.temporary,
    passwordExpiresAt: expiresAt(age, passwordPolicy)?.toISOString() ?? null,
    failures,
    blockedUntil: blockedUntil?.toISOString() ?? null,
    sessions: rows[0]!.n,
  };
}

/** Tries a password against the stored policy or another one; for an account, its past counts too. */
export async function tryPassword(
  sql: Sql,
  instanceId: string,
  given: { password: string; accountId?: string | undefined; policy?: PasswordPolicy | undefined },
): Promise<{ faults: PasswordFault[]; rules: PasswordRules }> {
  const policy = given.policy ?? (await logonSettings(sql, instanceId)).passwordPolicy;
  const rules = rulesOf(policy);
  if (given.accountId !== undefined) {
    const account = await accountOf(sql, instanceId, given.accountId);
    return { faults: await passwordFaults(sql, account, policy, given.password), rules };
  }
  const nobody = { username: '', displayName: null, phone: null, email: null, company: [instanceId] };
  return { faults: faultsOf(given.password, policy, nobody), rules };
}
