import { hash } from 'node:crypto';

/** Repeatable choices: the same seed makes the same ones in the same order. */
export class Random {
  readonly seed: number;
  #drawn = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** From 0 to below 1. */
  next(): number {
    return hash('sha256', `${this.seed} ${this.#drawn++}`, 'buffer').readUInt32BE() / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
