/** What was done on the RAM side of a cloud account. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Select, Typography } from 'antd';
import { api } from '../../api/client.ts';
import type { CloudLogEntry } from '../../api/generated.ts';
import { useFilters } from '../../app/use-search.ts';
import { useFieldName } from '../../parts/diff.tsx';
import { Time } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState, Loading } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { EntryDrawer } from './entry-drawer.tsx';
import { changedFields, nameIn } from './entry-facts.ts';
import { useLogExport } from './export-log.ts';
import { logsText } from './logs-text.ts';

export function CloudLog({ instance }: { instance: string }) {
  const t = useText(logsText);
  const [{ cloud }] = useFilters();
  const { data, error, refetch } = useQuery({
    queryKey: ['cloud-accounts', instance],
    queryFn: () => api.cloudAccounts.listCloudAccounts(instance),
  });
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const chosen = data.items.find(({ id }) => id === cloud) ?? data.items[0];
  if (!chosen)
    return (
      <EmptyState
        title={t('noCloudAccount')}
        hint={t('noCloudAccountHint')}
        action={
          <Link to="/i/$instance/cloud" params={{ instance }}>
            <Button type="primary">{t('toCloudAccounts')}</Button>
          </Link>
        }
      />
    );
  return <CloudLogTable key={chosen.id} instance={instance} account={chosen.id} accounts={data.items} />;
}

interface CloudLogTableProps {
  instance: string;
  account: string;
  accounts: { id: string; name: string }[];
}

function CloudLogTable({ instance, account, accounts }: CloudLogTableProps) {
  const t = useText(logsText);
  const words = useText(common);
  const [{ subject, entry }, setFilters] = useFilters();
  const columns = useColumns();
  const page = (limit: number) => (cursor: string | undefined) =>
    api.cloudAccounts.listCloudLog(instance, account, {
      limit,
      ...(subject ? { subject } : {}),
      ...(cursor ? { cursor } : {}),
    });
  const query = useList<CloudLogEntry>(['cloud-log', instance, account, subject], page(100));
  const exportAll = useLogExport('ram-log', columns, page(500));
  const open = query.data?.pages.flatMap(({ items }) => items).find(({ seq }) => String(seq) === entry);
  return (
    <>
      <DataTable<CloudLogEntry>
        id="ram-log"
        label={t('tabCloud')}
        columns={columns}
        rowKey={({ seq }) => String(seq)}
        query={query}
        onOpen={({ seq }) => setFilters({ entry: String(seq) })}
        onExport={() => void exportAll()}
        empty={<EmptyState title={subject ? words('nothingFound') : t('noChange')} />}
        toolbar={
          <>
            <Select
              aria-label={t('cloudAccount')}
              style={{ minWidth: 200 }}
              value={account}
              onChange={(cloud) => setFilters({ cloud, entry: undefined })}
              options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Input.Search
              key={subject}
              aria-label={t('filterSubject')}
              placeholder={t('filterSubject')}
              allowClear
              defaultValue={subject}
              style={{ width: 260, maxWidth: '100%' }}
              onSearch={(value) => setFilters({ subject: value.trim(), entry: undefined })}
            />
          </>
        }
      />
      <CloudDrawer instance={instance} entry={open} onClose={() => setFilters({ entry: undefined })} />
    </>
  );
}

interface CloudDrawerProps {
  instance: string;
  entry: CloudLogEntry | undefined;
  onClose: () => void;
}

function CloudDrawer({ instance, entry, onClose }: CloudDrawerProps) {
  const t = useText(logsText);
  const facts = entry
    ? [
        { key: 'at', label: t('at'), children: <Time at={entry.at} /> },
        { key: 'actor', label: t('actor'), children: entry.actor },
        { key: 'op', label: t('op'), children: <span className="mono">{entry.action}</span> },
        {
          key: 'id',
          label: t('subjectId'),
          children: (
            <Typography.Text className="mono" copyable>
              {entry.subjectId}
            </Typography.Text>
          ),
        },
      ]
    : [];
  return <EntryDrawer entry={entry} instance={instance} facts={facts} onClose={onClose} />;
}

function useColumns(): Column<CloudLogEntry>[] {
  const t = useText(logsText);
  const fieldName = useFieldName();
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return [
    { key: 'at', title: t('at'), width: 180, value: ({ at }) => at, render: ({ at }) => <Time at={at} /> },
    {
      key: 'action',
      title: t('op'),
      width: 220,
      value: ({ action }) => action,
      render: ({ action }) => <span className="mono">{action}</span>,
    },
    { key: 'name', title: t('name'), width: 220, value: ({ before, after }) => nameIn(before, after) },
    {
      key: 'fields',
      title: t('fields'),
      width: 260,
      value: ({ before, after }) =>
        changedFields(before, after)
          .map((name) => fieldName(name))
          .join(', '),
    },
    { key: 'actor', title: t('actor'), width: 200, value: ({ actor }) => actor },
    {
      key: 'subjectId',
      title: t('subjectId'),
      width: 280,
      value: ({ subjectId }) => subjectId,
      render: ({ subjectId }) => (
        <span className="mono" title={subjectId}>
          {subjectId}
        </span>
      ),
    },
    { key: 'before', title: t('before'), width: 260, hidden: true, value: ({ before }) => json(before) },
    { key: 'after', title: t('after'), width: 260, hidden: true, value: ({ after }) => json(after) },
  ];
}
