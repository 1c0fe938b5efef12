/** One RAM user: what RAM knows of it, what it holds, and what can be done with it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Drawer, Flex } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { CloudUser } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { Time } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { CopyLine } from './copy-line.tsx';
import { RamAttachments } from './ram-attachments.tsx';
import { RamPasswordDialog, RamUserDialog } from './ram-user-dialogs.tsx';
import { SyncTypeTag } from './ram-users.tsx';
import { usersText } from './users-text.ts';

interface RamUserDrawerProps {
  account: string;
  /** Id of the user. */
  user: string;
  onClose: () => void;
}

export function RamUserDrawer({ account, user: id, onClose }: RamUserDrawerProps) {
  const instance = useInstanceId();
  const t = useText(usersText);
  const { data, error, refetch } = useQuery({
    queryKey: cloudKey(instance, account, 'user', id),
    queryFn: () => api.cloudAccounts.getCloudUser(instance, account, id),
  });
  return (
    <Drawer open size={560} title={data?.userName ?? t('label')} onClose={onClose}>
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Loading />}
      {data && <User account={account} user={data} onGone={onClose} />}
    </Drawer>
  );
}

function User({ account, user, onGone }: { account: string; user: CloudUser; onGone: () => void }) {
  const t = useText(usersText);
  const tc = useText(common);
  return (
    <Flex vertical gap={16}>
      <Actions account={account} user={user} onGone={onGone} />
      {user.provisionType === 'SCIM' && <Alert type="info" showIcon title={t('fromScim')} />}
      <Descriptions
        bordered
        size="small"
        column={1}
        styles={{ label: { width: 150 } }}
        items={[
          { key: 'name', label: t('displayName'), children: user.displayName },
          {
            key: 'logon',
            label: t('logonName'),
            children: <CopyLine label={t('logonName')} value={user.userPrincipalName} />,
          },
          { key: 'type', label: t('syncType'), children: <SyncTypeTag type={user.provisionType} /> },
          {
            key: 'external',
            label: t('externalId'),
            children: user.externalId ? (
              <CopyLine label={t('externalId')} value={user.externalId} />
            ) : (
              tc('none')
            ),
          },
          { key: 'id', label: t('userId'), children: <CopyLine label={t('userId')} value={user.userId} /> },
          {
            key: 'password',
            label: t('consolePassword'),
            children: user.loginProfile ? t('set') : t('notSet'),
          },
          { key: 'created', label: tc('createdAt'), children: <Time at={user.createDate} /> },
          { key: 'updated', label: tc('updatedAt'), children: <Time at={user.updateDate} /> },
        ]}
      />
      <RamAttachments account={account} user={user} />
    </Flex>
  );
}

function Actions({ account, user, onGone }: { account: string; user: CloudUser; onGone: () => void }) {
  const t = useText(usersText);
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const [doing, setDoing] = useState<'edit' | 'password' | 'delete'>();
  const close = () => setDoing(undefined);
  const takePassword = useAction(
    () => api.cloudAccounts.setCloudUserPassword(instance, account, user.userId, { password: null }),
    { touches: [cloudKey(instance, account)], done: t('passwordTaken') },
  );
  const askPassword = () =>
    modal.confirm({
      title: t('takePassword'),
      content: t('takePasswordSays'),
      okText: t('takePassword'),
      okButtonProps: { danger: true },
      onOk: () => takePassword.mutateAsync(undefined).catch(() => undefined),
    });
  return (
    <Flex gap={8} wrap>
      <Button disabled={!may.operate} onClick={() => setDoing('edit')}>
        {tc('edit')}
      </Button>
      <Button disabled={!may.admin} onClick={() => setDoing('password')}>
        {t('setPassword')}
      </Button>
      {user.loginProfile && (
        <Button disabled={!may.admin} onClick={askPassword}>
          {t('takePassword')}
        </Button>
      )}
      <Button danger disabled={!may.operate} onClick={() => setDoing('delete')}>
        {tc('delete')}
      </Button>
      {doing === 'edit' && <RamUserDialog account={account} user={user} onClose={close} />}
      {doing === 'password' && <RamPasswordDialog account={account} user={user} onClose={close} />}
      <ConfirmByName
        open={doing === 'delete'}
        title={t('deleteUser')}
        name={user.userName}
        action={tc('delete')}
        onClose={close}
        onConfirm={async () => {
          await api.cloudAccounts.deleteCloudUser(instance, account, user.userId);
          onGone();
          queries.removeQueries({ queryKey: cloudKey(instance, account, 'user', user.userId) });
          await queries.invalidateQueries({ queryKey: cloudKey(instance, account) });
        }}
      >
        {t('deleteUserSays', { name: user.userName })}
      </ConfirmByName>
    </Flex>
  );
}
