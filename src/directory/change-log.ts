import type { Sql } from '../db/db.ts';
import type { ChangeEntry } from '../model/change-entry.ts';
import { lookupText } from './input.ts';

/** Who writes: an administrator, a token or a run, by the name people know it by. */
export interface Actor {
  name: string;
  runId?: string;
  /** Where the call came from, for the audit log. */
  address?: string;
}

/** One write as the log keeps it; `before` and `after` hold only the fields that changed. Never a password or its hash. */
export interface LoggedChange {
  instanceId: string;
  /** `account`, `org`, `group`, `membership`, `instance`, `custom_field`, `source`, … */
  entity: string;
  entityId: string;
  /** `create`, `update`, `delete`, `restore`, `purge`; `add` and `remove` of a membership. */
  op: string;
  before: object | null;
  after: object | null;
}

/** Logs one write in the transaction that makes it; listeners of `muster_change` hear of it at commit. */
export async function appendChange(sql: Sql, actor: Actor, change: LoggedChange): Promise<void> {
  await appendChanges(sql, actor, change.instanceId, [change]);
}

/** Logs many writes of one instance in one statement. */
export async function appendChanges(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  changes: Omit<LoggedChange, 'instanceId'>[],
): Promise<void> {
  if (changes.length === 0) return;
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
  await sql.query(
    `WITH logged AS (
        INSERT INTO change_log (instance_id, actor, run_id, entity, entity_id, op, before, after, address)
        SELECT $1, $2, $3, u.entity, u.entity_id, u.op, u.before::json, u.after::json, $9
          FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) u (entity, entity_id, op, before, after))
     SELECT pg_notify('muster_change', $1)`,
    [
      instanceId,
      actor.name,
      actor.runId ?? null,
      changes.map(({ entity }) => entity),
      changes.map(({ entityId }) => entityId),
      changes.map(({ op }) => op),
      changes.map(({ before }) => json(before)),
      changes.map(({ after }) => json(after)),
      actor.address ?? null,
    ],
  );
}

/** Logs who entered or left groups; a membership stands under its account's id. */
export async function logMemberships(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  op: 'add' | 'remove',
  memberships: { account_id: string; group_id: string }[],
): Promise<void> {
  const lines = memberships.map(({ account_id, group_id }) => {
    const membership = { groupId: group_id };
    const [before, after] = op === 'add' ? [null, membership] : [membership, null];
    return { entity: 'membership', entityId: account_id, op, before, after };
  });
  await appendChanges(sql, actor, instanceId, lines);
}

export interface ChangeFilter {
  entityId?: string | undefined;
  runId?: string | undefined;
  actor?: string | undefined;
  /** Only what was written at or after this moment. */
  since?: Date | undefined;
  /** `seq` of the last entry of the page before. */
  before?: number | undefined;
  limit: number;
}

interface ChangeRow {
  seq: number;
  at: Date;
  actor: string;
  run_id: string | null;
  entity: string;
  entity_id: string;
  op: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** The log of an instance, newest first; with `entityId`, the history of one account, organization or group. */
export async function listChanges(
  sql: Sql,
  instanceId: string,
  filter: ChangeFilter,
): Promise<ChangeEntry[]> {
  const { rows } = await sql.query<ChangeRow>(
    `SELECT seq, at, actor, run_id, entity, entity_id, op, before, after FROM change_log
      WHERE instance_id = $1 AND ($2::text IS NULL OR entity_id = $2) AND ($3::text IS NULL OR run_id = $3)
        AND ($4::text IS NULL OR actor = $4) AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::bigint IS NULL OR seq < $6)
      ORDER BY seq DESC LIMIT $7`,
    [
      lookupText(instanceId),
      lookup(filter.entityId),
      lookup(filter.runId),
      lookup(filter.actor),
      filter.since ?? null,
      filter.before ?? null,
      filter.limit,
    ],
  );
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at.toISOString(),
    actor: row.actor,
    runId: row.run_id,
    entity: row.entity,
    entityId: row.entity_id,
    op: row.op,
    before: row.before,
    after: row.after,
  }));
}

const lookup = (text: string | undefined) => (text === undefined ? null : lookupText(text));
