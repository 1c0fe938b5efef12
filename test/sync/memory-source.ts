import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type {
  Attributes,
  ReadTotals,
  RecordKind,
  Source,
  SourceKind,
  SourceRecord,
} from '../../src/sources/source.ts';

/** One object of the source under test; `path` is its locator, `parent` the enclosing organization's. */
export interface Item {
  kind: RecordKind;
  key: string;
  path: string;
  parents?: string[];
  attributes: Attributes;
  refs?: string[];
  alias?: string;
}

/** A source of the tests' own: what it returns is set by the test, so that the engine is tried apart from any protocol. */
export class MemorySource {
  items: Item[] = [];
  /** How the next reads go wrong. */
  fault: 'none' | 'throws midway' | 'loses a record' | 'hangs' = 'none';
  readonly kind: SourceKind;

  constructor() {
    this.kind = {
      kind: 'memory',
      title: { en: 'Memory', zh: '内存' },
      config: z.strictObject({
        password: z.string().meta({ secret: true }).optional(),
        host: z.string().optional(),
        groups: z.boolean().optional(),
      }),
      secretsGoTo: ['host'],
      defaultMappings: {
        user: [
          { target: 'username', type: 'field', value: 'uid', match: true },
          { target: 'displayName', type: 'field', value: 'cn' },
          { target: 'email', type: 'field', value: 'mail' },
          { target: 'enabled', type: 'field', value: 'enabled' },
        ],
        org: [{ target: 'name', type: 'field', value: 'ou' }],
        group: [{ target: 'name', type: 'field', value: 'cn' }],
      },
      open: (config, io) => this.#open((config as { groups?: boolean }).groups !== false, io.signal),
    };
  }

  user(uid: string, more: Partial<Item> & { attributes?: Attributes } = {}): Item {
    const parents = more.parents ?? [];
    return {
      kind: 'user',
      key: more.key ?? `key-${uid}`,
      path: more.path ?? `uid=${uid}${parents[0] ? `,${parents[0]}` : ''}`,
      parents,
      refs: more.refs ?? [],
      attributes: {
        uid,
        cn: `Name of ${uid}`,
        mail: `${uid}@test.example`,
        enabled: true,
        ...more.attributes,
      },
    };
  }

  org(name: string, parents: string[] = []): Item {
    return {
      kind: 'org',
      key: `ou-${name}`,
      path: `ou=${name}${parents[0] ? `,${parents[0]}` : ''}`,
      parents,
      attributes: { ou: name },
    };
  }

  group(name: string, members: string[], alias?: string): Item {
    return {
      kind: 'group',
      key: `grp-${name}`,
      path: `cn=${name}`,
      refs: members,
      attributes: { cn: name },
      ...(alias && { alias }),
    };
  }

  #open(groups: boolean, signal: AbortSignal | undefined): Source {
    const source = this;
    return {
      kinds: groups ? ['org', 'user', 'group'] : ['org', 'user'],
      async *check() {
        yield { step: 'bind', ok: true, detail: { en: 'in memory', zh: '内存' } };
      },
      async *read() {
        const records = source.items.filter(({ kind }) => groups || kind !== 'group').map(recordOf);
        const totals: ReadTotals = { org: 0, user: 0, group: 0 };
        for (const { kind } of records) totals[kind]++;
        if (source.fault === 'loses a record') records.pop();
        for (let i = 0; i < records.length; i += 100) {
          if (source.fault === 'throws midway' && i > 0) throw new Error('connection lost');
          yield records.slice(i, i + 100);
          if (source.fault === 'hangs') await setTimeout(60_000, undefined, signal && { signal });
        }
        if (source.fault === 'throws midway') throw new Error('connection lost');
        return totals;
      },
      async close() {},
    };
  }
}

function recordOf(item: Item): SourceRecord {
  return {
    kind: item.kind,
    key: item.key,
    locator: item.path,
    hash: createHash('sha256').update(JSON.stringify(item)).digest().subarray(0, 16),
    parents: () => item.parents ?? [],
    attributes: () => item.attributes,
    refs: () => item.refs ?? [],
    ...(item.alias !== undefined && { alias: item.alias }),
  };
}
