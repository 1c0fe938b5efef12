const BATCH = 1000;

/** Many small answers as few batches. */
export async function* inBatches<T>(found: AsyncIterable<T[]>): AsyncGenerator<T[], void, void> {
  let batch: T[] = [];
  for await (const some of found) {
    for (const one of some) batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
