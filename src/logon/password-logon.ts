/** Log-on with a name and a password: of Muster, or of a directory that is asked. */
import { passwordMatches } from '../admin/password.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { MusterError } from '../errors/error.ts';
import type { LogonLimits } from '../model/logon.ts';
import type { Step } from '../model/person-api.ts';
import type { Attempt } from './attempt.ts';
import { knownBrowser } from './browsers.ts';
import { checkDirectoryPassword, type Tell } from './delegated.ts';
import type { From, LogonDeps } from './deps.ts';
import { type FirstFactor, passFirstFactor } from './flow.ts';
import {
  byAccount,
  byAddress,
  type Checked,
  type Counted,
  countFailure,
  refuseWaiting,
  withinLimits,
} from './limits.ts';
import { accountNamed, type LogonAccount } from './logon-account.ts';
import { auditLogon } from './logon-audit.ts';
import { methodInUse, type StoredMethod } from './methods.ts';
import { oneSpelling } from './set-password.ts';
import { logonSettings } from './settings.ts';

export interface GivenPassword {
  method: string;
  username: string;
  password: string;
}

type Verdict = Checked &
  ({ factor: FirstFactor } | { refused: string; code: ErrorCode; accountId?: string | undefined });

/** What people are told of a directory's refusal. */
const TOLD: Record<Tell, ErrorCode> = {
  refused: 'logon_failed',
  expired: 'directory_password_expired',
  must_change: 'directory_password_must_change',
  unavailable: 'directory_unavailable',
};

/**
 * One try. Whatever is wrong (no such name, no password, another password, an account that is switched off), the answer
 * is `logon_failed`, after the same work; why is in the log. Throws `too_many_attempts` for names nobody has, too.
 */
export async function logOnWithPassword(
  deps: LogonDeps,
  attempt: Attempt,
  given: GivenPassword,
  from: From,
): Promise<Step> {
  const { instanceId } = attempt;
  const method = await methodInUse(deps, instanceId, given.method);
  if (method.tab !== 'password' && method.tab !== 'directory') throw new MusterError('logon_method_off');
  const kind = method.tab;
  const { limits } = await logonSettings(deps.db, instanceId);
  const account = await named(deps, instanceId, kind, given.username);
  // A directory knows people by names that we do not: each of them has the one count of the account.
  const countOf = async (accountId: string) =>
    byAccount(instanceId, kind, { accountId }, await browserOf(deps, attempt, accountId), limits);
  const counted = await countsOf(deps, attempt, kind, account, given.username, limits, from);
  const verdict = await withinLimits<Verdict>(deps.db, counted, () =>
    kind === 'password'
      ? checkOwn(account, method, given)
      : checkDirectory(deps, instanceId, method, given, async (accountId) => {
          if (accountId !== account?.id) await refuseWaiting(deps.db, await countOf(accountId));
        }),
  ).catch(async (error: unknown) => {
    if (error instanceof MusterError && error.code === 'too_many_attempts')
      await tell(deps, attempt, given, from, account, 'too_many_attempts');
    throw error;
  });
  if ('factor' in verdict) return passFirstFactor(deps, attempt, verdict.factor, from);
  const { accountId } = verdict;
  if (accountId !== undefined && accountId !== account?.id && verdict.counts === 'wrong')
    await countFailure(deps.db, await countOf(accountId));
  await tell(deps, attempt, given, from, account, verdict.refused);
  throw new MusterError(verdict.code);
}

/** Directories know people by more names than we do (`corp\\alice`, `alice@corp.local`): the part that is the user name counts. */
async function named(
  deps: LogonDeps,
  instanceId: string,
  kind: 'password' | 'directory',
  name: string,
): Promise<LogonAccount | undefined> {
  const account = await accountNamed(deps.db, instanceId, name);
  if (account || kind === 'password') return account;
  const bare = name.replace(/^[^\\]*\\/, '').replace(/@.*$/s, '');
  return bare === name || bare === '' ? undefined : accountNamed(deps.db, instanceId, bare);
}

async function countsOf(
  deps: LogonDeps,
  attempt: Attempt,
  kind: 'password' | 'directory',
  account: LogonAccount | undefined,
  name: string,
  limits: LogonLimits,
  from: From,
): Promise<Counted[]> {
  const { instanceId } = attempt;
  const browser = account && (await browserOf(deps, attempt, account.id));
  const who = account ? { accountId: account.id } : { name };
  const own = byAccount(instanceId, kind, who, browser, limits);
  // Where one has logged on before, the guesses of others behind the same address do not count.
  return browser ? [own] : [byAddress(instanceId, from.address), own];
}

function browserOf({ db, publicUrl }: LogonDeps, attempt: Attempt, accountId: string) {
  return knownBrowser(db, publicUrl, attempt.instanceId, attempt.cookieHeader, accountId);
}

async function checkOwn(
  account: LogonAccount | undefined,
  method: StoredMethod,
  { password }: GivenPassword,
): Promise<Verdict> {
  const given = oneSpelling(password);
  const matches = await passwordMatches(account?.passwordHash ?? undefined, given);
  const refusal = refusalOf(account, matches);
  if (refusal !== undefined || !account)
    return {
      counts: 'wrong',
      refused: refusal ?? 'unknown_account',
      code: 'logon_failed',
      accountId: account?.id,
    };
  const factor = { accountId: account.id, methodId: method.id, amr: ['pwd'], verifiedPassword: given };
  return { counts: 'right', factor };
}

function refusalOf(account: LogonAccount | undefined, matches: boolean): string | undefined {
  if (!account) return 'unknown_account';
  if (account.passwordHash === null) return 'no_password';
  return matches ? (account.unusable ?? undefined) : 'wrong_password';
}

async function checkDirectory(
  deps: LogonDeps,
  instanceId: string,
  method: StoredMethod,
  { username, password }: GivenPassword,
  before: (accountId: string) => Promise<void>,
): Promise<Verdict> {
  const sourceId = method.source_id!;
  const verdict = await checkDirectoryPassword(deps, instanceId, sourceId, username, password, before);
  if (!verdict.ok) {
    const { reason, tell: told, accountId } = verdict;
    return {
      counts: told === 'refused' ? 'wrong' : 'neither',
      refused: reason,
      code: TOLD[told],
      accountId,
    };
  }
  const { accountId, passwordState } = verdict;
  const factor: FirstFactor = {
    accountId,
    methodId: method.id,
    amr: ['pwd', 'ldap'],
    verifiedPassword: password,
    ...(passwordState && { passwordState }),
  };
  return { counts: 'right', factor };
}

async function tell(
  deps: LogonDeps,
  attempt: Attempt,
  given: GivenPassword,
  from: From,
  account: LogonAccount | undefined,
  reason: string,
): Promise<void> {
  await auditLogon(deps.db, {
    instanceId: attempt.instanceId,
    action: 'logon.refused',
    result: 'refused',
    reason,
    account,
    name: given.username,
    from,
    details: { methodId: given.method },
  });
}
