import { Link } from '@tanstack/react-router';
import { Flex, Typography } from 'antd';
import type { ReactNode } from 'react';
import type { Run } from '../../api/generated.ts';
import { Time, useDuration, useNumber } from '../../parts/format.tsx';
import { runText } from '../../parts/run/run-text.ts';
import { useText } from '../../text/text.ts';
import { runsText } from './runs-text.ts';

/** What a run is, in words. */
export function runTitle(t: typeof runsText.t, { kind, mode, state, subjectName, subjectId }: Run): string {
  const name = subjectName ?? subjectId;
  if (kind === 'push') return t('pushTo', { name });
  // A preview that is applied becomes a run; held back, a run is a sync all along.
  return t(mode === 'plan' && state !== 'awaiting_confirmation' ? 'previewTitle' : 'syncOf', { name });
}

/** How a run came to be and by whom, as people say it. */
export function useTriggerText(): (run: Pick<Run, 'trigger' | 'createdBy'>) => string {
  const t = useText(runsText);
  const words = useText(runText);
  return ({ trigger, createdBy: name }) => {
    // What starts by itself was started by nobody.
    if (trigger === 'schedule') return words('trigger_schedule');
    return t('triggeredBy', { trigger: trigger === 'manual' ? words('trigger_manual') : trigger, name });
  };
}

/** The page of the source or application that a run was about; only its name where it is gone. */
export function SubjectLink({ run }: { run: Run }) {
  const t = useText(runsText);
  const { instanceId: instance, kind, subjectId, subjectName } = run;
  if (subjectName === null)
    return (
      <Typography.Text type="secondary" title={subjectId}>
        {t('gone')}
      </Typography.Text>
    );
  return kind === 'sync' ? (
    <Link to="/i/$instance/sources/$source" params={{ instance, source: subjectId }} title={subjectName}>
      {subjectName}
    </Link>
  ) : (
    <Link
      to="/i/$instance/applications/$application"
      params={{ instance, application: subjectId }}
      title={subjectName}
    >
      {subjectName}
    </Link>
  );
}

/** Who started it, when, and how long it took, in one line. */
export function RunFacts({ run }: { run: Run }) {
  const t = useText(runsText);
  const words = useText(runText);
  const trigger = useTriggerText();
  const duration = useDuration();
  const number = useNumber();
  const facts: [label: string, value: ReactNode][] = [
    [t('subject'), <SubjectLink key="subject" run={run} />],
    [t('trigger'), trigger(run)],
    [t('startedAt'), <Time key="started" at={run.startedAt ?? run.createdAt} />],
    // A discarded plan ended when it was discarded, not when it was made.
    ...(run.seconds === null || run.state === 'discarded'
      ? []
      : ([
          [
            t('duration'),
            `${duration(run.seconds)}${run.rate ? ` · ${words('perSecond', { rate: number(run.rate) })}` : ''}`,
          ],
        ] as [string, ReactNode][])),
    [
      t('id'),
      <Typography.Text key="id" className="mono" copyable type="secondary">
        {run.id}
      </Typography.Text>,
    ],
  ];
  return (
    <Flex component="span" gap="2px 20px" wrap>
      {facts.map(([label, value]) => (
        <span key={label} style={{ overflowWrap: 'anywhere' }}>
          {label}: {value}
        </span>
      ))}
    </Flex>
  );
}
