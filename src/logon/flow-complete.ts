/** The end of a log-on: the session, the browser that is remembered, an empty password of Muster that is filled. */
import { hashPassword } from '../admin/password.ts';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { LogonSettings } from '../model/logon.ts';
import type { Step } from '../model/person-api.ts';
import { type Attempt, DIRECTORY_PASSWORD, readState } from './attempt.ts';
import { rememberBrowser } from './browsers.ts';
import { personCookie, setAttemptCookie, setPersonCookie } from './cookies.ts';
import type { From, LogonDeps } from './deps.ts';
import { accountById, type LogonAccount, ownerOf } from './logon-account.ts';
import { auditLogon } from './logon-audit.ts';
import { currentPerson } from './person.ts';
import { faultsOf } from './policy.ts';
import { safeReturn } from './return-to.ts';
import { openPersonSession } from './session-store.ts';
import { oneSpelling, writePassword } from './set-password.ts';
import { logonSettings } from './settings.ts';

/** Opens the session. One attempt makes one session, however often it is asked to. */
export async function complete(deps: LogonDeps, attempt: Attempt, from: From): Promise<Step> {
  const { instanceId, cookieHeader } = attempt;
  const settings = await logonSettings(deps.db, instanceId);
  const filling = await passwordToFill(deps, attempt, settings);
  const previous = await previousSession(deps, attempt);
  const cookies: string[] = [];
  await deps.db.tx(async (sql) => {
    const { rows } = await sql.query<{ account_id: string; second_passed: boolean; remember: boolean }>(
      `DELETE FROM logon_attempt WHERE hash = $1 AND account_id = $2 AND expires_at > now()
       RETURNING account_id, second_passed, remember`,
      [attempt.hash, attempt.accountId],
    );
    const [done] = rows;
    // Locked, so that whoever disables the account meanwhile finds the session and ends it.
    const account = done && (await accountById(sql, instanceId, done.account_id, 'FOR NO KEY UPDATE'));
    if (!account || account.unusable) throw new MusterError('logon_expired');
    if (filling !== undefined && account.passwordHash === null) await fill(sql, account, filling, from);
    const { id: accountId } = account;
    const { methodId, amr } = attempt;
    const session = await openPersonSession(sql, {
      instanceId,
      accountId,
      methodId,
      methods: amr,
      from,
      previous,
    });
    const { policy, rememberDays } = settings.secondFactor;
    const trust = policy === 'smart' && done.second_passed && done.remember && rememberDays > 0;
    const browser = await rememberBrowser(sql, deps.publicUrl, instanceId, cookieHeader, {
      accountId,
      address: from.address,
      trustDays: trust ? rememberDays : undefined,
    });
    await auditLogon(sql, {
      instanceId,
      action: 'logon.ok',
      result: 'ok',
      account,
      from,
      details: { methodId, methods: amr, sessionId: session.sessionId },
    });
    cookies.push(setPersonCookie(deps.publicUrl, instanceId, session.secret));
    if (browser !== undefined) cookies.push(browser);
  });
  attempt.setCookies.push(...cookies, setAttemptCookie(deps.publicUrl, instanceId));
  return { kind: 'done', to: safeReturn(instanceId, attempt.returnTo) };
}

async function previousSession(deps: LogonDeps, { instanceId, cookieHeader }: Attempt) {
  const secret = personCookie(deps.publicUrl, instanceId, cookieHeader);
  const person = await currentPerson(deps, instanceId, cookieHeader);
  return secret !== undefined && person ? { secret, person } : undefined;
}

/** The directory's password, hashed, where it may become that of Muster: only where the instance wants it and the policy lets it. */
async function passwordToFill(
  deps: LogonDeps,
  attempt: Attempt,
  settings: LogonSettings,
): Promise<string | undefined> {
  const password = await readState<string>(deps, attempt, DIRECTORY_PASSWORD);
  if (password === undefined || attempt.accountId === null) return undefined;
  const account = await accountById(deps.db, attempt.instanceId, attempt.accountId);
  if (!account || account.passwordHash !== null) return undefined;
  const { rows } = await deps.db.query<{ wanted: boolean | null }>(
    `SELECT (settings ->> 'updatePassword')::boolean AS wanted FROM logon_method WHERE id = $1`,
    [attempt.methodId],
  );
  if (!rows[0]?.wanted) return undefined;
  const faults = faultsOf(password, settings.passwordPolicy, await ownerOf(deps.db, account));
  return faults.length > 0 ? undefined : hashPassword(oneSpelling(password));
}

async function fill(sql: Sql, account: LogonAccount, hash: string, from: From): Promise<void> {
  const actor = { name: `person:${account.username}` };
  await writePassword(sql, account.instanceId, account.id, hash, { actor, expectedHash: null });
  await auditLogon(sql, {
    instanceId: account.instanceId,
    action: 'password.filled',
    result: 'ok',
    account,
    from,
  });
}
