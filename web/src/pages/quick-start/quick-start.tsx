import { ExperimentOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Col, Flex, Grid, Row, Skeleton, Typography, theme } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { api } from '../../api/client.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Surface } from '../../parts/surface.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { StepRow } from './checklist.tsx';
import { labText, quickStartText } from './quick-start-text.ts';
import { StepAction } from './step-action.tsx';
import {
  ApplicationDetail,
  LogonDetail,
  PushDetail,
  RamDetail,
  SourceDetail,
  SyncDetail,
  TestDetail,
} from './step-details.tsx';
import { type Facts, STEPS, type StepId, type Story } from './story.ts';
import { storyKey, type Test, useStory } from './use-story.ts';

// The page is the first one after the log-on: what is not needed to see the steps comes after them.
const LabPanel = lazy(() => import('./lab-panel.tsx'));
const LabSetUpDialog = lazy(() => import('./lab-set-up.tsx'));

export function QuickStart() {
  const instance = useInstanceId();
  const t = useText(quickStartText);
  const tl = useText(labText);
  const tc = useText(common);
  const may = useMay();
  const [test, setTest] = useState<Test>();
  const [settingUp, setSettingUp] = useState(false);
  const { query, facts, story } = useStory(instance, test);
  const lab = useQuery({
    queryKey: [...storyKey(instance), 'lab'],
    queryFn: () => api.lab.getLab(instance),
  });
  // Where the panel of the lab stands beside the steps, it has the button.
  const beside = Grid.useBreakpoint().xl !== false;
  const offered = !beside && may.admin && lab.data?.allowed && !lab.data.setUp;
  return (
    <Page
      title={tc('quickStart')}
      description={t('description')}
      actions={
        offered && (
          <Button icon={<ExperimentOutlined />} onClick={() => setSettingUp(true)}>
            {tl('button')}
          </Button>
        )
      }
    >
      {query.error && !facts && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      <Row gutter={[20, 20]}>
        <Col xs={24} xl={16}>
          {facts && story ? (
            <Steps instance={instance} facts={facts} story={story} test={test} onTest={setTest} />
          ) : (
            !query.error && (
              <Surface>
                <Skeleton active title={false} paragraph={{ rows: 14 }} />
              </Surface>
            )
          )}
        </Col>
        <Col xs={24} xl={8}>
          {lab.error && !lab.data ? (
            <ProblemAlert error={lab.error} onRetry={() => void lab.refetch()} />
          ) : lab.data ? (
            <Suspense fallback={<LabPlaceholder />}>
              <LabPanel
                instance={instance}
                lab={lab.data}
                busy={story?.states.sync === 'busy' || story?.states.push === 'busy'}
                onSetUp={() => setSettingUp(true)}
              />
            </Suspense>
          ) : (
            <LabPlaceholder />
          )}
        </Col>
      </Row>
      <Suspense fallback={null}>
        {settingUp && (
          <LabSetUpDialog
            instance={instance}
            accounts={facts?.accounts ?? 0}
            onClose={() => setSettingUp(false)}
          />
        )}
      </Suspense>
    </Page>
  );
}

function LabPlaceholder() {
  return (
    <Surface>
      <Skeleton active title={false} />
    </Surface>
  );
}

interface StepsProps {
  instance: string;
  facts: Facts;
  story: Story;
  test: Test | undefined;
  onTest: (test: Test) => void;
}

function Steps({ instance, facts, story, test, onTest }: StepsProps) {
  const t = useText(quickStartText);
  const { states, next } = story;
  const done = STEPS.filter((id) => ['done', 'partly', 'elsewhere'].includes(states[id])).length;
  const total = STEPS.filter((id) => states[id] !== 'optional').length;
  const seen = test?.application === story.application?.id ? test : undefined;
  const props = { instance, facts, story };
  const details: Record<StepId, ReactNode> = {
    instance: <InstanceName instance={instance} />,
    source: facts.sources.length > 0 && <SourceDetail {...props} />,
    sync: (facts.lastSync || facts.accounts > 0) && <SyncDetail {...props} />,
    ram: <RamDetail {...props} />,
    application: story.application && <ApplicationDetail {...props} />,
    test: (seen || states.test === 'done') && <TestDetail {...props} test={seen} onTest={onTest} />,
    push: story.application && <PushDetail {...props} />,
    logon: states.logon === 'done' && <LogonDetail {...props} />,
  };
  return (
    <>
      <Flex align="center" gap={16} style={{ marginBottom: 10 }}>
        <Typography.Title level={2} style={{ fontSize: 16, margin: 0, flex: 'none' }}>
          {t('checklist')}
        </Typography.Title>
        <ProgressBar done={done} total={total} />
        <Typography.Text type="secondary" style={{ flex: 'none', fontSize: 13 }}>
          {t('progress', { done, total })}
        </Typography.Text>
      </Flex>
      {next === undefined && states.sync === 'done' && states.push === 'done' && (
        <Alert
          type="success"
          showIcon
          title={t('allDone')}
          description={t('allDoneHint')}
          style={{ marginBottom: 12 }}
        />
      )}
      <Surface flush>
        <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {STEPS.map((id, i) => (
            <StepRow
              key={id}
              id={id}
              number={i + 1}
              state={states[id]}
              next={id === next}
              action={<StepAction id={id} test={seen} onTest={onTest} {...props} />}
            >
              {details[id]}
            </StepRow>
          ))}
        </ol>
      </Surface>
    </>
  );
}

function ProgressBar({ done, total }: { done: number; total: number }) {
  const t = useText(quickStartText);
  const { token } = theme.useToken();
  return (
    <div
      role="progressbar"
      aria-label={t('checklist')}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      style={{
        flex: '1 1 0',
        maxWidth: 180,
        height: 6,
        marginInlineStart: 'auto',
        borderRadius: 3,
        background: token.colorFillSecondary,
      }}
    >
      <div
        style={{
          width: `${(100 * done) / total}%`,
          height: '100%',
          borderRadius: 3,
          background: done === total ? token.colorSuccess : token.colorPrimary,
        }}
      />
    </div>
  );
}

function InstanceName({ instance }: { instance: string }) {
  const { data } = useQuery({
    queryKey: ['instance', instance],
    queryFn: () => api.instances.getInstance(instance),
  });
  return (
    <Typography.Text type="secondary" style={{ fontSize: 13 }}>
      {data && `${data.name} · `}
      <span className="mono">{instance}</span>
    </Typography.Text>
  );
}
