/** The settings of a kind of source that belong to one step, drawn from its schema. */
import { Form } from 'antd';
import type { SourceDraft, SourceKind } from '../../api/generated.ts';
import { type FieldSchema, namesOfStep } from '../../form/schema.ts';
import { SchemaFields } from '../../form/schema-fields.tsx';
import { useLanguage } from '../../text/text.ts';
import { NodePicker } from './node-picker.tsx';

export type Step = 'connect' | 'scope' | 'abilities';

interface SettingsFieldsProps {
  instance: string;
  kind: SourceKind;
  step: Step;
  /** The settings with which the source is reached, as they are now. */
  tried: () => SourceDraft;
  /** Secrets are stored already. */
  stored?: boolean;
  disabled?: boolean;
}

export function SettingsFields({
  instance,
  kind,
  step,
  tried,
  stored = false,
  disabled = false,
}: SettingsFieldsProps) {
  const language = useLanguage();
  const schema = kind.config as FieldSchema;
  const names = namesOfStep(schema, step);
  const picked = names.filter((name) => schema.properties?.[name]?.pick === 'node');
  const pickNodes = ({ title = '', zh = title, help, helpZh = help }: FieldSchema, key: string) => {
    const label = language === 'zh' ? zh : title;
    return (
      <Form.Item name={['config', key]} label={label} extra={language === 'zh' ? helpZh : help}>
        <NodePicker {...{ instance, tried, label, disabled }} />
      </Form.Item>
    );
  };
  return (
    <SchemaFields
      schema={schema}
      name={['config']}
      only={names}
      custom={Object.fromEntries(picked.map((name) => [name, pickNodes]))}
      stored={stored}
      disabled={disabled}
    />
  );
}

/** The setting into which the fingerprint of a certificate can be taken. */
export function fingerprintSetting(kind: SourceKind): string | undefined {
  const { properties = {} } = kind.config as FieldSchema;
  return Object.keys(properties).find((name) => properties[name]?.pick === 'fingerprint');
}
