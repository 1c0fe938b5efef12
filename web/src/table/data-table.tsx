/**
 * The table of every list: rows come page by page as one scrolls and only what is seen is drawn, so 100,000 rows stay
 * smooth. Columns are chosen by the reader and remembered; what is loaded can be exported.
 */
import { DownloadOutlined, ReloadOutlined, SettingOutlined } from '@ant-design/icons';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button, Checkbox, Dropdown, Flex, Popover, Table, Tooltip, Typography } from 'antd';
import type { ColumnType } from 'antd/es/table';
import { type ReactNode, type UIEvent, useMemo, useRef, useState } from 'react';
import { ProblemAlert } from '../parts/problem.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { downloadCsv } from './csv.ts';
import { useFillHeight } from './fill-height.ts';
import { useTableRole, VIRTUAL_ROLES } from './virtual-roles.tsx';

export interface Column<T> {
  key: string;
  title: string;
  width: number;
  /** What the cell shows; the plain value without it. */
  render?: (row: T) => ReactNode;
  /** The value of the cell: shown when there is no `render`, and what an export writes. */
  value: (row: T) => string | number | boolean | null | undefined;
  align?: 'right';
  /** Not shown until the reader asks for it. */
  hidden?: boolean;
  fixed?: 'left' | 'right';
}

interface Page<T> {
  items: T[];
  nextCursor?: string | null;
}

interface DataTableProps<T> {
  /** Unique; the chosen columns are remembered under it. */
  id: string;
  /** What the table is of, for people who hear it. */
  label: string;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  /** All rows that the filters leave, where the server counts them. */
  total?: number | undefined;
  /** Shown when there is no row at all. */
  empty: ReactNode;
  /** Filters and actions above the table, at its left. */
  toolbar?: ReactNode;
  selection?: { keys: string[]; onChange: (keys: string[], rows: T[]) => void };
  onOpen?: (row: T) => void;
  /** Replaces the export of what is loaded. */
  onExport?: (columns: Column<T>[]) => void;
  /** Draws as high as the rows instead of to the bottom of the window: short tables inside a page. */
  short?: boolean;
}

export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { id, label, columns, rowKey, query, total, empty, toolbar, selection, onOpen, onExport, short } =
    props;
  const t = useText(common);
  const place = useRef<HTMLDivElement>(null);
  const height = useFillHeight(place, 360);
  const [chosen, choose] = useChosenColumns(id, columns);
  const shown = columns.filter(({ key }) => chosen.includes(key));
  const { data } = query;
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>) => {
    const left = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
    if (left < 800 && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  const width = shown.reduce((sum, column) => sum + column.width, selection ? 48 : 0);
  const virtual = !short && rows.length > 0;
  useTableRole(place, virtual ? label : undefined);
  return (
    <div>
      <Flex justify="space-between" align="center" gap={8} wrap style={{ marginBottom: 10 }}>
        <Flex gap={8} wrap align="center">
          {toolbar}
        </Flex>
        <Flex gap={4} align="center" style={{ marginInlineStart: 'auto' }}>
          <Typography.Text type="secondary" style={{ fontSize: 13 }} aria-live="polite">
            {countText(t, rows.length, total, query.hasNextPage)}
          </Typography.Text>
          <Tooltip title={t('refresh')}>
            <Button
              type="text"
              icon={<ReloadOutlined spin={query.isRefetching} />}
              aria-label={t('refresh')}
              onClick={() => void query.refetch()}
            />
          </Tooltip>
          <Tooltip title={t('export')}>
            <Button
              type="text"
              icon={<DownloadOutlined />}
              aria-label={t('export')}
              disabled={rows.length === 0}
              onClick={() => (onExport ? onExport(shown) : downloadCsv(id, shown, rows))}
            />
          </Tooltip>
          <ColumnChooser columns={columns} chosen={chosen} onChange={choose} />
        </Flex>
      </Flex>
      {query.error && !query.data ? (
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <section ref={place} aria-label={label}>
          <Table<T>
            size="middle"
            bordered={false}
            virtual={virtual}
            {...(virtual ? { components: VIRTUAL_ROLES } : {})}
            pagination={false}
            rowKey={rowKey}
            dataSource={rows}
            loading={query.isPending}
            columns={shown.map((column) => toAntdColumn(column, t('actions')))}
            scroll={{ x: Math.max(width, 400), ...(virtual ? { y: height } : {}) }}
            onScroll={onScroll}
            locale={{ emptyText: query.isPending ? <div style={{ height: 120 }} /> : empty }}
            {...(selection
              ? {
                  rowSelection: {
                    selectedRowKeys: selection.keys,
                    preserveSelectedRowKeys: true,
                    columnWidth: 48,
                    onChange: (keys: unknown[], selected: T[]) =>
                      selection.onChange(keys as string[], selected),
                  },
                }
              : {})}
            {...(onOpen
              ? {
                  onRow: (row: T) => ({
                    onClick: (event) => opensRow(event.target) && onOpen(row),
                    style: { cursor: 'pointer' },
                  }),
                }
              : {})}
          />
          {short && query.hasNextPage && (
            <Flex justify="center" style={{ marginTop: 8 }}>
              <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
                {t('more')}
              </Button>
            </Flex>
          )}
        </section>
      )}
    </div>
  );
}

/** Links, buttons and boxes in a row keep their own meaning. */
function opensRow(target: EventTarget): boolean {
  return !(target as Element).closest('a, button, input, label, .ant-dropdown, .ant-checkbox-wrapper');
}

function countText(
  t: ReturnType<typeof useText<Parameters<typeof common.t>[0]>>,
  shown: number,
  total: number | undefined,
  more: boolean,
): string {
  if (total !== undefined && total > shown) return t('loaded', { shown, total });
  if (more) return t('loadedSoFar', { shown });
  return shown > 0 ? t('rows', { count: shown }) : '';
}

function toAntdColumn<T>(column: Column<T>, actions: string): ColumnType<T> {
  const { key, title, width, render, value, align, fixed } = column;
  return {
    key,
    // A column of buttons needs no heading for the eye.
    title: title === '' ? <span className="visually-hidden">{actions}</span> : title,
    width,
    ellipsis: { showTitle: false },
    ...(align ? { align } : {}),
    ...(fixed ? { fixed } : {}),
    render: (_: unknown, row: T) => (render ? render(row) : plain(value(row))),
  };
}

function plain(value: string | number | boolean | null | undefined): ReactNode {
  if (value === null || value === undefined || value === '') return <span aria-hidden="true">–</span>;
  return <span title={String(value)}>{String(value)}</span>;
}

function useChosenColumns<T>(id: string, columns: Column<T>[]) {
  const stored = `muster.columns.${id}`;
  const [chosen, setChosen] = useState<string[]>(() => {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(stored) ?? 'null');
      if (Array.isArray(kept)) return kept.map(String);
    } catch {
      // What cannot be read counts as nothing chosen.
    }
    return columns.filter(({ hidden }) => !hidden).map(({ key }) => key);
  });
  const choose = (keys: string[]) => {
    localStorage.setItem(stored, JSON.stringify(keys));
    setChosen(keys);
  };
  return [chosen, choose] as const;
}

function ColumnChooser<T>({
  columns,
  chosen,
  onChange,
}: {
  columns: Column<T>[];
  chosen: string[];
  onChange: (keys: string[]) => void;
}) {
  const t = useText(common);
  const optional = columns.filter(({ title }) => title !== '');
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <Checkbox.Group
          style={{ display: 'flex', flexDirection: 'column', gap: 4, maxHeight: 420, overflow: 'auto' }}
          value={chosen}
          options={optional.map(({ key, title }) => ({
            value: key,
            label: title,
            disabled: chosen.length === 1 && chosen[0] === key,
          }))}
          onChange={(keys) =>
            onChange([...columns.filter(({ title }) => title === '').map(({ key }) => key), ...keys])
          }
        />
      }
    >
      <Tooltip title={t('columns')}>
        <Button type="text" icon={<SettingOutlined />} aria-label={t('columns')} />
      </Tooltip>
    </Popover>
  );
}

/** Buttons that do not fit a narrow row, behind one. */
export function RowMenu({
  items,
}: {
  items: { key: string; label: string; danger?: boolean; disabled?: boolean; onClick: () => void }[];
}) {
  const t = useText(common);
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: items.map(({ onClick, ...item }) => ({
          ...item,
          onClick: ({ domEvent }) => {
            domEvent.stopPropagation();
            onClick();
          },
        })),
      }}
    >
      <Button type="text" size="small" aria-label={t('actions')} onClick={(event) => event.stopPropagation()}>
        ···
      </Button>
    </Dropdown>
  );
}
