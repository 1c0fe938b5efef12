import type { Db, Sql } from '../db/db.ts';
import { type Group, GroupCreate, GroupPatch } from '../model/group.ts';
import { newId } from '../model/ids.ts';
import { type Actor, appendChange } from './change-log.ts';
import { writeUnique } from './duplicates.ts';
import { type GroupRow, groupFields, groupOf, groupRow } from './group-rows.ts';
import { checked, checkVersion, flatten, lookupText } from './input.ts';
import { getInstance } from './instances.ts';
import { loadContributions, refuseSynchronized } from './links.ts';
import { changedFields, setByHand } from './overrides.ts';
import { binEntities, filled } from './recycle-bin.ts';

/** Names are unique within the instance whatever the case. */
export async function createGroup(db: Db, actor: Actor, instanceId: string, input: unknown): Promise<Group> {
  const { name, description = null, externalId = null } = checked(GroupCreate, input);
  const id = newId('group');
  return writeUnique(db, instanceId, async (sql, claim) => {
    await getInstance(sql, instanceId);
    const fields = { name, description, externalId };
    claim(fields, id);
    const { rows } = await sql.query<GroupRow>(
      `INSERT INTO directory_group (id, instance_id, name, description, external_id) VALUES ($1, $2, $3, $4, $5) RETURNING *`,
      [id, instanceId, name, description, externalId],
    );
    const after = filled(fields);
    await appendChange(sql, actor, {
      instanceId,
      entity: 'group',
      entityId: id,
      op: 'create',
      before: null,
      after,
    });
    return groupOf(rows[0]!);
  });
}

export async function getGroup(sql: Sql, instanceId: string, idOrName: string): Promise<Group> {
  return groupOf(await groupRow(sql, instanceId, idOrName));
}

/** By name; `after` is the name of the last group of the page before, `prefix` what names begin with, in any case. */
export async function listGroups(
  sql: Sql,
  instanceId: string,
  page: { prefix?: string | undefined; after?: string | undefined; limit: number },
): Promise<Group[]> {
  const { rows } = await sql.query<GroupRow>(
    `SELECT * FROM directory_group WHERE instance_id = $1 AND ($2::text IS NULL OR lower(name) ~>~ lower($2))
        AND lower(name) ~>=~ lower($3) AND lower(name) ~<~ (lower($3) || chr(1114111))
      ORDER BY lower(name) USING ~<~ LIMIT $4`,
    [
      lookupText(instanceId),
      page.after === undefined ? null : lookupText(page.after),
      lookupText(page.prefix ?? ''),
      page.limit,
    ],
  );
  return rows.map(groupOf);
}

/** A field that a source fills becomes an override, as with accounts. */
export async function updateGroup(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  input: unknown,
  expectedVersion?: number,
): Promise<Group> {
  const given = checked(GroupPatch, input);
  return writeUnique(db, instanceId, async (sql, claim) => {
    const row = await groupRow(sql, instanceId, idOrName, 'FOR NO KEY UPDATE');
    checkVersion('group', row, expectedVersion);
    const current = { fields: groupFields(row), overrides: row.overrides };
    const { fields, overrides } = setByHand(current, await loadContributions(sql, row.id), flatten(given));
    const change = changedFields(current.fields, fields);
    if (!change) return groupOf(row);
    claim(fields, row.id);
    const { rows } = await sql.query<GroupRow>(
      `UPDATE directory_group SET name = $2, description = $3, external_id = $4, overrides = $5, version = version + 1,
         updated_at = now() WHERE id = $1 RETURNING *`,
      [row.id, fields.name, fields.description, fields.externalId, overrides],
    );
    await appendChange(sql, actor, {
      instanceId,
      entity: 'group',
      entityId: row.id,
      op: 'update',
      ...change,
    });
    return groupOf(rows[0]!);
  });
}

/** To the recycle bin, with its members; one that a source keeps only with `force`. */
export async function deleteGroup(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  options: { force?: boolean | undefined; expectedVersion?: number | undefined } = {},
): Promise<void> {
  await db.tx(async (sql) => {
    const row = await groupRow(sql, instanceId, idOrName, 'FOR UPDATE');
    checkVersion('group', row, options.expectedVersion);
    if (!options.force) await refuseSynchronized(sql, 'group', row.id, row.name);
    await binEntities(sql, actor, instanceId, 'group', [row.id]);
  });
}
