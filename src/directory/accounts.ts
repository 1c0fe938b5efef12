import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { type Account, AccountCreate, AccountPatch } from '../model/account.ts';
import { newId } from '../model/ids.ts';
import { accountChange, checkPhone, settledByHand } from './account-changes.ts';
import { type AccountRow, accountFields, accountOf, accountRow, columnsOf } from './account-rows.ts';
import { type Actor, appendChange } from './change-log.ts';
import { checkCustom, keepUniqueValues, listCustomFields } from './custom-fields.ts';
import { writeUnique } from './duplicates.ts';
import type { Fields } from './fold.ts';
import { checked, checkVersion, flatten, lookupText } from './input.ts';
import { getInstance } from './instances.ts';
import { loadContributions, refuseSynchronized } from './links.ts';
import { addToGroups } from './members.ts';
import { orgRow } from './org-rows.ts';
import { clearByHand, type Settled } from './overrides.ts';
import { binEntities, filled } from './recycle-bin.ts';

/** Where an account that nobody made by hand comes from; `bind` runs in the transaction that makes it. */
export interface AccountOrigin {
  sourceType: 'idp_auto_build';
  sourceId: string;
  bind(sql: Sql, accountId: string): Promise<void>;
}

/**
 * Creates an account of the directory's own. Without `primaryOrgId` it lies in the root organization; without
 * `externalId` its id is that too. Throws `invalid_input`, `duplicate_value`, `not_found` (organization, group).
 */
export async function createAccount(
  db: Db,
  actor: Actor,
  instanceId: string,
  input: unknown,
  origin?: AccountOrigin,
): Promise<Account> {
  const { orgIds = [], groupIds = [], ...given } = checked(AccountCreate, input);
  const id = newId('account');
  return writeUnique(db, instanceId, async (sql, claim) => {
    const definitions = await listCustomFields(sql, instanceId);
    const primaryOrgId = given.primaryOrgId ?? (await getInstance(sql, instanceId)).rootOrgId;
    const fields = { externalId: id, ...flatten(given), primaryOrgId };
    checkCustom(definitions, fields, true);
    checkPhone(fields);
    await orgRow(sql, instanceId, primaryOrgId, { field: 'primaryOrgId', lock: 'FOR KEY SHARE' });
    claim(fields, id);
    const columns = columnsOf(fields).set('id', id).set('instance_id', instanceId);
    if (origin) columns.set('source_type', origin.sourceType).set('source_id', origin.sourceId);
    const names = [...columns.keys()];
    await sql.query(
      `INSERT INTO account (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
      [...columns.values()],
    );
    await keepUniqueValues(sql, instanceId, id, definitions, fields);
    await appendChange(sql, actor, {
      instanceId,
      entity: 'account',
      entityId: id,
      op: 'create',
      before: null,
      after: filled(fields),
    });
    for (const orgId of orgIds) await addFurtherOrg(sql, instanceId, id, orgId, 'orgIds');
    await addToGroups(sql, actor, instanceId, id, groupIds);
    await origin?.bind(sql, id);
    return accountOf(await accountRow(sql, instanceId, id));
  });
}

export async function getAccount(sql: Sql, instanceId: string, idOrUsername: string): Promise<Account> {
  return accountOf(await accountRow(sql, instanceId, idOrUsername));
}

/**
 * Changes what the patch names: also enables and disables (`enabled`), locks and unlocks (`lockedUntil`), sets the
 * expiry (`expiresAt`) and moves (`primaryOrgId`). A field that a source fills becomes an override and wins over every
 * source until it is cleared. Throws `version_conflict` when `expectedVersion` is not the present one.
 */
export async function updateAccount(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrUsername: string,
  input: unknown,
  expectedVersion?: number,
): Promise<Account> {
  const given = flatten(checked(AccountPatch, input));
  return writeUnique(db, instanceId, async (sql, claim) => {
    const row = await accountRow(sql, instanceId, idOrUsername, 'FOR NO KEY UPDATE');
    checkVersion('account', row, expectedVersion);
    if (typeof given.primaryOrgId === 'string')
      await orgRow(sql, instanceId, given.primaryOrgId, { field: 'primaryOrgId', lock: 'FOR KEY SHARE' });
    const definitions = await listCustomFields(sql, instanceId);
    const settled = settledByHand(row, await loadContributions(sql, row.id), definitions, given);
    claim(settled.fields, row.id);
    return writeAccount(sql, actor, row, settled);
  });
}

/**
 * Takes overrides away: each field has its source's value again. Throws `override_missing` for a field that is not
 * overridden, and `duplicate_value` when somebody else has taken the source's value meanwhile.
 */
export async function clearOverrides(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrUsername: string,
  fields: readonly string[],
): Promise<Account> {
  return writeUnique(db, instanceId, async (sql, claim) => {
    const row = await accountRow(sql, instanceId, idOrUsername, 'FOR NO KEY UPDATE');
    const missing = fields.find((field) => !Object.hasOwn(row.overrides, field));
    if (missing !== undefined)
      throw new MusterError('override_missing', { field: missing.slice(0, 80), name: row.username });
    const current = { fields: accountFields(row), overrides: row.overrides };
    const settled = clearByHand(current, await loadContributions(sql, row.id), fields);
    claim(settled.fields, row.id);
    return writeAccount(sql, actor, row, settled);
  });
}

async function writeAccount(sql: Sql, actor: Actor, row: AccountRow, settled: Settled): Promise<Account> {
  const change = accountChange(row, settled);
  if (!change) return accountOf(row);
  const columns = columnsOf(settled.fields).set('overrides', settled.overrides);
  const names = [...columns.keys()];
  await sql.query(
    `UPDATE account SET ${names.map((name, i) => `${name} = $${i + 2}`).join(', ')}, version = version + 1, updated_at = now()
      WHERE id = $1`,
    [row.id, ...columns.values()],
  );
  await keepUniqueValues(
    sql,
    row.instance_id,
    row.id,
    await listCustomFields(sql, row.instance_id),
    change.after as Fields,
  );
  await appendChange(sql, actor, {
    instanceId: row.instance_id,
    entity: 'account',
    entityId: row.id,
    op: 'update',
    ...change,
  });
  return accountOf(await accountRow(sql, row.instance_id, row.id));
}

/**
 * Moves an account to the recycle bin. One that a source keeps is refused with `entity_synchronized`, since the next
 * sync would bring it back (under the same id); `force` deletes it all the same.
 */
export async function deleteAccount(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrUsername: string,
  options: { force?: boolean | undefined; expectedVersion?: number | undefined } = {},
): Promise<void> {
  await db.tx(async (sql) => {
    const row = await accountRow(sql, instanceId, idOrUsername, 'FOR UPDATE');
    checkVersion('account', row, options.expectedVersion);
    if (!options.force) await refuseSynchronized(sql, 'account', row.id, row.username);
    await binEntities(sql, actor, instanceId, 'account', [row.id]);
  });
}

/** Organizations the account belongs to beside its primary one. */
export async function listFurtherOrgs(sql: Sql, accountId: string): Promise<string[]> {
  const { rows } = await sql.query<{ org_id: string }>(
    `SELECT org_id FROM account_further_org WHERE account_id = $1 ORDER BY org_id`,
    [accountId],
  );
  return rows.map(({ org_id }) => org_id);
}

/** The same, each with the source that keeps it; null: given by hand. */
export async function listFurtherOrgKeepers(
  sql: Sql,
  accountId: string,
): Promise<{ orgId: string; sourceId: string | null }[]> {
  const { rows } = await sql.query<{ orgId: string; sourceId: string | null }>(
    `SELECT org_id AS "orgId", source_id AS "sourceId" FROM account_further_org WHERE account_id = $1 ORDER BY org_id`,
    [accountId],
  );
  return rows;
}

/** Sets the organizations beside the primary one that are given by hand; those that a source keeps stay. Returns all. */
export async function setFurtherOrgs(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrUsername: string,
  orgIds: readonly string[],
): Promise<string[]> {
  return db.tx(async (sql) => {
    const { id } = await accountRow(sql, instanceId, idOrUsername, 'FOR NO KEY UPDATE');
    const before = await listFurtherOrgs(sql, id);
    await sql.query(
      `DELETE FROM account_further_org WHERE account_id = $1 AND source_id IS NULL AND NOT (org_id = ANY($2))`,
      [id, orgIds.map(lookupText)],
    );
    for (const orgId of orgIds) await addFurtherOrg(sql, instanceId, id, orgId, 'orgIds');
    const after = await listFurtherOrgs(sql, id);
    if (before.join() === after.join()) return after;
    await appendChange(sql, actor, {
      instanceId,
      entity: 'account',
      entityId: id,
      op: 'update',
      before: { orgIds: before },
      after: { orgIds: after },
    });
    return after;
  });
}

async function addFurtherOrg(
  sql: Sql,
  instanceId: string,
  accountId: string,
  orgId: string,
  field: string,
): Promise<void> {
  await orgRow(sql, instanceId, orgId, { field, lock: 'FOR KEY SHARE' });
  await sql.query(
    `INSERT INTO account_further_org (account_id, org_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    [accountId, orgId],
  );
}
