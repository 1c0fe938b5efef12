import type { Sql } from '../db/db.ts';
import type { Account } from '../model/account.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountOf } from './account-rows.ts';
import { lookupText } from './input.ts';

export const SEARCH_LIMIT = 50;
export const TERM_MAX = 256;
/** Greater than any text that goes on after a prefix, in the byte order of the text_pattern_ops indexes. */
const LAST = '\u{10ffff}';

/**
 * One branch a field: a range on its own index, read off in order. A range and not LIKE, so that `%`, `_` and `\` mean
 * themselves and the plan holds whatever the parameter; four branches and not OR, which would sort all that match.
 */
const BRANCHES: { rank: number; key: string; fold: string }[] = [
  { rank: 1, key: 'lower(username)', fold: 'lower' },
  { rank: 2, key: 'lower(display_name)', fold: 'lower' },
  { rank: 3, key: 'lower(email)', fold: 'lower' },
  { rank: 4, key: 'phone_number', fold: '' },
];

export const SEARCH_SQL = `SELECT ${ACCOUNT_COLUMNS} FROM (
    SELECT DISTINCT ON (id) id, rank, key FROM (${BRANCHES.map(
      ({ rank, key, fold }) => `
      (SELECT id, ${rank} AS rank, ${key} COLLATE "C" AS key FROM account
        WHERE instance_id = $1 AND ${key} ~>=~ ${fold}($2) AND ${key} ~<~ ${fold}($3)
        ORDER BY ${key} USING ~<~ LIMIT ${SEARCH_LIMIT})`,
    ).join(' UNION ALL ')}) hits ORDER BY id, rank) best
  JOIN account a ON a.id = best.id ORDER BY best.rank, best.key, a.id LIMIT ${SEARCH_LIMIT}`;

/**
 * At most 50 accounts whose username, display name, e-mail or telephone number begins with the term, in any case: those
 * found by username first, then by display name, e-mail, number; within one by that value. An empty term finds nothing.
 */
export async function searchAccounts(sql: Sql, instanceId: string, term: string): Promise<Account[]> {
  const prefix = prefixOf(term);
  if (prefix === undefined) return [];
  const { rows } = await sql.query<AccountRow>(SEARCH_SQL, [lookupText(instanceId), prefix, prefix + LAST]);
  return rows.map(accountOf);
}

/** What is looked for; undefined when nothing can be found by it. */
function prefixOf(term: string): string | undefined {
  const prefix = lookupText(term).trim();
  return prefix === '' || prefix.length > TERM_MAX ? undefined : prefix;
}

/** A term that finds more than this by one field is looked for along the list instead. */
const FEW = 500;
const FEW_SQL = BRANCHES.map(
  ({ key, fold }) => `
    (SELECT array_agg(id) FROM (SELECT id FROM account WHERE instance_id = $1 AND ${key} ~>=~ ${fold}($2)
        AND ${key} ~<~ ${fold}($3) ORDER BY ${key} USING ~<~ LIMIT ${FEW + 1}) few)`,
).join(' UNION ALL');

/**
 * A condition on `account a` that holds for every account the search would find, however many. Few are looked up first
 * and given by id, since the planner cannot know how few they are and might walk the whole list for them (100,000
 * accounts: 1 ms instead of 120 ms); of many, a page fills soon in whatever order.
 */
export async function searchCondition(
  sql: Sql,
  instanceId: string,
  term: string,
  place: (value: unknown) => string,
): Promise<string> {
  const prefix = prefixOf(term);
  if (prefix === undefined) return 'false';
  const { rows } = await sql.query<{ array_agg: string[] | null }>(FEW_SQL, [
    lookupText(instanceId),
    prefix,
    prefix + LAST,
  ]);
  const found = rows.map(({ array_agg }) => array_agg ?? []);
  if (found.every((ids) => ids.length <= FEW)) return `a.id = ANY(${place([...new Set(found.flat())])})`;
  const [from, to] = [place(prefix), place(prefix + LAST)];
  const ranges = BRANCHES.map(
    ({ key, fold }) => `(${key} ~>=~ ${fold}(${from}::text) AND ${key} ~<~ ${fold}(${to}::text))`,
  );
  return `(${ranges.join(' OR ')})`;
}
