/** How a source stands: numbers, schedule, the test of its connection, its last runs. */

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Descriptions, Table, Typography, theme } from 'antd';
import { api } from '../../api/client.ts';
import { path } from '../../api/events.ts';
import type { Run, Source } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { Num, Time, useDuration } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { RunStateTag } from '../../parts/run/run-state.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { CallbackPanel } from './callback-panel.tsx';
import { ConnectionTest } from './connection-test.tsx';
import { Heading, Panel } from './heading.tsx';
import { inWords } from './schedule.ts';
import { sourcesText } from './sources-text.ts';
import { useAccountCount, useRunsOf } from './use-sources.ts';

const RUNS = 5;

export function Overview({ instance, source }: { instance: string; source: Source }) {
  const t = useText(sourcesText);
  const words = useText(common);
  const language = useLanguage();
  const may = useMay();
  const { token } = theme.useToken();
  const { id, schedule, targetOrgId } = source;
  const accounts = useAccountCount(instance, id);
  const last = useRunsOf(instance, id, RUNS).data?.items[0];
  const target = useQuery({
    queryKey: ['org-select', instance, targetOrgId],
    queryFn: () => api.orgs.getOrganization(instance, targetOrgId),
  });
  return (
    <>
      <Descriptions
        size="small"
        bordered
        styles={{ root: { background: token.colorBgContainer }, label: { whiteSpace: 'nowrap' } }}
        column={{ xs: 1, md: 2 }}
        items={[
          {
            key: 'lastRun',
            label: t('lastRun'),
            children: last ? (
              <>
                <RunStateTag state={last.state} />{' '}
                <Time at={last.endedAt ?? last.startedAt ?? last.createdAt} relative />
              </>
            ) : (
              t('neverRun')
            ),
          },
          {
            key: 'accounts',
            label: t('accounts'),
            children: (
              <Link to="/i/$instance/accounts" params={{ instance }} search={{ source: id }}>
                {accounts.data === undefined ? '…' : <Num value={accounts.data} />}
              </Link>
            ),
          },
          {
            key: 'schedule',
            label: t('schedule'),
            children: schedule
              ? `${inWords(schedule.cron, language) ?? schedule.cron} (${schedule.timezone})`
              : t('noSchedule'),
          },
          {
            key: 'next',
            label: t('nextRun'),
            children: source.nextRunAt ? <Time at={source.nextRunAt} /> : t('noSchedule'),
          },
          { key: 'target', label: t('target'), children: target.data?.name ?? '…' },
          { key: 'priority', label: t('priority'), children: source.priority },
          { key: 'created', label: words('createdAt'), children: <Time at={source.createdAt} /> },
          { key: 'changed', label: t('changed'), children: <Time at={source.updatedAt} /> },
        ]}
      />
      <Heading>{t('health')}</Heading>
      <Panel width={900}>
        <Typography.Paragraph type="secondary">{t('healthHint')}</Typography.Paragraph>
        <ConnectionTest
          disabled={!may.operate}
          request={async () => ({ path: path`/instances/${instance}/sources/${id}/test`, body: {} })}
        />
      </Panel>
      <CallbackPanel instance={instance} source={id} />
      <Heading>{t('lastRuns')}</Heading>
      <LastRuns instance={instance} source={id} />
    </>
  );
}

function LastRuns({ instance, source }: { instance: string; source: string }) {
  const t = useText(sourcesText);
  const words = useText(common);
  const duration = useDuration();
  const runs = useRunsOf(instance, source, RUNS);
  const sum = ({ counters }: Run, ...names: string[]) => (
    <Num
      value={Object.values(counters).reduce(
        (total, kind) => total + names.reduce((part, name) => part + (kind?.[name] ?? 0), 0),
        0,
      )}
    />
  );
  const column = (key: string, title: string, ...names: string[]) => ({
    key,
    title,
    width: 90,
    align: 'right' as const,
    render: (_: unknown, run: Run) => sum(run, ...names),
  });
  if (runs.error) return <ProblemAlert error={runs.error} onRetry={() => void runs.refetch()} />;
  return (
    <>
      <Table<Run>
        rowKey="id"
        size="small"
        pagination={false}
        loading={runs.isPending}
        dataSource={runs.data?.items ?? []}
        scroll={{ x: 900 }}
        locale={{
          emptyText: runs.isPending ? (
            <div style={{ height: 80 }} />
          ) : (
            <EmptyState title={t('noRuns')} hint={t('noRunsHint')} />
          ),
        }}
        columns={[
          {
            key: 'state',
            title: words('status'),
            width: 150,
            render: (_, { id, state }) => (
              <Link to="/i/$instance/runs/$run" params={{ instance, run: id }}>
                <RunStateTag state={state} />
              </Link>
            ),
          },
          {
            key: 'mode',
            title: t('mode'),
            width: 130,
            render: (_, { mode }) => t(mode === 'plan' ? 'modePlan' : 'modeRun'),
          },
          {
            key: 'began',
            title: t('began'),
            width: 170,
            render: (_, { startedAt, createdAt }) => <Time at={startedAt ?? createdAt} />,
          },
          {
            key: 'took',
            title: t('took'),
            width: 100,
            align: 'right',
            render: (_, { seconds }) => (seconds === null ? '–' : duration(seconds)),
          },
          column('created', t('created'), 'created'),
          column('updated', t('updated'), 'updated', 'bound'),
          column('deleted', t('deletedCount'), 'deleted'),
          column('rejected', t('rejected'), 'rejected'),
          {
            key: 'by',
            title: t('by'),
            width: 120,
            render: (_, { trigger, createdBy }) => (trigger === 'schedule' ? t('byScheduler') : createdBy),
          },
        ]}
      />
      <div style={{ marginTop: 8 }}>
        <Link to="/i/$instance/runs" params={{ instance }} search={{ subject: source }}>
          {t('allRuns')}
        </Link>
      </div>
    </>
  );
}
