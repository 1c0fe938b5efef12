import { useEffect, useState } from 'react';
import { events, path } from '../../api/events.ts';
import type { Run } from '../../api/generated.ts';

/** A run as it goes; `again` watches on after something was asked of a run that had ended or waited. */
export function useRun(instance: string, id: string | undefined) {
  const [run, setRun] = useState<Run>();
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks to watch anew
  useEffect(() => {
    setError(undefined);
    if (id === undefined) {
      setRun(undefined);
      return;
    }
    const stop = new AbortController();
    const watch = async () => {
      try {
        const watched = events<Run>(path`/instances/${instance}/runs/${id}/events`, { signal: stop.signal });
        for await (const { data } of watched) if (!stop.signal.aborted) setRun(data);
      } catch (thrown) {
        if (!stop.signal.aborted) setError(thrown);
      }
    };
    void watch();
    return () => stop.abort();
  }, [instance, id, round]);
  return { run: run?.id === id ? run : undefined, error, again: () => setRound((n) => n + 1) };
}
