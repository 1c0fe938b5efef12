/** What goes wrong on command. */

export const FAULTS = [
  /** An error code inside HTTP 200. */
  'code',
  /** An HTTP status with a web page. */
  'status',
  /** A list without the list. */
  'cut',
  /** The connection is closed without an answer. */
  'reset',
  /** The answer comes late. */
  'slow',
] as const;

export interface Fault {
  kind: (typeof FAULTS)[number];
  /** Only calls of this path, without `/cgi-bin/`; any call where left out. */
  path?: string;
  /** Calls that meet it; the next one where left out. */
  times?: number;
  /** Calls (of the path) that pass before. */
  after?: number;
  /** Error code or HTTP status. */
  number?: number;
  /** For `slow`. */
  ms?: number;
}

export class Faults {
  #planned: (Required<Pick<Fault, 'kind' | 'times' | 'after'>> & Fault)[] = [];

  plan(fault: Fault): void {
    this.#planned.push({ times: 1, after: 0, ...fault });
  }

  clear(): void {
    this.#planned = [];
  }

  next(path: string): Fault | undefined {
    const fault = this.#planned.find((planned) => planned.path === undefined || planned.path === path);
    if (!fault) return undefined;
    if (fault.after > 0) {
      fault.after--;
      return undefined;
    }
    if (--fault.times <= 0) this.#planned = this.#planned.filter((planned) => planned !== fault);
    return fault;
  }
}
