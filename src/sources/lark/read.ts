/**
 * The full pass. Lark lists one department's people a call and has no moment for which all lists hold: who moves meanwhile
 * may be in none of them. So the departments are listed again, and those whose number of people is another one, or that
 * are new, are read once more.
 */
import type { ReadTotals, RecordKind, SourceRecord } from '../source.ts';
import { inBatches } from '../web-api/batches.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import type { Lark } from './api.ts';
import { departmentRecord } from './convert.ts';
import { groupMembers, readGroups } from './groups.ts';
import { People } from './people.ts';
import { loadTree, type Tree } from './tree.ts';

/** Looks for what was moved while the last look was under way. */
const SECOND_LOOKS = 3;

/** Everything in scope; returns only when it was read completely. */
export async function* readCompany(
  app: Lark,
  kinds: readonly RecordKind[],
): AsyncGenerator<SourceRecord[], ReadTotals, void> {
  const totals = { org: 0, user: 0, group: 0 };
  const counted = (records: SourceRecord[]): SourceRecord[] => {
    for (const { kind } of records) totals[kind]++;
    return records;
  };
  const withGroups = kinds.includes('group');
  const pass = new Pass(app, await loadTree(app), withGroups);
  for await (const batch of inBatches(pass.read())) yield counted(batch);
  yield counted(pass.departments());
  if (withGroups) yield counted(await readGroups(app, pass.tree, pass.people));
  return { ...totals, withheld: pass.people.withheld() };
}

class Pass {
  readonly people: People;
  tree: Tree;
  readonly #app: Lark;
  /** Departments that were read, with the number of people they had then. */
  readonly #read = new Map<string, unknown>();

  constructor(app: Lark, tree: Tree, withGroups: boolean) {
    this.#app = app;
    this.tree = tree;
    this.people = new People(app, tree, withGroups);
  }

  async *read(): AsyncGenerator<SourceRecord[], void, void> {
    yield* this.#walk(this.tree.readable());
    yield* this.#singly();
    for (let look = 0; look < SECOND_LOOKS; look++) {
      this.tree = await loadTree(this.#app);
      this.people.tree = this.tree;
      const changed = this.#changed(look);
      if (changed.length === 0 && !this.people.misplaced) break;
      const before = this.people.found;
      yield* this.#walk(changed);
      yield* this.#singly();
      if (this.people.found === before && !this.people.misplaced) break;
    }
    yield this.people.rest();
  }

  departments(): SourceRecord[] {
    const pathOf = (id: string) => this.tree.path(id);
    return [...this.tree.organizations()].map(([id, raw]) => departmentRecord(id, raw, pathOf));
  }

  async *#walk(ids: readonly string[]): AsyncGenerator<SourceRecord[], void, void> {
    for (const id of ids) this.#read.set(id, this.tree.count(id));
    yield* sideBySide(ids, this.#app.config.concurrency, (id) => this.people.readDepartment(id));
  }

  /** Departments to be read once more; where Lark tells no numbers, all of them, once. */
  #changed(look: number): string[] {
    const ids = this.tree.readable();
    const isCounted = ids.some((id) => this.tree.count(id) !== undefined);
    if (!isCounted && look === 0) return ids;
    const changed = ids.filter((id) => !this.#read.has(id) || this.#read.get(id) !== this.tree.count(id));
    // The company itself has no number: whoever went in or out of it changed that of a department.
    return changed.length > 0 && this.tree.whole ? [...new Set([ids[0]!, ...changed])] : changed;
  }

  /** People in the contact scope by name or by user group. */
  async *#singly(): AsyncGenerator<SourceRecord[], void, void> {
    const { users, groups } = this.tree.singly;
    yield await this.people.readByThemselves(users);
    const work = (id: string) => groupMembers(this.#app, id);
    for await (const members of sideBySide(groups, this.#app.config.concurrency, work))
      yield await this.people.readByThemselves(members);
  }
}
