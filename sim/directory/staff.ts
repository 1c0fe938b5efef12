/** What happens to the people of a company over time; each event leaves the directory as an administrator of AD would. */
import type { Company } from './company.ts';
import { dnOf, type Entry, hasClass, numberOf, textOf } from './entry.ts';
import { UNITS, type Unit } from './organization.ts';
import { addPerson, freeAccount, freeName, withNewSurname } from './person.ts';
import type { Random } from './random.ts';
import { AccountControl } from './schema.ts';
import { dateOfFileTime } from './time.ts';

export type StaffChange = 'join' | 'leave' | 'rename' | 'move' | 'disable';

/** One person's change; `before` holds what was different. */
export interface StaffEvent {
  change: StaffChange;
  account: string;
  name: string;
  /** Name of the unit the person is in, or was in before leaving. */
  unit: string;
  before: { account?: string; name?: string; unit?: string };
}

/** Nobody joins beyond this number: the standard quota of RAM users, so that everybody can be pushed. */
const MOST_PEOPLE = 1000;

const UNIT_BY_SHORT = new Map(flat(UNITS).map((unit) => [unit.short, unit]));

/** The people of the company as they are now. */
export function staffOf({ store, companyDn }: Company): Entry[] {
  return [...store.entries(store.get(companyDn))].filter((entry) => hasClass(entry, 'user'));
}

/** Somebody neither disabled nor expired; the same person as long as that is so. */
export function activeMember(company: Company): { username: string; name: string } | undefined {
  const person = staffOf(company).find(
    (entry) => !isDisabled(entry) && !dateOfFileTime(textOf(entry, 'accountexpires') ?? '0'),
  );
  return person && { username: accountOf(person), name: nameOf(person) };
}

/**
 * Applies one kind of change to `count` people, fewer where there are not as many to choose from. The same company,
 * change, count and random numbers give the same events. Heads of units neither leave nor move.
 */
export function changeStaff(
  company: Company,
  change: StaffChange,
  count: number,
  random: Random,
): StaffEvent[] {
  const staff = staffOf(company);
  if (change === 'join') {
    const places = Math.max(0, Math.min(count, MOST_PEOPLE - staff.length));
    return Array.from({ length: places }, () => join(company, random));
  }
  const candidates = staff.filter((person) => isCandidate(person, change));
  const chosen = Array.from({ length: Math.min(count, candidates.length) }, () => {
    return candidates.splice(random.below(candidates.length), 1)[0]!;
  });
  return chosen.map((person) => ACTIONS[change](company, person, random));
}

function isCandidate(person: Entry, change: StaffChange): boolean {
  const isHead = (person.links.get('directreports')?.size ?? 0) > 0;
  if (change === 'leave') return !isHead;
  return !isDisabled(person) && (change !== 'move' || !isHead);
}

const ACTIONS = { leave, rename, move, disable };

function join(company: Company, random: Random): StaffEvent {
  const { store } = company;
  const lots = unitsOf(company).flatMap((ou) => Array.from({ length: unitOf(ou).share }, () => ou));
  const ou = random.pick(lots);
  const unit = unitOf(ou);
  const { dn, account } = addPerson(
    store,
    {
      number: highestNumber(company) + 1,
      parent: dnOf(ou),
      unit,
      manager: headOf(ou),
      state: 'active',
      password: company.userPassword,
    },
    random,
  );
  for (const group of [groupOf(company, unit), allStaff(company)]) store.addMember(group, dn);
  return { change: 'join', account, name: nameOf(store.get(dn)), unit: unit.name, before: {} };
}

function leave({ store }: Company, person: Entry): StaffEvent {
  const event = eventOf('leave', person);
  store.remove(dnOf(person));
  return event;
}

function rename({ store }: Company, person: Entry, random: Random): StaffEvent {
  const before = { account: accountOf(person), name: nameOf(person) };
  const name = withNewSurname(
    { surname: textOf(person, 'sn')!, given: textOf(person, 'givenname')! },
    random,
  );
  const account = freeAccount(store, name.account);
  const dn = store.move(dnOf(person), {
    name: freeName(store, dnOf(person.parent!), name.display, account),
  });
  store.modify(dn, {
    sAMAccountName: account,
    userPrincipalName: `${account}@${store.dnsName}`,
    mail: `${account}@${store.dnsName}`,
    displayName: name.display,
    sn: name.surname,
  });
  return { ...eventOf('rename', person), before };
}

function move(company: Company, person: Entry, random: Random): StaffEvent {
  const { store } = company;
  const from = unitOf(person.parent!);
  const ou = random.pick(unitsOf(company).filter((other) => other !== person.parent));
  const unit = unitOf(ou);
  const manager = headOf(ou);
  const name = freeName(store, dnOf(ou), person.rdnValue, accountOf(person));
  const dn = store.move(dnOf(person), { parent: dnOf(ou), name });
  store.modify(dn, {
    department: unit.name,
    title: random.pick(unit.titles),
    manager: manager ?? null,
  });
  store.removeMember(groupOf(company, from), dn);
  store.addMember(groupOf(company, unit), dn);
  return { ...eventOf('move', person), before: { unit: from.name } };
}

function disable({ store }: Company, person: Entry): StaffEvent {
  const flags = numberOf(person, 'useraccountcontrol') | AccountControl.disabled;
  store.modify(dnOf(person), { userAccountControl: String(flags) });
  return eventOf('disable', person);
}

function eventOf(change: StaffChange, person: Entry): StaffEvent {
  return {
    change,
    account: accountOf(person),
    name: nameOf(person),
    unit: unitOf(person.parent!).name,
    before: {},
  };
}

const isDisabled = (person: Entry): boolean =>
  (numberOf(person, 'useraccountcontrol') & AccountControl.disabled) !== 0;
const accountOf = (person: Entry): string => textOf(person, 'samaccountname')!;
const nameOf = (person: Entry): string => textOf(person, 'displayname')!;

/** The organizational units that people work in. */
function unitsOf({ store, companyDn }: Company): Entry[] {
  return [...store.entries(store.get(companyDn))].filter((entry) =>
    UNIT_BY_SHORT.has(textOf(entry, 'description') ?? ''),
  );
}

function unitOf(ou: Entry): Unit {
  return UNIT_BY_SHORT.get(textOf(ou, 'description') ?? '')!;
}

/** DN of whoever most people of the unit report to, else of the head of the unit above. */
function headOf(ou: Entry): string | undefined {
  const reports = (person: Entry) => person.links.get('directreports')?.size ?? 0;
  const heads = [...ou.children].filter((entry) => reports(entry) > 0);
  if (heads.length > 0) return dnOf(heads.reduce((a, b) => (reports(b) > reports(a) ? b : a)));
  return ou.parent ? headOf(ou.parent) : undefined;
}

function groupOf({ groupsDn }: Company, unit: Unit): string {
  return `CN=g-${unit.short},${groupsDn}`;
}

function allStaff({ groupsDn }: Company): string {
  return `CN=g-all-staff,${groupsDn}`;
}

function highestNumber(company: Company): number {
  return Math.max(0, ...staffOf(company).map((person) => Number(textOf(person, 'employeeid')!.slice(1))));
}

function flat(units: readonly Unit[]): Unit[] {
  return units.flatMap((unit) => [unit, ...flat(unit.units ?? [])]);
}
