import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount, updateAccount } from '../../src/directory/accounts.ts';
import {
  createOrg,
  deleteOrg,
  getOrg,
  getSubtree,
  listOrgs,
  orgPath,
  updateOrg,
} from '../../src/directory/orgs.ts';
import { ACTOR, failure, freshDirectory, INSTANCE, linkTo } from './directory.ts';

const directory = freshDirectory();
const create = (input: unknown) => createOrg(directory.db, ACTOR, INSTANCE, input);
const update = (id: string, input: unknown, version?: number) =>
  updateOrg(directory.db, ACTOR, INSTANCE, id, input, version);
const remove = (id: string, options = {}) => deleteOrg(directory.db, ACTOR, INSTANCE, id, options);

test('a tree is read as subtree with paths, parents first', async () => {
  const sales = await create({ name: 'Sales' });
  const north = await create({ name: '北区', parentId: sales.id });
  await create({ name: 'Shop', parentId: north.id });
  await create({ name: 'Beside' });
  const nodes = await getSubtree(directory.db, INSTANCE, sales.id);
  assert.deepEqual(
    nodes.map(({ path, depth }) => [path, depth]),
    [
      ['Acme 集团/Sales', 0],
      ['Acme 集团/Sales/北区', 1],
      ['Acme 集团/Sales/北区/Shop', 2],
    ],
  );
  const below = await listOrgs(directory.db, INSTANCE, { parentId: directory.instance.rootOrgId, limit: 10 });
  assert.deepEqual(
    below.map(({ name }) => name),
    ['Sales', 'Beside'],
  );
});

test('moving carries the subtree along', async () => {
  const [a, b] = [await create({ name: 'A' }), await create({ name: 'B' })];
  const inner = await create({ name: 'Inner', parentId: a.id });
  await update(a.id, { parentId: b.id }, 1);
  assert.equal(await orgPath(directory.db, INSTANCE, inner.id), 'Acme 集团/B/A/Inner');
  await assert.rejects(update(a.id, { name: 'stale' }, 1), failure('version_conflict', { version: 2 }));
});

test('no organization comes to lie below itself, not even by two moves at once', async () => {
  const top = await create({ name: 'Top' });
  const mid = await create({ name: 'Mid', parentId: top.id });
  for (const parentId of [top.id, mid.id])
    await assert.rejects(
      update(top.id, { parentId }),
      failure('org_cycle', { field: 'parentId', name: 'Top' }),
    );
  for (let round = 0; round < 5; round++) {
    const [x, y] = [await create({ name: 'X' }), await create({ name: 'Y' })];
    const moves = await Promise.allSettled([
      update(x.id, { parentId: y.id }),
      update(y.id, { parentId: x.id }),
    ]);
    assert.equal(moves.filter(({ status }) => status === 'fulfilled').length, 1);
  }
});

test('the root is renamed, never moved or deleted', async () => {
  const { rootOrgId } = directory.instance;
  const sales = await create({ name: 'S' });
  await assert.rejects(update(rootOrgId, { parentId: sales.id }), failure('org_root'));
  await assert.rejects(remove(rootOrgId), failure('org_root'));
  assert.equal((await update(rootOrgId, { name: 'Acme 集团' })).parentId, null);
});

test('only an empty organization is deleted, also against somebody moving in at that moment', async () => {
  const full = await create({ name: 'Full' });
  await create({ name: 'Below', parentId: full.id });
  await createAccount(directory.db, ACTOR, INSTANCE, { username: 'inside', primaryOrgId: full.id });
  await assert.rejects(
    remove(full.id),
    failure('org_not_empty', { name: 'Full', accounts: 1, orgs: 1, sources: 0 }),
  );
  for (let round = 0; round < 5; round++) {
    const org = await create({ name: 'Contested' });
    const [moved, deleted] = await Promise.allSettled([
      updateAccount(directory.db, ACTOR, INSTANCE, 'inside', { primaryOrgId: org.id }),
      remove(org.id),
    ]);
    assert.notEqual(moved.status, deleted.status, 'one of the two is refused');
    if (moved.status === 'rejected') failure('not_found', { field: 'primaryOrgId' })(moved.reason);
    if (deleted.status === 'rejected') failure('org_not_empty', { accounts: 1 })(deleted.reason);
  }
});

test('an organization that a source keeps is deleted by force only, and a moved one is overridden', async () => {
  const { db, instance } = directory;
  const org = await create({ name: 'From AD' });
  await linkTo(db, instance.rootOrgId, org.id, {
    source: 'idp_org',
    priority: 1,
    kind: 'org',
    values: { name: 'From AD', parentId: instance.rootOrgId },
  });
  const other = await create({ name: 'Other' });
  await update(org.id, { parentId: other.id });
  const { rows } = await db.query(`SELECT overrides FROM org_unit WHERE id = $1`, [org.id]);
  assert.deepEqual(rows[0]?.overrides, { parentId: other.id });
  await assert.rejects(remove(org.id), failure('entity_synchronized', { source: 'idp_org' }));
  await remove(org.id, { force: true });
  await assert.rejects(getOrg(db, INSTANCE, org.id), failure('not_found', { what: 'organization' }));
});

for (const [field, input] of [
  ['name', {}],
  ['name', { name: '' }],
  ['name', { name: 'n'.repeat(1 << 20) }],
  ['name', { name: 'a\0' }],
  ['parentId', { name: 'x', parentId: 7 }],
  ['rootOrgId', { name: 'x', rootOrgId: 'y' }],
] as const)
  test(`refused by ${field}: ${JSON.stringify(input).slice(0, 40)}`, () =>
    assert.rejects(create(input), failure('invalid_input', { field })));

test('a parent that is not there, or in another instance, is named', () =>
  assert.rejects(create({ name: 'x', parentId: 'ou_\0' }), failure('not_found', { field: 'parentId' })));
