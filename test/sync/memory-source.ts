import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { MusterError } from '../../src/errors/error.ts';
import type {
  Attributes,
  CallbackAnswer,
  CallbackRequest,
  ReadTotals,
  RecordKind,
  Reread,
  Source,
  SourceEvent,
  SourceIo,
  SourceKind,
  SourceRecord,
  Touched,
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
  /** Paths of the organizations the person is in besides. */
  further?: string[];
}

/** A source of the tests' own: what it returns is set by the test, so that the engine is tried apart from any protocol. */
export class MemorySource {
  items: Item[] = [];
  /** How the next reads go wrong. */
  fault: 'none' | 'throws midway' | 'loses a record' | 'hangs' = 'none';
  /** Attributes kept back from whoever reads. */
  withheld: string[] = [];
  /** Keys that a full reading passes over, though they are there when they are asked for. */
  missed = new Set<string>();
  /** Keys of what may not be seen any more: not read, and neither given nor called gone when asked for. */
  hidden = new Set<string>();
  /** What was read again, call by call. */
  rereads: Touched[][] = [];
  /** Awaited by every rereading; one that rejects makes it fail. */
  beforeReread: () => Promise<void> = async () => {};
  /** Open connections; each is told what `tell` tells. */
  readonly connections = new Set<(events: SourceEvent[]) => Promise<void>>();
  /** How often a connection was opened, and how the next openings go wrong. */
  opened = 0;
  refusesConnections = false;
  refused = 0;
  readonly kind: SourceKind;

  constructor() {
    this.kind = {
      kind: 'memory',
      title: { en: 'Memory', zh: '内存' },
      config: z.strictObject({
        password: z.string().meta({ secret: true }).optional(),
        host: z.string().optional(),
        groups: z.boolean().optional(),
        listens: z.boolean().optional(),
        callsBack: z.boolean().optional(),
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
      callsBack: (config) => (config as { callsBack?: boolean }).callsBack === true,
      callback: (config, request) => understood(config as { password?: string }, request),
      listens: (config) => (config as { listens?: boolean }).listens === true,
      listen: (_config, _io: SourceIo, onEvents) => this.#listen(onEvents),
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
      ...(more.further && { further: more.further }),
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

  /** Tells an event over every open connection; resolves once it was acknowledged. */
  async tell(id: string, touched: Touched[] | null): Promise<void> {
    for (const onEvents of this.connections) await onEvents([{ id, touched }]);
  }

  async #listen(onEvents: (events: SourceEvent[]) => Promise<void>) {
    if (this.refusesConnections) {
      this.refused++;
      throw new Error('no connection');
    }
    this.opened++;
    this.connections.add(onEvents);
    return { close: async () => void this.connections.delete(onEvents) };
  }

  async #reread(touched: readonly Touched[]): Promise<Reread> {
    this.rereads.push([...touched]);
    await this.beforeReread();
    const answer: Reread = { records: [], gone: [] };
    for (const { kind, id } of touched) {
      const item = this.items.find((one) => one.kind === kind && (one.key === id || one.path === id));
      if (item && this.hidden.has(item.key)) continue;
      if (item) answer.records.push(this.#record(item));
      else answer.gone.push({ kind, key: id });
    }
    return answer;
  }

  #record(item: Item): SourceRecord {
    if (item.kind !== 'user' || this.withheld.length === 0) return recordOf(item);
    const seen = Object.entries(item.attributes).filter(([name]) => !this.withheld.includes(name));
    return recordOf({ ...item, attributes: Object.fromEntries(seen) });
  }

  #open(groups: boolean, signal: AbortSignal | undefined): Source {
    const source = this;
    return {
      kinds: groups ? ['org', 'user', 'group'] : ['org', 'user'],
      async *check() {
        yield { step: 'bind', ok: true, detail: { en: 'in memory', zh: '内存' } };
      },
      async *read() {
        const records = source.items
          .filter(
            ({ kind, key }) =>
              (groups || kind !== 'group') && !source.missed.has(key) && !source.hidden.has(key),
          )
          .map((item) => source.#record(item));
        const totals: ReadTotals = { org: 0, user: 0, group: 0, withheld: source.withheld };
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
      reread: (touched) => source.#reread(touched),
      async children(parent = '') {
        const below = source.items.filter(
          ({ kind, parents = [] }) => kind === 'org' && (parents[0] ?? '') === parent,
        );
        const nodes = below.map(({ path, attributes }) => ({
          locator: path,
          name: String(attributes.ou),
          hasChildren: source.items.some(({ kind, parents }) => kind === 'org' && parents?.[0] === path),
        }));
        return { parent, nodes, truncated: false };
      },
      async sample({ kind, search = '', limit }) {
        const named = source.items.filter(
          (item) => item.kind === kind && JSON.stringify(item.attributes).includes(search),
        );
        return named.slice(0, limit).map(({ key, path, attributes }) => ({ key, locator: path, attributes }));
      },
      async close() {},
    };
  }
}

/** A call of this source carries its password, and events as they are stored; a GET only tries whether we answer. */
function understood(config: { password?: string }, request: CallbackRequest): CallbackAnswer {
  if (request.headers['x-password'] !== config.password)
    throw new MusterError('callback_refused', { reason: 'wrong password' });
  const contentType = 'text/plain; charset=utf-8';
  if (request.method === 'GET')
    return { contentType, body: request.query.echo ?? '', events: [], probe: true };
  return { contentType, body: 'success', events: JSON.parse(request.body.toString()) as SourceEvent[] };
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
    further: () => item.further ?? [],
    ...(item.alias !== undefined && { alias: item.alias }),
  };
}
