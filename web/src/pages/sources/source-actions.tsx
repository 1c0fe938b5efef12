/** What can be done with a bound source, and the questions that are asked first. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Source } from '../../api/generated.ts';
import { useAction } from '../../parts/action.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { sourcesText } from './sources-text.ts';
import { useAccountCount } from './use-sources.ts';

/** Starts a synchronization, or a plan of one, and leads to its run. */
export function useStartRun(instance: string) {
  const t = useText(sourcesText);
  const navigate = useNavigate();
  const options = {
    touches: [['runs', instance]],
    onDone: ({ id: run }: { id: string }) =>
      void navigate({ to: '/i/$instance/runs/$run', params: { instance, run } }),
  };
  const sync = useAction((source: string) => api.sources.syncSource(instance, source), {
    ...options,
    done: t('syncStarted'),
  });
  const plan = useAction((source: string) => api.sources.planSource(instance, source), options);
  return { sync, plan };
}

/** Switches a source on; nothing is lost by it, so nothing is asked. */
export function useEnable(instance: string) {
  const t = useText(sourcesText);
  return useAction(({ id }: Source) => api.sources.updateSource(instance, id, { enabled: true }), {
    touches: [['sources', instance]],
    done: ({ name }) => t('enabledDone', { name }),
  });
}

export type Asked = { what: 'disable' | 'delete'; source: Source };

interface AskProps {
  instance: string;
  asked: Asked | undefined;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a source is disabled or deleted, and says how many accounts it concerns and what stays. */
export function AskSource({ instance, asked, onClose, onDeleted }: AskProps) {
  // What is asked stays in view while the window closes.
  const [last, setLast] = useState(asked);
  if (asked !== undefined && asked !== last) setLast(asked);
  return last ? (
    <Ask
      {...{ instance, onClose }}
      asked={last}
      open={asked !== undefined}
      {...(onDeleted ? { onDeleted } : {})}
    />
  ) : null;
}

function Ask({ instance, asked, open, onClose, onDeleted }: AskProps & { asked: Asked; open: boolean }) {
  const t = useText(sourcesText);
  const words = useText(common);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { what, source } = asked;
  const { id, name } = source;
  const { data: count } = useAccountCount(instance, id);
  const touches = [
    ['sources', instance],
    ['accounts', instance],
  ];
  const disable = useAction(() => api.sources.updateSource(instance, id, { enabled: false }), {
    touches,
    tell: false,
    done: t('disabledDone', { name }),
  });
  const remove = useAction(() => api.sources.deleteSource(instance, id), {
    touches: [['accounts', instance]],
    tell: false,
    onDone: () => {
      message.success(t('deleted', { name }));
      onDeleted?.();
      // The list alone: its own page would ask for it once more, and be told that it is gone.
      void queries.invalidateQueries({ queryKey: ['sources', instance], exact: true });
    },
  });
  const deletes = what === 'delete';
  return (
    <ConfirmByName
      open={open}
      title={t(deletes ? 'deleteTitle' : 'disableTitle', { name })}
      name={name}
      action={words(what)}
      final={deletes}
      onConfirm={() => (deletes ? remove.mutateAsync(undefined) : disable.mutateAsync(undefined))}
      onClose={onClose}
    >
      {count === undefined ? (
        <Skeleton active title={false} paragraph={{ rows: 2 }} />
      ) : (
        t(deletes ? 'deleteText' : 'disableText', { count })
      )}
    </ConfirmByName>
  );
}
