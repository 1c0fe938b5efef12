/** Where the target is and how Muster proves who it is. */
import { CloudOutlined } from '@ant-design/icons';
import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { useMay } from '../../app/session.tsx';
import type { FieldSchema } from '../../form/schema.ts';
import { SchemaField, SchemaFields } from '../../form/schema-fields.tsx';
import { useText } from '../../text/text.ts';
import { type CloudConnection, CloudShortcut } from './cloud-shortcut.tsx';
import { provisioningText } from './provisioning-text.ts';
import { connectionNames, type Secret, speaksScim } from './provisioning-values.ts';
import { Section } from './section.tsx';

interface ConnectionFieldsProps {
  schema: FieldSchema;
  stored: Record<Secret, boolean>;
  onFilledIn: () => void;
}

/** Nothing reaches a target without them, though the server stores a draft that lacks them. */
const CREDENTIALS = ['clientId', 'clientSecret'];

export function ConnectionFields(props: ConnectionFieldsProps) {
  const t = useText(provisioningText);
  const { schema, stored } = props;
  if (speaksScim(schema)) return <ScimConnection {...props} />;
  return (
    <Section title={t('connection')} hint={t('connectionHint')}>
      <SchemaFields
        schema={{ ...schema, required: [...(schema.required ?? []), ...CREDENTIALS] }}
        name={['provisioning']}
        only={connectionNames(schema)}
        stored={stored.clientSecret}
      />
    </Section>
  );
}

/** What the RAM side and other SCIM targets ask for, with a way to take it from a cloud account of this instance. */
function ScimConnection({ schema, stored, onFilledIn }: ConnectionFieldsProps) {
  const t = useText(provisioningText);
  const may = useMay();
  const form = Form.useFormInstance();
  const { message } = App.useApp();
  const auth = Form.useWatch(['provisioning', 'auth'], form);
  const [choosing, setChoosing] = useState(false);
  const field = (name: string, options: { required?: boolean; stored?: boolean } = {}) => (
    <SchemaField name={['provisioning', name]} schema={schema.properties?.[name] ?? {}} {...options} />
  );
  const fillIn = ({ clientSecret, ...connection }: CloudConnection) => {
    const provisioning = {
      ...connection,
      auth: 'client_credentials',
      ...(clientSecret === undefined ? {} : { clientSecret }),
    };
    form.setFieldsValue({ provisioning });
    // What was missing a moment ago is there now.
    const names = Object.keys(provisioning).map((name) => ['provisioning', name]);
    form.setFields(names.map((name) => ({ name: name as never, errors: [] })));
    onFilledIn();
    message.success(t('filledIn'));
  };
  return (
    <Section title={t('connection')} hint={t('connectionHint')}>
      <Form.Item extra={t('useCloudHint')}>
        <Button icon={<CloudOutlined />} disabled={!may.admin} onClick={() => setChoosing(true)}>
          {t('useCloud')}
        </Button>
      </Form.Item>
      {field('baseUrl', { required: true })}
      {field('auth')}
      {auth === 'bearer' ? (
        field('bearerToken', { required: true, stored: stored.bearerToken })
      ) : (
        <>
          {field('tokenUrl', { required: true })}
          {field('clientId', { required: true })}
          {field('clientSecret', { required: true, stored: stored.clientSecret })}
          {field('clientAuth')}
        </>
      )}
      {choosing && (
        <CloudShortcut stored={stored.clientSecret} onFillIn={fillIn} onClose={() => setChoosing(false)} />
      )}
    </Section>
  );
}
