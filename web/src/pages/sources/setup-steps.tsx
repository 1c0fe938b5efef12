/** The first three steps of setting a source up: what is typed goes into the draft as it is typed. */
import { Button, Flex, Form, Input, InputNumber, Typography } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { path } from '../../api/events.ts';
import type { SourceKind } from '../../api/generated.ts';
import { ApiProblem } from '../../api/problem.ts';
import { showFieldErrors } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { ConnectionTest } from './connection-test.tsx';
import { asTried, type Draft } from './draft.ts';
import { clearFieldErrors } from './field-errors.ts';
import { Beside, Heading, Panel } from './heading.tsx';
import { OrgSelect } from './org-select.tsx';
import { GuardFields, LeaversFields } from './protection-fields.tsx';
import { ScheduleEditor } from './schedule-editor.tsx';
import { fingerprintSetting, SettingsFields } from './settings-fields.tsx';
import { setupText } from './setup-text.ts';
import { sourcesText } from './sources-text.ts';
import { testText } from './test-text.ts';

export interface StepProps {
  instance: string;
  kind: SourceKind;
  draft: Draft;
  update: (change: Partial<Draft>) => void;
  /** What the server refused when the draft was saved; shown at its fields. */
  problem: unknown;
  onNext: () => void;
  onBack?: () => void;
}

type Values = Partial<Draft>;

function useStepForm({ draft, update, problem }: StepProps) {
  const [form] = Form.useForm<Values>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    if (problem !== undefined) showFieldErrors(form, problem);
  }, [problem]);
  const props = {
    form,
    layout: 'vertical' as const,
    initialValues: draft,
    onValuesChange: (changed: Values, { config, ...others }: Values) => {
      clearFieldErrors(form, changed);
      update({ ...others, ...(config ? { config: { ...draft.config, ...config } } : {}) });
    },
    style: { maxWidth: 640 },
  };
  return { form, props };
}

export function StepButtons({
  onBack,
  children,
}: {
  onBack?: (() => void) | undefined;
  children: ReactNode;
}) {
  const t = useText(common);
  return (
    <Flex gap={8} wrap style={{ marginTop: 20 }}>
      {onBack && <Button onClick={onBack}>{t('previous')}</Button>}
      {children}
    </Flex>
  );
}

/** Goes on when the fields of the step are filled in. */
function useGoOn(form: ReturnType<typeof useStepForm>['form'], onNext: () => void) {
  return async () => {
    const fine = await form.validateFields().then(
      () => true,
      ({ errorFields }: { errorFields: { name: (string | number)[] }[] }) => {
        if (errorFields[0]) form.scrollToField(errorFields[0].name, { block: 'center' });
        return false;
      },
    );
    if (fine) onNext();
  };
}

export function ConnectStep(props: StepProps & { takenNames: ReadonlySet<string> }) {
  const { instance, kind, draft, update, onNext, takenNames } = props;
  const t = useText(setupText);
  const words = useText(common);
  const tests = useText(testText);
  const { form, props: formProps } = useStepForm(props);
  const goOn = useGoOn(form, onNext);
  // Passed with these settings: another change asks for another test.
  const [passedWith, setPassedWith] = useState<unknown>();
  const passed = passedWith === draft.config;
  const setting = fingerprintSetting(kind);
  const fingerprints = setting ? ((draft.config[setting] ?? []) as string[]) : [];
  const takeFingerprint = (fingerprint: string) => {
    if (!setting) return;
    const config = { ...draft.config, [setting]: [...fingerprints, fingerprint] };
    form.setFieldValue(['config', setting], config[setting]);
    update({ config });
  };
  const tried = () => asTried(kind.kind, draft.config, draft.sourceId);
  return (
    <Beside>
      <Panel>
        <Form {...formProps}>
          <Form.Item
            name="name"
            label={t('name')}
            validateFirst
            rules={[
              { required: true, whitespace: true, message: words('required') },
              {
                validator: (_, name: string) =>
                  takenNames.has(name.trim().toLowerCase())
                    ? Promise.reject(t('nameTaken'))
                    : Promise.resolve(),
              },
            ]}
          >
            <Input maxLength={64} autoComplete="off" />
          </Form.Item>
          <SettingsFields
            {...{ instance, kind, tried }}
            step="connect"
            stored={draft.sourceId !== undefined}
          />
        </Form>
        <StepButtons>
          <Button type={passed ? 'primary' : 'default'} onClick={() => void goOn()}>
            {words('next')}
          </Button>
          {!passed && (
            <Typography.Text type="secondary" style={{ alignSelf: 'center' }}>
              {t('testFirst')}
            </Typography.Text>
          )}
        </StepButtons>
      </Panel>
      <Panel>
        <Heading first>{tests('test')}</Heading>
        <Typography.Paragraph type="secondary">{tests('hint')}</Typography.Paragraph>
        <ConnectionTest
          primary={!passed}
          fingerprints={fingerprints}
          onFingerprint={setting ? takeFingerprint : undefined}
          onPassed={() => setPassedWith(draft.config)}
          onProblem={(error) => error instanceof ApiProblem && showFieldErrors(form, error)}
          request={async () => {
            const fine = await form.validateFields().then(
              () => true,
              () => false,
            );
            return fine ? { path: path`/instances/${instance}/source-test`, body: tried() } : undefined;
          }}
        />
      </Panel>
    </Beside>
  );
}

export function ScopeStep(props: StepProps) {
  const { instance, kind, draft, onNext, onBack } = props;
  const t = useText(sourcesText);
  const words = useText(common);
  const { form, props: formProps } = useStepForm(props);
  const goOn = useGoOn(form, onNext);
  const tried = () => asTried(kind.kind, draft.config, draft.sourceId);
  return (
    <Panel>
      <Form {...formProps}>
        <Form.Item name="targetOrgId" label={t('target')} extra={t('targetHint')}>
          <OrgSelect instance={instance} />
        </Form.Item>
        <SettingsFields {...{ instance, kind, tried }} step="scope" />
        <StepButtons onBack={onBack}>
          <Button type="primary" onClick={() => void goOn()}>
            {words('next')}
          </Button>
        </StepButtons>
      </Form>
    </Panel>
  );
}

export function AbilitiesStep(props: StepProps) {
  const { instance, kind, draft, update, problem, onNext, onBack } = props;
  const t = useText(setupText);
  const sources = useText(sourcesText);
  const words = useText(common);
  const { form, props: formProps } = useStepForm(props);
  const goOn = useGoOn(form, onNext);
  const tried = () => asTried(kind.kind, draft.config, draft.sourceId);
  return (
    <Panel>
      <Form {...formProps}>
        <Heading first>{t('what')}</Heading>
        <Typography.Paragraph type="secondary">{t('always')}</Typography.Paragraph>
        <SettingsFields {...{ instance, kind, tried }} step="abilities" />
        <Heading>{t('leavers')}</Heading>
        <LeaversFields />
        <Heading>{t('guard')}</Heading>
        <GuardFields />
        <Heading>{t('when')}</Heading>
        <ScheduleEditor
          value={draft.schedule}
          onChange={(schedule) => update({ schedule })}
          errors={scheduleErrors(problem)}
        />
        <Heading>{sources('priority')}</Heading>
        <Form.Item
          name="priority"
          label={sources('priority')}
          extra={sources('priorityHint')}
          rules={[{ required: true, message: words('required') }]}
        >
          <InputNumber min={0} max={10_000} precision={0} style={{ width: 140 }} />
        </Form.Item>
        <StepButtons onBack={onBack}>
          <Button type="primary" onClick={() => void goOn()}>
            {words('next')}
          </Button>
        </StepButtons>
      </Form>
    </Panel>
  );
}

/** What the server refused of a schedule, by field. */
export function scheduleErrors(problem: unknown): { cron?: string; timezone?: string } {
  if (!(problem instanceof ApiProblem)) return {};
  const of = (field: string) => problem.problem.errors.find((error) => error.field === field)?.message;
  const cron = of('schedule.cron');
  const timezone = of('schedule.timezone');
  return { ...(cron ? { cron } : {}), ...(timezone ? { timezone } : {}) };
}
