/** Writes to the audit log. Whoever does something worth knowing calls `recordAudit` in the transaction that does it. */

import type { z } from 'zod';
import type { Sql } from '../db/db.ts';
import type { AuditActorKind, AuditCategory, AuditResult } from '../model/audit.ts';

/** Something that acts or is acted upon, by id and by the name people know it by. */
export interface AuditParty {
  kind: string;
  id: string | null;
  name: string;
}

export interface AuditEvent {
  /** Null: the installation as a whole. */
  instanceId: string | null;
  category: z.infer<typeof AuditCategory>;
  /** Stable, such as `logon.refused`; never with a name or a value in it. */
  action: string;
  actor: AuditParty & { kind: z.infer<typeof AuditActorKind> };
  subject?: AuditParty;
  result: z.infer<typeof AuditResult>;
  /** Code of the error catalogue, or a finer reason that only the log tells (`ad_532`). */
  reason?: string | undefined;
  /** Network address of the browser or client. */
  address?: string | undefined;
  /** User-Agent header; cut to 300 characters. */
  agent?: string | undefined;
  /** Never a password, token, code or other secret. */
  details?: object;
  before?: object | null;
  after?: object | null;
}

/** Text that a stranger sent, as a column can hold it. */
const text = (value: string | undefined | null, max: number) =>
  value === undefined || value === null ? null : value.toWellFormed().replaceAll('\0', '').slice(0, max);
const json = (value: object | null | undefined) => (value ? JSON.stringify(value) : null);

/** Appends one entry. */
export async function recordAudit(sql: Sql, event: AuditEvent): Promise<void> {
  const { actor, subject } = event;
  await sql.query({
    name: 'audit-record',
    text: `INSERT INTO audit_entry (instance_id, category, action, actor_kind, actor_id, actor_name, subject_kind, subject_id,
         subject_name, result, reason, address, agent, details, before, after)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    values: [
      event.instanceId,
      event.category,
      event.action,
      actor.kind,
      text(actor.id, 256),
      text(actor.name, 300),
      subject?.kind ?? null,
      text(subject?.id, 256),
      text(subject?.name, 300),
      event.result,
      event.reason ?? null,
      text(event.address, 100),
      text(event.agent, 300),
      json(event.details),
      json(event.before),
      json(event.after),
    ],
  });
}
