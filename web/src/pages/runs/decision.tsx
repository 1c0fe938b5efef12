/** A plan waits: what it is about, and the two answers to it. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Flex, Grid, Typography, theme } from 'antd';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.ts';
import type { Run } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { useNumber } from '../../parts/format.tsx';
import { CountersLine } from '../../parts/run/counters.tsx';
import { runKey } from '../../parts/run/live-run.ts';
import { common } from '../../text/common.ts';
import { language, useText } from '../../text/text.ts';
import { guardFacts } from './guard-facts.ts';
import { runsText } from './runs-text.ts';

/** The banner over a plan; on a phone its buttons stand in `DecisionBar` instead. */
export function DecisionBanner({ run }: { run: Run }) {
  const t = useText(runsText);
  const wide = Grid.useBreakpoint().md !== false;
  const held = run.state === 'awaiting_confirmation';
  const may = useMay();
  return (
    <Alert
      type={held ? 'warning' : 'info'}
      showIcon
      style={{ marginBottom: 16 }}
      title={<strong>{t(held ? 'held' : 'planReady')}</strong>}
      description={
        <>
          {held ? <Held run={run} /> : <p style={{ margin: 0 }}>{t('planReadyHint')}</p>}
          {!may.operate && <p style={{ margin: '6px 0 0' }}>{t('mayNot')}</p>}
          {wide && may.operate && (
            <div style={{ marginTop: 12 }}>
              <DecisionButtons run={run} />
            </div>
          )}
        </>
      }
    />
  );
}

function Held({ run }: { run: Run }) {
  const t = useText(runsText);
  const number = useNumber();
  const { over, people, orgs, groups, organizations } = guardFacts(run);
  const sentences: ReactNode[] = [
    people > 0 && t(run.kind === 'push' ? 'heldPush' : 'heldUsers', { count: people }),
    orgs > 0 && t('heldOrgs', { count: orgs }),
    groups > 0 && t('heldGroups', { count: groups }),
    run.kind === 'sync' && t('nothingWritten'),
  ].filter((sentence) => sentence !== false);
  return (
    <>
      <p style={{ margin: 0 }}>{sentences.join(language() === 'zh' ? '' : ' ')}</p>
      <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>
        {over.map(({ what, count, limit }) => (
          <li key={what}>{t(`over_${what}`, { count: number(count), limit: number(limit) })}</li>
        ))}
        {over.length === 0 && <li>{t('heldEarlier')}</li>}
        {organizations.map(({ name, users, gone }) => (
          <li key={name}>{t(gone ? 'heldGoneOrg' : 'heldInOrg', { name, users: number(users) })}</li>
        ))}
      </ul>
    </>
  );
}

/** On a phone: both answers at the bottom of the window, within reach while one reads the list. */
export function DecisionBar({ run }: { run: Run }) {
  const wide = Grid.useBreakpoint().md !== false;
  const { token } = theme.useToken();
  const may = useMay();
  if (wide || !may.operate) return null;
  return (
    <div
      style={{
        position: 'sticky',
        bottom: 0,
        zIndex: 2,
        margin: '0 -12px',
        padding: 12,
        background: token.colorBgElevated,
        borderTop: `1px solid ${token.colorBorderSecondary}`,
      }}
    >
      <DecisionButtons run={run} block />
    </div>
  );
}

function DecisionButtons({ run, block = false }: { run: Run; block?: boolean }) {
  const t = useText(runsText);
  const words = useText(common);
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const [confirming, setConfirming] = useState(false);
  const held = run.state === 'awaiting_confirmation';
  const { instanceId, id } = run;
  const shown = (next: Run) => queries.setQueryData(runKey(instanceId, id), next);
  const apply = useAction(() => api.runs.applyRun(instanceId, id), {
    onDone: shown,
    touches: [['runs', instanceId]],
  });
  const discard = useAction(() => api.runs.discardRun(instanceId, id), {
    done: t('discarded'),
    onDone: shown,
    touches: [['runs', instanceId]],
  });
  const askApply = () => {
    if (held) return setConfirming(true);
    modal.confirm({
      title: t('applyQuestion'),
      content: <CountersLine counters={run.counters} />,
      okText: t('apply'),
      cancelText: words('cancel'),
      onOk: () => apply.mutateAsync(undefined).catch(() => undefined),
    });
  };
  const askDiscard = () =>
    modal.confirm({
      title: t('discardQuestion'),
      content: t(run.kind === 'push' ? 'discardPushHint' : 'discardHint'),
      okText: t('discard'),
      okButtonProps: { danger: true },
      cancelText: words('cancel'),
      onOk: () => discard.mutateAsync(undefined).catch(() => undefined),
    });
  const wide = block ? { flex: 1 } : {};
  return (
    <>
      <Flex gap={8} wrap={!block}>
        <Button type="primary" danger={held} loading={apply.isPending} onClick={askApply} style={wide}>
          {t(held ? 'applyHeld' : 'applyPlan')}
        </Button>
        <Button loading={discard.isPending} onClick={askDiscard} style={wide}>
          {t('discard')}
        </Button>
      </Flex>
      <ApplyHeld run={run} open={confirming} onClose={() => setConfirming(false)} onApplied={shown} />
    </>
  );
}

interface ApplyHeldProps {
  run: Run;
  open: boolean;
  onClose: () => void;
  onApplied: (run: Run) => void;
}

/** Over the guard: the person types the name of the source and reads how many people it touches. */
function ApplyHeld({ run, open, onClose, onApplied }: ApplyHeldProps) {
  const t = useText(runsText);
  const queries = useQueryClient();
  const { people, orgs, groups } = guardFacts(run);
  return (
    <ConfirmByName
      open={open}
      title={t('applyTitle', { count: people })}
      name={run.subjectName ?? run.subjectId}
      action={t('applyHeld')}
      final={false}
      onConfirm={async () => {
        onApplied(await api.runs.applyRun(run.instanceId, run.id));
        await queries.invalidateQueries({ queryKey: ['runs', run.instanceId] });
      }}
      onClose={onClose}
    >
      <Typography.Paragraph>{t('applyBody', { count: people })}</Typography.Paragraph>
      {(orgs > 0 || groups > 0) && (
        <Typography.Paragraph>
          {[orgs > 0 && t('heldOrgs', { count: orgs }), groups > 0 && t('heldGroups', { count: groups })]
            .filter(Boolean)
            .join(' ')}
        </Typography.Paragraph>
      )}
      <Typography.Paragraph type="secondary" style={{ marginBottom: 0 }}>
        {t(run.kind === 'push' ? 'atApplication' : 'restorable')}
      </Typography.Paragraph>
    </ConfirmByName>
  );
}
