/** Rows of an import, from cells as a CSV file has them to checked fields. Pure. */
import { asMusterError, type MusterError } from '../errors/error.ts';
import { AccountImportRow } from '../model/account-import.ts';
import type { CustomField } from '../model/custom-field.ts';
import { unguarded } from './csv.ts';
import { checked } from './input.ts';

/** A row by its place from 1, with what it says or why that cannot be. */
export type ParsedRow = { row: number; username: string | null } & (
  | { given: AccountImportRow; error?: undefined }
  | { given?: undefined; error: MusterError }
);

const CUSTOM = 'custom.';

export function parseRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  definitions: readonly CustomField[],
): ParsedRow[] {
  const types = new Map(definitions.map(({ id, type }) => [id, type]));
  return rows.map((cells, i) => {
    const row = i + 1;
    const fields = fieldsOf(cells, types);
    try {
      const given = checked(AccountImportRow, fields);
      return { row, username: given.username, given };
    } catch (thrown) {
      const { username } = fields;
      const shown = typeof username === 'string' ? username.slice(0, 256) : null;
      return { row, username: shown, error: asMusterError(thrown) };
    }
  });
}

/** The cells that say something, custom fields together under `custom`. */
function fieldsOf(
  cells: Readonly<Record<string, unknown>>,
  types: ReadonlyMap<string, CustomField['type']>,
): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  const custom = new Map<string, unknown>();
  const readCustom = (id: string, cell: unknown) => {
    const type = types.get(id);
    // Under its whole name, for the check to refuse by that.
    if (type === undefined) fields.set(CUSTOM + id, cell);
    else custom.set(id, readCell(cell, type));
  };
  for (const [name, cell] of Object.entries(cells)) {
    if (cell === '') continue;
    if (name.startsWith(CUSTOM)) readCustom(name.slice(CUSTOM.length), cell);
    else if (name === 'custom' && typeof cell === 'object' && cell !== null && !Array.isArray(cell))
      for (const [id, value] of Object.entries(cell)) {
        if (value !== '') readCustom(id, value);
      }
    else fields.set(name, readCell(cell, name === 'enabled' ? 'boolean' : 'string'));
  }
  if (custom.size > 0 && !fields.has('custom')) fields.set('custom', Object.fromEntries(custom));
  return Object.fromEntries(fields);
}

/** A text as a value of the field's type; what does not fit stays as it is, for the check to refuse. */
function readCell(cell: unknown, type: CustomField['type']): unknown {
  if (typeof cell !== 'string') return cell;
  const text = unguarded(cell);
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (type === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  return text;
}
