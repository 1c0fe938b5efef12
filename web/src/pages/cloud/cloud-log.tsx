import { api } from '../../api/client.ts';
import type { CloudAccountWithEndpoints, CloudLogEntry } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { Diff } from '../../parts/diff.tsx';
import { Time } from '../../parts/format.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { useText } from '../../text/text.ts';
import { cloudKey, useCloudApps } from './cloud-queries.ts';
import { cloudText } from './cloud-text.ts';

/** More fields than these make a row too high to scan. */
const FIELDS_SHOWN = 6;

/** What was written on the RAM side, newest first. */
export function CloudLog({ account }: { account: CloudAccountWithEndpoints }) {
  const t = useText(cloudText);
  const instance = useInstanceId();
  const query = useList<CloudLogEntry>(cloudKey(instance, account.id, 'log'), (cursor) =>
    api.cloudAccounts.listCloudLog(instance, account.id, { limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  const apps = useCloudApps(instance, account.id).data?.items ?? [];
  // Programs write in the name of their application: `app:<id>`.
  const nameOf = (actor: string) => apps.find(({ appId }) => actor === `app:${appId}`)?.appName ?? actor;
  const columns: Column<CloudLogEntry>[] = [
    { key: 'at', title: t('at'), width: 180, value: ({ at }) => at, render: ({ at }) => <Time at={at} /> },
    { key: 'actor', title: t('actor'), width: 170, value: ({ actor }) => nameOf(actor) },
    { key: 'action', title: t('action'), width: 160, value: ({ action }) => action },
    {
      key: 'subject',
      title: t('subject'),
      width: 175,
      value: ({ subjectId }) => subjectId,
      render: ({ subjectId }) => <span className="mono">{subjectId}</span>,
    },
    {
      key: 'change',
      title: t('change'),
      width: 430,
      value: ({ before, after }) => JSON.stringify({ before, after }),
      render: ({ before, after }) =>
        (before || after) && <Diff before={before} after={after} limit={FIELDS_SHOWN} />,
    },
  ];
  return (
    <DataTable
      id="cloud-log"
      label={t('logLabel')}
      columns={columns}
      rowKey={({ seq }) => String(seq)}
      query={query}
      short
      empty={<EmptyState title={t('logEmpty')} />}
    />
  );
}
