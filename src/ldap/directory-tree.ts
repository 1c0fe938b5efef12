import { MusterError } from '../errors/error.ts';
import { LEVEL_LIMIT, type SourceLevel, type SourceNode } from '../sources/source.ts';
import type { LdapConnection } from './connection.ts';
import type { DirectoryPlan } from './directory-plan.ts';
import { assertReadable, logOn } from './directory-read.ts';
import { firstValue, isBelow } from './dn.ts';
import { attributeName, type LdapEntry } from './entry.ts';
import { and, equals, or, parseFilter } from './filter.ts';
import { exists, searchPaged } from './reader.ts';
import { canonical } from './settings.ts';

/** Questions under way at once while the nodes of a level are asked whether something lies below. */
const AT_ONCE = 16;
/** Operational attribute of OpenLDAP and others (X.501); AD has none, and its nodes are asked by a search. */
const HAS_SUBORDINATES = attributeName('hasSubordinates');
/** Names of one level as people of both languages expect them: Chinese by pinyin, numbers by value. */
const ORDER = new Intl.Collator('zh-CN', { numeric: true });

/** One level of the tree below the base DN: organizations and containers, live. */
export async function childrenOf(plan: DirectoryPlan, parent = plan.config.baseDn): Promise<SourceLevel> {
  assertInside(plan, parent);
  const filter = nodeFilter(plan);
  const connection = await logOn(plan);
  try {
    await assertReadable(connection, parent);
    const { entries, truncated } = await level(plan, connection, parent, filter);
    const nodes: SourceNode[] = [];
    for (let at = 0; at < entries.length; at += AT_ONCE)
      nodes.push(
        ...(await Promise.all(
          entries.slice(at, at + AT_ONCE).map((entry) => toNode(connection, entry, filter)),
        )),
      );
    return { parent, nodes: nodes.sort((a, b) => ORDER.compare(a.name, b.name)), truncated };
  } finally {
    connection.close();
  }
}

function assertInside({ config }: DirectoryPlan, parent: string): void {
  const at = canonical(parent, 'parent');
  const base = canonical(config.baseDn, 'baseDn');
  if (at !== base && !isBelow(at, base))
    throw new MusterError('ldap_node_outside_base', { field: 'parent', value: parent, base: config.baseDn });
}

/** What is an organization by the settings, and what usually holds others besides. */
function nodeFilter({ config, dialect }: DirectoryPlan): Buffer {
  const organizations = and(...config.orgObjectClasses.map((name) => equals('objectClass', name)));
  return or(organizations, parseFilter(dialect.containers, 'containers'));
}

async function level(
  { config }: DirectoryPlan,
  connection: LdapConnection,
  base: string,
  filter: Buffer,
): Promise<{ entries: LdapEntry[]; truncated: boolean }> {
  const entries: LdapEntry[] = [];
  const request = { base, scope: 'one', filter, attributes: [HAS_SUBORDINATES.text] } as const;
  for await (const batch of searchPaged(connection, request, config.pageSize)) {
    entries.push(...batch);
    if (entries.length > LEVEL_LIMIT) return { entries: entries.slice(0, LEVEL_LIMIT), truncated: true };
  }
  return { entries, truncated: false };
}

async function toNode(connection: LdapConnection, entry: LdapEntry, filter: Buffer): Promise<SourceNode> {
  const { dn } = entry;
  const isLeaf = entry.firstText(HAS_SUBORDINATES)?.toUpperCase() === 'FALSE';
  return {
    locator: dn,
    name: firstValue(dn) ?? dn,
    // Something below may be people only: what counts is another node.
    hasChildren:
      !isLeaf && (await exists(connection, { base: dn, scope: 'one', filter, attributes: ['1.1'] })),
  };
}
