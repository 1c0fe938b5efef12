import { BarChartOutlined, TableOutlined } from '@ant-design/icons';
import { Card, Flex, Segmented, Table, Typography, theme } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { type ReactNode, useState } from 'react';
import { PALETTE, useDark } from '../../app/theme.ts';
import { useText } from '../../text/text.ts';
import type { Ink } from './chart-options.ts';
import { dashboardText } from './dashboard-text.ts';

/** The colours of charts as the theme has them now. */
export function useInk(): Ink & { series: string[] } {
  const { token } = theme.useToken();
  const { series } = useDark() ? PALETTE.dark : PALETTE.light;
  return {
    text: token.colorText,
    quiet: token.colorTextSecondary,
    line: token.colorBorderSecondary,
    paper: token.colorBgElevated,
    font: token.fontFamily,
    series,
  };
}

/** A titled panel of the dashboard. */
export function Panel({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <Card styles={{ body: { padding: '14px 16px' } }} style={{ height: '100%' }}>
      <Flex justify="space-between" align="center" gap={8} style={{ marginBottom: 10, minHeight: 24 }}>
        <Typography.Title level={2} style={{ fontSize: 15, margin: 0 }}>
          {title}
        </Typography.Title>
        {extra}
      </Flex>
      {children}
    </Card>
  );
}

interface ChartPanelProps<T> {
  title: string;
  /** As high as the chart, so that switching moves nothing. */
  height: number;
  chart: ReactNode;
  rows: readonly T[];
  rowKey: (row: T) => string;
  columns: ColumnsType<T>;
}

/** A chart with the table of its numbers behind a switch. */
export function ChartPanel<T extends object>({
  title,
  height,
  chart,
  rows,
  rowKey,
  columns,
}: ChartPanelProps<T>) {
  const t = useText(dashboardText);
  const [table, setTable] = useState(false);
  return (
    <Panel
      title={title}
      extra={
        <Segmented
          size="small"
          aria-label={t('showAs', { title })}
          value={table ? 'table' : 'chart'}
          onChange={(value) => setTable(value === 'table')}
          options={[
            { value: 'chart', icon: <BarChartOutlined aria-label={t('asChart')} />, title: t('asChart') },
            { value: 'table', icon: <TableOutlined aria-label={t('asTable')} />, title: t('asTable') },
          ]}
        />
      }
    >
      <section
        aria-label={title}
        // A table of days has nothing to focus, but has to be scrolled by keyboard.
        {...(table ? { tabIndex: 0 } : {})}
        style={{ height, overflow: 'auto' }}
      >
        {table ? (
          <Table<T>
            size="small"
            pagination={false}
            rowKey={rowKey}
            dataSource={[...rows]}
            columns={columns}
            aria-label={title}
          />
        ) : (
          chart
        )}
      </section>
    </Panel>
  );
}

/** What stands where a chart would be empty. */
export function NoNumbers({ height, children }: { height: number; children: ReactNode }) {
  return (
    <Flex align="center" justify="center" style={{ height }}>
      <Typography.Text type="secondary">{children}</Typography.Text>
    </Flex>
  );
}
