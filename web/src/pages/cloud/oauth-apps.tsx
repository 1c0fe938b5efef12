/** The OAuth applications of a cloud account: the tab “Enterprise Application”. */
import { PlusOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Flex, Tag } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { CloudAccountWithEndpoints, CloudApp } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Time } from '../../parts/format.tsx';
import { EmptyState, StateTag } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { cloudText } from './cloud-text.ts';
import { OAuthAppDialog } from './oauth-app-dialog.tsx';

export function OAuthApps({ account }: { account: CloudAccountWithEndpoints }) {
  const t = useText(cloudText);
  const instance = useInstanceId();
  const navigate = useNavigate();
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const query = useList<CloudApp>(cloudKey(instance, account.id, 'app-list'), () =>
    api.cloudAccounts.listCloudApps(instance, account.id),
  );
  const open = (app: string) =>
    navigate({
      to: '/i/$instance/cloud/$cloudAccount/apps/$app',
      params: { instance, cloudAccount: account.id, app },
    });
  const create = (
    <Button type="primary" icon={<PlusOutlined />} disabled={!may.admin} onClick={() => setCreating(true)}>
      {t('createApplication')}
    </Button>
  );
  return (
    <>
      <DataTable
        id="oauth-apps"
        label={t('appsLabel')}
        columns={useColumns(instance, account.id)}
        rowKey={({ appId }) => appId}
        query={query}
        short
        toolbar={create}
        empty={<EmptyState title={t('noApps')} hint={t('noAppsHint')} />}
        onOpen={({ appId }) => void open(appId)}
      />
      {creating && (
        <OAuthAppDialog
          account={account.id}
          onSaved={({ appId }) => void open(appId)}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  );
}

function useColumns(instance: string, cloudAccount: string): Column<CloudApp>[] {
  const t = useText(cloudText);
  const tc = useText(common);
  return [
    {
      key: 'name',
      title: t('applicationName'),
      width: 200,
      value: ({ appName }) => appName,
      render: ({ appId, appName }) => (
        <Link to="/i/$instance/cloud/$cloudAccount/apps/$app" params={{ instance, cloudAccount, app: appId }}>
          {appName}
        </Link>
      ),
    },
    { key: 'display', title: t('displayName'), width: 180, value: ({ displayName }) => displayName },
    { key: 'type', title: t('applicationType'), width: 170, value: ({ appType }) => t(appType) },
    {
      key: 'id',
      title: t('applicationId'),
      width: 200,
      value: ({ appId }) => appId,
      render: ({ appId }) => <span className="mono">{appId}</span>,
    },
    {
      key: 'scopes',
      title: t('oauthScopes'),
      width: 190,
      value: ({ predefinedScopes }) => predefinedScopes.join(' '),
      render: ({ predefinedScopes }) => (
        <Flex gap={4} wrap>
          {predefinedScopes.map((scope) => (
            <Tag key={scope} variant="filled" style={{ margin: 0 }}>
              {scope}
            </Tag>
          ))}
        </Flex>
      ),
    },
    {
      key: 'authorised',
      title: t('authorisation'),
      width: 140,
      value: (app) => t(authorisationOf(app)),
      render: (app) => <AuthorisationTag app={app} />,
    },
    {
      key: 'created',
      title: tc('createdAt'),
      width: 180,
      value: ({ createDate }) => createDate,
      render: ({ createDate }) => <Time at={createDate} />,
    },
  ];
}

function authorisationOf({ appType, authorised }: CloudApp) {
  if (appType !== 'ServerApp') return 'notNeeded';
  return authorised ? 'authorised' : 'notAuthorised';
}

/** Whether a Server Application is authorised; the others need it not. */
export function AuthorisationTag({ app }: { app: CloudApp }) {
  const t = useText(cloudText);
  const state = authorisationOf(app);
  const tone = { notNeeded: 'off', authorised: 'good', notAuthorised: 'warn' } as const;
  return <StateTag tone={tone[state]}>{t(state)}</StateTag>;
}
