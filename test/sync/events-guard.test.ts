import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Run } from '../../src/model/run.ts';
import type { Touched } from '../../src/sources/source.ts';
import { storeEvents } from '../../src/sync/events.ts';
import { Engine, until } from './engine.ts';

describe('what events may remove', () => {
  let engine: Engine;
  let source: string;
  let told = 0;
  before(async () => {
    engine = await Engine.start();
    await engine.startIntake();
  });
  after(() => engine.stop());
  beforeEach(async () => {
    await engine.db.query(
      `DELETE FROM source; DELETE FROM run; DELETE FROM recycle_bin; DELETE FROM account`,
    );
    await engine.db.query(`DELETE FROM org_unit WHERE parent_id IS NOT NULL`);
    engine.memory.items = Array.from({ length: 100 }, (_, i) => engine.memory.user(name(i)));
    source = await engine.source({ guard: { users: 10, orgs: 10, groups: 10, share: 100 } });
    await engine.sync(source);
  });

  const name = (i: number) => `u${String(i).padStart(4, '0')}`;
  const key = (i: number) => `key-${name(i)}`;
  /** People `from` to `to` leave, each in an event of its own. */
  const leave = async (from: number, to: number) => {
    const gone = Array.from({ length: to - from }, (_, i) => key(from + i));
    engine.memory.items = engine.memory.items.filter((item) => !gone.includes(item.key));
    await tell(...gone.map((id): Touched => ({ kind: 'user', id })));
  };
  const tell = (...touched: Touched[]) =>
    storeEvents(
      engine.db,
      source,
      touched.map((object) => ({ id: `event-${++told}`, touched: [object] })),
    );
  const waiting = async (): Promise<Run[]> =>
    (await engine.runs(source)).filter(({ state }) => state === 'awaiting_confirmation');

  test('a flood of leave events is held, and a person decides about all of it at once', async () => {
    await leave(0, 30);
    await engine.settled(source);
    assert.equal(await engine.count('account'), 100);
    const [held] = await waiting();
    assert.equal((await engine.plan(held!.id)).length, 30);
    // More leave while it waits, and somebody joins.
    engine.memory.items.push(engine.memory.user('new'));
    await leave(30, 40);
    await tell({ kind: 'user', id: 'key-new' });
    await engine.settled(source);
    assert.equal(await engine.count('account'), 100);
    const plans = await waiting();
    assert.equal(plans.length, 1);
    assert.equal((await engine.plan(plans[0]!.id)).length, 41);
    const applied = await engine.confirm(plans[0]!.id);
    assert.equal(applied.state, 'success', JSON.stringify(applied.error));
    assert.equal(applied.books?.balanced, true);
    assert.equal(await engine.count('account'), 61);
    // What was confirmed is not counted against the next ones.
    await leave(40, 45);
    await engine.settled(source);
    assert.equal(await engine.count('account'), 56);
  });

  test('leave events one by one are counted together', async () => {
    for (let i = 0; i < 14; i++) {
      await leave(i, i + 1);
      await engine.settled(source);
    }
    assert.equal(await engine.count('account'), 90);
    const [held] = await waiting();
    assert.equal((await engine.plan(held!.id)).length, 4);
    assert.partialDeepStrictEqual(held!.guard, {
      over: [{ what: 'users', count: 14, limit: 10 }],
      earlier: { users: 10 },
    });
    // A full run that an event starts judges them with its own; one that a person starts judges its own alone.
    await storeEvents(engine.db, source, [{ id: 'everything', touched: null }]);
    await engine.settled(source);
    assert.equal(await engine.count('account'), 90);
    assert.deepEqual(
      (await waiting()).map(({ id }) => id === held!.id),
      [false],
    );
    await engine.sync(source);
    assert.equal(await engine.count('account'), 86);
  });

  test('who joins or changes is applied while the guard counts leavers', async () => {
    await leave(0, 10);
    await engine.settled(source);
    engine.memory.items.push(engine.memory.user('new'));
    await tell({ kind: 'user', id: 'key-new' });
    await engine.settled(source);
    assert.deepEqual(await waiting(), []);
    assert.equal(await engine.count('account'), 91);
  });

  test('leavers whom the policy keeps are disabled, and lose their memberships', async () => {
    await engine.db.query(`UPDATE source SET leavers = '{"policy":"disable"}'`);
    const group = engine.memory.group('all', [`uid=${name(0)}`, `uid=${name(50)}`]);
    engine.memory.items.push(group);
    await engine.sync(source);
    await leave(0, 2);
    await engine.settled(source);
    const accounts = await engine.accounts();
    assert.deepEqual([accounts[name(0)]!.enabled, accounts[name(50)]!.enabled], [false, true]);
    assert.deepEqual(await engine.members('all'), [name(50)]);
  });

  test('a plan of a full run still holds after events about others, not after one about somebody in it', async () => {
    engine.memory.items[0]!.attributes.cn = 'Planned';
    const plan = await engine.sync(source, 'plan');
    engine.memory.items[1]!.attributes.cn = 'Told';
    await tell({ kind: 'user', id: key(1) });
    await engine.settled(source);
    assert.equal((await engine.confirm(plan.id)).state, 'success');
    assert.equal((await engine.accounts())[name(0)]!.displayName, 'Planned');

    engine.memory.items[2]!.attributes.cn = 'Planned';
    const next = await engine.sync(source, 'plan');
    engine.memory.items[2]!.attributes.cn = `Name of ${name(2)}`;
    await tell({ kind: 'user', id: key(2) });
    await engine.settled(source);
    assert.equal((await engine.confirm(next.id)).error?.code, 'plan_stale');
  });

  test('a plan that would remove somebody who is back is not applied', async () => {
    const [back] = engine.memory.items.splice(0, 1);
    const plan = await engine.sync(source, 'plan');
    engine.memory.items.push(back!);
    await tell({ kind: 'user', id: back!.key });
    await engine.settled(source);
    assert.equal((await engine.confirm(plan.id)).error?.code, 'plan_stale');
    assert.equal(await engine.count('account'), 100);
  });

  test('a partial run that breaks off while it writes makes the next full run look at everybody', async () => {
    const failed = async (options: string) => {
      await engine.db.query(
        `INSERT INTO run (id, instance_id, kind, subject_id, trigger, mode, state, options, created_by, ended_at)
         VALUES ('run_zzz', 'acme', 'sync', $1, 'event', 'run', 'failed', $2, 'x', now())`,
        [source, options],
      );
      await engine.db.query(`UPDATE link SET values = '{}' WHERE key = $1`, [key(5)]);
      await engine.sync(source);
      await until(async () => (await engine.runs(source)).every(({ state }) => state !== 'running'));
      const { rows } = await engine.db.query(`SELECT values FROM link WHERE key = $1`, [key(5)]);
      await engine.db.query(`DELETE FROM run WHERE id = 'run_zzz'`);
      return Object.keys(rows[0]!.values).length > 0;
    };
    assert.equal(await failed('{"touched":[]}'), false, 'nothing had been written');
    assert.equal(await failed('{"touched":[],"read":[]}'), true);
  });
});
