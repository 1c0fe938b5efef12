/** “Forgot password”: a link by e-mail, for passwords of Muster only. */
import { hashPassword } from '../admin/password.ts';
import { MusterError } from '../errors/error.ts';
import { sendMailSoon } from '../mail/mail.ts';
import { resetMail } from '../mail/texts.ts';
import { randomToken } from '../secrets/token.ts';
import { hashOf } from './cookies.ts';
import type { From, LogonDeps } from './deps.ts';
import { byAddress, withinLimits } from './limits.ts';
import { accountById, accountNamed } from './logon-account.ts';
import { auditLogon } from './logon-audit.ts';
import { oneSpelling, PasswordRefused, passwordFaults, writePassword } from './set-password.ts';
import { logonSettings } from './settings.ts';

const MINUTES = 15;

/** Work that goes on after its answer, of each database; a server waits for it when it stops. */
const underWay = new WeakMap<object, Set<Promise<void>>>();

/** Waits for the mails that are being written. */
export async function resetsWritten(deps: Pick<LogonDeps, 'db'>): Promise<void> {
  await Promise.all(underWay.get(deps.db) ?? []);
}

/**
 * Asks for a link. The answer comes before anything is looked up, so that neither it nor its time says whether there
 * is such an account. Throws `too_many_attempts`, by address alone.
 */
export async function forgotPassword(
  deps: LogonDeps,
  instanceId: string,
  name: string,
  from: From,
): Promise<void> {
  await withinLimits(deps.db, [byAddress(instanceId, from.address, 'forgot')], async () => ({
    counts: 'wrong',
  }));
  const all = underWay.get(deps.db) ?? new Set();
  underWay.set(deps.db, all);
  const work = sendLink(deps, instanceId, name, from)
    .catch((error) => deps.log.error({ err: error }, 'a link to reset a password could not be sent'))
    .finally(() => all.delete(work));
  all.add(work);
}

async function sendLink(deps: LogonDeps, instanceId: string, name: string, from: From): Promise<void> {
  const account = await accountNamed(deps.db, instanceId, name);
  const reason = await whyNot(deps, instanceId, account);
  await auditLogon(deps.db, {
    instanceId,
    action: 'password.reset_asked',
    result: reason === undefined ? 'ok' : 'refused',
    reason,
    account,
    name,
    from,
  });
  if (reason !== undefined || !account?.email) return;
  const token = randomToken();
  await deps.db.query(
    `INSERT INTO password_reset (hash, instance_id, account_id, email, expires_at)
     VALUES ($1, $2, $3, $4, now() + make_interval(mins => $5))`,
    [hashOf(token), instanceId, account.id, account.email, MINUTES],
  );
  const { rows } = await deps.db.query<{ name: string }>(`SELECT name FROM instance WHERE id = $1`, [
    instanceId,
  ]);
  // From the settings, never from a header; behind the #, so that it stands in no log and no Referer.
  const link = `${deps.publicUrl}/${instanceId}/login#reset=${token}`;
  const about = { link, instance: rows[0]?.name ?? instanceId, username: account.username, minutes: MINUTES };
  sendMailSoon(deps, { to: account.email, ...resetMail(account.language, about) });
}

/** Only where it is switched on, for an account that has a password of Muster and an address known to be its own. */
async function whyNot(
  deps: LogonDeps,
  instanceId: string,
  account: Awaited<ReturnType<typeof accountNamed>>,
): Promise<string | undefined> {
  if (!(await resetPossible(deps, instanceId))) return 'reset_off';
  if (!account) return 'unknown_account';
  if (account.unusable) return account.unusable;
  if (account.passwordHash === null) return 'no_password';
  if (account.email === null || !account.emailVerified) return 'no_verified_email';
  return undefined;
}

/** Whether the log-on page offers it. */
export async function resetPossible(deps: LogonDeps, instanceId: string): Promise<boolean> {
  if (deps.mail === undefined) return false;
  const { rowCount } = await deps.db.query(
    `SELECT FROM logon_method WHERE instance_id = $1 AND kind = 'password' AND enabled`,
    [instanceId],
  );
  return rowCount === 1 && (await logonSettings(deps.db, instanceId)).forgotPassword;
}

/** Sets a new password by the token of a mail, once. Throws `reset_link_invalid` and `password_refused`. */
export async function resetPassword(
  deps: LogonDeps,
  instanceId: string,
  token: string,
  password: string,
  from: From,
): Promise<void> {
  const accountId = await withinLimits(deps.db, [byAddress(instanceId, from.address, 'reset')], async () => {
    const { rows } = await deps.db.query<{ account_id: string }>(
      `SELECT r.account_id FROM password_reset r JOIN account a ON a.id = r.account_id
        WHERE r.hash = $1 AND r.instance_id = $2 AND r.expires_at > now() AND a.email = r.email AND a.email_verified`,
      [hashOf(token), instanceId],
    );
    const found = rows[0]?.account_id;
    return { counts: found === undefined ? ('wrong' as const) : ('right' as const), found };
  }).then(({ found }) => found);
  const account = accountId === undefined ? undefined : await accountById(deps.db, instanceId, accountId);
  const possible = await resetPossible(deps, instanceId);
  if (!account || account.unusable || !possible) throw new MusterError('reset_link_invalid');
  const { passwordPolicy } = await logonSettings(deps.db, instanceId);
  const faults = await passwordFaults(deps.db, account, passwordPolicy, password);
  if (faults.length > 0) throw new PasswordRefused(faults);
  const hash = await hashPassword(oneSpelling(password));
  await deps.db.tx(async (sql) => {
    const { rowCount } = await sql.query(
      `DELETE FROM password_reset WHERE hash = $1 AND instance_id = $2 AND expires_at > now()`,
      [hashOf(token), instanceId],
    );
    const actor = { name: `person:${account.username}` };
    if (rowCount !== 1 || !(await writePassword(sql, instanceId, account.id, hash, { actor })))
      throw new MusterError('reset_link_invalid');
    await auditLogon(sql, { instanceId, action: 'password.reset', result: 'ok', account, from });
  });
}
