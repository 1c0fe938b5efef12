/** The ways the simulated Lark misbehaves: for the next calls, or until told otherwise. */

export const FAULTS = [
  /** HTTP 429 with the headers that say when the limit ends. */
  'limit',
  /** The same as older APIs say it: HTTP 400 without headers. */
  'limit_old',
  /** The calls of the month are used up. */
  'quota',
  /** “Internal error” as the contacts API says it. */
  'busy',
  /** HTTP 500 with a page. */
  'error',
  /** HTTP 502 with a page, as a gateway sends it. */
  'gateway',
  /** A page that is no JSON, with HTTP 200. */
  'html',
  /** Success without data. */
  'empty',
  /** The page says that more follows, but has no token for it. */
  'no_token',
  /** The answer breaks off in the middle. */
  'cut',
  /** The connection is closed without an answer. */
  'reset',
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

/** Calls of one API in a minute and in a second. */
export interface Limits {
  perMinute: number;
  perSecond: number;
}

export class Faults {
  readonly #planned: Required<{ [K in keyof PlannedFault]: NonNullable<PlannedFault[K]> }>[] = [];
  /** For `slow`. */
  slowMs = 1000;
  /** Permissions the app does not have, by their names in the console; fields go with them, without an error. */
  readonly withdrawn = new Set<string>();
  /** Calls come from an address that is not on the list. */
  addressRefused = false;
  limits: Limits | undefined;

  plan({ fault, path = '/', times = 1, after = 0 }: PlannedFault): void {
    this.#planned.push({ fault, path, times, after });
  }

  clear(): void {
    this.#planned.length = 0;
    this.withdrawn.clear();
    this.addressRefused = false;
    this.limits = undefined;
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

/** Counts calls of each API. */
export class CallMeter {
  readonly #times = new Map<string, number[]>();

  /** Undefined: one more is fine; else the seconds until it is. */
  take(api: string, { perMinute, perSecond }: Limits, now = performance.now()): number | undefined {
    const times = (this.#times.get(api) ?? []).filter((at) => at > now - 60_000);
    this.#times.set(api, times);
    if (times.length >= perMinute) return Math.ceil((times[0]! + 60_000 - now) / 1000);
    if (times.filter((at) => at > now - 1000).length >= perSecond) return 1;
    times.push(now);
    return undefined;
  }
}
