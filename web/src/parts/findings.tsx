/** A connection test as a list of steps that grows while it runs. */
import { CheckCircleFilled, CloseCircleFilled, LoadingOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Typography, theme } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { events } from '../api/events.ts';
import type { Finding } from '../api/generated.ts';
import { useText } from '../text/text.ts';
import { findingsText } from './findings-text.ts';
import { ProblemAlert } from './problem.tsx';

type Word = Parameters<typeof findingsText.t>[0];

const STEPS: ReadonlySet<string> = new Set(
  'dns tcp tls bind base count sample settings token scope host address credentials permission range fields department stream connection callback events read test'.split(
    ' ',
  ),
);

interface FindingStepsProps {
  /** The call below `/api/v1`, made with `path`: path`/instances/${instance}/sources/${source}/test`. */
  call: string;
  /** What the call is sent; the test of stored settings needs nothing. */
  body?: unknown;
  /** Called when the test has ended; `ok` when no step failed. */
  onEnd?: (result: { ok: boolean; findings: Finding[] }) => void;
  /** Further drawing below a step, e.g. a button that trusts the certificate it found. */
  extra?: (finding: Finding) => ReactNode;
}

/**
 * Runs a test when it appears and shows each step with what was seen, what went wrong and what to do. Mount it with
 * another `key` to test anew with other settings.
 */
export function FindingSteps({ call, body, onEnd, extra }: FindingStepsProps) {
  const t = useText(findingsText);
  const [attempt, setAttempt] = useState(0);
  const [findings, setFindings] = useState<Finding[]>([]);
  const [running, setRunning] = useState(true);
  const [error, setError] = useState<unknown>();
  const latest = useRef({ body, onEnd });
  latest.current = { body, onEnd };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` starts the test anew
  useEffect(() => {
    const stop = new AbortController();
    const seen: Finding[] = [];
    setFindings([]);
    setError(undefined);
    setRunning(true);
    const test = async () => {
      try {
        for await (const { data } of events<Finding>(call, {
          body: latest.current.body ?? {},
          signal: stop.signal,
        })) {
          if (stop.signal.aborted) return;
          seen.push(data);
          setFindings([...seen]);
        }
        if (stop.signal.aborted) return;
        latest.current.onEnd?.({ ok: seen.length > 0 && seen.every(({ ok }) => ok), findings: seen });
      } catch (thrown) {
        if (stop.signal.aborted) return;
        setError(thrown);
        latest.current.onEnd?.({ ok: false, findings: seen });
      }
      setRunning(false);
    };
    void test();
    return () => stop.abort();
  }, [call, attempt]);
  const ok = findings.every((finding) => finding.ok);
  return (
    <div>
      <FindingList findings={findings} running={running} {...(extra ? { extra } : {})} />
      {!running && error === undefined && (
        <Alert
          type={ok ? 'success' : 'error'}
          showIcon
          role="status"
          style={{ marginTop: 12 }}
          title={t(ok ? 'passed' : 'stopped')}
          action={
            <Button size="small" onClick={() => setAttempt((n) => n + 1)}>
              {t('again')}
            </Button>
          }
        />
      )}
      {error !== undefined && <ProblemAlert error={error} onRetry={() => setAttempt((n) => n + 1)} />}
    </div>
  );
}

interface FindingListProps {
  findings: readonly Finding[];
  running?: boolean;
  extra?: (finding: Finding) => ReactNode;
}

/** The steps of a test that somebody else runs. */
export function FindingList({ findings, running = false, extra }: FindingListProps) {
  const t = useText(findingsText);
  const { token } = theme.useToken();
  return (
    <ol
      aria-label={t('steps')}
      aria-live="polite"
      aria-busy={running}
      style={{ listStyle: 'none', margin: 0, padding: 0 }}
    >
      {findings.map((finding, index) => (
        // A step may come twice (several servers), and steps are only ever added.
        // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
        <li key={index} style={{ padding: '8px 0', borderBottom: `1px solid ${token.colorBorderSecondary}` }}>
          <FindingStep finding={finding} />
          {extra && <div style={{ paddingInlineStart: 26 }}>{extra(finding)}</div>}
        </li>
      ))}
      {running && (
        <li style={{ padding: '8px 0' }}>
          <Flex gap={10} align="center">
            <LoadingOutlined style={{ color: token.colorPrimary, fontSize: 16 }} />
            <Typography.Text type="secondary">{t('running')}</Typography.Text>
          </Flex>
        </li>
      )}
    </ol>
  );
}

function FindingStep({ finding: { step, ok, detail, error } }: { finding: Finding }) {
  const t = useText(findingsText);
  const { token } = theme.useToken();
  return (
    <Flex gap={10} align="start">
      {ok ? (
        <CheckCircleFilled
          aria-label={t('ok')}
          style={{ color: token.colorSuccess, fontSize: 16, marginTop: 3 }}
        />
      ) : (
        <CloseCircleFilled
          aria-label={t('notOk')}
          style={{ color: token.colorError, fontSize: 16, marginTop: 3 }}
        />
      )}
      <div style={{ minWidth: 0, flex: 1 }}>
        <Typography.Text strong>{STEPS.has(step) ? t(`step_${step}` as Word) : step}</Typography.Text>
        <div style={{ overflowWrap: 'anywhere' }}>
          {/* A step that failed with no more to say than its error says it once. */}
          {detail !== error?.message && <Typography.Text type="secondary">{detail}</Typography.Text>}
        </div>
        {error && (
          <div style={{ overflowWrap: 'anywhere' }}>
            <Typography.Text type="danger">{error.message}</Typography.Text>
            {error.remedy && (
              <div>
                <Typography.Text type="secondary">{t('remedy')}: </Typography.Text>
                {error.remedy}
              </div>
            )}
          </div>
        )}
      </div>
    </Flex>
  );
}
