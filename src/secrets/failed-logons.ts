import { isIPv6 } from 'node:net';
import { MusterError } from '../errors/error.ts';

/** More keys than this are not kept; a flood of addresses or names must not grow the memory. */
const KEYS_MAX = 10_000;
/** A check costs 19 MiB and a core; more at once would only make each other wait. */
const CHECKS_MAX = 16;

interface Window {
  count: number;
  until: number;
}

/** Failures per key within a window that begins with the first of them. */
class Failures {
  readonly #seen = new Map<string, Window>();
  readonly #max: number;
  readonly #millis: number;
  readonly #now: () => number;

  constructor(max: number, millis: number, now: () => number) {
    this.#max = max;
    this.#millis = millis;
    this.#now = now;
  }

  refuse(key: string): void {
    const window = this.#seen.get(key);
    if (!window) return;
    const left = window.until - this.#now();
    if (left <= 0) this.#seen.delete(key);
    else if (window.count >= this.#max)
      throw new MusterError('too_many_attempts', { seconds: Math.ceil(left / 1000) });
  }

  /** Counts one; the answer takes it back. */
  count(key: string): () => void {
    this.refuse(key);
    const window = this.#seen.get(key) ?? { count: 0, until: this.#now() + this.#millis };
    // The oldest goes first.
    if (!this.#seen.has(key) && this.#seen.size >= KEYS_MAX)
      this.#seen.delete(this.#seen.keys().next().value!);
    this.#seen.set(key, window);
    window.count++;
    return () => void window.count--;
  }
}

/**
 * Counts failed tokens and passwords, 20 in five minutes per address and 100 an hour per account, and refuses what
 * comes after. Kept in memory, per process: losing the count costs an attacker's address a few more guesses, keeping it
 * in the database would let every guess write. An account is open again when its hour is over, whoever still guesses.
 */
export class FailedLogons {
  readonly #addresses: Failures;
  readonly #accounts: Failures;
  #underWay = 0;

  constructor(now: () => number = Date.now) {
    this.#addresses = new Failures(20, 5 * 60_000, now);
    this.#accounts = new Failures(100, 60 * 60_000, now);
  }

  /**
   * Counts a wrong token; throws `too_many_attempts` once there were too many. A right token is let through all the
   * same: it cannot be guessed, and behind one proxy everybody has one address.
   */
  count(address: string): void {
    this.#addresses.count(networkOf(address));
  }

  /**
   * Runs one check of a password, which answers undefined when it is wrong. It counts as failed before it begins, or
   * many at once would pass the limit. `account`: left out where accounts have a limit of their own. Throws
   * `too_many_attempts` and `logon_busy` before a password is looked at.
   */
  async attempt<T>(
    address: string,
    account: string | undefined,
    check: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const network = networkOf(address);
    const name = account?.toLowerCase();
    this.#addresses.refuse(network);
    if (name !== undefined) this.#accounts.refuse(name);
    if (this.#underWay >= CHECKS_MAX) throw new MusterError('logon_busy');
    const takeBack = [this.#addresses.count(network)];
    if (name !== undefined) takeBack.push(this.#accounts.count(name));
    this.#underWay++;
    let wrong = false;
    try {
      const found = await check();
      wrong = found === undefined;
      return found;
    } finally {
      this.#underWay--;
      if (!wrong) for (const back of takeBack) back();
    }
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
