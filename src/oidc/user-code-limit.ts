/** Keeps people from guessing the codes of other people's devices (RFC 8628 §5.1). */
import type { FailedLogons } from '../secrets/failed-logons.ts';

/** Counted by address and by person, in memory: a code lives for ten minutes, and there are 2.5 × 10^10 of them. */
export class UserCodeLimit {
  readonly #failures: FailedLogons;

  constructor(failures: FailedLogons) {
    this.#failures = failures;
  }

  /** Looks for a code; throws `too_many_attempts` once too many were wrong. */
  look<T>(address: string, sessionId: string, find: () => Promise<T | undefined>): Promise<T | undefined> {
    return this.#failures.attempt(address, sessionId, find);
  }
}
