import { normalizeDn } from '../../src/ldap/dn.ts';
import { addBuiltIn } from './builtin.ts';
import {
  type Attributes,
  dnOf,
  type Entry,
  escapeRdnValue,
  isComputed,
  link,
  textOf,
  unlink,
  type Value,
  valuesOf,
} from './entry.ts';
import { domainNumbers, guidOf, sidBytes } from './identity.ts';
import { AccountControl, BACK_LINKS, NEVER, Rid } from './schema.ts';
import { fileTime, generalizedTime } from './time.ts';

export interface DomainOptions {
  /** The domain's DNS name; its DN follows from it. */
  dnsName?: string;
  /** The NetBIOS name of `DOMAIN\user`. */
  shortName?: string;
  now?: () => Date;
}

export interface NewUser {
  /** DN of the container. */
  parent: string;
  /** The common name as it is, not escaped. */
  name: string;
  /** sAMAccountName. */
  account: string;
  /** Without one the account cannot log on. */
  password?: string;
  attributes?: Attributes;
  /** The last number of the SID; the next free one if not given. */
  rid?: number;
}

export interface NewGroup {
  parent: string;
  name: string;
  account?: string;
  /** DNs. */
  members?: readonly string[];
  attributes?: Attributes;
  rid?: number;
}

const GLOBAL_SECURITY_GROUP = '-2147483646';
const FIRST_FREE_RID = 1103;

/** An Active Directory domain in memory. DNs given to it may be in any spelling; an unknown one throws. */
export class DirectoryStore {
  readonly dnsName: string;
  readonly shortName: string;
  readonly root: Entry;
  /** highestCommittedUSN of the root DSE. */
  usn = 0;
  readonly now: () => Date;
  private readonly sidNumbers: [number, number, number];
  private nextRid = FIRST_FREE_RID;
  private readonly guidSeeds = new Map<string, number>();
  private readonly byDn = new Map<string, Entry>();
  private readonly byGuid = new Map<string, Entry>();
  private readonly byLogonName = new Map<string, Entry>();

  constructor(options: DomainOptions = {}) {
    this.dnsName = options.dnsName ?? 'corp.example';
    this.shortName = options.shortName ?? 'CORP';
    this.now = options.now ?? (() => new Date());
    this.sidNumbers = domainNumbers(this.dnsName);
    const dn = this.dnsName
      .split('.')
      .map((label) => `DC=${label}`)
      .join(',');
    this.root = this.insert(undefined, 'DC', dn, ['top', 'domain', 'domainDNS'], 'Domain-DNS', {});
    addBuiltIn(this);
  }

  get baseDn(): string {
    return dnOf(this.root);
  }

  /** The objects of the domain, parents before children. */
  *entries(from: Entry = this.root): Generator<Entry, void, void> {
    yield from;
    for (const child of from.children) yield* this.entries(child);
  }

  find(dn: string): Entry | undefined {
    const key = normalizeDn(dn);
    return key === undefined ? undefined : this.byDn.get(key);
  }

  findByGuid(guid: Buffer): Entry | undefined {
    return this.byGuid.get(guid.toString('hex'));
  }

  /** `name` is a sAMAccountName. */
  findAccount(name: string): Entry | undefined {
    return this.byLogonName.get(logonKey('samaccountname', name));
  }

  findPrincipal(userPrincipalName: string): Entry | undefined {
    return this.byLogonName.get(logonKey('userprincipalname', userPrincipalName));
  }

  get(dn: string): Entry {
    const entry = this.find(dn);
    if (!entry) throw new Error(`no entry ${dn}`);
    return entry;
  }

  /** Returns the DN of the new object, as all the `add` functions do. */
  addOrganizationalUnit(parent: string, name: string, attributes: Attributes = {}): string {
    const classes = ['top', 'organizationalUnit'];
    return dnOf(this.insert(this.get(parent), 'OU', name, classes, 'Organizational-Unit', attributes));
  }

  addContainer(parent: string, name: string): string {
    return dnOf(this.insert(this.get(parent), 'CN', name, ['top', 'container'], 'Container', {}));
  }

  addUser(user: NewUser): string {
    return dnOf(this.insertAccount(user, ['top', 'person', 'organizationalPerson', 'user']));
  }

  addComputer(parent: string, name: string): string {
    const attributes = {
      userAccountControl: String(AccountControl.workstation),
      sAMAccountType: '805306369',
      dNSHostName: `${name.toLowerCase()}.${this.dnsName}`,
    };
    const classes = ['top', 'person', 'organizationalPerson', 'user', 'computer'];
    const computer = { parent, name, account: `${name}$`, attributes };
    return dnOf(this.insertAccount(computer, classes, 'Computer'));
  }

  addGroup(group: NewGroup): string {
    const entry = this.insert(this.get(group.parent), 'CN', group.name, ['top', 'group'], 'Group', {
      sAMAccountName: group.account ?? group.name,
      objectSid: this.sid(group.rid),
      groupType: GLOBAL_SECURITY_GROUP,
      sAMAccountType: '268435456',
      member: group.members ?? [],
      ...group.attributes,
    });
    return dnOf(entry);
  }

  /** Replaces the named attributes; null removes one. A link (member, manager) is given as DNs. */
  modify(dn: string, changes: Record<string, Value | readonly Value[] | null>): void {
    const entry = this.get(dn);
    for (const [name, value] of Object.entries(changes)) this.write(entry, name, value);
    this.touch(entry);
  }

  /** Sets what belongs to one domain controller alone (MS-ADTS: not replicated): no USN moves. */
  writeUnreplicated(dn: string, name: string, value: Value): void {
    this.write(this.get(dn), name, value);
  }

  addMember(group: string, member: string): void {
    link(this.get(group), 'member', this.get(member));
    this.touch(this.get(group));
  }

  removeMember(group: string, member: string): void {
    unlink(this.get(group), 'member', this.get(member));
    this.touch(this.get(group));
  }

  setPassword(dn: string, password: string): void {
    const entry = this.get(dn);
    entry.password = password;
    this.modify(dn, { pwdLastSet: fileTime(this.now()), lockoutTime: '0', badPwdCount: '0' });
  }

  /** Moves or renames an object with everything below it and returns its new DN; the objectGUID stays. */
  move(dn: string, to: { parent?: string; name?: string }): string {
    const entry = this.get(dn);
    const parent = to.parent === undefined ? entry.parent : this.get(to.parent);
    if (!parent || !entry.parent) throw new Error('the domain itself cannot be moved');
    for (let above: Entry | undefined = parent; above; above = above.parent) {
      if (above === entry) throw new Error(`${dn} cannot be moved below itself`);
    }
    const name = to.name ?? entry.rdnValue;
    const taken = this.find(`${entry.rdnType}=${escapeRdnValue(name)},${dnOf(parent)}`);
    if (taken && taken !== entry) throw new Error(`${dnOf(taken)} exists already`);
    const moved = [...this.entries(entry)];
    for (const below of moved) this.byDn.delete(normalizeDn(dnOf(below))!);
    entry.parent.children.delete(entry);
    entry.parent = parent;
    entry.rdnValue = name;
    parent.children.add(entry);
    for (const below of moved) this.byDn.set(normalizeDn(dnOf(below))!, below);
    this.touch(entry);
    return dnOf(entry);
  }

  /** Deletes an object that has none below it. */
  remove(dn: string): void {
    const entry = this.get(dn);
    if (entry.children.size > 0) throw new Error(`${dn} is not empty`);
    this.byDn.delete(normalizeDn(dnOf(entry))!);
    this.byGuid.delete(entry.guid.toString('hex'));
    for (const name of ['sAMAccountName', 'userPrincipalName']) this.write(entry, name, null);
    for (const [forward, back] of BACK_LINKS) {
      for (const target of [...(entry.links.get(forward) ?? [])]) unlink(entry, forward, target);
      for (const source of [...(entry.links.get(back) ?? [])]) {
        unlink(source, forward, entry);
        this.touch(source);
      }
    }
    entry.parent?.children.delete(entry);
    this.usn++;
  }

  private insertAccount(user: NewUser, classes: string[], category = 'Person'): Entry {
    const hasPassword = user.password !== undefined;
    const entry = this.insert(this.get(user.parent), 'CN', user.name, classes, category, {
      sAMAccountName: user.account,
      objectSid: this.sid(user.rid),
      userAccountControl: String(AccountControl.normal),
      sAMAccountType: '805306368',
      primaryGroupID: String(Rid.domainUsers),
      accountExpires: NEVER,
      pwdLastSet: hasPassword ? fileTime(this.now()) : '0',
      badPwdCount: '0',
      ...user.attributes,
    });
    entry.password = user.password;
    return entry;
  }

  private insert(
    parent: Entry | undefined,
    rdnType: Entry['rdnType'],
    rdnValue: string,
    classes: string[],
    category: string,
    attributes: Attributes,
  ): Entry {
    const dn = parent ? `${rdnType}=${escapeRdnValue(rdnValue)},${dnOf(parent)}` : rdnValue;
    const key = normalizeDn(dn);
    if (key === undefined) throw new Error(`${dn} is no distinguished name`);
    if (this.byDn.has(key)) throw new Error(`${dn} exists already`);
    const guid = this.freshGuid(String(attributes.sAMAccountName ?? key).toLowerCase());
    const entry: Entry = {
      rdnType,
      rdnValue,
      parent,
      children: new Set(),
      guid,
      attributes: new Map(),
      links: new Map(),
      password: undefined,
    };
    const top = parent ? this.baseDn : dn;
    this.write(entry, 'objectClass', classes);
    this.write(entry, 'objectCategory', `CN=${category},CN=Schema,CN=Configuration,${top}`);
    this.write(entry, 'instanceType', '4');
    for (const [name, value] of Object.entries(attributes)) this.write(entry, name, value);
    this.touch(entry);
    this.write(entry, 'whenCreated', textOf(entry, 'whenchanged')!);
    this.write(entry, 'uSNCreated', textOf(entry, 'usnchanged')!);
    parent?.children.add(entry);
    this.byDn.set(key, entry);
    this.byGuid.set(guid.toString('hex'), entry);
    return entry;
  }

  private write(entry: Entry, name: string, value: Value | readonly Value[] | null): void {
    const attribute = name.toLowerCase();
    const values = value === null ? [] : Array.isArray(value) ? value : [value as Value];
    if (BACK_LINKS.has(attribute)) {
      const targets = values.map((dn) => this.get(String(dn)));
      for (const target of [...(entry.links.get(attribute) ?? [])]) unlink(entry, attribute, target);
      for (const target of targets) link(entry, attribute, target);
      return;
    }
    if (isComputed(attribute)) throw new Error(`${name} cannot be written; move() renames`);
    if (attribute === 'samaccountname' || attribute === 'userprincipalname') {
      this.takeLogonName(entry, attribute, values[0] === undefined ? undefined : String(values[0]));
    }
    if (values.length === 0) entry.attributes.delete(attribute);
    else entry.attributes.set(attribute, { name: entry.attributes.get(attribute)?.name ?? name, values });
  }

  private takeLogonName(entry: Entry, attribute: string, name: string | undefined): void {
    const owner = name === undefined ? undefined : this.byLogonName.get(logonKey(attribute, name));
    if (owner && owner !== entry) throw new Error(`${attribute} ${name} belongs to ${dnOf(owner)}`);
    const old = valuesOf(entry, attribute)[0];
    if (old !== undefined) this.byLogonName.delete(logonKey(attribute, String(old)));
    if (name !== undefined) this.byLogonName.set(logonKey(attribute, name), entry);
  }

  private touch(entry: Entry): void {
    this.usn++;
    this.write(entry, 'uSNChanged', String(this.usn));
    this.write(entry, 'whenChanged', generalizedTime(this.now()));
  }

  private sid(rid: number | undefined): Buffer {
    return sidBytes(this.sidNumbers, rid ?? this.nextRid++);
  }

  /** A deleted and re-created account is another object, so its GUID must differ. */
  private freshGuid(seed: string): Buffer {
    const times = this.guidSeeds.get(seed) ?? 0;
    this.guidSeeds.set(seed, times + 1);
    return guidOf(`${this.dnsName} ${seed} ${times}`);
  }
}

function logonKey(attribute: string, name: string): string {
  return `${attribute} ${name.toLowerCase()}`;
}
