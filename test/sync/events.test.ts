import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { SourceEvent, Touched } from '../../src/sources/source.ts';
import { ATTEMPTS_MAX, OBJECTS_MAX, storeEvents } from '../../src/sync/events.ts';
import { updateSource } from '../../src/sync/source-settings.ts';
import { ACTOR, Engine, until } from './engine.ts';

describe('changes as a source tells them', () => {
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
      `DELETE FROM source; DELETE FROM run; DELETE FROM recycle_bin; DELETE FROM account; DELETE FROM directory_group`,
    );
    await engine.db.query(`DELETE FROM org_unit WHERE parent_id IS NOT NULL`);
    const { memory } = engine;
    memory.items = [];
    memory.fault = 'none';
    memory.rereads = [];
    memory.beforeReread = async () => {};
    source = await engine.source();
    await engine.sync(source);
  });

  const user = (uid: string): Touched => ({ kind: 'user', id: `key-${uid}` });
  const event = (...touched: Touched[]): SourceEvent => ({ id: `event-${++told}`, touched });
  const tell = (...touched: Touched[]) => storeEvents(engine.db, source, [event(...touched)]);
  const people = (n: number) =>
    Array.from({ length: n }, (_, i) => engine.memory.user(`u${String(i).padStart(4, '0')}`));
  const remove = (key: string) => {
    engine.memory.items = engine.memory.items.filter((item) => item.key !== key);
  };
  const names = async () => Object.keys(await engine.accounts());

  test('who joins, changes and leaves is applied, and nobody else is looked at', async () => {
    const { memory } = engine;
    memory.items = people(5);
    await engine.sync(source);
    const before = await engine.accounts();
    // Changes that no event tells of.
    memory.items[1]!.attributes.cn = 'Not told';
    remove('key-u0002');
    memory.items.push(memory.user('new'));
    memory.items[0]!.attributes.cn = 'Changed';
    remove('key-u0003');
    await tell(user('new'), user('u0000'), user('u0003'));
    const [run] = await engine.settled(source);
    assert.equal(run!.state, 'success', JSON.stringify(run!.error));
    assert.partialDeepStrictEqual(run!.counters.user, { read: 2, created: 1, updated: 1, deleted: 1 });
    assert.equal(run!.books?.balanced, true);
    const now = await engine.accounts();
    assert.deepEqual(Object.keys(now), ['new', 'u0000', 'u0001', 'u0002', 'u0004']);
    assert.equal(now.u0000!.displayName, 'Changed');
    for (const name of ['u0001', 'u0002', 'u0004']) assert.deepEqual(now[name], before[name]);
    assert.deepEqual(memory.rereads, [[user('new'), user('u0000'), user('u0003')]]);
    // What no event told is found by the full check.
    await engine.sync(source);
    assert.deepEqual(await names(), ['new', 'u0000', 'u0001', 'u0004']);
    assert.equal((await engine.accounts()).u0001!.displayName, 'Not told');
  });

  test('a leaver who comes back gets the old id', async () => {
    const { memory } = engine;
    memory.items = people(3);
    await engine.sync(source);
    const { id } = (await engine.accounts()).u0001!;
    const [gone] = memory.items.splice(1, 1);
    await tell(user('u0001'));
    await engine.settled(source);
    assert.deepEqual(await names(), ['u0000', 'u0002']);
    memory.items.push(gone!);
    await tell(user('u0001'));
    await engine.settled(source);
    assert.equal((await engine.accounts()).u0001!.id, id);
  });

  test('before the first full run nothing begins by itself; that run covers what came', async () => {
    const other = await engine.source({ name: 'Other' });
    engine.memory.items = people(1);
    await storeEvents(engine.db, other, [event(user('u0000'))]);
    // Both sources are looked at together.
    await tell(user('u0000'));
    await engine.settled(source);
    assert.deepEqual(await engine.runs(other), []);
    await engine.sync(other);
    assert.deepEqual(await engine.settled(other), []);
  });

  test('a repeated event is dropped, before and after it was done', async () => {
    const { memory } = engine;
    memory.items = people(2);
    const once = event(user('u0000'));
    assert.equal(await storeEvents(engine.db, source, [once, once]), 1);
    assert.equal(await storeEvents(engine.db, source, [once]), 0);
    await engine.settled(source);
    assert.equal(await storeEvents(engine.db, source, [once]), 0);
    assert.equal((await engine.settled(source)).length, 1);
    assert.deepEqual(await names(), ['u0000']);
  });

  test('ids and objects no database can hold harm nothing', async () => {
    engine.memory.items = people(1);
    const odd = { id: `\0${'x'.repeat(5000)}\ud800`, touched: [{ kind: 'user', id: 'a\0b\ud800' } as const] };
    assert.equal(await storeEvents(engine.db, source, [odd, event(user('u0000'))]), 2);
    await engine.settled(source);
    assert.deepEqual(await names(), ['u0000']);
  });

  test('the order in which events come does not matter', async () => {
    const { memory } = engine;
    memory.items = [memory.user('kept', { key: 'key-1' })];
    // “Left” comes after “joined again”, and “renamed” before “joined”.
    await storeEvents(engine.db, source, [
      { id: 'left', touched: [{ kind: 'user', id: 'key-1' }] },
      { id: 'renamed', touched: [{ kind: 'user', id: 'key-2' }] },
    ]);
    await engine.settled(source);
    memory.items.push(memory.user('late', { key: 'key-2' }));
    await storeEvents(engine.db, source, [{ id: 'joined', touched: [{ kind: 'user', id: 'key-2' }] }]);
    await engine.settled(source);
    assert.deepEqual(await names(), ['kept', 'late']);
  });

  test('an organization nobody knows yet is read too, with those around it', async () => {
    const { memory } = engine;
    memory.items = people(1);
    await engine.sync(source);
    memory.items.push(
      memory.org('Company'),
      memory.org('Sales', ['ou=Company']),
      memory.user('anna', { parents: ['ou=Sales,ou=Company', 'ou=Company'] }),
    );
    await tell(user('anna'));
    const [run] = await engine.settled(source);
    assert.equal(run!.state, 'success', JSON.stringify(run!.error));
    assert.equal(run!.counters.org!.created, 2);
    assert.equal((await engine.accounts()).anna!.org, 'Sales');
    const full = await engine.sync(source);
    assert.partialDeepStrictEqual(full.counters, { user: { same: 2 }, org: { same: 2 } });
  });

  test('a known organization is not read again for a person in it', async () => {
    const { memory } = engine;
    memory.items = [memory.org('Company'), memory.org('Sales', ['ou=Company'])];
    memory.items.push(memory.user('first'));
    await engine.sync(source);
    memory.items.push(memory.user('anna', { parents: ['ou=Sales,ou=Company', 'ou=Company'] }));
    await tell(user('anna'));
    await engine.settled(source);
    assert.equal((await engine.accounts()).anna!.org, 'Sales');
    assert.deepEqual(memory.rereads, [[user('anna')]]);
  });

  test('people move into an organization that appears, and up from one that disappears', async () => {
    const { memory } = engine;
    const sales = memory.org('Sales', ['ou=Company']);
    const inner = memory.org('Inner', ['ou=Sales,ou=Company', 'ou=Company']);
    memory.items = [
      memory.org('Company'),
      inner,
      memory.user('anna', { parents: ['ou=Sales,ou=Company', 'ou=Company'] }),
      memory.user('bert', { parents: ['ou=Company'] }),
    ];
    await engine.sync(source);
    const place = async () => {
      const { anna, bert } = await engine.accounts();
      const { rows } = await engine.db.query(
        `SELECT p.name FROM org_unit o JOIN org_unit p ON p.id = o.parent_id WHERE o.name = 'Inner'`,
      );
      return [anna!.org, bert!.org, rows[0]?.name];
    };
    assert.deepEqual(await place(), ['Company', 'Company', 'Company']);
    memory.items.push(sales);
    await tell({ kind: 'org', id: sales.key });
    const [appeared] = await engine.settled(source);
    assert.equal(appeared!.state, 'success', JSON.stringify(appeared!.error));
    assert.deepEqual(await place(), ['Sales', 'Company', 'Sales']);
    remove(sales.key);
    await tell({ kind: 'org', id: sales.key });
    const [, gone] = await engine.settled(source);
    assert.equal(gone!.state, 'success', JSON.stringify(gone!.error));
    assert.deepEqual(await place(), ['Company', 'Company', 'Company']);
    assert.equal(await engine.count('org_unit'), 3);
  });

  test('memberships of named groups and people are renewed, nested ones too; others stay', async () => {
    const { memory } = engine;
    const inner = memory.group('inner', ['uid=u0000', 'uid=later']);
    memory.items = [
      ...people(3),
      inner,
      memory.group('outer', ['cn=inner']),
      memory.group('everybody', [], 'sid:513'),
      memory.group('other', ['uid=u0002']),
    ];
    await engine.sync(source);
    assert.deepEqual(await engine.members('outer'), ['u0000']);
    // Not told: the group keeps its member.
    memory.items.find(({ key }) => key === 'grp-other')!.refs = [];
    inner.refs = ['uid=u0001', 'uid=later'];
    await tell({ kind: 'group', id: inner.key });
    await engine.settled(source);
    assert.deepEqual(await engine.members('inner'), ['u0001']);
    assert.deepEqual(await engine.members('outer'), ['u0001']);
    memory.items.push(memory.user('later', { refs: ['sid:513'] }));
    await tell(user('later'));
    await engine.settled(source);
    assert.deepEqual(await engine.members('outer'), ['later', 'u0001']);
    assert.deepEqual(await engine.members('everybody'), ['later']);
    remove(inner.key);
    await tell({ kind: 'group', id: inner.key });
    await engine.settled(source);
    assert.deepEqual(await engine.members('outer'), []);
    assert.deepEqual(await engine.members('other'), ['u0002']);
  });

  test('two records about one identifier: the one that is there keeps the account, and loses it only when gone', async () => {
    const { memory } = engine;
    memory.items = [memory.user('anna', { key: 'key-old' })];
    await engine.sync(source);
    const { id } = (await engine.accounts()).anna!;
    memory.items.push(memory.user('anna', { key: 'key-new', path: 'uid=anna2' }));
    await tell({ kind: 'user', id: 'key-new' });
    const [twice] = await engine.settled(source);
    assert.deepEqual(await engine.rejected(twice!.id), ['anna match_held']);
    remove('key-old');
    await tell({ kind: 'user', id: 'key-new' }, { kind: 'user', id: 'key-old' });
    await engine.settled(source);
    assert.equal((await engine.accounts()).anna!.id, id);
    assert.equal(await engine.count('link'), 1);
  });

  test('a full check follows where events cannot say what happened, or say too much', async () => {
    const { memory } = engine;
    memory.items = people(2);
    await storeEvents(engine.db, source, [{ id: 'visible range', touched: null }]);
    await engine.settled(source);
    assert.deepEqual(await names(), ['u0000', 'u0001']);
    memory.items.push(memory.user('untold'));
    await tell(...Array.from({ length: OBJECTS_MAX + 1 }, (_, i) => user(`u${i}`)));
    await engine.settled(source);
    assert.deepEqual(await names(), ['u0000', 'u0001', 'untold']);
    assert.deepEqual(memory.rereads, []);
  });

  test('a full run covers the events that came before it began', async () => {
    const { memory } = engine;
    memory.items = people(2);
    await engine.db.query(`UPDATE source SET enabled = false`);
    await tell(user('u0000'));
    await engine.db.query(
      `UPDATE source_event SET next_attempt_at = now() + interval '1 hour'; UPDATE source SET enabled = true`,
    );
    await engine.sync(source);
    assert.deepEqual(await engine.settled(source), []);
  });

  test('a rereading that fails is told, tried again, and after the last attempt made up for by a full run', async () => {
    const { memory } = engine;
    memory.items = people(2);
    memory.beforeReread = async () => {
      throw new Error('no answer');
    };
    await tell(user('u0000'));
    await until(async () => (await engine.runs(source)).some(({ state }) => state === 'failed'));
    const [, failed] = await engine.runs(source);
    assert.equal(failed!.error?.code, 'internal');
    const { rows } = await engine.db.query(
      `SELECT state, attempts, next_attempt_at > now() AS later FROM source_event`,
    );
    assert.partialDeepStrictEqual(rows, [{ state: 'due', attempts: 1, later: true }]);
    assert.deepEqual(await names(), []);
    await engine.db.query(`UPDATE source_event SET attempts = $1, next_attempt_at = now()`, [ATTEMPTS_MAX]);
    await engine.settled(source);
    assert.deepEqual(await names(), ['u0000', 'u0001']);
  });

  test('it heals by itself when the source answers again', async () => {
    const { memory } = engine;
    memory.items = people(1);
    let calls = 0;
    memory.beforeReread = async () => {
      if (++calls === 1) throw new Error('no answer');
    };
    await tell(user('u0000'));
    const runs = await engine.settled(source);
    assert.deepEqual(
      runs.map(({ state }) => state),
      ['failed', 'success'],
    );
    assert.deepEqual(await names(), ['u0000']);
  });

  test('a source that is switched off keeps its events until it is on again', async () => {
    engine.memory.items = people(1);
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, { enabled: false });
    await tell(user('u0000'));
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, { enabled: true });
    await engine.settled(source);
    assert.deepEqual(await names(), ['u0000']);
  });

  test('two processes make one run of one event', async () => {
    const second = await engine.startIntake();
    await engine.startWorker();
    engine.memory.items = people(20);
    for (let i = 0; i < 20; i++) await tell(user(`u${String(i).padStart(4, '0')}`));
    const runs = await engine.settled(source);
    await second.stop();
    assert.equal((await names()).length, 20);
    const touched = engine.memory.rereads.flat().map(({ id }) => id);
    assert.equal(new Set(touched).size, touched.length, 'no object was read twice');
    assert.equal(
      runs.every(({ state }) => state === 'success'),
      true,
    );
  });

  test('events outlive a process that dies between their storing and their work', async () => {
    const { memory } = engine;
    memory.items = people(2);
    const reading = Promise.withResolvers<void>();
    const dead = Promise.withResolvers<void>();
    memory.beforeReread = async () => {
      memory.beforeReread = async () => {};
      reading.resolve();
      await dead.promise;
    };
    await tell(user('u0000'));
    await reading.promise;
    // The connection that owns the run dies as with its process.
    await engine.db.query(
      `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND a.datname = current_database()`,
    );
    dead.reject(new Error('dead'));
    await engine.settled(source);
    assert.deepEqual(await names(), ['u0000']);
  });
});
