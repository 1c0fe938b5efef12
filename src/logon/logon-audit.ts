/** What the audit log tells of people's log-on. */
import { type AuditEvent, recordAudit } from '../audit/record.ts';
import type { Sql } from '../db/db.ts';
import { Email, USERNAME } from '../model/account.ts';
import type { From } from './deps.ts';

export interface LogonEvent {
  instanceId: string;
  category?: 'logon' | 'session';
  /** `logon.ok`, `logon.refused`, `password.changed`, … */
  action: string;
  result: AuditEvent['result'];
  reason?: string | undefined;
  /** Undefined for a name that nobody has. */
  account: { id: string; username: string } | undefined;
  /** As it was typed. */
  name?: string;
  from: From;
  details?: object;
}

export async function auditLogon(sql: Sql, event: LogonEvent): Promise<void> {
  const { account, name, from, category = 'logon', ...rest } = event;
  await recordAudit(sql, {
    instanceId: rest.instanceId,
    category,
    action: rest.action,
    actor: { kind: 'person', id: account?.id ?? null, name: account?.username ?? shownName(name) },
    result: rest.result,
    reason: rest.reason,
    address: from.address,
    agent: from.agent,
    ...(rest.details && { details: rest.details }),
  });
}

/** Only what can be a name: people type their password into the wrong field. */
function shownName(typed = ''): string {
  return USERNAME.test(typed) || Email.safeParse(typed).success ? typed.slice(0, 128) : '?';
}
