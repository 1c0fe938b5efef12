/** Everybody who may sign in to an application, why, and under which name; one account can be tried. */
import { Button, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { ApplicationSsoDetails, ApplicationUser } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { EmptyState } from '../../../parts/states.tsx';
import { type Column, DataTable } from '../../../table/data-table.tsx';
import { useList } from '../../../table/list-query.ts';
import { useText } from '../../../text/text.ts';
import { AccountSelect } from '../account-filter.tsx';
import { ssoKey } from '../application-queries.ts';
import { accessText } from './access-text.ts';
import { AccessTrial } from './access-trial.tsx';

export function PeopleTable({ sso: { applicationId } }: { sso: ApplicationSsoDetails }) {
  const t = useText(accessText);
  const instance = useInstanceId();
  const [tried, setTried] = useState<string>();
  const query = useList<ApplicationUser>(ssoKey(instance, applicationId, 'people'), (cursor) =>
    api.applications.listApplicationUsers(instance, applicationId, {
      limit: 100,
      ...(cursor ? { cursor } : {}),
    }),
  );
  return (
    <>
      <DataTable<ApplicationUser>
        id="application-people"
        label={t('peopleList')}
        columns={useColumns(setTried)}
        rowKey={({ accountId }) => accountId}
        query={query}
        onOpen={({ accountId }) => setTried(accountId)}
        empty={<EmptyState title={t('nobody')} hint={t('nobodyHint')} />}
        toolbar={<AccountSelect label={t('tryLabel')} value={tried} onChange={setTried} />}
      />
      {tried && (
        <AccessTrial application={applicationId} account={tried} onClose={() => setTried(undefined)} />
      )}
    </>
  );
}

const WAYS = {
  everyone: 'byEveryone',
  account: 'byAccount',
  org: 'byOrg',
  group: 'byGroup',
  rule: 'byRule',
} as const;

function useColumns(onTry: (account: string) => void): Column<ApplicationUser>[] {
  const t = useText(accessText);
  const why = ({ by }: ApplicationUser) => by.map((way) => t(WAYS[way]));
  return [
    {
      key: 'account',
      title: t('account'),
      width: 200,
      value: ({ account }) => account,
      render: ({ account, accountId }) => (
        <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onTry(accountId)}>
          {account}
        </Button>
      ),
    },
    { key: 'displayName', title: t('displayName'), width: 180, value: ({ displayName }) => displayName },
    {
      key: 'why',
      title: t('why'),
      width: 240,
      value: (user) => why(user).join(', '),
      render: (user) => (
        <Flex gap={4} wrap>
          {why(user).map((way) => (
            <Tag key={way} variant="filled">
              {way}
            </Tag>
          ))}
        </Flex>
      ),
    },
    {
      key: 'usernames',
      title: t('usernames'),
      width: 240,
      value: ({ usernames }) => usernames.join(', '),
      render: ({ usernames }) =>
        usernames.length > 0 ? (
          <span className="mono" title={usernames.join(', ')}>
            {usernames.join(', ')}
          </span>
        ) : (
          <Typography.Text type="warning">{t('noName')}</Typography.Text>
        ),
    },
  ];
}
