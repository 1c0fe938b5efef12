import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createAccount, deleteAccount, updateAccount } from '../../src/directory/accounts.ts';
import { defineCustomField } from '../../src/directory/custom-fields.ts';
import { listPlanLines } from '../../src/runs/runs.ts';
import { deleteSource, draftConfig, updateSource } from '../../src/sync/source-settings.ts';
import { ACTOR, Engine } from './engine.ts';

describe('a sync run', () => {
  let engine: Engine;
  let source: string;
  before(async () => {
    engine = await Engine.start();
  });
  after(() => engine.stop());
  beforeEach(async () => {
    await engine.db.query(
      `DELETE FROM source; DELETE FROM run; DELETE FROM recycle_bin; DELETE FROM account; DELETE FROM directory_group`,
    );
    await engine.db.query(`DELETE FROM org_unit WHERE parent_id IS NOT NULL`);
    engine.memory.items = [];
    engine.memory.fault = 'none';
    source = await engine.source();
  });

  const people = (n: number) =>
    Array.from({ length: n }, (_, i) => engine.memory.user(`u${String(i).padStart(4, '0')}`));

  test('creates organizations, people and memberships; the second run changes nothing', async () => {
    const { memory } = engine;
    memory.items = [
      memory.org('Company'),
      memory.org('Sales', ['ou=Company']),
      memory.user('anna', { parents: ['ou=Sales,ou=Company', 'ou=Company'] }),
      memory.user('bert', { parents: ['cn=Users', 'ou=Company'], refs: ['sid:513'] }),
      memory.group('inner', ['uid=anna,ou=Sales,ou=Company']),
      memory.group('outer', ['cn=inner', 'cn=outer']),
      memory.group('everybody', [], 'sid:513'),
    ];
    const first = await engine.sync(source);
    assert.equal(first.state, 'success', JSON.stringify(first.error));
    assert.equal(first.books?.balanced, true);
    assert.partialDeepStrictEqual(first.counters, {
      user: { read: 2, created: 2 },
      org: { read: 2, created: 2 },
      group: { created: 3 },
    });
    const accounts = await engine.accounts();
    assert.equal(accounts.anna?.org, 'Sales');
    assert.equal(accounts.bert?.org, 'Company');
    assert.deepEqual(await engine.members('inner'), ['anna']);
    assert.deepEqual(await engine.members('outer'), ['anna']);
    assert.deepEqual(await engine.members('everybody'), ['bert']);

    const log = await engine.count('change_log');
    const second = await engine.sync(source);
    assert.partialDeepStrictEqual(second.counters, {
      user: { same: 2, created: 0, updated: 0 },
      org: { same: 2 },
      group: { same: 3 },
    });
    assert.equal(await engine.count('change_log'), log);
  });

  test('a change writes only what changed, and keeps the id', async () => {
    engine.memory.items = people(3);
    await engine.sync(source);
    const id = (await engine.accounts()).u0001!.id;
    engine.memory.items[1]!.attributes = {
      ...engine.memory.items[1]!.attributes,
      uid: 'renamed',
      cn: 'New Name',
    };
    const run = await engine.sync(source);
    assert.partialDeepStrictEqual(run.counters.user, { updated: 1, same: 2 });
    assert.partialDeepStrictEqual((await engine.accounts()).renamed, { id, displayName: 'New Name' });
    const { rows } = await engine.db.query(`SELECT after FROM change_log WHERE run_id = $1`, [run.id]);
    assert.deepEqual(rows, [{ after: { username: 'renamed', displayName: 'New Name' } }]);
  });

  test('two people swap their user names in one run', async () => {
    engine.memory.items = [engine.memory.user('a', { key: '1' }), engine.memory.user('b', { key: '2' })];
    await engine.sync(source);
    const before = await engine.accounts();
    engine.memory.items = [engine.memory.user('b', { key: '1' }), engine.memory.user('a', { key: '2' })];
    const run = await engine.sync(source);
    assert.equal(run.state, 'success', (await engine.rejected(run.id)).join());
    const now = await engine.accounts();
    assert.equal(now.b!.id, before.a!.id);
    assert.equal(now.a!.id, before.b!.id);
  });

  test('who cannot be applied is rejected with the reason, the others go on', async () => {
    const { memory } = engine;
    memory.items = [
      memory.user('good'),
      memory.user('bad name', { attributes: { mail: 'bad@test.example' } }),
      memory.user('twin', { key: 'k1', attributes: { mail: 'one@test.example' } }),
      memory.user('TWIN', { key: 'k2', path: 'uid=twin2', attributes: { mail: 'two@test.example' } }),
      memory.user('mail2', { attributes: { mail: 'GOOD@test.example' } }),
    ];
    const run = await engine.sync(source);
    assert.equal(run.state, 'partial_success');
    assert.equal(run.books?.balanced, true);
    assert.deepEqual((await engine.rejected(run.id)).sort(), [
      'TWIN match_held',
      'bad name record_field_invalid username',
      'mail2 duplicate_value email',
    ]);
    assert.deepEqual(Object.keys(await engine.accounts()), ['good', 'twin']);
    // Mended in the source, they arrive.
    memory.items[1]!.attributes.uid = 'good.name';
    memory.items.splice(3, 2);
    assert.equal((await engine.sync(source)).state, 'success');
    assert.ok((await engine.accounts())['good.name']);
  });

  test('a record that comes twice in one read counts once, and is named', async () => {
    const { memory } = engine;
    memory.items = [memory.user('a'), memory.user('b'), memory.user('a')];
    const run = await engine.sync(source);
    assert.equal(run.state, 'partial_success', JSON.stringify(run.error));
    assert.deepEqual(await engine.rejected(run.id), ['key-a record_twice']);
    assert.deepEqual(Object.keys(await engine.accounts()), ['a', 'b']);
  });

  test('a match key adopts an account made by hand and keeps its id', async () => {
    const byHand = await createAccount(engine.db, ACTOR, 'acme', {
      username: 'Anna',
      displayName: 'By hand',
      description: 'stays',
    });
    engine.memory.items = [engine.memory.user('anna')];
    const run = await engine.sync(source);
    assert.partialDeepStrictEqual(run.counters.user, { bound: 1, created: 0 });
    assert.partialDeepStrictEqual(await engine.accounts(), {
      anna: { id: byHand.id, displayName: 'Name of anna' },
    });
  });

  test('a leaver goes to the recycle bin and comes back under the same id', async () => {
    engine.memory.items = people(40);
    await engine.sync(source);
    const { id } = (await engine.accounts()).u0007!;
    const [gone] = engine.memory.items.splice(7, 1);
    const run = await engine.sync(source);
    assert.equal(run.counters.user!.deleted, 1);
    assert.equal((await engine.accounts()).u0007, undefined);
    assert.equal(await engine.count('recycle_bin'), 1);
    engine.memory.items.push(gone!);
    const back = await engine.sync(source);
    assert.equal(back.state, 'success', (await engine.rejected(back.id)).join());
    assert.equal((await engine.accounts()).u0007!.id, id);
  });

  test('a leaver’s user name is free for a newcomer of the same run', async () => {
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, {
      mappings: { user: [{ target: 'username', type: 'field', value: 'uid' }], org: [], group: [] },
    });
    engine.memory.items = [...people(40), engine.memory.user('taken', { key: 'old' })];
    await engine.sync(source);
    engine.memory.items[40] = engine.memory.user('taken', { key: 'new' });
    const run = await engine.sync(source);
    assert.equal(run.state, 'success');
    assert.partialDeepStrictEqual(run.counters.user, { created: 1, deleted: 1, same: 40, rejected: 0 });
  });

  test('a person made anew in the source, with another key, keeps the account', async () => {
    engine.memory.items = [...people(40), engine.memory.user('anna', { key: 'old' })];
    await engine.sync(source);
    const { id } = (await engine.accounts()).anna!;
    engine.memory.items[40] = engine.memory.user('anna', { key: 'new' });
    const run = await engine.sync(source);
    assert.partialDeepStrictEqual(run.counters.user, { bound: 1, deleted: 0 });
    assert.equal((await engine.accounts()).anna!.id, id);
  });

  test('the guard holds a run that would remove too many; nothing is applied before a person says yes', async () => {
    engine.memory.items = people(200);
    await engine.sync(source);
    engine.memory.items = [...people(160), engine.memory.user('newcomer')];
    const held = await engine.sync(source);
    assert.equal(held.state, 'awaiting_confirmation');
    assert.equal(Object.keys(await engine.accounts()).length, 200);
    assert.equal((await engine.plan(held.id)).filter((line) => line.startsWith('delete ')).length, 40);
    const applied = await engine.confirm(held.id);
    assert.equal(applied.state, 'success', JSON.stringify(applied.error));
    assert.equal(Object.keys(await engine.accounts()).length, 161);
    assert.equal((await engine.sync(source)).counters.user!.same, 161);
  });

  test('a dry run writes nothing; its plan is applied exactly', async () => {
    const { memory } = engine;
    memory.items = [
      memory.org('Company'),
      memory.user('anna', { parents: ['ou=Company'] }),
      memory.group('all', ['uid=anna,ou=Company']),
    ];
    const planned = await engine.sync(source, 'plan');
    assert.equal(planned.state, 'planned');
    assert.deepEqual(await engine.plan(planned.id), [
      'create Company',
      'create anna',
      'create all',
      (await engine.plan(planned.id))[3],
    ]);
    assert.equal(await engine.count('account'), 0);
    memory.items = [];
    const applied = await engine.confirm(planned.id);
    assert.equal(applied.state, 'success', JSON.stringify(applied.error));
    assert.partialDeepStrictEqual(await engine.accounts(), { anna: { org: 'Company' } });
    assert.deepEqual(await engine.members('all'), ['anna']);
  });

  test('a plan says why in the language of who reads it; one kept by an earlier version in the words it has', async () => {
    const { memory } = engine;
    memory.items = [...people(3), memory.group('all', ['uid=u0000'])];
    await engine.sync(source);
    memory.items = [...people(2), memory.user('new'), memory.group('all', ['uid=u0001'])];
    memory.items[0]!.attributes.cn = 'Changed';
    const { id } = await engine.sync(source, 'plan');
    const whys = async (language?: 'en' | 'zh') =>
      (await listPlanLines(engine.db, id, { limit: 10, ...(language && { language }) })).map(
        ({ op, why }) => `${op}: ${why}`,
      );
    const english = [
      'update: the record changed',
      'create: new in the source',
      'delete: gone from the source',
      'members: membership follows the source',
    ];
    assert.deepEqual((await whys()).sort(), english.toSorted());
    assert.deepEqual(
      (await whys('zh')).sort(),
      [
        'update: 身份提供方中的记录有变化',
        'create: 身份提供方中新增',
        'delete: 已从身份提供方消失',
        'members: 成员关系以身份提供方为准',
      ].sort(),
    );
    await engine.db.query(`UPDATE plan_change SET detail = (detail::jsonb - 'reason')::json`);
    assert.deepEqual((await whys('zh')).sort(), english.toSorted());
    assert.equal((await engine.confirm(id)).state, 'success');
  });

  test('a plan is refused as stale once an account of it changed', async () => {
    engine.memory.items = people(2);
    await engine.sync(source);
    engine.memory.items[0]!.attributes.cn = 'Changed in the source';
    const planned = await engine.sync(source, 'plan');
    const { u0000 } = await engine.accounts();
    await updateAccount(engine.db, ACTOR, 'acme', u0000!.id, { description: 'moved meanwhile' });
    const refused = await engine.confirm(planned.id);
    assert.equal(refused.state, 'failed');
    assert.equal(refused.error?.code, 'plan_stale');
    assert.equal((await engine.accounts()).u0000!.displayName, 'Name of u0000');
  });

  for (const fault of ['throws midway', 'loses a record'] as const)
    test(`a read that ${fault} is never compared`, async () => {
      engine.memory.items = people(250);
      await engine.sync(source);
      engine.memory.items = people(150);
      engine.memory.fault = fault;
      const run = await engine.sync(source);
      assert.equal(run.state, 'failed');
      assert.equal(Object.keys(await engine.accounts()).length, 250);
    });

  test('an answer without a single user is a failure, not a mass departure', async () => {
    engine.memory.items = people(5);
    await engine.sync(source);
    engine.memory.items = [];
    const run = await engine.sync(source);
    assert.equal(run.error?.code, 'read_empty');
    assert.equal(Object.keys(await engine.accounts()).length, 5);
  });

  test('disable, then delete after days', async () => {
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, {
      leavers: { policy: 'disable_then_delete', days: 30 },
    });
    engine.memory.items = people(40);
    await engine.sync(source);
    const [left] = engine.memory.items.splice(0, 1);
    assert.equal((await engine.sync(source)).counters.user!.deleted, 1);
    assert.equal((await engine.accounts()).u0000!.enabled, false);
    assert.equal((await engine.sync(source)).counters.user!.deleted, 0);
    engine.memory.items.unshift(left!);
    await engine.sync(source);
    assert.equal((await engine.accounts()).u0000!.enabled, true);
    engine.memory.items.splice(0, 1);
    await engine.sync(source);
    await engine.db.query(
      `UPDATE link SET gone_since = now() - interval '31 days' WHERE gone_since IS NOT NULL`,
    );
    await engine.sync(source);
    assert.equal((await engine.accounts()).u0000, undefined);
  });

  test('the guard counts kept leavers whose days are over', async () => {
    engine.memory.items = people(60);
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, {
      leavers: { policy: 'disable' },
      guard: { users: 100, orgs: 10, groups: 10, share: 100 },
    });
    await engine.sync(source);
    engine.memory.items = people(20);
    await engine.sync(source);
    await engine.db.query(
      `UPDATE link SET gone_since = now() - interval '31 days' WHERE gone_since IS NOT NULL`,
    );
    const leavers = { policy: 'disable_then_delete' as const, days: 30 };
    const guard = { users: 5, orgs: 10, groups: 10, share: 100 };
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, { leavers, guard });
    const run = await engine.sync(source);
    assert.equal(run.state, 'awaiting_confirmation');
    assert.equal(Object.keys(await engine.accounts()).length, 60);
  });

  test('a plan is not applied to a person another source has adopted meanwhile', async () => {
    engine.memory.items = people(40);
    await engine.sync(source);
    engine.memory.items = people(39);
    const planned = await engine.sync(source, 'plan');
    const second = await engine.source({ name: 'Second' });
    engine.memory.items = [engine.memory.user('u0039', { key: 'elsewhere' })];
    assert.equal((await engine.sync(second)).counters.user!.bound, 1);
    const refused = await engine.confirm(planned.id);
    assert.equal(refused.error?.code, 'directory_moved');
    assert.ok((await engine.accounts()).u0039);
  });

  test('a plan is stale once the leaver policy it was made under changed', async () => {
    engine.memory.items = people(40);
    await engine.sync(source);
    engine.memory.items = people(39);
    const planned = await engine.sync(source, 'plan');
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, { leavers: { policy: 'disable' } });
    assert.equal((await engine.confirm(planned.id)).error?.code, 'plan_stale');
  });

  for (const [what, change] of Object.entries({
    priority: { priority: 7 },
    mapping: {
      mappings: { user: [{ target: 'username', type: 'field' as const, value: 'uid' }], org: [], group: [] },
    },
    settings: { config: { host: 'elsewhere' } },
  }))
    test(`a plan is stale once the ${what} of its source changed`, async () => {
      engine.memory.items = people(2);
      const planned = await engine.sync(source, 'plan');
      await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, change);
      assert.equal((await engine.confirm(planned.id)).error?.code, 'plan_stale');
      assert.equal(await engine.count('account'), 0);
    });

  test('a plan still holds when the name, the schedule or the guard of its source changed', async () => {
    engine.memory.items = people(2);
    const planned = await engine.sync(source, 'plan');
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, {
      name: 'Renamed',
      schedule: { cron: '45 1 * * *', timezone: 'Asia/Shanghai' },
      guard: { users: 1, orgs: 1, groups: 1, share: 1 },
    });
    assert.equal((await engine.confirm(planned.id)).state, 'success');
    assert.equal(await engine.count('account'), 2);
  });

  test('a plan kept by an earlier version goes by the version of all settings', async () => {
    engine.memory.items = people(2);
    const older = async () => {
      const planned = await engine.sync(source, 'plan');
      await engine.db.query(
        `UPDATE run SET options = (options - 'basis') || jsonb_build_object('sourceVersion', (SELECT version FROM source WHERE id = $2)),
           counters = counters #- '{user,hidden}' WHERE id = $1`,
        [planned.id, source],
      );
      return planned.id;
    };
    const stale = await older();
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, { name: 'Renamed' });
    assert.equal((await engine.confirm(stale)).error?.code, 'plan_stale');
    const applied = await engine.confirm(await older());
    assert.deepEqual([applied.state, applied.books?.balanced], ['success', true]);
  });

  test('a stored secret goes to no other host than the one it was entered for', async () => {
    const id = await engine.source({ name: 'Secret', config: { host: 'a', password: 's3cret' } });
    const moved = { config: { host: 'b' } };
    await assert.rejects(updateSource(engine.db, engine.deps, ACTOR, 'acme', id, moved), {
      code: 'secret_again',
    });
    const draft = { kind: 'memory', source: id, ...moved };
    await assert.rejects(draftConfig(engine.db, engine.deps, 'acme', draft), { code: 'secret_again' });
    const again = { config: { host: 'b', password: 's3cret' } };
    assert.equal((await updateSource(engine.db, engine.deps, ACTOR, 'acme', id, again)).config.host, 'b');
  });

  test('values no database can hold cost only their record', async () => {
    const { memory } = engine;
    memory.items = [
      memory.user('good'),
      memory.user('nul\0', { key: 'k1' }),
      memory.user(`${'x'.repeat(79)}😀`, { key: 'k2' }),
    ];
    const run = await engine.sync(source);
    assert.equal(run.state, 'partial_success', JSON.stringify(run.error));
    assert.equal(run.counters.user!.rejected, 2);
  });

  test('people of an organization that leaves the scope move up, and back', async () => {
    const { memory } = engine;
    const company = [memory.org('Company'), memory.org('Sales', ['ou=Company'])];
    const person = memory.user('anna', { parents: ['ou=Sales,ou=Company', 'ou=Company'] });
    memory.items = [...company, person];
    await engine.sync(source);
    memory.items = [company[0]!, person];
    assert.equal((await engine.sync(source)).state, 'success');
    assert.equal((await engine.accounts()).anna!.org, 'Company');
    memory.items = [...company, person];
    const back = await engine.sync(source);
    assert.equal(back.state, 'success', JSON.stringify(back.error));
    assert.equal((await engine.accounts()).anna!.org, 'Sales');
  });

  test('a changed mapping reaches records that did not change', async () => {
    engine.memory.items = people(3);
    await engine.sync(source);
    const user = [
      { target: 'username', type: 'field' as const, value: 'uid', match: true },
      { target: 'displayName', type: 'expression' as const, value: 'Upper(idpUser.cn)' },
    ];
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, {
      mappings: { user, org: [], group: [] },
    });
    assert.equal((await engine.sync(source)).counters.user!.updated, 3);
    assert.equal((await engine.accounts()).u0000!.displayName, 'NAME OF U0000');
  });

  test('a unique custom field is kept unique by the database', async () => {
    await defineCustomField(engine.db, ACTOR, 'acme', {
      id: 'badge',
      title: 'Badge',
      type: 'number',
      required: false,
      unique: true,
    });
    const user = [
      { target: 'username', type: 'field' as const, value: 'uid', match: true },
      { target: 'custom.badge', type: 'field' as const, value: 'badge' },
    ];
    await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, {
      mappings: { user, org: [], group: [] },
    });
    const { memory } = engine;
    memory.items = [
      memory.user('a', { attributes: { badge: '7' } }),
      memory.user('b', { attributes: { badge: '7' } }),
      memory.user('c', { attributes: { badge: 'x' } }),
    ];
    const run = await engine.sync(source);
    assert.deepEqual((await engine.rejected(run.id)).sort(), [
      'b duplicate_value custom.badge',
      'c record_field_invalid custom.badge',
    ]);
  });

  test('two runs of one source cannot be under way at once; cancel ends the first', async () => {
    engine.memory.items = people(5);
    engine.memory.fault = 'hangs';
    const first = await engine.start(source);
    await assert.rejects(engine.start(source), { code: 'run_active' });
    while ((await engine.run(first)).state !== 'running')
      await new Promise((resolve) => setTimeout(resolve, 5));
    await engine.cancel(first);
    assert.equal((await engine.ended(first)).state, 'cancelled');
    assert.equal(Object.keys(await engine.accounts()).length, 0);
    engine.memory.fault = 'none';
    assert.equal((await engine.sync(source)).state, 'success');
  });

  test('2,500 people go through several batches; a duplicate in the middle costs only itself', async () => {
    engine.memory.items = people(2500);
    engine.memory.items[1200]!.attributes.mail = 'U0003@test.example';
    const run = await engine.sync(source);
    assert.deepEqual(await engine.rejected(run.id), ['u1200 duplicate_value email']);
    assert.partialDeepStrictEqual(run.counters.user, { created: 2499, rejected: 1 });
  });

  test('an account deleted by hand is made again, under its old id, while its record is there', async () => {
    engine.memory.items = people(3);
    await engine.sync(source);
    const { id } = (await engine.accounts()).u0001!;
    await deleteAccount(engine.db, ACTOR, 'acme', id, { force: true });
    await engine.sync(source);
    assert.equal((await engine.accounts()).u0001!.id, id);
  });

  test('a source that is removed leaves its people, as the directory’s own; not while it is being synchronized', async () => {
    engine.memory.items = people(2);
    await engine.sync(source);
    engine.memory.fault = 'hangs';
    const running = await engine.start(source);
    await assert.rejects(deleteSource(engine.db, engine.deps, ACTOR, 'acme', source), { code: 'run_active' });
    await engine.cancel(running);
    await engine.ended(running);
    await deleteSource(engine.db, engine.deps, ACTOR, 'acme', source);
    const { rows } = await engine.db.query(`SELECT DISTINCT source_type, source_id FROM account`);
    assert.deepEqual(rows, [{ source_type: 'build_in', source_id: null }]);
    assert.equal(await engine.count('link'), 0);
  });

  test('a run whose process died is seen as failed, and the next one converges', async () => {
    engine.memory.items = people(3);
    await engine.db.query(
      `INSERT INTO run (id, instance_id, kind, subject_id, trigger, mode, state, created_by) VALUES ('run_dead', 'acme', 'sync', $1, 'manual', 'run', 'running', 'x')`,
      [source],
    );
    assert.equal((await engine.ended('run_dead')).error?.code, 'run_died');
    assert.equal((await engine.sync(source)).state, 'success');
  });
});
