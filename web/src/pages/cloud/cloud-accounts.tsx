/** Cloud accounts: the RAM sides that this server plays. */
import { PlusOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { CloudAccountWithEndpoints } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Time, useNumber } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable, RowMenu } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { CloudAccountDialog, DeleteCloudAccount } from './cloud-account-dialogs.tsx';
import { cloudKey } from './cloud-queries.ts';
import { cloudText } from './cloud-text.ts';

type Account = CloudAccountWithEndpoints;
type Doing = { what: 'create' } | { what: 'edit' | 'delete'; account: Account };

export function CloudAccounts() {
  const t = useText(cloudText);
  const tc = useText(common);
  const instance = useInstanceId();
  const navigate = useNavigate();
  const may = useMay();
  const [doing, setDoing] = useState<Doing>();
  const query = useList<Account>(cloudKey(instance, 'list'), () =>
    api.cloudAccounts.listCloudAccounts(instance),
  );
  const columns = useColumns(instance, may.admin ? setDoing : undefined);
  const create = (
    <Button
      type="primary"
      icon={<PlusOutlined />}
      disabled={!may.admin}
      onClick={() => setDoing({ what: 'create' })}
    >
      {t('createAccount')}
    </Button>
  );
  const open = (id: string) =>
    navigate({ to: '/i/$instance/cloud/$cloudAccount', params: { instance, cloudAccount: id } });
  return (
    <Page title={tc('cloudAccounts')} description={t('intro')} actions={create}>
      <DataTable
        id="cloud-accounts"
        label={t('accountsLabel')}
        columns={columns}
        rowKey={({ id }) => id}
        query={query}
        short
        empty={<EmptyState title={t('noAccounts')} hint={t('noAccountsHint')} action={create} />}
        onOpen={({ id }) => void open(id)}
      />
      {doing?.what === 'create' && (
        <CloudAccountDialog
          instance={instance}
          onSaved={({ id }) => void open(id)}
          onClose={() => setDoing(undefined)}
        />
      )}
      {doing?.what === 'edit' && (
        <CloudAccountDialog instance={instance} account={doing.account} onClose={() => setDoing(undefined)} />
      )}
      {doing?.what === 'delete' && (
        <DeleteCloudAccount instance={instance} account={doing.account} onClose={() => setDoing(undefined)} />
      )}
    </Page>
  );
}

function useColumns(instance: string, start: ((doing: Doing) => void) | undefined): Column<Account>[] {
  const t = useText(cloudText);
  const tc = useText(common);
  const number = useNumber();
  return [
    {
      key: 'name',
      title: tc('name'),
      width: 220,
      value: ({ name }) => name,
      render: ({ id, name }) => (
        <Link to="/i/$instance/cloud/$cloudAccount" params={{ instance, cloudAccount: id }}>
          {name}
        </Link>
      ),
    },
    { key: 'alias', title: t('alias'), width: 260, value: ({ alias }) => alias },
    { key: 'domain', title: t('defaultDomain'), width: 340, value: ({ defaultDomain }) => defaultDomain },
    {
      key: 'users',
      title: t('ramUsers'),
      width: 150,
      align: 'right',
      value: ({ userCount }) => userCount,
      render: ({ userCount, userQuota }) =>
        t('usedOfQuota', { used: number(userCount), quota: number(userQuota) }),
    },
    {
      key: 'quota',
      title: t('quota'),
      width: 140,
      align: 'right',
      hidden: true,
      value: (row) => row.userQuota,
    },
    {
      key: 'created',
      title: tc('createdAt'),
      width: 180,
      value: ({ createDate }) => createDate,
      render: ({ createDate }) => <Time at={createDate} />,
    },
    {
      key: 'menu',
      title: '',
      width: 60,
      value: () => '',
      render: (account) =>
        start && (
          <RowMenu
            items={[
              { key: 'edit', label: tc('edit'), onClick: () => start({ what: 'edit', account }) },
              {
                key: 'delete',
                label: tc('delete'),
                danger: true,
                onClick: () => start({ what: 'delete', account }),
              },
            ]}
          />
        ),
    },
  ];
}
