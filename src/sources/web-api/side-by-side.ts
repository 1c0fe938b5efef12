interface Settled<R> {
  task: Promise<Settled<R>>;
  result: R;
}

/** Works on many items side by side and gives the results as they are done; the first failure ends it. */
export async function* sideBySide<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, void> {
  const running = new Set<Promise<Settled<R>>>();
  const next = async () => {
    const { task, result } = await Promise.race(running);
    running.delete(task);
    return result;
  };
  try {
    for await (const item of items) {
      const task: Promise<Settled<R>> = work(item).then((result) => ({ task, result }));
      // The race reports a failure; until it is looked at it must not count as unhandled.
      task.catch(() => {});
      running.add(task);
      if (running.size >= atOnce) yield await next();
    }
    while (running.size > 0) yield await next();
  } finally {
    await Promise.allSettled(running);
  }
}
