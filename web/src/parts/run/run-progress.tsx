import { Flex, Progress, Typography } from 'antd';
import type { Run } from '../../api/generated.ts';
import { useText } from '../../text/text.ts';
import { useDuration, useNumber } from '../format.tsx';
import { ProblemAlert } from '../problem.tsx';
import { CountersStrip } from './counters.tsx';
import { useLiveRun } from './live-run.ts';
import { runText } from './run-text.ts';

type Word = Parameters<typeof runText.t>[0];

const STEPS: Record<string, Word> = {
  read: 'step_read',
  plan: 'step_plan',
  check: 'step_check',
  apply: 'step_apply',
  project: 'step_project',
  organizations: 'step_organizations',
  push: 'step_push',
};

interface RunProgressProps {
  instance: string;
  /** Id of the run. */
  run: string;
  /** Called once when it has ended or waits for a person. */
  onEnd?: (run: Run) => void;
  /** Only bar and numbers, without the counters: for a card or a row. */
  compact?: boolean;
}

/** A run as it goes: step, bar, counters, rate and time left. */
export function RunProgress({ instance, run: id, onEnd, compact = false }: RunProgressProps) {
  const t = useText(runText);
  const { run, error, lost } = useLiveRun(instance, id, onEnd);
  if (error !== undefined) return <ProblemAlert error={error} />;
  return (
    <div>
      <ProgressLine run={run} />
      {!compact && (
        <div style={{ minHeight: 46, marginTop: 12 }}>{run && <CountersStrip counters={run.counters} />}</div>
      )}
      {lost && (
        <Typography.Text type="warning" role="status">
          {t('reconnecting')}
        </Typography.Text>
      )}
    </div>
  );
}

/** Step, bar, rate and time left of a run that somebody else follows. */
export function ProgressLine({ run }: { run: Run | undefined }) {
  const t = useText(runText);
  const number = useNumber();
  const duration = useDuration();
  const { done = 0, total, rate } = run?.progress ?? {};
  const percent = total ? Math.min(100, Math.floor((done / total) * 100)) : undefined;
  const left = total && rate ? Math.max(0, (total - done) / rate) : undefined;
  const facts = [
    total ? t('doneOf', { done: number(done), total: number(total) }) : done > 0 ? number(done) : undefined,
    rate ? t('perSecond', { rate: number(rate) }) : undefined,
    left !== undefined && left >= 1 ? t('timeLeft', { time: duration(left) }) : undefined,
  ].filter((fact) => fact !== undefined);
  const ended = run !== undefined && run.endedAt !== null;
  return (
    <div>
      <Flex justify="space-between" gap="0 16px" wrap>
        <Typography.Text strong aria-live="polite">
          {t(stepWord(run))}
        </Typography.Text>
        <Typography.Text type="secondary" className="nowrap">
          {facts.join(' · ')}
        </Typography.Text>
      </Flex>
      <Progress
        percent={ended ? 100 : (percent ?? 100)}
        status={percent === undefined && !ended ? 'active' : 'normal'}
        showInfo={false}
        size="small"
        aria-label={t('progress')}
        {...(percent === undefined && !ended ? { 'aria-valuenow': undefined } : {})}
      />
    </div>
  );
}

function stepWord(run: Run | undefined): Word {
  if (!run || run.state === 'pending') return 'step_wait';
  if (run.state !== 'running') return run.state;
  return (run.progress.step && STEPS[run.progress.step]) || 'step_start';
}
