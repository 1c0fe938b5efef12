/** The most that one call takes. */
export const PORTION = 100;

/** Does something with many ids, as many calls as that needs, one after the other; returns the sum of what they return. */
export async function inPortions(
  ids: readonly string[],
  call: (portion: string[]) => Promise<number>,
): Promise<number> {
  let done = 0;
  for (let start = 0; start < ids.length; start += PORTION)
    done += await call(ids.slice(start, start + PORTION));
  return done;
}
