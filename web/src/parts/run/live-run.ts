import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { events, path } from '../../api/events.ts';
import type { Run } from '../../api/generated.ts';
import { ApiProblem } from '../../api/problem.ts';

const AGAIN_AFTER_MS = 2_000;

interface LiveRun {
  run: Run | undefined;
  /** The server refused to show it. */
  error: unknown;
  /** The connection is gone for the moment; it is tried again. */
  lost: boolean;
}

/** A key under which one run is kept; pages read and invalidate it. */
export const runKey = (instance: string, run: string) => ['run', instance, run] as const;

/**
 * Follows a run by Server-Sent Events until it has ended or waits for a person, then calls `onEnd` once. A connection
 * that breaks is made anew. Nothing is followed without an id.
 */
export function useLiveRun(instance: string, id: string | undefined, onEnd?: (run: Run) => void): LiveRun {
  const queries = useQueryClient();
  const [live, setLive] = useState<LiveRun>({ run: undefined, error: undefined, lost: false });
  const ended = useRef(onEnd);
  ended.current = onEnd;
  useEffect(() => {
    if (id === undefined) return;
    const stop = new AbortController();
    const follow = async () => {
      for await (const { event, data } of events<Run>(path`/instances/${instance}/runs/${id}/events`, {
        signal: stop.signal,
      })) {
        if (stop.signal.aborted) return true;
        queries.setQueryData(runKey(instance, id), data);
        setLive({ run: data, error: undefined, lost: false });
        if (event !== 'end') continue;
        ended.current?.(data);
        return true;
      }
      return false;
    };
    const keepFollowing = async () => {
      while (!stop.signal.aborted) {
        try {
          if (await follow()) return;
        } catch (error) {
          if (stop.signal.aborted) return;
          if (error instanceof ApiProblem && error.problem.status < 500)
            return setLive((before) => ({ ...before, error }));
        }
        if (stop.signal.aborted) return;
        setLive((before) => ({ ...before, lost: true }));
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
      }
    };
    setLive({ run: undefined, error: undefined, lost: false });
    void keepFollowing();
    return () => stop.abort();
  }, [instance, id, queries]);
  return live;
}
