/** The departments of a company, as one or two secrets together show them. */
import { MusterError } from '../../errors/error.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { idText, type Raw } from '../web-api/values.ts';
import type { Caller, WeCom } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import { NO_DEPARTMENT, NOT_ALLOWED, OUT_OF_RANGE } from './judge.ts';

/** More than so many departments without a name are out of sight, not new: nobody asks for each of them. */
const LOOK_UP = 500;

interface Place {
  raw: Raw;
  parent: string | undefined;
  /** WeCom told the name and the rest, not only that the department is there. */
  described: boolean;
}

/** Departments by id. Their parents may be out of sight, and may form a loop while they are moved. */
export class Tree {
  readonly #places = new Map<string, Place>();
  readonly #nodes: ReadonlySet<string>;
  readonly #paths = new Map<string, string[]>();
  #children: Map<string, string[]> | undefined;
  /** Whose secret gives names and fields; undefined: none does, ids are all there is. */
  readonly by: Caller | undefined;

  constructor(nodes: Iterable<string>, by: Caller | undefined) {
    this.#nodes = new Set(nodes);
    this.by = by;
  }

  add(raw: Raw, described: boolean): void {
    const id = idText(raw.id);
    const { parentid } = raw;
    const parent = parentid === undefined || parentid === null ? undefined : idText(parentid);
    this.#places.set(id, {
      raw: { ...this.#places.get(id)?.raw, ...raw },
      parent: parent === '0' ? undefined : parent,
      described,
    });
    this.#changed();
  }

  remove(id: string): void {
    this.#places.delete(id);
    this.#changed();
  }

  /** It is there, in scope or not. */
  knows(id: string): boolean {
    return this.#places.has(id);
  }

  isDescribed(id: string): boolean {
    return this.#places.get(id)?.described === true;
  }

  /** It is one of the source nodes or lies below one. */
  has(id: string): boolean {
    return this.path(id).length > 0;
  }

  /** The settings name source nodes below the company. */
  get limited(): boolean {
    return this.#nodes.size > 0 && !this.#nodes.has(ROOT_DEPARTMENT);
  }

  /** The department, then those around it, up to and including the outermost source node; empty when out of scope. */
  path(id: string): string[] {
    let path = this.#paths.get(id);
    if (!path) {
      path = this.#walk(id);
      this.#paths.set(id, path);
    }
    return path;
  }

  #walk(id: string): string[] {
    const path: string[] = [];
    // One source node within another is an ordinary department of the outer one.
    let end = 0;
    for (let at: string | undefined = id; at !== undefined && !path.includes(at); ) {
      const place: Place | undefined = this.#places.get(at);
      if (!place) break;
      path.push(at);
      if (this.#nodes.has(at)) end = path.length;
      at = place.parent;
    }
    return this.limited ? path.slice(0, end) : path;
  }

  /** In scope, source nodes and the company itself included. */
  scope(): string[] {
    return [...this.#places.keys()].filter((id) => this.has(id));
  }

  /** Those in scope that become organizations: neither the company nor an outermost source node. */
  *organizations(): Generator<[id: string, raw: Raw], void, void> {
    for (const [id, { raw }] of this.#places) if (this.isOrganization(id)) yield [id, raw];
  }

  isOrganization(id: string): boolean {
    const path = this.path(id);
    if (path.length === 0 || id === ROOT_DEPARTMENT) return false;
    return path.length > 1 || !this.#nodes.has(id);
  }

  raw(id: string): Raw | undefined {
    return this.#places.get(id)?.raw;
  }

  /** In scope, but the application may not see more than the id. */
  undescribed(): string[] {
    return this.scope().filter((id) => id !== ROOT_DEPARTMENT && !this.isDescribed(id));
  }

  /** The department and everything below it. */
  below(id: string): string[] {
    const children = this.#childrenOf();
    const found = new Set([id]);
    for (const at of found) for (const child of children.get(at) ?? []) found.add(child);
    return [...found];
  }

  /** One level; undefined stands for the top, where departments lie whose parents are out of sight as well. */
  level(parent: string | undefined): string[] {
    const children = this.#childrenOf();
    if (parent !== undefined) return children.get(parent) ?? [];
    const tops = [...this.#places].flatMap(([id, place]) =>
      place.parent === undefined || !this.#places.has(place.parent) ? [id] : [],
    );
    return tops.flatMap((id) => (id === ROOT_DEPARTMENT ? (children.get(id) ?? []) : [id]));
  }

  #changed(): void {
    this.#paths.clear();
    this.#children = undefined;
  }

  #childrenOf(): Map<string, string[]> {
    if (this.#children) return this.#children;
    const children = new Map<string, string[]>();
    for (const [id, { parent }] of this.#places) {
      if (parent === undefined) continue;
      const siblings = children.get(parent);
      if (siblings) siblings.push(id);
      else children.set(parent, [id]);
    }
    this.#children = children;
    return children;
  }
}

/**
 * Every department that either secret shows. What the contact-sync secret names is read before what has names, so what
 * is missing in the latter is out of sight, or gone meanwhile.
 */
export async function loadTree(app: WeCom): Promise<Tree> {
  const nodes = app.config.sourceNodes ?? [];
  const ids = app.has('sync') ? await app.departmentIds({ as: 'sync' }) : undefined;
  // A contact-sync secret used since before August 2022 reads everything, a later one ids only.
  const by: Caller = app.has('app') ? 'app' : 'sync';
  const rows = await app.departments({ as: by, expected: ids ? NOT_ALLOWED : [] });
  const tree = new Tree(nodes, rows || by === 'app' ? by : undefined);
  for (const raw of ids ?? []) tree.add(raw, false);
  for (const raw of rows ?? []) tree.add(raw, true);
  if (tree.by !== undefined) await describeRest(app, tree, tree.by, rows === undefined ? Infinity : LOOK_UP);
  const lost = nodes.find((node) => !tree.knows(node));
  if (lost !== undefined)
    throw new MusterError('web_api_range', { host: app.host, what: departmentName(lost) });
  return tree;
}

/** Asks for departments that no list described, one by one. */
async function describeRest(app: WeCom, tree: Tree, by: Caller, most: number): Promise<void> {
  const rest = tree.undescribed();
  if (rest.length > most) return;
  const expected = [...NO_DEPARTMENT, ...OUT_OF_RANGE];
  const work = async (id: string) => [id, await app.department(id, { as: by, expected })] as const;
  for await (const [id, raw] of sideBySide(rest, app.config.concurrency, work)) {
    if (typeof raw !== 'string') tree.add(raw, true);
    else if (NO_DEPARTMENT.includes(raw)) tree.remove(id);
  }
}

const departmentName = (id: string): string => `department ${id}`;
