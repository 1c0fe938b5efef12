export interface Random {
  /** From 0 to below 1. */
  next(): number;
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Favours the beginning of the list. */
  pickEarly<T>(list: readonly T[]): T;
  digits(count: number): string;
}

/** Mulberry32: repeatable, which `Math.random` is not. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)]!,
    pickEarly: (list) => list[Math.floor(next() ** 2 * list.length)]!,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
  };
}
