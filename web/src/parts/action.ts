import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
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
  return useMutation({
    mutationFn: call,
    onSuccess: async (result: R, argument: A) => {
      if (done !== undefined) message.success(typeof done === 'function' ? done(result) : done);
      await Promise.all(touches.map((queryKey) => queries.invalidateQueries({ queryKey: [...queryKey] })));
      onDone?.(result, argument);
    },
    onError: (error) => {
      if (tell) tellProblem(error);
    },
  });
}
