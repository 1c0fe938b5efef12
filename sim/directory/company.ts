import { UNITS, type Unit } from './organization.ts';
import { addPerson, FILLED, type PersonState } from './person.ts';
import { type Random, randomOf } from './random.ts';
import { AccountControl } from './schema.ts';
import { DirectoryStore } from './store.ts';

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
  state: PersonState;
}

interface Place {
  dn: string;
  unit: Unit;
  above: Place | undefined;
  people: string[];
  groupDn?: string;
}

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
    const { dn, account } = addPerson(
      store,
      { number: index + 1, parent: place.dn, unit: place.unit, manager, state, password },
      random,
    );
    place.people.push(dn);
    people.push({ dn, account, state });
  }
  return people;
}

function stateOf(index: number, random: Random): PersonState {
  const lot = random.next();
  if (index === SURELY_DISABLED || lot < DISABLED_SHARE) return 'disabled';
  if (index === SURELY_EXPIRED || lot < DISABLED_SHARE + EXPIRED_SHARE) return 'expired';
  return 'active';
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
