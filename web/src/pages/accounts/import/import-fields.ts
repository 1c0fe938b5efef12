/** Which column of a file fills which field. Pure. */
import type { CustomField } from '../../../api/generated.ts';
import type { TableRow } from './table-file.ts';

/** What a row of the import may say of an account, in the order of the template. */
export const IMPORT_FIELDS = [
  'username',
  'displayName',
  'email',
  'phoneRegion',
  'phoneNumber',
  'externalId',
  'org',
  'enabled',
  'expiresAt',
  'description',
  'preferredLanguage',
] as const;

export function importFields(custom: readonly CustomField[]): string[] {
  return [...IMPORT_FIELDS, ...custom.map(({ id }) => `custom.${id}`)];
}

/** For each column the id of its field; undefined where it is not imported. */
export type Mapping = (string | undefined)[];

/** Columns whose title is the id or a name of a field, in any language and case; each field once. */
export function guessMapping(
  titles: readonly string[],
  names: ReadonlyMap<string, readonly string[]>,
): Mapping {
  const byName = new Map(
    [...names].flatMap(([id, known]) => [id, ...known].map((name) => [plain(name), id] as const)),
  );
  const taken = new Set<string>();
  return titles.map((title) => {
    const id = byName.get(plain(title));
    if (id === undefined || taken.has(id)) return undefined;
    taken.add(id);
    return id;
  });
}

/** E-mail, `e_mail` and `Email` are one. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

/** The fields that more than one column fills. */
export function usedTwice(mapping: Mapping): string[] {
  const used = mapping.filter((id): id is string => id !== undefined);
  return [...new Set(used.filter((id, i) => used.indexOf(id) !== i))];
}

export interface ImportRow {
  line: number;
  fields: Record<string, string>;
}

export function toImportRows(rows: readonly TableRow[], mapping: Mapping): ImportRow[] {
  return rows.map(({ line, cells }) => ({
    line,
    fields: Object.fromEntries(
      mapping.flatMap((id, column) => (id === undefined ? [] : [[id, cells[column] ?? '']])),
    ),
  }));
}
