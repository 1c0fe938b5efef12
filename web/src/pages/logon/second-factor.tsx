/** When people show a second factor, which ones count, and what that means for those who have none. */
import { Alert, Checkbox, Flex, Form, type FormInstance, InputNumber, Radio, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useInstanceId } from '../../app/instance.tsx';
import { Page } from '../../parts/page.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { Section } from '../applications/section.tsx';
import { consequenceOf } from './consequence.ts';
import { factorsText } from './factors-text.ts';
import { useLogonFacts, useLogonMethods } from './logon-queries.ts';
import { MailState } from './mail-state.tsx';
import { type Parts, SettingsForm } from './settings-form.tsx';

type Values = Parts<'secondFactor'>;

const POLICIES = ['off', 'smart', 'always'] as const;
/** The mark stands at the name, not between name and hint. */
const AT_FIRST_LINE = { alignSelf: 'start', marginTop: 3 } as const;
const FACTORS = ['totp', 'passkey', 'email'] as const;

export function SecondFactorPage() {
  const t = useText(factorsText);
  return (
    <Page title={t('title')} description={t('description')}>
      <SettingsForm parts={['secondFactor']}>{(form) => <Fields form={form} />}</SettingsForm>
    </Page>
  );
}

function Fields({ form }: { form: FormInstance<Values> }) {
  const t = useText(factorsText);
  const words = useText(common);
  const now = Form.useWatch('secondFactor', { form, preserve: true });
  const passkeyProblem = usePasskeyProblem();
  return (
    <>
      <Section title={t('when')} hint={t('whenHint')}>
        <Form.Item name={['secondFactor', 'policy']}>
          <Radio.Group
            aria-label={t('when')}
            style={{ display: 'flex', flexDirection: 'column', alignItems: 'start' }}
          >
            {POLICIES.map((value) => (
              <Radio key={value} value={value} styles={{ root: { padding: '5px 0' }, icon: AT_FIRST_LINE }}>
                <Explained name={t(value)} hint={t(`${value}Hint`)} />
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
      </Section>
      {now?.policy !== 'off' && (
        <Section title={t('factors')} hint={t('factorsHint')}>
          <Form.Item
            name={['secondFactor', 'factors']}
            rules={[{ type: 'array', min: 1, message: t('oneAtLeast') }]}
          >
            <Checkbox.Group aria-label={t('factors')} style={{ display: 'block' }}>
              <Flex vertical gap={10}>
                {FACTORS.map((value) => (
                  <Checkbox key={value} value={value} styles={{ icon: AT_FIRST_LINE }}>
                    <Explained
                      name={t(value)}
                      hint={value === 'totp' ? undefined : t(`${value}Hint`)}
                      {...(value === 'passkey' ? { problem: passkeyProblem } : {})}
                    />
                  </Checkbox>
                ))}
              </Flex>
            </Checkbox.Group>
          </Form.Item>
          {now?.factors.includes('email') && (
            <div style={{ marginBottom: 16 }}>
              <MailState />
            </div>
          )}
        </Section>
      )}
      {now?.policy === 'smart' && (
        <Section title={t('remember')} hint={t('rememberHint')}>
          <Form.Item
            name={['secondFactor', 'rememberDays']}
            label={t('rememberDays')}
            extra={t('rememberDaysHint')}
            rules={[{ required: true, message: words('required') }]}
          >
            <InputNumber min={0} max={365} precision={0} style={{ width: 160 }} />
          </Form.Item>
        </Section>
      )}
      {now && (
        <Section title={t('consequence')}>
          <WhatItMeans policy={now} />
        </Section>
      )}
    </>
  );
}

interface ExplainedProps {
  name: string;
  hint?: string | undefined;
  problem?: ReactNode;
}

function Explained({ name, hint, problem }: ExplainedProps) {
  return (
    <>
      <Typography.Text strong>{name}</Typography.Text>
      <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
        {hint}
      </Typography.Text>
      {problem && (
        <Typography.Text type="warning" style={{ display: 'block', fontSize: 13 }}>
          {problem}
        </Typography.Text>
      )}
    </>
  );
}

/** Why passkeys cannot work at the address of this server. */
function usePasskeyProblem(): string | undefined {
  const instance = useInstanceId();
  const { data } = useLogonFacts(instance);
  const passkey = useLogonMethods(instance).data?.items.find(({ kind }) => kind === 'passkey');
  return data?.methods.find(({ id }) => id === passkey?.id)?.problem?.message;
}

function WhatItMeans({ policy }: { policy: Values['secondFactor'] }) {
  const t = useText(factorsText);
  const { data } = useLogonFacts(useInstanceId());
  const passkeys = usePasskeyProblem() === undefined;
  if (!data) return null;
  const { all, have, without, what, ways } = consequenceOf(policy, { ...data, passkeys });
  const words = () => {
    if (what === 'off') return t('means_off');
    if (without === 0) return t('everybodyHas');
    if (what === 'unchanged') return t('means_smart', { count: without });
    if (what === 'barred') return t('means_barred', { count: without });
    return t('means_always', { count: without, ways: ways.map((way) => t(way)).join(t('or')) });
  };
  const quiet = what === 'unchanged' || without === 0;
  return (
    <Alert
      type={what === 'barred' && without > 0 ? 'error' : quiet ? 'info' : 'warning'}
      showIcon
      title={words()}
      {...(what === 'off' ? {} : { description: t('have', { have, all }) })}
    />
  );
}
