import type { Sql } from '../db/db.ts';
import type { RecordKind } from '../sources/source.ts';
import type { Values } from './draft.ts';
import { ENTITY, entityOf } from './entities.ts';
import { type Candidate, type Contribution, type Entity, type Holders, holderKey } from './reconcile.ts';
import { stageTable } from './stage.ts';

/** A staged record that is new or changed, beside its link if it has one. */
export interface StagedRow {
  kind: RecordKind;
  key: string;
  hash: Buffer;
  locator: string;
  alias: string | null;
  parents: string[];
  refs: string[];
  further: string[];
  /** JSON text, as staged. */
  attributes: string;
  entity_id: string | null;
  link_values: Values | null;
  gone: boolean;
}

export interface Scope {
  instanceId: string;
  sourceId: string;
  runId: string;
  /** Only some objects were read: a record that was not is as it was. */
  partial?: boolean;
}

const MATCHABLE = ['username', 'email', 'phoneNumber', 'externalId'] as const;

/** Entities by id, with what sources other than this one contribute to each. */
export async function loadLinked(
  sql: Sql,
  scope: Scope,
  kind: RecordKind,
  ids: string[],
): Promise<Map<string, { entity: Entity; others: Contribution[] }>> {
  const found = new Map<string, { entity: Entity; others: Contribution[] }>();
  if (ids.length === 0) return found;
  const { rows } = await sql.query(
    `SELECT * FROM ${ENTITY[kind].table} WHERE instance_id = $1 AND id = ANY($2)`,
    [scope.instanceId, ids],
  );
  for (const row of rows) found.set(row.id, { entity: entityOf(kind, row), others: [] });
  await addOthers(sql, scope, found);
  return found;
}

async function addOthers(
  sql: Sql,
  scope: Scope,
  found: Map<string, { others: Contribution[] }>,
): Promise<void> {
  const { rows } = await sql.query<{
    entity_id: string;
    source_id: string;
    priority: number;
    values: Values;
  }>(
    `SELECT l.entity_id, l.source_id, s.priority, l.values FROM link l JOIN source s ON s.id = l.source_id
      WHERE l.entity_id = ANY($1) AND l.source_id <> $2 AND l.gone_since IS NULL`,
    [[...found.keys()], scope.sourceId],
  );
  for (const row of rows)
    found
      .get(row.entity_id)
      ?.others.push({ sourceId: row.source_id, priority: row.priority, values: row.values });
}

/**
 * Existing entities that hold a unique value (or an equal match key) of these drafts. `holders` maps each unique value
 * to its holder; `candidates` finds, for one draft, the entities its match fields name.
 */
export async function loadHolders(
  sql: Sql,
  scope: Scope,
  kind: RecordKind,
  drafts: Values[],
  matchFields: string[],
): Promise<{ holders: Holders; candidates(values: Values): Candidate[] }> {
  const holders: Holders = new Map();
  if (kind === 'org' || drafts.length === 0) return { holders, candidates: () => [] };
  const rows =
    kind === 'user'
      ? await accountsHolding(sql, scope, drafts, matchFields)
      : await groupsHolding(sql, scope, drafts);
  const byKey = new Map<string, Map<string, Candidate>>();
  const all = new Map<string, Candidate>();
  for (const row of rows) {
    if (all.has(row.id as string)) continue;
    const entity = entityOf(kind, row);
    const candidate: Candidate = { entity, others: [], heldBy: null };
    all.set(entity.id, candidate);
    for (const field of kind === 'group' ? ['name'] : MATCHABLE) {
      const key = holderKey(field, entity.fields);
      if (key === null) continue;
      if (field !== 'externalId') holders.set(key, entity.id);
      const same = byKey.get(key) ?? new Map<string, Candidate>();
      byKey.set(key, same.set(entity.id, candidate));
    }
  }
  if (matchFields.length > 0 && all.size > 0) await addHeld(sql, scope, kind, all);
  return {
    holders,
    candidates(values) {
      const found = new Map<string, Candidate>();
      for (const field of matchFields) {
        const key = holderKey(field, values);
        for (const [id, candidate] of (key && byKey.get(key)) || []) found.set(id, candidate);
      }
      return [...found.values()];
    },
  };
}

async function accountsHolding(sql: Sql, scope: Scope, drafts: Values[], matchFields: string[]) {
  const texts = (field: string) =>
    drafts.flatMap((values) => (typeof values[field] === 'string' ? [values[field].toLowerCase()] : []));
  const parts: string[] = [];
  const values: unknown[] = [scope.instanceId];
  // One index probe a value: over a list of thousands the planner would rather read the whole table.
  const add = (column: string, list: string[]) => {
    if (list.length === 0) return;
    values.push(list);
    parts.push(
      `SELECT a.* FROM unnest($${values.length}::text[]) v, LATERAL (SELECT * FROM account WHERE instance_id = $1 AND ${column} = v LIMIT 10) a`,
    );
  };
  add('lower(username)', texts('username'));
  add('lower(email)', texts('email'));
  add('phone_number', texts('phoneNumber'));
  if (matchFields.includes('externalId')) add('lower(external_id)', texts('externalId'));
  if (parts.length === 0) return [];
  return (await sql.query(parts.join(' UNION ALL '), values)).rows;
}

async function groupsHolding(sql: Sql, scope: Scope, drafts: Values[]) {
  const names = drafts.flatMap(({ name }) => (typeof name === 'string' ? [name.toLowerCase()] : []));
  return (
    await sql.query(`SELECT * FROM directory_group WHERE instance_id = $1 AND lower(name) = ANY($2)`, [
      scope.instanceId,
      names,
    ])
  ).rows;
}

/** Marks candidates that another record of this source, which is still there, already holds. */
async function addHeld(sql: Sql, scope: Scope, kind: RecordKind, all: Map<string, Candidate>): Promise<void> {
  const staged = `FROM ${stageTable(scope.runId)} s WHERE s.kind = l.kind AND s.key = l.key`;
  const there = scope.partial
    ? `(EXISTS (SELECT ${staged} AND NOT s.gone) OR l.gone_since IS NULL AND NOT EXISTS (SELECT ${staged}))`
    : `EXISTS (SELECT ${staged})`;
  const { rows } = await sql.query<{ entity_id: string; key: string }>(
    `SELECT l.entity_id, l.key FROM link l WHERE l.source_id = $1 AND l.kind = $2 AND l.entity_id = ANY($3) AND ${there}`,
    [scope.sourceId, kind, [...all.keys()]],
  );
  for (const row of rows) {
    const candidate = all.get(row.entity_id);
    if (candidate) candidate.heldBy = row.key;
  }
  await addOthers(sql, scope, all);
}

/** Deleted entities that these very records had before: they come back under their old id. */
export async function loadBinned(
  sql: Sql,
  scope: Scope,
  kind: RecordKind,
  keys: string[],
): Promise<Map<string, { id: string; fields: Values; overrides: Values }>> {
  const { rows } = await sql.query<{
    id: string;
    source_key: string;
    snapshot: { row: Record<string, unknown> };
  }>(
    `SELECT id, source_key, snapshot FROM recycle_bin
      WHERE source_id = $1 AND source_key = ANY($2) AND entity = $3 AND instance_id = $4`,
    [scope.sourceId, keys, ENTITY[kind].entity, scope.instanceId],
  );
  return new Map(
    rows.map((row) => {
      const { fields, overrides } = entityOf(kind, { ...row.snapshot.row, id: row.id });
      return [row.source_key, { id: row.id, fields, overrides }];
    }),
  );
}
