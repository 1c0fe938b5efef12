/** A whole Muster as a process of its own, on its embedded PostgreSQL with every write durable, made to be killed. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLI_TOKEN_FILE } from '../../src/admin/first-start.ts';
import { type Client, openClient } from '../../src/cli/client.ts';
import { type Db, openDb } from '../../src/db/db.ts';
import { runningEmbedded } from '../../src/db/embedded.ts';
import { stopLeftOver } from '../../src/db/postmaster.ts';
import type { Run } from '../../src/model/run.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'muster.js');
const POLL_MS = 5;

export class Muster {
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #client: Client | undefined;
  #url = '';

  private constructor(folder: string) {
    this.#folder = folder;
    process.once('exit', () => this.#child?.kill('SIGKILL'));
  }

  /** In a folder of its own that lasts until `remove`, over every kill and restart. */
  static async start(): Promise<Muster> {
    const folder = mkdtempSync(join(tmpdir(), 'muster-faults-'));
    // As root, the database runs under another user, who has to pass through.
    chmodSync(folder, 0o755);
    const muster = new Muster(folder);
    try {
      await muster.restart();
    } catch (error) {
      await muster.remove();
      throw error;
    }
    return muster;
  }

  get client(): Client {
    if (!this.#client) throw new Error('this Muster does not run');
    return this.#client;
  }

  get url(): string {
    return this.#url;
  }

  /** Resolves when the server listens; rejects with what it wrote when it ends before. */
  async restart(): Promise<void> {
    const child = spawn(process.execPath, [PROGRAM, 'serve'], {
      env: {
        PATH: process.env.PATH,
        MUSTER_DATA: this.#folder,
        MUSTER_PORT: '0',
        MUSTER_LOG_FORMAT: 'json',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let written = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        written = (written + chunk).slice(-4000);
      });
    this.#url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const { msg, url } = line.startsWith('{') ? JSON.parse(line) : {};
        if (msg === 'Muster is ready') resolve(url);
      });
      child.once('close', (code) => reject(new Error(`Muster ended with code ${code}: ${written}`)));
    });
    const token = readFileSync(join(this.#folder, CLI_TOKEN_FILE), 'utf8').trim();
    this.#client = openClient({ url: this.#url, token, language: 'en' });
  }

  /** kill -9 of the server; its PostgreSQL is left to the next start, as after a real one. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Stops whatever still runs and forgets the data. */
  async remove(): Promise<void> {
    await this.stop();
    await stopLeftOver(join(this.#folder, 'postgres'));
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  /** The database behind the server's back, for what the API does not show. */
  async database<T>(look: (db: Db) => Promise<T>): Promise<T> {
    const url = runningEmbedded(this.#folder);
    if (url === undefined) throw new Error('the database does not run');
    const db = openDb(url, { max: 1 });
    try {
      return await look(db);
    } finally {
      await db.close();
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#client = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}

/** A sync or a push: where it is started, and where its runs are found. */
export interface Work {
  /** Path of the instance in the API. */
  instance: string;
  /** Path that starts it. */
  start: string;
}

/** Runs the work to a good end, with balanced books. */
export async function runWell(muster: Muster, work: Work): Promise<Run> {
  const { run: ended } = await run(muster, work);
  const records = await muster.client.list(`${work.instance}/runs/${ended.id}/records`, { limit: 3 });
  assert.deepEqual([ended.state, ended.error, records], ['success', null, []]);
  assert.equal(ended.books?.balanced, true, JSON.stringify(ended.books));
  return ended;
}

/** Runs the work to its end; `ms` is how long it took from when it was seen to run. */
export async function run({ client }: Muster, work: Work): Promise<{ run: Run; ms: number }> {
  const started = await begin(client, work);
  const since = performance.now();
  const ended = await until(client, work, started, isOver);
  return { run: ended, ms: performance.now() - since };
}

/**
 * Kills the server `ms` after the work was seen to run, starts it again and gives the run as it is then. Work that is
 * over by then is left alone: its run comes back as it ended, and `ms` says how long it took.
 */
export async function killDuring(muster: Muster, work: Work, ms: number): Promise<{ run: Run; ms: number }> {
  const started = await begin(muster.client, work);
  const since = performance.now();
  const passed = () => performance.now() - since;
  const last = await until(muster.client, work, started, (seen) => isOver(seen) || passed() >= ms);
  if (isOver(last)) return { run: last, ms: passed() };
  await muster.kill();
  await muster.restart();
  return { run: await show(muster.client, work, started), ms };
}

const isOver = ({ state }: Run) => state !== 'pending' && state !== 'running';

async function begin(client: Client, work: Work): Promise<Run> {
  return until(client, work, await client.post(work.start, {}), ({ state }) => state !== 'pending');
}

async function until(client: Client, work: Work, started: Run, holds: (run: Run) => boolean): Promise<Run> {
  for (let last = started; ; last = await show(client, work, started)) {
    if (holds(last)) return last;
    await sleep(POLL_MS);
  }
}

function show(client: Client, { instance }: Work, { id }: Run): Promise<Run> {
  return client.get(`${instance}/runs/${id}`);
}
