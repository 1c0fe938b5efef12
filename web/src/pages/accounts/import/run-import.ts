/** Sends the rows of a table to the server in portions, to be checked or applied. */
import { api } from '../../../api/client.ts';
import type { AccountImport } from '../../../api/generated.ts';
import type { ImportRow } from './import-fields.ts';
import { apart, type ImportedRow, inPortions } from './outcome-rows.ts';

/** Few enough that the progress moves and that to stop is soon; half of the bytes that the server takes in one call. */
const PORTION = { most: 200, longest: 512 * 1024 };

interface RunOptions {
  mode: AccountImport['mode'];
  existing: AccountImport['existing'];
  /** What is said of a row whose username stood in an earlier one. */
  twice: (username: string, line: number) => { message: string; remedy: string };
  /** What is said of a row that no call could carry. */
  tooLong: { message: string; remedy: string };
  onProgress: (done: number) => void;
  signal: AbortSignal;
}

/**
 * The outcome of every row that was sent: of all, or of those before the signal or a call that failed as a whole. What
 * stands twice or is too long is told here, since the server sees one portion at a time.
 */
export async function runImport(
  instance: string,
  rows: readonly ImportRow[],
  { mode, existing, twice, tooLong, onProgress, signal }: RunOptions,
): Promise<{ outcomes: ImportedRow[]; error?: unknown }> {
  const { first, later } = apart(rows);
  const { portions, tooLong: unsent } = inPortions(first, PORTION);
  const outcomes: ImportedRow[] = [
    ...later.map(({ row, of }) => ({
      ...REFUSED,
      ...twice(row.fields.username ?? '', of),
      code: 'import_row_twice',
      field: 'username',
      ...nameOf(row),
    })),
    ...unsent.map((row) => ({ ...REFUSED, ...tooLong, code: 'body_too_large', field: null, ...nameOf(row) })),
  ];
  let sent = 0;
  for (const portion of portions) {
    if (signal.aborted) break;
    onProgress(sent);
    sent += portion.length;
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
} as const;

/** A name is shown; of one that is too long for a name its beginning will do. */
const NAME_SHOWN = 256;

function nameOf({ line, fields }: ImportRow): Pick<ImportedRow, 'line' | 'username'> {
  return { line, username: fields.username?.slice(0, NAME_SHOWN) ?? null };
}

function inOrder(rows: ImportedRow[]): ImportedRow[] {
  return rows.sort((a, b) => a.line - b.line);
}
