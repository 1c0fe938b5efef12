import { MusterError } from '../errors/error.ts';
import type { Attributes, RecordKind } from '../sources/source.ts';
import type { ConnectionOptions } from './connection.ts';
import { isBelow } from './dn.ts';
import { type AttributeName, attributeName, type LdapEntry } from './entry.ts';
import { and, equals, parseFilter } from './filter.ts';
import { canonical, type DirectoryConfig } from './settings.ts';
import { parseEndpoint } from './transport.ts';

/** What tells one kind of directory from another. */
export interface DirectoryDialect {
  /** Holds the id that survives rename and move. */
  keyAttribute: string;
  /** The key as text; undefined when the value cannot be one. */
  readKey(value: Buffer): string | undefined;
  /** The value of the key attribute again, for a search. */
  writeKey(key: string): string | Buffer;
  /** How a person's password is changed: AD's attribute, or the operation of RFC 3062. */
  passwords: 'unicodePwd' | 'rfc3062';
  /** Attributes read without being asked for in the settings, the key among them. */
  attributes: Readonly<Record<RecordKind, readonly string[]>>;
  /** Attributes by which people look for an object. */
  names: Readonly<Record<RecordKind, readonly string[]>>;
  /** What may be a source node beside the organizations of the settings, as a filter. */
  containers: string;
  /** Filters beside object class and the settings' own. */
  filters: Readonly<Partial<Record<RecordKind, string>>>;
  convert(kind: RecordKind, entry: LdapEntry, spelling: ReadonlyMap<string, string>): Attributes;
  alias?(kind: RecordKind, entry: LdapEntry, config: DirectoryConfig): string | undefined;
  /** Aliases of groups a user names itself. */
  groupsOf?(user: LdapEntry): string[];
  /** What a value of the member attribute refers to. */
  memberRef(value: string, config: DirectoryConfig): string;
}

/** How the objects of one kind are searched and decoded. */
export interface KindPlan {
  kind: RecordKind;
  filter: Buffer;
  attributes: string[];
  /** Which of them become attributes of a record, lower case → as asked for; a group's members become `refs`. */
  spelling: ReadonlyMap<string, string>;
}

/** Everything derived from the settings, once. */
export interface DirectoryPlan {
  config: DirectoryConfig;
  dialect: DirectoryDialect;
  /** Source nodes as set and canonical, without those that lie below another. */
  nodes: { dn: string; locator: string }[];
  kinds: Readonly<Record<RecordKind, KindPlan>>;
  key: AttributeName;
  connection: ConnectionOptions;
}

export function endpointsOf(config: DirectoryConfig) {
  const port = config.tls === 'ldaps' ? 636 : 389;
  return config.addresses.map((address) => {
    const endpoint = parseEndpoint(address, port);
    if (!endpoint) throw new MusterError('ldap_address_invalid', { field: 'addresses', value: address });
    return endpoint;
  });
}

/** Works the settings out, once per opened source. */
export function planDirectory(
  dialect: DirectoryDialect,
  config: DirectoryConfig,
  signal: AbortSignal | undefined,
): DirectoryPlan {
  const { tls, fingerprints, ca, connectTimeoutMs, requestTimeoutMs } = config;
  const kindPlan = (kind: RecordKind, decoded: readonly string[] = [], others: string[] = []): KindPlan => {
    const names = [...dialect.attributes[kind], ...decoded, ...config.extraAttributes];
    const spelling = new Map<string, string>();
    for (const name of names) if (!spelling.has(name.toLowerCase())) spelling.set(name.toLowerCase(), name);
    return {
      kind,
      filter: filterOf(dialect, config, kind),
      attributes: [...spelling.values(), ...others],
      spelling,
    };
  };
  return {
    config,
    dialect,
    nodes: outermost(config),
    kinds: {
      org: kindPlan('org'),
      user: kindPlan('user', config.logonIdentifiers),
      group: kindPlan('group', [], [config.groupMemberAttribute]),
    },
    key: attributeName(dialect.keyAttribute),
    connection: {
      tls,
      fingerprints,
      ca: ca?.trim() ? ca : undefined,
      connectTimeoutMs,
      requestTimeoutMs,
      signal,
    },
  };
}

function filterOf(dialect: DirectoryDialect, config: DirectoryConfig, kind: RecordKind): Buffer {
  const own = config[`${kind}Filter`].trim();
  const built = dialect.filters[kind];
  return and(
    ...config[`${kind}ObjectClasses`].map((name) => equals('objectClass', name)),
    ...(built === undefined ? [] : [parseFilter(built, kind)]),
    ...(own === '' ? [] : [parseFilter(own, `${kind}Filter`)]),
  );
}

function outermost(config: DirectoryConfig): DirectoryPlan['nodes'] {
  const given = config.sourceNodes?.length ? config.sourceNodes : [config.baseDn];
  const nodes = new Map(given.map((dn) => [canonical(dn, 'sourceNodes'), dn]));
  return [...nodes]
    .filter(([locator]) => ![...nodes.keys()].some((other) => isBelow(locator, other)))
    .map(([locator, dn]) => ({ dn, locator }));
}
