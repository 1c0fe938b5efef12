import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm, Tooltip } from 'antd';
import { api } from '../../api/client.ts';
import type { Application } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { isUnderWay } from '../../parts/run/run-state.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { applicationKey, useLastPush } from './application-queries.ts';
import { provisioningText } from './provisioning-text.ts';

/** One-click Push, with the reason where it rests. */
export function PushButton({ application, dirty = false }: { application: Application; dirty?: boolean }) {
  const t = useText(provisioningText);
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { data: last } = useLastPush(instance, application.id);
  const push = useAction(() => api.applications.pushApplication(instance, application.id), {
    onDone: (run) => {
      queries.setQueryData(applicationKey(instance, application.id, 'last-push'), run);
      message.success(t('pushStarted'));
    },
  });
  const running = last ? isUnderWay(last.state) : false;
  const rests = restReason();
  const button = (
    <Button type="primary" ghost disabled={rests !== undefined || !may.operate} loading={push.isPending}>
      {t('push')}
    </Button>
  );
  if (rests !== undefined) return <Tooltip title={rests}>{button}</Tooltip>;
  return (
    <Popconfirm
      title={t('pushAsk')}
      description={<div style={{ maxWidth: 320 }}>{t('pushAskHint')}</div>}
      okText={tc('ok')}
      cancelText={tc('cancel')}
      disabled={!may.operate}
      onConfirm={() => push.mutate(undefined)}
    >
      {button}
    </Popconfirm>
  );

  function restReason(): string | undefined {
    if (dirty) return t('saveFirst');
    if (!application.enabled) return t('enableFirst');
    if (!application.provisioning?.fullPush.users) return t('nothingToPush');
    return running ? t('pushUnderWay') : undefined;
  }
}
