/** A circuit breaker: a server that fails again and again is left alone for a while, then tried by one call. */

/** Failures one after the other that open it. */
const FAILURES = 3;
const FIRST_REST_MS = 5000;
const LONGEST_REST_MS = 60_000;

/** State of one server; times are of a clock that only goes forward. */
export class Breaker {
  #failures = 0;
  #rests = 0;
  #openUntil: number | undefined;
  #probing = false;
  readonly #firstRestMs: number;

  constructor(firstRestMs = FIRST_REST_MS) {
    this.#firstRestMs = firstRestMs;
  }

  /** Whether a call may go to the server now; each that may has to be followed by one of the three below. */
  enter(now: number): boolean {
    if (this.#openUntil === undefined) return true;
    if (now < this.#openUntil || this.#probing) return false;
    this.#probing = true;
    return true;
  }

  isOpen(now: number): boolean {
    return this.#openUntil !== undefined && now < this.#openUntil;
  }

  /** The server answered, whatever it was. */
  succeeded(): void {
    this.#failures = 0;
    this.#rests = 0;
    this.#openUntil = undefined;
    this.#probing = false;
  }

  /** No connection, or one that was lost. */
  failed(now: number): void {
    const isProbe = this.#probing;
    this.#probing = false;
    // Calls that were under way when it opened say nothing new.
    if (this.#openUntil !== undefined && !isProbe) return;
    if (++this.#failures < FAILURES) return;
    this.#openUntil = now + Math.min(this.#firstRestMs * 2 ** this.#rests++, LONGEST_REST_MS);
  }

  /** The call never came to the server. */
  withdrew(): void {
    this.#probing = false;
  }
}
