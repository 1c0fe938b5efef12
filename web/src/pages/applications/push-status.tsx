import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Card, Flex, Skeleton, Typography } from 'antd';
import { useEffect, useRef } from 'react';
import type { Application, Run } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { Time } from '../../parts/format.tsx';
import { CountersLine } from '../../parts/run/counters.tsx';
import { RunProgress } from '../../parts/run/run-progress.tsx';
import { isUnderWay, RunStateTag } from '../../parts/run/run-state.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { applicationKey, useLastPush } from './application-queries.ts';
import { provisioningText } from './provisioning-text.ts';

/** The newest push: live while it goes on, afterwards what became of it. */
export function PushStatus({ application }: { application: Application }) {
  const t = useText(provisioningText);
  const tc = useText(common);
  const instance = useInstanceId();
  const queries = useQueryClient();
  const place = useRef<HTMLDivElement>(null);
  const known = useRef<string>(undefined);
  const { data: run } = useLastPush(instance, application.id);
  const live = run ? isUnderWay(run.state) : false;
  useEffect(() => {
    if (run === undefined) return;
    const before = known.current;
    known.current = run?.id ?? '';
    // A push that was just started from the end of a long form is to be seen.
    if (before !== undefined && before !== known.current) place.current?.scrollIntoView({ block: 'center' });
  }, [run]);
  const onEnd = (ended: Run) => {
    queries.setQueryData(applicationKey(instance, application.id, 'last-push'), ended);
    void queries.invalidateQueries({ queryKey: applicationKey(instance, application.id) });
    // The RAM side may be ours: its users have changed.
    void queries.invalidateQueries({ queryKey: ['cloud', instance] });
  };
  return (
    <Card ref={place} size="small" style={{ marginBottom: 8 }} role="region" aria-label={t('lastPush')}>
      <Flex gap="6px 14px" align="center" wrap style={{ minHeight: 24 }}>
        <Typography.Text strong>{t('lastPush')}</Typography.Text>
        {run === undefined && <Skeleton.Button size="small" />}
        {run === null && <Typography.Text type="secondary">{tc('never')}</Typography.Text>}
        {run && (
          <>
            <RunStateTag state={run.state} />
            <Typography.Text type="secondary">
              <Time at={run.endedAt ?? run.createdAt} relative />
            </Typography.Text>
            {!live && <CountersLine counters={run.counters} />}
            <Link
              to="/i/$instance/runs/$run"
              params={{ instance, run: run.id }}
              style={{ marginInlineStart: 'auto' }}
            >
              {t('openRun')}
            </Link>
          </>
        )}
      </Flex>
      {run && live && (
        <div style={{ marginTop: 10 }}>
          <RunProgress key={run.id} instance={instance} run={run.id} onEnd={onEnd} />
        </div>
      )}
      {run?.error && (
        <Typography.Paragraph type="danger" style={{ margin: '6px 0 0' }}>
          {run.error.message} {run.error.remedy}
        </Typography.Paragraph>
      )}
    </Card>
  );
}
