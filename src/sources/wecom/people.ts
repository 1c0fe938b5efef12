import { MusterError } from '../../errors/error.ts';
import type { SourceRecord } from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { idText, type Raw } from '../web-api/values.ts';
import type { Caller, WeCom } from './api.ts';
import { departmentsOf, personRecord, plainPerson, SeenFields, userKey } from './convert.ts';
import { NO_DEPARTMENT, NO_USER, NOT_ALLOWED, OUT_OF_RANGE } from './judge.ts';
import type { Tree } from './tree.ts';

/** Members that an error names; the rest is a number. */
const NAMED = 3;

/** A member known by id alone. */
export interface KnownById {
  id: string;
  departments: string[];
}

/** People of a pass, each once however many departments list them and however their userid is spelt. */
export class People {
  readonly #app: WeCom;
  #tree: Tree;
  readonly #fields = new SeenFields();
  readonly #seen = new Set<string>();
  /** In departments that the tree did not have: it is read again before anybody is put anywhere. */
  readonly #waiting: Raw[] = [];
  /** Keys of the members of each department; kept where tags are read. */
  readonly #members: Map<string, Set<string>> | undefined;

  constructor(app: WeCom, tree: Tree, keepMembers: boolean) {
    this.#app = app;
    this.#tree = tree;
    this.#members = keepMembers ? new Map() : undefined;
  }

  /** What was moved while we were reading is where it is now. */
  set tree(tree: Tree) {
    this.#tree = tree;
  }

  has(id: string): boolean {
    return this.#seen.has(userKey(id));
  }

  get found(): number {
    return this.#seen.size;
  }

  withheld(): string[] {
    return this.#fields.withheld(this.#app.config);
  }

  membersOf(department: string): Iterable<string> {
    return this.#members?.get(department) ?? [];
  }

  /** Reads a department's direct members. */
  async readDepartment(id: string, as: Caller): Promise<SourceRecord[]> {
    const byIds = this.#app.has('sync') ? [...OUT_OF_RANGE, ...NOT_ALLOWED] : [];
    const rows = await this.#app.users(id, { as, expected: [...NO_DEPARTMENT, ...byIds] });
    // The people of a department that is gone, out of sight or not to be listed turn up by their ids.
    return typeof rows === 'string' ? [] : rows.flatMap((raw) => this.#take(raw, false));
  }

  /**
   * Reads people one by one, whom no list gave. Who is gone is passed over; of those out of sight the settings say what
   * becomes. Throws `web_api_range` where they say that the run ends.
   */
  async readByThemselves(
    people: Iterable<KnownById>,
    as: Caller,
    unseen: 'stop' | 'ids' | 'skip',
  ): Promise<SourceRecord[]> {
    const records: SourceRecord[] = [];
    const outOfSight: KnownById[] = [];
    const wanted = [...people].filter(({ id }) => !this.has(id));
    const expected = [...NO_USER, ...OUT_OF_RANGE];
    const work = async (person: KnownById) =>
      [person, await this.#app.user(person.id, { as, expected })] as const;
    for await (const [person, raw] of sideBySide(wanted, this.#app.config.concurrency, work)) {
      if (typeof raw !== 'string') records.push(...this.#take(plainPerson(raw), false));
      else if (OUT_OF_RANGE.includes(raw)) outOfSight.push(person);
    }
    if (outOfSight.length === 0 || unseen === 'skip') return records;
    if (unseen === 'stop')
      throw outOfRange(
        this.#app.host,
        'member',
        outOfSight.map(({ id }) => id),
      );
    return [...records, ...this.takeIds(outOfSight)];
  }

  /** People of whom nothing is known but the id and the departments. */
  takeIds(people: Iterable<KnownById>): SourceRecord[] {
    return [...people].flatMap(({ id, departments }) =>
      this.#take({ userid: id, department: departments }, true),
    );
  }

  /** Those in departments that turned up later. */
  rest(): SourceRecord[] {
    return this.#waiting.splice(0).flatMap((raw) => this.#record(raw));
  }

  #take(raw: Raw, final: boolean): SourceRecord[] {
    const key = userKey(idText(raw.userid));
    if (this.#seen.has(key)) return [];
    this.#seen.add(key);
    this.#fields.note(raw);
    if (final || departmentsOf(raw).every((id) => this.#tree.knows(id))) return this.#record(raw);
    this.#waiting.push(raw);
    return [];
  }

  #record(raw: Raw): SourceRecord[] {
    const departments = departmentsOf(raw).filter((id) => this.#tree.has(id));
    // Elsewhere in the company, or moved there since a list named them.
    if (departments.length === 0 && this.#tree.limited) return [];
    const id = idText(raw.userid);
    const person = { id, raw, departments };
    const record = personRecord(person, (at) => this.#tree.path(at), this.#app.config);
    if (!record) return [];
    if (this.#members)
      for (const department of departments) {
        const members = this.#members.get(department);
        if (members) members.add(record.key);
        else this.#members.set(department, new Set([record.key]));
      }
    return [record];
  }
}

/** Every member of the company by id, each once. */
export async function collectIds(app: WeCom): Promise<KnownById[]> {
  const found = new Map<string, KnownById>();
  for await (const page of app.memberIds())
    for (const { userid, department } of page) {
      const key = userKey(userid);
      const person = found.get(key) ?? { id: userid, departments: [] };
      person.departments.push(department);
      found.set(key, person);
    }
  return [...found.values()];
}

/** Names what the application may not see; a few of many. */
export function outOfRange(host: string, what: 'member' | 'department', ids: readonly string[]): MusterError {
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  const named = `${what} ${ids.slice(0, NAMED).join(', ')}${more}`;
  return new MusterError('web_api_range', { host, what: named });
}
