import { App } from 'antd';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { ssoKey } from '../application-queries.ts';
import { inPortions } from './portions.ts';

interface RemovalOptions {
  /** Takes away at most a portion of ids. */
  call: (instance: string, portion: string[]) => Promise<{ removed: number }>;
  question: (count: number) => string;
  hint: string;
  done: (count: number) => string;
  onDone: () => void;
}

export interface Removal<T> {
  isPending: boolean;
  /** Takes them away, after a question. */
  ask: (rows: T[]) => Promise<void>;
}

/** Takes rows away that say who may sign in to an application, or under which name. */
export function useRemoval<T extends { id: string }>(
  application: string,
  { call, question, hint, done, onDone }: RemovalOptions,
): Removal<T> {
  const words = useText(common);
  const instance = useInstanceId();
  const { modal } = App.useApp();
  const { mutate, isPending } = useAction(
    (ids: string[]) => inPortions(ids, async (portion) => (await call(instance, portion)).removed),
    { touches: [ssoKey(instance, application)], done, onDone },
  );
  return {
    isPending,
    async ask(rows) {
      const sure = await modal.confirm({
        title: question(rows.length),
        content: hint,
        okText: words('remove'),
        okButtonProps: { danger: true },
        cancelText: words('cancel'),
      });
      if (sure) mutate(rows.map(({ id }) => id));
    },
  };
}
