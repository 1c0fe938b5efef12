import { Link } from '@tanstack/react-router';
import { App, Button, Tooltip, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Account } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useMay } from '../../../app/session.tsx';
import { useAction } from '../../../parts/action.ts';
import { EmptyState } from '../../../parts/states.tsx';
import { type Column, DataTable } from '../../../table/data-table.tsx';
import { useList } from '../../../table/list-query.ts';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';
import { directoryText } from '../directory-text.ts';
import { stateOf } from '../model/account-fields.ts';
import { accountKeys, keys, useSourceName } from '../model/queries.ts';
import { AccountStateTag } from '../parts/account-state.tsx';
import { useMemberCount } from './delete-group.tsx';

interface Member {
  account: Account;
  /** The source that keeps the membership; null where it was given by hand. */
  sourceId: string | null;
}

interface MemberTableProps {
  groupId: string;
  addButton: ReactNode;
}

/** The most that one call removes. */
const PORTION = 1000;

export function MemberTable({ groupId, addButton }: MemberTableProps) {
  const t = useText(directoryText);
  const words = useText(common);
  const { modal } = App.useApp();
  const instance = useInstanceId();
  const may = useMay();
  const [selected, setSelected] = useState<Member[]>([]);
  const total = useMemberCount(groupId);
  const query = useList([...keys.group(instance, groupId), 'members'], (cursor) =>
    api.groups.listGroupMembers(instance, groupId, { limit: 100, ...(cursor ? { cursor } : {}) }),
  );
  const remove = useAction(
    async (accountIds: string[]) => {
      let removed = 0;
      for (let start = 0; start < accountIds.length; start += PORTION) {
        const portion = { accountIds: accountIds.slice(start, start + PORTION) };
        removed += (await api.groups.removeGroupMembers(instance, groupId, portion)).removed;
      }
      return removed;
    },
    {
      touches: accountKeys(instance),
      done: (count) => t('membersRemoved', { count }),
      onDone: () => setSelected([]),
    },
  );
  const removeAfterQuestion = async (accountIds: string[]) => {
    const sure = await modal.confirm({
      title: t('removeQuestion', { count: accountIds.length }),
      content: t('removeHint'),
      okText: words('remove'),
      okButtonProps: { danger: true },
      cancelText: words('cancel'),
    });
    if (sure) remove.mutate(accountIds);
  };
  const removable = selected.filter(({ sourceId }) => sourceId === null).map(({ account }) => account.id);
  const kept = selected.length - removable.length;
  const columns = useColumns(remove.isPending, (account) => void removeAfterQuestion([account.id]));
  return (
    <DataTable<Member>
      id="group-members"
      label={t('membersLabel')}
      columns={columns}
      rowKey={({ account }) => account.id}
      query={query}
      total={total.data?.count}
      empty={<EmptyState title={t('noMembers')} hint={t('noMembersHint')} action={addButton} />}
      toolbar={
        selected.length > 0 && (
          <>
            <Button
              danger
              loading={remove.isPending}
              disabled={removable.length === 0}
              onClick={() => void removeAfterQuestion(removable)}
            >
              {t('removeSelected', { count: removable.length })}
            </Button>
            {kept > 0 && (
              <Typography.Text type="secondary">{t('sourceKept', { count: kept })}</Typography.Text>
            )}
          </>
        )
      }
      {...(may.operate
        ? {
            selection: {
              keys: selected.map(({ account }) => account.id),
              onChange: (_: string[], rows: Member[]) => setSelected(rows),
            },
          }
        : {})}
    />
  );
}

function useColumns(busy: boolean, onRemove: (account: Account) => void): Column<Member>[] {
  const t = useText(directoryText);
  const words = useText(common);
  const states = useText(accountsText);
  const instance = useInstanceId();
  const may = useMay();
  const sourceName = useSourceName();
  return [
    {
      key: 'username',
      title: t('member'),
      width: 200,
      value: ({ account }) => account.username,
      render: ({ account }) => (
        <Link
          to="/i/$instance/accounts/$account"
          params={{ instance, account: account.id }}
          title={account.username}
        >
          {account.username}
        </Link>
      ),
    },
    { key: 'displayName', title: t('displayName'), width: 180, value: ({ account }) => account.displayName },
    { key: 'email', title: t('email'), width: 240, value: ({ account }) => account.email },
    {
      key: 'state',
      title: t('status'),
      width: 120,
      value: ({ account }) => states(stateOf(account)),
      render: ({ account }) => <AccountStateTag account={account} />,
    },
    {
      key: 'keptBy',
      title: t('keptBy'),
      width: 190,
      value: ({ sourceId }) => (sourceId === null ? t('byHand') : sourceName(sourceId)),
    },
    ...(may.operate
      ? [
          {
            key: 'actions',
            title: '',
            width: 100,
            align: 'right' as const,
            value: () => null,
            render: ({ account, sourceId }: Member) => (
              <Tooltip title={sourceId === null ? undefined : t('keptBySource')}>
                <Button
                  type="link"
                  size="small"
                  disabled={sourceId !== null || busy}
                  aria-label={t('removeMember', { name: account.username })}
                  onClick={() => onRemove(account)}
                >
                  {words('remove')}
                </Button>
              </Tooltip>
            ),
          },
        ]
      : []),
  ];
}
