/** The ways a target misbehaves, each by probability (with a seed, so that a run can be repeated) or for the next requests. */

export const FAULTS = [
  /** 500, nothing written. */
  'error_before',
  /** Written, then 500. */
  'error_after',
  /** Connection reset, nothing written. */
  'reset_before',
  /** Written, then the connection is reset. */
  'reset_after',
  /** No answer at all, nothing written. */
  'hang',
  /** Written, then no answer. */
  'hang_after',
  /** A web page with status 200. */
  'html',
  'redirect',
  /** A 10 MB answer. */
  'huge',
  /** 429 with Retry-After. */
  'busy',
  /** 503 without Retry-After. */
  'unavailable',
  /** 401, as for a token that has run out. */
  'token_expired',
] as const;
export type Fault = (typeof FAULTS)[number];

export class Faults {
  readonly #random: () => number;
  readonly #odds = new Map<Fault, number>();
  readonly #once: { fault: Fault; method: string | undefined }[] = [];
  /** Seconds that `busy` asks to wait. */
  retryAfter = '1';
  /** Filters are passed over: every search answers with the first page of all users. */
  ignoreFilters = false;
  /** startIndex and count are passed over. */
  ignorePaging = false;
  /** Added to every totalResults. */
  totalOff = 0;

  constructor(seed = 1) {
    this.#random = generator(seed);
  }

  /** Each request meets the fault with this probability. */
  odds(fault: Fault, probability: number): void {
    this.#odds.set(fault, probability);
  }

  /** The next request (of the method, where one is given) meets the fault. */
  once(fault: Fault, method?: string): void {
    this.#once.push({ fault, method });
  }

  clear(): void {
    this.#odds.clear();
    this.#once.length = 0;
  }

  next(method: string): Fault | null {
    const at = this.#once.findIndex((planned) => planned.method === undefined || planned.method === method);
    if (at !== -1) return this.#once.splice(at, 1)[0]!.fault;
    for (const [fault, probability] of this.#odds) if (this.#random() < probability) return fault;
    return null;
  }
}

/** mulberry32: small, and the same on every machine. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
