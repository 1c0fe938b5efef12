/** A schema as a tree of fields: name, type, what it means and what it may be. */
import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons';
import { Button, Flex, Tag, Typography, theme } from 'antd';
import { useState } from 'react';
import { useLanguage, useText } from '../../../text/text.ts';
import { apiText } from './api-text.ts';
import type { Schema } from './openapi.ts';
import { type Field, fieldsOf, type Resolved, resolve, type Schemas, typeText } from './schema.ts';

/** Fields of the first levels are seen at once; deeper ones when asked for. */
const OPEN_LEVELS = 1;

export function SchemaTree({ schema, schemas, label }: { schema: Schema; schemas: Schemas; label: string }) {
  const t = useText(apiText);
  const resolved = resolve(schema, schemas);
  const fields = fieldsOf(resolved, schemas);
  return (
    <section aria-label={label}>
      <Typography.Paragraph style={{ marginBottom: 4 }}>
        <Typography.Text className="mono" strong>
          {typeText(resolved, schemas, { listOf: t('listOf') })}
        </Typography.Text>{' '}
        <Limits resolved={resolved} />
      </Typography.Paragraph>
      {fields.length > 0 && <Fields fields={fields} schemas={schemas} level={0} seen={[]} />}
    </section>
  );
}

interface FieldsProps {
  fields: Field[];
  schemas: Schemas;
  level: number;
  /** Components around these fields: one inside of itself is not opened by itself. */
  seen: string[];
}

function Fields({ fields, schemas, level, seen }: FieldsProps) {
  const { token } = theme.useToken();
  return (
    <ul
      style={{
        listStyle: 'none',
        margin: 0,
        padding: 0,
        ...(level > 0 && {
          marginInlineStart: 10,
          paddingInlineStart: 12,
          borderInlineStart: `1px solid ${token.colorBorderSecondary}`,
        }),
      }}
    >
      {fields.map((field) => (
        <FieldRow key={field.name} field={field} schemas={schemas} level={level} seen={seen} />
      ))}
    </ul>
  );
}

function FieldRow({ field, schemas, level, seen }: Omit<FieldsProps, 'fields'> & { field: Field }) {
  const t = useText(apiText);
  const { token } = theme.useToken();
  const resolved = resolve(field.schema, schemas);
  const below = fieldsOf(resolved, schemas);
  const component = resolved.name ?? '';
  const [open, setOpen] = useState(level < OPEN_LEVELS && !seen.includes(component) && below.length <= 12);
  return (
    <li
      style={{
        padding: '5px 0',
        borderTop: level === 0 ? `1px solid ${token.colorBorderSecondary}` : undefined,
      }}
    >
      <Flex gap={6} align="baseline" wrap>
        {below.length > 0 ? (
          <Button
            type="text"
            size="small"
            aria-expanded={open}
            aria-label={t(open ? 'shut' : 'open', { name: field.name })}
            icon={open ? <CaretDownOutlined /> : <CaretRightOutlined />}
            onClick={() => setOpen(!open)}
            style={{ width: 20, height: 20 }}
          />
        ) : (
          <span style={{ width: 20 }} />
        )}
        <Typography.Text strong className="mono">
          {field.name}
        </Typography.Text>
        <Typography.Text type="secondary" className="mono">
          {typeText(resolved, schemas, { listOf: t('listOf') })}
          {resolved.nullable && ` ${t('nullable')}`}
        </Typography.Text>
        {field.required && (
          <Tag variant="filled" style={{ marginInlineEnd: 0 }}>
            {t('required')}
          </Tag>
        )}
      </Flex>
      <div style={{ marginInlineStart: 26 }}>
        <Meaning schema={resolved.schema} /> <Limits resolved={resolved} />
      </div>
      {open && (
        <Fields
          fields={below}
          schemas={schemas}
          level={level + 1}
          seen={component === '' ? seen : [...seen, component]}
        />
      )}
    </li>
  );
}

/** What a field is called and what it is for, in the reader's language where the server says it. */
function Meaning({ schema }: { schema: Schema }) {
  const language = useLanguage();
  const title = language === 'zh' ? (schema.zh ?? schema.title) : schema.title;
  const help = (language === 'zh' ? schema.helpZh : schema.help) ?? schema.help;
  const parts = [title, schema.description, help].filter((part) => part !== undefined);
  if (parts.length === 0) return null;
  return <span>{parts.join(' · ')}</span>;
}

/** What values are taken, in words. */
function Limits({ resolved: { schema } }: { resolved: Resolved }) {
  const t = useText(apiText);
  const values = schema.enum ?? schema.items?.enum;
  const limits = [
    values && `${t('oneOf')} ${values.map((value) => JSON.stringify(value)).join(', ')}`,
    schema.secret && t('secret'),
    schema.default !== undefined && t('defaultIs', { value: JSON.stringify(schema.default) }),
    charactersOf(schema, t),
    isTelling(schema.minimum) && t('atLeast', { value: schema.minimum! }),
    isTelling(schema.maximum) && t('atMost', { value: schema.maximum! }),
    schema.maxItems !== undefined && t('itemsMost', { max: schema.maxItems }),
  ].filter((limit) => typeof limit === 'string');
  if (limits.length === 0) return null;
  return (
    <Typography.Text type="secondary" style={{ fontSize: 13, overflowWrap: 'anywhere' }}>
      {limits.join('; ')}
    </Typography.Text>
  );
}

function charactersOf({ minLength, maxLength }: Schema, t: typeof apiText.t): string | undefined {
  if (maxLength === undefined) return undefined;
  if (minLength !== undefined && minLength > 1) return t('chars', { min: minLength, max: maxLength });
  return t('charsMost', { max: maxLength });
}

/** The bounds of every whole number say nothing. */
function isTelling(bound: number | undefined): boolean {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}
