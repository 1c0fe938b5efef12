/** A Muster of its own for a benchmark: `muster serve` in another process, on a fresh data folder and a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CLI_TOKEN_FILE } from '../src/admin/first-start.ts';
import { type Client, openClient, p } from '../src/cli/client.ts';
import { runningEmbedded } from '../src/db/embedded.ts';
import { stopLeftOver } from '../src/db/postmaster.ts';
import type { Run } from '../src/model/run.ts';

export const INSTANCE = 'bench';

export interface Muster {
  url: string;
  /** Of the administration API, as administrator; the instance `bench` is there. */
  client: Client;
  /** Of the embedded PostgreSQL: fsync and all other settings as they are for everybody. */
  databaseUrl: string;
  /** Peak resident memory of the server process so far, in MB (VmHWM of proc(5)). */
  peakMemory(): number;
  stop(): Promise<void>;
}

/** The flags of `npm start`. */
const AS_NPM_START = ['--max-semi-space-size=4', '--heap-growing-percent=100'];
const STOP_MS = 30_000;
const PROGRAM = join(import.meta.dirname, '../bin/muster.js');
const running = new Set<{ child: ChildProcess; folder: string }>();

/** Starts a Muster and creates the instance `bench` in it. */
export async function startMuster(): Promise<Muster> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const port = await freePort();
  const child = spawn(process.execPath, [...AS_NPM_START, PROGRAM, 'serve'], {
    env: { ...withoutSettings(), MUSTER_DATA: folder, MUSTER_PORT: String(port), MUSTER_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const entry = { child, folder };
  running.add(entry);
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child);
  const token = readFileSync(join(folder, CLI_TOKEN_FILE), 'utf8').trim();
  const client = openClient({ url, token, language: 'en' });
  await client.post('/instances', { id: INSTANCE, name: 'Bench' });
  return {
    url,
    client,
    databaseUrl: runningEmbedded(folder)!,
    peakMemory: () =>
      Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1000,
    async stop() {
      const ended = once(child, 'exit', { signal: AbortSignal.timeout(STOP_MS) });
      child.kill('SIGTERM');
      await ended.catch(async (error) => {
        child.kill('SIGKILL');
        await stopLeftOver(join(folder, 'postgres'));
        throw new Error('muster serve did not stop when asked to', { cause: error });
      });
      running.delete(entry);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a run by POST to `path` and waits for its end; seconds by the clock of the caller. Throws unless it succeeds. */
export async function runToEnd({ client }: Muster, path: string): Promise<{ run: Run; seconds: number }> {
  const started = performance.now();
  let run: Run = await client.post(path, {});
  while (run.state === 'pending' || run.state === 'running') {
    await sleep(25);
    run = await client.get(p`/instances/${INSTANCE}/runs/${run.id}`);
  }
  if (run.state !== 'success') throw new Error(`${path} ended as ${run.state}: ${run.error?.message ?? ''}`);
  return { run, seconds: (performance.now() - started) / 1000 };
}

/** A connection to Muster's own database. */
export async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return client;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`muster serve ended with exit code ${child.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Settings of a Muster that this machine runs are not for this one. */
function withoutSettings(): Record<string, string | undefined> {
  const names = Object.keys(process.env).filter(
    (name) => !name.startsWith('MUSTER_') && name !== 'DATABASE_URL',
  );
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

/** A benchmark that fails or is interrupted leaves no server behind: each ends its own PostgreSQL on SIGTERM. */
process.once('exit', () => {
  for (const { child, folder } of running) {
    child.kill('SIGTERM');
    if (existsSync(folder)) console.error(`left behind: ${folder}`);
  }
});
