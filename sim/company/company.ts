/**
 * A company as a personnel department knows it, for the simulated vendors: departments and people with Chinese and Latin
 * names, in any number. What each vendor makes of it (ids, fields, who may see what) is that vendor's simulator's affair.
 */
import { GIVEN_NAMES, LATIN_GIVEN_NAMES, LATIN_SURNAMES, SURNAMES } from '../directory/names.ts';
import { UNITS, type Unit } from '../directory/organization.ts';
import { type Random, randomOf } from '../directory/random.ts';

export interface CompanySettings {
  /** From 1 on; everyone is counted, those without an account too. */
  people?: number;
  /** The same seed and number of people give the same company. */
  seed?: number;
  /** A company that is there already, instead of a new one. */
  made?: CompanyPeople | undefined;
}

export interface CompanyDepartment {
  /** Position in the list; a department comes after the one it lies in. */
  index: number;
  name: string;
  /** Undefined: directly below the company. */
  parent: number | undefined;
  /** Among its siblings, from 1 on. */
  order: number;
}

/** `invited` has never logged on; `frozen` is switched off by an administrator; who has resigned is in no list. */
export type Standing = 'active' | 'invited' | 'frozen' | 'resigned';

export interface CompanyPerson {
  index: number;
  name: string;
  surname: string;
  given: string;
  /** Unlike anybody else's: `zhangwei`, `zhangwei2`. */
  account: string;
  mail: string;
  /** Eleven digits, unlike anybody else's. */
  mobile: string;
  staffNumber: string;
  title: string;
  /** Indexes; the first is the main one. */
  departments: number[];
  /** Departments that the person leads. */
  leads: number[];
  /** Index of the person reported to; undefined for the head of the company. */
  manager: number | undefined;
  standing: Standing;
  joined: Date;
}

export interface CompanyPeople {
  departments: CompanyDepartment[];
  people: CompanyPerson[];
}

/** People that one department holds on average; a larger company has more teams, not larger ones. */
const TEAM = 25;
const FILLED = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;
const SECOND_DEPARTMENT = 0.08;
/** Of each hundred; the first hundred is sure to have one of each. */
const STANDINGS: readonly { standing: Standing; share: number; surely: number }[] = [
  { standing: 'invited', share: 0.03, surely: 31 },
  { standing: 'frozen', share: 0.01, surely: 37 },
  { standing: 'resigned', share: 0.01, surely: 41 },
];

interface Place extends CompanyDepartment {
  unit: Unit;
  head: number | undefined;
}

/** Makes a company; nothing in it depends on the time or the machine. */
export function makeCompanyPeople(settings: CompanySettings = {}): CompanyPeople {
  const { people: count = 300, seed = 1, made } = settings;
  if (made) return made;
  const random = randomOf(seed);
  const places = makePlaces(count);
  const names = new Names(random);
  const people: CompanyPerson[] = [];
  for (let index = 0; index < count; index++) {
    // Every department gets its head first, from the top down, so that whoever follows has somebody to report to.
    const place = places[index] ?? random.pick(places);
    people.push(makePerson(index, place, places, names, random));
  }
  return { departments: places.map(({ unit: _unit, head: _head, ...department }) => department), people };
}

function makePlaces(people: number): Place[] {
  const places: Place[] = [];
  const leaves: Place[] = [];
  const add = (unit: Unit, name: string, parent: number | undefined, order: number): Place => {
    const place = { index: places.length, name, parent, order, unit, head: undefined };
    places.push(place);
    return place;
  };
  const addUnits = (units: readonly Unit[], parent: number | undefined): void => {
    for (const [at, unit] of units.entries()) {
      const place = add(unit, unit.name, parent, at + 1);
      if (unit.units) addUnits(unit.units, place.index);
      else leaves.push(place);
    }
  };
  addUnits(UNITS, undefined);
  const wanted = Math.ceil(people / TEAM);
  for (let team = 0; places.length < wanted; team++) {
    const leaf = leaves[team % leaves.length]!;
    const number = Math.floor(team / leaves.length) + 1;
    add(leaf.unit, `${leaf.name}${number}队`, leaf.index, number);
  }
  return places;
}

function makePerson(
  index: number,
  place: Place,
  places: readonly Place[],
  names: Names,
  random: Random,
): CompanyPerson {
  const name = names.next(place.unit.abroad ? random.chance(0.85) : random.chance(0.05));
  const isHead = place.head === undefined;
  const above = place.parent === undefined ? undefined : places[place.parent];
  const manager = isHead ? (above?.head ?? (index === 0 ? undefined : 0)) : place.head;
  if (isHead) place.head = index;
  const second = random.chance(SECOND_DEPARTMENT) ? random.pick(places).index : place.index;
  return {
    index,
    ...name,
    mail: `${name.account}@corp.example`,
    mobile: `1${random.pick(['38', '39', '50', '86', '77'])}${String(index).padStart(6, '0')}${random.digits(2)}`,
    staffNumber: `E${String(index + 1).padStart(6, '0')}`,
    title: random.pick(place.unit.titles),
    departments: second === place.index ? [place.index] : [place.index, second],
    leads: isHead ? [place.index] : [],
    manager,
    standing: standingOf(index, isHead, random),
    joined: new Date(FILLED - random.below(4000) * DAY),
  };
}

function standingOf(index: number, isHead: boolean, random: Random): Standing {
  let lot = random.next();
  if (isHead) return 'active';
  for (const { standing, share, surely } of STANDINGS) {
    if (index === surely || lot < share) return standing;
    lot -= share;
  }
  return 'active';
}

type Name = Pick<CompanyPerson, 'name' | 'surname' | 'given' | 'account'>;

class Names {
  readonly #random: Random;
  readonly #taken = new Map<string, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  next(latin: boolean): Name {
    const random = this.#random;
    if (latin) {
      const surname = random.pick(LATIN_SURNAMES);
      const given = random.pick(LATIN_GIVEN_NAMES);
      return {
        name: `${given} ${surname}`,
        surname,
        given,
        account: this.#free(`${ascii(given)}.${ascii(surname)}`),
      };
    }
    const surname = random.pickEarly(SURNAMES);
    const given = random.pick(GIVEN_NAMES);
    const account = this.#free(surname.latin + given.latin);
    return { name: surname.text + given.text, surname: surname.text, given: given.text, account };
  }

  #free(account: string): string {
    const number = (this.#taken.get(account) ?? 0) + 1;
    this.#taken.set(account, number);
    return number === 1 ? account : `${account}${number}`;
  }
}

function ascii(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z-]/g, '')
    .toLowerCase();
}
