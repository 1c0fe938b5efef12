import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount, getAccount, updateAccount } from '../../src/directory/accounts.ts';
import { listChanges } from '../../src/directory/change-log.ts';
import { defineCustomField, deleteCustomField, listCustomFields } from '../../src/directory/custom-fields.ts';
import { ACTOR, failure, freshDirectory, INSTANCE, linkTo } from './directory.ts';

const directory = freshDirectory();
const define = (input: unknown) => defineCustomField(directory.db, ACTOR, INSTANCE, input);
const create = (username: string, custom: object) =>
  createAccount(directory.db, ACTOR, INSTANCE, { username, custom });

test('definitions: once each, ids as IDaaS allows them', async () => {
  await define({ id: 'badge', title: 'Badge', type: 'string', unique: true });
  await define({ id: 'floor', title: '楼层', type: 'number' });
  await define({ id: 'constructor', title: 'A name to trip over', type: 'boolean' });
  await assert.rejects(
    define({ id: 'badge', title: 'Again', type: 'string' }),
    failure('duplicate_value', { field: 'id' }),
  );
  for (const id of ['Badge', '1a', '_a', '__proto__', 'a-b', 'a'.repeat(41)])
    await assert.rejects(
      define({ id, title: 'x', type: 'string' }),
      failure('invalid_input', { field: 'id' }),
    );
  await assert.rejects(
    define({ id: 'x', title: 'x', type: 'date' }),
    failure('invalid_input', { field: 'type' }),
  );
  const fields = await listCustomFields(directory.db, INSTANCE);
  assert.deepEqual(
    fields.map(({ id, required, unique }) => [id, required, unique]),
    [
      ['badge', false, true],
      ['floor', false, false],
      ['constructor', false, false],
    ],
  );
});

test('values are typed', async () => {
  const account = await create('typed', { badge: 'B-1', floor: 3, constructor: true });
  assert.deepEqual(JSON.parse(JSON.stringify(account.custom)), { badge: 'B-1', floor: 3, constructor: true });
  for (const [field, custom] of [
    ['custom.floor', { floor: '3' }],
    ['custom.badge', { badge: 7 }],
    ['custom.constructor', { constructor: 'yes' }],
    ['custom.badge', { badge: 'x\0' }],
  ] as const)
    await assert.rejects(create('untyped', custom), failure('invalid_input', { field }));
});

test('a unique value has one holder; letting go frees it', async () => {
  const { db } = directory;
  const first = await create('first', { badge: 'B-2' });
  const taken = failure('duplicate_value', {
    field: 'custom.badge',
    value: 'B-2',
    holder: `first (${first.id})`,
  });
  await assert.rejects(create('second', { badge: 'B-2' }), taken);
  await create('second', { badge: 'B-3' });
  await assert.rejects(updateAccount(db, ACTOR, INSTANCE, 'second', { custom: { badge: 'B-2' } }), taken);
  await updateAccount(db, ACTOR, INSTANCE, 'first', { custom: { badge: null } });
  const second = await updateAccount(db, ACTOR, INSTANCE, 'second', { custom: { badge: 'B-2', floor: 1 } });
  assert.deepEqual(second.custom, { badge: 'B-2', floor: 1 });
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) => create(`racer${i}`, { badge: 'ONE' })),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('a required field is asked for at creation and never emptied', async () => {
  const { db } = directory;
  await define({ id: 'cost_centre', title: 'Cost centre', type: 'string', required: true });
  const missing = failure('invalid_input', { field: 'custom.cost_centre' });
  await assert.rejects(create('unpaid', {}), missing);
  await create('paid', { cost_centre: '4711' });
  await assert.rejects(
    updateAccount(db, ACTOR, INSTANCE, 'paid', { custom: { cost_centre: null } }),
    missing,
  );
  await updateAccount(db, ACTOR, INSTANCE, 'typed', { displayName: 'was there before' });
});

test('deleting a field takes its values along, and waits for mappings to let go', async () => {
  const { db, instance } = directory;
  const { id } = await getAccount(db, INSTANCE, 'typed');
  await linkTo(db, instance.rootOrgId, id, { source: 'idp_map', priority: 1, values: {} });
  await assert.rejects(
    deleteCustomField(db, ACTOR, INSTANCE, 'badge'),
    failure('custom_field_in_use', { id: 'badge', source: 'idp_map' }),
  );
  await deleteCustomField(db, ACTOR, INSTANCE, 'floor');
  assert.equal('floor' in (await getAccount(db, INSTANCE, 'typed')).custom, false);
  const [entry] = await listChanges(db, INSTANCE, { entityId: id, limit: 1 });
  assert.deepEqual([entry?.before, entry?.after], [{ 'custom.floor': 3 }, { 'custom.floor': null }]);
  await assert.rejects(deleteCustomField(db, ACTOR, INSTANCE, 'floor'), failure('not_found'));
});
