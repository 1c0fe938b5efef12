/** Takes addresses and credentials from an OAuth application of a cloud account of this instance. */
import { Link } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Modal, Radio, Select, Space, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { CloudAccountWithEndpoints, CloudApp } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState, Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey, useCloudAccounts, useCloudApps, useSecrets } from '../cloud/cloud-queries.ts';
import { provisioningText } from './provisioning-text.ts';

export interface CloudConnection {
  baseUrl: string;
  tokenUrl: string;
  clientId: string;
  /** Absent: what the form has stays. */
  clientSecret?: string;
}

type SecretFrom = 'create' | 'paste' | 'keep';

const MAX_SECRETS = 2;
const SCIM = '/acs/scim';

interface CloudShortcutProps {
  /** A client secret is stored already. */
  stored: boolean;
  onFillIn: (connection: CloudConnection) => void;
  onClose: () => void;
}

export function CloudShortcut({ stored, onFillIn, onClose }: CloudShortcutProps) {
  const t = useText(provisioningText);
  const tc = useText(common);
  const instance = useInstanceId();
  const { data, error, refetch } = useCloudAccounts(instance);
  const [accountId, setAccountId] = useState<string>();
  const [appId, setAppId] = useState<string>();
  const [from, setFrom] = useState<SecretFrom>();
  const [pasted, setPasted] = useState('');
  const account = data?.items.find(({ id }) => id === accountId) ?? data?.items[0];
  const apps = useCloudApps(instance, account?.id);
  const app = apps.data?.items.find((one) => one.appId === appId) ?? preferred(apps.data?.items);
  const secrets = useSecrets(instance, account?.id ?? '', app?.appId ?? '');
  const isFull = (secrets.data?.items.length ?? 0) >= MAX_SECRETS;
  const chosen = from ?? (isFull ? 'paste' : 'create');
  const create = useAction(
    (of: CloudApp) => api.cloudAccounts.createCloudAppSecret(instance, of.accountId, of.appId),
    { touches: [cloudKey(instance)] },
  );
  const ready =
    account !== undefined &&
    app !== undefined &&
    (chosen === 'keep' || (chosen === 'paste' ? pasted.trim() !== '' : !isFull));
  const fillIn = async () => {
    if (!account || !app) return;
    let clientSecret = chosen === 'paste' ? pasted.trim() : undefined;
    if (chosen === 'create')
      try {
        clientSecret = (await create.mutateAsync(app)).appSecretValue;
      } catch {
        // `useAction` has said why; the dialog stays.
        return;
      }
    onFillIn({
      baseUrl: account.scimBaseUrl,
      tokenUrl: account.tokenEndpoint,
      clientId: app.appId,
      ...(clientSecret === undefined ? {} : { clientSecret }),
    });
    onClose();
  };
  return (
    <Modal
      open
      title={t('useCloud')}
      okText={t('fillIn')}
      cancelText={tc('cancel')}
      onOk={() => void fillIn()}
      onCancel={onClose}
      okButtonProps={{ disabled: !ready, loading: create.isPending }}
    >
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Loading />}
      {data && !account && <NoCloudAccount instance={instance} />}
      {data && account && (
        // Its own form: the fields around it belong to the provisioning.
        <Form layout="vertical" component={false}>
          <Form.Item label={t('cloudAccount')} htmlFor="shortcut-account">
            <Select
              id="shortcut-account"
              showSearch={{ optionFilterProp: 'label' }}
              value={account.id}
              onChange={(id) => {
                setAccountId(id);
                setAppId(undefined);
              }}
              options={data.items.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          {apps.isPending ? (
            <Loading />
          ) : (
            <AppChoice account={account} apps={apps.data?.items ?? []} app={app} onChange={setAppId} />
          )}
          {app && (
            <SecretChoice
              chosen={chosen}
              isFull={isFull}
              stored={stored}
              pasted={pasted}
              onChoose={setFrom}
              onPaste={setPasted}
            />
          )}
        </Form>
      )}
    </Modal>
  );
}

/** An application that can provision already comes first. */
function preferred(apps: readonly CloudApp[] | undefined): CloudApp | undefined {
  return apps?.find(({ predefinedScopes }) => predefinedScopes.includes(SCIM)) ?? apps?.[0];
}

function NoCloudAccount({ instance }: { instance: string }) {
  const t = useText(provisioningText);
  return (
    <EmptyState
      title={t('noCloud')}
      hint={t('noCloudHint')}
      action={
        <Link to="/i/$instance/cloud" params={{ instance }}>
          {t('toCloud')}
        </Link>
      }
    />
  );
}

interface AppChoiceProps {
  account: CloudAccountWithEndpoints;
  apps: CloudApp[];
  app: CloudApp | undefined;
  onChange: (appId: string) => void;
}

function AppChoice({ account, apps, app, onChange }: AppChoiceProps) {
  const t = useText(provisioningText);
  const instance = useInstanceId();
  if (!app)
    return (
      <EmptyState
        title={t('noCloudApp')}
        action={
          <Link to="/i/$instance/cloud/$cloudAccount" params={{ instance, cloudAccount: account.id }}>
            {t('toCloudApps')}
          </Link>
        }
      />
    );
  return (
    <>
      <Form.Item label={t('oauthApp')} htmlFor="shortcut-app">
        <Select
          id="shortcut-app"
          showSearch={{ optionFilterProp: 'label' }}
          value={app.appId}
          onChange={onChange}
          options={apps.map(({ appId, appName, displayName }) => ({
            value: appId,
            label: `${appName} (${displayName})`,
          }))}
        />
      </Form.Item>
      <Lacks app={app} />
    </>
  );
}

/** What the application lacks to provision, to be mended on the spot. */
function Lacks({ app }: { app: CloudApp }) {
  const t = useText(provisioningText);
  const instance = useInstanceId();
  const touches = [cloudKey(instance)];
  const addScope = useAction(
    () => api.cloudAccounts.addCloudAppScope(instance, app.accountId, app.appId, { scope: SCIM }),
    { touches },
  );
  const authorise = useAction(
    () => api.cloudAccounts.authoriseCloudApp(instance, app.accountId, app.appId, {}),
    { touches },
  );
  const lacksScope = !app.predefinedScopes.includes(SCIM);
  const lacksAuthorisation = app.appType === 'ServerApp' && !app.delegatedScopes.includes(SCIM);
  if (!lacksScope && !lacksAuthorisation) return null;
  const [title, action, call] = lacksScope
    ? [t('lacksScope'), t('addScope'), addScope]
    : [t('lacksAuthorisation'), t('authorise'), authorise];
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 16 }}
      title={title}
      action={
        <Button size="small" loading={call.isPending} onClick={() => call.mutate(undefined)}>
          {action}
        </Button>
      }
    />
  );
}

interface SecretChoiceProps {
  chosen: SecretFrom;
  isFull: boolean;
  stored: boolean;
  pasted: string;
  onChoose: (from: SecretFrom) => void;
  onPaste: (secret: string) => void;
}

function SecretChoice({ chosen, isFull, stored, pasted, onChoose, onPaste }: SecretChoiceProps) {
  const t = useText(provisioningText);
  return (
    <Form.Item label={t('secretFrom')} style={{ marginBottom: 0 }}>
      <Radio.Group value={chosen} onChange={({ target }) => onChoose(target.value as SecretFrom)}>
        <Space orientation="vertical">
          <Radio value="create" disabled={isFull}>
            {t('createSecret')}
            <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
              {isFull ? t('secretsFull') : t('createSecretHint')}
            </Typography.Text>
          </Radio>
          <Radio value="paste">{t('pasteSecret')}</Radio>
          {stored && <Radio value="keep">{t('keepSecret')}</Radio>}
        </Space>
      </Radio.Group>
      {chosen === 'paste' && (
        <Input.Password
          value={pasted}
          onChange={({ target }) => onPaste(target.value)}
          aria-label={t('pasteSecret')}
          autoComplete="new-password"
          style={{ marginTop: 8 }}
        />
      )}
    </Form.Item>
  );
}
