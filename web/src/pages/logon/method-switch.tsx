import { App, Switch } from 'antd';
import type { LogonMethod } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { common } from '../../text/common.ts';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { useChangeMethod, useLogonMethods } from './logon-queries.ts';
import { methodsText } from './methods-text.ts';

/** On or off; asks before nobody can log on any more. */
export function MethodSwitch({ method }: { method: LogonMethod }) {
  const t = useText(methodsText);
  const words = useText(common);
  const language = useLanguage();
  const may = useMay();
  const { modal } = App.useApp();
  const instance = useInstanceId();
  const { data } = useLogonMethods(instance);
  const change = useChangeMethod(instance);
  const isLast = data?.items.every(({ id, enabled }) => !enabled || id === method.id) ?? false;
  const turn = async (enabled: boolean) => {
    const sure =
      enabled ||
      !isLast ||
      (await modal.confirm({
        title: t('lastTitle'),
        content: t('lastHint'),
        okText: t('switchOff'),
        okButtonProps: { danger: true },
        cancelText: words('cancel'),
      }));
    if (sure) change.mutate({ method, patch: { enabled } });
  };
  return (
    <Switch
      checked={method.enabled}
      disabled={!may.admin}
      loading={change.isPending}
      aria-label={t('switchOn', { name: pick(method.shownTitle, language) })}
      onChange={(enabled) => void turn(enabled)}
    />
  );
}
