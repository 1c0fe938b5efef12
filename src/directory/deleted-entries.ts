import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { BinEntity, BinItem } from '../model/recycle-bin.ts';
import { accountRow } from './account-rows.ts';
import { type Actor, appendChange } from './change-log.ts';
import { writeUnique } from './duplicates.ts';
import type { Fields } from './fold.ts';
import { groupRow } from './group-rows.ts';
import { lookupText } from './input.ts';
import { orgRow } from './org-rows.ts';
import { fieldsOf, filled, notInBin, restoreFromBin, type Snapshot } from './recycle-bin.ts';

/** Restores by hand; throws `restore_conflict` naming the field and who holds its value now. */
export async function restoreDeleted(
  db: Db,
  actor: Actor,
  instanceId: string,
  id: string,
): Promise<{ entity: BinEntity; id: string }> {
  const write = async (sql: Sql, claim: (fields: Fields, entityId: string) => void) => {
    const { rows } = await sql.query<{ snapshot: Snapshot }>(
      `SELECT snapshot FROM recycle_bin WHERE instance_id = $1 AND id = $2 FOR UPDATE`,
      [lookupText(instanceId), lookupText(id)],
    );
    if (!rows[0]) throw notInBin(id);
    claim(uniqueFields(rows[0].snapshot.row), id);
    const { entity } = await restoreFromBin(sql, actor, instanceId, id);
    const find = { account: accountRow, org: orgRow, group: groupRow }[entity];
    const after = filled(fieldsOf(entity, await find(sql, instanceId, id)));
    await appendChange(sql, actor, { instanceId, entity, entityId: id, op: 'restore', before: null, after });
    return { entity, id };
  };
  return writeUnique(db, instanceId, write, 'restore_conflict');
}

function uniqueFields(row: Snapshot['row']): Fields {
  const custom = Object.entries((row.custom ?? {}) as Fields).map(([field, value]) => [
    `custom.${field}`,
    value,
  ]);
  return {
    username: row.username as string,
    name: row.name as string,
    email: row.email as string,
    phoneNumber: row.phone_number as string,
    phoneRegion: row.phone_region as string,
    externalId: row.external_id as string,
    ...Object.fromEntries(custom),
  };
}

/** Deletes for good what lies in the bin; what the change log tells of it stays. */
export async function purgeDeleted(db: Db, actor: Actor, instanceId: string, id: string): Promise<void> {
  await db.tx(async (sql) => {
    const { rows } = await sql.query<{ entity: BinEntity; name: string }>(
      `DELETE FROM recycle_bin WHERE instance_id = $1 AND id = $2 RETURNING entity, name`,
      [lookupText(instanceId), lookupText(id)],
    );
    if (!rows[0]) throw notInBin(id);
    const { entity, name } = rows[0];
    const field = entity === 'account' ? 'username' : 'name';
    await appendChange(sql, actor, {
      instanceId,
      entity,
      entityId: id,
      op: 'purge',
      before: { [field]: name },
      after: null,
    });
  });
}

/** Latest deleted first; `after` is `binCursor` of the last item of the page before. */
export async function listBin(
  sql: Sql,
  instanceId: string,
  filter: { entity?: BinEntity | undefined; after?: string | undefined; limit: number },
): Promise<BinItem[]> {
  const [at, id] = lookupText(filter.after ?? '').split(' ');
  if (filter.after !== undefined && Number.isNaN(Date.parse(at ?? '')))
    throw new MusterError('invalid_input', { field: 'cursor', reason: 'it is not a cursor of this list' });
  const { rows } = await sql.query<Omit<BinItem, 'deletedAt'> & { deleted_at: Date }>(
    `SELECT id, entity, name, deleted_at, deleted_by AS "deletedBy", run_id AS "runId" FROM recycle_bin
      WHERE instance_id = $1 AND ($2::text IS NULL OR entity = $2)
        AND ($3::timestamptz IS NULL OR (deleted_at, id) < ($3, $4 COLLATE "C"))
      ORDER BY deleted_at DESC, id DESC LIMIT $5`,
    [lookupText(instanceId), filter.entity ?? null, at || null, id ?? '', filter.limit],
  );
  return rows.map(({ deleted_at, ...item }) => ({ ...item, deletedAt: deleted_at.toISOString() }));
}

export function binCursor(item: BinItem): string {
  return `${item.deletedAt} ${item.id}`;
}
