import { BACK_LINKS } from './schema.ts';

export type Value = string | Buffer;
export type Attributes = Record<string, Value | readonly Value[]>;

/** One object. Links hold the objects themselves, so that a rename or move needs no rewriting of DNs elsewhere. */
export interface Entry {
  rdnType: 'CN' | 'OU' | 'DC';
  rdnValue: string;
  parent: Entry | undefined;
  readonly children: Set<Entry>;
  readonly guid: Buffer;
  /** By name in lower case; `name` is the spelling given out. */
  readonly attributes: Map<string, { name: string; values: readonly Value[] }>;
  /** Forward and back links by name in lower case. */
  readonly links: Map<string, Set<Entry>>;
  password: string | undefined;
}

/** Attributes that are worked out when read, and how they are spelled. */
const COMPUTED = new Map([
  ['distinguishedname', 'distinguishedName'],
  ['name', 'name'],
  ['cn', 'cn'],
  ['ou', 'ou'],
  ['member', 'member'],
  ['memberof', 'memberOf'],
  ['manager', 'manager'],
  ['directreports', 'directReports'],
  ['objectguid', 'objectGUID'],
]);

export function dnOf(entry: Entry): string {
  if (!entry.parent) return entry.rdnValue;
  return `${entry.rdnType}=${escapeRdnValue(entry.rdnValue)},${dnOf(entry.parent)}`;
}

/** RFC 4514 §2.4, in the form Windows writes: a backslash before the character. */
export function escapeRdnValue(value: string): string {
  return value.replace(/[,+"\\<>;]|^[# ]| $/g, '\\$&');
}

/** The values of an attribute, named in lower case; none if the entry has no such attribute. */
export function valuesOf(entry: Entry, attribute: string): readonly Value[] {
  switch (attribute) {
    case 'distinguishedname':
      return [dnOf(entry)];
    case 'objectguid':
      return [entry.guid];
    case 'name':
      return entry.parent ? [entry.rdnValue] : [];
    case 'cn':
    case 'ou':
      return entry.rdnType.toLowerCase() === attribute ? [entry.rdnValue] : [];
    default: {
      const links = entry.links.get(attribute);
      if (links) return Array.from(links, dnOf);
      return entry.attributes.get(attribute)?.values ?? [];
    }
  }
}

export function textOf(entry: Entry, attribute: string): string | undefined {
  const value = valuesOf(entry, attribute)[0];
  return value === undefined ? undefined : String(value);
}

export function numberOf(entry: Entry, attribute: string): number {
  return Number(textOf(entry, attribute) ?? 0);
}

export function hasClass(entry: Entry, objectClass: string): boolean {
  return valuesOf(entry, 'objectclass').includes(objectClass);
}

/** As the schema spells it; undefined for what this entry does not have. */
export function spellingOf(entry: Entry, attribute: string): string | undefined {
  return COMPUTED.get(attribute) ?? entry.attributes.get(attribute)?.name;
}

/** True for what follows from the object's place and links and so cannot be written. */
export function isComputed(attribute: string): boolean {
  return COMPUTED.has(attribute);
}

/** Names in lower case of everything an entry may have a value for. */
export function attributeNames(entry: Entry): string[] {
  return [...COMPUTED.keys(), ...entry.attributes.keys()];
}

export function link(from: Entry, attribute: string, to: Entry): void {
  linkSet(from, attribute).add(to);
  linkSet(to, BACK_LINKS.get(attribute)!).add(from);
}

export function unlink(from: Entry, attribute: string, to: Entry): void {
  from.links.get(attribute)?.delete(to);
  to.links.get(BACK_LINKS.get(attribute)!)?.delete(from);
}

function linkSet(entry: Entry, attribute: string): Set<Entry> {
  const known = entry.links.get(attribute);
  if (known) return known;
  const made = new Set<Entry>();
  entry.links.set(attribute, made);
  return made;
}
