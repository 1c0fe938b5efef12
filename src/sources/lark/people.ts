import { MusterError } from '../../errors/error.ts';
import type { SourceRecord } from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import type { Raw } from '../web-api/values.ts';
import type { Lark } from './api.ts';
import { departmentsOf, isResigned, keyOf, personRecord, SeenFields } from './convert.ts';
import { NO_DEPARTMENT, NO_USER, OUT_OF_RANGE } from './judge.ts';
import { assertGone, type Tree } from './tree.ts';

interface Found {
  key: string;
  raw: Raw;
  /** Departments whose lists named the person. */
  listedIn: string[];
}

/** People of a pass, each once however many departments list them. */
export class People {
  readonly #app: Lark;
  #tree: Tree;
  readonly #fields: SeenFields;
  readonly #seen = new Set<string>();
  /** In departments that the tree did not have, or that the app may not know: placed when all lists are read. */
  readonly #waiting = new Map<string, Found>();
  /** Keys of the members of each department; kept where user groups are read. */
  readonly #members: Map<string, Set<string>> | undefined;

  constructor(app: Lark, tree: Tree, keepMembers: boolean) {
    this.#app = app;
    this.#tree = tree;
    this.#fields = new SeenFields(app.config);
    this.#members = keepMembers ? new Map() : undefined;
  }

  /** What was moved while we were reading is where it is now. */
  set tree(tree: Tree) {
    this.#tree = tree;
  }

  get found(): number {
    return this.#seen.size;
  }

  /** Somebody is in a department that the tree does not have. */
  get misplaced(): boolean {
    return [...this.#waiting.values()].some(({ raw }) => departmentsOf(raw) !== undefined);
  }

  withheld(): string[] {
    return this.#fields.withheld();
  }

  membersOf(department: string): Iterable<string> {
    return this.#members?.get(department) ?? [];
  }

  /** Reads a department's direct members; one that is gone meanwhile has none. */
  async readDepartment(id: string): Promise<SourceRecord[]> {
    const rows = await this.#app.users(id, [...NO_DEPARTMENT, ...OUT_OF_RANGE]);
    if (typeof rows !== 'string') return rows.flatMap((raw) => this.#take(raw, id));
    await assertGone(this.#app, id);
    this.#tree.remove(id);
    return [];
  }

  /** Reads people one by one, whom no list gives; who is gone is passed over. */
  async readByThemselves(ids: Iterable<string>): Promise<SourceRecord[]> {
    const records: SourceRecord[] = [];
    const wanted = [...new Set(ids)].filter((id) => !this.#seen.has(id));
    // In sight by name a moment ago: whoever is out of it now may not be taken for gone.
    const work = (id: string) => this.#app.user(id, NO_USER);
    for await (const raw of sideBySide(wanted, this.#app.config.concurrency, work))
      if (typeof raw !== 'string' && !isResigned(raw)) records.push(...this.#take(raw));
    return records;
  }

  /** Those that waited for all lists. */
  rest(): SourceRecord[] {
    const records = [...this.#waiting.values()].flatMap((found) => this.#record(found));
    this.#waiting.clear();
    return records;
  }

  #take(raw: Raw, department?: string): SourceRecord[] {
    const key = keyOf(raw);
    if (key === undefined)
      throw new MusterError('web_api_answer_odd', {
        host: this.#app.host,
        reason: 'a person without union_id',
      });
    const waiting = this.#waiting.get(key);
    if (waiting && department !== undefined) waiting.listedIn.push(department);
    if (this.#seen.has(key)) return [];
    this.#seen.add(key);
    this.#fields.note(raw);
    if (isResigned(raw)) return [];
    const found = { key, raw, listedIn: department === undefined ? [] : [department] };
    const departments = departmentsOf(raw);
    // Outside the source nodes, or out of sight, lie departments that no tree will have.
    const isPlaced =
      departments !== undefined && (!this.#tree.whole || departments.every((id) => this.#tree.knows(id)));
    if (isPlaced) return this.#record(found);
    this.#waiting.set(key, found);
    return [];
  }

  #record({ key, raw, listedIn }: Found): SourceRecord[] {
    const named = (departmentsOf(raw) ?? []).filter((id) => this.#tree.has(id));
    const departments = named.length > 0 ? named : listedIn.filter((id) => this.#tree.has(id));
    // Elsewhere in the company, or moved there since a list named them.
    if (departments.length === 0 && this.#tree.limited) return [];
    const leads = departments.filter((id) => this.#tree.leads(id, key));
    const person = { raw, departments, leads };
    const record = personRecord(person, (at) => this.#tree.path(at), this.#app.config);
    if (!record) return [];
    for (const department of this.#members ? departments : []) {
      const members = this.#members!.get(department);
      if (members) members.add(key);
      else this.#members!.set(department, new Set([key]));
    }
    return [record];
  }
}
