import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Instance, InstanceContents } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { Num, Time } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable, RowMenu } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { DeleteInstance } from './delete-instance.tsx';
import { CreateInstanceDialog, EditInstanceDialog } from './instance-form.tsx';
import { instancesText } from './instances-text.ts';

type Row = Instance & { contents: InstanceContents };

/** Each row's contents are a call of their own, so pages are short. */
const PAGE = 20;

async function fetchRows(cursor: string | undefined) {
  const { items, nextCursor } = await api.instances.listInstances({
    limit: PAGE,
    ...(cursor ? { cursor } : {}),
  });
  const rows = await Promise.all(
    items.map(
      async (instance): Promise<Row> => ({
        ...instance,
        contents: await api.contents.getInstanceContents(instance.id),
      }),
    ),
  );
  return { items: rows, nextCursor };
}

export function Instances() {
  const t = useText(common);
  const ti = useText(instancesText);
  const may = useMay();
  const query = useList<Row>(['instances', 'with contents'], fetchRows);
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState<Instance>();
  const [deleting, setDeleting] = useState<Instance>();
  const create = may.admin && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('createInstance')}
    </Button>
  );
  const columns = useColumns({ edit: setEditing, remove: setDeleting });
  return (
    <Page title={t('instances')} description={ti('description')} actions={create}>
      <DataTable
        id="instances"
        label={t('instances')}
        columns={columns}
        rowKey={({ id }) => id}
        query={query}
        short
        empty={
          <EmptyState
            title={t('noInstance')}
            hint={may.admin ? t('noInstanceHint') : ti('askAdministrator')}
            action={create}
          />
        }
      />
      <CreateInstanceDialog open={creating} onClose={() => setCreating(false)} />
      {editing && <EditInstanceDialog instance={editing} onClose={() => setEditing(undefined)} />}
      {deleting && <DeleteInstance instance={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  );
}

function useColumns(on: {
  edit: (instance: Instance) => void;
  remove: (instance: Instance) => void;
}): Column<Row>[] {
  const t = useText(common);
  const ti = useText(instancesText);
  const may = useMay();
  const count = (key: string, title: string, width: number): Column<Row> => ({
    key,
    title,
    width,
    align: 'right',
    value: ({ contents }) => contents[key] ?? 0,
    render: ({ contents }) => <Num value={contents[key] ?? 0} />,
  });
  return [
    {
      key: 'name',
      title: t('name'),
      width: 180,
      value: ({ name }) => name,
      render: ({ id, name }) => (
        <Link to="/i/$instance/quick-start" params={{ instance: id }}>
          {name}
        </Link>
      ),
    },
    {
      key: 'id',
      title: t('instanceId'),
      width: 140,
      value: ({ id }) => id,
      render: ({ id }) => <span className="mono">{id}</span>,
    },
    { key: 'description', title: t('description'), width: 190, value: ({ description }) => description },
    count('account', ti('accounts'), 95),
    { ...count('org_unit', ti('orgs'), 120), hidden: true },
    count('directory_group', ti('groups'), 80),
    count('source', ti('sources'), 90),
    count('application', ti('applications'), 115),
    { ...count('cloud_account', ti('cloudAccounts'), 130), hidden: true },
    {
      key: 'createdAt',
      title: t('createdAt'),
      width: 170,
      value: ({ createdAt }) => createdAt,
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
    ...(may.admin
      ? [
          {
            key: 'actions',
            title: '',
            width: 64,
            value: () => '',
            render: (row: Row) => (
              <RowMenu
                items={[
                  { key: 'edit', label: t('edit'), onClick: () => on.edit(row) },
                  { key: 'delete', label: t('delete'), danger: true, onClick: () => on.remove(row) },
                ]}
              />
            ),
          },
        ]
      : []),
  ];
}
