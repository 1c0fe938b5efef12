import { GIVEN_NAMES, LATIN_GIVEN_NAMES, LATIN_SURNAMES, SURNAMES } from './names.ts';
import type { Unit } from './organization.ts';
import type { Random } from './random.ts';
import { AccountControl } from './schema.ts';
import type { DirectoryStore } from './store.ts';
import { fileTime } from './time.ts';

/** The day the domain was filled, so that two companies of one seed do not differ in their times. */
export const FILLED = new Date('2026-01-05T01:00:00Z');

export type PersonState = 'active' | 'disabled' | 'expired';

export interface NewPerson {
  /** Of the personnel file: employeeID. */
  number: number;
  /** DN of the unit. */
  parent: string;
  unit: Unit;
  /** DN; the head of the company has none. */
  manager: string | undefined;
  state: PersonState;
  password: string;
}

/** Adds a person with a name by chance and every attribute that a personnel department fills. */
export function addPerson(
  store: DirectoryStore,
  { number, parent, unit, manager, state, password }: NewPerson,
  random: Random,
): { dn: string; account: string } {
  const name = nameOf(unit.abroad ? random.chance(0.85) : random.chance(0.05), random);
  const account = freeAccount(store, name.account);
  const dn = store.addUser({
    parent,
    name: freeName(store, parent, random.chance(0.2) ? name.formal : name.display, account),
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
      department: unit.name,
      company: 'Corp Example',
      title: random.pick(unit.titles),
      employeeID: `E${String(number).padStart(6, '0')}`,
      ...(manager === undefined ? {} : { manager }),
      ...attributesOf(state, random),
    },
  });
  return { dn, account };
}

function attributesOf(state: PersonState, random: Random): Record<string, string> {
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
    return latinName(surname, random.pick(LATIN_GIVEN_NAMES));
  }
  const surname = random.pickEarly(SURNAMES);
  return chineseName(surname, random.pick(GIVEN_NAMES));
}

/** Another family name to the same given name, in the script of the old one. */
export function withNewSurname(old: { surname: string; given: string }, random: Random): Name {
  const given = GIVEN_NAMES.find(({ text }) => text === old.given);
  return given
    ? chineseName(random.pick(SURNAMES.filter(({ text }) => text !== old.surname)), given)
    : latinName(random.pick(LATIN_SURNAMES.filter((surname) => surname !== old.surname)), old.given);
}

function latinName(surname: string, given: string): Name {
  return {
    display: `${given} ${surname}`,
    formal: `${surname}, ${given}`,
    surname,
    given,
    account: `${plain(given)}.${plain(surname)}`,
  };
}

function chineseName(surname: (typeof SURNAMES)[number], given: (typeof GIVEN_NAMES)[number]): Name {
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
export function freeAccount(store: DirectoryStore, wanted: string): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : String(number);
    const account = wanted.slice(0, 20 - suffix.length) + suffix;
    if (!store.findAccount(account)) return account;
  }
}

export function freeName(store: DirectoryStore, parent: string, wanted: string, account: string): string {
  const escaped = wanted.replaceAll(',', '\\,');
  return store.find(`CN=${escaped},${parent}`) ? `${wanted} (${account})` : wanted;
}
