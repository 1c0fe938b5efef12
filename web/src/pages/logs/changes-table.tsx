/** The change log as a table, of an instance or of the administration, with each entry's diff in a drawer. */
import { Link } from '@tanstack/react-router';
import { Typography } from 'antd';
import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import type { ChangeEntry } from '../../api/generated.ts';
import { useFilters } from '../../app/use-search.ts';
import { useFieldName } from '../../parts/diff.tsx';
import { Time } from '../../parts/format.tsx';
import { OpTag, useEntityWord, useOpWord } from '../../parts/run/op-tag.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { EntryDrawer } from './entry-drawer.tsx';
import { changedFields, nameIn } from './entry-facts.ts';
import { useLogExport } from './export-log.ts';
import { logsText } from './logs-text.ts';

export interface ChangeFilter {
  actor?: string | undefined;
  entity?: string | undefined;
  run?: string | undefined;
  /** ISO date and time. */
  since?: string | undefined;
}

interface ChangesTableProps {
  /** `null`: the log of administrators and tokens, which belong to no instance. */
  instance: string | null;
  filter: ChangeFilter;
  toolbar?: ReactNode;
}

export function ChangesTable({ instance, filter, toolbar }: ChangesTableProps) {
  const t = useText(logsText);
  const words = useText(common);
  const [{ entry }, setFilters] = useFilters();
  const columns = useColumns(
    instance !== null && (filter.run === undefined || toolbar !== undefined) ? instance : null,
  );
  const page = (limit: number) => (cursor: string | undefined) => {
    const given = Object.entries({ ...filter, cursor }).filter(([, value]) => value !== undefined);
    const query = { limit, ...Object.fromEntries(given) };
    return instance === null
      ? api.changes.listAdministrationChanges(query)
      : api.changes.listChanges(instance, query);
  };
  const query = useList<ChangeEntry>(['changes', instance ?? '', filter], page(100));
  const exportAll = useLogExport(instance === null ? 'administration' : 'changes', columns, page(500));
  const open = query.data?.pages.flatMap(({ items }) => items).find(({ seq }) => String(seq) === entry);
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const nothing =
    filter.run && !toolbar ? t('noChangeOfRun') : filtered ? words('nothingFound') : t('noChange');
  return (
    <>
      <DataTable<ChangeEntry>
        id={instance === null ? 'administration-log' : 'change-log'}
        label={t(instance === null ? 'tabAdministration' : 'tabChanges')}
        columns={columns}
        rowKey={({ seq }) => String(seq)}
        query={query}
        toolbar={toolbar}
        onOpen={({ seq }) => setFilters({ entry: String(seq) })}
        onExport={() => void exportAll()}
        empty={<EmptyState title={nothing} {...(filtered ? {} : { hint: t('noChangeHint') })} />}
      />
      <ChangeDrawer instance={instance} entry={open} onClose={() => setFilters({ entry: undefined })} />
    </>
  );
}

interface ChangeDrawerProps {
  instance: string | null;
  entry: ChangeEntry | undefined;
  onClose: () => void;
}

function ChangeDrawer({ instance, entry, onClose }: ChangeDrawerProps) {
  const t = useText(logsText);
  const entity = useEntityWord();
  if (!entry) return <EntryDrawer entry={undefined} instance="" facts={[]} onClose={onClose} />;
  const name = nameIn(entry.before, entry.after);
  return (
    <EntryDrawer
      entry={entry}
      instance={instance ?? ''}
      onClose={onClose}
      facts={[
        { key: 'at', label: t('at'), children: <Time at={entry.at} /> },
        { key: 'actor', label: t('actor'), children: entry.actor },
        { key: 'op', label: t('op'), children: <OpTag op={entry.op} /> },
        { key: 'entity', label: t('entity'), children: entity(entry.entity) },
        ...(name === null ? [] : [{ key: 'name', label: t('name'), children: name }]),
        {
          key: 'id',
          label: t('entityId'),
          children: (
            <Typography.Text className="mono" copyable>
              {entry.entityId}
            </Typography.Text>
          ),
        },
      ]}
      links={
        instance !== null && (
          <>
            <EntityLink instance={instance} entry={entry} />
            <Link to="/i/$instance/logs" params={{ instance }} search={{ entity: entry.entityId } as never}>
              {t('history')}
            </Link>
            {entry.runId && (
              <Link to="/i/$instance/runs/$run" params={{ instance, run: entry.runId }}>
                {t('openRun')}
              </Link>
            )}
          </>
        )
      }
    />
  );
}

/** The page of what was changed, where it has one and is still there. */
function EntityLink({ instance, entry }: { instance: string; entry: ChangeEntry }) {
  const t = useText(logsText);
  const { entity, entityId: id, op } = entry;
  if (op === 'delete' || op === 'purge') return null;
  if (entity === 'account' || entity === 'membership')
    return (
      <Link to="/i/$instance/accounts/$account" params={{ instance, account: id }}>
        {t('open')}
      </Link>
    );
  if (entity === 'group')
    return (
      <Link to="/i/$instance/groups/$group" params={{ instance, group: id }}>
        {t('open')}
      </Link>
    );
  if (entity === 'source')
    return (
      <Link to="/i/$instance/sources/$source" params={{ instance, source: id }}>
        {t('open')}
      </Link>
    );
  if (entity === 'application')
    return (
      <Link to="/i/$instance/applications/$application" params={{ instance, application: id }}>
        {t('open')}
      </Link>
    );
  return null;
}

function useColumns(instance: string | null): Column<ChangeEntry>[] {
  const t = useText(logsText);
  const entity = useEntityWord();
  const word = useOpWord();
  const fieldName = useFieldName();
  const fields = ({ before, after }: ChangeEntry) =>
    changedFields(before, after)
      .map((name) => fieldName(name))
      .join(', ');
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return [
    { key: 'at', title: t('at'), width: 180, value: ({ at }) => at, render: ({ at }) => <Time at={at} /> },
    {
      key: 'op',
      title: t('op'),
      width: 130,
      value: ({ op }) => word(op),
      render: ({ op }) => <OpTag op={op} />,
    },
    {
      key: 'name',
      title: t('name'),
      width: 180,
      // An update holds only what changed; then the id is all that is known.
      value: ({ before, after, entityId }) => nameIn(before, after) ?? entityId,
    },
    { key: 'entity', title: t('entity'), width: 140, value: (row) => entity(row.entity) },
    { key: 'fields', title: t('fields'), width: 260, value: fields },
    { key: 'actor', title: t('actor'), width: 200, value: ({ actor }) => actor },
    ...(instance === null
      ? []
      : [
          {
            key: 'run',
            title: t('run'),
            width: 110,
            value: ({ runId }: ChangeEntry) => runId,
            render: ({ runId }: ChangeEntry) =>
              runId && (
                <Link to="/i/$instance/runs/$run" params={{ instance, run: runId }}>
                  {t('openRun')}
                </Link>
              ),
          },
        ]),
    {
      key: 'entityId',
      title: t('entityId'),
      width: 280,
      value: ({ entityId }) => entityId,
      render: ({ entityId }) => (
        <span className="mono" title={entityId}>
          {entityId}
        </span>
      ),
    },
    { key: 'before', title: t('before'), width: 260, hidden: true, value: ({ before }) => json(before) },
    { key: 'after', title: t('after'), width: 260, hidden: true, value: ({ after }) => json(after) },
  ];
}
