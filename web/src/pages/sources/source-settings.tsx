/** The settings of a bound source: the same form as when it was set up, and what can end it. */
import { Button, Card, Flex, Form, Input, InputNumber, Typography } from 'antd';
import { useState } from 'react';
import { path } from '../../api/events.ts';
import type { Source } from '../../api/generated.ts';
import { ApiProblem } from '../../api/problem.ts';
import { withoutEmpty } from '../../form/schema.ts';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { UnsavedGuard } from '../../parts/unsaved-guard.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { ConnectionTest } from './connection-test.tsx';
import { asTried, withoutSecrets } from './draft.ts';
import { clearFieldErrors } from './field-errors.ts';
import { Heading, Panel } from './heading.tsx';
import { OrgSelect } from './org-select.tsx';
import { fingerprintSetting, SettingsFields } from './settings-fields.tsx';
import { setupText } from './setup-text.ts';
import { type Asked, useEnable } from './source-actions.tsx';
import { sourcesText } from './sources-text.ts';
import { type TabProps, useSave } from './use-save.ts';

type Values = Pick<Source, 'name' | 'config' | 'targetOrgId' | 'priority'>;

export function SettingsTab(props: TabProps & { onAsk: (asked: Asked) => void }) {
  const { instance, source, kind, disabled, onAsk } = props;
  const t = useText(setupText);
  const sources = useText(sourcesText);
  const words = useText(common);
  const [form] = Form.useForm<Values>();
  const [changed, setChanged] = useState(false);
  const setting = fingerprintSetting(kind);
  const fingerprints = Form.useWatch<string[] | undefined>(['config', setting ?? ''], form) ?? [];
  const valuesOf = ({ name, config, targetOrgId, priority }: Source): Values => ({
    name,
    config: withoutSecrets(kind, config),
    targetOrgId,
    priority,
  });
  const save = useSave(props, (saved) => {
    // Empties the secrets, which are stored now.
    for (const secret of kind.secrets) form.setFieldValue(['config', secret], undefined);
    form.setFieldsValue(valuesOf(saved));
    setChanged(false);
  });
  const config = () => (form.getFieldsValue(true) as Values).config ?? source.config;
  const tried = () => asTried(kind.kind, config(), source.id);
  const submit = ({ name, targetOrgId, priority }: Values) =>
    save.mutate(
      { name: name.trim(), targetOrgId, priority, config: withoutEmpty(config()) },
      { onError: (error) => showFieldErrors(form, error) },
    );
  const isInForm = save.error instanceof ApiProblem && save.error.problem.errors.length > 0;
  const takeFingerprint = (fingerprint: string) => {
    if (!setting) return;
    form.setFieldValue(['config', setting], [...fingerprints, fingerprint]);
    setChanged(true);
  };
  const fields = { instance, kind, tried, stored: true, disabled };
  return (
    <>
      <Panel>
        <Form<Values>
          form={form}
          layout="vertical"
          initialValues={valuesOf(source)}
          onValuesChange={(values) => {
            clearFieldErrors(form, values);
            setChanged(true);
          }}
          onFinish={submit}
          scrollToFirstError={{ block: 'center' }}
          style={{ maxWidth: 640 }}
        >
          <Form.Item
            name="name"
            label={t('name')}
            rules={[{ required: true, whitespace: true, message: words('required') }]}
          >
            <Input maxLength={64} autoComplete="off" disabled={disabled} />
          </Form.Item>
          <Heading>{t('connect')}</Heading>
          <SettingsFields {...fields} step="connect" />
          {!disabled && (
            <ConnectionTest
              fingerprints={fingerprints}
              onFingerprint={setting ? takeFingerprint : undefined}
              onProblem={(error) => showFieldErrors(form, error)}
              request={async () => ({ path: path`/instances/${instance}/source-test`, body: tried() })}
            />
          )}
          <Heading>{t('scope')}</Heading>
          <Form.Item name="targetOrgId" label={sources('target')} extra={sources('targetHint')}>
            <OrgSelect instance={instance} disabled={disabled} />
          </Form.Item>
          <SettingsFields {...fields} step="scope" />
          <Heading>{t('abilities')}</Heading>
          <SettingsFields {...fields} step="abilities" />
          <Form.Item
            name="priority"
            label={sources('priority')}
            extra={sources('priorityHint')}
            rules={[{ required: true, message: words('required') }]}
          >
            <InputNumber min={0} max={10_000} precision={0} style={{ width: 140 }} disabled={disabled} />
          </Form.Item>
          {save.error && <ProblemAlert error={save.error} key={isInForm ? 'fields' : 'whole'} />}
          {!disabled && <SaveBar changed={changed} busy={save.isPending} note={sources('nextMappingNote')} />}
        </Form>
      </Panel>
      {!disabled && <DangerZone {...{ instance, source, onAsk }} />}
    </>
  );
}

interface SaveBarProps {
  changed: boolean;
  busy: boolean;
  note?: string;
  onSave?: () => void;
}

/** Saves, says when there is something to save, and asks before it is lost. */
export function SaveBar({ changed, busy, note, onSave }: SaveBarProps) {
  const t = useText(sourcesText);
  const words = useText(common);
  return (
    <Flex gap={12} align="center" wrap style={{ marginTop: 16 }}>
      <UnsavedGuard dirty={changed} perTab />
      <Button
        type="primary"
        loading={busy}
        disabled={!changed}
        {...(onSave ? { onClick: onSave } : { htmlType: 'submit' as const })}
      >
        {words('save')}
      </Button>
      {changed && (
        <Typography.Text type="secondary">
          {t('leavesUnsaved')} {note}
        </Typography.Text>
      )}
    </Flex>
  );
}

interface DangerProps {
  instance: string;
  source: Source;
  onAsk: (asked: Asked) => void;
}

function DangerZone({ instance, source, onAsk }: DangerProps) {
  const t = useText(sourcesText);
  const words = useText(common);
  const enable = useEnable(instance);
  const { enabled } = source;
  const line = (hint: string, button: React.ReactNode) => (
    <Flex justify="space-between" align="center" gap={12} wrap>
      <Typography.Text>{hint}</Typography.Text>
      {button}
    </Flex>
  );
  return (
    <>
      <Heading>{t('dangerZone')}</Heading>
      <Card size="small" style={{ maxWidth: 760 }}>
        <Flex vertical gap={12}>
          {enabled
            ? line(
                t('disableHint'),
                <Button danger onClick={() => onAsk({ what: 'disable', source })}>
                  {words('disable')}
                </Button>,
              )
            : line(
                t('enableHint'),
                <Button loading={enable.isPending} onClick={() => enable.mutate(source)}>
                  {words('enable')}
                </Button>,
              )}
          {line(
            t('deleteHint'),
            <Button danger onClick={() => onAsk({ what: 'delete', source })}>
              {words('delete')}
            </Button>,
          )}
        </Flex>
      </Card>
    </>
  );
}
