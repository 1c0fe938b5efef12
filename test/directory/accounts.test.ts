import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listAccounts } from '../../src/directory/account-list.ts';
import {
  clearOverrides,
  createAccount,
  deleteAccount,
  getAccount,
  listFurtherOrgs,
  setFurtherOrgs,
  updateAccount,
} from '../../src/directory/accounts.ts';
import { listChanges } from '../../src/directory/change-log.ts';
import { createGroup } from '../../src/directory/groups.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { addMembers } from '../../src/directory/members.ts';
import { createOrg } from '../../src/directory/orgs.ts';
import { accountProvenance } from '../../src/directory/provenance.ts';
import { ACTOR, failure, freshDirectory, INSTANCE, linkTo } from './directory.ts';

const directory = freshDirectory();
const create = (input: unknown) => createAccount(directory.db, ACTOR, INSTANCE, input);
const update = (id: string, input: unknown, version?: number) =>
  updateAccount(directory.db, ACTOR, INSTANCE, id, input, version);

test('a new account lies in the root organization, enabled, with its id as external id', async () => {
  const account = await create({ username: 'Zhang.San', displayName: '张三', email: 'ZS@acme.cn' });
  assert.equal(account.primaryOrgId, directory.instance.rootOrgId);
  assert.deepEqual(
    [account.enabled, account.passwordSet, account.externalId, account.sourceType, account.version],
    [true, false, account.id, 'build_in', 1],
  );
  assert.deepEqual(await getAccount(directory.db, INSTANCE, 'zhang.san'), account, 'by username, any case');
  assert.deepEqual(await getAccount(directory.db, INSTANCE, account.id), account, 'by id');
});

const BROKEN = 'x\ud800y';
const refused: { field: string; input: object }[] = [
  { field: 'username', input: {} },
  { field: 'username', input: { username: 'a b' } },
  { field: 'username', input: { username: "x'; DROP TABLE account; --" } },
  { field: 'username', input: { username: 'a\0b' } },
  { field: 'username', input: { username: 'x'.repeat(1 << 20) } },
  { field: 'displayName', input: { username: 'bad', displayName: '名'.repeat(1 << 20) } },
  { field: 'displayName', input: { username: 'bad', displayName: 'a\0b' } },
  { field: 'displayName', input: { username: 'bad', displayName: BROKEN } },
  { field: 'email', input: { username: 'bad', email: 'not an address' } },
  { field: 'phoneNumber', input: { username: 'bad', phoneNumber: '12' } },
  { field: 'phoneRegion', input: { username: 'bad', phoneRegion: '+86', phoneNumber: '13800138000' } },
  { field: 'phoneRegion', input: { username: 'bad', phoneRegion: '86' } },
  { field: 'expiresAt', input: { username: 'bad', expiresAt: 'tomorrow' } },
  { field: 'custom.nothing', input: { username: 'bad', custom: { nothing: 'x' } } },
  { field: 'custom.constructor', input: { username: 'bad', custom: { constructor: 'x' } } },
  { field: 'passwordHash', input: { username: 'bad', passwordHash: 'x' } },
  { field: 'id', input: { username: 'bad', id: 'user_1' } },
];
for (const { field, input } of refused)
  test(`refused by ${field}: ${JSON.stringify(input).slice(0, 60)}`, () =>
    assert.rejects(create(input), failure('invalid_input', { field })));

test('__proto__ in the input is refused or left out, never obeyed', async () => {
  await assert.rejects(
    create(JSON.parse('{"username":"proto","__proto__":{"enabled":false}}')),
    failure('invalid_input', { field: '__proto__' }),
  );
  const account = await create(JSON.parse('{"username":"proto","custom":{"__proto__":"x"}}'));
  assert.deepEqual(Object.keys(account.custom), []);
  assert.equal(Object.getPrototypeOf(account.custom), Object.prototype);
});

test('an unknown organization or group is named by its field', async () => {
  await createInstance(directory.db, ACTOR, { id: 'other', name: 'Other' });
  const foreign = await createOrg(directory.db, ACTOR, 'other', { name: 'Foreign' });
  const cases: [string, object][] = [
    ['primaryOrgId', { primaryOrgId: 'ou_none' }],
    ['primaryOrgId', { primaryOrgId: foreign.id }],
    ['orgIds', { orgIds: [foreign.id] }],
    ['groupIds', { groupIds: ['grp_none'] }],
  ];
  for (const [field, input] of cases)
    await assert.rejects(create({ username: 'lost', ...input }), failure('not_found', { field }));
  await assert.rejects(getAccount(directory.db, INSTANCE, 'lost'), failure('not_found'), 'nothing is left');
});

test('a lookup text with NUL or an id of another instance finds nothing', async () => {
  const there = await createAccount(directory.db, ACTOR, 'other', { username: 'theirs' });
  for (const id of ['a\0b', there.id, BROKEN, "' OR 1=1 --"])
    await assert.rejects(getAccount(directory.db, INSTANCE, id), failure('not_found', { what: 'account' }));
});

test('a value in use is refused with its field and holder', async () => {
  const holder = await create({
    username: 'holder',
    email: 'holder@acme.cn',
    phoneRegion: '86',
    phoneNumber: '13800000001',
    externalId: 'E-1',
  });
  const named = `holder (${holder.id})`;
  const cases: [string, string, object][] = [
    ['username', 'HOLDER', { username: 'HOLDER' }],
    ['email', 'Holder@ACME.cn', { email: 'Holder@ACME.cn' }],
    ['phoneNumber', '13800000001', { phoneRegion: '86', phoneNumber: '13800000001' }],
    ['externalId', 'E-1', { externalId: 'E-1' }],
  ];
  const second = await create({ username: 'second' });
  for (const [field, value, input] of cases) {
    const same = failure('duplicate_value', { field, value, holder: named });
    await assert.rejects(create({ username: 'third', ...input }), same, `create ${field}`);
    await assert.rejects(update(second.id, input), same, `update ${field}`);
  }
  await create({ username: 'elsewhere', phoneRegion: '1', phoneNumber: '13800000001' });
  await create({ username: 'regionless', phoneNumber: '13800000001' });
  await assert.rejects(
    create({ username: 'regionless2', phoneNumber: '13800000001' }),
    failure('duplicate_value', { field: 'phoneNumber' }),
  );
});

test('of ten parallel creates of one username exactly one succeeds', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) => create({ username: i % 2 ? 'race' : 'RACE' })),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const result of results)
    if (result.status === 'rejected') failure('duplicate_value', { field: 'username' })(result.reason);
});

test('a patch changes only what it names and logs only that', async () => {
  const account = await create({
    username: 'patched',
    displayName: 'P',
    email: 'p@acme.cn',
    emailVerified: true,
  });
  const expiresAt = '2030-01-01T08:00:00+08:00';
  const changed = await update(account.id, { email: 'q@acme.cn', expiresAt, displayName: 'P' });
  assert.deepEqual(
    [changed.email, changed.emailVerified, changed.expiresAt, changed.displayName, changed.version],
    ['q@acme.cn', false, '2030-01-01T00:00:00.000Z', 'P', 2],
  );
  const [entry] = await listChanges(directory.db, INSTANCE, { entityId: account.id, limit: 1 });
  assert.deepEqual(entry?.before, { email: 'p@acme.cn', emailVerified: true, expiresAt: null });
  assert.deepEqual(entry?.after, {
    email: 'q@acme.cn',
    emailVerified: false,
    expiresAt: '2030-01-01T00:00:00.000Z',
  });
  assert.equal((await update(account.id, { expiresAt, enabled: true })).version, 2, 'nothing new, no write');
});

test('a stale version is refused; of two parallel patches on one version one wins', async () => {
  const account = await create({ username: 'versioned' });
  const results = await Promise.allSettled([
    update(account.id, { displayName: 'A' }, 1),
    update(account.id, { displayName: 'B' }, 1),
  ]);
  const lost = results.filter((result) => result.status === 'rejected');
  assert.equal(lost.length, 1);
  failure('version_conflict', { expected: 1, version: 2 })(lost[0]?.reason);
});

test('a field set by hand wins over its sources until cleared', async () => {
  const { db, instance } = directory;
  const account = await create({ username: 'linked', displayName: 'From AD', email: 'ad@acme.cn' });
  await linkTo(db, instance.rootOrgId, account.id, {
    source: 'idp_ad',
    priority: 10,
    values: { username: 'linked', displayName: 'From AD', email: null },
  });
  await linkTo(db, instance.rootOrgId, account.id, {
    source: 'idp_ldap',
    priority: 20,
    values: { displayName: 'From LDAP', email: 'ad@acme.cn' },
  });
  await update(account.id, { displayName: 'By hand', description: 'mine' });
  const fields = new Map((await accountProvenance(db, INSTANCE, 'linked')).map((line) => [line.field, line]));
  assert.deepEqual(fields.get('displayName'), {
    field: 'displayName',
    value: 'By hand',
    by: 'override',
    sourceId: null,
    sources: [
      { sourceId: 'idp_ad', sourceName: 'idp_ad', value: 'From AD' },
      { sourceId: 'idp_ldap', sourceName: 'idp_ldap', value: 'From LDAP' },
    ],
  });
  assert.deepEqual([fields.get('email')?.by, fields.get('email')?.sourceId], ['source', 'idp_ldap']);
  assert.equal(fields.get('description')?.by, 'manual');
  const cleared = await clearOverrides(db, ACTOR, INSTANCE, 'linked', ['displayName']);
  assert.equal(cleared.displayName, 'From AD');
  const [entry] = await listChanges(db, INSTANCE, { entityId: account.id, limit: 1 });
  assert.deepEqual(entry?.before, { displayName: 'By hand', overrides: ['displayName'] });
  assert.deepEqual(entry?.after, { displayName: 'From AD', overrides: [] });
  await assert.rejects(
    clearOverrides(db, ACTOR, INSTANCE, 'linked', ['displayName']),
    failure('override_missing', { field: 'displayName' }),
  );
});

test('an account that a source keeps is deleted by force only', async () => {
  await assert.rejects(
    deleteAccount(directory.db, ACTOR, INSTANCE, 'linked'),
    failure('entity_synchronized', { source: 'idp_ad' }),
  );
  await deleteAccount(directory.db, ACTOR, INSTANCE, 'linked', { force: true });
  await assert.rejects(getAccount(directory.db, INSTANCE, 'linked'), failure('not_found'));
});

test('pages and filters', async () => {
  const { db } = directory;
  await createInstance(db, ACTOR, { id: 'paged', name: 'Paged' });
  const north = await createOrg(db, ACTOR, 'paged', { name: 'North' });
  const branch = await createOrg(db, ACTOR, 'paged', { name: 'Branch', parentId: north.id });
  const group = await createGroup(db, ACTOR, 'paged', { name: 'Some' });
  const ids: Record<string, string> = {};
  for (const username of ['delta', 'Bravo', 'alpha', 'Charlie'])
    ids[username] = (await createAccount(db, ACTOR, 'paged', { username })).id;
  await updateAccount(db, ACTOR, 'paged', 'alpha', { primaryOrgId: branch.id });
  await setFurtherOrgs(db, ACTOR, 'paged', 'bravo', [north.id, north.id]);
  await addMembers(db, ACTOR, 'paged', group.id, [ids.delta!]);
  await updateAccount(db, ACTOR, 'paged', 'delta', { enabled: false });
  assert.deepEqual(await listFurtherOrgs(db, ids.Bravo!), [north.id]);
  const names = async (filter: object) =>
    (await listAccounts(db, 'paged', { limit: 10, ...filter })).map(({ username }) => username);
  assert.deepEqual(await names({}), ['alpha', 'Bravo', 'Charlie', 'delta']);
  assert.deepEqual(await names({ limit: 2 }), ['alpha', 'Bravo']);
  assert.deepEqual(await names({ after: 'Bravo', limit: 2 }), ['Charlie', 'delta']);
  assert.deepEqual(await names({ order: 'id', after: ids.Bravo }), ['alpha', 'Charlie']);
  assert.deepEqual(await names({ orgId: north.id }), ['Bravo']);
  assert.deepEqual(await names({ orgId: north.id, subtree: true }), ['alpha', 'Bravo']);
  assert.deepEqual(await names({ groupId: group.id }), ['delta']);
  assert.deepEqual(await names({ enabled: false }), ['delta']);
  assert.deepEqual(await names({ source: 'build_in' }), ['alpha', 'Bravo', 'Charlie', 'delta']);
  assert.deepEqual(await names({ source: "x' OR '1'='1" }), []);
});
