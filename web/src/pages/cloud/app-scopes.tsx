/** The tab “OAuth Scope” of an application, and the authorisation of a Server Application. */
import { PlusOutlined } from '@ant-design/icons';
import { Alert, App, Button, Checkbox, Flex, Form, Table } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { CloudApp } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { StateTag } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { cloudText } from './cloud-text.ts';
import { FormDialog } from './form-dialog.tsx';

type Scope = CloudApp['predefinedScopes'][number];

const SCOPES = [
  { scope: '/acs/scim', use: 'scope_scim' },
  { scope: 'openid', use: 'scope_openid' },
  { scope: 'profile', use: 'scope_profile' },
  { scope: 'aliuid', use: 'scope_aliuid' },
] as const satisfies { scope: Scope; use: string }[];

export function AppScopes({ app }: { app: CloudApp }) {
  const t = useText(cloudText);
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const { modal } = App.useApp();
  const [adding, setAdding] = useState(false);
  const remove = useAction(
    (scope: Scope) =>
      api.cloudAccounts.updateCloudApp(instance, app.accountId, app.appId, {
        predefinedScopes: app.predefinedScopes.filter((other) => other !== scope),
      }),
    { touches: [cloudKey(instance, app.accountId)] },
  );
  const ask = (scope: Scope) =>
    modal.confirm({
      title: t('removeScope'),
      content: t('removeScopeSays', { scope }),
      okText: tc('remove'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(scope).catch(() => undefined),
    });
  const isServer = app.appType === 'ServerApp';
  return (
    <>
      <Button
        type="primary"
        icon={<PlusOutlined />}
        disabled={!may.admin}
        onClick={() => setAdding(true)}
        style={{ marginBottom: 12 }}
      >
        {t('addOauthScope')}
      </Button>
      <Table
        size="middle"
        pagination={false}
        rowKey="scope"
        scroll={{ x: 560 }}
        dataSource={SCOPES.filter(({ scope }) => app.predefinedScopes.includes(scope))}
        columns={[
          { title: t('scope'), width: 180, render: (_, { scope }) => <span className="mono">{scope}</span> },
          { title: t('scopeUse'), render: (_, { use }) => t(use) },
          ...(isServer
            ? [
                {
                  title: t('granted'),
                  width: 140,
                  render: (_: unknown, { scope }: (typeof SCOPES)[number]) => (
                    <Granted app={app} scope={scope} />
                  ),
                },
              ]
            : []),
          {
            title: tc('actions'),
            width: 110,
            render: (_, { scope }) =>
              scope !== 'openid' && (
                <Button type="link" size="small" danger disabled={!may.admin} onClick={() => ask(scope)}>
                  {tc('remove')}
                </Button>
              ),
          },
        ]}
      />
      {adding && <AddScope app={app} onClose={() => setAdding(false)} />}
    </>
  );
}

/** Nobody logs on at a Server Application, so what is always there for that asks for no grant. */
function isNeeded(scope: Scope): boolean {
  return scope !== 'openid';
}

function isGranted({ delegatedScopes }: CloudApp, scope: Scope): boolean {
  return delegatedScopes.includes(scope);
}

function Granted({ app, scope }: { app: CloudApp; scope: Scope }) {
  const t = useText(cloudText);
  const is = isGranted(app, scope);
  if (!is && !isNeeded(scope)) return <StateTag tone="off">{t('notNeeded')}</StateTag>;
  return <StateTag tone={is ? 'good' : 'warn'}>{is ? t('grantedYes') : t('grantedNo')}</StateTag>;
}

function AddScope({ app, onClose }: { app: CloudApp; onClose: () => void }) {
  const t = useText(cloudText);
  const tc = useText(common);
  const instance = useInstanceId();
  const missing = SCOPES.filter(({ scope }) => !app.predefinedScopes.includes(scope));
  const add = useAction(
    async (scopes: Scope[]) => {
      for (const scope of scopes)
        await api.cloudAccounts.addCloudAppScope(instance, app.accountId, app.appId, { scope });
    },
    { touches: [cloudKey(instance, app.accountId)], done: t('scopeAdded'), tell: false },
  );
  return (
    <FormDialog<{ scopes: Scope[] }>
      title={t('addOauthScope')}
      action={tc('ok')}
      disabled={missing.length === 0}
      submit={({ scopes }) => add.mutateAsync(scopes)}
      onClose={onClose}
    >
      {missing.length === 0 ? (
        t('allScopesAdded')
      ) : (
        <Form.Item name="scopes" label={t('scope')} rules={[{ required: true, message: tc('required') }]}>
          <Checkbox.Group>
            <Flex vertical gap={10}>
              {missing.map(({ scope, use }) => (
                <Checkbox key={scope} value={scope}>
                  <span className="mono" style={{ fontWeight: 600 }}>
                    {scope}
                  </span>
                  {' – '}
                  {t(use)}
                </Checkbox>
              ))}
            </Flex>
          </Checkbox.Group>
        </Form.Item>
      )}
    </FormDialog>
  );
}

/** Says that a Server Application lacks an authorisation and gives it; with one, offers to take it back. */
export function Authorisation({ app }: { app: CloudApp }) {
  const t = useText(cloudText);
  const may = useMay();
  const instance = useInstanceId();
  const { modal } = App.useApp();
  const touches = [cloudKey(instance, app.accountId)];
  const authorise = useAction(
    () => api.cloudAccounts.authoriseCloudApp(instance, app.accountId, app.appId, {}),
    { touches, done: t('authorisedDone') },
  );
  const deauthorise = useAction(
    () => api.cloudAccounts.deauthoriseCloudApp(instance, app.accountId, app.appId),
    { touches, done: t('deauthorisedDone') },
  );
  if (app.appType !== 'ServerApp') return null;
  const isWhole = app.predefinedScopes.every((scope) => isGranted(app, scope) || !isNeeded(scope));
  if (!isWhole)
    return (
      <Alert
        type="warning"
        showIcon
        style={{ marginBottom: 16 }}
        title={t('authoriseNow')}
        description={t('authoriseNowHint')}
        action={
          <Button
            type="primary"
            disabled={!may.admin}
            loading={authorise.isPending}
            onClick={() => authorise.mutate(undefined)}
          >
            {t('authorise')}
          </Button>
        }
      />
    );
  const ask = () =>
    modal.confirm({
      title: t('deauthorise'),
      content: t('deauthoriseSays'),
      okText: t('deauthorise'),
      okButtonProps: { danger: true },
      onOk: () => deauthorise.mutateAsync(undefined).catch(() => undefined),
    });
  return (
    <Alert
      type="success"
      showIcon
      style={{ marginBottom: 16 }}
      title={t('authorisedDone')}
      action={
        <Button size="small" disabled={!may.admin} loading={deauthorise.isPending} onClick={ask}>
          {t('deauthorise')}
        </Button>
      }
    />
  );
}
