/** A form that makes one call at a time and keeps its problem; what is typed stays. */
import { type FormEvent, type ReactNode, useCallback, useRef, useState } from 'react';

export interface Action {
  busy: boolean;
  problem: unknown;
  /** Does nothing while something is under way. */
  run: (what: () => Promise<void>) => Promise<void>;
  clear: () => void;
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const running = useRef(false);
  const run = useCallback(async (what: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setProblem(undefined), []);
  return { busy, problem, run, clear };
}

/** The browser's own messages speak its language, not the page's, so fields check themselves. */
export function Form({
  onSubmit,
  children,
  label,
}: {
  onSubmit: () => void;
  children: ReactNode;
  label?: string;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="stack" noValidate onSubmit={submit} aria-label={label}>
      {children}
    </form>
  );
}
