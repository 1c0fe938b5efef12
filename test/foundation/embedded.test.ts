import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, describe, it } from 'node:test';
import { openDb } from '../../src/db/db.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { MusterError } from '../../src/errors/error.ts';
import { temporaryFolder } from './process.ts';

const root = temporaryFolder();
after(() => rmSync(root, { recursive: true, force: true }));

const silent = { info() {}, warn() {} };
const isRoot = process.getuid?.() === 0;
const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;

function folder(name: string): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  return path;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const db = openDb(url, { max: 1 });
  try {
    return (await db.query(sql)).rows;
  } finally {
    await db.close();
  }
}

describe('startEmbedded', () => {
  it('makes a durable UTF-8 database of PostgreSQL 18, on a socket only, and keeps it over a restart', async () => {
    const path = folder('usual');
    const first = await startEmbedded(path, silent);
    const [settings] = await query(
      first.url,
      `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('fsync') AS fsync,
         current_setting('synchronous_commit') AS commit, current_setting('listen_addresses') AS tcp,
         current_setting('server_encoding') AS encoding, upper('ä') AS upper`,
    );
    assert.deepEqual(settings, {
      version: 18,
      fsync: 'on',
      commit: 'on',
      tcp: '',
      encoding: 'UTF8',
      upper: 'Ä',
    });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS value');
    await first.stop();
    const second = await startEmbedded(path, silent);
    assert.deepEqual(await query(second.url, 'SELECT value FROM kept'), [{ value: 1 }]);
    await second.stop();
  });

  it('refuses a log-on without the password', async () => {
    const server = await startEmbedded(folder('password'), silent);
    const guessed = server.url.replace(/:[^:@/]+@/, ':guess@');
    await assert.rejects(
      query(guessed, 'SELECT 1'),
      (error) => (error as { code?: string }).code === '28P01',
    );
    await server.stop();
  });

  it('removes no folder but its own because postmaster.pid says so', async () => {
    const path = folder('forged');
    const victim = folder('victim');
    const stepping = mkdtempSync(join(tmpdir(), 'muster-socket-'));
    const forged = `${stepping}/../${relative(tmpdir(), victim)}`;
    mkdirSync(join(path, 'postgres'));
    writeFileSync(join(path, 'postgres', 'postmaster.pid'), `4194304\n\n0\n5432\n${forged}\n`);
    await assert.rejects(startEmbedded(path, silent));
    assert.ok(statSync(victim).isDirectory());
    rmSync(stepping, { recursive: true });
  });

  it('runs as root under an unprivileged user', { skip: !isRoot && 'needs root' }, async () => {
    const path = folder('root');
    const server = await startEmbedded(path, silent);
    assert.equal(statSync(join(path, 'postgres')).uid, 65534);
    assert.equal(statSync(`/proc/${server.pid}`).uid, 65534);
    assert.equal(statSync(join(path, 'postgres.password')).mode & 0o077, 0);
    await server.stop();
  });

  it('keeps the owner that the data of a folder have', { skip: !isRoot && 'needs root' }, async () => {
    const path = folder('owner');
    await (await startEmbedded(path, silent)).stop();
    assert.equal(spawnSync('chown', ['-R', '12345:12345', join(path, 'postgres')]).status, 0);
    const server = await startEmbedded(path, silent);
    assert.equal(statSync(`/proc/${server.pid}`).uid, 12345);
    await server.stop();
  });

  it('says that root’s PostgreSQL cannot get into a closed folder', {
    skip: !isRoot && 'needs root',
  }, async () => {
    const closed = folder('closed');
    mkdirSync(join(closed, 'data'));
    chmodSync(closed, 0o700);
    await assert.rejects(startEmbedded(join(closed, 'data'), silent), code('data_folder_closed'));
  });

  it('works where the path is too long for a socket', async () => {
    const server = await startEmbedded(folder('long'.repeat(30)), silent);
    assert.deepEqual(await query(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    await server.stop();
  });

  it('ends a PostgreSQL that was left over and keeps what was committed', async () => {
    const path = folder('left over');
    const first = await startEmbedded(path, silent);
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS value');
    const second = await startEmbedded(path, silent);
    assert.ok((await first.lost) instanceof MusterError);
    assert.deepEqual(await query(second.url, 'SELECT value FROM kept'), [{ value: 1 }]);
    await second.stop();
  });

  it('recovers after the PostgreSQL itself was killed, and tells its owner', async () => {
    const path = folder('killed');
    const first = await startEmbedded(path, silent);
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS value');
    process.kill(first.pid, 'SIGKILL');
    assert.equal((await first.lost).code, 'database_lost');
    const second = await startEmbedded(path, silent);
    assert.deepEqual(await query(second.url, 'SELECT value FROM kept'), [{ value: 1 }]);
    await second.stop();
  });

  it('is not stopped by an old pid file whose number another program has', async () => {
    const path = folder('pid');
    const first = await startEmbedded(path, silent);
    const pidFile = join(path, 'postgres', 'postmaster.pid');
    const content = readFileSync(pidFile, 'utf8');
    await first.stop();
    const asUser = isRoot ? { uid: 65534, gid: 65534 } : {};
    const other = spawn('sleep', ['60'], { ...asUser, stdio: 'ignore' });
    writeFileSync(pidFile, content.replace(String(first.pid), String(other.pid)));
    if (isRoot) chownSync(pidFile, 65534, 65534);
    const second = await startEmbedded(path, silent);
    assert.equal(other.exitCode, null);
    await second.stop();
    other.kill();
    await once(other, 'exit');
  });

  it('refuses data of another PostgreSQL', async () => {
    const path = folder('version');
    await (await startEmbedded(path, silent)).stop();
    writeFileSync(join(path, 'postgres', 'PG_VERSION'), '17\n');
    await assert.rejects(startEmbedded(path, silent), code('database_folder_version'));
  });

  it('says in its error what PostgreSQL wrote last', async () => {
    const path = folder('damaged');
    await (await startEmbedded(path, silent)).stop();
    rmSync(join(path, 'postgres', 'global', 'pg_control'));
    await assert.rejects(
      startEmbedded(path, silent),
      (error) =>
        code('database_start_failed')(error) && /pg_control|database system/.test((error as Error).message),
    );
  });
});
