import { App } from 'antd';
import { useTellProblem } from '../../parts/problem.tsx';
import { downloadCsv } from '../../table/csv.ts';
import type { Column } from '../../table/data-table.tsx';
import type { Paged } from '../../table/list-query.ts';
import { useText } from '../../text/text.ts';
import { logsText } from './logs-text.ts';

/** More would not open in a spreadsheet anyway. */
const MOST = 50_000;

/** Everything the filters leave, not only what is loaded, as a file; at most the newest 50,000 entries. */
export function useLogExport<T>(
  name: string,
  columns: Column<T>[],
  fetch: (cursor: string | undefined) => Promise<Paged<T>>,
): () => Promise<void> {
  const t = useText(logsText);
  const { message } = App.useApp();
  const tellProblem = useTellProblem();
  return async () => {
    const done = message.loading(t('exporting'), 0);
    try {
      const rows: T[] = [];
      let cursor: string | undefined;
      do {
        const page = await fetch(cursor);
        rows.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && rows.length < MOST);
      downloadCsv(name, columns, rows);
      if (cursor !== undefined) message.info(t('exportCut', { count: rows.length }), 8);
    } catch (error) {
      tellProblem(error);
    } finally {
      done();
    }
  };
}
