import type { ColumnsType } from 'antd/es/table';
import type { Dashboard } from '../../api/generated.ts';
import { Num, useNumber } from '../../parts/format.tsx';
import { useLanguage, useText } from '../../text/text.ts';
import { Chart } from './chart.tsx';
import { ChartPanel, NoNumbers, useInk } from './chart-card.tsx';
import { columns, type DaySeries } from './chart-options.ts';
import { dashboardText } from './dashboard-text.ts';
import { OUTCOMES, outcomesOf, runsOfKind } from './day-numbers.ts';

const HEIGHT = 240;
type Day = Dashboard['days'][number];

/** A date without a time is a day everywhere: read and written in UTC. */
function useDayName(): (day: string) => string {
  const locale = useLanguage() === 'zh' ? 'zh-CN' : 'en-GB';
  return (day) =>
    new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
      new Date(day),
    );
}

const OUTCOME_COLOURS = [1, 2, 4, 3, 5] as const;

export function RunsChart({ days }: { days: readonly Day[] }) {
  const t = useText(dashboardText);
  const { series: palette } = useInk();
  const outcomes = days.map(outcomesOf);
  const series = OUTCOMES.map((outcome, i) => ({
    name: t(outcome),
    colour: palette[OUTCOME_COLOURS[i]!]!,
    values: outcomes.map((sums) => sums[outcome]),
  }));
  const rows = days.map((day, i) => ({
    day: day.day,
    ...outcomes[i]!,
    syncs: runsOfKind(day, 'sync'),
    pushes: runsOfKind(day, 'push'),
  }));
  return (
    <DaysChart
      title={t('runs')}
      none={t('noRuns')}
      days={days}
      series={series}
      rows={rows}
      columns={(['syncs', 'pushes', ...OUTCOMES] as const).map((key) => [key, t(key)])}
    />
  );
}

const CHANGES = ['created', 'updated', 'deleted'] as const;
const CHANGE_COLOURS = [0, 1, 4] as const;

export function ChangesChart({ days }: { days: readonly Day[] }) {
  const t = useText(dashboardText);
  const { series: palette } = useInk();
  const series = CHANGES.map((change, i) => ({
    name: t(change),
    colour: palette[CHANGE_COLOURS[i]!]!,
    values: days.map(({ changes }) => changes[change]),
  }));
  return (
    <DaysChart
      title={t('changes')}
      none={t('noChanges')}
      days={days}
      series={series}
      rows={days.map(({ day, changes }) => ({ day, ...changes }))}
      columns={CHANGES.map((key) => [key, t(key)])}
    />
  );
}

type DayRow = { day: string } & Record<string, string | number>;

interface DaysChartProps {
  title: string;
  none: string;
  days: readonly Day[];
  series: DaySeries[];
  rows: DayRow[];
  columns: [key: string, title: string][];
}

function DaysChart({ title, none, days, series, rows, columns: counted }: DaysChartProps) {
  const t = useText(dashboardText);
  const ink = useInk();
  const number = useNumber();
  const dayName = useDayName();
  const something = series.filter(({ values }) => values.some((value) => value > 0));
  const option = columns(
    days.map(({ day }) => dayName(day)),
    something,
    ink,
    number,
  );
  const tableColumns: ColumnsType<DayRow> = [
    { title: t('day'), render: (_, { day }) => <span className="nowrap">{dayName(day)}</span> },
    ...counted.map(([key, heading]) => ({
      title: heading,
      align: 'right' as const,
      render: (_: unknown, row: DayRow) => <Num value={Number(row[key])} />,
    })),
  ];
  return (
    <ChartPanel
      title={title}
      height={HEIGHT}
      rows={[...rows].reverse()}
      rowKey={({ day }) => day}
      columns={tableColumns}
      chart={
        something.length > 0 ? (
          <Chart option={option} label={title} height={HEIGHT} />
        ) : (
          <NoNumbers height={HEIGHT}>{none}</NoNumbers>
        )
      }
    />
  );
}
