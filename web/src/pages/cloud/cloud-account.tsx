/** One cloud account: its OAuth applications, RAM users, log and addresses. */
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button, Descriptions } from 'antd';
import { useState } from 'react';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { useNumber } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { PageTabs } from '../../parts/page-tabs.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { CloudAccountDialog, DeleteCloudAccount } from './cloud-account-dialogs.tsx';
import { CloudLog } from './cloud-log.tsx';
import { useCloudAccount } from './cloud-queries.ts';
import { cloudText } from './cloud-text.ts';
import { Endpoints } from './endpoints.tsx';
import { OAuthApps } from './oauth-apps.tsx';
import { RamUsers } from './ram-users.tsx';
import { UserSso } from './user-sso.tsx';
import { userSsoText } from './user-sso-text.ts';

export function CloudAccountPage() {
  const t = useText(cloudText);
  const tc = useText(common);
  const sso = useText(userSsoText);
  const instance = useInstanceId();
  const { cloudAccount: id = '' } = useParams({ strict: false });
  const [{ tab = 'apps' }, setFilters] = useFilters();
  const { data: account, error, refetch } = useCloudAccount(instance, id);
  const above = [{ label: tc('cloudAccounts'), to: `/i/${instance}/cloud` }];
  const number = useNumber();
  if (!account)
    return (
      <Page title={tc('cloudAccounts')} above={above}>
        {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />}
      </Page>
    );
  const tabs = [
    { key: 'apps', label: t('enterpriseApplication'), children: <OAuthApps account={account} /> },
    { key: 'users', label: t('users'), children: <RamUsers account={account} /> },
    { key: 'sso', label: sso('tab'), children: <UserSso account={account} /> },
    { key: 'log', label: t('log'), children: <CloudLog account={account} /> },
    { key: 'endpoints', label: t('endpoints'), children: <Endpoints account={account} /> },
  ];
  return (
    <Page title={account.name} above={above} actions={<Actions account={account} />}>
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 1, md: 3 }}
        items={[
          { key: 'alias', label: t('alias'), children: account.alias },
          { key: 'domain', label: t('defaultDomain'), children: account.defaultDomain },
          {
            key: 'users',
            label: t('ramUsers'),
            children: t('usedOfQuota', {
              used: number(account.userCount),
              quota: number(account.userQuota),
            }),
          },
        ]}
      />
      <PageTabs
        activeKey={tabs.some(({ key }) => key === tab) ? tab : 'apps'}
        // Filters of one tab mean nothing on another.
        onChange={(key) =>
          setFilters({
            tab: key === 'apps' ? undefined : key,
            q: undefined,
            type: undefined,
            user: undefined,
          })
        }
        destroyOnHidden
        items={tabs}
      />
    </Page>
  );
}

function Actions({ account }: { account: Parameters<typeof OAuthApps>[0]['account'] }) {
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const navigate = useNavigate();
  const [doing, setDoing] = useState<'edit' | 'delete'>();
  const close = () => setDoing(undefined);
  if (!may.admin) return null;
  return (
    <>
      <Button onClick={() => setDoing('edit')}>{tc('edit')}</Button>
      <Button danger onClick={() => setDoing('delete')}>
        {tc('delete')}
      </Button>
      {doing === 'edit' && <CloudAccountDialog instance={instance} account={account} onClose={close} />}
      {doing === 'delete' && (
        <DeleteCloudAccount
          instance={instance}
          account={account}
          onDeleted={() => void navigate({ to: '/i/$instance/cloud', params: { instance } })}
          onClose={close}
        />
      )}
    </>
  );
}
