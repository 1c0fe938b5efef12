/** A new password that the log-on asks for, of Muster or of the directory it is kept in. */
import { useState } from 'react';
import type { PasswordRules, Step, StepOf } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { PasswordField } from '../parts/field.tsx';
import { Form, useAction } from '../parts/form.tsx';
import { NewPassword } from '../parts/new-password.tsx';
import { fieldProblem, Notice, ProblemNotice } from '../parts/notice.tsx';
import { meetsRules } from '../parts/password-rules.ts';
import { passwordText } from '../parts/password-text.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { StepHeading } from './frame.tsx';
import { logonText } from './logon-text.ts';
import type { Logon } from './use-logon.ts';

const REASONS = {
  expired: 'changeExpired',
  must_change: 'changeMust',
  reset: 'changeReset',
  weak: 'changeWeak',
  expires: 'changeExpires',
} as const;

export function ChangePassword({ logon, step }: { logon: Logon; step: StepOf<'change-password'> }) {
  const t = useText(logonText);
  const later = useAction();
  return (
    <>
      <StepHeading hint={t(REASONS[step.reason], { count: step.days ?? 0 })}>{t('changeTitle')}</StepHeading>
      {step.where === 'directory' && <Notice>{t('changeDirectory')}</Notice>}
      <PasswordChoice
        rules={step.rules}
        needsCurrent={step.needsCurrent}
        save={async (given) => logon.go(await logon.send<Step>('/change-password', given))}
      />
      {step.skippable && (
        <>
          <ProblemNotice problem={later.problem} />
          <div>
            <Button
              kind="quiet"
              busy={later.busy}
              onClick={() => void later.run(async () => logon.go(await logon.send<Step>('/skip-password')))}
            >
              {t('changeLater')}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

interface PasswordChoiceProps {
  rules: PasswordRules;
  needsCurrent: boolean;
  save: (given: { current?: string; password: string }) => Promise<void>;
}

export function PasswordChoice({ rules, needsCurrent, save }: PasswordChoiceProps) {
  const t = useText(logonText);
  const tp = useText(passwordText);
  const tc = useText(common);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const meets = meetsRules(rules, password);
  const submit = () => {
    setTried(true);
    if (meets && !(needsCurrent && current === ''))
      void run(() => save({ password, ...(needsCurrent ? { current } : {}) }));
  };
  return (
    <Form onSubmit={submit}>
      <ProblemNotice problem={problem} />
      {needsCurrent && (
        <PasswordField
          label={tp('currentPassword')}
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          maxLength={256}
          error={tried && current === '' ? tc('fillIn') : fieldProblem(problem, 'current')}
        />
      )}
      <NewPassword
        rules={rules}
        value={password}
        onChange={setPassword}
        tried={tried}
        error={tried && !meets ? tp('notYet') : fieldProblem(problem, 'password')}
      />
      <Button kind="primary" wide type="submit" busy={busy}>
        {t('changeSave')}
      </Button>
    </Form>
  );
}
