import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Input } from 'antd';
import { api } from '../../api/client.ts';
import type { CloudUser, CloudUserCreate } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { withoutEmpty } from '../../form/schema.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { FormDialog } from './form-dialog.tsx';
import { usersText } from './users-text.ts';

interface RamUserDialogProps {
  /** Id of the cloud account. */
  account: string;
  /** Without one a user is created, with the synchronization type Manual. */
  user?: CloudUser;
  onClose: () => void;
}

export function RamUserDialog({ account, user, onClose }: RamUserDialogProps) {
  const t = useText(usersText);
  const tc = useText(common);
  const instance = useInstanceId();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const submit = async (values: CloudUserCreate) => {
    const body = withoutEmpty({ ...values }) as unknown as CloudUserCreate;
    if (user) await api.cloudAccounts.updateCloudUser(instance, account, user.userId, body);
    else await api.cloudAccounts.createCloudUser(instance, account, body);
    message.success(user ? tc('saved') : t('created'));
    await queries.invalidateQueries({ queryKey: cloudKey(instance, account) });
  };
  return (
    <FormDialog<CloudUserCreate>
      title={user ? t('editUser') : t('createUser')}
      action={user ? tc('save') : tc('create')}
      initial={user ? { userName: user.userName, displayName: user.displayName } : {}}
      submit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="userName"
        label={t('userName')}
        extra={t('userNameHint')}
        rules={[{ required: true, pattern: /^[A-Za-z0-9._-]{1,64}$/, message: t('userNameHint') }]}
      >
        <Input maxLength={64} autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item name="displayName" label={t('displayName')}>
        <Input maxLength={128} autoComplete="off" />
      </Form.Item>
    </FormDialog>
  );
}

export function RamPasswordDialog({ account, user, onClose }: RamUserDialogProps & { user: CloudUser }) {
  const t = useText(usersText);
  const tc = useText(common);
  const instance = useInstanceId();
  const queries = useQueryClient();
  const { message } = App.useApp();
  return (
    <FormDialog<{ password: string }>
      title={`${t('setPassword')} – ${user.userName}`}
      action={tc('save')}
      submit={async ({ password }) => {
        await api.cloudAccounts.setCloudUserPassword(instance, account, user.userId, { password });
        message.success(t('passwordSet'));
        await queries.invalidateQueries({ queryKey: cloudKey(instance, account) });
      }}
      onClose={onClose}
    >
      <Form.Item
        name="password"
        label={t('password')}
        extra={t('passwordHint')}
        rules={[{ required: true, min: 8, max: 32, message: t('passwordHint') }]}
      >
        <Input.Password autoComplete="new-password" maxLength={32} autoFocus />
      </Form.Item>
    </FormDialog>
  );
}
