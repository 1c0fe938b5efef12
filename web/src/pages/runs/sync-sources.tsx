/** The sources of the instance, each with its last run and the buttons that start one. */
import { EyeOutlined, SyncOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Flex, Skeleton, Typography, theme } from 'antd';
import { api } from '../../api/client.ts';
import type { Source } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { Time } from '../../parts/format.tsx';
import { SourceLogo } from '../../parts/icons.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { ProgressLine } from '../../parts/run/run-progress.tsx';
import { isUnderWay, RunStateTag, waitsForPerson } from '../../parts/run/run-state.tsx';
import { EmptyState, EnabledTag } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { useLatestRun } from './list-runs.ts';
import { runsText } from './runs-text.ts';

export function SyncSources({ instance }: { instance: string }) {
  const t = useText(runsText);
  const may = useMay();
  const { token } = theme.useToken();
  const { data, error, refetch } = useQuery({
    queryKey: ['sources', instance],
    queryFn: () => api.sources.listSources(instance),
  });
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  if (data.items.length === 0)
    return (
      <EmptyState
        title={t('noSource')}
        hint={t('noSourceHint')}
        action={
          may.admin && (
            <Link to="/i/$instance/sources/new" params={{ instance }}>
              <Button type="primary">{t('addSource')}</Button>
            </Link>
          )
        }
      />
    );
  return (
    <ul
      style={{
        listStyle: 'none',
        margin: 0,
        padding: 0,
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadiusLG,
        background: token.colorBgContainer,
      }}
    >
      {data.items.map((source, index) => (
        <li
          key={source.id}
          style={{
            padding: '10px 14px',
            ...(index > 0 ? { borderTop: `1px solid ${token.colorBorderSecondary}` } : {}),
          }}
        >
          <SyncSource instance={instance} source={source} />
        </li>
      ))}
    </ul>
  );
}

function SyncSource({ instance, source }: { instance: string; source: Source }) {
  const may = useMay();
  return (
    <Flex gap="10px 16px" align="center" wrap>
      <Flex gap={10} align="center" style={{ flex: '1 1 200px', minWidth: 0 }}>
        <SourceLogo kind={source.kind} size={28} />
        <div style={{ minWidth: 0 }}>
          <Link
            to="/i/$instance/sources/$source"
            params={{ instance, source: source.id }}
            style={{ overflowWrap: 'anywhere', fontWeight: 600 }}
          >
            {source.name}
          </Link>
          <NextRun source={source} />
        </div>
      </Flex>
      <div style={{ flex: '1 1 260px', minWidth: 0 }}>
        <LatestRun instance={instance} source={source.id} />
      </div>
      {source.enabled ? (
        may.operate && <StartButtons instance={instance} source={source} />
      ) : (
        <EnabledTag enabled={false} />
      )}
    </Flex>
  );
}

function NextRun({ source }: { source: Source }) {
  const t = useText(runsText);
  return (
    <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
      {source.nextRunAt ? (
        <>
          {t('nextRun')}: <Time at={source.nextRunAt} relative />
        </>
      ) : (
        t('notScheduled')
      )}
    </Typography.Text>
  );
}

function LatestRun({ instance, source }: { instance: string; source: string }) {
  const t = useText(runsText);
  const { data: run, isPending } = useLatestRun(instance, source);
  if (isPending) return <div style={{ height: 22 }} />;
  if (!run) return <Typography.Text type="secondary">{t('neverRun')}</Typography.Text>;
  const params = { instance, run: run.id };
  if (isUnderWay(run.state))
    return (
      <Link to="/i/$instance/runs/$run" params={params}>
        <ProgressLine run={run} />
      </Link>
    );
  return (
    <Flex gap="2px 8px" wrap align="center">
      <Link to="/i/$instance/runs/$run" params={params}>
        <RunStateTag state={run.state} />
      </Link>
      <Typography.Text type="secondary">
        <Time at={run.startedAt ?? run.createdAt} relative />
      </Typography.Text>
      {waitsForPerson(run.state) && (
        <Link to="/i/$instance/runs/$run" params={params}>
          {t('review')}
        </Link>
      )}
    </Flex>
  );
}

function StartButtons({ instance, source }: { instance: string; source: Source }) {
  const t = useText(runsText);
  const navigate = useNavigate();
  const options = {
    touches: [['runs', instance]],
    onDone: ({ id }: { id: string }) =>
      void navigate({ to: '/i/$instance/runs/$run', params: { instance, run: id } }),
  };
  const sync = useAction(() => api.sources.syncSource(instance, source.id), options);
  const plan = useAction(() => api.sources.planSource(instance, source.id), options);
  const { name } = source;
  return (
    <Flex gap={8}>
      <Button
        icon={<EyeOutlined />}
        loading={plan.isPending}
        aria-label={t('previewOf', { name })}
        onClick={() => plan.mutate(undefined)}
      >
        {t('preview')}
      </Button>
      <Button
        type="primary"
        icon={<SyncOutlined />}
        loading={sync.isPending}
        aria-label={t('syncNowOf', { name })}
        onClick={() => sync.mutate(undefined)}
      >
        {t('syncNow')}
      </Button>
    </Flex>
  );
}
