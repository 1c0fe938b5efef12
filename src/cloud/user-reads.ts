import type { Db, Sql } from '../db/db.ts';
import type { Filter } from '../scim/filter.ts';
import { filterToSql } from '../scim/filter-sql.ts';
import type { Page } from '../scim/query.ts';
import { batched } from './batch.ts';
import { filterColumn } from './ram-profile.ts';
import { userNameKey } from './user-name.ts';
import { USER_COLUMNS, type UserRow } from './user-row.ts';

interface Key {
  readonly accountId: string;
  readonly value: string;
}

/** Looks up one RAM user; undefined when the account has none such. */
export type FindUser = (accountId: string, value: string) => Promise<UserRow | undefined>;

export interface UserReads {
  readonly byId: FindUser;
  readonly byUserName: FindUser;
  readonly byExternalId: FindUser;
}

const LIMITS = { size: 200, flights: 2 };

/** The three look-ups that clients make all day, each gathered into batches. */
export function userReads(db: Db): UserReads {
  const byId = batched<Key, UserRow | undefined>(async (keys) => {
    const { rows } = await db.query<UserRow>({
      name: 'cloud-users-by-id',
      text: `SELECT ${USER_COLUMNS} FROM cloud_user u WHERE u.id = ANY($1)`,
      values: [keys.map(({ value }) => value)],
    });
    const found = new Map(rows.map((row) => [row.id, row]));
    return keys.map(({ accountId, value }) => {
      const row = found.get(value);
      return row?.account_id === accountId ? row : undefined;
    });
  }, LIMITS);
  const byColumn = (name: string, column: string) =>
    batched<Key, UserRow | undefined>(async (keys) => {
      const { rows } = await db.query<UserRow & { n: number }>({
        name,
        text: `SELECT ${USER_COLUMNS}, k.n FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (account_id, value, n)
               JOIN cloud_user u ON u.account_id = k.account_id AND u.${column} = k.value`,
        values: [keys.map(({ accountId }) => accountId), keys.map(({ value }) => value)],
      });
      const found: (UserRow | undefined)[] = new Array(keys.length).fill(undefined);
      for (const row of rows) found[row.n - 1] = row;
      return found;
    }, LIMITS);
  const byKey = byColumn('cloud-users-by-name', 'user_name_key');
  const byExternalId = byColumn('cloud-users-by-external-id', 'external_id');
  return {
    byId: (accountId, value) => byId({ accountId, value }),
    byUserName: (accountId, value) => byKey({ accountId, value: userNameKey(value) }),
    byExternalId: (accountId, value) => byExternalId({ accountId, value }),
  };
}

export interface UserList {
  readonly total: number;
  readonly rows: readonly UserRow[];
}

/**
 * Finds the users a filter names. `userName eq "x"` and its like, asked before every create, go to the batched
 * look-ups; everything else to SQL.
 */
export function userFinder(
  sql: Sql,
  find: UserReads,
): (accountId: string, filter: Filter | undefined, page: Page) => Promise<UserList> {
  const lookUps = new Map([
    ['id', find.byId],
    ['username', find.byUserName],
    ['externalid', find.byExternalId],
  ]);
  return async (accountId, filter, page) => {
    if (filter?.kind === 'compare' && filter.operator === 'eq' && typeof filter.value === 'string') {
      const lookUp = lookUps.get(filter.path[0].key);
      if (lookUp !== undefined) {
        const row = await lookUp(accountId, filter.value);
        const onPage = row !== undefined && page.count > 0 && page.startIndex === 1;
        return { total: row === undefined ? 0 : 1, rows: onPage ? [row] : [] };
      }
    }
    return listUserRows(sql, accountId, filter, page);
  };
}

/** One page of the users of an account, oldest first, and how many there are in all. */
export async function listUserRows(
  sql: Sql,
  accountId: string,
  filter: Filter | undefined,
  page: Page,
): Promise<UserList> {
  const condition = filter === undefined ? undefined : filterToSql(filter, filterColumn, 2);
  const where = `u.account_id = $1${condition === undefined ? '' : ` AND (${condition.sql})`}`;
  const values = [accountId, ...(condition?.values ?? [])];
  const counted = await sql.query<{ total: number }>(
    condition === undefined
      ? 'SELECT user_count AS total FROM cloud_account WHERE id = $1'
      : `SELECT count(*) AS total FROM cloud_user u WHERE ${where}`,
    values,
  );
  const total = counted.rows[0]?.total ?? 0;
  if (page.count === 0 || page.startIndex > total) return { total, rows: [] };
  const { rows } = await sql.query<UserRow>(
    `SELECT ${USER_COLUMNS} FROM cloud_user u WHERE ${where} ORDER BY u.id
     OFFSET ${page.startIndex - 1} LIMIT ${page.count}`,
    values,
  );
  return { total, rows };
}
