/** Log-ons of RAM users, in the log of the cloud account and in the audit log of its instance. */
import { recordAudit } from '../../audit/record.ts';
import type { Sql } from '../../db/db.ts';
import { writeLog } from '../log.ts';
import type { PageAccount } from './accounts.ts';
import type { Via } from './sessions.ts';

/** Where a browser is. */
export interface From {
  readonly address: string;
  readonly agent: string | undefined;
}

/** A RAM user by name; who was refused may be nobody we know. */
interface Known {
  readonly userId: string | undefined;
  readonly name: string;
}

/** `ConsoleSignin` is what ActionTrail of Alibaba Cloud calls it. `reason`: why not, where it was refused. */
export async function logSignin(
  sql: Sql,
  account: PageAccount,
  user: Known,
  signin: { via: Via; from: From; reason?: string },
): Promise<void> {
  const { via, from, reason } = signin;
  const result = reason === undefined ? 'ok' : 'refused';
  await writeLog(sql, {
    accountId: account.accountId,
    actor: { name: user.name },
    action: 'ConsoleSignin',
    subjectId: user.userId ?? account.accountId,
    after: { result, via, ...(reason !== undefined && { reason }) },
  });
  await audit(sql, account, user, { action: `ram.signin.${result}`, result, via, from, reason });
}

export async function logSignout(sql: Sql, account: PageAccount, user: Known, from: From): Promise<void> {
  const { accountId } = account;
  const line = { accountId, actor: { name: user.name }, action: 'ConsoleSignout' };
  await writeLog(sql, { ...line, subjectId: user.userId ?? accountId });
  await audit(sql, account, user, { action: 'ram.signout', result: 'ok', from });
}

async function audit(
  sql: Sql,
  account: PageAccount,
  user: Known,
  event: { action: string; result: 'ok' | 'refused'; from: From; via?: Via; reason?: string | undefined },
): Promise<void> {
  const { action, result, from, via, reason } = event;
  await recordAudit(sql, {
    instanceId: account.instanceId,
    category: 'logon',
    action,
    actor: { kind: 'person', id: user.userId ?? null, name: user.name },
    subject: { kind: 'cloud account', id: account.accountId, name: account.name },
    result,
    reason,
    address: from.address,
    agent: from.agent,
    ...(via !== undefined && { details: { via } }),
  });
}
