/** The ways the simulated DingTalk misbehaves: for the next calls, or until told otherwise. */

export const FAULTS = [
  /** Over the application's limit, in the wrapped form. */
  'limit_app',
  /** Over the limit of all customers, with the time it ends. */
  'limit_all',
  /** Over the limit, not wrapped. */
  'limit_plain',
  /** -1: the server is busy. */
  'busy',
  /** HTTP 500 with a page. */
  'error',
  /** HTTP 502 with a page, as a gateway sends it. */
  'gateway',
  /** A page that is no JSON, with HTTP 200. */
  'html',
  /** The public address is blocked, as JSON. */
  'blocked',
  /** Success without a result. */
  'empty',
  /** The answer breaks off in the middle. */
  'cut',
  /** The connection is closed without an answer. */
  'reset',
  /** The call is carried out, then the connection is closed without an answer. */
  'reset_after',
  /** The call is carried out, then HTTP 500 with a page. */
  'error_after',
  /** The answer takes `slowMs`. */
  'slow',
  /** All tokens are void from now on; this call already fails. */
  'token',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface PlannedFault {
  fault: Fault;
  /** The beginning of a path; every path if left out. */
  path?: string | undefined;
  /** Calls that meet it. */
  times?: number | undefined;
  /** Calls of that path that go well before. */
  after?: number | undefined;
}

export class Faults {
  readonly #planned: { fault: Fault; path: string; times: number; after: number }[] = [];
  /** For `slow`. */
  slowMs = 1000;
  /** Where permissions were withdrawn: their names in the console. */
  readonly withdrawn = new Set<string>();
  /** Fields of people that are kept back as if a permission were missing. */
  readonly hidden = new Set<string>();
  /** Calls come from an address that is not on the list. */
  addressRefused = false;
  /** Calls a second of one API; undefined: no limit. */
  callsPerSecond: number | undefined;

  plan({ fault, path = '/', times = 1, after = 0 }: PlannedFault): void {
    this.#planned.push({ fault, path, times, after });
  }

  clear(): void {
    this.#planned.length = 0;
    this.withdrawn.clear();
    this.hidden.clear();
    this.addressRefused = false;
    this.callsPerSecond = undefined;
  }

  next(path: string): Fault | undefined {
    for (const [index, planned] of this.#planned.entries()) {
      if (!path.startsWith(planned.path)) continue;
      if (planned.after > 0) {
        planned.after--;
        continue;
      }
      if (--planned.times === 0) this.#planned.splice(index, 1);
      return planned.fault;
    }
    return undefined;
  }
}

/** Counts calls of each API in the last second. */
export class CallMeter {
  readonly #times = new Map<string, number[]>();

  /** False: one too many, and not counted. */
  take(path: string, perSecond: number, now = performance.now()): boolean {
    const times = (this.#times.get(path) ?? []).filter((at) => at > now - 1000);
    this.#times.set(path, times);
    if (times.length >= perSecond) return false;
    times.push(now);
    return true;
  }
}
