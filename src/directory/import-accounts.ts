import type { Db, Sql } from '../db/db.ts';
import { asMusterError } from '../errors/error.ts';
import type { AccountImport } from '../model/account-import.ts';
import type { CustomField } from '../model/custom-field.ts';
import { ACCOUNT_COLUMNS, type AccountRow } from './account-rows.ts';
import { createAccount, updateAccount } from './accounts.ts';
import type { Actor } from './change-log.ts';
import { listCustomFields } from './custom-fields.ts';
import type { Contribution } from './fold.ts';
import { decideImport, type ImportDecision, type ImportWorld } from './import-decisions.ts';
import { type ParsedRow, parseRows } from './import-rows.ts';
import { flatten, lookupText } from './input.ts';
import { orgPaths } from './org-paths.ts';

export type ImportedRow = ImportDecision & { accountId: string | null };

/**
 * Creates and updates accounts row by row, or only tells what it would do. Each row is a transaction of its own, in
 * their order, and logged as a single call would be; one that the database refuses after all (somebody else was
 * quicker) comes out as refused. Done twice, there is nothing left to do.
 */
export async function importAccounts(
  db: Db,
  actor: Actor,
  instanceId: string,
  { mode, rows, existing }: AccountImport,
): Promise<ImportedRow[]> {
  const definitions = await listCustomFields(db, instanceId);
  const parsed = parseRows(rows, definitions);
  const decisions = decideImport(parsed, await loadWorld(db, instanceId, definitions, parsed), existing);
  const imported: ImportedRow[] = [];
  for (const decision of decisions)
    imported.push(mode === 'apply' ? await applied(db, actor, instanceId, decision) : idOf(decision));
  return imported;
}

function idOf(decision: ImportDecision): ImportedRow {
  return decision.outcome === 'create' ? { ...decision, accountId: null } : decision;
}

async function applied(
  db: Db,
  actor: Actor,
  instanceId: string,
  decision: ImportDecision,
): Promise<ImportedRow> {
  const { row, username } = decision;
  try {
    if (decision.outcome === 'create') {
      const { id } = await createAccount(db, actor, instanceId, decision.input);
      return { ...decision, accountId: id };
    }
    if (decision.outcome === 'update')
      await updateAccount(db, actor, instanceId, decision.accountId, decision.patch, decision.version);
    return idOf(decision);
  } catch (thrown) {
    const error = asMusterError(thrown);
    const { accountId } = idOf(decision);
    return { row, username, outcome: 'refused', accountId, error };
  }
}

async function loadWorld(
  sql: Sql,
  instanceId: string,
  definitions: readonly CustomField[],
  parsed: readonly ParsedRow[],
): Promise<ImportWorld> {
  const paths = await orgPaths(sql, instanceId);
  const accounts = await accountsConcerned(sql, instanceId, definitions, parsed);
  return {
    definitions,
    rootOrgId: paths[0]!.id,
    orgs: byPath(paths),
    accounts,
    links: await contributionsTo(
      sql,
      accounts.map(({ id }) => id),
    ),
  };
}

/** Every path as it stands below the root, and with the root's name before it where that means nothing else. */
function byPath(paths: Awaited<ReturnType<typeof orgPaths>>): ReadonlyMap<string, readonly string[]> {
  const below = Map.groupBy(paths, ({ path }) => path);
  const whole = Map.groupBy(paths, ({ path, root }) => (path === '' ? root : `${root}/${path}`));
  const found = new Map([...whole, ...below]);
  return new Map([...found].map(([path, orgs]) => [path, orgs.map(({ id }) => id)]));
}

/** The accounts that have a username or another unique value which some row names. */
async function accountsConcerned(
  sql: Sql,
  instanceId: string,
  definitions: readonly CustomField[],
  parsed: readonly ParsedRow[],
): Promise<AccountRow[]> {
  const given = parsed.flatMap((row) => (row.given ? [flatten(row.given)] : []));
  const texts = (field: string) =>
    given.flatMap((fields) => {
      const value = Object.hasOwn(fields, field) ? fields[field] : null;
      return value === null || value === undefined ? [] : [lookupText(String(value))];
    });
  const lower = (field: string) => texts(field).map((text) => text.toLowerCase());
  const unique = definitions
    .filter((field) => field.unique)
    .flatMap(({ id }) => texts(`custom.${id}`).map((value) => ({ id, value })));
  const { rows } = await sql.query<AccountRow>(
    `SELECT ${ACCOUNT_COLUMNS} FROM account a WHERE a.id IN (
        SELECT id FROM account WHERE instance_id = $1 AND lower(username) = ANY($2)
        UNION SELECT id FROM account WHERE instance_id = $1 AND lower(email) = ANY($3)
        UNION SELECT id FROM account WHERE instance_id = $1 AND phone_number = ANY($4)
        UNION SELECT id FROM account WHERE instance_id = $1 AND external_id = ANY($5) AND source_type = 'build_in'
        UNION SELECT v.account_id FROM unnest($6::text[], $7::text[]) u (field_id, value) JOIN custom_unique_value v
                  ON v.instance_id = $1 AND v.field_id = u.field_id AND v.value = u.value)`,
    [
      lookupText(instanceId),
      lower('username'),
      lower('email'),
      texts('phoneNumber'),
      texts('externalId'),
      unique.map(({ id }) => id),
      unique.map(({ value }) => value),
    ],
  );
  return rows;
}

async function contributionsTo(
  sql: Sql,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Contribution[]>> {
  const { rows } = await sql.query<Contribution & { entityId: string }>(
    `SELECT l.entity_id AS "entityId", l.source_id AS "sourceId", s.priority, l.values
       FROM link l JOIN source s ON s.id = l.source_id WHERE l.entity_id = ANY($1) AND l.gone_since IS NULL`,
    [accountIds],
  );
  return Map.groupBy(rows, ({ entityId }) => entityId);
}
