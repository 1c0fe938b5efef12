/** The RAM users of a cloud account. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { CloudAccountWithEndpoints, CloudUser } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { Time } from '../../parts/format.tsx';
import { EmptyState, StateTag } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { RamUserDialog } from './ram-user-dialogs.tsx';
import { RamUserDrawer } from './ram-user-drawer.tsx';
import { usersText } from './users-text.ts';

type SyncType = CloudUser['provisionType'];

export function RamUsers({ account }: { account: CloudAccountWithEndpoints }) {
  const t = useText(usersText);
  const tc = useText(common);
  const instance = useInstanceId();
  const may = useMay();
  const [{ q, type, user }, setFilters] = useFilters();
  const [creating, setCreating] = useState(false);
  const provisionType = type === 'SCIM' || type === 'Manual' ? type : undefined;
  const query = useList<CloudUser>(
    cloudKey(instance, account.id, 'users', q ?? '', provisionType ?? ''),
    (cursor) =>
      api.cloudAccounts.listCloudUsers(instance, account.id, {
        limit: 100,
        ...(cursor ? { cursor } : {}),
        ...(q ? { search: q } : {}),
        ...(provisionType ? { provisionType } : {}),
      }),
  );
  const isFiltered = Boolean(q || provisionType);
  const create = (
    <Button icon={<PlusOutlined />} disabled={!may.operate} onClick={() => setCreating(true)}>
      {t('createUser')}
    </Button>
  );
  return (
    <>
      <DataTable
        id="ram-users"
        label={t('label')}
        columns={useColumns((userId) => setFilters({ user: userId }))}
        rowKey={({ userId }) => userId}
        query={query}
        total={isFiltered ? undefined : account.userCount}
        onOpen={({ userId }) => setFilters({ user: userId })}
        toolbar={
          <>
            {create}
            <Input.Search
              allowClear
              defaultValue={q}
              placeholder={t('searchHint')}
              aria-label={t('searchHint')}
              onSearch={(text) => setFilters({ q: text.trim() })}
              maxLength={64}
              style={{ width: 220 }}
            />
            <Select<SyncType | ''>
              value={provisionType ?? ''}
              aria-label={t('filterType')}
              onChange={(value) => setFilters({ type: value })}
              popupMatchSelectWidth={false}
              options={[
                { value: '', label: t('allTypes') },
                { value: 'SCIM', label: t('SCIM') },
                { value: 'Manual', label: t('Manual') },
              ]}
            />
          </>
        }
        empty={
          isFiltered ? (
            <EmptyState
              title={tc('nothingFound')}
              action={
                <Button onClick={() => setFilters({ q: undefined, type: undefined })}>{tc('reset')}</Button>
              }
            />
          ) : (
            <EmptyState title={t('empty')} hint={t('emptyHint')} />
          )
        }
      />
      {creating && <RamUserDialog account={account.id} onClose={() => setCreating(false)} />}
      {user && (
        <RamUserDrawer account={account.id} user={user} onClose={() => setFilters({ user: undefined })} />
      )}
    </>
  );
}

/** Where a user comes from, in RAM's words. */
export function SyncTypeTag({ type }: { type: SyncType }) {
  const t = useText(usersText);
  return <StateTag tone={type === 'SCIM' ? 'good' : 'off'}>{t(type)}</StateTag>;
}

function useColumns(open: (userId: string) => void): Column<CloudUser>[] {
  const t = useText(usersText);
  const tc = useText(common);
  return [
    {
      key: 'userName',
      title: t('userName'),
      width: 180,
      value: ({ userName }) => userName,
      render: ({ userId, userName }) => (
        <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(userId)}>
          {userName}
        </Button>
      ),
    },
    { key: 'displayName', title: t('displayName'), width: 160, value: ({ displayName }) => displayName },
    {
      key: 'logonName',
      title: t('logonName'),
      width: 320,
      value: ({ userPrincipalName }) => userPrincipalName,
    },
    {
      key: 'syncType',
      title: t('syncType'),
      width: 185,
      value: ({ provisionType }) => t(provisionType),
      render: ({ provisionType }) => <SyncTypeTag type={provisionType} />,
    },
    {
      key: 'externalId',
      title: t('externalId'),
      width: 280,
      value: ({ externalId }) => externalId,
      render: ({ externalId }) => (externalId ? <span className="mono">{externalId}</span> : '–'),
    },
    {
      key: 'holds',
      title: t('holds'),
      width: 110,
      align: 'right',
      value: ({ attachments }) => attachments.length || undefined,
    },
    {
      key: 'password',
      title: t('consolePassword'),
      width: 140,
      hidden: true,
      value: ({ loginProfile }) => (loginProfile ? t('set') : t('notSet')),
    },
    { key: 'userId', title: t('userId'), width: 180, hidden: true, value: ({ userId }) => userId },
    {
      key: 'created',
      title: tc('createdAt'),
      width: 180,
      value: ({ createDate }) => createDate,
      render: ({ createDate }) => <Time at={createDate} />,
    },
    {
      key: 'updated',
      title: tc('updatedAt'),
      width: 180,
      hidden: true,
      value: ({ updateDate }) => updateDate,
      render: ({ updateDate }) => <Time at={updateDate} />,
    },
  ];
}
