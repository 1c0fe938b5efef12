/** The rows of an import and what became of them. Pure. */
import type { AccountImportResult } from '../../../api/generated.ts';
import type { ImportRow } from './import-fields.ts';

export type Outcome = AccountImportResult['rows'][number]['outcome'];
export const OUTCOMES: readonly Outcome[] = ['create', 'update', 'same', 'skip', 'refused'];

export type ImportedRow = Omit<AccountImportResult['rows'][number], 'row'> & { line: number };

/** Rows with a username of their own, and those that repeat one, with the row that had it first. */
export function apart(rows: readonly ImportRow[]): {
  first: ImportRow[];
  later: { row: ImportRow; of: number }[];
} {
  const lines = new Map<string, number>();
  const first: ImportRow[] = [];
  const later: { row: ImportRow; of: number }[] = [];
  for (const row of rows) {
    const username = (row.fields.username ?? '').toLowerCase();
    const of = username === '' ? undefined : lines.get(username);
    if (of !== undefined) later.push({ row, of });
    else {
      lines.set(username, row.line);
      first.push(row);
    }
  }
  return { first, later };
}

/** The rows in portions that one call takes: neither too many nor too long. What is too long by itself is set apart. */
export function inPortions(
  rows: readonly ImportRow[],
  { most, longest }: { most: number; longest: number },
): { portions: ImportRow[][]; tooLong: ImportRow[] } {
  const portions: ImportRow[][] = [];
  const tooLong: ImportRow[] = [];
  let length = 0;
  for (const row of rows) {
    const own = new TextEncoder().encode(JSON.stringify(row.fields)).length;
    if (own > longest) {
      tooLong.push(row);
      continue;
    }
    const last = portions.at(-1);
    if (last && last.length < most && length + own <= longest) {
      last.push(row);
      length += own;
    } else {
      portions.push([row]);
      length = own;
    }
  }
  return { portions, tooLong };
}

export function countsOf(rows: readonly ImportedRow[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { create: 0, update: 0, same: 0, skip: 0, refused: 0 };
  for (const { outcome } of rows) counts[outcome]++;
  return counts;
}
