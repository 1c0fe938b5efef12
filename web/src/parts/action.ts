import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { ApiProblem } from '../api/problem.ts';
import { useTellProblem } from './problem.tsx';

interface ActionOptions<A, R> {
  /** Said when it is done; left out where the page itself shows it. */
  done?: string | ((result: R) => string);
  /** Query keys whose data it changes. */
  touches?: readonly (readonly unknown[])[];
  /** False where the caller shows errors itself (a form). */
  tell?: boolean;
  onDone?: (result: R, argument: A) => void;
}

/** A call that changes something: busy state, errors as notifications, what it touches is read anew. */
export function useAction<A, R>(call: (argument: A) => Promise<R>, options: ActionOptions<A, R> = {}) {
  const { message } = App.useApp();
  const tellProblem = useTellProblem();
  const queries = useQueryClient();
  const { done, touches = [], tell = true, onDone } = options;
  const readAnew = () =>
    Promise.all(touches.map((queryKey) => queries.invalidateQueries({ queryKey: [...queryKey] })));
  return useMutation({
    mutationFn: call,
    onSuccess: async (result: R, argument: A) => {
      if (done !== undefined) message.success(typeof done === 'function' ? done(result) : done);
      await readAnew();
      onDone?.(result, argument);
    },
    onError: (error) => {
      // Somebody else has changed it: what stands there now is what the next attempt starts from.
      if (error instanceof ApiProblem && error.problem.code === 'version_conflict') void readAnew();
      if (tell) tellProblem(error);
    },
  });
}
