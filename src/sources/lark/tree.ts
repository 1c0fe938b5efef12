/** The departments of a company, as far as the app may see them. */
import { MusterError } from '../../errors/error.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { idText, isEmpty, type Raw } from '../web-api/values.ts';
import type { Lark } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import { departmentId, leadersOf } from './convert.ts';
import { NO_DEPARTMENT, OUT_OF_RANGE, TOO_LARGE } from './judge.ts';

/** Departments by id. Their parents may be out of sight, and may form a loop while they are moved. */
export class Tree {
  readonly #places = new Map<string, Raw>();
  readonly #nodes: ReadonlySet<string>;
  readonly #paths = new Map<string, string[]>();
  /** The company itself may be read, not only departments of it. */
  readonly whole: boolean;
  /** People, and user groups, that the app may see whatever their department. */
  singly: { users: string[]; groups: string[] } = { users: [], groups: [] };

  constructor(nodes: Iterable<string>, whole: boolean) {
    this.#nodes = new Set(nodes);
    this.whole = whole;
  }

  add(raw: Raw): void {
    this.#places.set(departmentId(raw), raw);
    this.#paths.clear();
  }

  remove(id: string): void {
    this.#places.delete(id);
    this.#paths.clear();
  }

  /** The settings name source nodes below the company. */
  get limited(): boolean {
    return isLimited(this.#nodes);
  }

  /** It is there, in scope or not. */
  knows(id: string): boolean {
    return id === ROOT_DEPARTMENT || this.#places.has(id);
  }

  /** It is one of the source nodes or lies below one. */
  has(id: string): boolean {
    return this.path(id).length > 0;
  }

  /** The department, then those around it, up to and including the outermost source node; empty when out of scope. */
  path(id: string): string[] {
    let path = this.#paths.get(id);
    if (!path) {
      path = pathIn(id, this.#nodes, (at) => (this.knows(at) ? { parent: this.#parentOf(at) } : undefined));
      this.#paths.set(id, path);
    }
    return path;
  }

  #parentOf(id: string): string | undefined {
    const { parent_department_id: parent } = this.#places.get(id) ?? {};
    return isEmpty(parent) ? undefined : idText(parent);
  }

  /** Those whose people can be listed. */
  readable(): string[] {
    return [...(this.whole ? [ROOT_DEPARTMENT] : []), ...this.#places.keys()];
  }

  /** Those that become organizations: not the source nodes, unless one lies within another. */
  *organizations(): Generator<[id: string, raw: Raw], void, void> {
    for (const [id, raw] of this.#places) {
      const path = this.path(id);
      if (path.length > 1 || (path.length === 1 && !this.#nodes.has(id))) yield [id, raw];
    }
  }

  raw(id: string): Raw | undefined {
    return this.#places.get(id);
  }

  /** People in the department and all below it, as Lark counts them; undefined where it does not tell. */
  count(id: string): unknown {
    return this.#places.get(id)?.member_count;
  }

  leads(department: string, user: string): boolean {
    const raw = this.#places.get(department);
    return raw !== undefined && leadersOf(raw).includes(user);
  }

  /** The department and everything below it. */
  below(id: string): string[] {
    return this.readable().filter((at) => this.path(at).includes(id));
  }
}

export const isLimited = (nodes: ReadonlySet<string>): boolean =>
  nodes.size > 0 && !nodes.has(ROOT_DEPARTMENT);

/** Walks up from a department; a source node within another one is an ordinary department of the outer one. */
export function pathIn(
  id: string,
  nodes: ReadonlySet<string>,
  placeOf: (id: string) => { parent: string | undefined } | undefined,
): string[] {
  const path: string[] = [];
  let end = 0;
  for (let at: string | undefined = id; at !== undefined && !path.includes(at); ) {
    const place = placeOf(at);
    if (!place) break;
    path.push(at);
    if (nodes.has(at)) end = path.length;
    at = place.parent;
  }
  return isLimited(nodes) ? path.slice(0, end) : path;
}

/** Every department in scope. Throws `web_api_range` for source nodes out of sight, and where nothing is in sight. */
export async function loadTree(app: Lark): Promise<Tree> {
  const nodes = app.config.sourceNodes ?? [];
  const tree = isLimited(new Set(nodes)) ? await treeOfNodes(app, nodes) : await treeOfAll(app, nodes);
  const all = [...tree.organizations()];
  // Nobody names a hundred organizations by their ids; what they are called now must stay.
  if (all.length > 0 && all.every(([, { name }]) => isEmpty(name)))
    throw new MusterError('web_api_permission', {
      host: app.host,
      permission: 'contact:department.base:readonly',
    });
  return tree;
}

async function treeOfNodes(app: Lark, nodes: readonly string[]): Promise<Tree> {
  const tree = new Tree(nodes, false);
  await addDepartments(app, tree, nodes);
  return tree;
}

/** The whole company, or what the app may see of it: the vendor refuses to list below the company then. */
async function treeOfAll(app: Lark, nodes: readonly string[]): Promise<Tree> {
  const rows = await allBelow(app, ROOT_DEPARTMENT, OUT_OF_RANGE);
  const tree = new Tree(nodes, rows !== undefined);
  if (rows) {
    for (const raw of rows) tree.add(raw);
    return tree;
  }
  const { departments, users, groups } = await app.range();
  if (departments.length + users.length + groups.length === 0)
    throw new MusterError('web_api_range', { host: app.host, what: 'any department' });
  tree.singly = { users, groups };
  await addDepartments(app, tree, departments);
  return tree;
}

async function addDepartments(app: Lark, tree: Tree, ids: readonly string[]): Promise<void> {
  const work = async (id: string) => {
    const raw = await app.department(id, NO_DEPARTMENT);
    if (typeof raw === 'string' || isDeleted(raw))
      throw new MusterError('web_api_range', { host: app.host, what: `department ${id}` });
    return [raw, ...((await allBelow(app, id, [])) ?? [])];
  };
  for await (const rows of sideBySide(ids, app.config.concurrency, work))
    for (const raw of rows) tree.add(raw);
}

/** All departments below one; undefined where an expected code came instead. */
async function allBelow(app: Lark, id: string, expected: readonly string[]): Promise<Raw[] | undefined> {
  const rows = await app.children(id, true, [...TOO_LARGE, ...expected]);
  if (typeof rows === 'string' && !TOO_LARGE.includes(rows)) return undefined;
  // Without the permission to see parents, lists of one level tell them.
  const isWhole = typeof rows !== 'string' && rows.every((raw) => !isEmpty(raw.parent_department_id));
  return isWhole ? rows.filter((raw) => !isDeleted(raw)) : levelByLevel(app, id);
}

async function levelByLevel(app: Lark, top: string): Promise<Raw[]> {
  const found = new Map<string, Raw>();
  const work = async (id: string) => [id, await childrenNow(app, id)] as const;
  for (let level = [top]; level.length > 0; ) {
    const next: string[] = [];
    for await (const [parent, rows] of sideBySide(level, app.config.concurrency, work))
      for (const raw of rows) {
        const id = departmentId(raw);
        if (found.has(id) || isDeleted(raw)) continue;
        found.set(id, { ...raw, parent_department_id: raw.parent_department_id ?? parent });
        next.push(id);
      }
    level = next;
  }
  return [...found.values()];
}

async function childrenNow(app: Lark, id: string): Promise<Raw[]> {
  const rows = await app.children(id, false, [...NO_DEPARTMENT, ...OUT_OF_RANGE]);
  if (typeof rows !== 'string') return rows;
  await assertGone(app, id);
  return [];
}

/** A department that was listed a moment ago cannot be read: only one that is really gone may be passed over. */
export async function assertGone(app: Lark, id: string): Promise<void> {
  const raw = id === ROOT_DEPARTMENT ? '' : await app.department(id, [...NO_DEPARTMENT, ...OUT_OF_RANGE]);
  const isGone = typeof raw === 'string' ? NO_DEPARTMENT.includes(raw) : isDeleted(raw);
  if (!isGone) throw new MusterError('web_api_range', { host: app.host, what: `department ${id}` });
}

export const isDeleted = ({ status }: Raw): boolean =>
  typeof status === 'object' && status !== null && (status as Raw).is_deleted === true;
