/** Objects that events named, as they are now. An event is never believed, and what may not be seen is not called gone. */
import { MusterError } from '../../errors/error.ts';
import type { Reread, SourceRecord, Touched } from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { type DingTalk, idText, type Raw, truth } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import {
  departmentRecord,
  departmentsOf,
  perDepartment,
  personRecord,
  plainPerson,
  roleRecord,
} from './convert.ts';
import { NO_DEPARTMENT, NO_USER, OUT_OF_RANGE } from './judge.ts';

type Outcome = { record: SourceRecord } | { gone: { kind: Touched['kind']; key: string } } | 'unseen';

/** Reads the objects side by side, each once. */
export async function rereadTouched(app: DingTalk, touched: readonly Touched[]): Promise<Reread> {
  const wanted = new Map(touched.map((one) => [`${one.kind} ${one.id}`, one]));
  const places = new Places(app);
  let roles: Promise<Raw[]> | undefined;
  const work = ({ kind, id }: Touched): Promise<Outcome> => {
    if (kind === 'user') return rereadPerson(app, places, id);
    if (kind === 'org') return rereadDepartment(places, id);
    roles ??= app.roles();
    return rereadRole(app, roles, id);
  };
  const result: Reread = { records: [], gone: [] };
  for await (const outcome of sideBySide(wanted.values(), app.config.concurrency, work)) {
    if (outcome === 'unseen') continue;
    if ('record' in outcome) result.records.push(outcome.record);
    else result.gone.push(outcome.gone);
  }
  return result;
}

async function rereadPerson(app: DingTalk, places: Places, id: string): Promise<Outcome> {
  const { config } = app;
  const { code, result } = await app.ask('/topapi/v2/user/get', { userid: id, language: 'zh_CN' }, [
    ...NO_USER,
    ...OUT_OF_RANGE,
  ]);
  const gone: Outcome = { gone: { kind: 'user', key: id } };
  if (NO_USER.includes(code)) return gone;
  if (code !== '0') return 'unseen';
  const raw = result as Raw;
  if (config.unactivated === 'skip' && raw.active !== undefined && !truth(raw.active)) return gone;
  const paths = new Map<string, string[]>();
  for (const department of departmentsOf(raw)) {
    const path = await places.path(department);
    if (path) paths.set(department, path);
  }
  // Still with the company, but no longer below the source nodes.
  if (paths.size === 0 && places.limited) return gone;
  const { leads, orders } = perDepartment(raw);
  const person = {
    id: idText(raw.userid),
    raw: plainPerson(raw, config),
    departments: [...paths.keys()],
    leads: leads.filter((department) => paths.has(department)),
    orders: Object.fromEntries(Object.entries(orders).filter(([department]) => paths.has(department))),
  };
  return { record: personRecord(person, (at) => paths.get(at) ?? [at], config) };
}

async function rereadDepartment(places: Places, id: string): Promise<Outcome> {
  if (id === ROOT_DEPARTMENT) return 'unseen';
  const place = await places.at(id);
  if (place === 'gone') return { gone: { kind: 'org', key: id } };
  if (place === 'unseen') return 'unseen';
  const path = await places.path(id);
  // An outermost source node stands for the organization everything is put below: it is no organization itself.
  if (!path || (path.length === 1 && places.isNode(id))) return { gone: { kind: 'org', key: id } };
  return { record: departmentRecord(id, place, () => path) };
}

async function rereadRole(app: DingTalk, roles: Promise<Raw[]>, id: string): Promise<Outcome> {
  const raw = (await roles).find((role) => idText(role.id) === id);
  if (!raw) return { gone: { kind: 'group', key: id } };
  return { record: roleRecord(raw, await app.roleUsers(id)) };
}

type Place = Raw | 'gone' | 'unseen';

/** Departments looked up one by one, each once, and where they lie. */
class Places {
  readonly #app: DingTalk;
  readonly #known = new Map<string, Promise<Place>>();
  readonly #nodes: ReadonlySet<string>;

  constructor(app: DingTalk) {
    this.#app = app;
    this.#nodes = new Set(app.config.sourceNodes);
  }

  /** The settings name source nodes below the company. */
  get limited(): boolean {
    return this.#nodes.size > 0 && !this.#nodes.has(ROOT_DEPARTMENT);
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

  /** The department and those around it up to the source node; undefined when it is not in scope or not to be seen. */
  async path(id: string): Promise<string[] | undefined> {
    const path: string[] = [];
    // The outermost source node counts: one within another is an ordinary department.
    let end = 0;
    for (let at: string | undefined = id; at !== undefined && !path.includes(at); ) {
      const place: Place = await this.at(at);
      if (typeof place === 'string') break;
      path.push(at);
      if (this.#nodes.has(at)) end = path.length;
      const { parent_id: parent } = place;
      at = parent === undefined || parent === null ? undefined : idText(parent);
    }
    if (path.length === 0) return undefined;
    if (!this.limited) return path;
    return end === 0 ? undefined : path.slice(0, end);
  }

  async #fetch(id: string): Promise<Place> {
    const { code, result } = await this.#app.ask(
      '/topapi/v2/department/get',
      { dept_id: Number(id), language: 'zh_CN' },
      [...NO_DEPARTMENT, ...OUT_OF_RANGE],
    );
    if (NO_DEPARTMENT.includes(code)) return 'gone';
    if (code !== '0') return 'unseen';
    if (typeof result === 'object' && result !== null) return result as Raw;
    throw new MusterError('web_api_answer_odd', { host: this.#app.legacy.host, reason: 'department/get' });
  }
}
