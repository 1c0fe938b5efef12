/** Name, logo, colour and notice of the log-on page, beside a picture of it that follows what is typed. */
import { useQuery } from '@tanstack/react-query';
import { Col, ConfigProvider, Form, type FormInstance, Input, Row, Typography } from 'antd';
import { api } from '../../api/client.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { Page } from '../../parts/page.tsx';
import { useText } from '../../text/text.ts';
import { Heading, Panel } from '../sources/heading.tsx';
import { LogoField } from './logo-field.tsx';
import { useLogonFacts, useLogonMethods, useLogonSettings } from './logon-queries.ts';
import { LookPreview } from './look-preview.tsx';
import { lookText } from './look-text.ts';
import { type Parts, SettingsForm } from './settings-form.tsx';

type Values = Parts<'look'>;

/** Empty fields mean: none. */
function toSend({ look: { companyName, notice, ...rest } }: Values): Values {
  const [en, zh] = [notice?.en?.trim() ?? '', notice?.zh?.trim() ?? ''];
  return {
    look: {
      ...rest,
      companyName: companyName?.trim() || null,
      notice: en === '' && zh === '' ? null : { en, zh },
    },
  };
}

export function LogonLook() {
  const t = useText(lookText);
  return (
    <Page title={t('title')} description={t('description')}>
      <SettingsForm parts={['look']} toSend={toSend}>
        {(form) => (
          <Row gutter={[24, 20]}>
            <Col xs={24} xl={11}>
              <Fields />
            </Col>
            <Col xs={24} xl={13}>
              <Heading first>{t('preview')}</Heading>
              <Preview form={form} />
            </Col>
          </Row>
        )}
      </SettingsForm>
    </Page>
  );
}

function Fields() {
  const t = useText(lookText);
  return (
    <Panel>
      <Heading first>{t('company')}</Heading>
      <Form.Item name={['look', 'companyName']} label={t('companyName')} extra={t('companyNameHint')}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name={['look', 'logo']} label={t('logo')} extra={t('logoHint')}>
        <LogoField />
      </Form.Item>
      <Form.Item
        name={['look', 'colour']}
        label={t('colour')}
        extra={t('colourHint')}
        rules={[{ required: true, pattern: /^#[0-9a-f]{6}$/i, message: t('colourRule') }]}
      >
        <ColourField />
      </Form.Item>
      <Heading>{t('notice')}</Heading>
      <Typography.Paragraph type="secondary">{t('noticeHint')}</Typography.Paragraph>
      {(['en', 'zh'] as const).map((language) => (
        <Form.Item
          key={language}
          name={['look', 'notice', language]}
          label={t(language === 'en' ? 'noticeEn' : 'noticeZh')}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} showCount />
        </Form.Item>
      ))}
    </Panel>
  );
}

interface ColourFieldProps {
  id?: string;
  value?: string;
  onChange?: (colour: string) => void;
}

/** Typed, or picked with what the system has for it. */
function ColourField({ id, value = '', onChange }: ColourFieldProps) {
  const t = useText(lookText);
  const { componentDisabled } = ConfigProvider.useConfig();
  return (
    <Input
      {...(id ? { id } : {})}
      className="mono"
      value={value}
      maxLength={7}
      autoComplete="off"
      style={{ width: 180 }}
      onChange={(event) => onChange?.(event.target.value)}
      prefix={
        <input
          type="color"
          aria-label={t('colourPick')}
          value={/^#[0-9a-f]{6}$/i.test(value) ? value : '#000000'}
          disabled={componentDisabled ?? false}
          onChange={(event) => onChange?.(event.target.value)}
          style={{ width: 26, height: 24, padding: 0, border: 0, background: 'none', cursor: 'pointer' }}
        />
      }
    />
  );
}

function Preview({ form }: { form: FormInstance<Values> }) {
  const instance = useInstanceId();
  const look = Form.useWatch('look', { form, preserve: true });
  const methods = useLogonMethods(instance);
  const settings = useLogonSettings(instance);
  const facts = useLogonFacts(instance);
  const { data } = useQuery({
    queryKey: ['instance', instance],
    queryFn: () => api.instances.getInstance(instance),
  });
  if (!look) return null;
  return (
    <LookPreview
      look={look}
      instanceName={data?.name ?? instance}
      methods={methods.data?.items ?? []}
      forgot={(settings.data?.forgotPassword && facts.data?.mail) ?? false}
    />
  );
}
