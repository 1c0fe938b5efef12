import { PlusOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Group } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { Time } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable, RowMenu } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { directoryText } from './directory-text.ts';
import { DeleteGroup } from './group/delete-group.tsx';
import { GroupForm } from './group/group-form.tsx';
import { keys, useSourceName } from './model/queries.ts';
import { SearchBox } from './parts/search-box.tsx';

type Asking = { kind: 'create' } | { kind: 'edit' | 'delete'; group: Group };

export function Groups() {
  const t = useText(directoryText);
  const instance = useInstanceId();
  const may = useMay();
  const navigate = useNavigate();
  const [{ q }] = useFilters();
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const columns = useColumns(setAsking);
  const query = useList([...keys.groups(instance), 'list', q ?? ''], (cursor) =>
    api.groups.listGroups(instance, {
      limit: 100,
      ...(q ? { prefix: q } : {}),
      ...(cursor ? { cursor } : {}),
    }),
  );
  const open = ({ id }: Group) =>
    void navigate({ to: '/i/$instance/groups/$group', params: { instance, group: id } });
  const createButton = may.operate && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAsking({ kind: 'create' })}>
      {t('createGroup')}
    </Button>
  );
  return (
    <Page title={t('groups')} description={t('groupsHint')} actions={createButton}>
      <DataTable<Group>
        id="groups"
        label={t('groupsLabel')}
        columns={columns}
        rowKey={({ id }) => id}
        query={query}
        onOpen={open}
        toolbar={<SearchBox label={t('searchGroups')} placeholder={t('searchGroups')} />}
        empty={
          q ? (
            <EmptyState title={t('noGroupFits')} />
          ) : (
            <EmptyState title={t('noGroups')} hint={t('noGroupsHint')} action={createButton} />
          )
        }
      />
      {asking?.kind === 'create' && <GroupForm onClose={close} onSaved={open} />}
      {asking?.kind === 'edit' && <GroupForm group={asking.group} onClose={close} onSaved={close} />}
      {asking?.kind === 'delete' && <DeleteGroup group={asking.group} onClose={close} />}
    </Page>
  );
}

function useColumns(ask: (asking: Asking) => void): Column<Group>[] {
  const t = useText(directoryText);
  const words = useText(common);
  const instance = useInstanceId();
  const may = useMay();
  const sourceName = useSourceName();
  return [
    {
      key: 'name',
      title: t('groupName'),
      width: 240,
      value: ({ name }) => name,
      render: ({ id, name }) => (
        <Link to="/i/$instance/groups/$group" params={{ instance, group: id }} title={name}>
          {name}
        </Link>
      ),
    },
    { key: 'description', title: t('description'), width: 300, value: ({ description }) => description },
    {
      key: 'source',
      title: t('source'),
      width: 180,
      value: ({ sourceId }) => (sourceId === null ? t('byHand') : sourceName(sourceId)),
    },
    {
      key: 'externalId',
      title: t('externalId'),
      width: 280,
      hidden: true,
      value: ({ externalId }) => externalId,
    },
    { key: 'id', title: t('idLabel'), width: 280, hidden: true, value: ({ id }) => id },
    {
      key: 'createdAt',
      title: t('createdAt'),
      width: 180,
      hidden: true,
      value: ({ createdAt }) => createdAt,
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      key: 'updatedAt',
      title: t('updatedAt'),
      width: 180,
      value: ({ updatedAt }) => updatedAt,
      render: ({ updatedAt }) => <Time at={updatedAt} />,
    },
    ...(may.operate
      ? [
          {
            key: 'actions',
            title: '',
            width: 60,
            align: 'right' as const,
            value: () => null,
            render: (group: Group) => (
              <RowMenu
                items={[
                  { key: 'edit', label: words('edit'), onClick: () => ask({ kind: 'edit', group }) },
                  {
                    key: 'delete',
                    label: words('delete'),
                    danger: true,
                    onClick: () => ask({ kind: 'delete', group }),
                  },
                ]}
              />
            ),
          },
        ]
      : []),
  ];
}
