import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { deleteSource, updateSource } from '../../src/sync/source-settings.ts';
import { ACTOR, Engine, until } from './engine.ts';

describe('connections that sources tell their changes over', () => {
  let engine: Engine;
  before(async () => {
    engine = await Engine.start();
  });
  after(() => engine.stop());
  beforeEach(async () => {
    await engine.db.query(`DELETE FROM source; DELETE FROM run; DELETE FROM account`);
    engine.memory.items = [engine.memory.user('anna')];
    engine.memory.opened = 0;
    engine.memory.refusesConnections = false;
  });

  const connected = (n: number) => until(async () => engine.memory.connections.size === n);
  const update = (source: string, patch: object) =>
    updateSource(engine.db, engine.deps, ACTOR, 'acme', source, patch);

  test('of two processes one holds the connection, and the other takes over', async () => {
    const both = [await engine.startIntake(), await engine.startIntake()];
    const source = await engine.source({ config: { listens: true } });
    await engine.sync(source);
    engine.memory.items.push(engine.memory.user('bert'));
    await connected(1);
    await engine.memory.tell('first', [{ kind: 'user', id: 'key-bert' }]);
    // Acknowledged means stored.
    assert.equal(await engine.count('source_event'), 1);
    await engine.settled(source);
    assert.deepEqual(Object.keys(await engine.accounts()), ['anna', 'bert']);
    assert.equal(engine.memory.opened, 1);
    await both[0]!.stop();
    await connected(1);
    await both[1]!.stop();
    assert.equal(engine.memory.connections.size, 0);
  });

  test('it follows the settings: opened, reopened, closed', async () => {
    const intake = await engine.startIntake();
    const source = await engine.source({ config: { listens: false } });
    await update(source, { config: { listens: true } });
    await connected(1);
    await update(source, { config: { listens: true, host: 'another' } });
    await until(async () => engine.memory.opened === 2 && engine.memory.connections.size === 1);
    await update(source, { enabled: false });
    await connected(0);
    await update(source, { enabled: true });
    await connected(1);
    await update(source, { config: { listens: false, host: 'another' } });
    await connected(0);
    await update(source, { config: { listens: true, host: 'another' } });
    await connected(1);
    await deleteSource(engine.db, engine.deps, ACTOR, 'acme', source);
    await connected(0);
    await intake.stop();
  });

  test('one that cannot be opened is tried again', async () => {
    engine.memory.refused = 0;
    engine.memory.refusesConnections = true;
    const intake = await engine.startIntake();
    const source = await engine.source({ config: { listens: true } });
    await until(async () => engine.memory.refused > 1);
    engine.memory.refusesConnections = false;
    await connected(1);
    await engine.sync(source);
    engine.memory.items.push(engine.memory.user('bert'));
    await engine.memory.tell('late', [{ kind: 'user', id: 'key-bert' }]);
    await engine.settled(source);
    assert.deepEqual(Object.keys(await engine.accounts()), ['anna', 'bert']);
    await intake.stop();
  });

  test('a process that loses its database connection closes the source’s, and opens it again', async () => {
    const intake = await engine.startIntake();
    await engine.source({ config: { listens: true } });
    await connected(1);
    await engine.db.query(
      `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND a.datname = current_database()`,
    );
    await until(async () => engine.memory.opened === 2 && engine.memory.connections.size === 1);
    await intake.stop();
  });
});
