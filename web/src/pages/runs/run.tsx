/** One run: how it goes, what it did or would do, and what a person has to decide. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Alert, Button, Card, Flex, Popconfirm, Typography } from 'antd';
import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import type { Run } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { useAction } from '../../parts/action.ts';
import { Page } from '../../parts/page.tsx';
import { PageTabs } from '../../parts/page-tabs.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { CountersTable } from '../../parts/run/counters.tsx';
import { runKey } from '../../parts/run/live-run.ts';
import { RunProgress } from '../../parts/run/run-progress.tsx';
import { isUnderWay, RunStateTag, waitsForPerson } from '../../parts/run/run-state.tsx';
import { Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { ChangesTable } from '../logs/changes-table.tsx';
import { BooksCheck } from './books.tsx';
import { DecisionBanner, DecisionBar } from './decision.tsx';
import { PlanViewer } from './plan/plan-viewer.tsx';
import { FailedRecords, RunAgainButton } from './records.tsx';
import { RunFacts, runTitle } from './run-facts.tsx';
import { runsText } from './runs-text.ts';

export function RunPage() {
  const t = useText(runsText);
  const words = useText(common);
  const instance = useInstanceId();
  const { run: id = '' } = useParams({ strict: false });
  const {
    data: run,
    error,
    refetch,
  } = useQuery({
    queryKey: runKey(instance, id),
    queryFn: () => api.runs.getRun(instance, id),
  });
  const above = [{ label: words('synchronization'), to: `/i/${instance}/runs` }];
  if (!run)
    return (
      <Page title={words('synchronization')} above={above}>
        {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />}
      </Page>
    );
  const title = runTitle(t, run);
  return (
    <Page
      title={
        <Flex gap="4px 12px" align="center" wrap>
          {title} <RunStateTag state={run.state} />
        </Flex>
      }
      tabTitle={title}
      above={above}
      description={<RunFacts run={run} />}
      actions={
        run.state === 'failed' || run.state === 'cancelled' ? (
          <RunAgainButton run={run} />
        ) : (
          isUnderWay(run.state) && <CancelButton run={run} />
        )
      }
    >
      <RunBody run={run} />
    </Page>
  );
}

function CancelButton({ run }: { run: Run }) {
  const t = useText(runsText);
  const may = useMay();
  const cancel = useAction(() => api.runs.cancelRun(run.instanceId, run.id), {
    done: t('cancelAsked'),
    touches: [['runs', run.instanceId]],
  });
  if (!may.operate) return null;
  return (
    <Popconfirm
      title={t('cancelQuestion')}
      description={t('cancelHint')}
      okText={t('cancelRun')}
      cancelText={t('keepRunning')}
      onConfirm={() => cancel.mutate(undefined)}
    >
      <Button danger loading={cancel.isPending}>
        {t('cancelRun')}
      </Button>
    </Popconfirm>
  );
}

function RunBody({ run }: { run: Run }) {
  const t = useText(runsText);
  const queries = useQueryClient();
  const { instanceId: instance, id, state } = run;
  const hasCounters = Object.keys(run.counters).length > 0;
  if (isUnderWay(state))
    return (
      <Card size="small" styles={{ body: { padding: 16 } }}>
        <RunProgress
          instance={instance}
          run={id}
          onEnd={() => {
            for (const key of ['runs', 'plan', 'run-records', 'changes'])
              void queries.invalidateQueries({ queryKey: [key, instance] });
          }}
        />
      </Card>
    );
  return (
    <>
      {waitsForPerson(state) && <DecisionBanner run={run} />}
      {run.error && (
        <Alert
          type={state === 'cancelled' ? 'info' : 'error'}
          showIcon
          style={{ marginBottom: 16 }}
          title={run.error.message}
          description={run.error.remedy}
        />
      )}
      {hasCounters && !waitsForPerson(state) && (
        <Section title={t('counters')}>
          <CountersTable counters={run.counters} />
        </Section>
      )}
      {run.books && !waitsForPerson(state) && (
        <Section title={t('books')}>
          <BooksCheck books={run.books} />
        </Section>
      )}
      <RunTabs run={run} />
      {waitsForPerson(state) && <DecisionBar run={run} />}
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section style={{ marginBottom: 20 }}>
      <Typography.Title level={2} style={{ fontSize: 15, margin: '0 0 8px' }}>
        {title}
      </Typography.Title>
      {children}
    </section>
  );
}

/** Counters of records that did not end well, of a sync and of a push; what is held back stands in the plan. */
const BAD = ['rejected', 'failed', 'parked', 'conflict'] as const;

function badOf({ counters }: Run): number {
  return Object.values(counters).reduce(
    (sum, kind) => sum + BAD.reduce((all, name) => all + (kind?.[name] ?? 0), 0),
    0,
  );
}

function RunTabs({ run }: { run: Run }) {
  const t = useText(runsText);
  const [{ tab }, setFilters] = useFilters();
  const waits = waitsForPerson(run.state);
  const bad = badOf(run);
  const items = [
    ...(waits ? [{ key: 'plan', label: t('tabPlan'), children: <PlanViewer run={run} /> }] : []),
    ...(bad > 0
      ? [{ key: 'records', label: `${t('tabRecords')} (${bad})`, children: <FailedRecords run={run} /> }]
      : []),
    ...(waits
      ? [
          {
            key: 'counters',
            label: t('tabCounters'),
            children: (
              <Flex vertical gap={16}>
                <CountersTable counters={run.counters} />
                {run.books && <BooksCheck books={run.books} />}
              </Flex>
            ),
          },
        ]
      : []),
    // A push writes nothing into the directory, nor does a plan that was not applied.
    ...(waits || run.kind === 'push' || run.state === 'discarded'
      ? []
      : [
          {
            key: 'changes',
            label: t('tabChanges'),
            children: <ChangesTable instance={run.instanceId} filter={{ run: run.id }} />,
          },
        ]),
  ];
  const active = items.some(({ key }) => key === tab) ? tab : items[0]?.key;
  if (items.length === 0) return null;
  return (
    <PageTabs
      {...(active ? { activeKey: active } : {})}
      onChange={(key) => setFilters({ tab: key, op: undefined, entry: undefined })}
      items={items}
      destroyOnHidden
    />
  );
}
