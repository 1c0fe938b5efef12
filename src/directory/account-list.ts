import type { Sql } from '../db/db.ts';
import type { Account } from '../model/account.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountOf } from './account-rows.ts';
import { lookupText } from './input.ts';

export interface AccountFilter {
  /** Id of an organization: primary or further; with `subtree`, those below it too. */
  orgId?: string | undefined;
  subtree?: boolean | undefined;
  groupId?: string | undefined;
  /** Id of a source that has a record of the account; `build_in` for accounts no source keeps. */
  source?: string | undefined;
  enabled?: boolean | undefined;
  order?: 'id' | 'username' | undefined;
  /** The id or username (as ordered) of the last account of the page before. */
  after?: string | undefined;
  limit: number;
}

/** A page of accounts, by username unless told otherwise. */
export async function listAccounts(sql: Sql, instanceId: string, filter: AccountFilter): Promise<Account[]> {
  const values: unknown[] = [lookupText(instanceId), filter.limit];
  const parameter = (value: string | boolean | string[]) =>
    `$${values.push(typeof value === 'string' ? lookupText(value) : value)}`;
  // ~>~ is the order of the text_pattern_ops index, so that a page is read off the index.
  const order = filter.order === 'id' ? 'a.id' : 'lower(a.username) USING ~<~';
  const conditions = ['a.instance_id = $1'];
  if (filter.after !== undefined)
    conditions.push(
      filter.order === 'id'
        ? `a.id > ${parameter(filter.after)}`
        : `lower(a.username) ~>~ lower(${parameter(filter.after)})`,
    );
  if (filter.orgId !== undefined) {
    const { orgIds, furtherIds } = await within(
      sql,
      values[0],
      lookupText(filter.orgId),
      filter.subtree ?? false,
    );
    conditions.push(`(a.primary_org_id = ANY(${parameter(orgIds)}) OR a.id = ANY(${parameter(furtherIds)}))`);
  }
  if (filter.groupId !== undefined)
    conditions.push(
      `EXISTS (SELECT FROM group_member m WHERE m.account_id = a.id AND m.group_id = ${parameter(filter.groupId)})`,
    );
  if (filter.source === 'build_in')
    conditions.push(`NOT EXISTS (SELECT FROM link l WHERE l.entity_id = a.id)`);
  else if (filter.source !== undefined)
    conditions.push(
      `EXISTS (SELECT FROM link l WHERE l.entity_id = a.id AND l.source_id = ${parameter(filter.source)})`,
    );
  if (filter.enabled !== undefined) conditions.push(`a.enabled = ${parameter(filter.enabled)}`);
  const { rows } = await sql.query<AccountRow>(
    `SELECT ${ACCOUNT_COLUMNS} FROM account a WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT $2`,
    values,
  );
  return rows.map(accountOf);
}

/**
 * The organizations to look in, and the accounts that belong to one beside their primary. Read first and given as
 * arrays: the planner then knows how much they hold, and reads a page of a large organization off the username index
 * and a small one off its own (100,000 accounts: 1 ms; 240 ms with a subquery in the place of the arrays).
 */
async function within(
  sql: Sql,
  instanceId: unknown,
  orgId: string,
  subtree: boolean,
): Promise<{ orgIds: string[]; furtherIds: string[] }> {
  const { rows } = await sql.query<{ id: string }>(
    `WITH RECURSIVE below AS (
        SELECT id FROM org_unit WHERE instance_id = $1 AND id = $2
        UNION SELECT o.id FROM org_unit o JOIN below b ON o.parent_id = b.id WHERE $3)
     SELECT id FROM below`,
    [instanceId, orgId, subtree],
  );
  const orgIds = rows.map(({ id }) => id);
  const further = await sql.query<{ account_id: string }>(
    `SELECT DISTINCT account_id FROM account_further_org WHERE org_id = ANY($1)`,
    [orgIds],
  );
  return { orgIds, furtherIds: further.rows.map(({ account_id }) => account_id) };
}
