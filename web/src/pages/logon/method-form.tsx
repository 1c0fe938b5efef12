/** The settings of a method that is there anyway: its name on the log-on page, and how a directory is asked. */
import { Form, Input } from 'antd';
import { useState } from 'react';
import type { LogonMethod, LogonMethodPatch } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import type { FieldSchema } from '../../form/schema.ts';
import { SchemaFields } from '../../form/schema-fields.tsx';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { useChangeMethod, useLogonSchemas } from './logon-queries.ts';
import { asksDirectory } from './method-state.tsx';
import { methodsText } from './methods-text.ts';

interface Values {
  title: { en: string; zh: string };
  settings: Record<string, unknown>;
}

/** A form to be put into a dialog or a panel, and what stands below it. */
export function useMethodForm(method: LogonMethod, onSaved?: () => void) {
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState<unknown>();
  const save = useChangeMethod(useInstanceId(), { tell: false, ...(onSaved ? { onDone: onSaved } : {}) });
  const submit = () => {
    const { title, settings } = form.getFieldsValue(true) as Values;
    const patch: LogonMethodPatch = {
      title: bothOrNone(title),
      ...(asksDirectory(method) ? { settings } : {}),
    };
    setError(undefined);
    save.mutate(
      { method, patch },
      { onError: (thrown) => showFieldErrors(form, thrown) || setError(thrown) },
    );
  };
  return { form, submit, error, busy: save.isPending };
}

/** A name in one language serves for both. */
function bothOrNone({ en, zh }: Values['title']): Values['title'] | null {
  const [one, other] = [en.trim(), zh.trim()];
  if (one === '' && other === '') return null;
  return { en: one || other, zh: other || one };
}

interface MethodFieldsProps extends ReturnType<typeof useMethodForm> {
  method: LogonMethod;
  disabled?: boolean;
  onChange?: () => void;
}

export function MethodFields({ method, form, submit, error, disabled = false, onChange }: MethodFieldsProps) {
  const t = useText(methodsText);
  const language = useLanguage();
  const { data } = useLogonSchemas();
  const hint = method.title ? undefined : t('nameHint', { name: pick(method.shownTitle, language) });
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      disabled={disabled}
      initialValues={{ title: method.title ?? { en: '', zh: '' }, settings: method.settings }}
      onValuesChange={() => onChange?.()}
      onFinish={submit}
    >
      {asksDirectory(method) && data && (
        <SchemaFields schema={data.directory as FieldSchema} name={['settings']} disabled={disabled} />
      )}
      <Form.Item name={['title', 'en']} label={t('nameEn')} extra={hint}>
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item name={['title', 'zh']} label={t('nameZh')}>
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      {error !== undefined && <ProblemAlert error={error} />}
      {/* Enter in a field saves; the button that shows may stand outside of the form. */}
      <button type="submit" hidden />
    </Form>
  );
}
