/** Says what the lab is before it is set up; sets it up and, when wanted, goes the whole way once. */
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Checkbox, Flex, Modal, Steps, Typography } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { events, path } from '../../api/events.ts';
import type { Run } from '../../api/generated.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { labText } from './quick-start-text.ts';
import { storyKey } from './use-story.ts';

type Stage = 'asking' | 'settingUp' | 'syncing' | 'pushing' | 'ready' | 'stopped';
const STAGES = ['settingUp', 'syncing', 'pushing'] as const;

const WENT_WELL = new Set(['success', 'partial_success']);

interface LabSetUpDialogProps {
  instance: string;
  /** How many accounts the instance has before it. */
  accounts: number;
  onClose: () => void;
}

export default function LabSetUpDialog({ instance, accounts, onClose }: LabSetUpDialogProps) {
  const t = useText(labText);
  const tc = useText(common);
  const queries = useQueryClient();
  const [alsoRun, setAlsoRun] = useState(true);
  const [stage, setStage] = useState<Stage>('asking');
  const [error, setError] = useState<unknown>();
  const [stoppedRun, setStoppedRun] = useState<string>();
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);
  const busy = STAGES.some((name) => name === stage);

  const goThrough = async () => {
    const { signal } = leaving.current;
    const refresh = () => queries.invalidateQueries({ queryKey: [...storyKey(instance)] });
    setStage('settingUp');
    const { source, application } = await api.lab.setUpLab(instance, {});
    await refresh();
    if (!alsoRun || !source || !application) return setStage('ready');
    const runs = [
      ['syncing', () => api.sources.syncSource(instance, source.id)],
      ['pushing', () => api.applications.pushApplication(instance, application.id)],
    ] as const;
    for (const [name, begin] of runs) {
      signal.throwIfAborted();
      setStage(name);
      const { id } = await begin();
      await refresh();
      const { state } = await runEnd(instance, id, signal);
      await refresh();
      if (WENT_WELL.has(state)) continue;
      setStoppedRun(id);
      return setStage('stopped');
    }
    setStage('ready');
  };
  const begin = async () => {
    setError(undefined);
    try {
      await goThrough();
    } catch (thrown) {
      if (leaving.current.signal.aborted) return;
      setError(thrown);
      setStage('asking');
    } finally {
      await queries.invalidateQueries({ queryKey: ['instance', instance] });
    }
  };

  return (
    <Modal
      open
      title={t('title')}
      onCancel={onClose}
      closable={!busy}
      keyboard={!busy}
      mask={{ closable: false }}
      footer={
        stage === 'asking' ? (
          <>
            <Button onClick={onClose}>{tc('cancel')}</Button>
            <Button type="primary" onClick={() => void begin()}>
              {t('start')}
            </Button>
          </>
        ) : (
          <Button type="primary" loading={busy} onClick={onClose}>
            {tc('close')}
          </Button>
        )
      }
    >
      {stage === 'asking' ? (
        <>
          <WhatItDoes accounts={accounts} />
          <Checkbox checked={alsoRun} onChange={(event) => setAlsoRun(event.target.checked)}>
            {t('alsoRun')}
          </Checkbox>
          {!alsoRun && (
            <Typography.Paragraph type="secondary" style={{ margin: '2px 0 0 24px' }}>
              {t('alsoRunHint')}
            </Typography.Paragraph>
          )}
        </>
      ) : (
        <Passing stage={stage} all={alsoRun} />
      )}
      {stage === 'stopped' && stoppedRun && (
        <Alert
          type="warning"
          showIcon
          title={t('stoppedAt')}
          style={{ marginTop: 12 }}
          action={
            <Link to="/i/$instance/runs/$run" params={{ instance, run: stoppedRun }}>
              {tc('details')}
            </Link>
          }
        />
      )}
      {error !== undefined && (
        <div style={{ marginTop: 12 }}>
          <ProblemAlert error={error} />
        </div>
      )}
    </Modal>
  );
}

function WhatItDoes({ accounts }: { accounts: number }) {
  const t = useText(labText);
  return (
    <>
      <Typography.Paragraph>{t('pitch')}</Typography.Paragraph>
      <Typography.Text strong>{t('what')}</Typography.Text>
      <ol style={{ margin: '6px 0 14px', paddingInlineStart: 22 }}>
        <li>{t('whatCompany')}</li>
        <li>{t('whatSource')}</li>
        <li>{t('whatCloud')}</li>
        <li>{t('whatApplication')}</li>
        <li>{t('whatSignIn')}</li>
      </ol>
      {accounts > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('accountsAlready', { count: accounts })}
          style={{ marginBottom: 14 }}
        />
      )}
    </>
  );
}

function Passing({ stage, all }: { stage: Stage; all: boolean }) {
  const t = useText(labText);
  const shown: readonly Stage[] = all ? STAGES : ['settingUp'];
  const at = stage === 'ready' ? shown.length : shown.indexOf(stage);
  return (
    <Flex vertical gap={12} aria-live="polite">
      {stage !== 'stopped' && (
        <Steps
          orientation="vertical"
          size="small"
          current={at}
          items={shown.map((name) => ({ key: name, title: t(name as (typeof STAGES)[number]) }))}
        />
      )}
      {stage === 'ready' && <Alert type="success" showIcon title={t('ready')} />}
    </Flex>
  );
}

/** Waits until a run has ended, or waits for a person; gives it as it is then. */
async function runEnd(instance: string, run: string, signal: AbortSignal): Promise<Run> {
  let last: Run | undefined;
  for await (const { data } of events<Run>(path`/instances/${instance}/runs/${run}/events`, { signal }))
    last = data;
  return last ?? api.runs.getRun(instance, run);
}
