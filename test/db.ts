/**
 * A fresh, migrated database for each test, on the server that MUSTER_TEST_DATABASE_URL names (scripts/test.js sets
 * it) or on one that this process starts for itself and ends with itself.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Db, openDb } from '../src/db/db.ts';
import { type Embedded, startEmbedded } from '../src/db/embedded.ts';
import { migrate, readMigrations } from '../src/db/migrate.ts';
import { stopLeftOver } from '../src/db/postmaster.ts';

export interface TestDb {
  db: Db;
  url: string;
  /** Closes `db` and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

const FOLDER = /^muster-test-(\d+)-/;
/** What a crash would cost in tests is nothing. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '64MB' };

let server: Promise<string> | undefined;
let template: Promise<string> | undefined;

/** A database of one's own with all migrations applied. */
export async function testDb(): Promise<TestDb> {
  const admin = await testServer();
  template ??= migratedTemplate(admin);
  return createDatabase(admin, await template);
}

/** As `testDb`, without any table. */
export async function emptyTestDb(): Promise<TestDb> {
  return createDatabase(await testServer(), 'template0');
}

/** URL of the test server's maintenance database, as a user who may create databases. */
export function testServer(): Promise<string> {
  server ??= Promise.resolve(process.env.MUSTER_TEST_DATABASE_URL ?? startOwnServer());
  return server;
}

/** A server in a folder for temporary files; the caller stops it. */
export async function startTestServer(): Promise<Embedded & { folder: string }> {
  await removeLeftOvers();
  const folder = mkdtempSync(join(tmpdir(), `muster-test-${process.pid}-`));
  const embedded = await startEmbedded(folder, { info() {}, warn() {} }, FAST);
  return { ...embedded, folder };
}

async function startOwnServer(): Promise<string> {
  const { url, pid, folder } = await startTestServer();
  process.once('exit', () => {
    process.kill(pid, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  });
  return url;
}

/** Servers of this user's test processes that were killed. */
async function removeLeftOvers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(FOLDER.exec(name)?.[1]);
    const folder = join(tmpdir(), name);
    if (!pid || isAlive(pid) || !isOurs(folder)) continue;
    await stopLeftOver(join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** False too for what another test process has just removed. */
function isOurs(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Made once for each state of the migrations and shared by all test processes on the server. */
async function migratedTemplate(admin: string): Promise<string> {
  const steps = readMigrations();
  const state = createHash('sha256')
    .update(steps.map(({ checksum }) => checksum).join())
    .digest('hex');
  const name = `muster_template_${state.slice(0, 12)}`;
  const unfinished = `${name}_unfinished`;
  await onServer(admin, async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return;
    await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${unfinished} TEMPLATE template0 ENCODING 'UTF8'`);
    const db = openDb(databaseUrl(admin, unfinished), { max: 1 });
    await migrate(db, steps).finally(() => db.close());
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  });
  return name;
}

async function createDatabase(admin: string, from: string): Promise<TestDb> {
  const name = `muster_test_${randomBytes(6).toString('hex')}`;
  // Copying files is faster than writing each block to the log: nothing here has to survive.
  const create = `CREATE DATABASE ${name} TEMPLATE ${from} ENCODING 'UTF8' STRATEGY file_copy`;
  await onServer(admin, (client) => client.query(create));
  const url = databaseUrl(admin, name);
  const db = openDb(url);
  return {
    db,
    url,
    async drop() {
      await db.close();
      await onServer(admin, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The same server, another database; a URL without a host (Unix socket) is not one for `new URL`. */
function databaseUrl(url: string, name: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/?]*)\/?[^?]*/, `$1/${name}`);
}
