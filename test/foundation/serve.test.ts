import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { emptyTestDb } from '../db.ts';
import { type ServerProcess, startProcess, temporaryFolder } from './process.ts';

const root = temporaryFolder();
const running = new Set<ServerProcess>();
after(async () => {
  for (const { child } of running) child.kill('SIGTERM');
  await Promise.all([...running].map(({ exited }) => exited));
  rmSync(root, { recursive: true, force: true });
});

const isRoot = process.getuid?.() === 0;

function start(environment: Record<string, string>, as?: number): ServerProcess {
  const server = startProcess(environment, as);
  running.add(server);
  void server.exited.then(() => running.delete(server));
  return server;
}

/** The error that ended a start. */
async function failure(environment: Record<string, string>): Promise<{ code: string; message: string }> {
  const { code, errors } = await start(environment).exited;
  assert.equal(code, 3, errors);
  return JSON.parse(errors);
}

describe('serve', () => {
  it('answers health, readiness and metrics, and stops cleanly on SIGTERM', async () => {
    const server = start({ MUSTER_DATA: join(root, 'usual') });
    const { url } = await server.ready;
    for (const path of ['/healthz', '/readyz']) assert.equal((await fetch(url + path)).status, 200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    assert.match(metrics, /muster_database_connections\{state="open"\} [1-9]/);
    assert.match(
      metrics,
      /muster_http_request_seconds_count\{method="GET",route="\/readyz",status="200"\} 1/,
    );
    server.child.kill('SIGTERM');
    const { code, messages } = await server.exited;
    assert.equal(code, 0);
    assert.ok(messages.includes('worker stopped'));
    assert.ok(!messages.includes('stopping failed'));
    assert.throws(
      () => statSync(join(root, 'usual', 'postgres', 'postmaster.pid')),
      'PostgreSQL is stopped too',
    );
  });

  it('keeps a second one out, and starts again after kill -9', async () => {
    const MUSTER_DATA = join(root, 'killed');
    const first = start({ MUSTER_DATA });
    await first.ready;
    const second = await failure({ MUSTER_DATA });
    assert.equal(second.code, 'data_folder_held');
    assert.ok(second.message.includes(`process ${first.child.pid}, since `), second.message);
    first.child.kill('SIGKILL');
    await first.exited;
    const third = start({ MUSTER_DATA });
    await third.ready;
    third.child.kill('SIGINT');
    assert.equal((await third.exited).code, 0);
  });

  it('runs as a user without rights', { skip: !isRoot && 'needs root to become another user' }, async () => {
    const MUSTER_DATA = join(root, 'nobody');
    mkdirSync(MUSTER_DATA);
    chownSync(MUSTER_DATA, 65534, 65534);
    const server = start({ MUSTER_DATA }, 65534);
    await server.ready;
    server.child.kill('SIGTERM');
    assert.equal((await server.exited).code, 0);
  });

  it('ends with an error when its PostgreSQL is gone', async () => {
    const MUSTER_DATA = join(root, 'lost');
    const server = start({ MUSTER_DATA });
    await server.ready;
    const pid = Number(readFileSync(join(MUSTER_DATA, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    assert.equal((await server.exited).code, 1);
  });

  it('says which address it cannot listen on', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { code, message } = await failure({
      MUSTER_DATA: join(root, 'port'),
      MUSTER_PORT: String(port),
    }).finally(() => other.close());
    assert.equal(code, 'listen_failed');
    assert.ok(message.includes(`127.0.0.1:${port}`));
  });
});

describe('the key', () => {
  it('must stay the one the database was first used with', async () => {
    const { url, drop } = await emptyTestDb();
    const settings = { MUSTER_DATA: join(root, 'key'), DATABASE_URL: url };
    const first = start(settings);
    await first.ready;
    first.child.kill('SIGTERM');
    await first.exited;
    assert.equal(statSync(join(root, 'key', 'key')).mode & 0o777, 0o600);
    assert.equal(
      (await failure({ ...settings, MUSTER_KEY: randomBytes(32).toString('hex') })).code,
      'key_wrong',
    );
    chmodSync(join(root, 'key', 'key'), 0o644);
    assert.equal((await failure(settings)).code, 'key_unreadable');
    await drop();
  });
});

describe('a PostgreSQL of one’s own', () => {
  it('is refused with what is wrong when it cannot be used', async () => {
    const { db, url, drop } = await emptyTestDb();
    const name = `muster_stranger_${randomBytes(4).toString('hex')}`;
    await db.query(`CREATE ROLE ${name} LOGIN PASSWORD 'right'`);
    const as = (user: string) => url.replace(/\/\/[^@]*@/, `//${user}@`);
    const tries: [url: string, code: string][] = [
      ['postgresql://muster:x@127.0.0.1:1/muster', 'database_unreachable'],
      ['postgresql://muster:x@no-such-host.invalid/muster', 'database_unreachable'],
      [url.replace(/\/muster_test_\w+/, '/absent'), 'database_absent'],
      [as(`${name}:right`), 'database_permission'],
    ];
    try {
      for (const [DATABASE_URL, code] of tries) {
        const error = await failure({ MUSTER_DATA: join(root, 'own'), DATABASE_URL });
        assert.equal(error.code, code, DATABASE_URL);
        assert.ok(!JSON.stringify(error).includes('right'), 'no password in the message');
      }
    } finally {
      await db.query(`DROP ROLE ${name}`);
      await drop();
    }
  });

  it('is not tried with a schema of a newer Muster', async () => {
    const { db, url, drop } = await emptyTestDb();
    await db.query(
      `CREATE TABLE schema_migration (version int, name text, applied_at timestamptz, checksum text)`,
    );
    await db.query(`INSERT INTO schema_migration VALUES (9000, 'from_the_future', now(), '')`);
    const error = await failure({ MUSTER_DATA: join(root, 'newer'), DATABASE_URL: url });
    assert.equal(error.code, 'schema_newer');
    assert.match(error.message, /9000 \(from_the_future\)/);
    await drop();
  });
});

describe('a data folder that cannot be used', () => {
  it('is named', async () => {
    writeFileSync(join(root, 'file'), '');
    assert.equal((await failure({ MUSTER_DATA: join(root, 'file') })).code, 'data_folder_denied');
  });
});
