/** Test connection: each step as it ends, with what was seen, why it failed and what to do. */
import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  LoadingOutlined,
} from '@ant-design/icons';
import { Alert, Button, Flex, Typography, theme } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { events } from '../../api/events.ts';
import type { Finding } from '../../api/generated.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import { testText } from './test-text.ts';

/** A stored source is tested by its own address; settings that are not stored are sent along. */
export interface TestRequest {
  path: string;
  body: unknown;
}

type Verdict = 'passed' | 'passedWithWarning' | 'failed';

function verdictOf(findings: readonly Finding[]): Verdict {
  // One address of several may be down: what counts is whether the records could be read.
  const reached = findings.some(({ step, ok }) => ok && step === 'count');
  if (findings.length === 0 || findings.at(-1)?.ok === false || (findings.some(({ ok }) => !ok) && !reached))
    return 'failed';
  return findings.some(({ ok, data }) => !ok || data.warning === true) ? 'passedWithWarning' : 'passed';
}

function useTest(onPassed: (() => void) | undefined) {
  const [findings, setFindings] = useState<Finding[]>([]);
  const [state, setState] = useState<'idle' | 'busy' | 'ended'>('idle');
  const [error, setError] = useState<unknown>();
  const stopper = useRef<AbortController>(undefined);
  useEffect(() => () => stopper.current?.abort(), []);
  const run = async ({ path, body }: TestRequest) => {
    stopper.current?.abort();
    stopper.current = new AbortController();
    const { signal } = stopper.current;
    setFindings([]);
    setError(undefined);
    setState('busy');
    const seen: Finding[] = [];
    try {
      for await (const { event, data } of events<Finding>(path, { body, signal })) {
        if (event !== 'finding' || signal.aborted) continue;
        seen.push(data);
        setFindings([...seen]);
      }
      if (verdictOf(seen) !== 'failed') onPassed?.();
    } catch (thrown) {
      if (signal.aborted) return;
      setError(thrown);
    }
    if (!signal.aborted) setState('ended');
  };
  const stop = () => {
    stopper.current?.abort();
    setState('idle');
  };
  return { findings, state, error, run, stop };
}

interface ConnectionTestProps {
  /** What to test; undefined when the form is not ready (it says itself why). */
  request: () => Promise<TestRequest | undefined>;
  /** Errors of fields in a form; true when they were shown there. */
  onProblem?: (error: unknown) => boolean;
  onPassed?: () => void;
  primary?: boolean;
  disabled?: boolean;
  /** Takes a certificate's fingerprint into the settings. */
  onFingerprint?: ((fingerprint: string) => void) | undefined;
  fingerprints?: readonly string[];
}

export function ConnectionTest({
  request,
  onProblem,
  onPassed,
  primary = false,
  disabled = false,
  onFingerprint,
  fingerprints = [],
}: ConnectionTestProps) {
  const t = useText(testText);
  const { findings, state, error, run, stop } = useTest(onPassed);
  const [inForm, setInForm] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each error
  useEffect(() => {
    setInForm(error !== undefined && (onProblem?.(error) ?? false));
  }, [error]);
  const start = async () => {
    const asked = await request();
    if (asked) await run(asked);
  };
  const verdict = state === 'ended' && error === undefined ? verdictOf(findings) : undefined;
  return (
    <section aria-label={t('test')} style={{ marginTop: 12 }}>
      <Flex gap={8} align="center" wrap style={{ marginBottom: 12 }}>
        <Button
          type={primary ? 'primary' : 'default'}
          disabled={disabled}
          loading={state === 'busy'}
          onClick={() => void start()}
        >
          {t(state === 'busy' ? 'testing' : state === 'ended' ? 'testAgain' : 'test')}
        </Button>
        {state === 'busy' && <Button onClick={stop}>{t('stop')}</Button>}
      </Flex>
      {error !== undefined && !inForm && <ProblemAlert error={error} />}
      {findings.length > 0 && (
        <ol
          aria-label={t('findings')}
          aria-live="polite"
          style={{ listStyle: 'none', margin: 0, padding: 0, maxWidth: 860 }}
        >
          {findings.map((finding, at) => (
            <FindingLine
              // biome-ignore lint/suspicious/noArrayIndexKey: findings only ever follow one another
              key={at}
              finding={finding}
              onFingerprint={onFingerprint}
              taken={fingerprints.some((known) => sameFingerprint(known, finding.data.fingerprint))}
            />
          ))}
          {state === 'busy' && (
            <li style={{ padding: '6px 0' }}>
              <LoadingOutlined />
            </li>
          )}
        </ol>
      )}
      {verdict && (
        <Alert
          style={{ marginTop: 12, maxWidth: 860 }}
          type={verdict === 'passed' ? 'success' : verdict === 'failed' ? 'error' : 'warning'}
          showIcon
          title={t(verdict)}
        />
      )}
    </section>
  );
}

function sameFingerprint(known: string, seen: unknown): boolean {
  return known.replace(/[:\s]/g, '').toUpperCase() === seen;
}

interface FindingLineProps {
  finding: Finding;
  onFingerprint?: ((fingerprint: string) => void) | undefined;
  taken: boolean;
}

function FindingLine({ finding, onFingerprint, taken }: FindingLineProps) {
  const t = useText(testText);
  const { token } = theme.useToken();
  const { step, ok, detail, error, data } = finding;
  const look = !ok ? 'bad' : data.warning === true ? 'warning' : 'ok';
  const Icon = { ok: CheckCircleFilled, warning: ExclamationCircleFilled, bad: CloseCircleFilled }[look];
  const color = { ok: token.colorSuccess, warning: token.colorWarning, bad: token.colorError }[look];
  const { fingerprint, attributes } = data;
  return (
    <li
      style={{
        display: 'grid',
        gridTemplateColumns: '16px 84px minmax(0, 1fr)',
        gap: 8,
        padding: '6px 0',
        borderBottom: `1px solid ${token.colorBorderSecondary}`,
      }}
    >
      <Icon style={{ color, marginTop: 4, alignSelf: 'start' }} aria-label={t(look)} />
      <Typography.Text strong>{stepName(step, t)}</Typography.Text>
      <div style={{ overflowWrap: 'anywhere' }}>
        {detail}
        {error && (
          <Typography.Paragraph type="secondary" style={{ margin: '2px 0 0' }}>
            {error.remedy}
          </Typography.Paragraph>
        )}
        {typeof fingerprint === 'string' && onFingerprint && (
          <div style={{ marginTop: 6 }}>
            <Button size="small" disabled={taken} onClick={() => onFingerprint(fingerprint)}>
              {t(taken ? 'fingerprintTaken' : 'takeFingerprint')}
            </Button>
          </div>
        )}
        {attributes && <SampleAttributes attributes={attributes as Record<string, unknown>} />}
      </div>
    </li>
  );
}

const STEPS = ['dns', 'tcp', 'tls', 'bind', 'base', 'count', 'sample'] as const;

/** Other kinds of sources may have steps of their own. */
function stepName(step: string, t: ReturnType<typeof useText<Parameters<typeof testText.t>[0]>>): string {
  if (step === 'test') return t('whole');
  const known = STEPS.find((name) => name === step);
  return known ? t(known) : step;
}

function SampleAttributes({ attributes }: { attributes: Record<string, unknown> }) {
  const t = useText(testText);
  return (
    <details>
      <summary style={{ cursor: 'pointer' }}>
        {t('attributes')} ({Object.keys(attributes).length})
      </summary>
      <dl className="mono" style={{ margin: '4px 0 0', display: 'grid', gap: '2px 12px' }}>
        {Object.entries(attributes).map(([name, value]) => (
          <div key={name}>
            <dt style={{ display: 'inline' }}>{name}: </dt>
            <dd style={{ display: 'inline', margin: 0 }}>
              {Array.isArray(value) ? value.join(' · ') : String(value)}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
