import { ArrowRightOutlined } from '@ant-design/icons';
import { Typography } from 'antd';
import { api } from '../../../api/client.ts';
import type { ChangeEntry } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { Time } from '../../../parts/format.tsx';
import { EmptyState } from '../../../parts/states.tsx';
import { type Column, DataTable } from '../../../table/data-table.tsx';
import { useList } from '../../../table/list-query.ts';
import { useText } from '../../../text/text.ts';
import { accountText } from '../account-text.ts';
import { accountsText } from '../accounts-text.ts';
import { fieldKind, fieldLabel } from '../model/account-fields.ts';
import { keys, useCustomFields, useGroup } from '../model/queries.ts';
import { FieldValue } from '../parts/field-value.tsx';
import { operationWord } from './operation.ts';
import { RunLink } from './source-records.tsx';

export function useHistory(accountId: string) {
  const instance = useInstanceId();
  return useList([...keys.account(instance, accountId), 'history'], (cursor) =>
    api.accounts.getAccountHistory(instance, accountId, { limit: 50, ...(cursor ? { cursor } : {}) }),
  );
}

/** Who changed what when, with the values before and after. */
export function HistoryTab({ accountId }: { accountId: string }) {
  const t = useText(accountText);
  const query = useHistory(accountId);
  const columns: Column<ChangeEntry>[] = [
    { key: 'at', title: t('when'), width: 180, value: ({ at }) => at, render: ({ at }) => <Time at={at} /> },
    { key: 'op', title: t('what'), width: 130, value: ({ op }) => operationWord(t, op) },
    {
      key: 'changes',
      title: t('changes'),
      width: 460,
      value: ({ before, after }) => JSON.stringify({ before, after }),
      render: (entry) => <Changes entry={entry} />,
    },
    { key: 'actor', title: t('who'), width: 210, value: ({ actor }) => actor },
    {
      key: 'runId',
      title: t('run'),
      width: 110,
      value: ({ runId }) => runId,
      render: ({ runId }) => (runId === null ? '–' : <RunLink id={runId}>{t('openRun')}</RunLink>),
    },
  ];
  return (
    <DataTable<ChangeEntry>
      id="account-history"
      label={t('historyLabel')}
      short
      columns={columns}
      rowKey={({ seq }) => String(seq)}
      query={query}
      empty={<EmptyState title={t('noHistory')} />}
    />
  );
}

/** One line for each field: what it was and what it became. */
function Changes({ entry: { before, after } }: { entry: ChangeEntry }) {
  const t = useText(accountText);
  const words = useText(accountsText);
  const custom = useCustomFields().data?.items ?? [];
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (fields.length === 0) return '–';
  const updates = before !== null && after !== null;
  return (
    <div style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
      {fields.map((field) => (
        <div key={field}>
          <Typography.Text type="secondary">{fieldLabel(words, custom, field)}: </Typography.Text>
          {updates ? (
            <>
              <ChangedValue field={field} value={before[field]} />
              <ArrowRightOutlined
                role="img"
                aria-label={t('becomes')}
                style={{ marginInline: 8, fontSize: 12 }}
              />
              <ChangedValue field={field} value={after[field]} />
            </>
          ) : (
            <ChangedValue field={field} value={(after ?? before)?.[field]} />
          )}
        </div>
      ))}
    </div>
  );
}

function ChangedValue({ field, value }: { field: string; value: unknown }) {
  const t = useText(accountText);
  const words = useText(accountsText);
  const custom = useCustomFields().data?.items ?? [];
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return <Typography.Text type="secondary">{t('empty')}</Typography.Text>;
  if (field === 'overrides' && Array.isArray(value))
    return value.map((id) => fieldLabel(words, custom, String(id))).join(', ');
  if (field === 'groupId') return <GroupName id={String(value)} />;
  if (field === 'orgIds' && Array.isArray(value))
    return value.map((id, i) => (
      <span key={String(id)}>
        {i > 0 && ', '}
        <FieldValue kind="org" value={id} />
      </span>
    ));
  return <FieldValue kind={fieldKind(field, custom)} value={value} />;
}

/** The group's name; the id where it is no more. */
function GroupName({ id }: { id: string }) {
  return <>{useGroup(id).data?.name ?? id}</>;
}
