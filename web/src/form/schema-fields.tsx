/**
 * Form fields drawn from a JSON Schema: label, help, default, limits, secrets and choices are what the server's own
 * definition says, so a new kind of source needs no code here.
 */
import { Collapse, Form, Input, InputNumber, Select, Switch } from 'antd';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { common } from '../text/common.ts';
import { type Language, useLanguage, useText } from '../text/text.ts';
import { formText } from './form-text.ts';
import { type FieldSchema, unwrapNull } from './schema.ts';

interface SchemaFieldsProps {
  schema: FieldSchema;
  /** Where the fields stand in the form's values. */
  name?: (string | number)[];
  /** Fields drawn elsewhere, or not at all. */
  omit?: readonly string[];
  /** Only these, in this order. */
  only?: readonly string[];
  /** A field that is drawn in another way. */
  custom?: Record<string, (schema: FieldSchema, label: string) => ReactNode>;
  /** A secret is stored already: leaving it empty keeps it. */
  stored?: boolean;
  disabled?: boolean;
}

/** Opens what hides a field; a field at fault must be seen. */
const Reveal = createContext<(() => void) | undefined>(undefined);

export function SchemaFields({
  schema,
  name = [],
  omit = [],
  only,
  custom = {},
  stored = false,
  disabled = false,
}: SchemaFieldsProps) {
  const t = useText(formText);
  const [open, setOpen] = useState<string[]>([]);
  const names = (only ?? Object.keys(schema.properties ?? {})).filter((key) => !omit.includes(key));
  const field = (key: string) => {
    const property = schema.properties?.[key];
    if (!property) return null;
    const drawn = custom[key];
    if (drawn) return <div key={key}>{drawn(property, key)}</div>;
    return (
      <SchemaField
        key={key}
        name={[...name, key]}
        schema={property}
        required={schema.required?.includes(key) ?? false}
        stored={stored}
        disabled={disabled}
      />
    );
  };
  const advanced = names.filter((key) => schema.properties?.[key]?.advanced);
  return (
    <>
      {names.filter((key) => !advanced.includes(key)).map(field)}
      {advanced.length > 0 && (
        <Collapse
          size="small"
          ghost
          activeKey={open}
          onChange={setOpen}
          styles={{ header: { paddingInline: 0 }, body: { paddingInline: 0 } }}
          items={[
            {
              key: 'advanced',
              label: t('advanced'),
              children: <Reveal value={() => setOpen(['advanced'])}>{advanced.map(field)}</Reveal>,
              forceRender: true,
            },
          ]}
        />
      )}
    </>
  );
}

interface SchemaFieldProps {
  name: (string | number)[];
  schema: FieldSchema;
  required?: boolean;
  stored?: boolean;
  disabled?: boolean;
}

export function SchemaField({
  name,
  schema: given,
  required = false,
  stored = false,
  disabled = false,
}: SchemaFieldProps) {
  const language = useLanguage();
  const t = useText(common);
  const { schema } = unwrapNull(given);
  const label = labelOf(given, schema, name, language);
  const help = helpOf({ ...schema, ...given }, language);
  const secret = (schema.secret || given.secret) ?? false;
  if (schema.type === 'object' && schema.properties)
    return (
      <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
        <legend style={{ fontWeight: 600, marginBottom: 8 }}>{label}</legend>
        <SchemaFields schema={schema} name={name} disabled={disabled} />
      </fieldset>
    );
  const asked = required && !(secret && stored) && given.default === undefined && schema.type !== 'boolean';
  return (
    <Form.Item
      name={name}
      label={label}
      {...(help ? { extra: help } : {})}
      {...(schema.type === 'boolean' ? { valuePropName: 'checked' } : {})}
      required={asked}
      rules={asked ? [{ required: true, message: t('required') }] : []}
    >
      <Control schema={schema} secret={secret} stored={stored} disabled={disabled} />
    </Form.Item>
  );
}

function labelOf(
  given: FieldSchema,
  schema: FieldSchema,
  name: (string | number)[],
  language: Language,
): string {
  const { title = schema.title, zh = schema.zh } = given;
  return (language === 'zh' ? zh : title) ?? title ?? String(name.at(-1));
}

function helpOf({ help, helpZh }: FieldSchema, language: Language): string | undefined {
  return (language === 'zh' ? helpZh : help) ?? help;
}

interface ControlProps {
  schema: FieldSchema;
  secret: boolean;
  stored: boolean;
  disabled: boolean;
  // Form.Item gives the control its id, value and onChange.
  id?: string;
}

/** From here on a text is written in several lines: certificates. */
const LONG_TEXT = 5000;

function Control({ schema, secret, stored, disabled, ...given }: ControlProps) {
  const t = useText(formText);
  const language = useLanguage();
  const { status } = Form.Item.useStatus();
  const reveal = useContext(Reveal);
  // biome-ignore lint/correctness/useExhaustiveDependencies: opens once for each error, and may then be closed
  useEffect(() => {
    if (status === 'error') reveal?.();
  }, [status]);
  if (secret)
    return (
      <Input.Password
        {...given}
        autoComplete="new-password"
        disabled={disabled}
        placeholder={stored ? t('secretStored') : undefined}
      />
    );
  if (schema.enum)
    return (
      <Select
        {...given}
        disabled={disabled}
        options={schema.enum.map((value) => ({
          value,
          label: schema.labels?.[String(value)]?.[language] ?? String(value),
        }))}
      />
    );
  if (schema.type === 'boolean') return <Switch {...given} disabled={disabled} />;
  if (schema.type === 'integer' || schema.type === 'number')
    return (
      <InputNumber
        {...given}
        disabled={disabled}
        style={{ width: 180 }}
        {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
        {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
        {...(schema.type === 'integer' ? { precision: 0 } : {})}
      />
    );
  if (schema.type === 'array' && schema.items?.enum)
    return (
      <Select
        {...given}
        mode="multiple"
        disabled={disabled}
        options={schema.items.enum.map((value) => ({
          value,
          label: (schema.items?.labels ?? schema.labels)?.[String(value)]?.[language] ?? String(value),
        }))}
      />
    );
  if (schema.type === 'array')
    return (
      <Select
        {...given}
        mode="tags"
        open={false}
        suffixIcon={null}
        disabled={disabled}
        tokenSeparators={['\n', ';']}
        placeholder={t('listHint')}
      />
    );
  if ((schema.maxLength ?? 0) > LONG_TEXT)
    return (
      <Input.TextArea
        {...given}
        disabled={disabled}
        autoSize={{ minRows: 3, maxRows: 10 }}
        className="mono"
      />
    );
  return <Input {...given} disabled={disabled} autoComplete="off" />;
}
