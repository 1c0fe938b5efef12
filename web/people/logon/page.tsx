/** The log-on page: asks the server what is needed next, and shows that. */
import { useEffect, useState } from 'react';
import type { Step } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { useAction } from '../parts/form.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { ChangePassword } from './change-password.tsx';
import { Enrol } from './enrol.tsx';
import { Forgot, Reset } from './forgot.tsx';
import { Frame, StepHeading } from './frame.tsx';
import './logon.css';
import { logonText } from './logon-text.ts';
import { SecondFactor } from './second-factor.tsx';
import { Start } from './start.tsx';
import { type Logon, safeTarget, useLogon } from './use-logon.ts';

export function LogonApp() {
  const t = useText(logonText);
  const tc = useText(common);
  const { logon, problem, reload } = useLogon();
  const company = logon?.page.look.companyName;
  useEffect(() => {
    document.title = company ? `${t('logOn')} · ${company}` : t('logOn');
  }, [t, company]);
  const kind = logon?.step.kind;
  return (
    <Frame
      look={logon?.page.look}
      state={kind === 'done' ? 'in' : kind === undefined || kind === 'start' ? 'waiting' : 'half'}
    >
      {logon && <Shown logon={logon} />}
      {!logon && problem !== undefined && <ProblemNotice problem={problem} onRetry={reload} />}
      {!logon && problem === undefined && (
        <div className="logon-waiting" role="status" aria-busy="true">
          <span className="unseen">{tc('loading')}</span>
        </div>
      )}
    </Frame>
  );
}

/** Read once: the address forgets it. */
const linkToken = takeToken();

/** Parts of the first step have addresses of their own, so that Back leaves them. */
function useFragment() {
  const [token, setToken] = useState(linkToken);
  const [fragment, setFragment] = useState(location.hash);
  const [visited, setVisited] = useState(false);
  useEffect(() => {
    const look = () => {
      // A link of a second mail, opened where this page is already.
      setToken(takeToken());
      setFragment(location.hash);
      setVisited(true);
    };
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  return { fragment, token, forgetToken: () => setToken(undefined), visited };
}

/** The token of a reset mail; it does not stay in the address, where the history would keep it. */
function takeToken(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('reset');
  if (!given) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}

function Shown({ logon }: { logon: Logon }) {
  const { fragment, token, forgetToken, visited } = useFragment();
  const [reset, setReset] = useState(false);
  const { step } = logon;
  if (step.kind !== 'start') return <Later logon={logon} step={step} />;
  const onReset = () => {
    forgetToken();
    setReset(true);
  };
  if (token !== undefined) return <Reset logon={logon} token={token} onDone={onReset} />;
  if (fragment === '#forgot') return <Forgot logon={logon} />;
  return <Start logon={logon} returned={visited || reset || logon.restarted !== undefined} reset={reset} />;
}

function Later({ logon, step }: { logon: Logon; step: Exclude<Step, { kind: 'start' }> }) {
  const t = useText(logonText);
  const { busy, problem, run } = useAction();
  if (step.kind === 'done') return <Done to={safeTarget(step.to)} />;
  return (
    <>
      {logon.restarted !== undefined && <ProblemNotice problem={logon.restarted} />}
      {step.kind === 'second-factor' && <SecondFactor logon={logon} step={step} />}
      {step.kind === 'enrol' && <Enrol logon={logon} step={step} />}
      {step.kind === 'change-password' && <ChangePassword logon={logon} step={step} />}
      <ProblemNotice problem={problem} />
      <div>
        <Button
          kind="quiet"
          busy={busy}
          onClick={() => void run(async () => logon.go(await logon.send<Step>('/cancel')))}
        >
          {t('startAgain')}
        </Button>
      </div>
    </>
  );
}

function Done({ to }: { to: string }) {
  const t = useText(logonText);
  useEffect(() => location.assign(to), [to]);
  return (
    <>
      <StepHeading hint={t('doneHint')}>{t('done')}</StepHeading>
      <Notice kind="good">
        <a href={to}>{t('doneLink')}</a>
      </Notice>
    </>
  );
}
