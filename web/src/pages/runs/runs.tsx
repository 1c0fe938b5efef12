/** All runs of an instance, newest first, and the way to start one. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Flex, Select, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Run } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useFilters } from '../../app/use-search.ts';
import { Time, useDuration, useNumber } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { CountersLine, useCountersText } from '../../parts/run/counters.tsx';
import { isUnderWay, RunStateTag } from '../../parts/run/run-state.tsx';
import { runText } from '../../parts/run/run-text.ts';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { fetchRuns, pollEvery, type RunFilter } from './list-runs.ts';
import { SubjectLink, useTriggerText } from './run-facts.tsx';
import { runsText } from './runs-text.ts';
import { SyncSources } from './sync-sources.tsx';

const STATES = [
  'pending',
  'running',
  'planned',
  'awaiting_confirmation',
  'success',
  'partial_success',
  'failed',
  'cancelled',
  'discarded',
] as const;

export function Runs() {
  const t = useText(runsText);
  const words = useText(common);
  const instance = useInstanceId();
  return (
    <Page title={t('title')} tabTitle={words('synchronization')} description={t('about')}>
      <Heading>{t('sources')}</Heading>
      <SyncSources instance={instance} />
      <div style={{ height: 20 }} />
      <Heading>{t('history')}</Heading>
      <RunTable instance={instance} />
    </Page>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <Typography.Title level={2} style={{ fontSize: 15, margin: '0 0 8px' }}>
      {children}
    </Typography.Title>
  );
}

function RunTable({ instance }: { instance: string }) {
  const t = useText(runsText);
  const words = useText(common);
  const navigate = useNavigate();
  const [{ kind, subject, state }] = useFilters();
  const filter: RunFilter = { kind, subject, state };
  const [every, setEvery] = useState(pollEvery([]));
  const query = useList<Run>(
    ['runs', instance, 'list', filter],
    (cursor) => fetchRuns(instance, filter, cursor),
    {
      refetchInterval: every,
    },
  );
  const wanted = pollEvery(query.data?.pages.flatMap(({ items }) => items) ?? []);
  if (wanted !== every) setEvery(wanted);
  const filtered = kind !== undefined || subject !== undefined || state !== undefined;
  return (
    <DataTable<Run>
      id="runs"
      label={t('history')}
      columns={useColumns()}
      rowKey={({ id }) => id}
      query={query}
      toolbar={<Filters instance={instance} />}
      onOpen={({ id }) => void navigate({ to: '/i/$instance/runs/$run', params: { instance, run: id } })}
      empty={
        filtered ? (
          <EmptyState title={words('nothingFound')} />
        ) : (
          <EmptyState title={t('noRun')} hint={t('noRunHint')} />
        )
      }
    />
  );
}

function Filters({ instance }: { instance: string }) {
  const t = useText(runsText);
  const words = useText(runText);
  const [{ kind, subject, state }, setFilters] = useFilters();
  const subjects = useSubjects(instance);
  return (
    <>
      <Select
        aria-label={t('filterKind')}
        style={{ width: 150 }}
        value={kind ?? ''}
        onChange={(value) => setFilters({ kind: value })}
        options={[
          { value: '', label: t('anyKind') },
          { value: 'sync', label: words('sync') },
          { value: 'push', label: words('push') },
        ]}
      />
      <Select
        aria-label={t('filterSubject')}
        style={{ width: 240, maxWidth: '100%' }}
        value={subject ?? ''}
        onChange={(value) => setFilters({ subject: value })}
        showSearch={{ optionFilterProp: 'label' }}
        options={[{ value: '', label: t('anySubject') }, ...subjects]}
      />
      <Select
        aria-label={t('filterState')}
        style={{ width: 160 }}
        value={state ?? ''}
        onChange={(value) => setFilters({ state: value })}
        options={[
          { value: '', label: t('anyState') },
          ...STATES.map((one) => ({ value: one as string, label: words(one) })),
        ]}
      />
    </>
  );
}

/** Sources and applications, to choose from. */
function useSubjects(instance: string): { value: string; label: string }[] {
  const sources = useQuery({
    queryKey: ['sources', instance],
    queryFn: () => api.sources.listSources(instance),
  });
  const applications = useQuery({
    queryKey: ['applications', instance],
    queryFn: () => api.applications.listApplications(instance),
  });
  return [...(sources.data?.items ?? []), ...(applications.data?.items ?? [])].map(({ id, name }) => ({
    value: id,
    label: name,
  }));
}

function useColumns(): Column<Run>[] {
  const t = useText(runsText);
  const words = useText(runText);
  const duration = useDuration();
  const number = useNumber();
  const trigger = useTriggerText();
  const counters = useCountersText();
  const kindOf = ({ kind, mode }: Run) => words(mode === 'plan' ? 'plan' : kind);
  return [
    {
      key: 'state',
      title: t('state'),
      width: 160,
      value: ({ state }) => words(state),
      render: ({ state }) => <RunStateTag state={state} />,
    },
    {
      key: 'run',
      title: t('run'),
      width: 90,
      value: kindOf,
      render: (run) => (
        <Link to="/i/$instance/runs/$run" params={{ instance: run.instanceId, run: run.id }}>
          {kindOf(run)}
        </Link>
      ),
    },
    {
      key: 'subject',
      title: t('subject'),
      width: 190,
      value: ({ subjectName, subjectId }) => subjectName ?? subjectId,
      render: (run) => <SubjectLink run={run} />,
    },
    {
      key: 'result',
      title: t('result'),
      width: 270,
      value: (run) => run.error?.message ?? counters(run.counters),
      render: (run) => <Result run={run} />,
    },
    {
      key: 'trigger',
      title: t('trigger'),
      width: 170,
      value: trigger,
    },
    {
      key: 'startedAt',
      title: t('startedAt'),
      width: 170,
      value: ({ startedAt, createdAt }) => startedAt ?? createdAt,
      render: ({ startedAt, createdAt }) => <Time at={startedAt ?? createdAt} />,
    },
    {
      key: 'duration',
      title: t('duration'),
      width: 100,
      align: 'right',
      value: ({ seconds }) => seconds,
      render: ({ seconds }) => (seconds === null ? '–' : duration(seconds)),
    },
    {
      key: 'rate',
      title: t('rate'),
      width: 150,
      align: 'right',
      hidden: true,
      value: ({ rate }) => rate,
      render: ({ rate }) => (rate === null ? '–' : number(rate)),
    },
    {
      key: 'id',
      title: t('id'),
      width: 270,
      hidden: true,
      value: ({ id }) => id,
      render: ({ id }) => <span className="mono">{id}</span>,
    },
  ];
}

/** What it did so far, how far it is, or why it failed. */
function Result({ run }: { run: Run }) {
  const words = useText(runText);
  const number = useNumber();
  const { done = 0, total } = run.progress;
  if (isUnderWay(run.state)) {
    if (run.state === 'pending')
      return <Typography.Text type="secondary">{words('step_wait')}</Typography.Text>;
    return (
      <Flex gap={8}>
        <span>{total ? words('doneOf', { done: number(done), total: number(total) }) : number(done)}</span>
        <Typography.Text type="secondary" ellipsis>
          <CountersLine counters={run.counters} />
        </Typography.Text>
      </Flex>
    );
  }
  if (run.error) return <span title={run.error.message}>{run.error.message}</span>;
  return <CountersLine counters={run.counters} />;
}
