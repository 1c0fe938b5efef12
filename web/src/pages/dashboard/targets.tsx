/** How the targets stand, and who is stopped on the way to them. */
import { Link } from '@tanstack/react-router';
import { Flex, Table, Typography } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import type { Dashboard } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { Num, Time } from '../../parts/format.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { RunStateTag } from '../../parts/run/run-state.tsx';
import { EmptyState, StateTag, type Tone } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { Panel } from './chart-card.tsx';
import { type DashboardWord, dashboardText } from './dashboard-text.ts';
import { type Health, healthOf, needingLook } from './health.ts';

type Target = Dashboard['applications'][number];
type Stopped = Dashboard['stopped'][number];

const HEALTH: Record<Health, { tone: Tone; word: DashboardWord }> = {
  good: { tone: 'good', word: 'healthGood' },
  busy: { tone: 'busy', word: 'healthBusy' },
  look: { tone: 'warn', word: 'healthLook' },
  paused: { tone: 'waits', word: 'healthPaused' },
  failed: { tone: 'bad', word: 'healthFailed' },
  off: { tone: 'off', word: 'healthOff' },
};

export function Targets({ instance, targets }: { instance: string; targets: readonly Target[] }) {
  const t = useText(dashboardText);
  const may = useMay();
  const count = (title: string, value: (target: Target) => number): ColumnsType<Target>[number] => ({
    title,
    align: 'right',
    width: 100,
    render: (_, target) => <Num value={value(target)} />,
  });
  const columns: ColumnsType<Target> = [
    {
      title: t('application'),
      render: (_, { id, name }) => (
        <Link to="/i/$instance/applications/$application" params={{ instance, application: id }}>
          {name}
        </Link>
      ),
    },
    { title: t('health'), render: (_, target) => <TargetHealth target={target} /> },
    count(t('inPlace'), ({ links }) => links.synced ?? 0),
    count(t('due'), ({ links }) => links.due ?? 0),
    count(t('needLook'), needingLook),
    {
      title: t('lastPush'),
      width: 230,
      render: (_, { lastPush }) => lastPush && <LastPush instance={instance} push={lastPush} />,
    },
  ];
  return (
    <Panel title={t('targets')}>
      <Table<Target>
        size="small"
        pagination={false}
        rowKey={({ id }) => id}
        dataSource={[...targets]}
        columns={columns}
        scroll={{ x: 760 }}
        aria-label={t('targets')}
        locale={{
          emptyText: (
            <EmptyState
              title={t('noTargets')}
              hint={t('noTargetsHint')}
              action={
                may.admin && (
                  <LinkButton to="/i/$instance/applications/new" params={{ instance }}>
                    {t('addTarget')}
                  </LinkButton>
                )
              }
            />
          ),
        }}
      />
    </Panel>
  );
}

function TargetHealth({ target }: { target: Target }) {
  const t = useText(dashboardText);
  const { tone, word } = HEALTH[healthOf(target)];
  const { pause } = target;
  return (
    <Flex vertical align="start" gap={2}>
      <StateTag tone={tone}>{t(word)}</StateTag>
      {pause && (
        <Typography.Text type="secondary" style={{ fontSize: 12, maxWidth: 320 }}>
          {pause.message} {pause.remedy}
        </Typography.Text>
      )}
    </Flex>
  );
}

function LastPush({ instance, push }: { instance: string; push: NonNullable<Target['lastPush']> }) {
  return (
    <Flex gap={8} align="center">
      <RunStateTag state={push.state} />
      <Link to="/i/$instance/runs/$run" params={{ instance, run: push.runId }}>
        <Time at={push.endedAt ?? push.createdAt} relative />
      </Link>
    </Flex>
  );
}

const STATE_TONES: Partial<Record<Stopped['state'], Tone>> = {
  parked: 'bad',
  conflict: 'warn',
  held: 'waits',
};

export function StoppedAccounts({ instance, stopped }: { instance: string; stopped: readonly Stopped[] }) {
  const t = useText(dashboardText);
  const columns: ColumnsType<Stopped> = [
    {
      title: t('state'),
      width: 120,
      render: (_, { state }) => <StateTag tone={STATE_TONES[state] ?? 'quiet'}>{t(state)}</StateTag>,
    },
    {
      title: t('reason'),
      render: (_, { message, remedy }) => (
        <>
          {message}
          <br />
          <Typography.Text type="secondary" style={{ fontSize: 13 }}>
            {remedy}
          </Typography.Text>
        </>
      ),
    },
    {
      title: t('who'),
      width: 220,
      render: (_, { accountId, label, count }) => (
        <Link to="/i/$instance/accounts/$account" params={{ instance, account: accountId }}>
          {count > 1 ? t('andOthers', { name: label, count: count - 1 }) : label}
        </Link>
      ),
    },
    {
      title: t('application'),
      width: 200,
      render: (_, { applicationId, applicationName }) => (
        <Link to="/i/$instance/applications/$application" params={{ instance, application: applicationId }}>
          {applicationName}
        </Link>
      ),
    },
  ];
  return (
    <Panel title={t('stopped')}>
      {stopped.length === 0 ? (
        <StateTag tone="good">{t('nobodyStopped')}</StateTag>
      ) : (
        <Table<Stopped>
          size="small"
          pagination={false}
          rowKey={({ applicationId, state, code, accountId }) =>
            [applicationId, state, code, accountId].join()
          }
          dataSource={[...stopped]}
          columns={columns}
          scroll={{ x: 820 }}
          aria-label={t('stopped')}
        />
      )}
    </Panel>
  );
}
