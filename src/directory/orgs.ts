import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { newId } from '../model/ids.ts';
import { type Org, OrgCreate, type OrgNode, OrgPatch } from '../model/org.ts';
import { type Actor, appendChange } from './change-log.ts';
import { checked, checkVersion, flatten, lookupText } from './input.ts';
import { lockInstance } from './instances.ts';
import { loadContributions, refuseSynchronized } from './links.ts';
import { type OrgRow, orgFields, orgOf, orgRow } from './org-rows.ts';
import { changedFields, setByHand } from './overrides.ts';
import { binEntities, filled } from './recycle-bin.ts';

/** Below the root unless `parentId` says otherwise. */
export async function createOrg(db: Db, actor: Actor, instanceId: string, input: unknown): Promise<Org> {
  const given = checked(OrgCreate, input);
  const id = newId('org');
  return db.tx(async (sql) => {
    const { rootOrgId } = await lockInstance(sql, instanceId);
    const { name, description = null, externalId = null, parentId = rootOrgId } = given;
    await orgRow(sql, instanceId, parentId, { field: 'parentId', lock: 'FOR KEY SHARE' });
    const { rows } = await sql.query<OrgRow>(
      `INSERT INTO org_unit (id, instance_id, parent_id, name, description, external_id) VALUES ($1, $2, $3, $4, $5, $6)
       RETURNING *`,
      [id, instanceId, parentId, name, description, externalId],
    );
    const after = filled({ name, parentId, description, externalId });
    await appendChange(sql, actor, {
      instanceId,
      entity: 'org',
      entityId: id,
      op: 'create',
      before: null,
      after,
    });
    return orgOf(rows[0]!);
  });
}

export async function getOrg(sql: Sql, instanceId: string, id: string): Promise<Org> {
  return orgOf(await orgRow(sql, instanceId, id));
}

/** All organizations, or those directly below `parentId`; by id, `after` being the last one of the page before. */
export async function listOrgs(
  sql: Sql,
  instanceId: string,
  page: { parentId?: string | undefined; after?: string | undefined; limit: number },
): Promise<Org[]> {
  const lookup = (text: string | undefined) => (text === undefined ? null : lookupText(text));
  const { rows } = await sql.query<OrgRow>(
    `SELECT * FROM org_unit WHERE instance_id = $1 AND ($2::text IS NULL OR parent_id = $2) AND ($3::text IS NULL OR id > $3)
      ORDER BY id LIMIT $4`,
    [lookupText(instanceId), lookup(page.parentId), lookup(page.after), page.limit],
  );
  return rows.map(orgOf);
}

/** The organization and all below it, parents before children, with path text such as `Acme/Sales/North`. */
export async function getSubtree(sql: Sql, instanceId: string, id: string): Promise<OrgNode[]> {
  const top = await orgRow(sql, instanceId, id);
  const path = await orgPath(sql, instanceId, id);
  const { rows } = await sql.query<OrgRow & { depth: number; path: string }>(
    `WITH RECURSIVE below AS (
        SELECT o.*, 0 AS depth, $2::text AS path FROM org_unit o WHERE o.id = $1
        UNION ALL
        SELECT o.*, b.depth + 1, b.path || '/' || o.name FROM org_unit o JOIN below b ON o.parent_id = b.id)
      CYCLE id SET is_cycle USING trail
     SELECT * FROM below WHERE NOT is_cycle ORDER BY depth, path, id`,
    [top.id, path],
  );
  return rows.map((row) => ({ ...orgOf(row), depth: row.depth, path: row.path }));
}

/** Names from the root down, joined by `/`. */
export async function orgPath(sql: Sql, instanceId: string, id: string): Promise<string> {
  await orgRow(sql, instanceId, id);
  const { rows } = await sql.query<{ path: string }>(
    `WITH RECURSIVE above AS (
        SELECT id, parent_id, name, 0 AS height FROM org_unit WHERE id = $1
        UNION ALL
        SELECT o.id, o.parent_id, o.name, a.height + 1 FROM org_unit o JOIN above a ON o.id = a.parent_id)
      CYCLE id SET is_cycle USING trail
     SELECT string_agg(name, '/' ORDER BY height DESC) AS path FROM above WHERE NOT is_cycle`,
    [id],
  );
  return rows[0]!.path;
}

/** Renames, describes or moves (`parentId`); a field that a source fills becomes an override, as with accounts. */
export async function updateOrg(
  db: Db,
  actor: Actor,
  instanceId: string,
  id: string,
  input: unknown,
  expectedVersion?: number,
): Promise<Org> {
  const given = checked(OrgPatch, input);
  return db.tx(async (sql) => {
    // One move at a time: two that are right alone can close a circle together.
    if (given.parentId !== undefined) await lockInstance(sql, instanceId);
    const row = await orgRow(sql, instanceId, id, { lock: 'FOR NO KEY UPDATE' });
    checkVersion('organization', row, expectedVersion);
    if (given.parentId !== undefined && given.parentId !== row.parent_id)
      await checkMove(sql, instanceId, row, given.parentId);
    const current = { fields: orgFields(row), overrides: row.overrides };
    const { fields, overrides } = setByHand(current, await loadContributions(sql, row.id), flatten(given));
    const change = changedFields(current.fields, fields);
    if (!change) return orgOf(row);
    const { rows } = await sql.query<OrgRow>(
      `UPDATE org_unit SET name = $2, parent_id = $3, description = $4, external_id = $5, overrides = $6,
         version = version + 1, updated_at = now() WHERE id = $1 RETURNING *`,
      [row.id, fields.name, fields.parentId, fields.description, fields.externalId, overrides],
    );
    await appendChange(sql, actor, { instanceId, entity: 'org', entityId: row.id, op: 'update', ...change });
    return orgOf(rows[0]!);
  });
}

async function checkMove(sql: Sql, instanceId: string, org: OrgRow, parentId: string): Promise<void> {
  if (org.parent_id === null) throw new MusterError('org_root', { field: 'parentId' });
  const parent = await orgRow(sql, instanceId, parentId, { field: 'parentId', lock: 'FOR KEY SHARE' });
  const { rows } = await sql.query<{ id: string }>(
    `WITH RECURSIVE above AS (
        SELECT id, parent_id FROM org_unit WHERE id = $1
        UNION SELECT o.id, o.parent_id FROM org_unit o JOIN above a ON o.id = a.parent_id)
     SELECT id FROM above WHERE id = $2`,
    [parent.id, org.id],
  );
  if (rows.length > 0) throw new MusterError('org_cycle', { field: 'parentId', name: org.name });
}

/** To the recycle bin. Throws `org_not_empty` with what is in it; one that a source keeps goes only with `force`. */
export async function deleteOrg(
  db: Db,
  actor: Actor,
  instanceId: string,
  id: string,
  options: { force?: boolean | undefined; expectedVersion?: number | undefined } = {},
): Promise<void> {
  await db.tx(async (sql) => {
    // The lock holds back whoever would put something in: a row that refers to this one needs a share of it.
    const row = await orgRow(sql, instanceId, id, { lock: 'FOR UPDATE' });
    if (row.parent_id === null) throw new MusterError('org_root', {});
    checkVersion('organization', row, options.expectedVersion);
    const { rows } = await sql.query<{ accounts: number; orgs: number; sources: number }>(
      `SELECT (SELECT count(*) FROM account WHERE primary_org_id = $1) AS accounts,
              (SELECT count(*) FROM org_unit WHERE parent_id = $1) AS orgs,
              (SELECT count(*) FROM source WHERE target_org_id = $1) AS sources`,
      [row.id],
    );
    const { accounts, orgs, sources } = rows[0]!;
    if (accounts + orgs + sources > 0)
      throw new MusterError('org_not_empty', { name: row.name, accounts, orgs, sources });
    if (!options.force) await refuseSynchronized(sql, 'organization', row.id, row.name);
    await binEntities(sql, actor, instanceId, 'org', [row.id]);
  });
}
