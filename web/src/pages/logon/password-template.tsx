/** The complexity of passwords: templates with what each of them asks, and rules of one's own. */
import { Checkbox, Form, InputNumber, Radio, Typography } from 'antd';
import type { LogonSchemas, PasswordPolicy } from '../../api/generated.ts';
import type { FieldSchema } from '../../form/schema.ts';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { passwordsText } from './passwords-text.ts';

type Complexity = PasswordPolicy['custom'];

const TEMPLATES = ['none', 'low', 'common', 'recommended', 'high'] as const;
const CLASSES = ['lower', 'upper', 'digit', 'special'] as const;
const PARTS = ['username', 'displayName', 'phone', 'email'] as const;

/** What rules ask, as one line. */
function useInWords(): (rules: Complexity) => string {
  const t = useText(passwordsText);
  return ({ minLength, classes, forbidden }) => {
    const list = (names: readonly (typeof CLASSES | typeof PARTS)[number][]) =>
      names.map((name) => t(name)).join(t('joint'));
    return [
      t('atLeast', { count: minLength }),
      ...(classes.length > 0 ? [t('contains', { classes: list(classes) })] : []),
      ...(forbidden.length > 0 ? [t('without', { parts: list(forbidden) })] : []),
    ].join(t('phrases'));
  };
}

export function TemplateField({ schemas }: { schemas: LogonSchemas }) {
  const t = useText(passwordsText);
  const inWords = useInWords();
  const option = (value: PasswordPolicy['template'], asks: string | undefined) => (
    <Radio
      key={value}
      value={value}
      styles={{ root: { padding: '5px 0' }, icon: { alignSelf: 'start', marginTop: 3 } }}
    >
      <Typography.Text strong>{t(value)}</Typography.Text>
      <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
        {asks}
      </Typography.Text>
    </Radio>
  );
  return (
    <>
      <Form.Item name={['passwordPolicy', 'template']} style={{ marginBottom: 8 }}>
        <Radio.Group
          aria-label={t('complexity')}
          style={{ display: 'flex', flexDirection: 'column', alignItems: 'start' }}
        >
          {TEMPLATES.map((name) => {
            const rules = schemas.templates[name];
            return option(name, rules && inWords(rules));
          })}
          {option('custom', t('customHint'))}
        </Radio.Group>
      </Form.Item>
      <Form.Item
        noStyle
        shouldUpdate={(before, now) => before.passwordPolicy.template !== now.passwordPolicy.template}
      >
        {({ getFieldValue }) =>
          getFieldValue(['passwordPolicy', 'template']) === 'custom' && <CustomRules schemas={schemas} />
        }
      </Form.Item>
    </>
  );
}

function CustomRules({ schemas: { passwordPolicy, special } }: { schemas: LogonSchemas }) {
  const t = useText(passwordsText);
  const words = useText(common);
  const language = useLanguage();
  const rules = (passwordPolicy as FieldSchema).properties?.custom?.properties ?? {};
  const label = (name: keyof Complexity) => (language === 'zh' ? rules[name]?.zh : rules[name]?.title);
  const boxes = (name: keyof Complexity, choices: readonly (typeof CLASSES | typeof PARTS)[number][]) => (
    <Form.Item
      name={['passwordPolicy', 'custom', name]}
      label={label(name)}
      {...(name === 'classes' ? { extra: t('specialHint', { special }) } : {})}
    >
      <Checkbox.Group
        aria-label={label(name)}
        options={choices.map((value) => ({ value, label: t(value) }))}
      />
    </Form.Item>
  );
  return (
    <div style={{ paddingInlineStart: 24 }}>
      <Form.Item
        name={['passwordPolicy', 'custom', 'minLength']}
        label={label('minLength')}
        rules={[{ required: true, message: words('required') }]}
      >
        <InputNumber
          min={rules.minLength?.minimum ?? 4}
          max={rules.minLength?.maximum ?? 64}
          precision={0}
          style={{ width: 120 }}
        />
      </Form.Item>
      {boxes('classes', CLASSES)}
      {boxes('forbidden', PARTS)}
    </div>
  );
}
