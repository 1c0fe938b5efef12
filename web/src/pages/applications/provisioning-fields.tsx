/** The sections of the provisioning form, as IDaaS has them. */
import { Checkbox, Collapse, Flex, Form, Input, Switch } from 'antd';
import { type FieldSchema, unwrapNull } from '../../form/schema.ts';
import { SchemaField, SchemaFields } from '../../form/schema-fields.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { applicationsText } from './applications-text.ts';
import { ConnectionFields } from './connection-fields.tsx';
import { MappingFields } from './mapping-fields.tsx';
import { provisioningText } from './provisioning-text.ts';
import { EXPERT, type Secret, speaksScim } from './provisioning-values.ts';
import { ScopeFields } from './scope-fields.tsx';
import { Section } from './section.tsx';

interface ProvisioningFieldsProps {
  schema: FieldSchema;
  isNew: boolean;
  /** Secrets that are stored already. */
  stored: Record<Secret, boolean>;
  more: boolean;
  onMore: (open: boolean) => void;
  /** Values were put into the form other than by typing. */
  onFilledIn: () => void;
}

export function ProvisioningFields(props: ProvisioningFieldsProps) {
  const { schema, isNew, stored, more, onMore, onFilledIn } = props;
  const t = useText(provisioningText);
  const of = (name: string) => schema.properties?.[name] ?? {};
  return (
    <>
      {isNew && <NameSection />}
      <Section title={t('provisioning')} hint={t('enabledHint')}>
        <Form.Item name="enabled" label={t('enabled')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Section>
      <Section title={t('scope')} hint={t('scopeHint')}>
        <ScopeFields />
      </Section>
      <ConnectionFields schema={schema} stored={stored} onFilledIn={onFilledIn} />
      <Section title={t('operations')} hint={t('operationsHint')}>
        <Checks schema={of('operations')} name="operations" />
        <Checks schema={of('fullPush')} name="fullPush" label={t('fullPush')} />
      </Section>
      <Section title={t('mapping')} hint={t('mappingHint')} wide>
        <MappingFields />
      </Section>
      <Section title={t('rules')}>
        <SchemaField name={['provisioning', 'existing']} schema={of('existing')} />
        <Deprovision schema={of('deprovision')} />
      </Section>
      <Section title={t('guard')}>
        <SchemaFields schema={of('guard')} name={['provisioning', 'guard']} />
      </Section>
      <Section title={t('more')} hint={t(speaksScim(schema) ? 'moreHint' : 'moreHintPlain')}>
        <Collapse
          ghost
          size="small"
          activeKey={more ? ['more'] : []}
          onChange={(keys) => onMore(keys.length > 0)}
          styles={{ header: { paddingInline: 0 }, body: { paddingInline: 0 } }}
          items={[
            {
              key: 'more',
              label: t('expert'),
              // The server's errors find their fields although they are folded away.
              forceRender: true,
              children: (
                <>
                  <SchemaFields schema={schema} name={['provisioning']} only={EXPERT} />
                  {speaksScim(schema) && (
                    <SchemaField name={['provisioning', 'dialect']} schema={of('dialect')} />
                  )}
                </>
              ),
            },
          ]}
        />
      </Section>
    </>
  );
}

function NameSection() {
  const ta = useText(applicationsText);
  const tc = useText(common);
  return (
    <Section title={tc('name')} hint={ta('nameHint')}>
      <Form.Item
        name="name"
        label={tc('name')}
        rules={[{ required: true, whitespace: true, message: tc('required') }]}
      >
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
    </Section>
  );
}

/** Switches that belong together, as boxes in a row; their words are the server's. */
function Checks({ schema, name, label }: { schema: FieldSchema; name: string; label?: string }) {
  const language = useLanguage();
  const fields = Object.entries(schema.properties ?? {});
  const word = ({ title = '', zh = title }: FieldSchema) => (language === 'zh' ? zh : title);
  const boxes = (
    <Flex gap="8px 24px" wrap>
      {fields.map(([key, field]) => (
        <Form.Item key={key} name={['provisioning', name, key]} valuePropName="checked" noStyle>
          <Checkbox>{word(field)}</Checkbox>
        </Form.Item>
      ))}
    </Flex>
  );
  return <Form.Item label={label ?? word(schema)}>{boxes}</Form.Item>;
}

/** A target that knows no disabled users cannot be asked to disable one. */
function Deprovision({ schema: given }: { schema: FieldSchema }) {
  const form = Form.useFormInstance();
  const canDisable = Form.useWatch(['provisioning', 'dialect', 'canDisable'], {
    form,
    preserve: true,
  });
  const { schema } = unwrapNull(given);
  const choices = (schema.enum ?? []).filter((value) => value !== 'disable' || canDisable);
  return <SchemaField name={['provisioning', 'deprovision']} schema={{ ...schema, enum: choices }} />;
}
