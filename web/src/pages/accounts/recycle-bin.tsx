import { Alert, App, Button, Flex, Modal, Select, Table, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { RecycleBinItem } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { useAction } from '../../parts/action.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { Time } from '../../parts/format.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { Page } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { RunLink } from './account/source-records.tsx';
import { type RestoreFailure, restoreAll } from './bin/restore.ts';
import { directoryText } from './directory-text.ts';
import { accountKeys, keys } from './model/queries.ts';

const KINDS = ['account', 'org', 'group'] as const;

export function RecycleBin() {
  const t = useText(directoryText);
  const instance = useInstanceId();
  const may = useMay();
  const { message } = App.useApp();
  const [search, setSearch] = useFilters();
  const entity = KINDS.find((kind) => kind === search.entity);
  const [selected, setSelected] = useState<RecycleBinItem[]>([]);
  const [purging, setPurging] = useState<RecycleBinItem>();
  const [failures, setFailures] = useState<RestoreFailure[]>([]);
  const query = useList([...keys.bin(instance), 'list', entity ?? ''], (cursor) =>
    api.recycleBin.listDeleted(instance, {
      limit: 100,
      ...(entity ? { entity } : {}),
      ...(cursor ? { cursor } : {}),
    }),
  );
  const restore = useAction((items: RecycleBinItem[]) => restoreAll(instance, items), {
    touches: [...accountKeys(instance), keys.orgs(instance), keys.groups(instance)],
    onDone: ({ restored, failed }) => {
      if (restored > 0) message.success(t('restored', { count: restored }));
      setFailures(failed);
      setSelected(failed.map(({ item }) => item));
    },
  });
  const columns = useColumns({
    busy: restore.isPending,
    onRestore: (item) => restore.mutate([item]),
    onPurge: setPurging,
  });
  return (
    <Page title={t('bin')} description={t('binHint')}>
      <DataTable<RecycleBinItem>
        id="recycle-bin"
        label={t('binLabel')}
        columns={columns}
        rowKey={({ id }) => id}
        query={query}
        toolbar={
          <>
            <Select
              aria-label={t('kind')}
              placeholder={t('anyKind')}
              allowClear
              value={entity ?? null}
              onChange={(value: string | null) => setSearch({ entity: value ?? undefined })}
              style={{ width: 160 }}
              options={KINDS.map((value) => ({ value, label: t(`kind_${value}`) }))}
            />
            {selected.length > 0 && (
              <Button type="primary" loading={restore.isPending} onClick={() => restore.mutate(selected)}>
                {t('restoreSelected', { count: selected.length })}
              </Button>
            )}
          </>
        }
        empty={<EmptyBin filtered={entity !== undefined} />}
        {...(may.operate
          ? {
              selection: {
                keys: selected.map(({ id }) => id),
                onChange: (_: string[], rows: RecycleBinItem[]) => setSelected(rows),
              },
            }
          : {})}
      />
      {purging && <Purge item={purging} onClose={() => setPurging(undefined)} />}
      {failures.length > 0 && <Failures failures={failures} onClose={() => setFailures([])} />}
    </Page>
  );
}

function EmptyBin({ filtered }: { filtered: boolean }) {
  const t = useText(directoryText);
  const instance = useInstanceId();
  if (filtered) return <EmptyState title={t('binNothingFits')} />;
  return (
    <EmptyState
      title={t('binEmpty')}
      hint={t('binEmptyHint')}
      action={
        <LinkButton to="/i/$instance/accounts" params={{ instance }}>
          {t('backToAccounts')}
        </LinkButton>
      }
    />
  );
}

interface ColumnsInput {
  busy: boolean;
  onRestore: (item: RecycleBinItem) => void;
  onPurge: (item: RecycleBinItem) => void;
}

function useColumns({ busy, onRestore, onPurge }: ColumnsInput): Column<RecycleBinItem>[] {
  const t = useText(directoryText);
  const may = useMay();
  return [
    { key: 'name', title: t('deletedName'), width: 230, value: ({ name }) => name },
    { key: 'entity', title: t('kind'), width: 130, value: ({ entity }) => t(`kind_${entity}`) },
    {
      key: 'deletedAt',
      title: t('deletedAt'),
      width: 180,
      value: ({ deletedAt }) => deletedAt,
      render: ({ deletedAt }) => <Time at={deletedAt} />,
    },
    { key: 'deletedBy', title: t('deletedBy'), width: 190, value: ({ deletedBy }) => deletedBy },
    {
      key: 'why',
      title: t('why'),
      width: 140,
      value: ({ runId }) => t(runId === null ? 'whyHand' : 'whyRun'),
      render: ({ runId }) => (runId === null ? t('whyHand') : <RunLink id={runId}>{t('whyRun')}</RunLink>),
    },
    { key: 'id', title: t('binId'), width: 280, hidden: true, value: ({ id }) => id },
    ...(may.operate
      ? [
          {
            key: 'actions',
            title: '',
            width: may.admin ? 200 : 110,
            align: 'right' as const,
            value: () => null,
            render: (item: RecycleBinItem) => (
              <Flex gap={4} justify="end">
                <Button
                  type="link"
                  size="small"
                  disabled={busy}
                  aria-label={t('restoreOne', { name: item.name })}
                  onClick={() => onRestore(item)}
                >
                  {t('restore')}
                </Button>
                {may.admin && (
                  <Button
                    type="link"
                    size="small"
                    danger
                    aria-label={`${t('purge')}: ${item.name}`}
                    onClick={() => onPurge(item)}
                  >
                    {t('purge')}
                  </Button>
                )}
              </Flex>
            ),
          },
        ]
      : []),
  ];
}

function Purge({ item, onClose }: { item: RecycleBinItem; onClose: () => void }) {
  const t = useText(directoryText);
  const instance = useInstanceId();
  const purge = useAction(() => api.recycleBin.purgeDeleted(instance, item.id), {
    touches: [keys.bin(instance)],
    tell: false,
    done: t('purged', { name: item.name }),
  });
  return (
    <ConfirmByName
      open
      title={t('purgeTitle', { name: item.name })}
      name={item.name}
      action={t('purge')}
      onConfirm={() => purge.mutateAsync(undefined)}
      onClose={onClose}
    >
      {t(item.entity === 'account' ? 'purgeAccount' : 'purgeOther')}
    </ConfirmByName>
  );
}

/** What could not come back, and why. */
function Failures({ failures, onClose }: { failures: RestoreFailure[]; onClose: () => void }) {
  const t = useText(directoryText);
  const words = useText(common);
  return (
    <Modal
      open
      width={820}
      title={t('restore')}
      okText={words('close')}
      cancelButtonProps={{ style: { display: 'none' } }}
      onOk={onClose}
      onCancel={onClose}
    >
      <Alert
        type="warning"
        showIcon
        title={t('restoreFailed', { count: failures.length })}
        style={{ marginBottom: 12 }}
      />
      <Table<RestoreFailure>
        size="small"
        rowKey={({ item }) => item.id}
        dataSource={failures}
        pagination={false}
        scroll={{ x: 640, y: 360 }}
        columns={[
          { key: 'name', title: t('deletedName'), width: 170, render: (_, { item }) => item.name },
          { key: 'reason', title: t('reason'), render: (_, { message }) => message },
          {
            key: 'remedy',
            title: t('remedy'),
            render: (_, { remedy }) => <Typography.Text type="secondary">{remedy}</Typography.Text>,
          },
        ]}
      />
    </Modal>
  );
}
