/** One mapping: what it fills, where from, and what that gives for the record looked at. */
import { DeleteOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Input, Select, Switch, Tooltip, Typography, theme } from 'antd';
import type { SyntheticEvent } from 'react';
import type { FieldMapping } from '../../api/generated.ts';
import { useText } from '../../text/text.ts';
import { mappingText } from './mapping-text.ts';
import type { FieldResult } from './use-trial.ts';

export type TextBox = HTMLInputElement | HTMLTextAreaElement;

interface MappingRowProps {
  n: number;
  mapping: FieldMapping;
  targets: { value: string; label: string }[];
  taken: ReadonlySet<string>;
  attributes: readonly string[];
  result: FieldResult | undefined;
  /** Below each other: narrow windows. */
  stacked: boolean;
  active: boolean;
  disabled: boolean;
  onChange: (mapping: FieldMapping) => void;
  onRemove: () => void;
  onFocus: (box: TextBox) => void;
  /** Puts the caret at a character of the value, counted from 0. */
  onCaret: (at: number) => void;
}

/** Columns of the table that rows and head share. */
export const COLUMNS = 'minmax(130px, 1.1fr) 118px minmax(180px, 2.2fr) 76px minmax(110px, 1.3fr) 32px';

export function MappingRow(props: MappingRowProps) {
  const { n, mapping, targets, taken, stacked, active, disabled, onChange, onRemove, result } = props;
  const t = useText(mappingText);
  const { token } = theme.useToken();
  const { target, type, match = false } = mapping;
  const what = targets.find(({ value }) => value === target)?.label ?? (target || t('chooseTarget'));
  const named = (part: string) => t('rowLabel', { n: n + 1, what: `${what}, ${part}` });
  return (
    <fieldset
      aria-label={t('rowLabel', { n: n + 1, what })}
      style={{
        display: 'grid',
        gridTemplateColumns: stacked ? 'minmax(0, 1fr) auto' : COLUMNS,
        gap: 8,
        alignItems: 'start',
        margin: 0,
        padding: '8px 10px',
        minWidth: 0,
        border: 0,
        borderBottom: `1px solid ${token.colorBorderSecondary}`,
        background: active ? token.colorFillQuaternary : undefined,
      }}
    >
      <Select
        aria-label={named(t('target'))}
        showSearch={{ optionFilterProp: 'label' }}
        disabled={disabled}
        value={target || undefined}
        placeholder={t('chooseTarget')}
        popupMatchSelectWidth={false}
        options={targets.map((option) => ({
          ...option,
          disabled: option.value !== target && taken.has(option.value),
        }))}
        onChange={(next) => onChange({ ...mapping, target: next })}
      />
      <Select<FieldMapping['type']>
        aria-label={named(t('type'))}
        disabled={disabled}
        value={type}
        style={stacked ? { width: 118 } : {}}
        options={(['field', 'expression', 'constant'] as const).map((value) => ({ value, label: t(value) }))}
        onChange={(next) => onChange({ ...mapping, type: next })}
      />
      <div data-value={n} style={{ minWidth: 0, ...(stacked ? { gridColumn: '1 / -1' } : {}) }}>
        <ValueBox {...props} label={named(t('value'))} />
        {result?.error && <RowError {...props} error={result.error} />}
      </div>
      <Tooltip title={t('matchHint')}>
        <span style={{ display: 'flex', gap: 8, alignItems: 'center', minHeight: 32 }}>
          <Switch
            size="small"
            aria-label={named(t('match'))}
            disabled={disabled}
            checked={match}
            onChange={(on) => {
              const { match: _before, ...rest } = mapping;
              onChange(on ? { ...rest, match: true } : rest);
            }}
          />
          {stacked && t('match')}
        </span>
      </Tooltip>
      <div style={stacked ? { gridColumn: '1', order: 1 } : { paddingTop: 5 }} aria-live="polite">
        {stacked && <Typography.Text type="secondary">{t('result')}: </Typography.Text>}
        <Outcome result={result} />
      </div>
      <Button
        type="text"
        icon={<DeleteOutlined />}
        disabled={disabled}
        aria-label={t('removeRow', { what })}
        style={stacked ? { justifySelf: 'end' } : {}}
        onClick={onRemove}
      />
    </fieldset>
  );
}

function Outcome({ result }: { result: FieldResult | undefined }) {
  const t = useText(mappingText);
  if (!result || result.error) return <Typography.Text type="secondary">–</Typography.Text>;
  if (result.value === null) return <Typography.Text type="secondary">{t('noValue')}</Typography.Text>;
  return (
    <Typography.Text className="mono" style={{ overflowWrap: 'anywhere' }}>
      {String(result.value)}
    </Typography.Text>
  );
}

function ValueBox({
  mapping,
  attributes,
  disabled,
  label,
  result,
  onChange,
  onFocus,
}: MappingRowProps & { label: string }) {
  const focused = ({ currentTarget }: SyntheticEvent<Element>) => onFocus(currentTarget as TextBox);
  const common = {
    'aria-label': label,
    disabled,
    ...(result?.error ? { status: 'error' as const, 'aria-invalid': true } : {}),
  };
  const written = (value: string) => onChange({ ...mapping, value });
  if (mapping.type === 'expression')
    return (
      <Input.TextArea
        {...common}
        className="mono"
        value={mapping.value}
        maxLength={4000}
        spellCheck={false}
        autoSize={{ minRows: 1, maxRows: 8 }}
        onFocus={focused}
        onChange={(event) => written(event.target.value)}
      />
    );
  if (mapping.type === 'constant')
    return (
      <Input
        {...common}
        value={mapping.value}
        maxLength={4000}
        onFocus={focused}
        onChange={(event) => written(event.target.value)}
      />
    );
  const fitting = attributes.filter((name) => name.toLowerCase().includes(mapping.value.toLowerCase()));
  return (
    <AutoComplete
      {...common}
      className="mono"
      style={{ width: '100%' }}
      popupMatchSelectWidth={false}
      value={mapping.value}
      options={(fitting.length > 0 ? fitting : attributes).map((value) => ({ value }))}
      onFocus={(event) => onFocus(event.target as TextBox)}
      onChange={(value: string) => written(value ?? '')}
    />
  );
}

function RowError({ error, onCaret }: MappingRowProps & { error: NonNullable<FieldResult['error']> }) {
  const t = useText(mappingText);
  const { message, remedy, position } = error;
  return (
    <div role="alert" style={{ marginTop: 4, fontSize: 13 }}>
      <Typography.Text type="danger">{message}</Typography.Text>{' '}
      <Typography.Text type="secondary">{remedy}</Typography.Text>
      {position !== null && (
        <Button
          type="link"
          size="small"
          style={{ padding: '0 4px' }}
          onClick={() => onCaret(Math.max(0, position - 1))}
        >
          {t('at', { position })}
        </Button>
      )}
    </div>
  );
}
