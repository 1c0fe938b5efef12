import { hash } from 'node:crypto';
import { MusterError } from '../errors/error.ts';
import type { ReadTotals, RecordKind, SourceIo, SourceRecord } from '../sources/source.ts';
import { protocolError } from './ber.ts';
import { connectFirst, type LdapConnection } from './connection.ts';
import { type DirectoryPlan, endpointsOf } from './directory-plan.ts';
import { ancestors, normalizeDn } from './dn.ts';
import { attributeName, type LdapEntry } from './entry.ts';
import { present } from './filter.ts';
import { type RangedValues, readRanges } from './ranges.ts';
import { search, searchPaged } from './reader.ts';

/** A connection logged on as the bind account, to the first server that can be reached. */
export async function logOn(plan: DirectoryPlan): Promise<LdapConnection> {
  const connection = await connectFirst(endpointsOf(plan.config), plan.connection);
  try {
    await connection.bind(plan.config.bindAccount, plan.config.bindPassword);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Throws `ldap_base_unreadable` unless the object at `dn` itself can be seen: a search below what may not be read
 * succeeds on some servers with nothing found, and would look like an empty directory.
 */
export async function assertReadable(connection: LdapConnection, dn: string): Promise<void> {
  const found = await search(connection, {
    base: dn,
    scope: 'base',
    filter: present('objectClass'),
    attributes: ['1.1'],
  });
  if (found.length !== 1) throw new MusterError('ldap_base_unreadable', { dn });
}

/** One entry as a record below the source node `top`; `ranged` are its members when they came in pieces. */
export function toRecord(
  plan: DirectoryPlan,
  kind: RecordKind,
  entry: LdapEntry,
  top: string,
  ranged?: RangedValues,
): SourceRecord {
  const { config, dialect } = plan;
  const keyValue = entry.first(plan.key);
  const key = keyValue && dialect.readKey(keyValue);
  if (!key) throw new MusterError('ldap_no_key', { dn: entry.dn, attribute: dialect.keyAttribute });
  const alias = dialect.alias?.(kind, entry, config);
  return {
    kind,
    key,
    // Asked for when the record has changed; for the others it would be a good part of the work.
    get locator() {
      return locatorOf(entry);
    },
    hash: shortHash(ranged ? Buffer.concat([entry.raw, ...ranged.raw]) : entry.raw),
    parents: () => ancestors(locatorOf(entry), top),
    attributes: () => dialect.convert(kind, entry, plan.kinds[kind].spelling),
    refs: () => refsOf(plan, kind, entry, ranged),
    ...(alias === undefined ? {} : { alias }),
  };
}

function locatorOf(entry: LdapEntry): string {
  const locator = normalizeDn(entry.dn);
  if (locator === undefined) throw protocolError('entry whose name is no DN');
  return locator;
}

function refsOf(plan: DirectoryPlan, kind: RecordKind, entry: LdapEntry, ranged?: RangedValues): string[] {
  const { config, dialect } = plan;
  if (kind === 'user') return config.groupSync ? (dialect.groupsOf?.(entry) ?? []) : [];
  if (kind === 'org') return [];
  const members = ranged?.values ?? entry.texts(attributeName(config.groupMemberAttribute));
  return members.map((member) => dialect.memberRef(member, config));
}

/** The organization that is the source node itself stands for the target organization and is none of its own. */
export function standsForTarget(kind: RecordKind, locator: string | undefined, top: string): boolean {
  return kind === 'org' && locator === top;
}

/** Everything in scope, organizations first, then users and groups; returning proves completeness. */
export async function* readDirectory(
  plan: DirectoryPlan,
  kinds: readonly RecordKind[],
  io: SourceIo,
): AsyncGenerator<SourceRecord[], ReadTotals, void> {
  const totals: ReadTotals = { org: 0, user: 0, group: 0 };
  const connection = await logOn(plan);
  try {
    for (const { dn } of plan.nodes) await assertReadable(connection, dn);
    for (const kind of kinds) {
      const seen = new Set<string>();
      for (const node of plan.nodes) {
        for await (const batch of readKind(plan, kind, node, connection, io)) {
          // An object that moves while it is read can come on two pages.
          const fresh = batch.filter(({ key }) => seen.size !== seen.add(key).size);
          totals[kind] += fresh.length;
          if (fresh.length > 0) yield fresh;
        }
      }
    }
    return totals;
  } finally {
    connection.close();
  }
}

async function* readKind(
  plan: DirectoryPlan,
  kind: RecordKind,
  node: DirectoryPlan['nodes'][number],
  connection: LdapConnection,
  io: SourceIo,
): AsyncGenerator<SourceRecord[], void, void> {
  const { filter, attributes } = plan.kinds[kind];
  const pages = searchPaged(
    connection,
    { base: node.dn, scope: 'sub', filter, attributes },
    plan.config.pageSize,
  );
  for (;;) {
    const page = await pages.next();
    if (page.done) {
      io.log.debug({ kind, node: node.dn, ...page.value }, 'read from directory');
      return;
    }
    const records: SourceRecord[] = [];
    for (const entry of page.value) {
      const ranged =
        kind === 'group' ? await readRanges(connection, entry, plan.config.groupMemberAttribute) : undefined;
      const record = toRecord(plan, kind, entry, node.locator, ranged);
      if (kind !== 'org' || !standsForTarget(kind, record.locator, node.locator)) records.push(record);
    }
    yield records;
  }
}

function shortHash(raw: Buffer): Buffer {
  // One-shot with a text result is the fastest form Node has: half the time of createHash or of a Buffer result.
  return Buffer.from(hash('sha256', raw, 'binary').slice(0, 16), 'binary');
}
