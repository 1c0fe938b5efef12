/** What can be done with the accounts that are ticked. */
import { Alert, App, Button, Checkbox, Flex, Modal, Progress, Typography, theme } from 'antd';
import { useState } from 'react';
import type { AccountBulkResult } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ConfirmByName } from '../../../parts/confirm.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';
import { accountKeys } from '../model/queries.ts';
import { GroupPicker, OrgPicker } from '../parts/pickers.tsx';
import { type BulkChange, changeMany } from './bulk.ts';
import { BulkResult } from './bulk-result.tsx';

interface BulkBarProps {
  ids: string[];
  onSelect: (ids: string[]) => void;
}

type Asking = 'move' | 'addToGroup' | 'delete';

export function BulkBar({ ids, onSelect }: BulkBarProps) {
  const t = useText(accountsText);
  const words = useText(common);
  const { token } = theme.useToken();
  const { message } = App.useApp();
  const instance = useInstanceId();
  const [asking, setAsking] = useState<Asking>();
  const [progress, setProgress] = useState(0);
  const [result, setResult] = useState<AccountBulkResult>();
  const confirm = useConfirm();
  const unreachable = { detail: words('unreachable'), remedy: words('unreachableRemedy') };
  const runAll = (change: BulkChange) => changeMany(instance, ids, change, unreachable, setProgress);
  const run = useAction(runAll, {
    touches: accountKeys(instance),
    tell: false,
    onDone: (told) => {
      onSelect(told.failed.map(({ accountId }) => accountId));
      if (told.failed.length > 0) setResult(told);
      else message.success(t('bulkDone', { count: told.done }));
    },
  });
  const count = ids.length;
  const button = (label: string, onClick: () => void, danger = false) => (
    <Button size="small" danger={danger} disabled={run.isPending} onClick={onClick}>
      {label}
    </Button>
  );
  const ask = async (title: string, hint: string, change: BulkChange, action: string) => {
    if (await confirm(title, hint, action)) run.mutate(change);
  };
  return (
    <>
      {count > 0 && (
        <Flex
          role="toolbar"
          aria-label={t('bulkLabel')}
          gap={8}
          wrap
          align="center"
          style={{
            padding: '6px 12px',
            marginBottom: 10,
            background: token.colorPrimaryBg,
            borderRadius: token.borderRadius,
          }}
        >
          <Typography.Text strong style={{ marginInlineEnd: 4 }}>
            {words('selected', { count })}
          </Typography.Text>
          {button(t('enable'), () => run.mutate({ action: 'enable' }))}
          {button(t('disable'), () =>
            ask(t('confirmDisable', { count }), t('confirmDisableHint'), { action: 'disable' }, t('disable')),
          )}
          {button(t('lock'), () =>
            ask(t('confirmLock', { count }), t('confirmLockHint'), { action: 'lock' }, t('lock')),
          )}
          {button(t('unlock'), () => run.mutate({ action: 'unlock' }))}
          {button(t('move'), () => setAsking('move'))}
          {button(t('addToGroup'), () => setAsking('addToGroup'))}
          {button(t('delete'), () => setAsking('delete'), true)}
          <Button type="link" size="small" disabled={run.isPending} onClick={() => onSelect([])}>
            {t('clearSelection')}
          </Button>
          {run.isPending && (
            <Flex gap={8} align="center" style={{ flex: '1 1 160px', maxWidth: 320 }}>
              <Progress
                size="small"
                percent={Math.floor((100 * progress) / Math.max(count, 1))}
                showInfo={false}
                status="active"
                aria-label={t('bulkWorking')}
              />
              <Typography.Text type="secondary" className="nowrap">
                {t('bulkRunning', { done: progress, total: count })}
              </Typography.Text>
            </Flex>
          )}
        </Flex>
      )}
      {run.error && !asking && (
        <div style={{ marginBottom: 10 }}>
          <ProblemAlert error={run.error} />
        </div>
      )}
      <BulkDialogs
        asking={asking}
        count={count}
        onClose={() => setAsking(undefined)}
        onRun={(change) => run.mutateAsync(change)}
      />
      {result && <BulkResult result={result} onClose={() => setResult(undefined)} />}
    </>
  );
}

/** A question with two answers, for what can be undone. */
function useConfirm(): (title: string, content: string, okText: string) => Promise<boolean> {
  const { modal } = App.useApp();
  const words = useText(common);
  return async (title, content, okText) =>
    await modal.confirm({ title, content, okText, cancelText: words('cancel') });
}

interface BulkDialogsProps {
  asking: Asking | undefined;
  count: number;
  onClose: () => void;
  onRun: (change: BulkChange) => Promise<unknown>;
}

function BulkDialogs({ asking, count, onClose, onRun }: BulkDialogsProps) {
  const t = useText(accountsText);
  const [force, setForce] = useState(false);
  if (asking === 'delete')
    return (
      <ConfirmByName
        open
        title={t('deleteTitle', { count })}
        name={String(count)}
        action={t('delete')}
        final={false}
        onConfirm={() => onRun({ action: 'delete', ...(force ? { force } : {}) })}
        onClose={onClose}
      >
        <Alert type="warning" showIcon title={t('deleteHint', { count })} />
        <Checkbox
          checked={force}
          onChange={({ target }) => setForce(target.checked)}
          style={{ marginTop: 12 }}
        >
          {t('deleteForce')}
        </Checkbox>
      </ConfirmByName>
    );
  if (asking === undefined) return null;
  return <ChooseTarget key={asking} asking={asking} count={count} onClose={onClose} onRun={onRun} />;
}

/** The organization or group that the accounts get. */
function ChooseTarget({
  asking,
  count,
  onClose,
  onRun,
}: BulkDialogsProps & { asking: 'move' | 'addToGroup' }) {
  const t = useText(accountsText);
  const words = useText(common);
  const [target, setTarget] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const go = async (id: string) => {
    setBusy(true);
    setError(undefined);
    try {
      await onRun(asking === 'move' ? { action: 'move', orgId: id } : { action: 'addToGroup', groupId: id });
      onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t(asking === 'move' ? 'moveTitle' : 'addToGroupTitle', { count })}
      okText={t(asking)}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: target === undefined, loading: busy }}
      onOk={() => target !== undefined && void go(target)}
      onCancel={onClose}
    >
      {asking === 'move' ? (
        <>
          <Typography.Paragraph type="secondary">{t('moveHint')}</Typography.Paragraph>
          <OrgPicker value={target} onChange={setTarget} />
        </>
      ) : (
        <GroupPicker value={target} onChange={setTarget} />
      )}
      {error !== undefined && (
        <div style={{ marginTop: 12 }}>
          <ProblemAlert error={error} />
        </div>
      )}
    </Modal>
  );
}
