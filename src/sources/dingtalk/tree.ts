import { idText, type Raw } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';

interface Place {
  /** The department whose list named it; undefined for where the walk began. */
  listedBy: string | undefined;
  raw: Raw;
}

/** Departments as a walk finds them. It may find one twice, or a loop, when they are moved meanwhile. */
export class Tree {
  readonly #places = new Map<string, Place>();
  readonly #nodes: ReadonlySet<string>;

  /** `nodes`: departments that stand for the organization everything is put below. */
  constructor(nodes: Iterable<string>) {
    this.#nodes = new Set(nodes);
  }

  /** True when it was not known before. */
  add(id: string, raw: Raw, listedBy?: string): boolean {
    const known = this.#places.get(id);
    if (!known) this.#places.set(id, { listedBy, raw });
    else known.listedBy ??= listedBy;
    return !known;
  }

  /** What the department's own record says, which is newer than the list that named it. */
  describe(id: string, raw: Raw): void {
    const known = this.#places.get(id);
    if (known) known.raw = raw;
  }

  /** Somebody removed it while we were looking. */
  remove(id: string): void {
    this.#places.delete(id);
  }

  has(id: string): boolean {
    return this.#places.has(id);
  }

  ids(): string[] {
    return [...this.#places.keys()];
  }

  /** The department, then those around it, up to and including the source node. */
  path(id: string): string[] {
    const path: string[] = [];
    for (let at: string | undefined = id; at !== undefined && !path.includes(at); at = this.#parentOf(at)) {
      path.push(at);
      if (this.#isTop(at)) break;
    }
    return path;
  }

  /** Those that become organizations. */
  *departments(): Generator<[id: string, raw: Raw], void, void> {
    for (const [id, { raw }] of this.#places) if (!this.#isTop(id)) yield [id, raw];
  }

  /** A source node within another one is an ordinary department of that one. */
  #isTop(id: string): boolean {
    return id === ROOT_DEPARTMENT || (this.#nodes.has(id) && this.#places.get(id)?.listedBy === undefined);
  }

  #parentOf(id: string): string | undefined {
    const place = this.#places.get(id);
    const { parent_id: parent } = place?.raw ?? {};
    const said = parent === undefined || parent === null ? undefined : idText(parent);
    return said !== undefined && this.#places.has(said) ? said : place?.listedBy;
  }
}
