import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount, updateAccount } from '../../src/directory/accounts.ts';
import { appendChange, appendChanges, listChanges } from '../../src/directory/change-log.ts';
import { ACTOR, failure, freshDirectory, INSTANCE } from './directory.ts';

const directory = freshDirectory();

test('a refused write leaves no line', async () => {
  const { db } = directory;
  await createAccount(db, ACTOR, INSTANCE, { username: 'one' });
  const before = await listChanges(db, INSTANCE, { limit: 100 });
  await assert.rejects(
    createAccount(db, ACTOR, INSTANCE, { username: 'ONE' }),
    failure('duplicate_value', { field: 'username' }),
  );
  assert.deepEqual(await listChanges(db, INSTANCE, { limit: 100 }), before);
});

test('the log is paged and filtered, newest first', async () => {
  const { db } = directory;
  const lines = Array.from({ length: 5 }, (_, i) => ({
    entity: 'account',
    entityId: `user_${i % 2}`,
    op: 'update',
    before: { n: i },
    after: { n: i + 1, hostile: "\0 \ud800 '; DROP" },
  }));
  await appendChanges(db, { name: 'sync', runId: 'run_7' }, INSTANCE, lines);
  const pick = async (filter: object) =>
    (await listChanges(db, INSTANCE, { limit: 10, ...filter })).map(({ before }) => before?.n);
  assert.deepEqual(await pick({ runId: 'run_7' }), [4, 3, 2, 1, 0]);
  assert.deepEqual(await pick({ entityId: 'user_1' }), [3, 1]);
  assert.deepEqual(await pick({ actor: 'sync', limit: 2 }), [4, 3]);
  assert.deepEqual(await pick({ actor: "sync' OR 1=1 --" }), []);
  assert.deepEqual(await pick({ actor: 'sync\0' }), []);
  assert.deepEqual(await pick({ since: new Date(Date.now() + 60_000) }), []);
  const [, second] = await listChanges(db, INSTANCE, { runId: 'run_7', limit: 2 });
  assert.deepEqual(await pick({ runId: 'run_7', before: second!.seq }), [2, 1, 0]);
  assert.deepEqual(await listChanges(db, 'other', { limit: 10 }), []);
});

test('nothing updates or deletes a line', async () => {
  for (const statement of [
    'UPDATE change_log SET actor = $$x$$',
    'DELETE FROM change_log',
    'TRUNCATE change_log',
  ])
    await assert.rejects(directory.db.query(statement), /append-only/);
});

test('listeners hear of a write when it is committed, and only then', async () => {
  const { db } = directory;
  const listener = await db.connect();
  const heard: (string | undefined)[] = [];
  listener.on('notification', ({ payload }) => heard.push(payload));
  try {
    await listener.query('LISTEN muster_change');
    const line = { entity: 'account', entityId: 'user_x', op: 'update', before: null, after: null };
    await db.tx(async (sql) => {
      await appendChange(sql, ACTOR, { instanceId: INSTANCE, ...line });
      await appendChange(sql, ACTOR, { instanceId: INSTANCE, ...line });
      await listener.query('SELECT 1');
      assert.deepEqual(heard, []);
    });
    await db
      .tx(async (sql) => {
        await appendChange(sql, ACTOR, { instanceId: 'rolled-back', ...line });
        throw new Error('changed my mind');
      })
      .catch(() => {});
    await updateAccount(db, ACTOR, INSTANCE, 'one', { displayName: 'One' });
    await listener.query('SELECT 1');
    assert.deepEqual(heard, [INSTANCE, INSTANCE]);
  } finally {
    listener.release(true);
  }
});
