/** Field mapping: each field of the target, how it gets its value, and the value. */
import { DeleteOutlined, FunctionOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import {
  AutoComplete,
  Button,
  ConfigProvider,
  Flex,
  Form,
  Grid,
  Input,
  Select,
  Tag,
  Tooltip,
  Typography,
  theme,
} from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { FieldMapping, ScimDialect } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { FunctionsDrawer } from './functions-drawer.tsx';
import { provisioningText } from './provisioning-text.ts';

const LIST = ['provisioning', 'mappings'];
const TYPES = ['field', 'expression', 'constant'] as const satisfies FieldMapping['type'][];

/** Names of the account's fields that a mapping may read: the directory's own and the custom ones. */
export function useUserFields(): string[] {
  const instance = useInstanceId();
  const help = useQuery({
    queryKey: ['expression-functions'],
    queryFn: () => api.expressionFunctions.getExpressionFunctions(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const custom = useQuery({
    queryKey: ['custom-fields', instance, 'names'],
    queryFn: async () => (await api.fields.listCustomFields(instance)).items.map(({ id }) => id),
    staleTime: 60_000,
  });
  const own = help.data?.variables.find(({ name }) => name === 'user')?.fields ?? [];
  return [...own, ...(custom.data ?? [])];
}

/** What people of a DingTalk company have; SCIM targets say it in their dialect. */
const DINGTALK = {
  attributes: [
    ...['userid', 'name', 'mobile', 'job_number', 'title', 'email', 'org_email'],
    ...['telephone', 'work_place', 'remark', 'hide_mobile', 'extension'],
  ],
  required: ['userid', 'name', 'mobile'],
};

export function MappingFields() {
  const t = useText(provisioningText);
  const form = Form.useFormInstance();
  const may = useMay();
  const [reading, setReading] = useState(false);
  const dialect = Form.useWatch(['provisioning', 'dialect'], { form, preserve: true }) as
    | ScimDialect
    | undefined;
  const mappings = (Form.useWatch(LIST, { form, preserve: true }) ?? []) as Partial<FieldMapping>[];
  const taken = new Set(mappings.map((mapping) => mapping?.target));
  const { attributes, required } = dialect ?? DINGTALK;
  const free = attributes.filter((name) => !taken.has(name));
  return (
    <>
      <Form.List name={LIST}>
        {(rows, { add, remove }) => (
          <>
            <Head />
            {rows.map(({ key, name }) => (
              <Row
                key={key}
                at={name}
                free={free}
                required={required}
                onRemove={rows.length > 1 ? () => remove(name) : undefined}
              />
            ))}
            <Flex gap={8} wrap style={{ margin: '8px 0 16px' }}>
              <Tooltip title={free.length === 0 ? t('noFieldLeft') : ''}>
                <Button
                  icon={<PlusOutlined />}
                  disabled={free.length === 0 || !may.admin}
                  onClick={() => add({ target: free[0], type: 'field', value: '' })}
                >
                  {t('addMapping')}
                </Button>
              </Tooltip>
              {/* Reading is for everybody, whatever may be changed. */}
              <Button icon={<FunctionOutlined />} disabled={false} onClick={() => setReading(true)}>
                {t('functions')}
              </Button>
            </Flex>
          </>
        )}
      </Form.List>
      {reading && (
        <ConfigProvider componentDisabled={false}>
          <FunctionsDrawer onClose={() => setReading(false)} />
        </ConfigProvider>
      )}
    </>
  );
}

const WIDE = 'minmax(150px, 230px) 160px minmax(0, 1fr) 40px';

function Head() {
  const t = useText(provisioningText);
  const wide = Grid.useBreakpoint().md !== false;
  const { token } = theme.useToken();
  if (!wide) return null;
  return (
    <div
      aria-hidden="true"
      style={{
        display: 'grid',
        gridTemplateColumns: WIDE,
        gap: 12,
        padding: '6px 0',
        borderBottom: `1px solid ${token.colorBorderSecondary}`,
      }}
    >
      {(['target', 'how', 'value'] as const).map((word) => (
        <Typography.Text key={word} strong style={{ fontSize: 13 }}>
          {t(word)}
        </Typography.Text>
      ))}
    </div>
  );
}

interface RowProps {
  at: number;
  free: string[];
  required: string[];
  onRemove: (() => void) | undefined;
}

function Row({ at, free, required, onRemove }: RowProps) {
  const t = useText(provisioningText);
  const tc = useText(common);
  const form = Form.useFormInstance();
  const wide = Grid.useBreakpoint().md !== false;
  const { token } = theme.useToken();
  const { target = '', type = 'field' } = (Form.useWatch([...LIST, at], { form, preserve: true }) ??
    {}) as Partial<FieldMapping>;
  const bare = { style: { margin: 0, minWidth: 0 } };
  const must = [{ required: true, message: tc('required') }];
  return (
    <fieldset
      aria-label={target}
      style={{
        border: 0,
        margin: 0,
        minWidth: 0,
        display: 'grid',
        gridTemplateColumns: wide ? WIDE : 'minmax(0, 1fr)',
        gap: wide ? 12 : 8,
        alignItems: 'start',
        padding: '8px 0',
        borderBottom: `1px solid ${token.colorBorderSecondary}`,
      }}
    >
      <div>
        <Form.Item name={[at, 'target']} rules={must} {...bare}>
          <Select
            aria-label={t('target')}
            showSearch
            options={[target, ...free].filter(Boolean).map((value) => ({ value, label: value }))}
          />
        </Form.Item>
        {required.includes(target) && (
          <Tag variant="filled" style={{ marginTop: 4 }}>
            {t('requiredByTarget')}
          </Tag>
        )}
      </div>
      <Form.Item name={[at, 'type']} {...bare}>
        <Select
          aria-label={t('how')}
          options={TYPES.map((value) => ({ value, label: t(`type_${value}`) }))}
        />
      </Form.Item>
      <Form.Item name={[at, 'value']} rules={must} {...bare}>
        <ValueInput type={type} />
      </Form.Item>
      <Tooltip title={t('removeMapping', { target })}>
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t('removeMapping', { target })}
          onClick={onRemove}
          // Undefined leaves it to the form, which rests for those who may not change it.
          {...(onRemove ? {} : { disabled: true })}
        />
      </Tooltip>
    </fieldset>
  );
}

/** Form.Item gives a control its id, value and onChange. */
interface ValueInputProps {
  type: FieldMapping['type'];
  id?: string;
  value?: string;
  onChange?: (value: string) => void;
}

function ValueInput({ type, value = '', onChange, ...given }: ValueInputProps) {
  const t = useText(provisioningText);
  const fields = useUserFields();
  const words = value.toLowerCase();
  if (type === 'field')
    return (
      <AutoComplete
        {...given}
        value={value}
        onChange={(text: string) => onChange?.(text)}
        aria-label={t('value')}
        style={{ width: '100%' }}
        showSearch={{
          // A field that is complete must not hide the others.
          filterOption: (_, option) =>
            fields.includes(value) || String(option?.value).toLowerCase().includes(words),
        }}
        options={fields.map((name) => ({ value: name }))}
      />
    );
  if (type === 'expression')
    return (
      <Input.TextArea
        {...given}
        value={value}
        onChange={({ target }) => onChange?.(target.value)}
        aria-label={t('value')}
        className="mono"
        autoSize={{ minRows: 1, maxRows: 8 }}
        maxLength={4000}
        spellCheck={false}
      />
    );
  return (
    <Input
      {...given}
      value={value}
      onChange={({ target }) => onChange?.(target.value)}
      aria-label={t('value')}
      maxLength={4000}
      autoComplete="off"
    />
  );
}
