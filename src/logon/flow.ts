/**
 * A log-on from its first factor to the session. Whoever proves a first factor (password, directory, redirect, passkey)
 * reports it here and gets the next step; the session exists when the step is `done`, and its cookie goes out with
 * `attempt.setCookies`.
 */
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { LogonSettings } from '../model/logon.ts';
import type { Step } from '../model/person-api.ts';
import { type Attempt, DIRECTORY_PASSWORD, keepState, readState } from './attempt.ts';
import { browserIsTrusted } from './browsers.ts';
import type { From, LogonDeps } from './deps.ts';
import { hintOf } from './email-code.ts';
import { factorPolicy } from './factor-changes.ts';
import { factorsOf } from './factors.ts';
import { complete } from './flow-complete.ts';
import { accountById, type LogonAccount, ownerOf } from './logon-account.ts';
import { auditLogon } from './logon-audit.ts';
import { expiresAt, passwordAge, passwordVerdict } from './password-state.ts';
import { DIRECTORY_RULES, rulesOf } from './policy.ts';
import { logonSettings } from './settings.ts';
import { secondFactorNeed } from './step.ts';

export interface FirstFactor {
  accountId: string;
  methodId: string;
  /** RFC 8176. With `mfa` among them (a passkey that verified its user) no second factor is asked for. */
  amr: string[];
  /** The password of the directory was right, but another one has to be chosen first. */
  passwordState?: 'expired' | 'must_change';
  /** The password itself: to be judged by the policy, to fill an empty password of Muster, to change it in the directory. */
  verifiedPassword?: string;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * A first factor has passed: gives the next step. Throws `logon_failed` for an account that may not log on, and
 * `password_expired`, `password_too_weak` where the policy says so.
 */
export async function passFirstFactor(
  deps: LogonDeps,
  attempt: Attempt,
  factor: FirstFactor,
  from: From,
): Promise<Step> {
  const { accountId, methodId, amr, verifiedPassword } = factor;
  const { instanceId } = attempt;
  const account = await accountById(deps.db, instanceId, accountId);
  if (!account || account.unusable)
    throw await refuse(deps, attempt, from, account, account?.unusable ?? 'account_gone', 'logon_failed');
  const kind = await kindOf(deps.db, instanceId, methodId);
  let state: Attempt['passwordState'] = factor.passwordState ?? null;
  if (kind === 'password' && verifiedPassword !== undefined) {
    const policy = (await logonSettings(deps.db, instanceId)).passwordPolicy;
    const age = await passwordAge(deps.db, accountId);
    const owner = await ownerOf(deps.db, account);
    const verdict = passwordVerdict(age, policy, verifiedPassword, owner, deps.now());
    if ('refused' in verdict)
      throw await refuse(deps, attempt, from, account, verdict.refused, verdict.refused);
    state = verdict.state;
  }
  const passed = amr.includes('mfa');
  const { rowCount } = await deps.db.query(
    `UPDATE logon_attempt SET account_id = $2, method_id = $3, amr = $4, second_passed = $5, remember = false,
       password_state = $6, state = '{}' WHERE hash = $1 AND expires_at > now()`,
    [attempt.hash, accountId, methodId, amr, passed, state],
  );
  if (rowCount === 0) throw new MusterError('logon_expired');
  Object.assign(attempt, { accountId, methodId, amr, secondPassed: passed, passwordState: state });
  if (kind === 'source' && verifiedPassword !== undefined)
    await keepState(deps, attempt, DIRECTORY_PASSWORD, verifiedPassword);
  return nextStep(deps, attempt, from);
}

/** A second factor has passed, or one was set up on the way; `amr` is what it adds. */
export async function passSecondFactor(
  deps: LogonDeps,
  attempt: Attempt,
  factor: { amr: string[]; remember: boolean },
  from: From,
): Promise<Step> {
  const amr = [...new Set([...attempt.amr, ...factor.amr, 'mfa'])];
  const { rowCount } = await deps.db.query(
    `UPDATE logon_attempt SET amr = $2, second_passed = true, remember = $3
      WHERE hash = $1 AND account_id = $4 AND expires_at > now()`,
    [attempt.hash, amr, factor.remember, attempt.accountId],
  );
  if (rowCount === 0) throw new MusterError('logon_expired');
  Object.assign(attempt, { amr, secondPassed: true });
  return nextStep(deps, attempt, from);
}

/** The new password has been set, or need not be now. */
export async function passPassword(deps: LogonDeps, attempt: Attempt, from: From): Promise<Step> {
  const { rowCount } = await deps.db.query(
    `UPDATE logon_attempt SET password_state = NULL WHERE hash = $1 AND account_id = $2 AND expires_at > now()`,
    [attempt.hash, attempt.accountId],
  );
  if (rowCount === 0) throw new MusterError('logon_expired');
  attempt.passwordState = null;
  return nextStep(deps, attempt, from);
}

/** Back to the beginning; what has passed counts no more. */
export async function restart(deps: Pick<LogonDeps, 'db'>, attempt: Attempt): Promise<Step> {
  await deps.db.query(
    `UPDATE logon_attempt SET account_id = NULL, method_id = NULL, amr = '{}', second_passed = false, remember = false,
       password_state = NULL, state = '{}' WHERE hash = $1`,
    [attempt.hash],
  );
  Object.assign(attempt, {
    accountId: null,
    methodId: null,
    amr: [],
    secondPassed: false,
    passwordState: null,
  });
  return { kind: 'start' };
}

/** Where the log-on stands, without finishing it: what the page shows when it is loaded. */
export async function standing(deps: LogonDeps, attempt: Attempt, from: From): Promise<Step | undefined> {
  if (attempt.accountId === null) return { kind: 'start' };
  const account = await accountById(deps.db, attempt.instanceId, attempt.accountId);
  if (!account || account.unusable) return restart(deps, attempt);
  const settings = await logonSettings(deps.db, attempt.instanceId);
  return (
    (await secondFactorStep(deps, attempt, account, settings, from)) ?? passwordStep(deps, attempt, settings)
  );
}

async function nextStep(deps: LogonDeps, attempt: Attempt, from: From): Promise<Step> {
  return (await standing(deps, attempt, from)) ?? complete(deps, attempt, from);
}

/**
 * Throws `logon_out_of_turn` unless the log-on stands at a step of this kind: nobody skips the second factor by asking
 * for what comes after it.
 */
export async function requireStep<K extends Step['kind']>(
  deps: LogonDeps,
  attempt: Attempt,
  from: From,
  kind: K,
): Promise<Extract<Step, { kind: K }>> {
  const step = await standing(deps, attempt, from);
  if (step?.kind !== kind) throw new MusterError('logon_out_of_turn');
  return step as Extract<Step, { kind: K }>;
}

async function secondFactorStep(
  deps: LogonDeps,
  attempt: Attempt,
  account: LogonAccount,
  settings: LogonSettings,
  from: From,
): Promise<Step | undefined> {
  const { policy, rememberDays } = settings.secondFactor;
  const has = await factorsOf(deps.db, account.id);
  const { counts } = await factorPolicy(deps, deps.db, attempt.instanceId);
  const trusted =
    policy === 'smart' &&
    (await browserIsTrusted(
      deps.db,
      deps.publicUrl,
      attempt.instanceId,
      attempt.cookieHeader,
      account.id,
      from.address,
    ));
  const asked = secondFactorNeed({ policy, counts, has, passed: attempt.secondPassed, trusted });
  if (asked.need === 'nothing') return undefined;
  if (asked.need === 'enrolment') {
    if (asked.factors.length === 0)
      throw await refuse(
        deps,
        attempt,
        from,
        account,
        'second_factor_impossible',
        'second_factor_impossible',
      );
    return { kind: 'enrol', factors: asked.factors };
  }
  return {
    kind: 'second-factor',
    factors: asked.factors,
    emailHint: asked.factors.includes('email') && has.email !== null ? hintOf(has.email) : null,
    rememberable: policy === 'smart' && rememberDays > 0,
  };
}

async function passwordStep(
  deps: LogonDeps,
  attempt: Attempt,
  settings: LogonSettings,
): Promise<Step | undefined> {
  const reason = attempt.passwordState;
  if (reason === null) return undefined;
  const inDirectory = (await kindOf(deps.db, attempt.instanceId, attempt.methodId)) === 'source';
  const needsCurrent =
    inDirectory && (await readState<string>(deps, attempt, DIRECTORY_PASSWORD)) === undefined;
  let days: number | null = null;
  if (reason === 'expires') {
    const end = expiresAt(await passwordAge(deps.db, attempt.accountId!), settings.passwordPolicy);
    days = end === null ? 0 : Math.max(0, Math.ceil((end.getTime() - deps.now().getTime()) / DAY_MS));
  }
  return {
    kind: 'change-password',
    reason,
    where: inDirectory ? 'directory' : 'muster',
    rules: inDirectory ? DIRECTORY_RULES : rulesOf(settings.passwordPolicy),
    needsCurrent,
    skippable: reason === 'expires',
    days,
  };
}

async function kindOf(sql: Sql, instanceId: string, methodId: string | null): Promise<string | undefined> {
  const { rows } = await sql.query<{ kind: string }>(
    `SELECT kind FROM logon_method WHERE id = $1 AND instance_id = $2`,
    [methodId, instanceId],
  );
  return rows[0]?.kind;
}

/** Logs why, puts the attempt back to its beginning, and gives the error that the person is told. */
async function refuse(
  deps: LogonDeps,
  attempt: Attempt,
  from: From,
  account: LogonAccount | undefined,
  reason: string,
  code: 'logon_failed' | 'password_expired' | 'password_too_weak' | 'second_factor_impossible',
): Promise<MusterError> {
  await auditLogon(deps.db, {
    instanceId: attempt.instanceId,
    action: 'logon.refused',
    result: 'refused',
    reason,
    account,
    from,
  });
  await restart(deps, attempt);
  return new MusterError(code);
}
