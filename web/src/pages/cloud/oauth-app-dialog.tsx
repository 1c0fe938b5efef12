import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Radio, Select, Space, Switch, Typography } from 'antd';
import { api } from '../../api/client.ts';
import type { CloudApp, CloudAppCreate } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useNumber } from '../../parts/format.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { cloudText } from './cloud-text.ts';
import { FormDialog } from './form-dialog.tsx';

type AppType = CloudApp['appType'];

const TYPES: AppType[] = ['WebApp', 'NativeApp', 'ServerApp'];

/** RAM's own defaults, in seconds. */
const ACCESS_TOKEN_VALIDITY = 3600;
const REFRESH_TOKEN_VALIDITY: Record<AppType, number> = {
  WebApp: 2_592_000,
  NativeApp: 7_776_000,
  ServerApp: 2_592_000,
};

interface OAuthAppDialogProps {
  /** Id of the cloud account. */
  account: string;
  /** Without one an application is created; name and type of an existing one never change. */
  app?: CloudApp;
  onSaved?: (app: CloudApp) => void;
  onClose: () => void;
}

export function OAuthAppDialog({ account, app, onSaved, onClose }: OAuthAppDialogProps) {
  const t = useText(cloudText);
  const tc = useText(common);
  const instance = useInstanceId();
  const queries = useQueryClient();
  const submit = async (values: CloudAppCreate) => {
    const saved = app
      ? await api.cloudAccounts.updateCloudApp(instance, account, app.appId, values)
      : await api.cloudAccounts.createCloudApp(instance, account, values);
    await queries.invalidateQueries({ queryKey: cloudKey(instance, account) });
    onSaved?.(saved);
  };
  return (
    <FormDialog<CloudAppCreate>
      title={app ? t('editApplication') : t('createApplication')}
      action={app ? tc('save') : t('createApplication')}
      initial={
        app
          ? changeable(app)
          : {
              appType: 'NativeApp',
              accessTokenValidity: ACCESS_TOKEN_VALIDITY,
              refreshTokenValidity: REFRESH_TOKEN_VALIDITY.NativeApp,
            }
      }
      submit={submit}
      onClose={onClose}
      width={600}
    >
      {(form) => (
        <>
          {!app && <NameField />}
          <Form.Item
            name="displayName"
            label={t('displayName')}
            extra={t('displayNameHint')}
            rules={[{ required: true, whitespace: true, message: tc('required') }]}
          >
            <Input maxLength={24} autoComplete="off" />
          </Form.Item>
          {!app && (
            <TypeField
              onChange={(type) => form.setFieldValue('refreshTokenValidity', REFRESH_TOKEN_VALIDITY[type])}
            />
          )}
          <Validity
            name="accessTokenValidity"
            label={t('accessTokenValidity')}
            min={900}
            max={10_800}
            hint={t('accessTokenValidityHint')}
          />
          <Form.Item noStyle shouldUpdate={(a, b) => a.appType !== b.appType}>
            {() => <ByType type={app?.appType ?? form.getFieldValue('appType')} />}
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

function changeable(app: CloudApp): Partial<CloudAppCreate> {
  const { displayName, accessTokenValidity, refreshTokenValidity, redirectUris, secretRequired } = app;
  return { displayName, accessTokenValidity, refreshTokenValidity, redirectUris, secretRequired };
}

function NameField() {
  const t = useText(cloudText);
  return (
    <Form.Item
      name="appName"
      label={t('applicationName')}
      extra={t('applicationNameHint')}
      rules={[{ required: true, pattern: /^[A-Za-z0-9._-]{1,64}$/, message: t('applicationNameHint') }]}
    >
      <Input maxLength={64} autoFocus autoComplete="off" />
    </Form.Item>
  );
}

function TypeField({ onChange }: { onChange: (type: AppType) => void }) {
  const t = useText(cloudText);
  return (
    <Form.Item name="appType" label={t('applicationType')}>
      <Radio.Group onChange={({ target }) => onChange(target.value as AppType)}>
        <Space orientation="vertical">
          {TYPES.map((type) => (
            <Radio key={type} value={type}>
              <span>{t(type)}</span>
              <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
                {t(`${type}Hint`)}
              </Typography.Text>
            </Radio>
          ))}
        </Space>
      </Radio.Group>
    </Form.Item>
  );
}

/** What only some types have: a Server Application refreshes nothing and calls nobody back. */
function ByType({ type }: { type: AppType }) {
  const t = useText(cloudText);
  const number = useNumber();
  if (type === 'ServerApp') return null;
  return (
    <>
      <Validity
        name="refreshTokenValidity"
        label={t('refreshTokenValidity')}
        min={7200}
        max={31_536_000}
        hint={t('refreshTokenValidityHint', { usual: number(REFRESH_TOKEN_VALIDITY[type]) })}
      />
      <Form.Item
        name="redirectUris"
        label={t('callbackUrls')}
        extra={type === 'NativeApp' ? t('callbackUrlsNativeHint') : t('callbackUrlsHint')}
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['\n', ' ']} maxCount={10} />
      </Form.Item>
      {type === 'NativeApp' && (
        <Form.Item name="secretRequired" label={t('secretRequired')} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
    </>
  );
}

interface ValidityProps {
  name: string;
  label: string;
  min: number;
  max: number;
  hint: string;
}

function Validity({ name, label, min, max, hint }: ValidityProps) {
  const t = useText(cloudText);
  const tc = useText(common);
  return (
    <Form.Item name={name} label={label} extra={hint} rules={[{ required: true, message: tc('required') }]}>
      <InputNumber min={min} max={max} precision={0} suffix={t('seconds')} style={{ width: 200 }} />
    </Form.Item>
  );
}
