/** Live sessions, of an instance or of one account, with what ends them. */
import { Link } from '@tanstack/react-router';
import { App, Flex, Tag } from 'antd';
import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import type { PersonSession } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { Time } from '../../parts/format.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable, RowMenu } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { logonKey } from './logon-queries.ts';
import { agentWords, methodWords } from './session-words.ts';
import { sessionsText } from './sessions-text.ts';

/** Everything that shows sessions or counts them. */
const touchedBySessions = (instance: string) => [logonKey(instance, 'sessions'), ['account', instance]];

/** Logs somebody out everywhere, after a question. */
export function useEndAll() {
  const t = useText(sessionsText);
  const words = useText(common);
  const instance = useInstanceId();
  const { modal } = App.useApp();
  const end = useAction((account: string) => api.accounts.endSessionsOfAccount(instance, account), {
    done: ({ ended }) => t('endedCount', { count: ended }),
    touches: touchedBySessions(instance),
  });
  return async (account: { id: string; name: string }) => {
    const sure = await modal.confirm({
      title: t('endAllTitle', { name: account.name }),
      content: t('endAllHint'),
      okText: t('endAll'),
      okButtonProps: { danger: true },
      cancelText: words('cancel'),
    });
    if (sure) end.mutate(account.id);
  };
}

interface SessionTableProps {
  /** Id or user name of the one account; all without it. */
  account?: string | undefined;
  /** The table stands on the page of that account. */
  own?: boolean;
  toolbar?: ReactNode;
}

export function SessionTable({ account, own = false, toolbar }: SessionTableProps) {
  const t = useText(sessionsText);
  const instance = useInstanceId();
  const query = useList<PersonSession>(logonKey(instance, 'sessions', account ?? ''), (cursor) =>
    api.sessions.listSessions(instance, {
      limit: 100,
      ...(account ? { account } : {}),
      ...(cursor ? { cursor } : {}),
    }),
  );
  return (
    <DataTable<PersonSession>
      id={own ? 'account-sessions' : 'sessions'}
      label={t('list')}
      columns={useColumns(own)}
      rowKey={({ id }) => id}
      query={query}
      short={own}
      toolbar={toolbar}
      empty={<EmptyState title={t('none')} {...(own ? {} : { hint: t('noneHint') })} />}
    />
  );
}

function useColumns(own: boolean): Column<PersonSession>[] {
  const t = useText(sessionsText);
  const instance = useInstanceId();
  const { operate } = useMay();
  const person: Column<PersonSession> = {
    key: 'person',
    title: t('person'),
    width: 180,
    value: ({ username }) => username,
    render: ({ accountId, username }) => (
      <Link
        to="/i/$instance/accounts/$account"
        params={{ instance, account: accountId }}
        search={{ tab: 'logon' }}
      >
        {username}
      </Link>
    ),
  };
  const columns: Column<PersonSession>[] = [
    {
      key: 'methods',
      title: t('methods'),
      width: 180,
      value: ({ methods }) => methodWords(t, methods).join(', '),
      render: ({ methods }) => (
        <Flex gap={4} wrap>
          {methodWords(t, methods).map((word) => (
            <Tag key={word} variant="filled">
              {word}
            </Tag>
          ))}
        </Flex>
      ),
    },
    { key: 'address', title: t('address'), width: 150, value: ({ address }) => address },
    { key: 'browser', title: t('browser'), width: 200, value: ({ agent }) => agentWords(t, agent) },
    {
      key: 'since',
      title: t('since'),
      width: 170,
      value: ({ startedAt }) => startedAt,
      render: ({ startedAt }) => <Time at={startedAt} />,
    },
    {
      key: 'seen',
      title: t('seen'),
      width: 130,
      value: ({ lastSeenAt }) => lastSeenAt,
      render: ({ lastSeenAt }) => <Time at={lastSeenAt} relative />,
    },
  ];
  const actions: Column<PersonSession> = {
    key: 'actions',
    title: '',
    width: 76,
    align: 'right',
    value: () => null,
    render: (session) => <Actions session={session} own={own} />,
  };
  return [...(own ? [] : [person]), ...columns, ...(operate ? [actions] : [])];
}

function Actions({ session: { id, accountId, username }, own }: { session: PersonSession; own: boolean }) {
  const t = useText(sessionsText);
  const instance = useInstanceId();
  const endAll = useEndAll();
  const end = useAction(() => api.sessions.endSession(instance, id), {
    done: t('ended'),
    touches: touchedBySessions(instance),
  });
  return (
    <RowMenu
      items={[
        {
          key: 'end',
          label: t('end'),
          danger: true,
          disabled: end.isPending,
          onClick: () => end.mutate(undefined),
        },
        ...(own
          ? []
          : [
              {
                key: 'endAll',
                label: t('endAllOf', { name: username }),
                danger: true,
                onClick: () => void endAll({ id: accountId, name: username }),
              },
            ]),
      ]}
    />
  );
}
