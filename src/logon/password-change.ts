/** People change their password: on the way through a log-on, or in the portal. */
import { passwordMatches } from '../admin/password.ts';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { PasswordRules } from '../model/password-policy.ts';
import type { Step } from '../model/person-api.ts';
import { type Attempt, DIRECTORY_PASSWORD, keepState, readState } from './attempt.ts';
import { changeDirectoryPassword } from './delegated.ts';
import type { From, LogonDeps } from './deps.ts';
import { passPassword, requireStep } from './flow.ts';
import { byAccount, withinLimits } from './limits.ts';
import { accountById, type LogonAccount } from './logon-account.ts';
import { auditLogon } from './logon-audit.ts';
import { expiresAt, passwordAge } from './password-state.ts';
import type { SignedIn } from './person.ts';
import { DIRECTORY_RULES, rulesOf } from './policy.ts';
import { renewSecret } from './session-store.ts';
import { oneSpelling, setPassword } from './set-password.ts';
import { logonSettings } from './settings.ts';

export interface GivenChange {
  current?: string | undefined;
  password: string;
}

/** The step `change-password`. Throws `password_refused`, and what the directory says. */
export async function changeInStep(
  deps: LogonDeps,
  attempt: Attempt,
  given: GivenChange,
  from: From,
): Promise<Step> {
  const step = await requireStep(deps, attempt, from, 'change-password');
  const account = await accountById(deps.db, attempt.instanceId, attempt.accountId!);
  if (!account) throw new MusterError('logon_expired');
  if (step.where === 'directory') {
    const current = (await readState<string>(deps, attempt, DIRECTORY_PASSWORD)) ?? given.current;
    if (current === undefined) throw new MusterError('own_password_wrong', { field: 'current' });
    const sourceId = await sourceOfMethod(deps.db, attempt);
    await changeDirectoryPassword(deps, attempt.instanceId, sourceId, account.id, current, given.password);
    await keepState(deps, attempt, DIRECTORY_PASSWORD, given.password);
    await audit(deps.db, account, from, { where: 'directory' });
  } else await changeOwn(deps, account, given.password, from, { keepAttempt: attempt.hash });
  return passPassword(deps, attempt, from);
}

/** The step `change-password`, where it is a reminder only. */
export async function skipPassword(deps: LogonDeps, attempt: Attempt, from: From): Promise<Step> {
  const step = await requireStep(deps, attempt, from, 'change-password');
  if (!step.skippable) throw new MusterError('logon_out_of_turn');
  return passPassword(deps, attempt, from);
}

async function sourceOfMethod(sql: Sql, attempt: Attempt): Promise<string> {
  const { rows } = await sql.query<{ source_id: string | null }>(
    `SELECT source_id FROM logon_method WHERE id = $1 AND instance_id = $2`,
    [attempt.methodId, attempt.instanceId],
  );
  if (!rows[0]?.source_id) throw new MusterError('logon_method_off');
  return rows[0].source_id;
}

async function changeOwn(
  deps: LogonDeps,
  account: LogonAccount,
  password: string,
  from: From,
  keep: { keepAttempt?: Buffer; keepSessionId?: string },
  also: (sql: Sql) => Promise<void> = async () => {},
): Promise<void> {
  const { passwordPolicy } = await logonSettings(deps.db, account.instanceId);
  const actor = { name: `person:${account.username}` };
  await setPassword(deps.db, account, passwordPolicy, { password, actor, ...keep }, async (sql) => {
    await audit(sql, account, from, { where: 'muster' });
    await also(sql);
  });
}

async function audit(
  sql: Sql,
  account: LogonAccount,
  from: From,
  details: object,
  refused?: string,
): Promise<void> {
  await auditLogon(sql, {
    instanceId: account.instanceId,
    action: 'password.changed',
    result: refused === undefined ? 'ok' : 'refused',
    reason: refused,
    account,
    from,
    details,
  });
}

export interface PasswordPlace {
  where: 'muster' | 'directory' | 'none';
  rules: PasswordRules;
  needsCurrent: boolean;
  changedAt: string | null;
  expiresAt: string | null;
}

/** Where a person's password is, and what a new one must be like. */
export async function ownPassword(deps: LogonDeps, person: SignedIn): Promise<PasswordPlace> {
  const { passwordPolicy } = await logonSettings(deps.db, person.instanceId);
  const place = await placeOf(deps, person);
  const age = await passwordAge(deps.db, person.accountId);
  const own = place.where === 'muster';
  return {
    where: place.where,
    rules: place.where === 'directory' ? DIRECTORY_RULES : rulesOf(passwordPolicy),
    needsCurrent: place.where === 'directory' || (own && age.changedAt !== null),
    changedAt: own ? (age.changedAt?.toISOString() ?? null) : null,
    expiresAt: own ? (expiresAt(age, passwordPolicy)?.toISOString() ?? null) : null,
  };
}

/**
 * The directory, where it proves this person's password and takes new ones; a password of Muster where there is one, or
 * where nothing but this instance could prove one.
 */
async function placeOf(
  deps: LogonDeps,
  person: SignedIn,
): Promise<{ where: 'directory'; sourceId: string } | { where: 'muster' | 'none' }> {
  const { rows } = await deps.db.query<{ source_id: string; kind: string; on: boolean | null }>(
    `SELECT s.id AS source_id, s.kind, m.enabled AND (m.settings ->> 'changePassword')::boolean AS on
       FROM link l JOIN source s ON s.id = l.source_id LEFT JOIN logon_method m ON m.source_id = s.id
      WHERE l.entity_id = $1 AND l.gone_since IS NULL ORDER BY s.priority, s.id`,
    [person.accountId],
  );
  const directories = rows.filter(({ kind }) => deps.kinds.get(kind)?.logon?.by === 'password');
  const changeable = directories.find(({ on }) => on);
  if (changeable) return { where: 'directory', sourceId: changeable.source_id };
  const account = await accountById(deps.db, person.instanceId, person.accountId);
  if (account?.passwordHash != null) return { where: 'muster' };
  const { rowCount } = await deps.db.query(
    `SELECT FROM logon_method WHERE instance_id = $1 AND kind = 'password' AND enabled`,
    [person.instanceId],
  );
  return { where: directories.length === 0 && rowCount === 1 ? 'muster' : 'none' };
}

/**
 * In the portal. Every other session ends, and this one gets another secret: whoever knew the old one is out. Throws
 * `own_password_wrong`, `password_refused`, `password_elsewhere`, `too_many_attempts`.
 */
export async function changeOwnPassword(
  deps: LogonDeps,
  person: SignedIn,
  given: GivenChange,
  from: From,
): Promise<{ secret: string }> {
  const { instanceId, accountId, sessionId } = person;
  const account = await accountById(deps.db, instanceId, accountId);
  if (!account) throw new MusterError('signed_out');
  const place = await placeOf(deps, person);
  if (place.where === 'none') throw new MusterError('password_elsewhere');
  const { limits } = await logonSettings(deps.db, instanceId);
  if (place.where === 'directory') {
    if (given.current === undefined) throw new MusterError('own_password_wrong', { field: 'current' });
    const { current } = given;
    const counted = byAccount(instanceId, 'directory', { accountId }, undefined, limits);
    await withinLimits(deps.db, [counted], async () => {
      try {
        await changeDirectoryPassword(deps, instanceId, place.sourceId, accountId, current, given.password);
        return { counts: 'right' as const };
      } catch (error) {
        // Told below, for it counts.
        if (error instanceof MusterError && error.code === 'directory_password_current')
          return { counts: 'wrong' as const };
        throw error;
      }
    }).then(({ counts }) => {
      if (counts === 'wrong') throw new MusterError('directory_password_current', { field: 'current' });
    });
    await audit(deps.db, account, from, { where: 'directory' });
    return { secret: await renewSecret(deps.db, sessionId) };
  }
  if (account.passwordHash !== null) await requireCurrent(deps, account, given.current ?? '', from);
  let secret = '';
  await changeOwn(deps, account, given.password, from, { keepSessionId: sessionId }, async (sql) => {
    secret = await renewSecret(sql, sessionId);
  });
  return { secret };
}

async function requireCurrent(
  deps: LogonDeps,
  account: LogonAccount,
  current: string,
  from: From,
): Promise<void> {
  const { limits } = await logonSettings(deps.db, account.instanceId);
  const counted = byAccount(account.instanceId, 'password', { accountId: account.id }, undefined, limits);
  const { counts } = await withinLimits(deps.db, [counted], async () => {
    const matches = await passwordMatches(account.passwordHash ?? undefined, oneSpelling(current));
    return { counts: matches ? ('right' as const) : ('wrong' as const) };
  });
  if (counts === 'right') return;
  await audit(deps.db, account, from, { where: 'muster' }, 'wrong_password');
  throw new MusterError('own_password_wrong', { field: 'current' });
}
