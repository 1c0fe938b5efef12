import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount } from '../../src/directory/accounts.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { SEARCH_LIMIT, SEARCH_SQL, searchAccounts } from '../../src/directory/search.ts';
import { ACTOR, freshDirectory, INSTANCE } from './directory.ts';

const directory = freshDirectory(async (db) => {
  const people = [
    {
      username: 'zhangsan',
      displayName: '张三',
      email: 'san@acme.cn',
      phoneRegion: '86',
      phoneNumber: '13800138000',
    },
    { username: 'zhangwei', displayName: '张伟', email: 'wei@acme.cn' },
    { username: 'lisi', displayName: 'Zhang Lisi 100%', email: 'lisi@acme.cn' },
    { username: 'a_b', displayName: '100% real' },
    { username: 'axb', displayName: '100 per cent' },
    { username: 'slash', displayName: '\\o/ Émile' },
  ];
  for (const person of people) await createAccount(db, ACTOR, INSTANCE, person);
  await createInstance(db, ACTOR, { id: 'other', name: 'Other' });
  await createAccount(db, ACTOR, 'other', { username: 'zhang-elsewhere' });
});

const found = async (term: string) =>
  (await searchAccounts(directory.db, INSTANCE, term)).map(({ username }) => username);

const cases: [term: string, found: string[]][] = [
  ['ZHANG', ['zhangsan', 'zhangwei', 'lisi']],
  ['zhangw', ['zhangwei']],
  ['张', ['zhangsan', 'zhangwei']],
  ['张伟', ['zhangwei']],
  ['San@', ['zhangsan']],
  ['1380', ['zhangsan']],
  ['  lisi ', ['lisi']],
  ['100', ['axb', 'a_b']],
  ['100%', ['a_b']],
  ['a_', ['a_b']],
  ['\\', ['slash']],
  ['%', []],
  ['_', []],
  ['', []],
  [' ', []],
  ['三', []],
  ["' OR 1=1 --", []],
  ['a\0', []],
  ['\ud800', []],
  ['z'.repeat(1 << 20), []],
];
for (const [term, usernames] of cases)
  test(`${JSON.stringify(term).slice(0, 40)} finds ${usernames.join(', ') || 'nobody'}`, async () =>
    assert.deepEqual(await found(term), usernames));

test('among thousands every branch reads its own index, and answers end at the limit in stable order', async () => {
  const { db, instance } = directory;
  await db.query(
    `INSERT INTO account (id, instance_id, username, display_name, email, phone_number, primary_org_id)
     SELECT 'user_bulk' || n, $1, 'bulk' || n, 'Bulk ' || n, 'bulk' || n || '@acme.cn', (15000000000 + n)::text, $2
       FROM generate_series(1, 20000) n`,
    [INSTANCE, instance.rootOrgId],
  );
  await db.query('ANALYZE account');
  const { rows } = await db.query(`EXPLAIN ${SEARCH_SQL}`, [INSTANCE, 'bulk1', 'bulk1\u{10ffff}']);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  for (const index of ['account_username', 'account_display_name', 'account_email', 'account_phone'])
    assert.match(plan, new RegExp(`Index Scan using ${index} `), plan);
  assert.doesNotMatch(plan, /Seq Scan/);
  const answer = await found('bulk1');
  assert.equal(answer.length, SEARCH_LIMIT);
  assert.deepEqual(answer, answer.toSorted());
  assert.deepEqual(await found('bulk1'), answer);
});
