import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { countAccounts } from '../../src/directory/account-list.ts';
import { deleteAccount, listFurtherOrgKeepers, setFurtherOrgs } from '../../src/directory/accounts.ts';
import { restoreDeleted } from '../../src/directory/deleted-entries.ts';
import { createOrg } from '../../src/directory/orgs.ts';
import { inScope } from '../../src/push/scope.ts';
import { storeEvents } from '../../src/sync/events.ts';
import { deleteSource } from '../../src/sync/source-settings.ts';
import { ACTOR, Engine } from './engine.ts';

const TWO_ORGS = ['ou=B,ou=Company', 'ou=C,ou=Company'];

describe('further organizations that a source tells', () => {
  let engine: Engine;
  let source: string;
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
    const { memory } = engine;
    memory.items = [
      memory.org('Company'),
      ...['A', 'B', 'C'].map((name) => memory.org(name, ['ou=Company'])),
      anna(TWO_ORGS),
      memory.user('bert', { parents: ['ou=B,ou=Company'], further: ['ou=B,ou=Company', 'ou=Elsewhere'] }),
    ];
    source = await engine.source();
    await engine.sync(source);
  });

  const anna = (further: string[]) => engine.memory.user('anna', { parents: ['ou=A,ou=Company'], further });
  const change = (further: string[]) => {
    engine.memory.items[engine.memory.items.findIndex(({ key }) => key === 'key-anna')] = anna(further);
  };
  const orgId = async (name: string) =>
    (await engine.db.query<{ id: string }>(`SELECT id FROM org_unit WHERE name = $1`, [name])).rows[0]!.id;
  const id = async () => (await engine.accounts()).anna!.id;
  const tell = async (...keys: [kind: 'user' | 'org', id: string][]) => {
    const touched = keys.map(([kind, key]) => ({ kind, id: key }));
    await storeEvents(engine.db, source, [{ id: `${Math.random()}`, touched }]);
    await engine.settled(source);
  };

  test('are kept beside the primary one and follow the source; the second run changes nothing', async () => {
    assert.deepEqual(await engine.further('anna'), ['B by source', 'C by source']);
    // Neither the primary one nor one that is not there.
    assert.deepEqual(await engine.further('bert'), []);
    const log = await engine.count('change_log');
    await engine.sync(source);
    assert.equal(await engine.count('change_log'), log);
    change(['ou=C,ou=Company']);
    const run = await engine.sync(source);
    assert.deepEqual(await engine.further('anna'), ['C by source']);
    const { rows } = await engine.db.query(
      `SELECT after FROM change_log WHERE run_id = $1 AND after::text LIKE '%orgIds%'`,
      [run.id],
    );
    assert.deepEqual(rows, [{ after: { orgIds: [await orgId('C')] } }]);
  });

  test('by an event too, with an organization that is not known yet', async () => {
    engine.memory.items.push(engine.memory.org('D', ['ou=Company']));
    change(['ou=D,ou=Company', 'ou=C,ou=Company']);
    await tell(['user', 'key-anna']);
    assert.deepEqual(await engine.further('anna'), ['C by source', 'D by source']);
    engine.memory.items = engine.memory.items.filter(({ key }) => key !== 'ou-D');
    await tell(['org', 'ou-D']);
    assert.deepEqual(await engine.further('anna'), ['C by source']);
  });

  test('given by hand stay whatever the source says, and hands do not take what a source keeps', async () => {
    const own = await createOrg(engine.db, ACTOR, 'acme', { name: 'Own' });
    const all = await setFurtherOrgs(engine.db, ACTOR, 'acme', 'anna', [own.id, await orgId('C')]);
    assert.equal(all.length, 3);
    assert.deepEqual(await engine.further('anna'), ['B by source', 'C by source', 'Own by hand']);
    change([]);
    await engine.sync(source);
    assert.deepEqual(await engine.further('anna'), ['Own by hand']);
    await setFurtherOrgs(engine.db, ACTOR, 'acme', 'anna', [await orgId('B')]);
    change(TWO_ORGS);
    await engine.sync(source);
    assert.deepEqual(await engine.further('anna'), ['B by hand', 'C by source']);
    change([]);
    await engine.sync(source);
    assert.deepEqual(await engine.further('anna'), ['B by hand']);
  });

  test('count in lists of accounts and in the scope of a push as those by hand do', async () => {
    const c = await orgId('C');
    assert.equal(await countAccounts(engine.db, 'acme', { orgId: c }), 1);
    const values: unknown[] = [];
    const scope = inScope('acme', { scope: { orgIds: [c], groupIds: [] }, disabled: 'remove' }, values);
    const { rows } = await engine.db.query(`SELECT a.username FROM account a WHERE ${scope}`, values);
    assert.deepEqual(rows, [{ username: 'anna' }]);
  });

  test('come back from the recycle bin with whoever kept them, and stay when the source goes', async () => {
    const account = await id();
    const own = await createOrg(engine.db, ACTOR, 'acme', { name: 'Own' });
    await setFurtherOrgs(engine.db, ACTOR, 'acme', 'anna', [own.id]);
    const before = await listFurtherOrgKeepers(engine.db, account);
    await deleteAccount(engine.db, ACTOR, 'acme', 'anna', { force: true });
    await restoreDeleted(engine.db, ACTOR, 'acme', account);
    assert.deepEqual(await listFurtherOrgKeepers(engine.db, account), before);
    await deleteSource(engine.db, engine.deps, ACTOR, 'acme', source);
    assert.deepEqual(await engine.further('anna'), ['B by hand', 'C by hand', 'Own by hand']);
  });

  test('a plan that waited sets them when it is applied', async () => {
    change(['ou=B,ou=Company']);
    const plan = await engine.sync(source, 'plan');
    assert.deepEqual(await engine.further('anna'), ['B by source', 'C by source']);
    assert.equal((await engine.confirm(plan.id)).state, 'success');
    assert.deepEqual(await engine.further('anna'), ['B by source']);
  });
});
