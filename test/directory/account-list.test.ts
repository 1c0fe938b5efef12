/** Filters of the account list: each alone, all with each other, page by page, and off which index they are read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountFilter } from '../../src/directory/account-filter.ts';
import { accountsQuery, countAccounts, listAccounts } from '../../src/directory/account-list.ts';
import { createAccount, updateAccount } from '../../src/directory/accounts.ts';
import { createGroup } from '../../src/directory/groups.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { addMembers } from '../../src/directory/members.ts';
import { createOrg } from '../../src/directory/orgs.ts';
import { searchAccounts } from '../../src/directory/search.ts';
import type { Account } from '../../src/model/account.ts';
import { ACTOR, freshDirectory, INSTANCE, linkTo } from './directory.ts';

const PAST = '2020-01-01T00:00:00Z';
const FUTURE = '2120-01-01T00:00:00Z';
const ids: Record<string, string> = {};
let sales = '';
let group = '';

const directory = freshDirectory(async (db) => {
  const org = await createOrg(db, ACTOR, INSTANCE, { name: 'Sales' });
  const below = await createOrg(db, ACTOR, INSTANCE, { name: 'East', parentId: org.id });
  sales = org.id;
  const people = [
    { username: 'anna', displayName: 'Zhang An', email: 'x1@acme.cn', phoneNumber: '13800138000' },
    { username: 'ZHANG.wei', displayName: '张伟', primaryOrgId: org.id },
    { username: 'bob', email: 'zhang@acme.cn', primaryOrgId: below.id, enabled: false },
    { username: 'carl', lockedUntil: FUTURE, primaryOrgId: below.id },
    { username: 'dora', lockedUntil: PAST, expiresAt: FUTURE },
    { username: 'emil', expiresAt: PAST, displayName: 'zhang e' },
    { username: 'finn', expiresAt: PAST, lockedUntil: FUTURE, enabled: false },
    { username: 'gabi', expiresAt: PAST, lockedUntil: FUTURE },
    { username: '100_', displayName: '100%' },
  ];
  for (const person of people) ids[person.username] = (await createAccount(db, ACTOR, INSTANCE, person)).id;
  group = (await createGroup(db, ACTOR, INSTANCE, { name: 'Some' })).id;
  await addMembers(db, ACTOR, INSTANCE, group, [ids.anna!, ids.bob!, ids.emil!, ids.gabi!]);
  for (const username of ['anna', 'bob', 'carl'])
    await linkTo(db, org.id, ids[username]!, { source: 'ad', priority: 1, values: {} });
  const other = await createInstance(db, ACTOR, { id: 'other', name: 'Other' });
  await createAccount(db, ACTOR, 'other', { username: 'zhang.elsewhere', primaryOrgId: other.rootOrgId });
});

const list = async (filter: AccountFilter & { after?: string; limit?: number; order?: 'id' }) =>
  (await listAccounts(directory.db, INSTANCE, { limit: 100, ...filter })).map(({ username }) => username);

const cases: [filter: () => AccountFilter, found: string[]][] = [
  [() => ({ term: 'ZHANG' }), ['anna', 'bob', 'emil', 'ZHANG.wei']],
  [() => ({ term: '张' }), ['ZHANG.wei']],
  [() => ({ term: '1380' }), ['anna']],
  [() => ({ term: ' zhang. ' }), ['ZHANG.wei']],
  [() => ({ term: '100%' }), ['100_']],
  [() => ({ term: '%' }), []],
  [() => ({ term: '_' }), []],
  [() => ({ term: '\\' }), []],
  [() => ({ term: "' OR 1=1 --" }), []],
  [() => ({ term: 'a\0' }), []],
  [() => ({ term: 'z'.repeat(300) }), []],
  [() => ({ status: 'enabled' }), ['100_', 'anna', 'dora', 'ZHANG.wei']],
  [() => ({ status: 'disabled' }), ['bob', 'finn']],
  [() => ({ status: 'locked' }), ['carl']],
  [() => ({ status: 'expired' }), ['emil', 'gabi']],
  [() => ({ enabled: true, status: 'disabled' }), []],
  [() => ({ term: 'zhang', status: 'expired' }), ['emil']],
  [() => ({ term: 'zhang', orgId: sales }), ['ZHANG.wei']],
  [() => ({ term: 'zhang', orgId: sales, subtree: true }), ['bob', 'ZHANG.wei']],
  [() => ({ term: 'zhang', groupId: group, enabled: true }), ['anna', 'emil']],
  [() => ({ term: 'zhang', source: 'ad', groupId: group, status: 'disabled' }), ['bob']],
  [() => ({ term: 'zhang', source: 'build_in' }), ['emil', 'ZHANG.wei']],
];
for (const [filter, found] of cases)
  test(`${JSON.stringify(filter()).slice(0, 80)} finds ${found.join(', ') || 'nobody'}, and counts as many`, async () => {
    assert.deepEqual(await list(filter()), found);
    assert.equal(await countAccounts(directory.db, INSTANCE, filter()), found.length);
  });

test('every combination of filters holds what all of them hold, page by page, in either order', async () => {
  const { db } = directory;
  const choices: AccountFilter[][] = [
    [{}, { term: 'zhang' }, { term: 'g' }],
    [{}, { status: 'enabled' }, { status: 'expired' }, { enabled: false }],
    [{}, { orgId: sales }, { orgId: sales, subtree: true }],
    [{}, { groupId: group }],
    [{}, { source: 'ad' }, { source: 'build_in' }],
  ];
  const combinations = choices.reduce<AccountFilter[]>(
    (made, choice) => made.flatMap((filter) => choice.map((more) => ({ ...filter, ...more }))),
    [{}],
  );
  const alone = new Map<string, Set<string>>();
  for (const filter of choices.flat()) alone.set(JSON.stringify(filter), new Set(await list(filter)));
  assert.equal(combinations.length, 216);
  const all = await list({});
  for (const filter of combinations) {
    const parts = choices.flatMap((choice) =>
      choice.filter(
        (part) =>
          Object.keys(part).length > 0 &&
          Object.entries(part).every(([key, value]) => filter[key as keyof AccountFilter] === value),
      ),
    );
    // `orgId` alone is also a part of `orgId` with `subtree`, which holds more.
    const exact = parts.filter((part) => !(filter.subtree && part.orgId && !part.subtree));
    const expected = all.filter((name) => exact.every((part) => alone.get(JSON.stringify(part))!.has(name)));
    for (const order of ['username', 'id'] as const) {
      const seen: Account[] = [];
      for (;;) {
        const last = seen.at(-1);
        const after = last && (order === 'id' ? last.id : last.username);
        const page = await listAccounts(db, INSTANCE, { ...filter, order, after, limit: 2 });
        seen.push(...page);
        if (page.length < 2) break;
      }
      const names = seen.map(({ username }) => username);
      assert.deepEqual(
        order === 'id' ? names.toSorted() : names,
        order === 'id' ? expected.toSorted() : expected,
        JSON.stringify(filter),
      );
    }
    assert.equal(await countAccounts(db, INSTANCE, filter), expected.length, JSON.stringify(filter));
  }
});

test('a term finds in the list whom the search finds, few or many', async () => {
  const { db } = directory;
  const big = await createInstance(db, ACTOR, { id: 'big', name: 'Big' });
  await db.query(
    `INSERT INTO account (id, instance_id, username, display_name, email, phone_number, primary_org_id, enabled, locked_until, expires_at)
     SELECT 'user_big' || lpad(n::text, 6, '0'), 'big', 'bulk' || n, 'Name ' || n, 'mail' || n || '@acme.cn', (15000000000 + n)::text, $1,
            n % 100 <> 0, CASE WHEN n % 1000 = 1 THEN now() + interval '1 day' END, CASE WHEN n % 1000 = 2 THEN now() - interval '1 day' END
       FROM generate_series(1, 20000) n`,
    [big.rootOrgId],
  );
  await db.query('ANALYZE account');
  for (const [term, count] of [
    ['bulk1', 11_111],
    ['name 19', 1111],
    ['mail777', 11],
    ['1500000', 9999],
    ['bulk20000', 1],
    ['acme', 0],
  ] as const) {
    assert.equal(await countAccounts(db, 'big', { term }), count, term);
    const searched = new Set((await searchAccounts(db, 'big', term)).map(({ id }) => id));
    const listed = await listAccounts(db, 'big', { term, limit: 20_000 });
    assert.ok([...searched].every((id) => listed.some((account) => account.id === id)));
  }
  const filters: [filter: AccountFilter, index: RegExp][] = [
    [{}, /account_username/],
    [{ term: 'mail777' }, /account_pkey/],
    [{ term: 'name' }, /account_username/],
    [{ status: 'disabled' }, /account_disabled/],
    [{ status: 'locked' }, /account_locked/],
    [{ status: 'expired' }, /account_expires/],
    [{ status: 'locked', term: 'name' }, /account_locked/],
    [{ orgId: big.rootOrgId, subtree: true, term: '1500' }, /account_username/],
  ];
  for (const [filter, index] of filters)
    for (const after of [undefined, 'bulk5']) {
      const { text, values } = await accountsQuery(db, 'big', { ...filter, after, limit: 51 });
      const { rows } = await db.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.match(plan, index, plan);
      assert.doesNotMatch(plan, /Seq Scan on account/, plan);
    }
});

test('a lock that is over is none', async () => {
  const { db } = directory;
  await updateAccount(db, ACTOR, INSTANCE, 'dora', { lockedUntil: FUTURE });
  assert.ok((await list({ status: 'locked' })).includes('dora'));
  await updateAccount(db, ACTOR, INSTANCE, 'dora', { lockedUntil: PAST });
  assert.ok((await list({ status: 'enabled' })).includes('dora'));
});
