/** When a source is synchronized by itself: a simple choice, or cron, always with its words and its next times. */
import { Alert, Flex, Form, Input, InputNumber, Select, Typography } from 'antd';
import { useId, useMemo, useState } from 'react';
import type { Schedule } from '../../api/generated.ts';
import { Time } from '../../parts/format.tsx';
import { useLanguage, useText } from '../../text/text.ts';
import { type Choice, choiceOf, cronOf, type Every, inWords, nextTimes, ownZone } from './schedule.ts';
import { scheduleText } from './schedule-text.ts';

const SHOWN = 3;
const EVERY: Every[] = ['off', 'hour', 'day', 'workday', 'week', 'cron'];
/** A Sunday, so that the days of the week can be named by the reader's language. */
const SUNDAY = Date.UTC(2024, 0, 7);
const DAY_MS = 86_400_000;

interface ScheduleEditorProps {
  value: Schedule | null;
  onChange: (value: Schedule | null) => void;
  disabled?: boolean;
  /** Refusals of the server, by field. */
  errors?: { cron?: string | undefined; timezone?: string | undefined };
}

export function ScheduleEditor({ value, onChange, disabled = false, errors = {} }: ScheduleEditorProps) {
  const t = useText(scheduleText);
  const id = useId();
  // What was chosen stays chosen, though the same cron could be said in another way.
  const [every, setEvery] = useState<Every>(() => choiceOf(value?.cron).every);
  const zone = value?.timezone ?? ownZone();
  const choice: Choice = { ...choiceOf(value?.cron), every };
  const change = (part: Partial<Choice>) => {
    const cron = cronOf({ ...choice, ...part });
    if (part.every) setEvery(part.every);
    onChange(cron === undefined ? null : { cron, timezone: zone });
  };
  const choose = (next: Every) =>
    change({ every: next, ...(next === 'cron' && value ? { cron: value.cron } : {}) });
  return (
    <div style={{ maxWidth: 640 }}>
      <Flex gap={12} wrap align="start">
        <Field label={t('every')} id={`${id}-every`}>
          <Select<Every>
            id={`${id}-every`}
            value={every}
            disabled={disabled}
            onChange={choose}
            style={{ width: 200 }}
            options={EVERY.map((name) => ({ value: name, label: t(name) }))}
          />
        </Field>
        {every === 'hour' && (
          <Field label={t('minuteOfHour')} id={`${id}-minute`}>
            <InputNumber
              id={`${id}-minute`}
              min={0}
              max={59}
              precision={0}
              value={choice.minute}
              disabled={disabled}
              onChange={(minute) => change({ minute: minute ?? 0 })}
            />
          </Field>
        )}
        {every === 'week' && <DaysField id={`${id}-days`} {...{ choice, disabled, change }} />}
        {(every === 'day' || every === 'workday' || every === 'week') && (
          <TimeField id={`${id}-time`} {...{ choice, disabled, change }} />
        )}
        {every === 'cron' && (
          <Field label={t('cronText')} id={`${id}-cron`} hint={t('cronHint')} error={errors.cron}>
            <Input
              id={`${id}-cron`}
              className="mono"
              value={value?.cron ?? ''}
              disabled={disabled}
              maxLength={100}
              autoComplete="off"
              style={{ width: 220 }}
              {...(errors.cron ? { status: 'error' as const } : {})}
              onChange={(event) => change({ cron: event.target.value })}
            />
          </Field>
        )}
        {every !== 'off' && (
          <Field label={t('timezone')} id={`${id}-zone`} error={errors.timezone}>
            <Select
              id={`${id}-zone`}
              showSearch
              value={zone}
              disabled={disabled}
              style={{ width: 220 }}
              options={zones(zone).map((name) => ({ value: name, label: name }))}
              onChange={(timezone) => value && onChange({ ...value, timezone })}
            />
          </Field>
        )}
      </Flex>
      {value ? (
        <Coming schedule={value} />
      ) : (
        <Typography.Text type="secondary">{t('offHint')}</Typography.Text>
      )}
    </div>
  );
}

function zones(present: string): string[] {
  return [...new Set([present, ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}

interface FieldProps {
  label: string;
  id: string;
  hint?: string;
  error?: string | undefined;
  children: React.ReactNode;
}

function Field({ label, id, hint, error, children }: FieldProps) {
  return (
    <Form.Item
      label={label}
      htmlFor={id}
      layout="vertical"
      style={{ marginBottom: 12, maxWidth: hint ? 320 : undefined }}
      {...(hint ? { extra: hint } : {})}
      {...(error ? { validateStatus: 'error' as const, help: error } : {})}
    >
      {children}
    </Form.Item>
  );
}

interface PartProps {
  id: string;
  choice: Choice;
  disabled: boolean;
  change: (part: Partial<Choice>) => void;
}

function TimeField({ id, choice: { hour, minute }, disabled, change }: PartProps) {
  const t = useText(scheduleText);
  const two = (value: number) => String(value).padStart(2, '0');
  return (
    <Field label={t('time')} id={id}>
      <Input
        id={id}
        type="time"
        required
        value={`${two(hour)}:${two(minute)}`}
        disabled={disabled}
        style={{ width: 130 }}
        onChange={({ target }) => {
          const [hours, minutes] = target.value.split(':').map(Number);
          if (hours !== undefined && minutes !== undefined) change({ hour: hours, minute: minutes });
        }}
      />
    </Field>
  );
}

function DaysField({ id, choice: { days }, disabled, change }: PartProps) {
  const t = useText(scheduleText);
  const language = useLanguage();
  const name = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    weekday: 'short',
    timeZone: 'UTC',
  });
  return (
    <Field label={t('days')} id={id}>
      <Select
        id={id}
        mode="multiple"
        value={days}
        disabled={disabled}
        style={{ minWidth: 180 }}
        options={[1, 2, 3, 4, 5, 6, 0].map((day) => ({
          value: day,
          label: name.format(SUNDAY + day * DAY_MS),
        }))}
        onChange={(chosen) => chosen.length > 0 && change({ days: chosen })}
      />
    </Field>
  );
}

function Coming({ schedule }: { schedule: Schedule }) {
  const t = useText(scheduleText);
  const language = useLanguage();
  const { cron, timezone } = schedule;
  const times = useMemo(() => nextTimes({ cron, timezone }, SHOWN), [cron, timezone]);
  const words = inWords(cron, language);
  if (times.length === 0)
    return <Alert type="warning" showIcon title={t(words === undefined ? 'unreadable' : 'neverComes')} />;
  return (
    <div aria-live="polite">
      {words && (
        <Typography.Paragraph style={{ marginBottom: 4 }}>
          {words} <Typography.Text type="secondary">({timezone})</Typography.Text>
        </Typography.Paragraph>
      )}
      <Typography.Text type="secondary">{t('next', { zone: ownZone() })}</Typography.Text>
      <ul style={{ margin: '2px 0 0', paddingInlineStart: 20 }}>
        {times.map((time) => (
          <li key={time.getTime()}>
            <Time at={time.toISOString()} />
          </li>
        ))}
      </ul>
    </div>
  );
}
