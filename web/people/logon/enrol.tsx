/** A second factor that the log-on asks for and the person does not have yet. */
import { useState } from 'react';
import type { Step, StepOf, TotpSecret } from '../api/types.ts';
import { ownDevice } from '../parts/agent.ts';
import { Button } from '../parts/button.tsx';
import { useAction } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { RecoveryCodes, TotpSetup } from '../parts/totp-setup.tsx';
import { totpText } from '../parts/totp-text.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { StepHeading } from './frame.tsx';
import { logonText } from './logon-text.ts';
import type { Logon } from './use-logon.ts';

/** What proves the new factor; codes only where the person has none from before. */
interface Enrolled {
  recoveryCodes: string[];
  step: Step;
}

export function Enrol({ logon, step }: { logon: Logon; step: StepOf<'enrol'> }) {
  const t = useText(logonText);
  const tt = useText(totpText);
  const tc = useText(common);
  const [secret, setSecret] = useState<TotpSecret>();
  const [enrolled, setEnrolled] = useState<Enrolled>();
  const [nothing, setNothing] = useState(false);
  const { problem, run } = useAction();
  const keep = (done: Enrolled) => (done.recoveryCodes.length > 0 ? setEnrolled(done) : logon.go(done.step));

  if (enrolled)
    return (
      <>
        <StepHeading key="codes">{tt('recoveryTitle')}</StepHeading>
        <RecoveryCodes codes={enrolled.recoveryCodes} onKept={() => logon.go(enrolled.step)} />
      </>
    );
  if (secret)
    return (
      <>
        <StepHeading key="totp">{t('factorTotp')}</StepHeading>
        <TotpSetup
          secret={secret}
          onConfirm={async (code) => keep(await logon.send<Enrolled>('/enrol/totp/confirm', { code }))}
        />
        {step.factors.length > 1 && (
          <div>
            <Button kind="quiet" onClick={() => setSecret(undefined)}>
              {t('enrolOther')}
            </Button>
          </div>
        )}
      </>
    );
  const begin = {
    totp: async () => setSecret(await logon.send<TotpSecret>('/enrol/totp')),
    passkey: async () => {
      setNothing(false);
      const { makePasskey } = await import('../api/passkey.ts');
      const options = await logon.send<Parameters<typeof makePasskey>[0]>('/enrol/passkey/options');
      const response = await makePasskey(options);
      if (response === undefined) setNothing(true);
      else
        keep(await logon.send<Enrolled>('/enrol/passkey', { name: ownDevice() || t('enrolName'), response }));
    },
  };
  const words = {
    totp: { icon: 'phone', title: t('enrolTotp'), hint: t('enrolTotpHint') },
    passkey: { icon: 'key', title: t('enrolPasskey'), hint: t('enrolPasskeyHint') },
  } as const;
  return (
    <>
      <StepHeading key="choose" hint={t('enrolIntro')}>
        {t('enrolTitle')}
      </StepHeading>
      <div className="ways">
        <ProblemNotice problem={problem} />
        {nothing && <Notice>{tc('passkeyNone')}</Notice>}
        {step.factors.map((factor) => (
          <button key={factor} type="button" className="way" onClick={() => void run(begin[factor])}>
            <Icon name={words[factor].icon} />
            <span>
              <span className="way-title">{words[factor].title}</span>
              <span className="small soft">{words[factor].hint}</span>
            </span>
          </button>
        ))}
      </div>
    </>
  );
}
