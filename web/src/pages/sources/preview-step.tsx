/** The last step: the source is saved, its first synchronization planned, looked at, and applied or kept. */
import { Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Flex, Progress, Result, Spin, Typography } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import type { Run, SourceKind } from '../../api/generated.ts';
import { withoutEmpty } from '../../form/schema.ts';
import { useAction } from '../../parts/action.ts';
import { useNumber } from '../../parts/format.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { runText } from '../../parts/run/run-text.ts';
import { useText } from '../../text/text.ts';
import { type Draft, withoutSecrets } from './draft.ts';
import { completeMappings } from './mapping.ts';
import { CounterTable, PlanLines } from './plan-view.tsx';
import { StepButtons } from './setup-steps.tsx';
import { setupText } from './setup-text.ts';
import { useRun } from './use-run.ts';

interface PreviewStepProps {
  instance: string;
  kind: SourceKind;
  draft: Draft;
  update: (change: Partial<Draft>) => void;
  forget: () => void;
  onRefused: (error: unknown) => void;
  onBack: () => void;
}

/** What a preview was made from; other settings make it old. */
function stampOf(kind: SourceKind, { runId: _run, sourceId: _source, previewed: _stamp, ...draft }: Draft) {
  return JSON.stringify({ ...draft, config: withoutSecrets(kind, draft.config) });
}

async function saveSource(instance: string, kind: SourceKind, draft: Draft) {
  const { name, config, targetOrgId, priority, guard, leavers, schedule, mappings, sourceId } = draft;
  const body = {
    name: name.trim(),
    config: withoutEmpty(config),
    mappings: completeMappings(mappings),
    priority,
    guard,
    leavers,
    // At once, not after the plan: a change of the source makes the plan void.
    schedule,
    ...(targetOrgId === undefined ? {} : { targetOrgId }),
  };
  return sourceId === undefined
    ? await api.sources.createSource(instance, { ...body, kind: kind.kind })
    : await api.sources.updateSource(instance, sourceId, body);
}

const WAITS: readonly Run['state'][] = ['planned', 'awaiting_confirmation'];
const GOES: readonly Run['state'][] = ['pending', 'running'];

export function PreviewStep({ instance, kind, draft, update, forget, onRefused, onBack }: PreviewStepProps) {
  const t = useText(setupText);
  const navigate = useNavigate();
  const { run, error, again } = useRun(instance, draft.runId);
  const [applied, setApplied] = useState(false);
  const touches = [
    ['sources', instance],
    ['runs', instance],
  ];
  const preview = useAction(
    async () => {
      if (run && WAITS.includes(run.state)) await api.runs.discardRun(instance, run.id);
      const source = await saveSource(instance, kind, draft);
      // Kept at once: should the plan not begin, the source is not made a second time.
      update({ sourceId: source.id });
      const plan = await api.sources.planSource(instance, source.id);
      update({ sourceId: source.id, runId: plan.id, previewed: stampOf(kind, draft) });
    },
    { touches, tell: false },
  );
  const go = useAction(() => api.runs.applyRun(instance, draft.runId!), {
    touches,
    tell: false,
    onDone: () => {
      setApplied(true);
      again();
    },
  });
  const later = () => {
    forget();
    void navigate({ to: '/i/$instance/sources/$source', params: { instance, source: draft.sourceId! } });
  };
  const failed = preview.error ?? go.error;
  const goes = run !== undefined && GOES.includes(run.state);
  const waits = run !== undefined && WAITS.includes(run.state);
  const isOld = draft.previewed !== undefined && draft.previewed !== stampOf(kind, draft);
  if (run && applied && !goes && !waits) return <Ended {...{ instance, draft, run, forget }} />;
  return (
    <>
      {failed && (
        <div style={{ marginBottom: 12 }}>
          <ProblemAlert error={failed} />
          <Button style={{ marginTop: 8 }} onClick={() => onRefused(failed)}>
            {t('stillMissingGo')}
          </Button>
        </div>
      )}
      {error !== undefined && <ProblemAlert error={error} onRetry={again} />}
      {!run && draft.runId === undefined && (
        <Typography.Paragraph style={{ maxWidth: 640 }}>
          {t(draft.schedule ? 'savesScheduled' : 'saves')}
        </Typography.Paragraph>
      )}
      {run && <PlanState {...{ instance, run }} applying={applied} />}
      {isOld && waits && (
        <Alert type="warning" showIcon title={t('changedSince')} style={{ marginBottom: 12 }} />
      )}
      {waits && (
        <Typography.Paragraph type="secondary" style={{ margin: 0 }}>
          {t(draft.schedule ? 'laterScheduled' : 'laterHint')}
        </Typography.Paragraph>
      )}
      <StepButtons onBack={goes || applied ? undefined : onBack}>
        {waits && !isOld && (
          <>
            <Button type="primary" loading={go.isPending} onClick={() => go.mutate(undefined)}>
              {t('go')}
            </Button>
            <Button onClick={later}>{t('later')}</Button>
          </>
        )}
        {!goes && (
          <Button
            type={waits && !isOld ? 'default' : 'primary'}
            loading={preview.isPending}
            onClick={() => preview.mutate(undefined)}
          >
            {t(draft.runId === undefined ? 'makePreview' : 'previewAgain')}
          </Button>
        )}
      </StepButtons>
      {waits && (
        <div style={{ marginTop: 24 }}>
          <PlanLines instance={instance} run={run.id} />
        </div>
      )}
    </>
  );
}

interface PlanStateProps {
  instance: string;
  run: Run;
  applying: boolean;
}

function PlanState({ instance, run, applying }: PlanStateProps) {
  const t = useText(setupText);
  const states = useText(runText);
  const { state, counters, id } = run;
  const link = (
    <Link to="/i/$instance/runs/$run" params={{ instance, run: id }}>
      {t('openRun')}
    </Link>
  );
  if (GOES.includes(state)) return <Going {...{ instance, run, applying }} />;
  const rejected = Object.values(counters).reduce((sum, kind) => sum + (kind?.rejected ?? 0), 0);
  if (WAITS.includes(state))
    return (
      <>
        <Alert
          style={{ marginBottom: 12 }}
          type={state === 'planned' ? 'info' : 'warning'}
          showIcon
          title={t(state === 'planned' ? 'planned' : 'held')}
          description={
            state === 'planned'
              ? rejected > 0
                ? t('rejectedHint', { count: rejected })
                : undefined
              : t('heldHint')
          }
          action={link}
        />
        <CounterTable counters={counters} />
      </>
    );
  return (
    <Alert
      style={{ marginBottom: 12 }}
      type={state === 'failed' ? 'error' : 'info'}
      showIcon
      title={run.error?.message ?? t('endedTitle', { state: states(state) })}
      description={run.error?.remedy}
      action={link}
    />
  );
}

function Going({ instance, run, applying }: PlanStateProps) {
  const t = useText(setupText);
  const number = useNumber();
  const cancel = useAction(() => api.runs.cancelRun(instance, run.id));
  const { done, total, rate } = run.progress;
  const percent = done !== undefined && total ? Math.floor((done / total) * 100) : undefined;
  return (
    <section aria-label={t(applying ? 'applying' : 'reading')} style={{ maxWidth: 640, minHeight: 120 }}>
      <Flex gap={10} align="center" wrap>
        <Spin size="small" />
        <Typography.Text strong>{t(applying ? 'applying' : 'reading')}</Typography.Text>
        <Typography.Text type="secondary">
          {done !== undefined && t('records', { count: done })}
          {rate ? ` · ${t('perSecond', { rate: number(Math.round(rate)) })}` : ''}
        </Typography.Text>
        <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
          {t('cancelRun')}
        </Button>
      </Flex>
      {percent !== undefined && (
        <Progress percent={percent} aria-label={t(applying ? 'applying' : 'reading')} />
      )}
    </section>
  );
}

interface EndedProps {
  instance: string;
  draft: Draft;
  run: Run;
  forget: () => void;
}

function Ended({ instance, draft, run, forget }: EndedProps) {
  const t = useText(setupText);
  const states = useText(runText);
  useEffect(forget, [forget]);
  const good = run.state === 'success' || run.state === 'partial_success';
  return (
    <>
      <Result
        status={run.state === 'success' ? 'success' : good ? 'warning' : 'error'}
        title={good ? t('doneTitle', { name: draft.name }) : t('endedTitle', { state: states(run.state) })}
        subTitle={run.error ? `${run.error.message} ${run.error.remedy}` : undefined}
        extra={
          <Flex gap={8} justify="center" wrap>
            <LinkButton color="primary" variant="solid" to="/i/$instance/accounts" params={{ instance }}>
              {t('toAccounts')}
            </LinkButton>
            <LinkButton to="/i/$instance/sources/$source" params={{ instance, source: run.subjectId }}>
              {t('toSource')}
            </LinkButton>
            <LinkButton to="/i/$instance/runs/$run" params={{ instance, run: run.id }}>
              {t('openRun')}
            </LinkButton>
          </Flex>
        }
      />
      <CounterTable counters={run.counters} />
    </>
  );
}
