import Cursor from 'pg-cursor';
import type { Db } from '../db/db.ts';
import { newId } from '../model/ids.ts';
import type { RecordKind } from '../sources/source.ts';
import { loadBinned, loadHolders, loadLinked, type Scope, type StagedRow } from './cases.ts';
import type { Change, PlannedBatch, Rejection } from './change.ts';
import type { Values } from './draft.ts';
import { labelOf, type Mapper } from './mapper.ts';
import { type Holders, holderKey, reconcile } from './reconcile.ts';
import { stageTable } from './stage.ts';

export interface PlanContext {
  db: Db;
  scope: Scope;
  source: { id: string; priority: number };
  mapper: Mapper;
  /** Organization of each known locator; filled by the organizations' plan. */
  orgs: Map<string, string>;
  targetOrgId: string;
  /** A plan that is not applied as it is made remembers every value it has claimed. */
  claims: Holders | null;
  /** Whether anything can be met at all: accounts or groups that were there before the run, deleted records. */
  had: { entities: boolean; binned: boolean };
  /** Entities adopted so far in this run. */
  bound: Set<string>;
}

const BATCH = 2000;

/** Plans the new and changed records of one kind, in batches, in the order of the staging table. */
export async function* planRecords(
  context: PlanContext,
  kind: 'user' | 'group',
  only?: string[],
): AsyncGenerator<PlannedBatch, void, void> {
  const client = await context.db.connect();
  const table = stageTable(context.scope.runId);
  const cursor = client.query(
    new Cursor<StagedRow>(
      `SELECT s.kind, s.key, s.hash, s.locator, s.alias, s.parents, s.refs, s.further, s.attributes::text AS attributes,
              l.entity_id, l.values AS link_values, l.gone_since IS NOT NULL AS gone
         FROM ${table} s LEFT JOIN link l ON l.source_id = $1 AND l.kind = s.kind AND l.key = s.key
        WHERE s.kind = $2 AND s.attributes IS NOT NULL AND ($3::text[] IS NULL OR s.key = ANY($3))`,
      [context.scope.sourceId, kind, only ?? null],
    ),
  );
  try {
    for (;;) {
      const rows = await cursor.read(BATCH);
      if (rows.length === 0) return;
      yield await planBatch(context, kind, rows);
    }
  } finally {
    await cursor.close().catch(() => {});
    client.release();
  }
}

interface DraftedRow {
  row: StagedRow;
  values: Values;
  label: string;
}

export async function planBatch(
  context: PlanContext,
  kind: RecordKind,
  rows: StagedRow[],
): Promise<PlannedBatch> {
  const batch: PlannedBatch = { kind, changes: [], rejections: [], records: rows.length };
  const drafted = draftRows(context, kind, rows, batch.rejections);
  const { db, scope } = context;
  const fresh = drafted.filter(({ row }) => row.entity_id === null);
  const [linked, binned, existing] = await Promise.all([
    loadLinked(
      db,
      scope,
      kind,
      drafted.flatMap(({ row }) => row.entity_id ?? []),
    ),
    fresh.length > 0 && context.had.binned
      ? loadBinned(
          db,
          scope,
          kind,
          fresh.map(({ row }) => row.key),
        )
      : undefined,
    loadHolders(
      db,
      scope,
      kind,
      context.had.entities ? drafted.filter(movesUniqueValue).map(({ values }) => values) : [],
      context.mapper.match(kind),
    ),
  ]);
  const holders = context.claims ?? existing.holders;
  if (context.claims) for (const [key, id] of existing.holders) if (!holders.has(key)) holders.set(key, id);
  // A person renamed in this very batch gives the old name free for another of the batch.
  for (const { row, values } of drafted) {
    const fields = row.entity_id !== null ? linked.get(row.entity_id)?.entity.fields : undefined;
    if (fields) release(holders, fields, values, row.entity_id!);
  }
  for (const { row, values, label } of drafted) {
    const held = row.entity_id === null ? undefined : linked.get(row.entity_id);
    const decision = reconcile(
      {
        key: row.key,
        values,
        link: (held && { values: row.link_values ?? {}, gone: row.gone }) || null,
        entity: held?.entity ?? null,
        others: held?.others ?? [],
        candidates: held
          ? []
          : existing.candidates(values).filter(({ entity }) => !context.bound.has(entity.id)),
        binned: held ? null : (binned?.get(row.key) ?? null),
      },
      context.source,
      holders,
      () => newId(kind === 'user' ? 'account' : kind),
    );
    if ('code' in decision) {
      batch.rejections.push(rejection(kind, row, label, decision));
      continue;
    }
    if (decision.op === 'bind') context.bound.add(decision.entityId);
    batch.changes.push({ kind, key: row.key, label, ...decision, link: linkOf(row, values) });
  }
  return batch;
}

function draftRows(
  context: PlanContext,
  kind: RecordKind,
  rows: StagedRow[],
  rejections: Rejection[],
): DraftedRow[] {
  const drafted: DraftedRow[] = [];
  for (const row of rows) {
    const attributes = JSON.parse(row.attributes) as Record<string, unknown>;
    const result = context.mapper.map(kind, row.key, attributes, row.link_values);
    const label = labelOf(kind, result.values, attributes, row.key);
    if (result.failure) {
      rejections.push(rejection(kind, row, label, result.failure));
      continue;
    }
    if (kind === 'user') result.values.primaryOrgId = nearestOrg(context, row.parents);
    drafted.push({ row, values: result.values, label });
  }
  return drafted;
}

/** The organization a record belongs to: the nearest enclosing one that is synchronized, else the target organization. */
export function nearestOrg(context: Pick<PlanContext, 'orgs' | 'targetOrgId'>, parents: string[]): string {
  for (const parent of parents) {
    const org = context.orgs.get(parent);
    if (org !== undefined) return org;
  }
  return context.targetOrgId;
}

function movesUniqueValue({ row, values }: DraftedRow): boolean {
  const before = row.link_values;
  if (before === null || row.entity_id === null) return true;
  return ['username', 'email', 'phoneNumber', 'phoneRegion', 'name'].some(
    (field) => (values[field] ?? null) !== (before[field] ?? null),
  );
}

function release(holders: Holders, fields: Values, values: Values, entityId: string): void {
  for (const field of ['username', 'email', 'phoneNumber']) {
    const had = holderKey(field, fields);
    if (had !== null && had !== holderKey(field, values) && holders.get(had) === entityId)
      holders.delete(had);
  }
}

export function linkOf(row: StagedRow, values: Values): Change['link'] {
  return {
    hash: row.hash.toString('hex'),
    locator: row.locator,
    alias: row.alias,
    parents: row.parents,
    refs: row.refs,
    further: row.further,
    values,
    raw: row.attributes,
  };
}

export function rejection(
  kind: RecordKind,
  row: Pick<StagedRow, 'key' | 'entity_id'>,
  label: string,
  failure: Pick<Rejection, 'code' | 'params'>,
): Rejection {
  const outcome =
    failure.code === 'match_ambiguous' || failure.code === 'match_held' ? 'conflict' : 'rejected';
  return { kind, key: row.key, label, outcome, linked: row.entity_id !== null, ...failure };
}
