/** The person's session: every call of the portal goes through it, so that one place knows when it has ended. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { call, instanceId, Problem, setCsrf } from '../api/client.ts';
import type { Me } from '../api/types.ts';
import { setColour } from '../look/look.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogActions } from '../parts/dialog.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { portalText } from './portal-text.ts';
import { logonAddress } from './route.tsx';

interface PersonSession {
  me: Me;
  setMe: (me: Me) => void;
  /** `call`, which asks for a log-on where the server does. The promise of such a call stays open. */
  own: typeof call;
  /** Asks for a fresh log-on at once where the next call would, so that nothing is typed in vain. */
  guard: (begin: () => void) => void;
}

const Session = createContext<PersonSession | undefined>(undefined);

export function usePerson(): PersonSession {
  const session = useContext(Session);
  if (!session) throw new Error('outside of SessionGate');
  return session;
}

type Asks = 'ended' | 'again';

/** Shows its content once the person is known; without a session it leads to the log-on. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [me, setMe] = useState<Me>();
  const [problem, setProblem] = useState<unknown>();
  const [asks, setAsks] = useState<Asks>();

  const load = useCallback(async () => {
    setProblem(undefined);
    try {
      const loaded = await call<Me>('GET', '/me');
      setCsrf(loaded.csrf);
      setColour(instanceId, loaded.look.colour);
      setMe(loaded);
    } catch (thrown) {
      if (isCode(thrown, 'signed_out')) location.replace(logonAddress({ again: false }));
      else setProblem(thrown);
    }
  }, []);
  useEffect(() => void load(), [load]);

  const own = useCallback(async <T,>(...args: Parameters<typeof call>): Promise<T> => {
    try {
      return await call<T>(...args);
    } catch (thrown) {
      if (isCode(thrown, 'signed_out')) setAsks('ended');
      else if (isCode(thrown, 'reauthentication_needed')) setAsks('again');
      throw thrown;
    }
  }, []);
  const until = me?.recentUntil;
  const guard = useCallback(
    (begin: () => void) => {
      if (until !== undefined && Date.parse(until) < Date.now()) setAsks('again');
      else begin();
    },
    [until],
  );
  const session = useMemo(() => me && { me, setMe, own, guard }, [me, own, guard]);

  if (problem !== undefined)
    return (
      <main className="broken">
        <ProblemNotice problem={problem} onRetry={() => void load()} />
      </main>
    );
  if (!session) return <Waiting />;
  return (
    <Session value={session}>
      {children}
      {asks && <AskForLogon asks={asks} onClose={() => setAsks(undefined)} />}
    </Session>
  );
}

/** Told by the gate, so that no page needs to tell it too. */
export function isAskedFor(problem: unknown): boolean {
  return isCode(problem, 'signed_out') || isCode(problem, 'reauthentication_needed');
}

function isCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Problem && thrown.code === code;
}

function Waiting() {
  const t = useText(common);
  return (
    <div className="waiting" role="status" aria-busy="true">
      <span className="spinner" aria-hidden="true" />
      <span className="unseen">{t('loading')}</span>
    </div>
  );
}

function AskForLogon({ asks, onClose }: { asks: Asks; onClose: () => void }) {
  const t = useText(portalText);
  const tc = useText(common);
  const ended = asks === 'ended';
  return (
    <Dialog title={t(ended ? 'ended' : 'again')} onClose={ended ? undefined : onClose}>
      <p>{t(ended ? 'endedHint' : 'againHint')}</p>
      <DialogActions>
        {!ended && <Button onClick={onClose}>{tc('cancel')}</Button>}
        <Button kind="primary" onClick={() => location.assign(logonAddress({ again: !ended }))}>
          {t('logOnAgain')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
