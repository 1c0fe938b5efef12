/** What can be done with a provisioning: kept in sight below the form. */
import { Button, ConfigProvider, Flex, type FormInstance, Tooltip, Typography, theme } from 'antd';
import { useState } from 'react';
import { path } from '../../api/events.ts';
import type { Application } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { unsavedText } from '../../parts/unsaved-text.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { type Connectivity, ConnectivityDrawer } from './connectivity-drawer.tsx';
import { PreviewDrawer } from './preview-drawer.tsx';
import { provisioningText } from './provisioning-text.ts';
import { type ProvisioningValues, provisioningOf } from './provisioning-values.ts';
import { PushButton } from './push-button.tsx';

interface ActionBarProps {
  form: FormInstance<ProvisioningValues>;
  /** Id of the template. */
  template: string;
  application: Application | undefined;
  dirty: boolean;
  saving: boolean;
}

/** Fields without which there is nothing to test. */
const TESTED = ['baseUrl', 'tokenUrl', 'clientId', 'clientSecret', 'bearerToken'].map((name) => [
  'provisioning',
  name,
]);

export function ActionBar({ form, template, application, dirty, saving }: ActionBarProps) {
  const t = useText(provisioningText);
  const tc = useText(common);
  const tu = useText(unsavedText);
  const may = useMay();
  const instance = useInstanceId();
  const { token } = theme.useToken();
  const [test, setTest] = useState<Connectivity>();
  const [previewing, setPreviewing] = useState(false);
  const testNow = async () => {
    // Only administrators may try settings that are not stored.
    if (!may.admin && application)
      return setTest({ call: path`/instances/${instance}/applications/${application.id}/test` });
    try {
      await form.validateFields(TESTED as never);
    } catch {
      return form.scrollToField(firstError(form) as never, { block: 'center' });
    }
    const { provisioning } = form.getFieldsValue(true) as ProvisioningValues;
    setTest({
      call: path`/instances/${instance}/application-test`,
      body: {
        template,
        provisioning: provisioningOf(provisioning),
        ...(application ? { application: application.id } : {}),
      },
    });
  };
  return (
    <>
      <Flex
        gap={8}
        wrap
        align="center"
        style={{
          position: 'sticky',
          bottom: 0,
          zIndex: 5,
          padding: '12px 0',
          background: token.colorBgLayout,
          borderTop: `1px solid ${token.colorBorderSecondary}`,
        }}
      >
        <Button type="primary" htmlType="submit" loading={saving}>
          {tc('save')}
        </Button>
        <Button disabled={!may.operate} onClick={() => void testNow()}>
          {t('test')}
        </Button>
        {application && (
          <>
            <Tooltip title={dirty ? t('saveFirst') : ''}>
              <Button disabled={dirty || !may.operate} onClick={() => setPreviewing(true)}>
                {t('preview')}
              </Button>
            </Tooltip>
            <PushButton application={application} dirty={dirty} />
          </>
        )}
        <Typography.Text type="secondary" aria-live="polite" style={{ marginInlineStart: 8 }}>
          {note()}
        </Typography.Text>
      </Flex>
      {/* The form rests for those who may not change it; looking is for everybody. */}
      <ConfigProvider componentDisabled={false}>
        {test && <ConnectivityDrawer test={test} onClose={() => setTest(undefined)} />}
        {previewing && application && (
          <PreviewDrawer application={application} onClose={() => setPreviewing(false)} />
        )}
      </ConfigProvider>
    </>
  );

  function note(): string {
    if (!may.admin) return t('adminsOnly');
    return dirty && application ? tu('title') : '';
  }
}

function firstError(form: FormInstance<ProvisioningValues>) {
  return form.getFieldsError().find(({ errors }) => errors.length > 0)?.name ?? [];
}
