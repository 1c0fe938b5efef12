import { GIVEN_NAMES, LATIN_GIVEN_NAMES, LATIN_SURNAMES, SURNAMES } from './names.ts';
import { UNITS, type Unit } from './organization.ts';
import { AccountControl } from './schema.ts';
import { DirectoryStore } from './store.ts';
import { fileTime } from './time.ts';

export interface CompanyOptions {
  /** How many people, the disabled ones included. */
  people?: number;
  /** The same seed and number of people give the same company, with the same GUIDs. */
  seed?: number;
  /** Of every person. */
  userPassword?: string;
  servicePassword?: string;
}

export interface Company {
  store: DirectoryStore;
  /** `DC=corp,DC=example`. */
  domainDn: string;
  /** Where everyone and every group is; the service account is not. */
  companyDn: string;
  groupsDn: string;
  service: { dn: string; userPrincipalName: string; password: string };
  userPassword: string;
  people: readonly Person[];
}

export interface Person {
  dn: string;
  account: string;
  state: 'active' | 'disabled' | 'expired';
}

interface Place {
  dn: string;
  unit: Unit;
  above: Place | undefined;
  people: string[];
  groupDn?: string;
}

/** The day the domain was filled, so that two companies of one seed do not differ in their times. */
const FILLED = new Date('2026-01-05T01:00:00Z');
const DISABLED_SHARE = 0.04;
const EXPIRED_SHARE = 0.01;
/** Two people of known state, so that a company of fifty has some of each. */
const SURELY_DISABLED = 30;
const SURELY_EXPIRED = 40;

/** Makes a company in a domain of its own: nested units, people, nested groups, a service account to read them with. */
export function makeCompany(options: CompanyOptions = {}): Company {
  const random = randomOf(options.seed ?? 1);
  let filling = true;
  const store = new DirectoryStore({ now: () => (filling ? FILLED : new Date()) });
  const userPassword = options.userPassword ?? 'Welcome.2026';
  const service = addServiceAccount(store, options.servicePassword ?? 'Read.Only.2026');
  store.addComputer(`CN=Computers,${store.baseDn}`, 'WS001');
  const companyDn = store.addOrganizationalUnit(store.baseDn, 'Company');
  const places = addPlaces(store, companyDn, UNITS, undefined);
  const people = addPeople(store, places, options.people ?? 300, userPassword, random);
  const groupsDn = store.addOrganizationalUnit(companyDn, 'Groups');
  addGroups(store, groupsDn, places, people, random);
  filling = false;
  return { store, domainDn: store.baseDn, companyDn, groupsDn, service, userPassword, people };
}

function addServiceAccount(store: DirectoryStore, password: string): Company['service'] {
  const parent = store.addOrganizationalUnit(store.baseDn, 'Service Accounts');
  const userPrincipalName = `svc-muster@${store.dnsName}`;
  const dn = store.addUser({
    parent,
    name: 'svc-muster',
    account: 'svc-muster',
    password,
    attributes: {
      userPrincipalName,
      description: 'Reads the directory for Muster',
      userAccountControl: String(AccountControl.normal | AccountControl.passwordNeverExpires),
    },
  });
  return { dn, userPrincipalName, password };
}

function addPlaces(
  store: DirectoryStore,
  parent: string,
  units: readonly Unit[],
  above: Place | undefined,
): Place[] {
  return units.flatMap((unit) => {
    const dn = store.addOrganizationalUnit(parent, unit.name, { description: unit.short });
    const place: Place = { dn, unit, above, people: [] };
    return [place, ...addPlaces(store, dn, unit.units ?? [], place)];
  });
}

function addPeople(
  store: DirectoryStore,
  places: readonly Place[],
  count: number,
  password: string,
  random: Random,
): Person[] {
  const lots = places.flatMap((place) => Array.from({ length: place.unit.share }, () => place));
  const people: Person[] = [];
  for (let index = 0; index < count; index++) {
    // Everywhere a head first, from the top down, so that whoever follows has somebody to report to.
    const place = places[index] ?? random.pick(lots);
    const state = index < places.length ? 'active' : stateOf(index, random);
    const manager = place.people[0] ?? place.above?.people[0] ?? people[0]?.dn;
    const name = nameOf(place.unit.abroad ? random.chance(0.85) : random.chance(0.05), random);
    const account = freeAccount(store, name.account);
    const dn = store.addUser({
      parent: place.dn,
      name: freeName(store, place.dn, random.chance(0.2) ? name.formal : name.display, account),
      account,
      password,
      attributes: {
        userPrincipalName: `${account}@${store.dnsName}`,
        displayName: name.display,
        givenName: name.given,
        sn: name.surname,
        mail: `${account}@${store.dnsName}`,
        mobile: `+86 1${random.pick(['38', '39', '50', '86', '77'])}${random.digits(8)}`,
        telephoneNumber: `+86 ${random.pick(['10', '21', '571', '755'])} ${random.digits(8)}`,
        department: place.unit.name,
        company: 'Corp Example',
        title: random.pick(place.unit.titles),
        employeeID: `E${String(index + 1).padStart(6, '0')}`,
        ...(manager === undefined ? {} : { manager }),
        ...attributesOf(state, random),
      },
    });
    place.people.push(dn);
    people.push({ dn, account, state });
  }
  return people;
}

function stateOf(index: number, random: Random): Person['state'] {
  const lot = random.next();
  if (index === SURELY_DISABLED || lot < DISABLED_SHARE) return 'disabled';
  if (index === SURELY_EXPIRED || lot < DISABLED_SHARE + EXPIRED_SHARE) return 'expired';
  return 'active';
}

function attributesOf(state: Person['state'], random: Random): Record<string, string> {
  const daysBefore = (days: number) => fileTime(new Date(FILLED.getTime() - days * 86_400_000));
  if (state === 'disabled') {
    return { userAccountControl: String(AccountControl.normal | AccountControl.disabled) };
  }
  return state === 'expired' ? { accountExpires: daysBefore(1 + random.below(300)) } : {};
}

interface Name {
  display: string;
  /** Family name first, as some companies name the objects; for Latin names that means a comma in the DN. */
  formal: string;
  surname: string;
  given: string;
  account: string;
}

function nameOf(latin: boolean, random: Random): Name {
  if (latin) {
    const surname = random.pick(LATIN_SURNAMES);
    const given = random.pick(LATIN_GIVEN_NAMES);
    return {
      display: `${given} ${surname}`,
      formal: `${surname}, ${given}`,
      surname,
      given,
      account: `${plain(given)}.${plain(surname)}`,
    };
  }
  const surname = random.pickEarly(SURNAMES);
  const given = random.pick(GIVEN_NAMES);
  const display = surname.text + given.text;
  return {
    display,
    formal: display,
    surname: surname.text,
    given: given.text,
    account: surname.latin + given.latin,
  };
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z-]/g, '')
    .toLowerCase();
}

/** Active Directory allows 20 characters. */
function freeAccount(store: DirectoryStore, wanted: string): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : String(number);
    const account = wanted.slice(0, 20 - suffix.length) + suffix;
    if (!store.findAccount(account)) return account;
  }
}

function freeName(store: DirectoryStore, parent: string, wanted: string, account: string): string {
  const escaped = wanted.replaceAll(',', '\\,');
  return store.find(`CN=${escaped},${parent}`) ? `${wanted} (${account})` : wanted;
}

function addGroups(
  store: DirectoryStore,
  groupsDn: string,
  places: readonly Place[],
  people: readonly Person[],
  random: Random,
): void {
  const add = (name: string, members: readonly string[], description: string) =>
    store.addGroup({ parent: groupsDn, name, members, attributes: { description } });
  // From the leaves up: a unit's group holds its own people and the groups of the units below.
  for (const place of places.toReversed()) {
    const below = places.filter((other) => other.above === place).map((other) => other.groupDn!);
    place.groupDn = add(`g-${place.unit.short}`, [...place.people, ...below], place.unit.name);
  }
  const active = people.filter((person) => person.state === 'active').map((person) => person.dn);
  add(
    'g-all-staff',
    people.map((person) => person.dn),
    '全体员工',
  );
  const groupOf = (short: string) => places.find((place) => place.unit.short === short)!.groupDn!;
  const gitlab = add('g-gitlab', [groupOf('rd'), groupOf('emea-berlin')], 'GitLab users');
  add('g-vpn', [gitlab, groupOf('sales'), ...active.filter(() => random.chance(0.05))], 'Remote access');
  add(
    '项目-凤凰',
    active.filter(() => random.chance(0.06)),
    'Project Phoenix',
  );
  add(
    'Admins, Cloud (RAM)',
    active.filter(() => random.chance(0.02)),
    'Administrators of the cloud account',
  );
  add('g-retired', [], 'No longer in use');
}

interface Random {
  /** From 0 to below 1. */
  next(): number;
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Favours the beginning of the list. */
  pickEarly<T>(list: readonly T[]): T;
  digits(count: number): string;
}

/** Mulberry32: repeatable, which `Math.random` is not. */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)]!,
    pickEarly: (list) => list[Math.floor(next() ** 2 * list.length)]!,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
  };
}
