import type { Sql } from '../db/db.ts';
import type { Account } from '../model/account.ts';
import { type AccountFilter, conditionsOf } from './account-filter.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountOf } from './account-rows.ts';

export interface AccountPage extends AccountFilter {
  order?: 'id' | 'username' | undefined;
  /** The id or username (as ordered) of the last account of the page before. */
  after?: string | undefined;
  limit: number;
}

/** A page of accounts, by username unless told otherwise. */
export async function listAccounts(sql: Sql, instanceId: string, page: AccountPage): Promise<Account[]> {
  const { text, values } = await accountsQuery(sql, instanceId, page);
  const { rows } = await sql.query<AccountRow>(text, values);
  return rows.map(accountOf);
}

/** The statement of `listAccounts`, for whoever wants to see its plan. */
export async function accountsQuery(
  sql: Sql,
  instanceId: string,
  page: AccountPage,
): Promise<{ text: string; values: unknown[] }> {
  const { text, values, parameter } = await conditionsOf(sql, instanceId, page);
  // ~>~ is the order of the text_pattern_ops index, so that a page is read off the index.
  const [key, order, fold] = page.order === 'id' ? ['a.id', '>', ''] : ['lower(a.username)', '~>~', 'lower'];
  const after = page.after === undefined ? '' : ` AND ${key} ${order} ${fold}(${parameter(page.after)})`;
  const sorted = page.order === 'id' ? key : `${key} USING ~<~`;
  return {
    text: `SELECT ${ACCOUNT_COLUMNS} FROM account a WHERE ${text}${after} ORDER BY ${sorted} LIMIT $${values.push(page.limit)}`,
    values,
  };
}

/** How many accounts fit the filter. */
export async function countAccounts(sql: Sql, instanceId: string, filter: AccountFilter): Promise<number> {
  const { text, values } = await conditionsOf(sql, instanceId, filter);
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*) AS n FROM account a WHERE ${text}`,
    values,
  );
  return rows[0]!.n;
}
