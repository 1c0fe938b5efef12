/**
 * What happens to the entities of records that are gone. An account another source still knows, or that a new record
 * of this run adopted, only loses the link. An organization that still holds people or organizations stays until empty.
 */

import type { Sql } from '../db/db.ts';
import { binEntities } from '../directory/recycle-bin.ts';
import { MusterError } from '../errors/error.ts';
import type { PlanReason } from '../model/plan-reason.ts';
import type { Leavers } from '../model/source.ts';
import type { RecordKind } from '../sources/source.ts';
import { type ApplyContext, logChanges, updateEntities } from './apply.ts';
import { loadLinked, type Scope } from './cases.ts';
import type { Removal } from './change.ts';
import type { Values } from './draft.ts';
import { ENTITY, entityOf } from './entities.ts';
import type { Removals } from './guard.ts';
import { type Contribution, differences } from './reconcile.ts';
import { goneIn } from './stage.ts';

/** What a run is about to remove: links without a staged record, apart from people another source still has. */
export async function countRemovals(
  sql: Sql,
  scope: Scope,
  kinds: RecordKind[],
  leavers: Leavers,
): Promise<Removals> {
  // Who there is counts too, so every link is looked at, whatever was read.
  const { where } = goneIn(scope);
  const { rows } = await sql.query<{ kind: RecordKind; gone: number; linked: number; missing: number }>(
    `SELECT l.kind, count(*) FILTER (WHERE ${where} AND (l.gone_since IS NULL OR l.kind = 'user' AND l.gone_since < now() - make_interval(days => $3)) AND NOT EXISTS (
         SELECT FROM link o WHERE o.entity_id = l.entity_id AND o.source_id <> l.source_id AND o.gone_since IS NULL))::int AS gone,
        count(*) FILTER (WHERE l.gone_since IS NULL)::int AS linked, count(*) FILTER (WHERE ${where})::int AS missing
       FROM link l ${goneIn({ ...scope, partial: false }).join}
      WHERE l.source_id = $1 AND l.kind = ANY($2) GROUP BY l.kind`,
    [scope.sourceId, kinds, daysOf(leavers)],
  );
  const of = (kind: RecordKind) => rows.find((row) => row.kind === kind);
  return {
    users: of('user')?.gone ?? 0,
    orgs: of('org')?.gone ?? 0,
    groups: of('group')?.gone ?? 0,
    linkedUsers: of('user')?.linked ?? 0,
    any: rows.some(({ missing }) => missing > 0),
  };
}

/** After how many days a kept leaver is deleted; null: never. */
function daysOf(leavers: Leavers): number | null {
  return leavers.policy === 'disable_then_delete' ? leavers.days! : null;
}

interface GoneRow {
  key: string;
  entity_id: string;
  overdue: boolean;
  elsewhere: boolean;
  values: Values;
  entity: Record<string, unknown> | null;
}

/** Plans the removals of one kind: newly gone records, and kept leavers whose days are over. */
export async function planRemovals(
  sql: Sql,
  scope: Scope,
  kind: RecordKind,
  leavers: Leavers,
  bound: ReadonlySet<string>,
): Promise<Removal[]> {
  const { join, where } = goneIn(scope);
  // Deepest organizations first, so that each is empty when its turn comes.
  const { rows } = await sql.query<GoneRow>(
    `SELECT l.key, l.entity_id, l.gone_since IS NOT NULL AS overdue,
            EXISTS (SELECT FROM link o WHERE o.entity_id = l.entity_id AND o.source_id <> l.source_id AND o.gone_since IS NULL) AS elsewhere,
            l.values, to_jsonb(e) AS entity
       FROM link l LEFT JOIN ${ENTITY[kind].table} e ON e.id = l.entity_id
       ${join}
      WHERE l.source_id = $1 AND l.kind = $2 AND ${where}
        AND (l.gone_since IS NULL OR l.kind = 'org' OR ($3::int IS NOT NULL AND l.gone_since < now() - make_interval(days => $3)))
      ORDER BY cardinality(l.parents) DESC, l.key`,
    [scope.sourceId, kind, daysOf(leavers)],
  );
  const shared = rows.flatMap((row) => (row.elsewhere ? [row.entity_id] : []));
  const others = await loadLinked(sql, scope, kind, shared);
  return rows.map((row) => removal(kind, row, leavers, bound, others.get(row.entity_id)?.others ?? []));
}

function removal(
  kind: RecordKind,
  row: GoneRow,
  leavers: Leavers,
  bound: ReadonlySet<string>,
  others: Contribution[],
): Removal {
  const entity = row.entity && entityOf(kind, row.entity);
  const common = {
    kind,
    key: row.key,
    label: String((kind === 'user' ? entity?.fields.username : entity?.fields.name) ?? row.key),
    entityId: row.entity_id,
    entityVersion: entity?.version ?? 0,
    before: entity?.fields ?? {},
    after: {},
    elsewhere: row.elsewhere,
  };
  if (!entity) return { ...common, op: 'unlink', why: { code: 'entry_missing' } };
  if (bound.has(row.entity_id)) return { ...common, op: 'unlink', why: { code: 'record_replaced' } };
  if (row.elsewhere) {
    const fallen = differences(entity, others, row.values);
    return { ...common, ...fallen, op: 'unlink', why: { code: 'gone_elsewhere' } };
  }
  if (kind === 'user' && leavers.policy !== 'delete' && !row.overdue)
    return { ...common, op: 'disable', why: { code: 'gone_disabled' } };
  const why: PlanReason =
    row.overdue && kind === 'user'
      ? { code: 'gone_days', params: { days: leavers.days! } }
      : { code: 'gone' };
  return { ...common, op: 'delete', why };
}

/** Applies removals of one kind in one transaction; returns how many entities were deleted or disabled. */
export async function applyRemovals(context: ApplyContext, removals: Removal[]): Promise<number> {
  if (removals.length === 0) return 0;
  const of = (op: Removal['op']) => removals.filter((removal) => removal.op === op);
  const actor = { name: context.actor, runId: context.runId };
  return context.db.tx(async (sql) => {
    await refuseMoved(sql, context, removals);
    const keep = await nonEmptyOrgs(sql, removals[0]!.kind, of('delete'));
    const deleted = of('delete').filter(({ entityId }) => !keep.has(entityId));
    const entity = ENTITY[removals[0]!.kind].entity;
    await binEntities(
      sql,
      actor,
      context.instanceId,
      entity,
      deleted.map(({ entityId }) => entityId),
    );
    const unlinked = [...of('unlink'), ...deleted];
    await sql.query(`DELETE FROM link WHERE source_id = $1 AND kind = $2 AND key = ANY($3)`, [
      context.sourceId,
      removals[0]!.kind,
      unlinked.map(({ key }) => key),
    ]);
    const fallen = of('unlink').filter(({ after }) => Object.keys(after).length > 0);
    await updateEntities(sql, removals[0]!.kind, fallen);
    await logChanges(
      sql,
      context,
      removals[0]!.kind,
      fallen.map((removal) => ({ ...removal, op: 'update' })),
    );
    const disabled = of('disable');
    await disableAccounts(sql, context, disabled);
    const gone = [...disabled, ...of('delete').filter(({ entityId }) => keep.has(entityId))];
    await sql.query(
      `UPDATE link SET gone_since = coalesce(gone_since, now()) WHERE source_id = $1 AND kind = $2 AND key = ANY($3)`,
      [context.sourceId, removals[0]!.kind, gone.map(({ key }) => key)],
    );
    await sql.query(`SELECT pg_notify('muster_change', $1)`, [context.instanceId]);
    return deleted.length + disabled.length;
  });
}

/**
 * Whether another source has a person decides between deleting and unlinking: under a lock on the accounts it is looked
 * at once more, and a plan that no longer fits is not applied. Throws `directory_moved`.
 */
async function refuseMoved(sql: Sql, context: ApplyContext, removals: Removal[]): Promise<void> {
  if (removals[0]!.kind !== 'user') return;
  const ids = removals.map(({ entityId }) => entityId);
  await sql.query(`SELECT FROM account WHERE id = ANY($1) ORDER BY id FOR UPDATE`, [ids]);
  const { rows } = await sql.query<{ entity_id: string }>(
    `SELECT DISTINCT entity_id FROM link WHERE entity_id = ANY($1) AND source_id <> $2 AND gone_since IS NULL`,
    [ids, context.sourceId],
  );
  const elsewhere = new Set(rows.map(({ entity_id }) => entity_id));
  const moved = removals.find((removal) => removal.elsewhere !== elsewhere.has(removal.entityId));
  if (moved)
    throw new MusterError('directory_moved', {
      reason: `another source gained or lost ${moved.label} meanwhile`,
    });
}

/** Organizations of the list that still hold something not in the list itself. */
async function nonEmptyOrgs(sql: Sql, kind: RecordKind, removals: Removal[]): Promise<Set<string>> {
  const keep = new Set<string>();
  if (kind !== 'org') return keep;
  for (const { entityId } of removals) {
    const { rows } = await sql.query(
      `SELECT FROM account WHERE primary_org_id = $1 UNION ALL SELECT FROM org_unit WHERE parent_id = $1 AND NOT (id = ANY($2))
       UNION ALL SELECT FROM org_unit WHERE parent_id = $1 AND id = ANY($3)
       UNION ALL SELECT FROM source WHERE target_org_id = $1 LIMIT 1`,
      [entityId, removals.map((removal) => removal.entityId), [...keep]],
    );
    if (rows.length > 0) keep.add(entityId);
  }
  return keep;
}

async function disableAccounts(sql: Sql, context: ApplyContext, disabled: Removal[]): Promise<void> {
  if (disabled.length === 0) return;
  await sql.query(
    `WITH off AS (UPDATE account SET enabled = false, version = version + 1, updated_at = now()
        WHERE id = ANY($1) AND enabled AND NOT (overrides ? 'enabled') RETURNING id)
     INSERT INTO change_log (instance_id, actor, run_id, entity, entity_id, op, before, after)
     SELECT $2, $3, $4, 'account', id, 'update', '{"enabled":true}', '{"enabled":false}' FROM off`,
    [disabled.map(({ entityId }) => entityId), context.instanceId, context.actor, context.runId],
  );
}
