import { Link, useNavigate } from '@tanstack/react-router';
import type { Dashboard } from '../../api/generated.ts';
import { Num, useNumber } from '../../parts/format.tsx';
import { useText } from '../../text/text.ts';
import { Chart } from './chart.tsx';
import { ChartPanel, useInk } from './chart-card.tsx';
import { bars, ring } from './chart-options.ts';
import { dashboardText } from './dashboard-text.ts';

const HEIGHT = 210;
/** Where each status stands in the palette: what works in the accent, what needs somebody warm. */
const STATUSES = [
  ['enabled', 0],
  ['disabled', 5],
  ['locked', 4],
  ['expired', 2],
] as const;

/** Accounts that no source has, as the list of accounts filters them. */
const BUILT_IN = 'build_in';

interface Props {
  instance: string;
  dashboard: Dashboard;
}

export function StatusChart({ instance, dashboard: { accounts } }: Props) {
  const t = useText(dashboardText);
  const ink = useInk();
  const number = useNumber();
  const navigate = useNavigate();
  const rows = STATUSES.map(([status, colour]) => ({
    status,
    name: t(status),
    value: accounts[status],
    colour: ink.series[colour]!,
  }));
  const option = ring(rows, ink, number);
  const to = { to: '/i/$instance/accounts', params: { instance } } as const;
  return (
    <ChartPanel
      title={t('byStatus')}
      height={HEIGHT}
      rows={rows}
      rowKey={({ status }) => status}
      columns={[
        {
          title: t('state'),
          render: (_, { status, name }) => (
            <Link {...to} search={{ status }}>
              {name}
            </Link>
          ),
        },
        { title: t('accounts'), align: 'right', render: (_, { value }) => <Num value={value} /> },
        {
          title: t('share'),
          align: 'right',
          render: (_, { value }) =>
            number(value / Math.max(1, accounts.total), { style: 'percent', maximumFractionDigits: 1 }),
        },
      ]}
      chart={
        <Chart
          option={option}
          label={t('byStatus')}
          height={HEIGHT}
          onPick={(index) => void navigate({ ...to, search: { status: rows[index]!.status } })}
        />
      }
    />
  );
}

/** More bars than this are not read at a glance; the table has them all. */
const BARS = 7;

export function SourceChart({ instance, dashboard: { sources } }: Props) {
  const t = useText(dashboardText);
  const ink = useInk();
  const number = useNumber();
  const navigate = useNavigate();
  const rows = sources
    .filter(({ sourceId, count }) => sourceId !== null || count > 0)
    .map(({ sourceId, name, count }) => ({
      source: sourceId ?? BUILT_IN,
      name: name ?? t('noSource'),
      value: count,
      colour: ink.series[sourceId === null ? 5 : 0]!,
    }))
    .sort((a, b) => b.value - a.value);
  const option = bars(rows.slice(0, BARS), ink, number);
  const to = { to: '/i/$instance/accounts', params: { instance } } as const;
  return (
    <ChartPanel
      title={t('bySource')}
      height={HEIGHT}
      rows={rows}
      rowKey={({ source }) => source}
      columns={[
        {
          title: t('source'),
          render: (_, { source, name }) => (
            <Link {...to} search={{ source }}>
              {name}
            </Link>
          ),
        },
        { title: t('accounts'), align: 'right', render: (_, { value }) => <Num value={value} /> },
      ]}
      chart={
        <Chart
          option={option}
          label={t('bySource')}
          height={Math.min(HEIGHT, 26 + Math.min(rows.length, BARS) * 34)}
          onPick={(index) => void navigate({ ...to, search: { source: rows[index]!.source } })}
        />
      }
    />
  );
}
