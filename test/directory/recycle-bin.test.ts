import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createAccount,
  deleteAccount,
  getAccount,
  listFurtherOrgs,
  updateAccount,
} from '../../src/directory/accounts.ts';
import { listChanges } from '../../src/directory/change-log.ts';
import { defineCustomField } from '../../src/directory/custom-fields.ts';
import { binCursor, listBin, purgeDeleted, restoreDeleted } from '../../src/directory/deleted-entries.ts';
import { createGroup, deleteGroup } from '../../src/directory/groups.ts';
import { addMembers, listGroupsOf, listMembers } from '../../src/directory/members.ts';
import { createOrg, deleteOrg, getOrg } from '../../src/directory/orgs.ts';
import { binEntities } from '../../src/directory/recycle-bin.ts';
import { ACTOR, failure, freshDirectory, INSTANCE, linkTo } from './directory.ts';

const directory = freshDirectory();
const create = (input: unknown) => createAccount(directory.db, ACTOR, INSTANCE, input);
const restore = (id: string) => restoreDeleted(directory.db, ACTOR, INSTANCE, id);

test('an account comes back as it was, with memberships, organizations, password and links', async () => {
  const { db, instance } = directory;
  await defineCustomField(db, ACTOR, INSTANCE, { id: 'badge', title: 'Badge', type: 'string', unique: true });
  const org = await createOrg(db, ACTOR, INSTANCE, { name: 'Further' });
  const group = await createGroup(db, ACTOR, INSTANCE, { name: 'Team' });
  const account = await create({
    username: 'back',
    email: 'back@acme.cn',
    expiresAt: '2031-05-06T07:08:09.123Z',
    custom: { badge: 'B-1' },
    orgIds: [org.id],
    groupIds: [group.id],
  });
  await db.query(`UPDATE account SET password_hash = '$argon2id$secret' WHERE id = $1`, [account.id]);
  await linkTo(db, instance.rootOrgId, account.id, {
    source: 'idp_ad',
    priority: 1,
    values: { username: 'back', email: 'back@acme.cn' },
  });
  await updateAccount(db, ACTOR, INSTANCE, 'back', { email: 'hand@acme.cn' });
  const was = await getAccount(db, INSTANCE, 'back');
  await deleteAccount(db, ACTOR, INSTANCE, 'back', { force: true });
  assert.deepEqual(await listMembers(db, INSTANCE, group.id, { limit: 9 }), []);
  await restore(account.id);
  const is = await getAccount(db, INSTANCE, 'back');
  assert.ok(is.passwordSet);
  assert.deepEqual(is, { ...was, version: was.version + 1, updatedAt: is.updatedAt });
  assert.deepEqual(await listFurtherOrgs(db, account.id), [org.id]);
  assert.equal((await listGroupsOf(db, account.id))[0]?.group.id, group.id);
  const { rows } = await db.query(
    `SELECT source_id, hash, gone_since, values FROM link WHERE entity_id = $1`,
    [account.id],
  );
  assert.equal(rows.length, 1);
  assert.deepEqual([rows[0]?.source_id, rows[0]?.hash.length, rows[0]?.gone_since], ['idp_ad', 0, null]);
  await assert.rejects(
    create({ username: 'thief', custom: { badge: 'B-1' } }),
    failure('duplicate_value', { field: 'custom.badge' }),
  );
  const log = await listChanges(db, INSTANCE, { entityId: account.id, limit: 4 });
  assert.deepEqual(
    log.map(({ entity, op }) => `${entity} ${op}`),
    ['account restore', 'membership add', 'account delete', 'membership remove'],
  );
  assert.equal(JSON.stringify(await listChanges(db, INSTANCE, { limit: 500 })).includes('argon2id'), false);
});

test('an account a run deleted comes back with its link as gone, so that the next sync leaves it alone', async () => {
  const { db, instance } = directory;
  const account = await create({ username: 'leaver' });
  await linkTo(db, instance.rootOrgId, account.id, { source: 'idp_ad', priority: 1, values: {} });
  await db.tx((sql) =>
    binEntities(sql, { name: 'sync', runId: 'run_1' }, INSTANCE, 'account', [account.id, 'none']),
  );
  const [item] = await listBin(db, INSTANCE, { limit: 1 });
  assert.deepEqual(
    [item?.id, item?.name, item?.deletedBy, item?.runId],
    [account.id, 'leaver', 'sync', 'run_1'],
  );
  const kept = await db.query(`SELECT source_id, source_key FROM recycle_bin WHERE id = $1`, [account.id]);
  assert.deepEqual(kept.rows, [{ source_id: 'idp_ad', source_key: `key-${account.id}` }]);
  await restore(account.id);
  const { rows } = await db.query(`SELECT gone_since IS NOT NULL AS gone FROM link WHERE entity_id = $1`, [
    account.id,
  ]);
  assert.deepEqual(rows, [{ gone: true }]);
});

test('a value taken meanwhile stops the restore, named with its holder', async () => {
  const { db } = directory;
  const cases = [
    { field: 'username', value: 'taken', input: {} },
    { field: 'email', value: 't@acme.cn', input: { email: 't@acme.cn' } },
    { field: 'phoneNumber', value: '13900000000', input: { phoneRegion: '86', phoneNumber: '13900000000' } },
    { field: 'custom.badge', value: 'B-9', input: { custom: { badge: 'B-9' } } },
  ];
  for (const { field, value, input } of cases) {
    const account = await create({ username: 'taken', ...input });
    await deleteAccount(db, ACTOR, INSTANCE, account.id);
    const username = field === 'username' ? 'TAKEN' : 'heir';
    const heir = await create({ username, ...input });
    await assert.rejects(
      restore(account.id),
      failure('restore_conflict', { field, value, holder: `${username} (${heir.id})` }),
    );
    await deleteAccount(db, ACTOR, INSTANCE, heir.id);
    await restore(account.id);
    await deleteAccount(db, ACTOR, INSTANCE, account.id);
  }
});

test('what it hung on and is gone is left out: it comes back into the root', async () => {
  const { db, instance } = directory;
  const org = await createOrg(db, ACTOR, INSTANCE, { name: 'Closing' });
  const below = await createOrg(db, ACTOR, INSTANCE, { name: 'Below', parentId: org.id });
  const group = await createGroup(db, ACTOR, INSTANCE, { name: 'Dissolved' });
  const account = await create({ username: 'orphan', primaryOrgId: below.id, groupIds: [group.id] });
  await deleteAccount(db, ACTOR, INSTANCE, 'orphan');
  await deleteOrg(db, ACTOR, INSTANCE, below.id);
  await deleteOrg(db, ACTOR, INSTANCE, org.id);
  await deleteGroup(db, ACTOR, INSTANCE, 'dissolved');
  await restore(account.id);
  await restore(below.id);
  assert.equal((await getAccount(db, INSTANCE, 'orphan')).primaryOrgId, instance.rootOrgId);
  assert.equal((await getOrg(db, INSTANCE, below.id)).parentId, instance.rootOrgId);
  assert.deepEqual(await listGroupsOf(db, account.id), []);
});

test('a group comes back with the members that are still there', async () => {
  const { db } = directory;
  const group = await createGroup(db, ACTOR, INSTANCE, { name: 'Back' });
  const [stays, leaves] = [await create({ username: 'stays' }), await create({ username: 'leaves' })];
  await addMembers(db, ACTOR, INSTANCE, group.id, [stays.id, leaves.id]);
  await deleteGroup(db, ACTOR, INSTANCE, group.id);
  await deleteAccount(db, ACTOR, INSTANCE, leaves.id);
  await restore(group.id);
  const members = await listMembers(db, INSTANCE, 'back', { limit: 9 });
  assert.deepEqual(
    members.map(({ account }) => account.username),
    ['stays'],
  );
});

test('the bin is paged, latest first; what is purged is gone for good', async () => {
  const { db } = directory;
  const all = await listBin(db, INSTANCE, { limit: 100 });
  assert.ok(all.length >= 3);
  const paged = [];
  for (let after: string | undefined; ; ) {
    const page = await listBin(db, INSTANCE, { limit: 2, after });
    if (page.length === 0) break;
    paged.push(...page);
    after = binCursor(page.at(-1)!);
  }
  assert.deepEqual(paged, all);
  assert.equal(JSON.stringify(all).includes('snapshot'), false);
  const groups = await listBin(db, INSTANCE, { entity: 'group', limit: 100 });
  assert.deepEqual(
    groups.map(({ name }) => name),
    ['Dissolved'],
  );
  await purgeDeleted(db, ACTOR, INSTANCE, groups[0]!.id);
  for (const id of [groups[0]!.id, 'a\0b'])
    for (const call of [restore, (gone: string) => purgeDeleted(db, ACTOR, INSTANCE, gone)])
      await assert.rejects(call(id), failure('not_found', { what: 'deleted entry' }));
  await assert.rejects(
    listBin(db, INSTANCE, { after: "x' OR 1", limit: 1 }),
    failure('invalid_input', { field: 'cursor' }),
  );
});

test('of two parallel restores one succeeds', async () => {
  const account = await create({ username: 'twice' });
  await deleteAccount(directory.db, ACTOR, INSTANCE, 'twice');
  const results = await Promise.allSettled([restore(account.id), restore(account.id)]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});
