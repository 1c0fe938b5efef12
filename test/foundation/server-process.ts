/** A Muster without parts, run as a process of its own by the tests that kill, stop and double it. */
import { loadConfig } from '../../src/config.ts';
import { MusterError } from '../../src/errors/error.ts';
import { serveUntilStopped } from '../../src/main.ts';

/** Keeps state as real workers do: stopping it must reach the object itself. */
class IdleWorker {
  #stopped = false;

  async stop(): Promise<void> {
    this.#stopped = true;
    console.log(JSON.stringify({ msg: 'worker stopped', stopped: this.#stopped }));
  }
}

try {
  process.exitCode = await serveUntilStopped(loadConfig().config, {
    async prepare() {},
    async startWorkers() {
      return [new IdleWorker()];
    },
    async routes() {},
  });
} catch (error) {
  if (!(error instanceof MusterError)) throw error;
  console.error(JSON.stringify(error.text()));
  process.exitCode = 3;
}
