/** What guards a bound source, what becomes of leavers, and when it is synchronized. */
import { Form } from 'antd';
import { useState } from 'react';
import type { Guard, Leavers } from '../../api/generated.ts';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import { clearFieldErrors } from './field-errors.ts';
import { Heading, Panel } from './heading.tsx';
import { GuardFields, LeaversFields } from './protection-fields.tsx';
import { ScheduleEditor } from './schedule-editor.tsx';
import { scheduleErrors } from './setup-steps.tsx';
import { setupText } from './setup-text.ts';
import { SaveBar } from './source-settings.tsx';
import { type TabProps, useSave } from './use-save.ts';

interface Policy {
  guard: Guard;
  leavers: Leavers;
}

export function ProtectionTab(props: TabProps) {
  const { source, disabled } = props;
  const t = useText(setupText);
  const [form] = Form.useForm<Policy>();
  const [changed, setChanged] = useState(false);
  const save = useSave(props, () => setChanged(false));
  return (
    <Panel>
      <Form<Policy>
        form={form}
        layout="vertical"
        initialValues={{ guard: source.guard, leavers: source.leavers }}
        onValuesChange={(values) => {
          clearFieldErrors(form, values);
          setChanged(true);
        }}
        onFinish={(policy) => save.mutate(policy, { onError: (error) => showFieldErrors(form, error) })}
        style={{ maxWidth: 640 }}
      >
        <Heading first>{t('guard')}</Heading>
        <GuardFields disabled={disabled} />
        <Heading>{t('leavers')}</Heading>
        <LeaversFields disabled={disabled} />
        {save.error && <ProblemAlert error={save.error} />}
        {!disabled && <SaveBar changed={changed} busy={save.isPending} />}
      </Form>
    </Panel>
  );
}

export function ScheduleTab(props: TabProps) {
  const { source, disabled } = props;
  const [schedule, setSchedule] = useState(source.schedule);
  const save = useSave(props, (saved) => setSchedule(saved.schedule));
  const changed = JSON.stringify(schedule) !== JSON.stringify(source.schedule);
  const atField = Object.keys(scheduleErrors(save.error)).length > 0;
  return (
    <Panel>
      <ScheduleEditor
        value={schedule}
        onChange={setSchedule}
        disabled={disabled}
        errors={scheduleErrors(save.error)}
      />
      {save.error && !atField && <ProblemAlert error={save.error} />}
      {!disabled && (
        <SaveBar changed={changed} busy={save.isPending} onSave={() => save.mutate({ schedule })} />
      )}
    </Panel>
  );
}
