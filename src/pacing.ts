/** Times between attempts; tests use shorter ones. */
export interface Backoff {
  baseMs: number;
  maxMs: number;
}

export const BACKOFF: Backoff = { baseMs: 1000, maxMs: 300_000 };

/** Milliseconds before attempt `attempt` + 1: exponential with full jitter, so that many rows do not come back at once. */
export function delayAfter(attempt: number, { baseMs, maxMs }: Backoff, random = Math.random): number {
  return Math.ceil(random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30)));
}

/** Waits, or returns early when the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

/** A token bucket: at most `perSecond` on average, and `burst` at once (one second's worth unless said otherwise). */
export class RateLimit {
  readonly #intervalMs: number;
  readonly #burstMs: number;
  // A process may be younger than the burst is long.
  #freeAt = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number, burst = perSecond) {
    this.#intervalMs = 1000 / perSecond;
    this.#burstMs = Math.max((burst - 1) * this.#intervalMs, 0);
  }

  /** Resolves when one more may be sent. */
  async take(signal?: AbortSignal): Promise<void> {
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now - this.#burstMs);
    const wait = this.#freeAt - now;
    this.#freeAt += this.#intervalMs;
    if (wait > 1) await sleep(wait, signal);
  }
}
