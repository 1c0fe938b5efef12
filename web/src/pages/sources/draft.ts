/** A source that is being set up: kept for the session, so that a reload loses nothing but passwords. */
import { useCallback, useState } from 'react';
import type { Guard, Leavers, Mappings, Schedule, SourceDraft, SourceKind } from '../../api/generated.ts';
import { defaultsOf, type FieldSchema, withoutEmpty } from '../../form/schema.ts';
import { pick } from '../../text/text.ts';

export interface Draft {
  name: string;
  config: Record<string, unknown>;
  targetOrgId?: string;
  priority: number;
  guard: Guard;
  leavers: Leavers;
  schedule: Schedule | null;
  mappings: Mappings;
  /** Set once it is stored. */
  sourceId?: string | undefined;
  /** The plan of its first synchronization. */
  runId?: string | undefined;
  /** What that plan was made from. */
  previewed?: string | undefined;
}

/** The thresholds of IDaaS, which the server takes as well where nothing is said. */
const GUARD: Guard = { users: 30, orgs: 10, groups: 10, share: 20 };

function freshDraft(kind: SourceKind): Draft {
  return {
    name: pick(kind.title),
    config: defaultsOf(kind.config as FieldSchema),
    priority: 100,
    guard: GUARD,
    leavers: { policy: 'delete' },
    schedule: null,
    mappings: kind.defaultMappings,
  };
}

const placeOf = (instance: string, kind: string) => `muster.source-draft.${instance}.${kind}`;

function read(instance: string, kind: SourceKind): Draft {
  const fresh = freshDraft(kind);
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(placeOf(instance, kind.kind)) ?? 'null');
    if (typeof kept === 'object' && kept !== null) return { ...fresh, ...kept };
  } catch {
    // What cannot be read counts as nothing kept.
  }
  return fresh;
}

/** Settings without secrets: what may be written down in the browser. */
export function withoutSecrets(kind: SourceKind, config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([name]) => !kind.secrets.includes(name)));
}

/** The draft of a kind of source, how to change it, and how to forget it. */
export function useDraft(instance: string, kind: SourceKind) {
  const [draft, setDraft] = useState(() => read(instance, kind));
  const update = useCallback(
    (change: Partial<Draft>) =>
      setDraft((before) => {
        const next = { ...before, ...change };
        const kept = { ...next, config: withoutSecrets(kind, next.config) };
        sessionStorage.setItem(placeOf(instance, kind.kind), JSON.stringify(kept));
        return next;
      }),
    [instance, kind],
  );
  const forget = useCallback(
    () => sessionStorage.removeItem(placeOf(instance, kind.kind)),
    [instance, kind.kind],
  );
  return { draft, update, forget };
}

/** The draft as the calls take it that try settings before they are stored. */
export function asTried(
  kind: string,
  config: Record<string, unknown>,
  sourceId: string | undefined,
): SourceDraft {
  return { kind, config: withoutEmpty(config), ...(sourceId === undefined ? {} : { source: sourceId }) };
}

/** Required settings of a step that have no value yet; a stored source keeps its secrets. */
export function missingSettings(kind: SourceKind, { config, sourceId }: Draft): string[] {
  const { required = [], properties = {} } = kind.config as FieldSchema;
  return required.filter((name) => {
    const isKept = sourceId !== undefined && kind.secrets.includes(name);
    if (isKept || properties[name]?.default !== undefined) return false;
    const value = config[name];
    return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  });
}
