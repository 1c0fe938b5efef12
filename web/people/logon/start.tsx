/** The first step: a tab for each place that keeps passwords, a button for every other way. */
import { useState } from 'react';
import type { LogonTab, Step } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Field, PasswordField } from '../parts/field.tsx';
import { Form, useAction } from '../parts/form.tsx';
import { MethodIcon } from '../parts/icons.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { common } from '../text/common.ts';
import { useLanguage, useText } from '../text/text.ts';
import { StepHeading } from './frame.tsx';
import { logonText } from './logon-text.ts';
import { Tabs } from './tabs.tsx';
import { type Logon, rememberedMethod, rememberMethod } from './use-logon.ts';
import { usePasskeyLogon } from './use-passkey-logon.ts';

const takesPassword = ({ kind }: LogonTab) => kind === 'password' || kind === 'directory';

interface StartProps {
  logon: Logon;
  /** One was at another step before. */
  returned: boolean;
  /** The password was just set by the link of a mail. */
  reset: boolean;
}

/** The portal wants to be sure that it is still the same person. */
const isAgain = new URLSearchParams(location.search).get('prompt') === 'login';

export function Start({ logon, returned, reset }: StartProps) {
  const t = useText(logonText);
  const language = useLanguage();
  const { page, restarted } = logon;
  const again = isAgain && page.hint !== null;
  const [last] = useState(rememberedMethod);
  const tabs = page.methods.filter(takesPassword);
  const [chosen, setChosen] = useState(() => tabs.find(({ id }) => id === last)?.id ?? tabs[0]?.id);
  const tab = tabs.find(({ id }) => id === chosen);
  const others = page.methods.filter((method) => !takesPassword(method));
  return (
    <>
      <StepHeading
        quiet={!returned}
        hint={again ? t('againHint', { name: page.hint ?? '' }) : t('to', { company: page.look.companyName })}
      >
        {t(again ? 'again' : 'logOn')}
      </StepHeading>
      <ProblemNotice problem={restarted} />
      {reset && <Notice kind="good" title={t('resetDone')} />}
      {page.methods.length === 0 && (
        <Notice kind="warn" title={t('noMethod')}>
          {t('noMethodHint')}
        </Notice>
      )}
      {tab && (
        <div className="stack">
          <Tabs
            label={t('methods')}
            name="methods"
            items={tabs.map(({ id, title }) => ({ id, title: title[language] }))}
            chosen={tab.id}
            onChoose={setChosen}
          >
            <PasswordForm key={tab.id} logon={logon} tab={tab} focus={!returned} />
          </Tabs>
        </div>
      )}
      {others.length > 0 && (
        <div className="stack">
          {tab && <p className="or">{t('orWith')}</p>}
          <OtherWays logon={logon} methods={others} last={last} />
        </div>
      )}
    </>
  );
}

interface PasswordFormProps {
  logon: Logon;
  tab: LogonTab;
  focus: boolean;
}

function PasswordForm({ logon: { page, send, go }, tab, focus }: PasswordFormProps) {
  const t = useText(logonText);
  const tc = useText(common);
  const [username, setUsername] = useState(page.hint ?? '');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const hasPasskey = page.methods.some(({ kind }) => kind === 'passkey');
  const submit = () => {
    setTried(true);
    if (username.trim() === '' || password === '') return;
    void run(async () => {
      const step = await send<Step>('/password', { method: tab.id, username: username.trim(), password });
      rememberMethod(tab.id);
      go(step);
    });
  };
  const missing = (value: string) => (tried && value.trim() === '' ? tc('fillIn') : undefined);
  // A keyboard that covers half of the screen should open only when asked for.
  const autoFocus = focus && matchMedia('(pointer: fine)').matches;
  return (
    <Form onSubmit={submit} label={t('logOn')}>
      <ProblemNotice problem={problem} />
      <Field
        label={tc('username')}
        name="username"
        value={username}
        onChange={setUsername}
        autoComplete={hasPasskey ? 'username webauthn' : 'username'}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        maxLength={256}
        autoFocus={autoFocus && username === ''}
        error={missing(username)}
      />
      <PasswordField
        label={tc('password')}
        name="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        maxLength={256}
        autoFocus={autoFocus && username !== ''}
        error={tried && password === '' ? tc('fillIn') : undefined}
      />
      <Button kind="primary" wide type="submit" busy={busy}>
        {t('logOn')}
      </Button>
      {tab.forgot && (
        <p>
          <a href="#forgot">{t('forgot')}</a>
        </p>
      )}
    </Form>
  );
}

function OtherWays({ logon, methods, last }: { logon: Logon; methods: LogonTab[]; last: string | null }) {
  const t = useText(logonText);
  const tc = useText(common);
  const language = useLanguage();
  const { problem, run } = useAction();
  const passkey = methods.find(({ kind }) => kind === 'passkey');
  const { ask, nothing } = usePasskeyLogon(logon, passkey !== undefined, () => rememberMethod(passkey!.id));
  const press = (method: LogonTab) =>
    run(async () => {
      if (method.kind === 'passkey') return ask();
      const { to } = await logon.send<{ to: string }>('/redirect', { method: method.id });
      rememberMethod(method.id);
      // An address of somebody else, as the settings of the method name it.
      if (/^https?:/.test(to)) location.assign(to);
    });
  return (
    <div className="ways">
      <ProblemNotice problem={problem} />
      {nothing && <Notice>{tc('passkeyNone')}</Notice>}
      {methods.map((method) => (
        <button key={method.id} type="button" className="way" onClick={() => void press(method)}>
          <MethodIcon kind={method.icon} />
          <span className="way-title">
            {method.kind === 'passkey'
              ? t('withPasskey')
              : t('continueWith', { name: method.title[language] })}
          </span>
          {method.id === last && <span className="way-mark">{t('lastUsed')}</span>}
        </button>
      ))}
    </div>
  );
}
