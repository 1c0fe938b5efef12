/**
 * Writes a planned batch: entity rows, links and change-log rows in one transaction. New entities go in by COPY;
 * existing ones are updated only in the columns that change, and only if their version is the planned one.
 * A batch the database refuses (a value taken meanwhile) is halved until the record at fault stands alone.
 */
import type pg from 'pg';
import type { Db } from '../db/db.ts';
import { restoreFromBin } from '../directory/recycle-bin.ts';
import type { RecordKind } from '../sources/source.ts';
import type { Change, Rejection } from './change.ts';
import { copyArray, copyRows, copyText } from './copy.ts';
import type { Values } from './draft.ts';
import { ENTITY } from './entities.ts';

export interface ApplyContext {
  db: Db;
  instanceId: string;
  sourceId: string;
  /** `ad`, `ldap`, …: kept on what this run creates. */
  sourceKind: string;
  runId: string;
  actor: string;
  /** Ids of custom fields whose values are unique. */
  uniqueCustom: string[];
}

type EntityWrite = Pick<Change, 'entityId' | 'entityVersion' | 'after'>;

/** Applies the changes; returns the ones that were refused, with the reason. */
export async function applyChanges(
  context: ApplyContext,
  kind: RecordKind,
  changes: Change[],
): Promise<Rejection[]> {
  if (changes.length === 0) return [];
  try {
    return await context.db.tx((sql) => applyBatch(sql, context, kind, changes));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (changes.length === 1) return [await refused(context, changes[0]!, error)];
    const middle = changes.length >> 1;
    const first = await applyChanges(context, kind, changes.slice(0, middle));
    return [...first, ...(await applyChanges(context, kind, changes.slice(middle)))];
  }
}

/**
 * A unique violation or a vanished parent is the fault of a record, not of the program; a deadlock means that two
 * batches hold a value the other wants (PostgreSQL appendix A: 23505, 23503, 40P01).
 */
function isRefusal(error: unknown): error is Error & { code: string; constraint?: string } {
  return ['23505', '23503', '40P01'].includes((error as { code?: string }).code ?? '');
}

async function applyBatch(
  sql: pg.PoolClient,
  context: ApplyContext,
  kind: RecordKind,
  changes: Change[],
): Promise<Rejection[]> {
  const of = (...ops: Change['op'][]) => changes.filter(({ op }) => ops.includes(op));
  const created = of('create');
  const restored = of('restore');
  for (const change of restored)
    await restoreFromBin(
      sql,
      { name: context.actor, runId: context.runId },
      context.instanceId,
      change.entityId,
    );
  await insertEntities(sql, context, kind, created);
  const existing = of('update', 'bind', 'same');
  const moved = existing.filter(({ after }) => Object.keys(after).length > 0);
  const written = await updateEntities(sql, kind, [...moved, ...restored]);
  const stale = moved.filter(({ entityId }) => !written.has(entityId));
  const applied = changes.filter((change) => !stale.includes(change));
  await insertLinks(sql, context, created);
  await upsertLinks(
    sql,
    context,
    applied.filter(({ op }) => op !== 'create'),
  );
  await keepUniqueCustom(sql, context, applied);
  await logChanges(
    sql,
    context,
    kind,
    applied.filter(({ op, after }) => op !== 'same' && (op !== 'update' || Object.keys(after).length > 0)),
  );
  await sql.query(`SELECT pg_notify('muster_change', $1)`, [context.instanceId]);
  return stale.map((change) => ({
    ...identity(change),
    outcome: 'rejected',
    code: 'changed_meanwhile',
    params: {},
  }));
}

function identity({ kind, key, label, op }: Change): Pick<Rejection, 'kind' | 'key' | 'label' | 'linked'> {
  return { kind, key, label, linked: op === 'update' || op === 'same' };
}

async function insertEntities(
  sql: pg.PoolClient,
  context: ApplyContext,
  kind: RecordKind,
  created: Change[],
): Promise<void> {
  const { table, columns } = ENTITY[kind];
  // Fields nobody gives take the column's default, so only columns that some record fills are named, all NULL else.
  const used = Object.entries(columns).filter(([field]) =>
    created.some(({ after }) => (after[field] ?? null) !== null),
  );
  const head = `${context.instanceId}\t${copyText(context.sourceKind)}\t${context.sourceId}`;
  let lines = '';
  for (const { entityId, after } of created) {
    lines += `${entityId}\t${head}`;
    for (const [field, [, type]] of used) {
      const value = after[field] ?? (type === 'boolean' ? true : null);
      lines += `\t${copyText(value)}`;
    }
    if (kind === 'user') lines += `\t${copyText(JSON.stringify(customOf(after)))}`;
    lines += '\n';
  }
  const names = used.map(([, [column]]) => `, ${column}`).join('');
  await copyRows(
    sql,
    table,
    `id, instance_id, source_type, source_id${names}${kind === 'user' ? ', custom' : ''}`,
    lines,
  );
}

function customOf(fields: Values): Values {
  const custom: Values = {};
  for (const [field, value] of Object.entries(fields))
    if (field.startsWith('custom.')) custom[field.slice(7)] = value;
  return custom;
}

/** Updates the named columns of each row; returns the ids whose version was still the planned one. */
export async function updateEntities(
  sql: pg.PoolClient,
  kind: RecordKind,
  changes: EntityWrite[],
): Promise<Set<string>> {
  if (changes.length === 0) return new Set();
  const { table, columns } = ENTITY[kind];
  const rows = changes.map(({ entityId, entityVersion, after }) => ({
    id: entityId,
    version: entityVersion,
    after: columnsOf(kind, after),
  }));
  if (kind === 'user') await stepAside(sql, changes);
  const names = Object.values(columns).map(([column]) => column);
  const custom =
    kind === 'user' ? `, custom = jsonb_strip_nulls(e.custom || coalesce(t.after -> 'custom', '{}'))` : '';
  const result = await sql.query<{ id: string }>(
    `UPDATE ${table} e SET (${names.join(', ')}) =
        (SELECT ${names.map((name) => `n.${name}`).join(', ')} FROM jsonb_populate_record(e, t.after - 'custom') n)${custom},
        version = e.version + 1, updated_at = now()
      FROM jsonb_to_recordset($1) AS t (id text, version bigint, after jsonb)
      WHERE e.id = t.id AND (t.version IS NULL OR e.version = t.version) RETURNING e.id`,
    [JSON.stringify(rows)],
  );
  return new Set(result.rows.map(({ id }) => id));
}

function columnsOf(kind: RecordKind, fields: Values): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    const column = ENTITY[kind].columns[field]?.[0];
    if (column !== undefined) row[column] = value;
  }
  const custom = customOf(fields);
  if (Object.keys(custom).length > 0) row.custom = custom;
  return row;
}

/** Two people who swap a unique value would trip over each other row by row: all movers let go first. */
async function stepAside(sql: pg.PoolClient, changes: EntityWrite[]): Promise<void> {
  const movers = changes.filter(
    ({ after }) => 'username' in after || 'email' in after || 'phoneNumber' in after,
  );
  if (movers.length < 2) return;
  const having = (field: string) =>
    movers.filter(({ after }) => field in after).map(({ entityId }) => entityId);
  await sql.query(
    `UPDATE account SET username = CASE WHEN id = ANY($1) THEN id ELSE username END,
        email = CASE WHEN id = ANY($2) THEN NULL ELSE email END,
        phone_number = CASE WHEN id = ANY($3) THEN NULL ELSE phone_number END
      WHERE id = ANY($1) OR id = ANY($2) OR id = ANY($3)`,
    [having('username'), having('email'), having('phoneNumber')],
  );
}

const LINK_COLUMNS =
  'source_id, kind, key, entity_id, locator, alias, parents, refs, further, hash, values, raw';

async function insertLinks(sql: pg.PoolClient, context: ApplyContext, changes: Change[]): Promise<void> {
  let lines = '';
  for (const { kind, key, entityId, link } of changes)
    lines += `${context.sourceId}\t${kind}\t${copyText(key)}\t${entityId}\t${copyText(link.locator)}\t${copyText(link.alias)}\t${copyArray(link.parents)}\t${copyArray(link.refs)}\t${copyArray(link.further)}\t\\\\x${link.hash}\t${copyText(JSON.stringify(link.values))}\t${copyText(link.raw)}\n`;
  await copyRows(sql, 'link', LINK_COLUMNS, lines);
}

async function upsertLinks(sql: pg.PoolClient, context: ApplyContext, changes: Change[]): Promise<void> {
  if (changes.length === 0) return;
  const taken = changes.filter(({ op }) => op === 'bind' || op === 'restore');
  // The record that held the entity before is gone from the source: its link gives way to the new one.
  if (taken.length > 0)
    await sql.query(`DELETE FROM link WHERE source_id = $1 AND entity_id = ANY($2)`, [
      context.sourceId,
      taken.map(({ entityId }) => entityId),
    ]);
  const rows = changes.map(({ kind, key, entityId, link }) => ({
    kind,
    key,
    entity_id: entityId,
    ...link,
    raw: undefined,
  }));
  await sql.query(
    `INSERT INTO link (${LINK_COLUMNS})
     SELECT $1, t.kind, t.key, t.entity_id, t.locator, t.alias, t.parents, t.refs, t.further, decode(t.hash, 'hex'), t.values, t.raw::json
       FROM ROWS FROM (jsonb_to_recordset($2) AS (kind text, key text, entity_id text, locator text, alias text, parents text[],
              refs text[], further text[], hash text, values json), unnest($3::text[]))
            AS t (kind, key, entity_id, locator, alias, parents, refs, further, hash, values, raw)
     ON CONFLICT (source_id, kind, key) DO UPDATE SET entity_id = excluded.entity_id, locator = excluded.locator,
       alias = excluded.alias, parents = excluded.parents, refs = excluded.refs,
       further = excluded.further, hash = excluded.hash, values = excluded.values,
       raw = excluded.raw, gone_since = NULL, changed_at = now()`,
    [context.sourceId, JSON.stringify(rows), changes.map(({ link }) => link.raw)],
  );
}

async function keepUniqueCustom(sql: pg.PoolClient, context: ApplyContext, changes: Change[]): Promise<void> {
  for (const id of context.uniqueCustom) {
    const field = `custom.${id}`;
    const moved = changes.filter(({ kind, after }) => kind === 'user' && field in after);
    if (moved.length === 0) continue;
    await sql.query(`DELETE FROM custom_unique_value WHERE field_id = $1 AND account_id = ANY($2)`, [
      id,
      moved.map(({ entityId }) => entityId),
    ]);
    const given = moved.filter(({ after }) => after[field] !== null);
    await sql.query(
      `INSERT INTO custom_unique_value (instance_id, field_id, value, account_id) SELECT $1, $2, v, a FROM unnest($3::text[], $4::text[]) u (v, a)`,
      [
        context.instanceId,
        id,
        given.map(({ after }) => String(after[field])),
        given.map(({ entityId }) => entityId),
      ],
    );
  }
}

export async function logChanges(
  sql: pg.PoolClient,
  context: ApplyContext,
  kind: RecordKind,
  changes: (EntityWrite & { op: string; before: Values })[],
): Promise<void> {
  const head = `${context.instanceId}\t${copyText(context.actor)}\t${context.runId}\t${ENTITY[kind].entity}`;
  let lines = '';
  for (const { op, entityId, before, after } of changes) {
    const was = op === 'create' || op === 'restore' ? '\\N' : copyText(JSON.stringify(before));
    lines += `${head}\t${entityId}\t${op}\t${was}\t${copyText(JSON.stringify(after))}\n`;
  }
  await copyRows(
    sql,
    'change_log',
    'instance_id, actor, run_id, entity, entity_id, op, before, after',
    lines,
  );
}

const FIELD_OF: Record<string, string> = {
  account_username: 'username',
  account_email: 'email',
  account_phone: 'phoneNumber',
  directory_group_name: 'name',
};

/** Which field of the record the database refused, and who holds its value. */
async function refused(
  context: ApplyContext,
  change: Change,
  error: Error & { constraint?: string; detail?: string },
): Promise<Rejection> {
  const custom =
    error.constraint === 'custom_unique_value_pkey'
      ? /=\([^,]*, ([a-z_]+),/.exec(error.detail ?? '')?.[1]
      : undefined;
  const field = custom === undefined ? FIELD_OF[error.constraint ?? ''] : `custom.${custom}`;
  if (field === undefined)
    return { ...identity(change), outcome: 'rejected', code: 'changed_meanwhile', params: {} };
  const value = String(change.after[field] ?? '');
  const column = ENTITY[change.kind].columns[field]?.[0];
  const { rows } =
    column === undefined
      ? { rows: [] }
      : await context.db.query<{ id: string }>(
          `SELECT id FROM ${ENTITY[change.kind].table} WHERE instance_id = $1 AND lower(${column}) = lower($2) LIMIT 1`,
          [context.instanceId, value],
        );
  return {
    ...identity(change),
    outcome: 'rejected',
    code: 'duplicate_value',
    params: { field, value, holder: rows[0]?.id ?? '' },
  };
}
