import { sleep } from '../../pacing.ts';

/**
 * At most so many calls in any span of so many milliseconds, in the order in which they are asked for. Unlike a token bucket
 * it lets all of them go at once and still never gives more, which is how vendors count that say “a thousand a minute”.
 * What counts is when a call went, not when it should have: after a halt of the program nothing is made up for.
 */
export class WindowLimit {
  readonly #calls: number;
  readonly #windowMs: number;
  readonly #clock: () => number;
  readonly #pause: typeof sleep;
  /** When the last calls went, round and round. */
  readonly #times: number[] = [];
  #next = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(calls: number, windowMs: number, clock = () => performance.now(), pause = sleep) {
    this.#calls = calls;
    this.#windowMs = windowMs;
    this.#clock = clock;
    this.#pause = pause;
  }

  /** Resolves when one more may be sent, or early when the signal aborts. */
  take(signal?: AbortSignal): Promise<void> {
    this.#turn = this.#turn.then(() => this.#wait(signal));
    return this.#turn;
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    const before = this.#times[this.#next];
    // Timers may be a little early.
    while (before !== undefined && !signal?.aborted) {
      const left = before + this.#windowMs - this.#clock();
      if (left <= 0) break;
      await this.#pause(Math.ceil(left), signal);
    }
    if (signal?.aborted) return;
    this.#times[this.#next] = this.#clock();
    this.#next = (this.#next + 1) % this.#calls;
  }
}
