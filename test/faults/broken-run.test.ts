/** The point at which a kill is rare but costs most: everything written except what follows from it. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Engine } from '../sync/engine.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await Engine.start();
});
afterEach(() => engine.stop());

test('memberships that a run did not come to are made up for by the next, though no record has changed', async () => {
  const { db, memory } = engine;
  const source = await engine.source();
  memory.items = [memory.user('anna'), memory.group('staff', ['uid=anna'])];
  const first = await engine.sync(source);
  // As the process left it that died after the groups and before the memberships.
  await db.query(`DELETE FROM group_member`);
  await db.query(`UPDATE run SET state = 'failed' WHERE id = $1`, [first.id]);

  const next = await engine.sync(source);
  assert.equal(next.state, 'success');
  assert.deepEqual([next.counters.user?.same, next.counters.group?.same], [1, 1]);
  assert.deepEqual(await engine.members('staff'), ['anna']);
});
