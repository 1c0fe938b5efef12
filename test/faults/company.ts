/** A company that does not stand still, in a directory server of this process, and what has to come out of it. */
import { type Company, makeCompany } from '../../sim/directory/company.ts';
import { dnOf, type Entry, hasClass, numberOf, textOf } from '../../sim/directory/entry.ts';
import { AccountControl } from '../../sim/directory/schema.ts';
import { DirectoryServer } from '../../sim/directory/server.ts';
import type { DirectoryStore } from '../../sim/directory/store.ts';
import type { Random } from './random.ts';

/** How many of each happen to the company at a time. */
export interface Events {
  joined: number;
  left: number;
  changed: number;
  renamed: number;
  moved: number;
  /** Enter or leave a group. */
  regrouped: number;
}

export interface ExpectedAccount {
  username: string;
  displayName: string;
  email: string;
  enabled: boolean;
  /** Names of the organizations above, from below the company down. */
  organization: string;
}

export class LivingCompany {
  readonly #random: Random;
  readonly #company: Company;
  readonly #store: DirectoryStore;
  readonly #server: DirectoryServer;
  readonly #people: Entry[];
  readonly #groups: Entry[];
  /** The company itself is the first. */
  readonly #units: Entry[];
  #address = '';
  #serial = 0;

  private constructor(people: number, random: Random) {
    this.#random = random;
    this.#company = makeCompany({ people, seed: random.seed });
    this.#store = this.#company.store;
    this.#server = new DirectoryServer(this.#store);
    const all = [...this.#store.entries(this.#store.get(this.#company.companyDn))];
    this.#people = all.filter((entry) => hasClass(entry, 'user'));
    this.#groups = all.filter((entry) => hasClass(entry, 'group'));
    this.#units = all.filter((entry) => hasClass(entry, 'organizationalUnit'));
  }

  static async open(people: number, random: Random): Promise<LivingCompany> {
    const company = new LivingCompany(people, random);
    const { host, port } = await company.#server.listen();
    company.#address = `${host}:${port}`;
    return company;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** For `config` of a source of the kind `ad`. */
  get settings(): Record<string, unknown> {
    return {
      addresses: [this.#address],
      bindAccount: this.#company.service.userPrincipalName,
      bindPassword: this.#company.service.password,
      baseDn: this.#company.domainDn,
      sourceNodes: [this.#company.companyDn],
      groupSync: true,
      pageSize: 200,
    };
  }

  /** People come, go, change, are renamed and move; so do their units; two exchange their names. */
  live(events: Events): void {
    const times = (count: number, event: () => void) => {
      for (let n = 0; n < count; n++) event();
    };
    const leavers: string[] = [];
    times(events.left, () => leavers.push(this.#leave()));
    // Every other newcomer gets the log-on name of somebody who has just left.
    times(events.joined, () => this.#join(this.#random.next() < 0.5 ? leavers.pop() : undefined));
    times(events.changed, () => this.#change());
    times(events.renamed, () => this.#rename());
    times(events.moved, () => this.#move());
    times(events.regrouped, () => this.#regroup());
    this.#swapNames();
    this.#reorganize();
  }

  /** Where people and units may be put. */
  #unit(): Entry {
    const groups = this.#store.get(this.#company.groupsDn);
    return this.#random.pick(this.#units.filter((unit) => unit !== groups));
  }

  #person(): Entry {
    return this.#random.pick(this.#people);
  }

  #join(freed: string | undefined): void {
    const serial = ++this.#serial;
    const account = freed ?? `joined${serial}`;
    const dn = this.#store.addUser({
      parent: dnOf(this.#unit()),
      name: `新人 ${serial}`,
      account,
      attributes: { displayName: `新人 ${serial}`, mail: `${account}@mail.example` },
    });
    this.#people.push(this.#store.get(dn));
  }

  #leave(): string {
    const person = this.#person();
    this.#people.splice(this.#people.indexOf(person), 1);
    this.#store.remove(dnOf(person));
    return textOf(person, 'samaccountname')!;
  }

  #change(): void {
    const person = this.#person();
    const control =
      numberOf(person, 'useraccountcontrol') ^ (this.#random.next() < 0.2 ? AccountControl.disabled : 0);
    this.#store.modify(dnOf(person), {
      displayName: `Changed ${++this.#serial}`,
      title: `Title ${this.#serial}`,
      userAccountControl: String(control),
    });
  }

  #rename(): void {
    const account = `renamed${++this.#serial}`;
    const dn = this.#store.move(dnOf(this.#person()), { name: `Renamed ${this.#serial}` });
    this.#store.modify(dn, { sAMAccountName: account, mail: `${account}@mail.example` });
  }

  #move(): void {
    // Two of one name may not meet in a unit.
    this.#store.move(dnOf(this.#person()), { parent: dnOf(this.#unit()), name: `Moved ${++this.#serial}` });
  }

  #regroup(): void {
    const group = this.#random.pick(this.#groups);
    const member = this.#person();
    const change = group.links.get('member')?.has(member) ? 'removeMember' : 'addMember';
    this.#store[change](dnOf(group), dnOf(member));
  }

  #swapNames(): void {
    const [one, other] = [this.#person(), this.#person()];
    const names = [one, other].map((person) => textOf(person, 'samaccountname')!);
    this.#store.modify(dnOf(one), { sAMAccountName: `swapping${++this.#serial}` });
    this.#store.modify(dnOf(other), { sAMAccountName: names[0]! });
    if (one !== other) this.#store.modify(dnOf(one), { sAMAccountName: names[1]! });
  }

  /** One unit is renamed, put elsewhere, or founded and given somebody; an empty one is closed. */
  #reorganize(): void {
    const name = `Unit ${++this.#serial}`;
    const unit = this.#unit();
    const isCompany = dnOf(unit) === this.#company.companyDn;
    const choice = this.#random.below(3);
    if (choice === 0 && !isCompany) this.#store.move(dnOf(unit), { name });
    else if (choice === 1 && !isCompany)
      this.#store.move(dnOf(unit), { parent: this.#company.companyDn, name });
    else {
      const parent = this.#store.addOrganizationalUnit(dnOf(unit), name);
      this.#units.push(this.#store.get(parent));
      this.#store.move(dnOf(this.#person()), { parent, name: `Moved ${++this.#serial}` });
    }
    const empty = this.#units.findIndex(({ children }) => children.size === 0);
    const [closed] = empty === -1 ? [] : this.#units.splice(empty, 1);
    if (closed) this.#store.remove(dnOf(closed));
  }

  /** What the directory has to hold, by username. */
  accounts(): ExpectedAccount[] {
    return this.#people
      .map((person) => ({
        username: textOf(person, 'samaccountname')!,
        displayName: textOf(person, 'displayname')!,
        email: textOf(person, 'mail')!,
        enabled: (numberOf(person, 'useraccountcontrol') & AccountControl.disabled) === 0,
        organization: this.#pathTo(person.parent!),
      }))
      .sort(by(({ username }) => username));
  }

  /** Paths of all organizations, sorted. */
  organizations(): string[] {
    return this.#units
      .map((unit) => this.#pathTo(unit))
      .filter((path) => path !== '')
      .sort();
  }

  /** `group: username` of every membership, those through groups in groups too, sorted. */
  memberships(): string[] {
    return this.#groups
      .flatMap((group) =>
        [...this.#membersOf(group)].map((person) => `${group.rdnValue}: ${textOf(person, 'samaccountname')}`),
      )
      .sort();
  }

  #pathTo(unit: Entry): string {
    return dnOf(unit) === this.#company.companyDn ? '' : `${this.#pathTo(unit.parent!)}/${unit.rdnValue}`;
  }

  #membersOf(group: Entry, seen = new Set<Entry>()): Set<Entry> {
    const people = new Set<Entry>();
    if (seen.has(group)) return people;
    seen.add(group);
    for (const member of group.links.get('member') ?? [])
      if (!hasClass(member, 'group')) people.add(member);
      else for (const person of this.#membersOf(member, seen)) people.add(person);
    return people;
  }
}

function by<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : 1);
}
