/** Tries a password against rules that need not be saved yet. */
import { Alert, Button, Flex, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { PasswordPolicy, PasswordTrialResult } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { passwordsText } from './passwords-text.ts';

export function PasswordTrial({ policy }: { policy: () => PasswordPolicy }) {
  const t = useText(passwordsText);
  const instance = useInstanceId();
  const [password, setPassword] = useState('');
  const attempt = useAction(() => api.passwordTrial.tryPassword(instance, { password, policy: policy() }), {
    tell: false,
  });
  const run = () => password !== '' && attempt.mutate(undefined);
  return (
    <>
      <Flex gap={8} style={{ maxWidth: 460, marginBottom: 12 }}>
        <Input.Password
          aria-label={t('tryLabel')}
          placeholder={t('tryLabel')}
          autoComplete="off"
          maxLength={256}
          value={password}
          onChange={(event) => {
            setPassword(event.target.value);
            attempt.reset();
          }}
          onPressEnter={(event) => {
            // Enter would save the form around it.
            event.preventDefault();
            run();
          }}
        />
        <Button loading={attempt.isPending} disabled={password === ''} onClick={run}>
          {t('tryAction')}
        </Button>
      </Flex>
      <div aria-live="polite">
        {attempt.data && <Verdict result={attempt.data} />}
        {attempt.error && <ProblemAlert error={attempt.error} />}
      </div>
    </>
  );
}

function Verdict({ result: { ok, faults } }: { result: PasswordTrialResult }) {
  const t = useText(passwordsText);
  const language = useLanguage();
  return (
    <Alert
      type={ok ? 'success' : 'warning'}
      showIcon
      title={t(ok ? 'tryOk' : 'tryNot')}
      {...(ok
        ? {}
        : {
            description: (
              <ul style={{ margin: 0, paddingInlineStart: 18 }}>
                {faults.map(({ fault, text }) => (
                  <li key={fault}>{pick(text, language)}</li>
                ))}
              </ul>
            ),
          })}
    />
  );
}
