/** A Muster without parts, run as a process of its own by the tests that kill, stop and double it. */
import { loadConfig } from '../../src/config.ts';
import { MusterError } from '../../src/errors/error.ts';
import { serveUntilStopped } from '../../src/main.ts';

try {
  process.exitCode = await serveUntilStopped(loadConfig().config, {
    async prepare() {},
    async startWorkers() {
      return [];
    },
    async routes() {},
  });
} catch (error) {
  if (!(error instanceof MusterError)) throw error;
  console.error(JSON.stringify(error.text()));
  process.exitCode = 3;
}
