import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Flex, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Administrator } from '../../api/generated.ts';
import { useMay, useSession } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { Time } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { EmptyState, EnabledTag } from '../../parts/states.tsx';
import { type Column, DataTable, RowMenu } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import {
  ADMINISTRATORS,
  AddAdministrator,
  ChangeRole,
  type Handover,
  NewPassword,
  RemoveAdministrator,
} from './administrator-dialogs.tsx';
import { RoleTag, useRoleName } from './roles.tsx';
import { settingsText } from './settings-text.ts';

type Dialog =
  | { kind: 'add' }
  | { kind: 'role' | 'password' | 'remove'; administrator: Administrator }
  | undefined;

export function Administrators() {
  const t = useText(settingsText);
  const tc = useText(common);
  const may = useMay();
  const [dialog, setDialog] = useState<Dialog>();
  const [handover, setHandover] = useState<Handover>();
  const query = useList(ADMINISTRATORS, () => api.administrators.listAdministrators());
  const columns = useColumns(setDialog);
  const close = () => setDialog(undefined);
  if (!may.admin)
    return (
      <Page title={tc('administrators')}>
        <EmptyState title={t('adminNeeded')} />
      </Page>
    );
  return (
    <Page
      title={tc('administrators')}
      description={t('administratorsHint')}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setDialog({ kind: 'add' })}>
          {t('addAdministrator')}
        </Button>
      }
    >
      <DataTable
        id="administrators"
        label={tc('administrators')}
        columns={columns}
        rowKey={({ id }) => id}
        query={query}
        short
        empty={<EmptyState title={tc('nothingHere')} />}
      />
      <RolesExplained />
      {dialog?.kind === 'add' && <AddAdministrator onHandOver={setHandover} onClose={close} />}
      {dialog?.kind === 'role' && <ChangeRole administrator={dialog.administrator} onClose={close} />}
      {dialog?.kind === 'password' && (
        <NewPassword administrator={dialog.administrator} onHandOver={setHandover} onClose={close} />
      )}
      {dialog?.kind === 'remove' && (
        <RemoveAdministrator administrator={dialog.administrator} onClose={close} />
      )}
      {handover && (
        <ShownOnce
          title={t('passwordFor', { name: handover.name })}
          file={`muster-${handover.name}`}
          values={[
            { label: tc('username'), value: handover.name },
            { label: tc('password'), value: handover.password },
          ]}
          onClose={() => setHandover(undefined)}
        >
          {t('passwordHandOver')}
        </ShownOnce>
      )}
    </Page>
  );
}

function useColumns(open: (dialog: Dialog) => void): Column<Administrator>[] {
  const t = useText(settingsText);
  const tc = useText(common);
  const roleName = useRoleName();
  const session = useSession();
  const { modal } = App.useApp();
  const change = useAction(
    ({ id, disabled }: Administrator) => api.administrators.updateAdministrator(id, { disabled: !disabled }),
    {
      touches: [ADMINISTRATORS],
      done: ({ username, disabled }) => t(disabled ? 'disabledDone' : 'enabledDone', { name: username }),
    },
  );
  const disable = (administrator: Administrator) =>
    modal.confirm({
      title: t('disableTitle', { name: administrator.username }),
      content: t('disableHint'),
      okText: tc('disable'),
      okButtonProps: { danger: true },
      cancelText: tc('cancel'),
      onOk: () => change.mutateAsync(administrator).catch(() => undefined),
    });
  return [
    {
      key: 'username',
      title: tc('username'),
      width: 220,
      value: ({ username }) => username,
      render: ({ username }) => (
        <Flex gap={8}>
          {username}
          {username === session.name && <Typography.Text type="secondary">({t('you')})</Typography.Text>}
        </Flex>
      ),
    },
    {
      key: 'role',
      title: t('role'),
      width: 150,
      value: ({ role }) => roleName(role),
      render: ({ role }) => <RoleTag role={role} />,
    },
    {
      key: 'state',
      title: tc('status'),
      width: 130,
      value: ({ disabled }) => tc(disabled ? 'disabled' : 'enabled'),
      render: ({ disabled }) => <EnabledTag enabled={!disabled} />,
    },
    {
      key: 'lastLogonAt',
      title: t('lastLogon'),
      width: 180,
      value: ({ lastLogonAt }) => lastLogonAt,
      render: ({ lastLogonAt }) => <Time at={lastLogonAt} />,
    },
    {
      key: 'createdAt',
      title: tc('createdAt'),
      width: 180,
      value: ({ createdAt }) => createdAt,
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      key: 'actions',
      title: '',
      width: 64,
      value: () => '',
      render: (administrator) => (
        <RowMenu
          items={[
            { key: 'role', label: t('changeRole'), onClick: () => open({ kind: 'role', administrator }) },
            {
              key: 'password',
              label: t('newPassword'),
              onClick: () => open({ kind: 'password', administrator }),
            },
            {
              key: 'disable',
              label: tc(administrator.disabled ? 'enable' : 'disable'),
              disabled: administrator.username === session.name,
              onClick: () => (administrator.disabled ? change.mutate(administrator) : disable(administrator)),
            },
            {
              key: 'remove',
              label: tc('remove'),
              danger: true,
              disabled: administrator.username === session.name,
              onClick: () => open({ kind: 'remove', administrator }),
            },
          ]}
        />
      ),
    },
  ];
}

const EXPLAINED = [
  ['admin', 'roleAdminHint'],
  ['operator', 'roleOperatorHint'],
  ['read-only', 'roleReadOnlyHint'],
] as const;

function RolesExplained() {
  const t = useText(settingsText);
  return (
    <section style={{ marginTop: 28, maxWidth: 820 }}>
      <Typography.Title level={2} style={{ fontSize: 16 }}>
        {t('roles')}
      </Typography.Title>
      <dl style={{ margin: 0 }}>
        {EXPLAINED.map(([role, hint]) => (
          <Flex key={role} gap={12} style={{ padding: '4px 0' }}>
            <dt style={{ flex: 'none', width: 110 }}>
              <RoleTag role={role} />
            </dt>
            <dd style={{ margin: 0 }}>{t(hint)}</dd>
          </Flex>
        ))}
      </dl>
    </section>
  );
}
