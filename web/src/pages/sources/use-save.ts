import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Source, SourceKind, SourcePatch } from '../../api/generated.ts';
import { useAction } from '../../parts/action.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';

/** What the tabs of a source's page are given. */
export interface TabProps {
  instance: string;
  source: Source;
  kind: SourceKind;
  /** The reader may look, but not change. */
  disabled: boolean;
}

/** Changes a source; errors are the form's to show. */
export function useSave({ instance, source }: TabProps, onSaved?: (saved: Source) => void) {
  const words = useText(common);
  const queries = useQueryClient();
  return useAction((patch: SourcePatch) => api.sources.updateSource(instance, source.id, patch), {
    done: words('saved'),
    tell: false,
    touches: [['sources', instance]],
    onDone: (saved) => {
      queries.setQueryData(['sources', instance, source.id], saved);
      onSaved?.(saved);
    },
  });
}
