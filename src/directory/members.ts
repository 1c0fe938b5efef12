import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Account } from '../model/account.ts';
import type { Group } from '../model/group.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountOf } from './account-rows.ts';
import { type Actor, logMemberships } from './change-log.ts';
import { type GroupRow, groupOf, groupRow } from './group-rows.ts';
import { lookupText } from './input.ts';

export interface Member {
  account: Account;
  /** The source that keeps the membership; null for one given by hand. */
  sourceId: string | null;
}

/** Members by account id; `after` is the id of the last one of the page before. */
export async function listMembers(
  sql: Sql,
  instanceId: string,
  groupIdOrName: string,
  page: { after?: string | undefined; limit: number },
): Promise<Member[]> {
  const group = await groupRow(sql, instanceId, groupIdOrName);
  const { rows } = await sql.query<AccountRow & { member_source: string | null }>(
    `SELECT ${ACCOUNT_COLUMNS}, m.source_id AS member_source FROM group_member m JOIN account a ON a.id = m.account_id
      WHERE m.group_id = $1 AND ($2::text IS NULL OR m.account_id > $2) ORDER BY m.account_id LIMIT $3`,
    [group.id, page.after === undefined ? null : lookupText(page.after), page.limit],
  );
  return rows.map((row) => ({ account: accountOf(row), sourceId: row.member_source }));
}

/** All groups of an account, by name. */
export async function listGroupsOf(
  sql: Sql,
  accountId: string,
): Promise<{ group: Group; sourceId: string | null }[]> {
  const { rows } = await sql.query<GroupRow & { member_source: string | null }>(
    `SELECT g.*, m.source_id AS member_source FROM group_member m JOIN directory_group g ON g.id = m.group_id
      WHERE m.account_id = $1 ORDER BY lower(g.name), g.id`,
    [accountId],
  );
  return rows.map((row) => ({ group: groupOf(row), sourceId: row.member_source }));
}

/** Makes accounts members by hand; those that are already stay as they are. Returns how many entered. */
export async function addMembers(
  db: Db,
  actor: Actor,
  instanceId: string,
  groupIdOrName: string,
  accountIds: readonly string[],
): Promise<number> {
  return db.tx(async (sql) => {
    const group = await groupRow(sql, instanceId, groupIdOrName, 'FOR KEY SHARE');
    return enter(sql, actor, instanceId, [group.id], await knownAccounts(sql, instanceId, accountIds));
  });
}

/** As `addMembers`, for one account and several groups, in the caller's transaction. */
export async function addToGroups(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  accountId: string,
  groupIds: readonly string[],
): Promise<void> {
  if (groupIds.length === 0) return;
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM directory_group WHERE instance_id = $1 AND id = ANY($2) ORDER BY id FOR KEY SHARE`,
    [instanceId, groupIds.map(lookupText)],
  );
  const known = rows.map(({ id }) => id);
  const missing = groupIds.find((id) => !known.includes(id));
  if (missing !== undefined)
    throw new MusterError('not_found', { what: 'group', id: lookupText(missing), field: 'groupIds' });
  await enter(sql, actor, instanceId, known, [accountId]);
}

async function enter(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  groupIds: string[],
  accountIds: string[],
): Promise<number> {
  const { rows } = await sql.query<{ group_id: string; account_id: string }>(
    `INSERT INTO group_member (group_id, account_id) SELECT g, a FROM unnest($1::text[]) g, unnest($2::text[]) a
     ON CONFLICT DO NOTHING RETURNING group_id, account_id`,
    [groupIds, accountIds],
  );
  await logMemberships(sql, actor, instanceId, 'add', rows);
  return rows.length;
}

/**
 * Ends memberships given by hand; accounts that are no members are passed over. Throws `membership_synchronized` for
 * one that a source keeps. Returns how many left.
 */
export async function removeMembers(
  db: Db,
  actor: Actor,
  instanceId: string,
  groupIdOrName: string,
  accountIds: readonly string[],
): Promise<number> {
  return db.tx(async (sql) => {
    const group = await groupRow(sql, instanceId, groupIdOrName);
    const known = await knownAccounts(sql, instanceId, accountIds);
    const { rows } = await sql.query<{ group_id: string; account_id: string; source_id: string | null }>(
      `DELETE FROM group_member WHERE group_id = $1 AND account_id = ANY($2) RETURNING group_id, account_id, source_id`,
      [group.id, known],
    );
    const kept = rows.find(({ source_id }) => source_id !== null);
    if (kept) throw new MusterError('membership_synchronized', { name: kept.account_id, group: group.name });
    await logMemberships(sql, actor, instanceId, 'remove', rows);
    return rows.length;
  });
}

/** The ids, once each, locked against deletion; throws `not_found` for one that is no account of the instance. */
async function knownAccounts(sql: Sql, instanceId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM account WHERE instance_id = $1 AND id = ANY($2) ORDER BY id FOR KEY SHARE`,
    [lookupText(instanceId), ids.map(lookupText)],
  );
  const known = new Set(rows.map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined)
    throw new MusterError('not_found', {
      what: 'account',
      id: lookupText(missing).slice(0, 80),
      field: 'accountIds',
    });
  return [...known];
}
