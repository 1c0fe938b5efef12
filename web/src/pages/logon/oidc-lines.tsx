/** The two lists of an OpenID provider: how an account is found, and what fills its fields. */
import { Form, Input, Select } from 'antd';
import { Lines } from '../../form/lines.tsx';
import type { FieldSchema } from '../../form/schema.ts';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { methodsText } from './methods-text.ts';

interface LinesProps {
  schema: FieldSchema;
  name: string;
}

export function MatchLines({ schema, name }: LinesProps) {
  const t = useText(methodsText);
  const words = useText(common);
  const language = useLanguage();
  const field = schema.items?.properties?.field;
  const rules = [{ required: true, message: words('required') }];
  return (
    <Lines
      schema={schema}
      name={['settings', name]}
      add={t('addMatch')}
      fresh={{ field: 'username', expression: '' }}
    >
      {(at, n) => (
        <>
          <Form.Item name={[at, 'field']} noStyle rules={rules}>
            <Select
              aria-label={t('matchField', { n })}
              style={{ flex: '1 1 160px' }}
              options={(field?.enum ?? []).map((value) => ({
                value,
                label: field?.labels?.[String(value)]?.[language] ?? String(value),
              }))}
            />
          </Form.Item>
          <Form.Item name={[at, 'expression']} noStyle rules={rules}>
            <Input
              aria-label={t('matchValue', { n })}
              className="mono"
              maxLength={2000}
              autoComplete="off"
              style={{ flex: '2 1 200px' }}
            />
          </Form.Item>
        </>
      )}
    </Lines>
  );
}

const TYPES = ['expression', 'field', 'constant'] as const;

export function MappingLines({ schema, name }: LinesProps) {
  const t = useText(methodsText);
  const words = useText(common);
  const rules = [{ required: true, message: words('required') }];
  return (
    <Lines
      schema={schema}
      name={['settings', name]}
      add={t('addMapping')}
      fresh={{ target: '', type: 'expression', value: '' }}
    >
      {(at, n) => (
        <>
          <Form.Item name={[at, 'target']} noStyle rules={rules}>
            <Input
              aria-label={t('mapTarget', { n })}
              className="mono"
              maxLength={80}
              autoComplete="off"
              style={{ flex: '1 1 120px' }}
            />
          </Form.Item>
          <Form.Item name={[at, 'type']} noStyle>
            <Select
              aria-label={t('mapType', { n })}
              style={{ flex: '0 0 122px' }}
              options={TYPES.map((value) => ({ value, label: t(value) }))}
            />
          </Form.Item>
          <Form.Item name={[at, 'value']} noStyle>
            <Input
              aria-label={t('mapValue', { n })}
              className="mono"
              maxLength={4000}
              autoComplete="off"
              style={{ flex: '2 1 160px' }}
            />
          </Form.Item>
        </>
      )}
    </Lines>
  );
}
