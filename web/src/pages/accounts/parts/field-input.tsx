import { DatePicker, Input, InputNumber, Switch } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import type { Ref } from 'react';
import type { FieldKind, Value } from '../model/account-fields.ts';
import { OrgPicker } from './pickers.tsx';

interface FieldInputProps {
  kind: FieldKind;
  label: string;
  id?: string;
  value?: Value;
  onChange?: (value: Value) => void;
  autoFocus?: boolean;
  /** A form scrolls to the field by it; any control that a form can hold has one. */
  ref?: Ref<never>;
}

/** The control of one field; what is emptied becomes null, which clears it at the server. */
export function FieldInput({ kind, label, id, value, onChange, autoFocus = false, ref }: FieldInputProps) {
  const given = { 'aria-label': label, ...(id === undefined ? {} : { id }), ...(ref ? { ref } : {}) };
  const text = typeof value === 'string' ? value : '';
  switch (kind) {
    case 'boolean':
      return <Switch {...given} checked={value === true} onChange={(checked) => onChange?.(checked)} />;
    case 'number':
      return (
        <InputNumber
          {...given}
          autoFocus={autoFocus}
          value={typeof value === 'number' ? value : null}
          onChange={(number) => onChange?.(number)}
          style={{ width: '100%' }}
        />
      );
    case 'time':
      return (
        <DatePicker
          {...given}
          showTime
          value={text === '' ? null : dayjs(text)}
          onChange={(at: Dayjs | null) => onChange?.(at === null ? null : at.toISOString())}
          style={{ width: '100%' }}
        />
      );
    case 'org':
      return (
        <OrgPicker {...given} label={label} value={text || undefined} onChange={(org) => onChange?.(org)} />
      );
    case 'lines':
      return (
        <Input.TextArea
          {...given}
          autoFocus={autoFocus}
          value={text}
          autoSize={{ minRows: 2, maxRows: 6 }}
          onChange={(event) => onChange?.(event.target.value || null)}
        />
      );
    case 'text':
      return (
        <Input
          {...given}
          autoFocus={autoFocus}
          autoComplete="off"
          value={text}
          onChange={(event) => onChange?.(event.target.value || null)}
        />
      );
  }
}
