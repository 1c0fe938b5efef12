/** A forgotten password: ask for a link, and what the link leads to. */
import { useState } from 'react';
import type { Step } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Form, useAction } from '../parts/form.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { PasswordChoice } from './change-password.tsx';
import { StepHeading } from './frame.tsx';
import { logonText } from './logon-text.ts';
import type { Logon } from './use-logon.ts';

/** The same words whether the account exists or not. */
export function Forgot({ logon }: { logon: Logon }) {
  const t = useText(logonText);
  const tc = useText(common);
  const [username, setUsername] = useState('');
  const [tried, setTried] = useState(false);
  const [sentTo, setSentTo] = useState<string>();
  const { busy, problem, run } = useAction();
  const name = username.trim();
  const submit = () => {
    setTried(true);
    if (name === '') return;
    void run(async () => {
      await logon.send('/forgot', { username: name });
      setSentTo(name);
    });
  };
  const back = (
    <p>
      <a href="#log-on">{t('backToLogOn')}</a>
    </p>
  );
  if (sentTo !== undefined)
    return (
      <>
        <StepHeading key="sent" hint={t('forgotSentHint', { name: sentTo })}>
          {t('forgotSent')}
        </StepHeading>
        {back}
      </>
    );
  const directory = logon.page.methods.some(({ kind }) => kind === 'directory');
  return (
    <>
      <StepHeading key="ask" hint={`${t('forgotIntro')}${directory ? ` ${t('forgotDirectory')}` : ''}`}>
        {t('forgotTitle')}
      </StepHeading>
      <Form onSubmit={submit}>
        <ProblemNotice problem={problem} />
        <Field
          label={tc('username')}
          value={username}
          onChange={setUsername}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={256}
          error={tried && name === '' ? tc('fillIn') : undefined}
        />
        <Button kind="primary" wide type="submit" busy={busy}>
          {t('forgotSend')}
        </Button>
      </Form>
      {back}
    </>
  );
}

interface ResetProps {
  logon: Logon;
  token: string;
  onDone: () => void;
}

export function Reset({ logon, token, onDone }: ResetProps) {
  const t = useText(logonText);
  const save = async ({ password }: { password: string }) => {
    const step = await logon.send<Step>('/reset', { token, password });
    onDone();
    logon.go(step);
  };
  return (
    <>
      <StepHeading hint={t('changeReset')}>{t('resetTitle')}</StepHeading>
      <PasswordChoice rules={logon.page.resetRules} needsCurrent={false} save={save} />
      <p>
        <a href="#forgot">{t('forgot')}</a>
      </p>
    </>
  );
}
