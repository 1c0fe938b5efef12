import { isIPv6 } from 'node:net';
import { MusterError } from '../errors/error.ts';

const WINDOW_MS = 5 * 60_000;
const FAILURES_MAX = 20;
const ADDRESSES_MAX = 10_000;

/**
 * Counts failed tokens and passwords per address and refuses an address with too many. Kept in memory, per process:
 * losing the count costs an attacker's address a few more guesses, keeping it in the database would let every guess write.
 */
export class FailedLogons {
  readonly #seen = new Map<string, { count: number; until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Throws `too_many_attempts` for an address that failed too often: before a password is looked at, which is costly. */
  refuse(address: string): void {
    const key = networkOf(address);
    const entry = this.#seen.get(key);
    if (!entry) return;
    const left = entry.until - this.#now();
    if (left <= 0) this.#seen.delete(key);
    else if (entry.count >= FAILURES_MAX)
      throw new MusterError('too_many_attempts', { seconds: Math.ceil(left / 1000) });
  }

  /**
   * Counts a failure; throws `too_many_attempts` once there were too many. A right token is let through all the same:
   * it cannot be guessed, and behind one proxy everybody has one address.
   */
  count(address: string): void {
    this.refuse(address);
    const key = networkOf(address);
    const entry = this.#seen.get(key);
    if (entry) {
      entry.count++;
      return;
    }
    // The oldest goes first; a flood of addresses must not grow the map.
    if (this.#seen.size >= ADDRESSES_MAX) this.#seen.delete(this.#seen.keys().next().value!);
    this.#seen.set(key, { count: 1, until: this.#now() + WINDOW_MS });
  }
}

/** One IPv4 address, or the /64 an IPv6 address lies in: whoever has one has all of it. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('%', 1)[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::')
    ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
    : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(':').toLowerCase();
}
