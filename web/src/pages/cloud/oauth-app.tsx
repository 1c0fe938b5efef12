/** One OAuth application as RAM's console shows it: Basic Information, OAuth Scope, Application Secret. */
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button, Descriptions, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { CloudApp } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { Time, useNumber } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { PageTabs } from '../../parts/page-tabs.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { AppScopes, Authorisation } from './app-scopes.tsx';
import { AppSecrets } from './app-secrets.tsx';
import { useCloudAccount, useCloudApp } from './cloud-queries.ts';
import { cloudText } from './cloud-text.ts';
import { CopyLine } from './copy-line.tsx';
import { OAuthAppDialog } from './oauth-app-dialog.tsx';
import { AuthorisationTag } from './oauth-apps.tsx';

export function OAuthAppPage() {
  const t = useText(cloudText);
  const tc = useText(common);
  const instance = useInstanceId();
  const { cloudAccount = '', app: appId = '' } = useParams({ strict: false });
  const [{ tab = 'scopes' }, setFilters] = useFilters();
  const account = useCloudAccount(instance, cloudAccount);
  const { data: app, error, refetch } = useCloudApp(instance, cloudAccount, appId);
  const above = [
    { label: tc('cloudAccounts'), to: `/i/${instance}/cloud` },
    { label: account.data?.name ?? cloudAccount, to: `/i/${instance}/cloud/${cloudAccount}` },
  ];
  if (!app)
    return (
      <Page title={t('enterpriseApplication')} above={above}>
        {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />}
      </Page>
    );
  return (
    <Page
      title={app.appName}
      description={app.displayName}
      above={above}
      actions={<Actions account={cloudAccount} app={app} />}
    >
      <Authorisation app={app} />
      <BasicInformation app={app} />
      <PageTabs
        activeKey={tab === 'secrets' ? 'secrets' : 'scopes'}
        onChange={(key) => setFilters({ tab: key === 'scopes' ? undefined : key })}
        items={[
          { key: 'scopes', label: t('oauthScope'), children: <AppScopes app={app} /> },
          { key: 'secrets', label: t('applicationSecret'), children: <AppSecrets app={app} /> },
        ]}
      />
    </Page>
  );
}

function BasicInformation({ app }: { app: CloudApp }) {
  const t = useText(cloudText);
  const tc = useText(common);
  const number = useNumber();
  const seconds = (value: number) => `${number(value)} ${t('seconds')}`;
  const hasPeople = app.appType !== 'ServerApp';
  return (
    <section aria-labelledby="basic-information" style={{ marginBottom: 12 }}>
      <Typography.Title level={2} id="basic-information" style={{ fontSize: 16, margin: '0 0 10px' }}>
        {t('basicInformation')}
      </Typography.Title>
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, sm: 1, md: 1, lg: 2 }}
        items={[
          {
            key: 'id',
            label: t('applicationId'),
            children: <CopyLine label={t('applicationId')} value={app.appId} />,
          },
          { key: 'type', label: t('applicationType'), children: t(app.appType) },
          { key: 'access', label: t('accessTokenValidity'), children: seconds(app.accessTokenValidity) },
          {
            key: 'authorised',
            label: t('authorisation'),
            children: <AuthorisationTag app={app} />,
          },
          ...(hasPeople
            ? [
                {
                  key: 'refresh',
                  label: t('refreshTokenValidity'),
                  children: seconds(app.refreshTokenValidity),
                },
                {
                  key: 'callbacks',
                  label: t('callbackUrls'),
                  children:
                    app.redirectUris.length === 0
                      ? tc('none')
                      : app.redirectUris.map((uri) => <div key={uri}>{uri}</div>),
                },
              ]
            : []),
          { key: 'created', label: tc('createdAt'), children: <Time at={app.createDate} /> },
          { key: 'updated', label: tc('updatedAt'), children: <Time at={app.updateDate} /> },
        ]}
      />
    </section>
  );
}

function Actions({ account, app }: { account: string; app: CloudApp }) {
  const t = useText(cloudText);
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
      {doing === 'edit' && <OAuthAppDialog account={account} app={app} onClose={close} />}
      <ConfirmByName
        open={doing === 'delete'}
        title={t('deleteApplication')}
        name={app.appName}
        action={tc('delete')}
        onClose={close}
        onConfirm={async () => {
          await api.cloudAccounts.deleteCloudApp(instance, account, app.appId);
          await navigate({
            to: '/i/$instance/cloud/$cloudAccount',
            params: { instance, cloudAccount: account },
          });
        }}
      >
        {t('deleteApplicationSays', { name: app.appName })}
      </ConfirmByName>
    </>
  );
}
