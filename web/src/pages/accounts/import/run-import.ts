/** Sends the rows of a table to the server in portions, to be checked or applied. */
import { api } from '../../../api/client.ts';
import type { AccountImport } from '../../../api/generated.ts';
import type { ImportRow } from './import-fields.ts';
import { apart, type ImportedRow } from './outcome-rows.ts';

/** Few enough that the progress moves, and that to stop is soon. */
const PORTION = 200;

interface RunOptions {
  mode: AccountImport['mode'];
  existing: AccountImport['existing'];
  /** What is said of a row whose username stood in an earlier one. */
  twice: (username: string, line: number) => { message: string; remedy: string };
  onProgress: (done: number) => void;
  signal: AbortSignal;
}

/**
 * The outcome of every row that was sent: of all, or of those before the signal or a call that failed as a whole. What
 * stands twice is told here, since the server sees one portion at a time.
 */
export async function runImport(
  instance: string,
  rows: readonly ImportRow[],
  { mode, existing, twice, onProgress, signal }: RunOptions,
): Promise<{ outcomes: ImportedRow[]; error?: unknown }> {
  const { first, later } = apart(rows);
  const outcomes: ImportedRow[] = later.map(({ row, of }) => ({
    ...REFUSED,
    ...twice(row.fields.username ?? '', of),
    line: row.line,
    username: row.fields.username ?? null,
  }));
  for (let start = 0; start < first.length && !signal.aborted; start += PORTION) {
    onProgress(start);
    const portion = first.slice(start, start + PORTION);
    try {
      const result = await api.accountImport.importAccounts(instance, {
        mode,
        existing,
        rows: portion.map(({ fields }) => fields),
      });
      outcomes.push(...result.rows.map(({ row, ...rest }) => ({ ...rest, line: portion[row - 1]!.line })));
    } catch (error) {
      return { outcomes: inOrder(outcomes), error };
    }
  }
  return { outcomes: inOrder(outcomes) };
}

const REFUSED = {
  accountId: null,
  outcome: 'refused',
  before: null,
  after: null,
  code: 'import_row_twice',
  field: 'username',
} as const;

function inOrder(rows: ImportedRow[]): ImportedRow[] {
  return rows.sort((a, b) => a.line - b.line);
}
