/** A log-on under way: what the server said last, and what sends it on. */
import { useCallback, useEffect, useState } from 'react';
import { call, instanceId, Problem, problemOfCode, setCsrf } from '../api/client.ts';
import type { LogonPage, Step } from '../api/types.ts';
import { setColour } from '../look/look.ts';
import { language } from '../text/text.ts';

export interface Logon {
  page: LogonPage;
  step: Step;
  /** Why the log-on began anew. */
  restarted: unknown;
  /** Goes on to a step. */
  go: (step: Step) => void;
  /** Makes a call that may give a next step; a log-on that is over begins anew. */
  send: <T>(path: string, body?: unknown) => Promise<T>;
}

/** Codes after which only a new log-on helps. */
const OVER = new Set(['logon_expired', 'logon_out_of_turn', 'csrf_wrong']);
const KNOWN = ['return', 'prompt', 'max_age', 'hint'];

/** What went wrong at somebody else's log-on page, as the way back names it; told once. */
let brought = new URLSearchParams(location.search).get('problem') ?? undefined;
if (brought !== undefined) history.replaceState(null, '', location.pathname);

/** Who that was: the method used last. */
function providerOf({ methods }: LogonPage): string {
  const last = rememberedMethod();
  return methods.find(({ id }) => id === last)?.title[language()] ?? '';
}

const REMEMBERED = `muster.method.${instanceId}`;
export const rememberedMethod = () => localStorage.getItem(REMEMBERED);
export const rememberMethod = (method: string) => localStorage.setItem(REMEMBERED, method);

/** The query of this page as the API takes it. */
function ownQuery(): string {
  const given = new URLSearchParams(location.search);
  const kept = KNOWN.flatMap((name) => (given.has(name) ? [[name, given.get(name)!]] : []));
  return kept.length > 0 ? `?${new URLSearchParams(kept)}` : '';
}

export function useLogon(): { logon: Logon | undefined; problem: unknown; reload: () => void } {
  const [page, setPage] = useState<LogonPage>();
  const [step, setStep] = useState<Step>({ kind: 'start' });
  const [problem, setProblem] = useState<unknown>();
  const [restarted, setRestarted] = useState<unknown>();

  const load = useCallback(async (query: string) => {
    setProblem(undefined);
    try {
      const loaded = await call<LogonPage>('GET', `/logon${query}`);
      setCsrf(loaded.csrf);
      setColour(instanceId, loaded.look.colour);
      setPage(loaded);
      setStep(loaded.step);
      if (brought !== undefined) setRestarted(await problemOfCode(brought, { provider: providerOf(loaded) }));
      brought = undefined;
    } catch (thrown) {
      setProblem(thrown);
    }
  }, []);

  useEffect(() => void load(ownQuery()), [load]);

  const go = useCallback((next: Step) => {
    setRestarted(undefined);
    setStep(next);
  }, []);

  const send = useCallback(
    async <T>(path: string, body?: unknown): Promise<T> => {
      try {
        return await call<T>('POST', `/logon${path}`, body);
      } catch (thrown) {
        if (thrown instanceof Problem && OVER.has(thrown.code)) {
          await load(thrown.code === 'logon_out_of_turn' ? '' : ownQuery());
          setRestarted(thrown);
        }
        throw thrown;
      }
    },
    [load],
  );

  const reload = useCallback(() => void load(ownQuery()), [load]);
  return { logon: page && { page, step, restarted, go, send }, problem, reload };
}

/** Where to go after the log-on: a path of this server, whatever the answer says. */
export function safeTarget(to: string): string {
  const portal = `/${instanceId}/portal`;
  if (!/^\/(?![/\\])/.test(to)) return portal;
  const { origin, pathname, search, hash } = new URL(to, location.origin);
  return origin === location.origin ? `${pathname}${search}${hash}` : portal;
}
