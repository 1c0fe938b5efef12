/** What stands below each step: what is there, with links to it. */
import { CheckOutlined, MinusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Flex, Typography, theme } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import type { Run } from '../../api/generated.ts';
import { Time } from '../../parts/format.tsx';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { Facts as FactLine } from './checklist.tsx';
import { quickStartText } from './quick-start-text.ts';
import { type Facts, hasScope, isOfSource, type Story, stopped } from './story.ts';
import { isBusy, storyKey, type Test } from './use-story.ts';

// Only while something runs, and too heavy for the first page.
const RunProgress = lazy(async () => ({
  default: (await import('../../parts/run/run-progress.tsx')).RunProgress,
}));
const TestSteps = lazy(() => import('./test-steps.tsx'));

interface DetailProps {
  instance: string;
  facts: Facts;
  story: Story;
}

export function SourceDetail({ instance, facts }: DetailProps) {
  const t = useText(quickStartText);
  const { sources } = facts;
  if (sources.length === 0) return null;
  return (
    <FactLine>
      <span>{t('sourcesCount', { count: sources.length })}</span>
      {sources.slice(0, 4).map(({ id, name }) => (
        <Link key={id} to="/i/$instance/sources/$source" params={{ instance, source: id }}>
          {name}
        </Link>
      ))}
    </FactLine>
  );
}

export function SyncDetail({ instance, facts }: DetailProps) {
  const t = useText(quickStartText);
  return (
    <RunDetail instance={instance} run={facts.lastSync}>
      {facts.accounts > 0 && (
        <Link to="/i/$instance/accounts" params={{ instance }}>
          {t('accountsCount', { count: facts.accounts })}
        </Link>
      )}
    </RunDetail>
  );
}

export function RamDetail({ instance, story }: DetailProps) {
  const t = useText(quickStartText);
  const { ram, oauthApp, states, application } = story;
  if (states.ram === 'elsewhere' && application)
    return (
      <Typography.Text type="secondary" style={{ fontSize: 13 }}>
        {t('ramElsewhere', { host: hostOf(application.provisioning?.baseUrl ?? '') })}
      </Typography.Text>
    );
  return (
    <FactLine>
      <Has there={ram !== undefined} label={t('ramAccount')}>
        {ram && (
          <Link to="/i/$instance/cloud/$cloudAccount" params={{ instance, cloudAccount: ram.account.id }}>
            {ram.account.name}
          </Link>
        )}
      </Has>
      <Has there={oauthApp !== undefined} label={t('ramApp')}>
        {ram && oauthApp && (
          <Link
            to="/i/$instance/cloud/$cloudAccount/apps/$app"
            params={{ instance, cloudAccount: ram.account.id, app: oauthApp.app.appId }}
          >
            {oauthApp.app.appName}
          </Link>
        )}
      </Has>
      <Has there={oauthApp !== undefined && hasScope(oauthApp.app)} label={t('ramScope')} />
      <Has there={(oauthApp?.secrets ?? 0) > 0} label={t('ramSecret')} />
    </FactLine>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** Whether one thing is there, as a shape and, for those who hear it, a word. */
function Has({ there, label, children }: { there: boolean; label: string; children?: ReactNode }) {
  const t = useText(quickStartText);
  const { token } = theme.useToken();
  return (
    <Flex component="span" gap={6} align="center">
      {there ? (
        <CheckOutlined aria-label={t('present')} style={{ color: token.colorSuccess }} />
      ) : (
        <MinusOutlined aria-label={t('missing')} style={{ color: token.colorTextSecondary }} />
      )}
      <span>{children ? `${label}:` : label}</span>
      {children}
    </Flex>
  );
}

export function ApplicationDetail({ instance, story: { application } }: DetailProps) {
  const t = useText(quickStartText);
  if (!application) return null;
  return (
    <FactLine>
      <Link to="/i/$instance/applications/$application" params={{ instance, application: application.id }}>
        {application.name}
      </Link>
      <span className="mono" style={{ overflowWrap: 'anywhere' }}>
        {application.provisioning?.baseUrl}
      </span>
      {!application.enabled && <span>{t('applicationOff')}</span>}
    </FactLine>
  );
}

interface TestDetailProps extends DetailProps {
  test: Test | undefined;
  onTest: (test: Test) => void;
}

export function TestDetail({ instance, story, test, onTest }: TestDetailProps) {
  const t = useText(quickStartText);
  if (test)
    return (
      <Suspense fallback={null}>
        <TestSteps key={test.attempt} instance={instance} test={test} onTest={onTest} />
      </Suspense>
    );
  if (story.states.test !== 'done') return null;
  return (
    <Typography.Text type="secondary" style={{ fontSize: 13 }}>
      {t('testByPush')}
    </Typography.Text>
  );
}

export function PushDetail({ instance, facts, story }: DetailProps) {
  const t = useText(quickStartText);
  const { application, ram, states } = story;
  if (!application) return null;
  const params = { instance, application: application.id };
  const synced = facts.links?.synced ?? 0;
  const left = stopped(facts.links);
  return (
    <RunDetail instance={instance} run={facts.lastPush}>
      {synced > 0 && (
        <Link to="/i/$instance/applications/$application" params={params}>
          {t('inPlace', { count: synced })}
        </Link>
      )}
      {ram && states.ram !== 'elsewhere' && ram.account.userCount > 0 && (
        <Link to="/i/$instance/cloud/$cloudAccount" params={{ instance, cloudAccount: ram.account.id }}>
          {t('ramUsers', { count: ram.account.userCount })}
        </Link>
      )}
      {left > 0 && (
        <Link to="/i/$instance/applications/$application" params={params}>
          {t('stopped', { count: left })}
        </Link>
      )}
    </RunDetail>
  );
}

export function LogonDetail({ instance, facts }: DetailProps) {
  const t = useText(quickStartText);
  const language = useLanguage();
  return (
    <FactLine>
      <span>{t('logonOn')}</span>
      {facts.methods
        .filter((method) => method.enabled && isOfSource(method))
        .map(({ id, shownTitle }) => (
          <Link key={id} to="/i/$instance/logon/methods" params={{ instance }}>
            {pick(shownTitle, language)}
          </Link>
        ))}
    </FactLine>
  );
}

interface RunDetailProps {
  instance: string;
  run: Run | undefined;
  children?: ReactNode;
}

function RunDetail({ instance, run, children }: RunDetailProps) {
  const t = useText(quickStartText);
  const queries = useQueryClient();
  return (
    <>
      <FactLine>
        {children}
        {run && (
          <Flex gap={6} wrap>
            <Link to="/i/$instance/runs/$run" params={{ instance, run: run.id }}>
              {t('lastRun')}
            </Link>
            <Typography.Text type="secondary" style={{ fontSize: 'inherit' }}>
              <Time at={run.endedAt ?? run.createdAt} relative />
              {run.subjectName && ` · ${run.subjectName}`}
            </Typography.Text>
          </Flex>
        )}
      </FactLine>
      {run && isBusy(run) && (
        <Suspense fallback={null}>
          <RunProgress
            instance={instance}
            run={run.id}
            compact
            onEnd={() => void queries.invalidateQueries({ queryKey: [...storyKey(instance)] })}
          />
        </Suspense>
      )}
      {run?.error && (
        <Typography.Paragraph style={{ margin: '6px 0 0', fontSize: 13 }}>
          <Typography.Text type="danger">{run.error.message}</Typography.Text> {run.error.remedy}
        </Typography.Paragraph>
      )}
    </>
  );
}
