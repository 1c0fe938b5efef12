/** The most that one call of the API takes. */
const PORTION = 100;

/** Ids in as many portions as calls they need. */
export function portionsOf(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / PORTION);
  return Array.from({ length: count }, (_, n) => ids.slice(n * PORTION, (n + 1) * PORTION));
}
