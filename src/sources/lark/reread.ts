/** Objects that events named, as they are now. An event is never believed, and what may not be seen is not called gone. */
import { MusterError } from '../../errors/error.ts';
import type { Reread, SourceRecord, Touched } from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { idText, isEmpty, type Raw } from '../web-api/values.ts';
import type { Lark } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import {
  departmentRecord,
  departmentsOf,
  groupId,
  isResigned,
  keyOf,
  leadersOf,
  personRecord,
} from './convert.ts';
import { rereadGroup } from './groups.ts';
import { NO_DEPARTMENT, NO_USER, OUT_OF_RANGE } from './judge.ts';
import { isDeleted, isLimited, loadTree, pathIn, type Tree } from './tree.ts';

type Outcome = { record: SourceRecord } | { gone: { kind: Touched['kind']; key: string } } | 'unseen';

/** Reads the objects side by side, each once. */
export async function rereadTouched(app: Lark, touched: readonly Touched[]): Promise<Reread> {
  const wanted = new Map(touched.map((one) => [`${one.kind} ${one.id}`, one]));
  const again = new Again(app);
  const result: Reread = { records: [], gone: [] };
  for await (const outcome of sideBySide(wanted.values(), app.config.concurrency, (one) => again.read(one))) {
    if (outcome === 'unseen') continue;
    if ('record' in outcome) result.records.push(outcome.record);
    else result.gone.push(outcome.gone);
  }
  return result;
}

class Again {
  readonly #app: Lark;
  readonly #places: Places;
  #groups: Promise<Raw[]> | undefined;

  constructor(app: Lark) {
    this.#app = app;
    this.#places = new Places(app);
  }

  read(one: Touched): Promise<Outcome> {
    if (one.kind === 'user') return this.#person(one.id);
    return one.kind === 'org' ? this.#department(one.id) : this.#group(one.id);
  }

  async #person(id: string): Promise<Outcome> {
    const raw = await this.#app.user(id, [...NO_USER, ...OUT_OF_RANGE]);
    if (typeof raw === 'string') {
      if (OUT_OF_RANGE.includes(raw)) return 'unseen';
      // Whose open_id is no longer known may be anybody.
      if (id.startsWith('ou_'))
        throw new MusterError('web_api_answer_odd', { host: this.#app.host, reason: 'an open_id of nobody' });
      return { gone: { kind: 'user', key: id } };
    }
    const key = keyOf(raw) ?? id;
    const gone: Outcome = { gone: { kind: 'user', key } };
    if (isResigned(raw)) return gone;
    const named = departmentsOf(raw);
    // Where the app may not know departments of people, only the lists of all departments tell where somebody is.
    if (named === undefined) return 'unseen';
    const paths = new Map<string, string[]>();
    for (const department of named) {
      const path = await this.#places.path(department);
      if (path.length > 0) paths.set(department, path);
    }
    // Still with the company, but no longer below the source nodes.
    if (paths.size === 0 && this.#places.limited) return gone;
    const departments = [...paths.keys()];
    const leads = await this.#places.ledBy(key, departments);
    const person = { raw, departments, leads };
    const record = personRecord(person, (at) => paths.get(at) ?? [at], this.#app.config);
    return record ? { record } : gone;
  }

  async #department(id: string): Promise<Outcome> {
    if (id === ROOT_DEPARTMENT) return 'unseen';
    const place = await this.#places.at(id);
    const gone: Outcome = { gone: { kind: 'org', key: id } };
    if (place === 'gone') return gone;
    if (place === 'unseen') return 'unseen';
    const path = await this.#places.path(id);
    // An outermost source node stands for the organization everything is put below: it is no organization itself.
    const isOrganization = path.length > 1 || (path.length === 1 && !this.#places.isNode(id));
    return isOrganization ? { record: departmentRecord(id, place, () => path) } : gone;
  }

  async #group(id: string): Promise<Outcome> {
    this.#groups ??= this.#app.groups();
    const raw = (await this.#groups).find((one) => groupId(one) === id);
    return raw ? { record: await rereadGroup(this.#app, raw) } : { gone: { kind: 'group', key: id } };
  }
}

type Place = Raw | 'gone' | 'unseen';

/** Departments looked up one by one, each once, and where they lie. */
class Places {
  readonly #app: Lark;
  readonly #known = new Map<string, Promise<Place>>();
  readonly #nodes: ReadonlySet<string>;
  #tree: Promise<Tree> | undefined;

  constructor(app: Lark) {
    this.#app = app;
    this.#nodes = new Set(app.config.sourceNodes);
  }

  get limited(): boolean {
    return isLimited(this.#nodes);
  }

  isNode(id: string): boolean {
    return this.#nodes.has(id);
  }

  at(id: string): Promise<Place> {
    let place = this.#known.get(id);
    if (!place) {
      place = this.#fetch(id);
      this.#known.set(id, place);
    }
    return place;
  }

  /** The department and those around it up to the source node; empty when it is not in scope or not to be seen. */
  async path(id: string): Promise<string[]> {
    const parents = new Map<string, { parent: string | undefined }>();
    for (let at: string | undefined = id; at !== undefined && !parents.has(at); ) {
      const place: Place | undefined = at === ROOT_DEPARTMENT ? {} : await this.at(at);
      if (typeof place === 'string') break;
      const said: unknown = place.parent_department_id;
      const parent: string | undefined = isEmpty(said) ? undefined : idText(said);
      parents.set(at, { parent });
      at = parent;
    }
    return pathIn(id, this.#nodes, (at) => parents.get(at));
  }

  async ledBy(user: string, departments: readonly string[]): Promise<string[]> {
    const led: string[] = [];
    for (const id of departments) {
      const place = id === ROOT_DEPARTMENT ? 'unseen' : await this.at(id);
      if (typeof place !== 'string' && leadersOf(place).includes(user)) led.push(id);
    }
    return led;
  }

  async #fetch(id: string): Promise<Place> {
    const raw = await this.#app.department(id, [...NO_DEPARTMENT, ...OUT_OF_RANGE]);
    if (typeof raw === 'string') return NO_DEPARTMENT.includes(raw) ? 'gone' : 'unseen';
    if (isDeleted(raw)) return 'gone';
    if (!isEmpty(raw.parent_department_id)) return raw;
    // Without the permission to see parents, only lists tell where it lies.
    this.#tree ??= loadTree(this.#app);
    return (await this.#tree).raw(id) ?? 'unseen';
  }
}
