import type { SourceRecord } from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { type DingTalk, idText, type Raw, truth } from './api.ts';
import {
  departmentsOf,
  type Person,
  perDepartment,
  personRecord,
  plainPerson,
  SeenFields,
} from './convert.ts';
import { NO_DEPARTMENT, NO_USER, OUT_OF_RANGE } from './judge.ts';
import type { Tree } from './tree.ts';

interface Found extends Omit<Person, 'departments'> {
  /** Departments whose lists named the person. */
  listedIn: string[];
}

/** People of a pass, each once however many departments list them. */
export class People {
  readonly #app: DingTalk;
  readonly #tree: Tree;
  readonly #fields = new SeenFields();
  readonly #seen = new Set<string>();
  /** In several departments, or listed elsewhere than they say: known when all lists are. */
  readonly #waiting = new Map<string, Found>();

  constructor(app: DingTalk, tree: Tree) {
    this.#app = app;
    this.#tree = tree;
  }

  /** How many different people there are so far, those left out by the settings included. */
  get found(): number {
    return this.#seen.size;
  }

  has(id: string): boolean {
    return this.#seen.has(id);
  }

  withheld(): string[] {
    return this.#fields.withheld(this.#app.config);
  }

  /** Reads a department's people; gives the records of those who can be in no other list. */
  async readDepartment(id: string): Promise<SourceRecord[]> {
    const records: SourceRecord[] = [];
    for (let cursor: number | undefined = 0; cursor !== undefined; ) {
      // One out of range is an error: its people would seem to be gone. One removed has none.
      const page = await this.#app.users(id, cursor, NO_DEPARTMENT);
      if (page === undefined) return records;
      records.push(
        ...(this.#app.config.details ? await this.#inDetail(page.users, id) : this.#listed(page.users, id)),
      );
      cursor = page.next;
    }
    return records;
  }

  /** Reads people one by one, where no list gives them; passes over who is gone or may not be seen. */
  async readByThemselves(ids: readonly string[]): Promise<SourceRecord[]> {
    const records: SourceRecord[] = [];
    const work = (id: string) => this.#app.user(id, [...NO_USER, ...OUT_OF_RANGE]);
    const wanted = new Set(ids.filter((id) => !this.#seen.has(id)));
    for await (const raw of sideBySide(wanted, this.#app.config.concurrency, work))
      if (raw) records.push(...this.#own(raw));
    return records;
  }

  /** Those that waited for all lists. */
  rest(): SourceRecord[] {
    const records = [...this.#waiting.values()].flatMap((found) => this.#record(found));
    this.#waiting.clear();
    return records;
  }

  /** By their own records; who is listed but may not be read alone counts as listed. */
  async #inDetail(listed: readonly Raw[], department: string): Promise<SourceRecord[]> {
    const records = await this.readByThemselves(listed.map(({ userid }) => idText(userid)));
    const unread = listed.filter(({ userid }) => !this.#seen.has(idText(userid)));
    return [...records, ...this.#listed(unread, department)];
  }

  /** A person's own record names all departments at once, but the walk may not have reached them. */
  #own(raw: Raw): SourceRecord[] {
    const id = idText(raw.userid);
    if (this.#seen.has(id)) return [];
    this.#seen.add(id);
    const { leads, orders } = perDepartment(raw);
    this.#waiting.set(id, { id, raw: this.#plain(raw), leads, orders, listedIn: [] });
    return [];
  }

  #listed(rows: readonly Raw[], department: string): SourceRecord[] {
    return rows.flatMap((raw) => {
      const id = idText(raw.userid);
      const waiting = this.#waiting.get(id);
      if (this.#seen.has(id) && !waiting) return [];
      this.#seen.add(id);
      const found = waiting ?? { id, raw: this.#plain(raw), leads: [], orders: {}, listedIn: [] };
      found.listedIn.push(department);
      if (truth(raw.leader)) found.leads.push(department);
      const order = Number(raw.dept_order);
      if (raw.dept_order !== undefined && Number.isFinite(order)) found.orders[department] = order;
      const departments = departmentsOf(raw);
      if (departments.length === 1 && departments[0] === department && !waiting) return this.#record(found);
      this.#waiting.set(id, found);
      return [];
    });
  }

  #plain(raw: Raw): Raw {
    this.#fields.note(raw);
    return plainPerson(raw, this.#app.config);
  }

  #record({ listedIn, leads, orders, ...found }: Found): SourceRecord[] {
    const { config } = this.#app;
    if (config.unactivated === 'skip' && found.raw.active !== undefined && !truth(found.raw.active))
      return [];
    const inScope = (id: string) => this.#tree.has(id);
    const named = departmentsOf(found.raw).filter(inScope);
    const person: Person = {
      ...found,
      departments: named.length > 0 ? named : listedIn.filter(inScope),
      leads: leads.filter(inScope),
      orders: Object.fromEntries(Object.entries(orders).filter(([id]) => inScope(id))),
    };
    return [personRecord(person, (at) => this.#tree.path(at), config)];
  }
}
