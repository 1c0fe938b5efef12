import { useQuery } from '@tanstack/react-query';
import { Card, Col, Row, Skeleton } from 'antd';
import { api } from '../../api/client.ts';
import type { Dashboard as DashboardData } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { SourceChart, StatusChart } from './account-charts.tsx';
import { dashboardText } from './dashboard-text.ts';
import { ChangesChart, RunsChart } from './day-charts.tsx';
import { Numbers } from './numbers.tsx';
import { Secrets } from './secrets.tsx';
import { StoppedAccounts, Targets } from './targets.tsx';

const REFRESH_MS = 30_000;

export function Dashboard() {
  const instance = useInstanceId();
  const t = useText(dashboardText);
  const tc = useText(common);
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { data, error, refetch } = useQuery({
    queryKey: ['dashboard', instance, timezone],
    queryFn: () => api.dashboard.getDashboard(instance, { timezone }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title={tc('dashboard')} description={t('description', { zone: timezone })}>
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data ? <Panels instance={instance} dashboard={data} /> : !error && <Placeholder />}
    </Page>
  );
}

function Panels({ instance, dashboard }: { instance: string; dashboard: DashboardData }) {
  const t = useText(dashboardText);
  const tc = useText(common);
  const { accounts, applications, stopped, days } = dashboard;
  const nothing =
    accounts.total === 0 && applications.length === 0 && days.every(({ runs }) => runs.length === 0);
  if (nothing)
    return (
      <Card>
        <EmptyState
          title={t('emptyTitle')}
          hint={t('emptyHint')}
          action={
            <LinkButton color="primary" variant="solid" to="/i/$instance/quick-start" params={{ instance }}>
              {tc('quickStart')}
            </LinkButton>
          }
        />
      </Card>
    );
  return (
    <Row gutter={[16, 16]}>
      <Col span={24}>
        <Numbers instance={instance} dashboard={dashboard} />
      </Col>
      <Col span={24}>
        <Targets instance={instance} targets={applications} />
      </Col>
      {applications.length > 0 && (
        <Col span={24}>
          <StoppedAccounts instance={instance} stopped={stopped} />
        </Col>
      )}
      <Col xs={24} xl={12}>
        <RunsChart days={days} />
      </Col>
      <Col xs={24} xl={12}>
        <ChangesChart days={days} />
      </Col>
      <Col xs={24} xl={12}>
        <StatusChart instance={instance} dashboard={dashboard} />
      </Col>
      <Col xs={24} xl={12}>
        <SourceChart instance={instance} dashboard={dashboard} />
      </Col>
      <Col span={24}>
        <Secrets instance={instance} dashboard={dashboard} />
      </Col>
    </Row>
  );
}

/** As high as what comes, so that nothing jumps. */
function Placeholder() {
  return (
    <Row gutter={[16, 16]}>
      {[24, 24, 12, 12].map((width, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places, not things
        <Col key={i} xs={24} xl={width}>
          <Card>
            <Skeleton active title={false} paragraph={{ rows: width === 24 ? 1 : 6 }} />
          </Card>
        </Col>
      ))}
    </Row>
  );
}
