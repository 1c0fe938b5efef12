import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber } from 'antd';
import { api } from '../../api/client.ts';
import type { CloudAccountWithEndpoints } from '../../api/generated.ts';
import { withoutEmpty } from '../../form/schema.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { cloudText } from './cloud-text.ts';
import { FormDialog } from './form-dialog.tsx';

interface Values {
  name: string;
  alias?: string;
  userQuota?: number;
}

interface CloudAccountDialogProps {
  instance: string;
  /** Without one a new cloud account is made. */
  account?: CloudAccountWithEndpoints;
  onSaved?: (account: CloudAccountWithEndpoints) => void;
  onClose: () => void;
}

export function CloudAccountDialog({ instance, account, onSaved, onClose }: CloudAccountDialogProps) {
  const t = useText(cloudText);
  const tc = useText(common);
  const queries = useQueryClient();
  const submit = async (values: Values) => {
    const body = withoutEmpty({ ...values }) as unknown as Values;
    const saved = account
      ? await api.cloudAccounts.updateCloudAccount(instance, account.id, body)
      : await api.cloudAccounts.createCloudAccount(instance, body);
    await queries.invalidateQueries({ queryKey: cloudKey(instance) });
    onSaved?.(saved);
  };
  return (
    <FormDialog<Values>
      title={account ? t('editAccount') : t('createAccount')}
      action={account ? tc('save') : tc('create')}
      initial={
        account
          ? { name: account.name, alias: account.alias, userQuota: account.userQuota }
          : { userQuota: 1000 }
      }
      submit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={tc('name')}
        rules={[{ required: true, whitespace: true, message: tc('required') }]}
      >
        <Input maxLength={64} autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="alias"
        label={t('alias')}
        extra={account ? t('aliasEditHint') : t('aliasHint')}
        rules={account ? [{ required: true, message: tc('required') }] : []}
      >
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="userQuota" label={t('quota')} extra={t('quotaHint')}>
        <InputNumber min={0} max={1_000_000} precision={0} style={{ width: 180 }} />
      </Form.Item>
    </FormDialog>
  );
}

interface DeleteProps {
  instance: string;
  account: CloudAccountWithEndpoints;
  onDeleted?: () => void;
  onClose: () => void;
}

export function DeleteCloudAccount({ instance, account, onDeleted, onClose }: DeleteProps) {
  const t = useText(cloudText);
  const tc = useText(common);
  const queries = useQueryClient();
  const { id, name, userCount } = account;
  return (
    <ConfirmByName
      open
      title={t('deleteAccount')}
      name={name}
      action={tc('delete')}
      onClose={onClose}
      onConfirm={async () => {
        await api.cloudAccounts.deleteCloudAccount(instance, id);
        onDeleted?.();
        queries.removeQueries({ queryKey: cloudKey(instance, id) });
        await queries.invalidateQueries({ queryKey: cloudKey(instance) });
      }}
    >
      {t('deleteAccountSays', { name, count: userCount })}
    </ConfirmByName>
  );
}
