/**
 * The full pass. Names come department by department with the application's secret; that nobody is missing is proven
 * afterwards: by the ids of all members with the contact-sync secret, without one by a second look at every department,
 * since who is moved between two answers is in neither.
 */

import { MusterError } from '../../errors/error.ts';
import type { ReadTotals, RecordKind, SourceRecord } from '../source.ts';
import { inBatches } from '../web-api/batches.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import type { Raw } from '../web-api/values.ts';
import type { Caller, WeCom } from './api.ts';
import { departmentRecord } from './convert.ts';
import { NO_DEPARTMENT, NO_TAG } from './judge.ts';
import { collectIds, type KnownById, outOfRange, People } from './people.ts';
import { readTags } from './tags.ts';
import { loadTree, type Tree } from './tree.ts';

/** Looks for what was moved while the last look was under way. */
const SECOND_LOOKS = 3;

/** Everything in scope; returns only when it was read completely. */
export async function* readCompany(
  app: WeCom,
  kinds: readonly RecordKind[],
): AsyncGenerator<SourceRecord[], ReadTotals, void> {
  const totals = { org: 0, user: 0, group: 0 };
  const counted = (records: SourceRecord[]): SourceRecord[] => {
    for (const { kind } of records) totals[kind]++;
    return records;
  };
  const pass = new Pass(app, await loadTree(app), kinds.includes('group'));
  for await (const batch of inBatches(pass.read())) yield counted(batch);
  yield counted(pass.departments());
  if (kinds.includes('group')) yield counted(await readTags(app, pass.tree, pass.people));
  return { ...totals, withheld: pass.people.withheld() };
}

class Pass {
  readonly people: People;
  tree: Tree;
  readonly #app: WeCom;
  readonly #listed = new Set<string>();

  constructor(app: WeCom, tree: Tree, withTags: boolean) {
    this.#app = app;
    this.tree = tree;
    this.people = new People(app, tree, withTags);
  }

  async *read(): AsyncGenerator<SourceRecord[], void, void> {
    const { by } = this.tree;
    if (by === undefined) yield await this.#byIds();
    else {
      this.#assertSight();
      yield* this.#walk(by);
      if (this.#app.has('sync')) yield await this.#checkById(by);
      else yield* this.#lookAgain(by);
      this.#assertSight();
    }
    yield this.people.rest();
  }

  departments(): SourceRecord[] {
    const skipped = (id: string) =>
      this.tree.by !== undefined && this.#app.config.unseen === 'skip' && !this.tree.isDescribed(id);
    return [...this.tree.organizations()].flatMap(([id, raw]: [string, Raw]) =>
      skipped(id) ? [] : [departmentRecord(id, raw, (at) => this.tree.path(at))],
    );
  }

  /** The settings may not want to go on without the names of what is out of sight. */
  #assertSight(): void {
    const { unseen } = this.#app.config;
    const hidden = unseen === 'stop' ? this.tree.undescribed() : [];
    if (hidden.length > 0) throw outOfRange(this.#app.host, 'department', hidden);
  }

  /** The departments in sight that were not read yet, each with its people. */
  async *#walk(by: Caller): AsyncGenerator<SourceRecord[], void, void> {
    const scope = this.tree.scope().filter((id) => this.tree.isDescribed(id) && !this.#listed.has(id));
    for (const id of scope) this.#listed.add(id);
    yield* sideBySide(scope, this.#app.config.concurrency, (id) => this.people.readDepartment(id, by));
  }

  /** Everybody by id, the tree read again where one is in a department it does not know. */
  async #ids(): Promise<KnownById[]> {
    const people = await collectIds(this.#app);
    if (people.some(({ departments }) => departments.some((id) => !this.tree.knows(id))))
      await this.#reloadTree();
    const inScope = ({ departments }: KnownById) =>
      !this.tree.limited || departments.some((id) => this.tree.has(id));
    return people.filter(inScope);
  }

  async #byIds(): Promise<SourceRecord[]> {
    return this.people.takeIds(await this.#ids());
  }

  async #checkById(by: Caller): Promise<SourceRecord[]> {
    return this.people.readByThemselves(await this.#ids(), by, this.#app.config.unseen);
  }

  /** Without the ids of all: the same departments once more by a call that gives ids only, until nobody new turns up. */
  async *#lookAgain(by: Caller): AsyncGenerator<SourceRecord[], void, void> {
    const singly = await this.#singly();
    if (this.tree.scope().length === 0 && singly.length === 0)
      throw new MusterError('web_api_range', { host: this.#app.host, what: 'any department' });
    yield await this.#byThemselves(singly, by);
    for (let look = 0; look < SECOND_LOOKS; look++) {
      await this.#reloadTree();
      const before = this.people.found;
      yield* this.#walk(by);
      const newcomers: string[] = [];
      const expected = NO_DEPARTMENT;
      const work = (id: string) => this.#app.userIds(id, { as: by, expected });
      for await (const ids of sideBySide(this.tree.scope(), this.#app.config.concurrency, work))
        if (typeof ids !== 'string') newcomers.push(...ids.filter((id) => !this.people.has(id)));
      yield await this.#byThemselves(newcomers, by);
      if (this.people.found === before) return;
    }
  }

  /** People in the visible range by name or by tag, whatever their department. */
  async #singly(): Promise<string[]> {
    const agent = await this.#app.agent();
    if (!agent) return [];
    const work = (id: string) => this.#app.tagMembers(id, { as: 'app', expected: NO_TAG });
    const users = [...agent.users];
    for await (const tag of sideBySide(agent.tags, this.#app.config.concurrency, work))
      users.push(...(tag?.users ?? []));
    return users;
  }

  /** Who was in sight a moment ago and is not now is out of it for good reason or bad: nothing is compared then. */
  #byThemselves(ids: readonly string[], by: Caller): Promise<SourceRecord[]> {
    const people = new Map(ids.map((id) => [id, { id, departments: [] }]));
    return this.people.readByThemselves(people.values(), by, 'stop');
  }

  async #reloadTree(): Promise<void> {
    this.tree = await loadTree(this.#app);
    this.people.tree = this.tree;
  }
}
