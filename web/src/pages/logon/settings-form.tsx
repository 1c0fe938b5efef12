/** A page that is a form over some parts of the settings of log-on. */
import { Alert, Button, Flex, Form, type FormInstance, Skeleton, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import type { LogonSettings, LogonSettingsPatch } from '../../api/generated.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { UnsavedGuard } from '../../parts/unsaved-guard.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { useLogonSettings, useSaveSettings } from './logon-queries.ts';
import { logonText } from './logon-text.ts';

export type Part = keyof LogonSettingsPatch;
export type Parts<P extends Part> = Pick<LogonSettings, P>;

interface SettingsFormProps<P extends Part> {
  /** What the form is about; its fields are named as in the settings, e.g. `['session', 'idleMinutes']`. */
  parts: readonly P[];
  /** Ready to be sent, where the form holds them in another way. */
  toSend?: (values: Parts<P>) => Parts<P>;
  children: (form: FormInstance<Parts<P>>, disabled: boolean) => ReactNode;
}

export function SettingsForm<P extends Part>(props: SettingsFormProps<P>) {
  const instance = useInstanceId();
  const { data, error, refetch } = useLogonSettings(instance);
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 10 }} />;
  return <Fields instance={instance} settings={data} {...props} />;
}

interface FieldsProps<P extends Part> extends SettingsFormProps<P> {
  instance: string;
  settings: LogonSettings;
}

function Fields<P extends Part>({
  instance,
  settings,
  parts,
  toSend = (values) => values,
  children,
}: FieldsProps<P>) {
  const t = useText(logonText);
  const words = useText(common);
  const may = useMay();
  const [form] = Form.useForm<Parts<P>>();
  const [changed, setChanged] = useState(false);
  const save = useSaveSettings(instance, settings, () => setChanged(false));
  const partsOf = (all: Parts<P>) =>
    Object.fromEntries(parts.map((part) => [part, all[part]])) as unknown as Parts<P>;
  const submit = () =>
    // Fields that are not shown now keep what they had.
    save.mutate(toSend(partsOf(form.getFieldsValue(true) as Parts<P>)), {
      onError: (error) => showFieldErrors(form, error),
    });
  const inForm = save.error instanceof ApiProblem && save.error.problem.errors.length > 0;
  return (
    <Form<Parts<P>>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!may.admin}
      initialValues={partsOf(settings)}
      onValuesChange={() => setChanged(true)}
      onFinish={submit}
      scrollToFirstError={{ block: 'center' }}
    >
      <UnsavedGuard dirty={changed} perTab />
      {!may.admin && <Alert type="info" showIcon title={t('adminNeeded')} style={{ marginBottom: 16 }} />}
      {children(form, !may.admin)}
      <div style={{ marginTop: 16 }}>
        {save.error && <ProblemAlert error={save.error} key={inForm ? 'fields' : 'whole'} />}
      </div>
      {may.admin && (
        <Flex gap={12} align="center" wrap style={{ marginTop: 16 }}>
          <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!changed}>
            {words('save')}
          </Button>
          {changed && <Typography.Text type="secondary">{t('notSaved')}</Typography.Text>}
        </Flex>
      )}
    </Form>
  );
}
