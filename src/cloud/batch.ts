/**
 * Gathers calls into batches: what arrives while earlier batches are under way goes out together. Under load this
 * turns dozens of round trips (and for writes dozens of commits) into one; a lone call waits for one turn of the
 * event loop. `run` answers in the order of its inputs; an Error among the answers rejects only its own call.
 */
export function batched<I, O>(
  run: (inputs: I[]) => Promise<(O | Error)[]>,
  limits: { size: number; flights: number },
): (input: I) => Promise<O> {
  interface Call {
    input: I;
    resolve(output: O): void;
    reject(error: unknown): void;
  }
  const waiting: Call[] = [];
  let flights = 0;
  let scheduled = false;

  const schedule = () => {
    if (scheduled || flights >= limits.flights || waiting.length === 0) return;
    scheduled = true;
    setImmediate(takeOff);
  };
  const takeOff = async () => {
    scheduled = false;
    const calls = waiting.splice(0, limits.size);
    flights++;
    schedule();
    try {
      const outputs = await run(calls.map(({ input }) => input));
      for (const [at, call] of calls.entries()) {
        const output = outputs[at];
        if (output instanceof Error) call.reject(output);
        else call.resolve(output as O);
      }
    } catch (error) {
      for (const call of calls) call.reject(error);
    } finally {
      flights--;
      schedule();
    }
  };
  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      schedule();
    });
}
