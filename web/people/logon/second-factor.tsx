/** The second step: one factor is shown, the others are a press away. */
import { type ReactNode, useEffect, useState } from 'react';
import { instanceId } from '../api/client.ts';
import type { Step, StepOf } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Check, CodeField, Field } from '../parts/field.tsx';
import { Form, useAction } from '../parts/form.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { StepHeading } from './frame.tsx';
import { logonText } from './logon-text.ts';
import type { Logon } from './use-logon.ts';

type SecondFactorStep = StepOf<'second-factor'>;
type Factor = SecondFactorStep['factors'][number];

const REMEMBERED = `muster.factor.${instanceId}`;
/** By comfort; a recovery code is only ever chosen. */
const ORDER: Factor[] = ['passkey', 'totp', 'email', 'recovery'];

const WORDS = {
  totp: ['factorTotp', 'phone'],
  email: ['factorEmail', 'mail'],
  recovery: ['factorRecovery', 'life'],
  passkey: ['factorPasskey', 'key'],
} as const satisfies Record<Factor, readonly [string, IconName]>;

export function SecondFactor({ logon, step }: { logon: Logon; step: SecondFactorStep }) {
  const t = useText(logonText);
  const factors = ORDER.filter((factor) => step.factors.includes(factor));
  const [factor, setFactor] = useState<Factor>(() => {
    const last = localStorage.getItem(REMEMBERED);
    return factors.find((one) => one === last) ?? factors[0] ?? 'recovery';
  });
  const [remember, setRemember] = useState(false);
  const pass = async (given: { code: string } | { response: unknown }) => {
    const next = await logon.send<Step>('/second-factor', { factor, remember, ...given });
    if (factor !== 'recovery') localStorage.setItem(REMEMBERED, factor);
    logon.go(next);
  };
  const rememberBox = step.rememberable && (
    <Check checked={remember} onChange={setRemember}>
      {t('remember')}
    </Check>
  );
  const Given = GIVEN[factor];
  return (
    <>
      <StepHeading>{t('secondTitle')}</StepHeading>
      <Given key={factor} logon={logon} step={step} pass={pass}>
        {rememberBox}
      </Given>
      {factors.length > 1 && (
        <section className="stack-small" aria-label={t('otherWay')}>
          <p className="or">{t('otherWay')}</p>
          <div className="ways">
            {factors
              .filter((other) => other !== factor)
              .map((other) => (
                <button key={other} type="button" className="way" onClick={() => setFactor(other)}>
                  <Icon name={WORDS[other][1]} />
                  <span className="way-title">{t(WORDS[other][0])}</span>
                </button>
              ))}
          </div>
        </section>
      )}
    </>
  );
}

interface GivenProps {
  logon: Logon;
  step: SecondFactorStep;
  pass: (given: { code: string } | { response: unknown }) => Promise<void>;
  /** What stands above the button. */
  children: ReactNode;
}

const GIVEN = { totp: ByTotp, email: ByEmail, recovery: ByRecovery, passkey: ByPasskey };

function ByTotp(props: GivenProps) {
  return <CodeForm {...props} intro={useText(logonText)('secondTotp')} />;
}

function CodeForm({ pass, intro, children }: Pick<GivenProps, 'pass' | 'children'> & { intro: string }) {
  const t = useText(logonText);
  const tc = useText(common);
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const submit = () => {
    setTried(true);
    if (code === '') return;
    void run(() => pass({ code })).then(() => setCode(''));
  };
  return (
    <Form onSubmit={submit}>
      <p>{intro}</p>
      <ProblemNotice problem={problem} />
      <CodeField
        label={t('code')}
        value={code}
        onChange={(value) => {
          setTried(false);
          setCode(value);
        }}
        error={tried && code === '' && !problem && !busy ? tc('fillIn') : undefined}
      />
      {children}
      <Button kind="primary" wide type="submit" busy={busy}>
        {t('confirm')}
      </Button>
    </Form>
  );
}

const PAUSE_SECONDS = 60;

function ByEmail(props: GivenProps) {
  const t = useText(logonText);
  const [sentTo, setSentTo] = useState<string>();
  const [wait, setWait] = useState(0);
  const { busy, problem, run } = useAction();
  useEffect(() => {
    if (wait === 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  const sendCode = () =>
    run(async () => {
      const { hint } = await props.logon.send<{ hint: string }>('/second-factor/email');
      setSentTo(hint);
      setWait(PAUSE_SECONDS);
    });
  const hint = sentTo ?? props.step.emailHint ?? '';
  if (sentTo === undefined)
    return (
      <Form onSubmit={() => void sendCode()}>
        <p>{t('secondEmail', { hint })}</p>
        <ProblemNotice problem={problem} />
        <Button kind="primary" wide type="submit" busy={busy}>
          {t('sendCode')}
        </Button>
      </Form>
    );
  return (
    <div className="stack">
      <CodeForm {...props} intro={t('secondEmailSent', { hint })} />
      <ProblemNotice problem={problem} />
      <div>
        <Button kind="quiet" busy={busy} disabled={wait > 0} onClick={() => void sendCode()}>
          {wait > 0 ? t('sendAgainIn', { seconds: wait }) : t('sendAgain')}
        </Button>
      </div>
    </div>
  );
}

function ByRecovery({ pass, children }: GivenProps) {
  const t = useText(logonText);
  const tc = useText(common);
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const submit = () => {
    setTried(true);
    if (code.trim() !== '') void run(() => pass({ code: code.trim() }));
  };
  return (
    <Form onSubmit={submit}>
      <p>{t('secondRecovery')}</p>
      <ProblemNotice problem={problem} />
      <Field
        label={t('recoveryCode')}
        value={code}
        onChange={setCode}
        className="mono"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        error={tried && code.trim() === '' ? tc('fillIn') : undefined}
      />
      {children}
      <Button kind="primary" wide type="submit" busy={busy}>
        {t('confirm')}
      </Button>
    </Form>
  );
}

function ByPasskey({ logon, pass, children }: GivenProps) {
  const t = useText(logonText);
  const tc = useText(common);
  const [nothing, setNothing] = useState(false);
  const { busy, problem, run } = useAction();
  const ask = () =>
    run(async () => {
      setNothing(false);
      const { givePasskey } = await import('../api/passkey.ts');
      const options = await logon.send<Parameters<typeof givePasskey>[0]>('/second-factor/passkey-options');
      const response = await givePasskey(options);
      if (response === undefined) setNothing(true);
      else await pass({ response });
    });
  return (
    <Form onSubmit={() => void ask()}>
      <p>{t('secondPasskey')}</p>
      <ProblemNotice problem={problem} />
      {nothing && <Notice>{tc('passkeyNone')}</Notice>}
      {children}
      <Button kind="primary" wide type="submit" busy={busy}>
        {t('withPasskey')}
      </Button>
    </Form>
  );
}
