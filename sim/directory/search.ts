import { PAGED_RESULTS } from '../../src/ldap/messages.ts';
import { attributeNames, dnOf, type Entry, numberOf, spellingOf, type Value, valuesOf } from './entry.ts';
import type { Filter } from './filter.ts';
import { guidBytes } from './identity.ts';
import { Code, DOMAIN_SCOPE, type Result, type Scope } from './messages.ts';
import type { DirectoryStore } from './store.ts';
import { generalizedTime } from './time.ts';

/** MaxValRange of Windows: more values of one attribute are given out in pieces (MS-ADTS 3.1.1.3.1.3.3). */
const MAX_VALUES = 1500;
const COMPUTED_CONTROL = 'msds-user-account-control-computed';

/** The object a search starts at, or why there is none. */
export function findBase(store: DirectoryStore, base: string): Entry | Result {
  const guid = /^<GUID=([^>]+)>$/i.exec(base)?.[1];
  const bytes = guid === undefined ? undefined : guidBytes(guid);
  const entry = bytes ? store.findByGuid(bytes) : store.find(base);
  if (entry) return entry;
  const top = store.baseDn.toLowerCase();
  if (base !== '' && !base.includes('=')) {
    return {
      code: Code.invalidDnSyntax,
      message: `0000208F: NameErr: DSID-03100225, problem 2006 (BAD_NAME), data 8350, best match of:\n\t'${base}'\n`,
    };
  }
  if (base === '' || guid !== undefined || base.toLowerCase().endsWith(top)) {
    const best = base.toLowerCase().endsWith(top) ? store.baseDn : '';
    return {
      code: Code.noSuchObject,
      matchedDn: best,
      message: `0000208D: NameErr: DSID-0310021B, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'${best}'\n`,
    };
  }
  const labels = [...base.matchAll(/(?:^|,)\s*DC=([^,]+)/gi)].map((match) => match[1]);
  return {
    code: Code.referral,
    message: `0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\tref 1: '${labels.join('.')}'\n`,
    referral: `ldap://${labels.join('.')}/${base}`,
  };
}

export function matching(store: DirectoryStore, base: Entry, scope: Scope, filter: Filter): Entry[] {
  if (scope === 'base') return filter(base) ? [base] : [];
  const candidates = scope === 'one' ? base.children : store.entries(base);
  const found: Entry[] = [];
  for (const entry of candidates) if (filter(entry)) found.push(entry);
  return found;
}

/** The attributes a client asked for, by the name they are answered under; none asked for or `*` means all. */
export function selectAttributes(entry: Entry, requested: readonly string[]): Map<string, readonly Value[]> {
  const selected = new Map<string, readonly Value[]>();
  if (requested.length === 0 || requested.includes('*')) {
    for (const attribute of attributeNames(entry)) add(selected, entry, attribute, undefined);
  }
  for (const request of requested) {
    const { attribute, range } = parseRequest(request);
    if (attribute === COMPUTED_CONTROL) {
      selected.set('msDS-User-Account-Control-Computed', [computedControl(entry)]);
    } else add(selected, entry, attribute, range);
  }
  return selected;
}

interface Range {
  from: number;
  /** Inclusive. */
  to: number;
}

function parseRequest(request: string): { attribute: string; range: Range | undefined } {
  const parts = /^([^;]*)(?:;.*)?$/.exec(request);
  const range = /;range=(\d+)-(\d+|\*)/i.exec(request);
  return {
    attribute: (parts?.[1] ?? request).toLowerCase(),
    range: range
      ? { from: Number(range[1]), to: range[2] === '*' ? Number.MAX_SAFE_INTEGER : Number(range[2]) }
      : undefined,
  };
}

function add(
  selected: Map<string, readonly Value[]>,
  entry: Entry,
  attribute: string,
  range: Range | undefined,
): void {
  const name = spellingOf(entry, attribute);
  const values = valuesOf(entry, attribute);
  if (name === undefined || values.length === 0) return;
  if (range === undefined && values.length <= MAX_VALUES) {
    selected.set(name, values);
    return;
  }
  const from = range?.from ?? 0;
  if (from >= values.length) return;
  const to = Math.min(range?.to ?? values.length, from + MAX_VALUES - 1, values.length - 1);
  // Windows names the plain attribute as well, without a value, when it cuts a list nobody asked to be cut.
  if (range === undefined) selected.set(name, []);
  selected.set(`${name};range=${from}-${to === values.length - 1 ? '*' : to}`, values.slice(from, to + 1));
}

function computedControl(entry: Entry): string {
  const locked = numberOf(entry, 'lockouttime') > 0 ? 0x10 : 0;
  const mustChange = entry.attributes.get('pwdlastset')?.values[0] === '0' ? 0x80_0000 : 0;
  return String(locked | mustChange);
}

/** What an Active Directory says of itself before any log-on (MS-ADTS 3.1.1.3.2). */
export function rootDse(store: DirectoryStore, requested: readonly string[]): Map<string, readonly Value[]> {
  const configuration = `CN=Configuration,${store.baseDn}`;
  const host = `dc1.${store.dnsName}`;
  const all: Record<string, string[]> = {
    currentTime: [generalizedTime(store.now())],
    defaultNamingContext: [store.baseDn],
    rootDomainNamingContext: [store.baseDn],
    configurationNamingContext: [configuration],
    schemaNamingContext: [`CN=Schema,${configuration}`],
    namingContexts: [store.baseDn, configuration, `CN=Schema,${configuration}`],
    dnsHostName: [host],
    dsServiceName: [
      `CN=NTDS Settings,CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites,${configuration}`,
    ],
    serverName: [`CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites,${configuration}`],
    ldapServiceName: [`${store.dnsName}:dc1$@${store.dnsName.toUpperCase()}`],
    highestCommittedUSN: [String(store.usn)],
    isGlobalCatalogReady: ['TRUE'],
    isSynchronized: ['TRUE'],
    domainFunctionality: ['7'],
    forestFunctionality: ['7'],
    supportedLDAPVersion: ['3', '2'],
    supportedControl: [PAGED_RESULTS, DOMAIN_SCOPE],
    // Active Directory; Windows 2003 and later features (MS-ADTS 3.1.1.3.4.3).
    supportedCapabilities: ['1.2.840.113556.1.4.800', '1.2.840.113556.1.4.1670'],
  };
  const wanted = requested.map((name) => name.toLowerCase());
  const every = wanted.length === 0 || wanted.includes('*') || wanted.includes('+');
  return new Map(Object.entries(all).filter(([name]) => every || wanted.includes(name.toLowerCase())));
}

/** Other parts of the forest, which a search from the top of the domain points to. */
export function continuations(store: DirectoryStore, base: Entry, scope: Scope): string[] {
  if (scope !== 'sub' || base !== store.root) return [];
  return [
    `ldap://ForestDnsZones.${store.dnsName}/DC=ForestDnsZones,${dnOf(store.root)}`,
    `ldap://${store.dnsName}/CN=Configuration,${dnOf(store.root)}`,
  ];
}
