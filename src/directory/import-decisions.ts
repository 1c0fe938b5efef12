/**
 * What an import does with each of its rows, in their order: a value that one row takes or gives free is so for the
 * rows after it. Pure; the check shows these decisions, the import carries them out.
 */
import { asMusterError, MusterError } from '../errors/error.ts';
import type { AccountCreate, AccountPatch } from '../model/account.ts';
import type { AccountImport, AccountImportRow } from '../model/account-import.ts';
import type { CustomField } from '../model/custom-field.ts';
import { accountChange, checkPhone, settledByHand } from './account-changes.ts';
import { type AccountRow, accountFields } from './account-rows.ts';
import { checkCustom } from './custom-fields.ts';
import type { Contribution, Fields } from './fold.ts';
import type { ParsedRow } from './import-rows.ts';
import { flatten } from './input.ts';
import { filled } from './recycle-bin.ts';

/** What an import needs to know of the directory. */
export interface ImportWorld {
  definitions: readonly CustomField[];
  rootOrgId: string;
  /** Organizations by path; more than one where names are the same. */
  orgs: ReadonlyMap<string, readonly string[]>;
  /** Every account that has a value some row names. */
  accounts: readonly AccountRow[];
  /** What sources say of them, by account. */
  links: ReadonlyMap<string, readonly Contribution[]>;
}

export type ImportDecision = { row: number; username: string | null } & (
  | { outcome: 'create'; input: AccountCreate; after: Fields }
  | {
      outcome: 'update';
      accountId: string;
      version: number;
      patch: AccountPatch;
      before: Record<string, unknown>;
      after: Record<string, unknown>;
    }
  | { outcome: 'same' | 'skip'; accountId: string }
  | { outcome: 'refused'; accountId: string | null; error: MusterError }
);

export function decideImport(
  rows: readonly ParsedRow[],
  world: ImportWorld,
  existing: AccountImport['existing'],
): ImportDecision[] {
  const byUsername = new Map(world.accounts.map((account) => [account.username.toLowerCase(), account]));
  const holders = holdersOf(world);
  const firstRows = new Map<string, number>();
  return rows.map((parsed) => {
    const { row, username } = parsed;
    const account = parsed.given && byUsername.get(parsed.given.username.toLowerCase());
    try {
      if (parsed.error) throw parsed.error;
      refuseTwice(firstRows, parsed.given.username, row);
      if (!account) return { row, username, ...created(parsed.given, world, holders, row) };
      if (existing === 'skip') return { row, username, outcome: 'skip', accountId: account.id };
      return { row, username, ...updated(account, parsed.given, world, holders) };
    } catch (thrown) {
      const error = asMusterError(thrown);
      if (error.code === 'internal') throw thrown;
      return { row, username, outcome: 'refused', accountId: account?.id ?? null, error };
    }
  });
}

function refuseTwice(firstRows: Map<string, number>, username: string, row: number): void {
  const key = username.toLowerCase();
  const first = firstRows.get(key);
  if (first !== undefined)
    throw new MusterError('import_row_twice', { field: 'username', username, row: first });
  firstRows.set(key, row);
}

function created(given: AccountImportRow, world: ImportWorld, holders: Holders, row: number) {
  const { org, ...rest } = given;
  const input = { ...rest, primaryOrgId: org === undefined ? world.rootOrgId : orgAt(world, org) };
  const fields = flatten(input);
  checkCustom(world.definitions, fields, true);
  checkPhone(fields);
  claim(holders, { id: `row ${row}`, name: given.username }, claimsOf(fields, true, world.definitions));
  return { outcome: 'create' as const, input, after: filled(fields) };
}

function updated(account: AccountRow, given: AccountImportRow, world: ImportWorld, holders: Holders) {
  // The row's username found the account; it does not rename it.
  const { org, username: _found, ...rest } = given;
  const patch = { ...rest, ...(org === undefined ? {} : { primaryOrgId: orgAt(world, org) }) };
  const links = world.links.get(account.id) ?? [];
  const settled = settledByHand(account, links, world.definitions, flatten(patch));
  const change = accountChange(account, settled);
  if (!change) return { outcome: 'same' as const, accountId: account.id };
  const builtIn = account.source_type === 'build_in';
  claim(
    holders,
    { id: account.id, name: account.username },
    claimsOf(settled.fields, builtIn, world.definitions),
    claimsOf(accountFields(account), builtIn, world.definitions),
  );
  return { outcome: 'update' as const, accountId: account.id, version: account.version, patch, ...change };
}

function orgAt({ orgs }: ImportWorld, path: string): string {
  const trimmed = withoutSlashes(path.trim());
  const [id, ...others] = orgs.get(trimmed) ?? [];
  const shown = trimmed.slice(0, 200);
  if (id === undefined) throw new MusterError('not_found', { what: 'organization', id: shown, field: 'org' });
  if (others.length > 0)
    throw new MusterError('org_path_ambiguous', { field: 'org', path: shown, count: others.length + 1 });
  return id;
}

/** Without those around it. No pattern: looking for the end from every slash takes the square of their number. */
function withoutSlashes(path: string): string {
  let from = 0;
  let to = path.length;
  while (path[from] === '/') from++;
  while (to > from && path[to - 1] === '/') to--;
  return path.slice(from, to);
}

interface Holder {
  id: string;
  name: string;
}

/** Who has each value that only one account may have. */
type Holders = Map<string, Holder>;

interface Claim {
  key: string;
  field: string;
  value: string;
}

function holdersOf({ accounts, definitions }: ImportWorld): Holders {
  const holders: Holders = new Map();
  for (const row of accounts)
    for (const { key } of claimsOf(accountFields(row), row.source_type === 'build_in', definitions))
      holders.set(key, { id: row.id, name: row.username });
  return holders;
}

/** The values of an account that the database's unique indexes guard, in the form in which they compare. */
function claimsOf(fields: Fields, builtIn: boolean, definitions: readonly CustomField[]): Claim[] {
  const unique = [
    'username',
    'email',
    'phoneNumber',
    ...(builtIn ? ['externalId'] : []),
    ...definitions.filter(({ unique }) => unique).map(({ id }) => `custom.${id}`),
  ];
  return unique.flatMap((field) => {
    const value = Object.hasOwn(fields, field) ? fields[field] : null;
    if (value === null || value === undefined) return [];
    const text = String(value);
    const compared =
      field === 'username' || field === 'email'
        ? text.toLowerCase()
        : field === 'phoneNumber'
          ? `${fields.phoneRegion ?? ''} ${text}`
          : text;
    return [{ key: `${field} ${compared}`, field, value: text }];
  });
}

/** Gives free what the account had and takes what it gets; throws `duplicate_value` and then does neither. */
function claim(holders: Holders, who: Holder, gets: readonly Claim[], had: readonly Claim[] = []): void {
  for (const { key, field, value } of gets) {
    const holder = holders.get(key);
    if (holder && holder.id !== who.id)
      throw new MusterError('duplicate_value', { field, value, holder: `${holder.name} (${holder.id})` });
  }
  for (const { key } of had) holders.delete(key);
  for (const { key } of gets) holders.set(key, who);
}
