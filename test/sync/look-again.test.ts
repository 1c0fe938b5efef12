import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { describe as told } from '../../src/errors/error.ts';
import type { Run } from '../../src/model/run.ts';
import { listRunRecords } from '../../src/runs/runs.ts';
import { storeEvents } from '../../src/sync/events.ts';
import { ASK_MOST } from '../../src/sync/look-again.ts';
import { updateSource } from '../../src/sync/source-settings.ts';
import { ACTOR, Engine } from './engine.ts';
import type { Item } from './memory-source.ts';

const UNLIMITED = { users: 1_000_000, orgs: 1_000_000, groups: 1_000_000, share: 100 };

describe('what a full reading lacks is looked at again before it goes', () => {
  let engine: Engine;
  let source: string;
  before(async () => {
    engine = await Engine.start();
    await engine.startIntake();
  });
  after(() => engine.stop());
  beforeEach(async () => {
    await engine.db.query(
      `DELETE FROM source; DELETE FROM run; DELETE FROM recycle_bin; DELETE FROM account; DELETE FROM directory_group;
       DELETE FROM org_unit WHERE parent_id IS NOT NULL`,
    );
    const { memory } = engine;
    memory.missed.clear();
    memory.hidden.clear();
    memory.beforeReread = async () => {};
    const sales = memory.org('Sales');
    const team = memory.org('Team', [sales.path]);
    memory.items = [
      sales,
      team,
      memory.org('Rest'),
      ...['anna', 'bert'].map((uid) => memory.user(uid, { parents: [team.path, sales.path] })),
      ...['carl', 'dora'].map((uid) => memory.user(uid, { parents: ['ou=Rest'] })),
    ];
    memory.items.push(
      memory.group(
        'all',
        memory.items.filter(isUser).map(({ path }) => path),
      ),
    );
    source = await engine.source({ guard: UNLIMITED });
    await engine.sync(source);
    memory.rereads = [];
  });

  const isUser = ({ kind }: Item) => kind === 'user';
  const places = async () =>
    Object.fromEntries(Object.entries(await engine.accounts()).map(([name, { org }]) => [name, org]));
  const hide = (...keys: string[]) => {
    for (const key of keys) engine.memory.hidden.add(key);
  };
  const outcomes = async ({ id }: Run) =>
    (await listRunRecords(engine.db, id, { limit: 100 })).map(
      ({ kind, label, outcome, code }) => `${kind} ${label} ${outcome} ${code}`,
    );

  test('who is there after all stays, and is as the source gave it when asked', async () => {
    const { memory } = engine;
    memory.missed = new Set(['key-anna', 'ou-Rest']);
    memory.items.find(({ key }) => key === 'key-anna')!.attributes.cn = 'Changed';
    const was = await places();
    const run = await engine.sync(source);
    assert.equal(run.state, 'success');
    assert.equal(run.books?.balanced, true);
    assert.partialDeepStrictEqual(run.counters, {
      user: { read: 4, updated: 1, same: 3, deleted: 0, hidden: 0 },
      org: { read: 3, same: 3, deleted: 0, hidden: 0 },
    });
    assert.deepEqual(await places(), was);
    assert.equal((await engine.accounts()).anna!.displayName, 'Changed');
    assert.deepEqual(memory.rereads, [
      [
        { kind: 'org', id: 'ou-Rest' },
        { kind: 'user', id: 'key-anna' },
      ],
    ]);
  });

  test('who is hidden is kept, counted and told of; who is called gone goes', async () => {
    const was = await places();
    hide('ou-Sales', 'ou-Team', 'key-anna', 'key-bert');
    engine.memory.items = engine.memory.items.filter(({ key }) => key !== 'key-carl');
    // As a source does that lists whom it shows.
    engine.memory.items.find(({ kind }) => kind === 'group')!.refs = ['uid=dora,ou=Rest'];
    const run = await engine.sync(source);
    assert.equal(run.state, 'partial_success');
    assert.equal(run.books?.balanced, true, JSON.stringify(run.books));
    assert.partialDeepStrictEqual(run.counters, {
      user: { read: 1, same: 1, deleted: 1, hidden: 2, rejected: 0 },
      org: { read: 1, same: 1, deleted: 0, hidden: 2 },
    });
    const { carl: _gone, ...kept } = was;
    assert.deepEqual(await places(), kept);
    assert.deepEqual(await engine.members('all'), ['anna', 'bert', 'dora']);
    assert.deepEqual(await outcomes(run), [
      'org Sales hidden record_hidden',
      'org Team hidden record_hidden',
      'user anna hidden record_hidden',
      'user bert hidden record_hidden',
    ]);
    assert.match(told('record_hidden', {}, 'zh').remedy, /可见范围/);
    // As long as it lasts every run says so, and nothing moves.
    const again = await engine.sync(source);
    assert.deepEqual(
      [again.state, again.counters.user!.hidden, again.counters.user!.updated],
      ['partial_success', 2, 0],
    );
    assert.deepEqual(await places(), kept);
    // In sight again, with what the source says now: anna is in the group no more.
    engine.memory.hidden.clear();
    const shown = await engine.sync(source);
    assert.deepEqual([shown.state, shown.counters.user!.hidden], ['success', 0]);
    assert.deepEqual(await engine.members('all'), ['dora']);
  });

  test('a record that takes the name of somebody hidden does not take the account', async () => {
    hide('key-anna');
    engine.memory.items.push(engine.memory.user('anna', { key: 'another', parents: ['ou=Rest'] }));
    const was = await engine.accounts();
    const run = await engine.sync(source);
    assert.deepEqual(await outcomes(run), [
      'user anna hidden record_hidden',
      'user anna conflict match_held',
    ]);
    assert.equal(run.books?.balanced, true);
    assert.deepEqual((await engine.accounts()).anna, was.anna);
  });

  test('a plan tells who is hidden, and applies without them', async () => {
    hide('key-anna');
    engine.memory.items = engine.memory.items.filter(({ key }) => key !== 'key-carl');
    const plan = await engine.sync(source, 'plan');
    assert.deepEqual(await engine.plan(plan.id), ['delete carl', 'members all']);
    assert.deepEqual(await outcomes(plan), ['user anna hidden record_hidden']);
    const applied = await engine.confirm(plan.id);
    assert.deepEqual([applied.state, applied.books?.balanced], ['partial_success', true]);
    assert.deepEqual(Object.keys(await engine.accounts()), ['anna', 'bert', 'dora']);
  });

  test('a partial run leaves alone what is hidden', async () => {
    hide('key-anna', 'ou-Team');
    await storeEvents(engine.db, source, [
      {
        id: 'e',
        touched: [
          { kind: 'user', id: 'key-anna' },
          { kind: 'user', id: 'key-bert' },
        ],
      },
    ]);
    await engine.settled(source);
    assert.deepEqual(Object.keys(await engine.accounts()), ['anna', 'bert', 'carl', 'dora']);
  });

  test('a source that cannot tell ends the run, and nobody goes', async () => {
    engine.memory.items = engine.memory.items.filter(({ key }) => key !== 'key-carl');
    engine.memory.beforeReread = async () => {
      throw new Error('the vendor is away');
    };
    assert.equal((await engine.sync(source)).state, 'failed');
    assert.equal(Object.keys(await engine.accounts()).length, 4);
  });

  test('kept leavers are not asked for again', async () => {
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, { leavers: { policy: 'disable' } });
    engine.memory.items = engine.memory.items.filter(({ key }) => key !== 'key-carl');
    await engine.sync(source);
    assert.equal((await engine.accounts()).carl!.enabled, false);
    engine.memory.rereads = [];
    assert.equal((await engine.sync(source)).state, 'success');
    assert.deepEqual(engine.memory.rereads, []);
  });

  describe('where there are too many to ask for', () => {
    const many = ASK_MOST + 20;
    beforeEach(async () => {
      const { memory } = engine;
      memory.items.push(memory.org('Plant'));
      for (let i = 0; i < many; i++) memory.items.push(memory.user(`w${i}`, { parents: ['ou=Plant'] }));
      await engine.sync(source);
      memory.rereads = [];
    });
    const workers = () => Array.from({ length: many }, (_, i) => `key-w${i}`);

    test('and some are hidden, the run waits for a person and names the organizations', async () => {
      hide('ou-Plant', ...workers());
      const run = await engine.sync(source);
      assert.equal(run.state, 'awaiting_confirmation');
      assert.equal(engine.memory.rereads.flat().length, ASK_MOST);
      assert.deepEqual(run.guard?.over, [{ what: 'unasked', count: 21, limit: 0 }]);
      assert.deepEqual(run.guard?.organizations, [{ name: 'Plant', users: 21, gone: false }]);
      assert.equal(run.counters.org!.hidden, 1);
      assert.equal(Object.keys(await engine.accounts()).length, many + 4);
    });

    test('and those asked for are gone, the guard decides as ever', async () => {
      const left = new Set(['ou-Plant', ...workers()]);
      engine.memory.items = engine.memory.items.filter(({ key }) => !left.has(key));
      await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, {
        guard: { ...UNLIMITED, users: many - 1 },
      });
      const run = await engine.sync(source);
      assert.deepEqual(run.guard?.over, [{ what: 'users', count: many, limit: many - 1 }]);
      assert.deepEqual(run.guard?.organizations, [{ name: 'Plant', users: many, gone: true }]);
      assert.equal((await engine.confirm(run.id)).state, 'success');
      assert.equal(Object.keys(await engine.accounts()).length, 4);
    });
  });
});
