import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount } from '../../src/directory/accounts.ts';
import { listChanges } from '../../src/directory/change-log.ts';
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from '../../src/directory/groups.ts';
import { addMembers, listGroupsOf, listMembers, removeMembers } from '../../src/directory/members.ts';
import { ACTOR, failure, freshDirectory, INSTANCE, linkTo } from './directory.ts';

const directory = freshDirectory();
const create = (input: unknown) => createGroup(directory.db, ACTOR, INSTANCE, input);
const people = async (...usernames: string[]) => {
  const accounts = [];
  for (const username of usernames)
    accounts.push((await createAccount(directory.db, ACTOR, INSTANCE, { username })).id);
  return accounts;
};

test('names are unique in any case, and found in any case', async () => {
  const group = await create({ name: '研发 Dev', description: 'd' });
  assert.deepEqual(await getGroup(directory.db, INSTANCE, '研发 DEV'), group);
  const other = await create({ name: 'Other' });
  const taken = failure('duplicate_value', {
    field: 'name',
    value: '研发 dev',
    holder: `研发 Dev (${group.id})`,
  });
  await assert.rejects(create({ name: '研发 dev' }), taken);
  await assert.rejects(updateGroup(directory.db, ACTOR, INSTANCE, other.id, { name: '研发 dev' }), taken);
  const renamed = await updateGroup(directory.db, ACTOR, INSTANCE, 'other', { name: 'OTHER' }, 1);
  assert.deepEqual([renamed.name, renamed.version], ['OTHER', 2]);
});

test('pages and prefixes', async () => {
  for (const name of ['b%1', 'B_2', 'b3']) await create({ name });
  const names = async (page: { prefix?: string; after?: string; limit: number }) =>
    (await listGroups(directory.db, INSTANCE, page)).map(({ name }) => name);
  assert.deepEqual(await names({ prefix: 'b', limit: 9 }), ['b%1', 'b3', 'B_2']);
  assert.deepEqual(await names({ prefix: 'b%', limit: 9 }), ['b%1']);
  assert.deepEqual(await names({ prefix: 'B', after: 'b%1', limit: 1 }), ['b3']);
});

test('members enter and leave once, each with its line in the log', async () => {
  const group = await create({ name: 'Members' });
  const [a, b, c] = await people('ma', 'mb', 'mc');
  assert.equal(await addMembers(directory.db, ACTOR, INSTANCE, group.id, [a!, b!, b!, c!]), 3);
  assert.equal(await addMembers(directory.db, ACTOR, INSTANCE, 'members', [a!]), 0);
  const page = await listMembers(directory.db, INSTANCE, group.id, { after: a!, limit: 1 });
  assert.deepEqual(
    page.map(({ account, sourceId }) => [account.username, sourceId]),
    [['mb', null]],
  );
  assert.equal(await removeMembers(directory.db, ACTOR, INSTANCE, group.id, [a!]), 1);
  assert.equal(await removeMembers(directory.db, ACTOR, INSTANCE, group.id, [a!]), 0);
  const log = await listChanges(directory.db, INSTANCE, { entityId: a!, limit: 2 });
  assert.deepEqual(
    log.map(({ entity, op, before, after }) => ({ entity, op, before, after })),
    [
      { entity: 'membership', op: 'remove', before: { groupId: group.id }, after: null },
      { entity: 'membership', op: 'add', before: null, after: { groupId: group.id } },
    ],
  );
  assert.deepEqual(await listGroupsOf(directory.db, a!), []);
  assert.equal((await listGroupsOf(directory.db, b!))[0]?.group.name, 'Members');
});

test('an unknown member makes the whole call fail', async () => {
  const [a] = await people('whole');
  const group = await create({ name: 'Whole' });
  await assert.rejects(
    addMembers(directory.db, ACTOR, INSTANCE, group.id, [a!, 'user_\0']),
    failure('not_found', { what: 'account', field: 'accountIds' }),
  );
  assert.deepEqual(await listMembers(directory.db, INSTANCE, group.id, { limit: 9 }), []);
});

test('what a source keeps is not taken away by hand', async () => {
  const { db, instance } = directory;
  const [a] = await people('kept');
  const group = await create({ name: 'Kept' });
  await linkTo(db, instance.rootOrgId, group.id, {
    source: 'idp_grp',
    priority: 1,
    kind: 'group',
    values: { name: 'Kept' },
  });
  await db.query(`INSERT INTO group_member VALUES ($1, $2, 'idp_grp')`, [group.id, a]);
  await assert.rejects(
    removeMembers(db, ACTOR, INSTANCE, group.id, [a!]),
    failure('membership_synchronized', { group: 'Kept' }),
  );
  assert.equal((await listMembers(db, INSTANCE, group.id, { limit: 9 })).length, 1);
  await assert.rejects(deleteGroup(db, ACTOR, INSTANCE, group.id), failure('entity_synchronized'));
  await deleteGroup(db, ACTOR, INSTANCE, group.id, { force: true });
  await assert.rejects(getGroup(db, INSTANCE, group.id), failure('not_found', { what: 'group' }));
});

for (const [field, input] of [
  ['name', { name: '' }],
  ['name', { name: 'x'.repeat(1 << 20) }],
  ['description', { name: 'x', description: 'a\udfff' }],
  ['members', { name: 'x', members: [] }],
] as const)
  test(`refused by ${field}: ${JSON.stringify(input).slice(0, 40)}`, () =>
    assert.rejects(create(input), failure('invalid_input', { field })));
