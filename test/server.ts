/** Global set-up of a test run (`node --test-global-setup`): one database server for all its processes. */
import { rmSync } from 'node:fs';
import { startTestServer } from './db.ts';

let server: Awaited<ReturnType<typeof startTestServer>> | undefined;

export async function globalSetup(): Promise<void> {
  if (process.env.MUSTER_TEST_DATABASE_URL) return;
  server = await startTestServer();
  process.env.MUSTER_TEST_DATABASE_URL = server.url;
}

export async function globalTeardown(): Promise<void> {
  if (!server) return;
  await server.stop();
  rmSync(server.folder, { recursive: true, force: true });
}
