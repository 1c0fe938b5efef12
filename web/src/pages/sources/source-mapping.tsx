/** The mappings of a bound source, tried on its live records with the settings that are stored. */
import { useState } from 'react';
import type { Mappings } from '../../api/generated.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import { asTried, withoutSecrets } from './draft.ts';
import { completeMappings } from './mapping.ts';
import { MappingWorkbench } from './mapping-workbench.tsx';
import { SaveBar } from './source-settings.tsx';
import { sourcesText } from './sources-text.ts';
import { type TabProps, useSave } from './use-save.ts';

/** Rows as a text; the server may name the kinds of records in another order. */
const written = (mappings: Mappings) => JSON.stringify(completeMappings(mappings));

export function MappingTab(props: TabProps) {
  const { instance, source, kind, disabled } = props;
  const t = useText(sourcesText);
  const [mappings, setMappings] = useState(source.mappings);
  const changed = written(mappings) !== written(source.mappings);
  const save = useSave(props, (saved) => setMappings(saved.mappings));
  return (
    <>
      <MappingWorkbench
        {...{ instance, kind, disabled }}
        tried={() => asTried(kind.kind, withoutSecrets(kind, source.config), source.id)}
        readsGroups={source.config.groupSync !== false}
        value={mappings}
        onChange={setMappings}
      />
      {save.error && <ProblemAlert error={save.error} />}
      {!disabled && (
        <SaveBar
          changed={changed}
          busy={save.isPending}
          note={t('nextMappingNote')}
          onSave={() => save.mutate({ mappings: completeMappings(mappings) })}
        />
      )}
    </>
  );
}
