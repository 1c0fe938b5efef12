import { newId } from '../model/ids.ts';
import type { StagedRow } from './cases.ts';
import { loadBinned, loadLinked } from './cases.ts';
import type { PlannedBatch } from './change.ts';
import type { Values } from './draft.ts';
import { labelOf } from './mapper.ts';
import { linkOf, nearestOrg, type PlanContext, rejection } from './plan.ts';
import { reconcile } from './reconcile.ts';
import { stageTable } from './stage.ts';

interface OrgRow extends StagedRow {
  staged: boolean;
  hidden: boolean;
}

/**
 * Plans all organizations of a source at once, parents before children, and fills `context.orgs`. Unchanged ones are
 * planned too, from their link: an organization moves when an enclosing one enters or leaves the scope.
 */
export async function planOrgs(context: PlanContext): Promise<PlannedBatch> {
  const rows = await loadOrgRows(context);
  rows.sort((a, b) => a.parents.length - b.parents.length || (a.locator < b.locator ? -1 : 1));
  const batch: PlannedBatch = { kind: 'org', changes: [], rejections: [], records: 0 };
  const linked = await loadLinked(
    context.db,
    context.scope,
    'org',
    rows.flatMap(({ entity_id }) => entity_id ?? []),
  );
  const binned = await loadBinned(
    context.db,
    context.scope,
    'org',
    rows.filter(({ entity_id }) => entity_id === null).map(({ key }) => key),
  );
  for (const row of rows) {
    if (row.hidden) {
      context.orgs.set(row.locator, row.entity_id!);
      continue;
    }
    if (row.staged) batch.records++;
    const attributes = JSON.parse(row.attributes) as Record<string, unknown>;
    const mapped = row.staged
      ? context.mapper.map('org', row.key, attributes)
      : { values: { ...row.link_values } as Values };
    const label = labelOf('org', mapped.values, attributes, row.key);
    if (mapped.failure) {
      batch.rejections.push(rejection('org', row, label, mapped.failure));
      if (row.entity_id !== null) context.orgs.set(row.locator, row.entity_id);
      continue;
    }
    const values: Values = { ...mapped.values, parentId: nearestOrg(context, row.parents) };
    const held = row.entity_id === null ? undefined : linked.get(row.entity_id);
    if (held) context.orgs.set(row.locator, row.entity_id!);
    if (held && !row.staged && values.parentId === row.link_values?.parentId) continue;
    const decision = reconcile(
      {
        key: row.key,
        values,
        link: held ? { values: row.link_values ?? {}, gone: row.gone } : null,
        entity: held?.entity ?? null,
        others: held?.others ?? [],
        candidates: [],
        binned: held ? null : (binned.get(row.key) ?? null),
      },
      context.source,
      new Map(),
      () => newId('org'),
    );
    if ('code' in decision) {
      batch.rejections.push(rejection('org', row, label, decision));
      continue;
    }
    context.orgs.set(row.locator, decision.entityId);
    // An unchanged record whose place moved is not "read and changed": it was counted as same when it was staged.
    batch.changes.push({ kind: 'org', key: row.key, label, ...decision, link: linkOf(row, values) });
  }
  return batch;
}

async function loadOrgRows(context: PlanContext): Promise<OrgRow[]> {
  const { rows } = await context.db.query<OrgRow>(
    `SELECT s.kind, s.key, s.hash, coalesce(s.locator, l.locator) AS locator, coalesce(s.alias, l.alias) AS alias,
            coalesce(s.parents, l.parents) AS parents, coalesce(s.refs, l.refs) AS refs, coalesce(s.further, l.further) AS further,
            coalesce(s.attributes, l.raw)::text AS attributes, s.attributes IS NOT NULL AS staged,
            s.hidden, l.entity_id, l.values AS link_values, l.gone_since IS NOT NULL AS gone
       FROM ${stageTable(context.scope.runId)} s LEFT JOIN link l ON l.source_id = $1 AND l.kind = s.kind AND l.key = s.key
      WHERE s.kind = 'org' AND NOT s.gone`,
    [context.scope.sourceId],
  );
  return rows;
}
