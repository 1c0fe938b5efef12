import type { Db, Sql } from '../db/db.ts';
import { type Language, MusterError } from '../errors/error.ts';
import { Account } from '../model/account.ts';
import type { CustomField } from '../model/custom-field.ts';
import type { AccountFilter } from './account-filter.ts';
import { listAccounts } from './account-list.ts';
import { CSV_BOM, csvLine } from './csv.ts';
import { listCustomFields } from './custom-fields.ts';
import { orgPaths } from './org-paths.ts';

/** Accounts read at once; all of the file that is in memory. */
const BATCH = 1000;
const ORG = 'org';

interface Column {
  id: string;
  titles: Readonly<Record<Language, string>>;
  value(account: Account, orgPath: (id: string) => string): unknown;
}

const ORG_COLUMN: Column = {
  id: ORG,
  titles: { en: 'Organization', zh: '组织' },
  value: ({ primaryOrgId }, orgPath) => orgPath(primaryOrgId),
};

const FIELD_COLUMNS: readonly Column[] = Object.entries(Account.shape)
  .filter(([id]) => id !== 'custom')
  .map(([id, schema]) => {
    const { title = id, zh = title } = schema.meta() as { title?: string; zh?: string };
    return { id, titles: { en: title, zh }, value: (account) => account[id as keyof Account] };
  });

/** What an import takes back, and what people look for; all custom fields follow. */
const DEFAULT = [
  'username',
  'displayName',
  'email',
  'phoneRegion',
  'phoneNumber',
  'externalId',
  ORG,
  'enabled',
  'expiresAt',
  'description',
  'preferredLanguage',
];

export interface ExportOptions {
  /** Ids of fields, `org` for the path of the primary organization, `custom.<id>`; the default where left out. */
  columns?: readonly string[] | undefined;
  /** Titles in the first line instead of field ids. */
  labels?: Language | undefined;
}

/**
 * The accounts that fit a filter as a CSV file, in pieces. They are read page by page in the order of ids, which never
 * change: a slow reader holds neither a transaction nor a connection, and nobody comes twice or is left out because
 * something else was renamed meanwhile. Throws `invalid_input` for an unknown column.
 */
export async function* exportAccounts(
  db: Db,
  instanceId: string,
  filter: AccountFilter,
  options: ExportOptions = {},
): AsyncGenerator<string, void, void> {
  const definitions = await listCustomFields(db, instanceId);
  const columns = columnsOf(definitions, options.columns);
  const path = columns.includes(ORG_COLUMN) ? await pathLookup(db, instanceId) : () => '';
  const { labels } = options;
  let piece = CSV_BOM + csvLine(columns.map(({ id, titles }) => (labels ? titles[labels] : id)));
  let after: string | undefined;
  do {
    const accounts = await listAccounts(db, instanceId, { ...filter, order: 'id', after, limit: BATCH });
    for (const account of accounts) piece += csvLine(columns.map(({ value }) => value(account, path)));
    yield piece;
    piece = '';
    after = accounts.length < BATCH ? undefined : accounts.at(-1)!.id;
  } while (after !== undefined);
}

function columnsOf(definitions: readonly CustomField[], wanted?: readonly string[]): Column[] {
  const custom = definitions.map(
    ({ id, title }): Column => ({
      id: `custom.${id}`,
      titles: { en: title, zh: title },
      value: ({ custom: values }) => (Object.hasOwn(values, id) ? values[id] : null),
    }),
  );
  const known = new Map([...FIELD_COLUMNS, ORG_COLUMN, ...custom].map((column) => [column.id, column]));
  const ids = wanted ?? [...DEFAULT, ...custom.map(({ id }) => id)];
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  // A thousand columns of the same would make every line as long.
  if (twice !== undefined && known.has(twice))
    throw new MusterError('invalid_input', {
      field: 'columns',
      reason: `the column ${twice} is given twice`,
    });
  return ids.map((id) => {
    const column = known.get(id);
    if (column) return column;
    const reason = `there is no column ${JSON.stringify(id.slice(0, 80))}; there are ${[...known.keys()].join(', ')}`;
    throw new MusterError('invalid_input', { field: 'columns', reason: reason.slice(0, 2000) });
  });
}

async function pathLookup(sql: Sql, instanceId: string): Promise<(id: string) => string> {
  const paths = new Map((await orgPaths(sql, instanceId)).map(({ id, path }) => [id, path]));
  return (id) => paths.get(id) ?? '';
}
