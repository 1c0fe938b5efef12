import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount, getAccount } from '../../src/directory/accounts.ts';
import { listChanges } from '../../src/directory/change-log.ts';
import {
  createInstance,
  deleteInstance,
  getInstance,
  instanceContents,
  listInstances,
  updateInstance,
} from '../../src/directory/instances.ts';
import { createOrg, orgPath } from '../../src/directory/orgs.ts';
import { RESERVED_INSTANCE_IDS } from '../../src/model/instance.ts';
import { ACTOR, failure, freshDirectory, INSTANCE, linkTo } from './directory.ts';

const directory = freshDirectory();

test('an instance comes with its root organization', async () => {
  const instance = await getInstance(directory.db, INSTANCE);
  assert.deepEqual(instance, directory.instance);
  assert.equal(await orgPath(directory.db, INSTANCE, instance.rootOrgId), 'Acme 集团');
});

for (const id of [
  ...RESERVED_INSTANCE_IDS,
  'A',
  'x',
  '1a',
  'a_b',
  'ä'.repeat(3),
  'a'.repeat(41),
  'a\0b',
  '__proto__',
])
  test(`the id ${JSON.stringify(id)} is refused`, () =>
    assert.rejects(
      createInstance(directory.db, ACTOR, { id, name: 'X' }),
      failure('invalid_input', { field: 'id' }),
    ));

test('an id is taken once, also in a race', async () => {
  await assert.rejects(
    createInstance(directory.db, ACTOR, { id: INSTANCE, name: 'Again' }),
    failure('duplicate_value', { field: 'id', holder: INSTANCE }),
  );
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () => createInstance(directory.db, ACTOR, { id: 'race', name: 'R' })),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('updating and listing', async () => {
  await updateInstance(directory.db, ACTOR, 'race', { description: 'd' });
  const renamed = await updateInstance(directory.db, ACTOR, 'race', { name: 'Renamed' });
  assert.deepEqual([renamed.name, renamed.description], ['Renamed', 'd']);
  const ids = async (page: { after?: string; limit: number }) =>
    (await listInstances(directory.db, page)).map(({ id }) => id);
  assert.deepEqual(await ids({ limit: 10 }), ['acme', 'race']);
  assert.deepEqual(await ids({ after: 'acme', limit: 10 }), ['race']);
});

test('deleting needs the id as confirmation, tells what would go, and leaves the neighbours', async () => {
  const { db } = directory;
  const doomed = await createInstance(db, ACTOR, { id: 'doomed', name: 'Doomed' });
  const org = await createOrg(db, ACTOR, 'doomed', { name: 'Below' });
  const account = await createAccount(db, ACTOR, 'doomed', { username: 'gone', primaryOrgId: org.id });
  await createAccount(db, ACTOR, INSTANCE, { username: 'stays' });
  await linkTo(db, directory.instance.rootOrgId, account.id, { source: 'idp_x', priority: 1, values: {} });
  await db.query(`UPDATE source SET instance_id = 'doomed', target_org_id = $1`, [doomed.rootOrgId]);
  assert.deepEqual(await instanceContents(db, 'doomed'), { account: 1, org_unit: 2, source: 1 });
  for (const confirm of [undefined, 'acme', 'Doomed'])
    await assert.rejects(
      deleteInstance(db, ACTOR, 'doomed', confirm),
      failure('confirmation_needed', { contents: 'account 1, org_unit 2, source 1' }),
    );
  await deleteInstance(db, ACTOR, 'doomed', 'doomed');
  await assert.rejects(getInstance(db, 'doomed'), failure('not_found', { what: 'instance' }));
  assert.equal((await getAccount(db, INSTANCE, 'stays')).username, 'stays');
  const [entry] = await listChanges(db, 'doomed', { limit: 1 });
  assert.deepEqual([entry?.entity, entry?.op], ['instance', 'delete'], 'the log outlives the instance');
});
