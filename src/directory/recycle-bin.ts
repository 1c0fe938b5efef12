/**
 * Deleted accounts, organizations and groups, kept whole until restored or purged. The snapshot is
 * `{ row, links, furtherOrgs?, groups?, members?, furtherAccounts? }`; nothing shows it: it holds the password hash.
 */
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { BinEntity } from '../model/recycle-bin.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountFields, accountRow } from './account-rows.ts';
import { type Actor, appendChanges, logMemberships } from './change-log.ts';
import { keepUniqueValues, listCustomFields } from './custom-fields.ts';
import type { Fields } from './fold.ts';
import { type GroupRow, groupFields } from './group-rows.ts';
import { lookupText } from './input.ts';
import { getInstance } from './instances.ts';
import { type OrgRow, orgFields } from './org-rows.ts';

export interface Snapshot {
  row: Record<string, unknown> & { id: string };
}

const TABLE = { account: 'account', org: 'org_unit', group: 'directory_group' } as const;
const COLUMNS = { account: ACCOUNT_COLUMNS, org: 'a.*', group: 'a.*' };

const list = (item: string, from: string) => `coalesce((SELECT jsonb_agg(${item}) FROM ${from}), '[]')`;
const LINKS = list(
  // `raw` stays out: it may hold \u0000, which jsonb cannot, and the next sync reads it again anyway.
  `jsonb_build_object('source_id', l.source_id, 'kind', l.kind, 'key', l.key, 'locator', l.locator, 'alias', l.alias,
    'parents', l.parents, 'refs', l.refs, 'values', l.values, 'gone_since', l.gone_since)`,
  'link l WHERE l.entity_id = a.id',
);
const MEMBERS = (id: string, where: string) =>
  list(`jsonb_build_object('id', ${id}, 'source_id', source_id)`, `group_member WHERE ${where}`);
const FURTHER = (id: string, where: string) =>
  list(`jsonb_build_object('id', ${id}, 'source_id', source_id)`, `account_further_org WHERE ${where}`);
const SNAPSHOT = {
  account: `'furtherOrgs', ${FURTHER('org_id', 'account_id = a.id')},
            'groups', ${MEMBERS('group_id', 'account_id = a.id')}`,
  org: `'furtherAccounts', ${FURTHER('account_id', 'org_id = a.id')}`,
  group: `'members', ${MEMBERS('account_id', 'group_id = a.id')}`,
};

export function fieldsOf(entity: BinEntity, row: unknown): Fields {
  if (entity === 'account') return accountFields(row as AccountRow);
  return entity === 'org' ? orgFields(row as OrgRow) : groupFields(row as GroupRow);
}

/**
 * Moves entities with memberships and links into the recycle bin and logs each as deleted, set-based, in the caller's
 * transaction. Ids that are not there are passed over. An organization must be empty, or the database refuses.
 */
export async function binEntities(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  entity: BinEntity,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await sql.query<{ id: string }>(
    `SELECT ${COLUMNS[entity]} FROM ${TABLE[entity]} a WHERE a.instance_id = $1 AND a.id = ANY($2) ORDER BY a.id FOR UPDATE`,
    [instanceId, ids],
  );
  const found = rows.map(({ id }) => id);
  // Milliseconds, so that a page of the bin can begin at a time as people and JSON write it.
  await sql.query(
    `INSERT INTO recycle_bin (id, instance_id, entity, name, snapshot, source_id, source_key, deleted_at, deleted_by, run_id)
     SELECT a.id, a.instance_id, $2, a.${entity === 'account' ? 'username' : 'name'},
            jsonb_build_object('row', to_jsonb(a), 'links', ${LINKS}, ${SNAPSHOT[entity]}),
            r.source_id, r.key, date_trunc('milliseconds', now()), $3, $4
       FROM ${TABLE[entity]} a LEFT JOIN LATERAL (
              SELECT l.source_id, l.key FROM link l JOIN source s ON s.id = l.source_id WHERE l.entity_id = a.id
               ORDER BY l.gone_since IS NOT NULL, s.priority, s.id LIMIT 1) r ON true
      WHERE a.id = ANY($1)`,
    [found, entity, actor.name, actor.runId ?? null],
  );
  if (entity === 'account') {
    const { rows: left } = await sql.query<{ account_id: string; group_id: string }>(
      `DELETE FROM group_member WHERE account_id = ANY($1) RETURNING account_id, group_id`,
      [found],
    );
    await logMemberships(sql, actor, instanceId, 'remove', left);
  }
  await sql.query(`DELETE FROM link WHERE entity_id = ANY($1)`, [found]);
  await sql.query(`DELETE FROM ${TABLE[entity]} WHERE id = ANY($1)`, [found]);
  await appendChanges(
    sql,
    actor,
    instanceId,
    rows.map((row) => ({
      entity,
      entityId: row.id,
      op: 'delete',
      before: filled(fieldsOf(entity, row)),
      after: null,
    })),
  );
}

/**
 * Puts one deleted entity back under its id, in the caller's transaction, and logs the memberships an account gets
 * back; the entity's own line is the caller's. What it hung on and is gone is left out; a lost parent becomes the root.
 * Database errors (a value taken meanwhile) come through as they are.
 *
 * Links come back too, so that a record still in its source finds its account. After a deletion by a run the record was
 * gone: its link comes back as gone, and the leaver policy does not delete the account again at the next sync.
 */
export async function restoreFromBin(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  id: string,
): Promise<{ entity: BinEntity }> {
  const { rows } = await sql.query<{ entity: BinEntity; snapshot: Snapshot; by_run: boolean }>(
    `DELETE FROM recycle_bin WHERE instance_id = $1 AND id = $2 RETURNING entity, snapshot, run_id IS NOT NULL AS by_run`,
    [lookupText(instanceId), lookupText(id)],
  );
  const [binned] = rows;
  if (!binned) throw notInBin(id);
  const { entity, snapshot } = binned;
  await insertRow(sql, entity, await repaired(sql, instanceId, entity, snapshot.row));
  await sql.query(
    `INSERT INTO link (source_id, kind, key, entity_id, locator, alias, parents, refs, hash, values, raw, gone_since)
     SELECT s.id, t.kind, t.key, $1, t.locator, t.alias, t.parents, t.refs, '', t.values, '{}', coalesce(t.gone_since, CASE WHEN $3 THEN now() END)
       FROM jsonb_to_recordset($2::jsonb -> 'links') AS t (source_id text, kind text, key text, locator text, alias text,
              parents text[], refs text[], values json, gone_since timestamptz)
       JOIN source s ON s.id = t.source_id ON CONFLICT DO NOTHING`,
    [id, JSON.stringify(snapshot), binned.by_run],
  );
  if (entity === 'account') await restoreAccountParts(sql, actor, instanceId, snapshot);
  if (entity === 'org')
    await sql.query(
      `INSERT INTO account_further_org (account_id, org_id, source_id) SELECT a.id, $1, s.id
         FROM ${further('furtherAccounts', 'accounts')} JOIN account a ON a.id = t.id LEFT JOIN source s ON s.id = t.source_id`,
      [id, JSON.stringify(snapshot)],
    );
  if (entity === 'group')
    await sql.query(
      `INSERT INTO group_member (group_id, account_id, source_id) SELECT $1, a.id, s.id
         FROM jsonb_to_recordset($2::jsonb -> 'members') AS t (id text, source_id text)
         JOIN account a ON a.id = t.id LEFT JOIN source s ON s.id = t.source_id`,
      [id, JSON.stringify(snapshot)],
    );
  return { entity };
}

/** Pairs of id and source in a snapshot ($2); what was deleted by an earlier version has ids alone, under `old`. */
function further(name: string, old: string): string {
  return `(SELECT id, source_id FROM jsonb_to_recordset(coalesce($2::jsonb -> '${name}', '[]')) AS n (id text, source_id text)
     UNION ALL SELECT id, NULL FROM jsonb_array_elements_text(coalesce($2::jsonb -> '${old}', '[]')) o (id)) t`;
}

/** The row with references that still hold: a parent that is gone is replaced by the root organization. */
async function repaired(
  sql: Sql,
  instanceId: string,
  entity: BinEntity,
  row: Snapshot['row'],
): Promise<Snapshot['row']> {
  const next: Snapshot['row'] = { ...row, version: Number(row.version) + 1, updated_at: new Date() };
  const column = { account: 'primary_org_id', org: 'parent_id', group: null }[entity];
  if (column !== null) {
    const { rows } = await sql.query(`SELECT FROM org_unit WHERE instance_id = $1 AND id = $2`, [
      instanceId,
      row[column],
    ]);
    if (rows.length === 0) next[column] = (await getInstance(sql, instanceId)).rootOrgId;
  }
  if (entity === 'account') {
    const known = new Set((await listCustomFields(sql, instanceId)).map((field) => field.id));
    const custom = Object.entries((row.custom ?? {}) as Fields).filter(([field]) => known.has(field));
    next.custom = Object.fromEntries(custom);
  }
  return next;
}

/** Only the columns the row had when it was deleted, so that a column added since takes its default. */
async function insertRow(sql: Sql, entity: BinEntity, row: Snapshot['row']): Promise<void> {
  const table = TABLE[entity];
  const columns = Object.keys(row)
    .filter((column) => /^[a-z_]+$/.test(column))
    .join(', ');
  await sql.query(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::${table}, $1)`,
    [JSON.stringify(row)],
  );
}

async function restoreAccountParts(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  snapshot: Snapshot,
): Promise<void> {
  const { id } = snapshot.row;
  const restored = await accountRow(sql, instanceId, id);
  await keepUniqueValues(
    sql,
    instanceId,
    id,
    await listCustomFields(sql, instanceId),
    accountFields(restored),
  );
  await sql.query(
    `INSERT INTO account_further_org (account_id, org_id, source_id) SELECT $1, o.id, s.id
       FROM ${further('furtherOrgs', 'orgs')} JOIN org_unit o ON o.id = t.id LEFT JOIN source s ON s.id = t.source_id`,
    [id, JSON.stringify(snapshot)],
  );
  const { rows } = await sql.query<{ account_id: string; group_id: string }>(
    `INSERT INTO group_member (group_id, account_id, source_id) SELECT g.id, $1, s.id
       FROM jsonb_to_recordset($2::jsonb -> 'groups') AS t (id text, source_id text)
       JOIN directory_group g ON g.id = t.id LEFT JOIN source s ON s.id = t.source_id RETURNING account_id, group_id`,
    [id, JSON.stringify(snapshot)],
  );
  await logMemberships(sql, actor, instanceId, 'add', rows);
}

/** Without the fields that are empty. */
export function filled(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

export function notInBin(id: string): MusterError {
  return new MusterError('not_found', { what: 'deleted entry', id: lookupText(id).slice(0, 80) });
}
