import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { newId } from '../model/ids.ts';
import { type Instance, InstanceCreate, InstancePatch } from '../model/instance.ts';
import { type Actor, appendChange, appendChanges } from './change-log.ts';
import { checked, lookupText } from './input.ts';
import { changedFields } from './overrides.ts';

interface InstanceRow {
  id: string;
  name: string;
  description: string | null;
  root_org_id: string;
  created_at: Date;
  updated_at: Date;
}

/** Creates the instance with its root organization, which bears the instance's name. */
export async function createInstance(db: Db, actor: Actor, input: unknown): Promise<Instance> {
  const { id, name, description = null } = checked(InstanceCreate, input);
  const rootOrgId = newId('org');
  return db.tx(async (sql) => {
    const { rows } = await sql.query<InstanceRow>(
      `INSERT INTO instance (id, name, description, root_org_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING *`,
      [id, name, description, rootOrgId],
    );
    if (!rows[0]) throw new MusterError('duplicate_value', { field: 'id', value: id, holder: id });
    await sql.query(`INSERT INTO org_unit (id, instance_id, name) VALUES ($1, $2, $3)`, [
      rootOrgId,
      id,
      name,
    ]);
    const created = { op: 'create', before: null };
    await appendChanges(sql, actor, id, [
      { ...created, entity: 'instance', entityId: id, after: { name, description } },
      { ...created, entity: 'org', entityId: rootOrgId, after: { name } },
    ]);
    return instanceOf(rows[0]);
  });
}

export async function getInstance(sql: Sql, id: string): Promise<Instance> {
  return instanceOf(await instanceRow(sql, id));
}

/** By id; `after` is the id of the last instance of the page before. */
export async function listInstances(
  sql: Sql,
  page: { after?: string | undefined; limit: number },
): Promise<Instance[]> {
  const { rows } = await sql.query<InstanceRow>(
    `SELECT * FROM instance WHERE ($1::text IS NULL OR id > $1) ORDER BY id LIMIT $2`,
    [page.after === undefined ? null : lookupText(page.after), page.limit],
  );
  return rows.map(instanceOf);
}

export async function updateInstance(db: Db, actor: Actor, id: string, input: unknown): Promise<Instance> {
  const patch = checked(InstancePatch, input);
  return db.tx(async (sql) => {
    const row = await instanceRow(sql, id, 'FOR NO KEY UPDATE');
    const had = { name: row.name, description: row.description };
    const next = { name: patch.name ?? had.name, description: patch.description };
    if (next.description === undefined) next.description = had.description;
    const change = changedFields(had, { name: next.name, description: next.description });
    if (!change) return instanceOf(row);
    const { rows } = await sql.query<InstanceRow>(
      `UPDATE instance SET name = $2, description = $3, updated_at = now() WHERE id = $1 RETURNING *`,
      [id, next.name, next.description],
    );
    await appendChange(sql, actor, {
      instanceId: id,
      entity: 'instance',
      entityId: id,
      op: 'update',
      ...change,
    });
    return instanceOf(rows[0]!);
  });
}

/** How many rows of each table hang on an instance and would go with it; tables without any are left out. */
export async function instanceContents(sql: Sql, id: string): Promise<Record<string, number>> {
  await instanceRow(sql, id);
  const { rows: tables } = await sql.query<{ name: string; quoted: string }>(
    `SELECT relname AS name, conrelid::regclass::text AS quoted FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
      WHERE confrelid = 'instance'::regclass AND contype = 'f' ORDER BY relname`,
  );
  const counts: [string, number][] = [];
  for (const { name, quoted } of tables) {
    const { rows } = await sql.query<{ n: number }>(
      `SELECT count(*) AS n FROM ${quoted} WHERE instance_id = $1`,
      [id],
    );
    if (rows[0]!.n > 0) counts.push([name, rows[0]!.n]);
  }
  return Object.fromEntries(counts);
}

/**
 * Deletes an instance with everything in it; nothing of it can be restored, only its change log stays. Throws
 * `confirmation_needed`, which lists what would go, unless `confirm` is the instance's id.
 */
export async function deleteInstance(
  db: Db,
  actor: Actor,
  id: string,
  confirm: string | undefined,
): Promise<void> {
  await db.tx(async (sql) => {
    const row = await instanceRow(sql, id, 'FOR UPDATE');
    const contents = await instanceContents(sql, id);
    if (confirm !== id) {
      const list = Object.entries(contents).map(([table, count]) => `${table} ${count}`);
      throw new MusterError('confirmation_needed', { field: 'confirm', id, contents: list.join(', ') });
    }
    await sql.query(`DELETE FROM instance WHERE id = $1`, [id]);
    const before = { name: row.name, description: row.description, contents };
    await appendChange(sql, actor, {
      instanceId: id,
      entity: 'instance',
      entityId: id,
      op: 'delete',
      before,
      after: null,
    });
  });
}

/** Makes writes to the shape of an instance (its tree, its custom fields) wait for each other; throws `not_found`. */
export async function lockInstance(sql: Sql, id: string): Promise<{ rootOrgId: string }> {
  return { rootOrgId: (await instanceRow(sql, id, 'FOR NO KEY UPDATE')).root_org_id };
}

async function instanceRow(sql: Sql, id: string, lock = ''): Promise<InstanceRow> {
  const { rows } = await sql.query<InstanceRow>(
    `SELECT id, name, description, root_org_id, created_at, updated_at FROM instance WHERE id = $1 ${lock}`,
    [lookupText(id)],
  );
  if (!rows[0]) throw new MusterError('not_found', { what: 'instance', id: lookupText(id).slice(0, 80) });
  return rows[0];
}

function instanceOf(row: InstanceRow): Instance {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    rootOrgId: row.root_org_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
