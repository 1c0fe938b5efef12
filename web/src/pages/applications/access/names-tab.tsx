/** Application accounts: what people are called at an application, where it is given to each by hand. */
import { Link } from '@tanstack/react-router';
import { Alert, Button, Flex, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Application, ApplicationAccount, ApplicationSsoDetails } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useMay } from '../../../app/session.tsx';
import { useFilters } from '../../../app/use-search.ts';
import { Time } from '../../../parts/format.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { EmptyState, Loading } from '../../../parts/states.tsx';
import { type Column, DataTable } from '../../../table/data-table.tsx';
import { useList } from '../../../table/list-query.ts';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { AccountSelect } from '../account-filter.tsx';
import { ssoKey, useSso } from '../application-queries.ts';
import { ssoText } from '../sso-text.ts';
import { accessText } from './access-text.ts';
import { GiveName } from './give-name.tsx';
import { type Removal, useRemoval } from './removal.ts';

export function NamesTab({ application }: { application: Application }) {
  const t = useText(accessText);
  const instance = useInstanceId();
  const { data, error, refetch } = useSso(instance, application.id);
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Flex vertical gap={16}>
      <Typography.Text type="secondary">{t('namesHint')}</Typography.Text>
      <Unused sso={data} />
      <Names application={application.id} />
    </Flex>
  );
}

/** Names given by hand count only where the settings say so. */
function Unused({ sso: { applicationUsername } }: { sso: ApplicationSsoDetails }) {
  const t = useText(accessText);
  const words = useText(ssoText);
  const [, setFilters] = useFilters();
  if (applicationUsername.by === 'manual') return null;
  const by = words(applicationUsername.by === 'username' ? 'byUsername' : 'byExpression');
  return (
    <Alert
      type="info"
      showIcon
      title={t('namesUnused', { by })}
      action={
        <Button size="small" onClick={() => setFilters({ tab: 'sso', account: undefined })}>
          {t('toSettings')}
        </Button>
      }
    />
  );
}

function Names({ application }: { application: string }) {
  const t = useText(accessText);
  const instance = useInstanceId();
  const may = useMay();
  const [{ account }, setFilters] = useFilters();
  const [giving, setGiving] = useState(false);
  const [selected, setSelected] = useState<ApplicationAccount[]>([]);
  const take = useRemoval<ApplicationAccount>(application, {
    call: (id, ids) => api.applications.removeApplicationAccounts(id, application, { ids }),
    question: (count) => t('takeTitle', { count }),
    hint: t('takeHint'),
    done: (count) => t('taken', { count }),
    onDone: () => setSelected([]),
  });
  const query = useList<ApplicationAccount>(ssoKey(instance, application, 'names', account ?? ''), (cursor) =>
    api.applications.listApplicationAccounts(instance, application, {
      limit: 100,
      ...(account ? { account } : {}),
      ...(cursor ? { cursor } : {}),
    }),
  );
  return (
    <>
      <DataTable<ApplicationAccount>
        id="application-accounts"
        label={t('namesList')}
        columns={useColumns(take)}
        rowKey={({ id }) => id}
        query={query}
        empty={<EmptyState title={t('noNames')} hint={t('noNamesHint')} />}
        toolbar={
          <>
            {may.admin && (
              <Button type="primary" onClick={() => setGiving(true)}>
                {t('give')}
              </Button>
            )}
            <AccountSelect
              label={t('onlyOf')}
              value={account}
              onChange={(id) => setFilters({ account: id })}
            />
            {selected.length > 0 && (
              <Button danger loading={take.isPending} onClick={() => void take.ask(selected)}>
                {t('removeSelected', { count: selected.length })}
              </Button>
            )}
          </>
        }
        {...(may.admin
          ? {
              selection: {
                keys: selected.map(({ id }) => id),
                onChange: (_: string[], rows: ApplicationAccount[]) => setSelected(rows),
              },
            }
          : {})}
      />
      {giving && <GiveName application={application} onClose={() => setGiving(false)} />}
    </>
  );
}

function useColumns(take: Removal<ApplicationAccount>): Column<ApplicationAccount>[] {
  const t = useText(accessText);
  const words = useText(common);
  const instance = useInstanceId();
  const may = useMay();
  const columns: Column<ApplicationAccount>[] = [
    {
      key: 'account',
      title: t('account'),
      width: 200,
      value: ({ account }) => account,
      render: ({ account, accountId, isDeleted }) =>
        isDeleted ? (
          <>
            {account} <Typography.Text type="secondary">({t('inBin')})</Typography.Text>
          </>
        ) : (
          <Link to="/i/$instance/accounts/$account" params={{ instance, account: accountId }} title={account}>
            {account}
          </Link>
        ),
    },
    { key: 'displayName', title: t('displayName'), width: 180, value: ({ displayName }) => displayName },
    {
      key: 'username',
      title: t('nameAt'),
      width: 260,
      value: ({ username }) => username,
      render: ({ username }) => (
        <span className="mono" title={username}>
          {username}
        </span>
      ),
    },
    {
      key: 'created',
      title: words('createdAt'),
      width: 170,
      value: ({ createdAt }) => createdAt,
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
  ];
  if (!may.admin) return columns;
  return [
    ...columns,
    {
      key: 'actions',
      title: '',
      width: 100,
      align: 'right',
      value: () => null,
      render: (name) => (
        <Button
          type="link"
          size="small"
          disabled={take.isPending}
          aria-label={t('takeOne', { username: name.username, name: name.account })}
          onClick={() => void take.ask([name])}
        >
          {words('remove')}
        </Button>
      ),
    },
  ];
}
