/** Objects that events named, as they are now. An event is never believed, and what may not be seen is not called gone. */
import type { Reread, SourceRecord, Touched } from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { idText, type Raw } from '../web-api/values.ts';
import type { Tag, WeCom } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import { departmentRecord, departmentsOf, personRecord, plainPerson, userKey } from './convert.ts';
import { NO_DEPARTMENT, NO_USER, OUT_OF_RANGE } from './judge.ts';
import { collectIds } from './people.ts';
import { rereadTag, tagCaller } from './tags.ts';
import { loadTree, type Tree } from './tree.ts';

type Outcome = { record: SourceRecord } | { gone: { kind: Touched['kind']; key: string } } | 'unseen';

/** Reads the objects side by side, each once. */
export async function rereadTouched(app: WeCom, touched: readonly Touched[]): Promise<Reread> {
  const wanted = new Map(touched.map((one) => [`${one.kind} ${keyOf(one)}`, one]));
  const again = new Again(app, await loadTree(app));
  const result: Reread = { records: [], gone: [] };
  for await (const outcome of sideBySide(wanted.values(), app.config.concurrency, (one) => again.read(one))) {
    if (outcome === 'unseen') continue;
    if ('record' in outcome) result.records.push(outcome.record);
    else result.gone.push(outcome.gone);
  }
  return result;
}

const keyOf = ({ kind, id }: Touched): string => (kind === 'user' ? userKey(id) : id);

class Again {
  readonly #app: WeCom;
  readonly #tree: Tree;
  #tags: Promise<Tag[]> | undefined;
  #ids: Promise<Map<string, Raw>> | undefined;

  constructor(app: WeCom, tree: Tree) {
    this.#app = app;
    this.#tree = tree;
  }

  read(one: Touched): Promise<Outcome> {
    if (one.kind === 'user') return this.#person(one.id);
    return one.kind === 'org' ? this.#department(one.id) : this.#tag(one.id);
  }

  async #person(id: string): Promise<Outcome> {
    const { config } = this.#app;
    const tree = this.#tree;
    const gone: Outcome = { gone: { kind: 'user', key: userKey(id) } };
    const raw = tree.by === undefined ? await this.#byId(id) : await this.#described(id);
    if (typeof raw === 'string') return raw === 'gone' ? gone : 'unseen';
    const departments = departmentsOf(raw).filter((department) => tree.has(department));
    // Still with the company, but no longer below the source nodes.
    if (departments.length === 0 && tree.limited) return gone;
    // No full pass would find this one: visible by name, and nothing tells which people are.
    if (departments.length === 0 && !this.#app.has('sync') && config.agentId === '') return 'unseen';
    const person = { id: idText(raw.userid), raw, departments };
    const record = personRecord(person, (at) => tree.path(at), config);
    return record ? { record } : gone;
  }

  async #described(id: string): Promise<Raw | 'gone' | 'unseen'> {
    const expected = [...NO_USER, ...OUT_OF_RANGE];
    const raw = await this.#app.user(id, { as: this.#tree.by!, expected });
    if (typeof raw !== 'string') return plainPerson(raw);
    return NO_USER.includes(raw) ? 'gone' : 'unseen';
  }

  /** Ids come for the whole company only, so who is not among them is gone. */
  async #byId(id: string): Promise<Raw | 'gone'> {
    this.#ids ??= this.#allIds();
    return (await this.#ids).get(userKey(id)) ?? 'gone';
  }

  async #allIds(): Promise<Map<string, Raw>> {
    const people = collectIds(this.#app);
    return new Map(
      (await people).map(({ id, departments }) => [userKey(id), { userid: id, department: departments }]),
    );
  }

  async #department(id: string): Promise<Outcome> {
    const tree = this.#tree;
    const gone: Outcome = { gone: { kind: 'org', key: id } };
    if (tree.knows(id)) {
      if (id === ROOT_DEPARTMENT) return 'unseen';
      // Out of scope, or an outermost source node, which stands for the organization everything is put below.
      if (!tree.isOrganization(id)) return gone;
      const isHidden = tree.by !== undefined && !tree.isDescribed(id);
      if (isHidden && this.#app.config.unseen !== 'ids') return 'unseen';
      return { record: departmentRecord(id, tree.raw(id)!, (at) => tree.path(at)) };
    }
    // The contact-sync secret names every department.
    if (this.#app.has('sync')) return gone;
    const raw = await this.#app.department(id, {
      as: 'app',
      expected: [...NO_DEPARTMENT, ...OUT_OF_RANGE],
    });
    return typeof raw === 'string' && NO_DEPARTMENT.includes(raw) ? gone : 'unseen';
  }

  async #tag(id: string): Promise<Outcome> {
    this.#tags ??= this.#app.tags({ as: tagCaller(this.#app) });
    const tag = (await this.#tags).find((one) => one.id === id);
    const record = tag && (await rereadTag(this.#app, tag, this.#tree));
    return record ? { record } : { gone: { kind: 'group', key: id } };
  }
}
