/** What passwords of Muster must be like, how long they live, what happens when one is forgotten or guessed. */
import { Form, type FormInstance, InputNumber, Select, Skeleton, Switch } from 'antd';
import type { LogonSchemas } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import type { FieldSchema } from '../../form/schema.ts';
import { SchemaField, SchemaFields } from '../../form/schema-fields.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { Section } from '../applications/section.tsx';
import { useLogonSchemas } from './logon-queries.ts';
import { MailState } from './mail-state.tsx';
import { TemplateField } from './password-template.tsx';
import { PasswordTrial } from './password-trial.tsx';
import { passwordsText } from './passwords-text.ts';
import { type Parts, SettingsForm } from './settings-form.tsx';

const PARTS = ['passwordPolicy', 'forgotPassword', 'limits'] as const;
type Values = Parts<(typeof PARTS)[number]>;

export function PasswordPolicyPage() {
  const t = useText(passwordsText);
  const { data: schemas, error, refetch } = useLogonSchemas();
  return (
    <Page title={t('title')} description={t('description')}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!schemas && !error && <Skeleton active title={false} paragraph={{ rows: 10 }} />}
      {schemas && (
        <SettingsForm parts={PARTS}>
          {(form, disabled) => <Fields form={form} disabled={disabled} schemas={schemas} />}
        </SettingsForm>
      )}
    </Page>
  );
}

interface FieldsProps {
  form: FormInstance<Values>;
  disabled: boolean;
  schemas: LogonSchemas;
}

function Fields({ form, disabled, schemas }: FieldsProps) {
  const t = useText(passwordsText);
  const may = useMay();
  const policy = schemas.passwordPolicy as FieldSchema;
  const rule = (name: string) => (
    <SchemaField
      name={['passwordPolicy', name]}
      schema={policy.properties?.[name] ?? {}}
      disabled={disabled}
    />
  );
  return (
    <>
      <Section title={t('complexity')} hint={t('complexityHint')}>
        <TemplateField schemas={schemas} />
      </Section>
      {may.admin && (
        <Section title={t('tryTitle')} hint={t('tryHint')}>
          <PasswordTrial policy={() => (form.getFieldsValue(true) as Values).passwordPolicy} />
        </Section>
      )}
      <Section title={t('history')} hint={t('historyHint')}>
        {rule('history')}
        {rule('refuseWeak')}
        <Choice
          name={['passwordPolicy', 'weakAtLogon']}
          schema={policy.properties?.weakAtLogon}
          words={(value) => t(`weak_${value}` as 'weak_allow')}
        />
      </Section>
      <Section title={t('expiry')} hint={t('expiryHint')}>
        <Expiry schema={policy.properties?.expiry} />
      </Section>
      <Section title={t('forgot')} hint={t('forgotHint')}>
        <Form.Item name="forgotPassword" label={t('forgotSwitch')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <div style={{ marginBottom: 16 }}>
          <MailState />
        </div>
      </Section>
      <Section title={t('limits')} hint={t('limitsHint')}>
        <SchemaFields schema={schemas.limits as FieldSchema} name={['limits']} disabled={disabled} />
      </Section>
    </>
  );
}

/** The days, and what they mean only where there are any. */
function Expiry({ schema }: { schema: FieldSchema | undefined }) {
  const t = useText(passwordsText);
  const part = (name: string) => schema?.properties?.[name];
  return (
    <>
      <Days name="days" schema={part('days')} />
      <Form.Item
        noStyle
        shouldUpdate={(before, now) => before.passwordPolicy.expiry.days !== now.passwordPolicy.expiry.days}
      >
        {({ getFieldValue }) =>
          getFieldValue(['passwordPolicy', 'expiry', 'days']) > 0 && (
            <>
              <Choice
                name={['passwordPolicy', 'expiry', 'action']}
                schema={part('action')}
                words={(value) => t(`expiry_${value}` as 'expiry_forbid_login')}
              />
              <Days name="noticeDays" schema={part('noticeDays')} />
            </>
          )
        }
      </Form.Item>
    </>
  );
}

function Days({ name, schema }: { name: string; schema: FieldSchema | undefined }) {
  const words = useText(common);
  const { label, extra } = useLabel(schema);
  return (
    <Form.Item
      name={['passwordPolicy', 'expiry', name]}
      label={label}
      extra={extra}
      rules={[{ required: true, message: words('required') }]}
    >
      <InputNumber
        min={schema?.minimum ?? 0}
        max={schema?.maximum ?? 3650}
        precision={0}
        style={{ width: 180 }}
      />
    </Form.Item>
  );
}

interface ChoiceProps {
  name: string[];
  schema: FieldSchema | undefined;
  words: (value: string) => string;
}

function Choice({ name, schema, words }: ChoiceProps) {
  const { label } = useLabel(schema);
  return (
    <Form.Item name={name} label={label}>
      <Select
        style={{ maxWidth: 420 }}
        options={(schema?.enum ?? []).map((value) => ({ value, label: words(String(value)) }))}
      />
    </Form.Item>
  );
}

function useLabel(schema: FieldSchema = {}) {
  const language = useLanguage();
  const { title, zh = title, help, helpZh = help } = schema;
  return language === 'zh' ? { label: zh, extra: helpZh } : { label: title, extra: help };
}
