/** Import of accounts: what the check foretells is what the import does, and done twice there is nothing left to do. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createInstance } from '../../src/directory/instances.ts';
import { startApi, type TestApi } from './server.ts';

let api: TestApi;
let east: string;

type Row = Record<string, unknown> & { outcome: string; accountId: string | null };

const importing = (
  mode: 'check' | 'apply',
  rows: unknown,
  existing: 'skip' | 'update' = 'update',
  as: 'operator' | 'read-only' = 'operator',
) => api.call('POST', '/instances/acme/account-import', { body: { mode, rows, existing }, as });
const one = async (name: string) => (await api.call('GET', `/instances/acme/accounts/${name}`)).body;
const state = async () => {
  const { rows } = await api.db.query<{ state: string }>(
    `SELECT (SELECT json_agg(a ORDER BY a.id) FROM account a)::text || (SELECT count(*) FROM change_log) AS state`,
  );
  return rows[0]!.state;
};

before(async () => {
  api = await startApi();
  const sales = (await api.call('POST', '/instances/acme/orgs', { body: { name: 'Sales' } })).body.id;
  east = (await api.call('POST', '/instances/acme/orgs', { body: { name: 'East', parentId: sales } })).body
    .id;
  for (const name of ['Twin', 'Twin']) await api.call('POST', '/instances/acme/orgs', { body: { name } });
  for (const field of [
    { id: 'badge', title: 'Badge', type: 'number', unique: true },
    { id: 'remote', title: 'Remote', type: 'boolean' },
  ])
    await api.call('POST', '/instances/acme/fields', { body: field });
  for (const body of [
    { username: 'ann', displayName: 'Ann', email: 'ann@acme.cn', custom: { badge: 1 } },
    { username: 'ben', email: 'ben@acme.cn', phoneRegion: '86', phoneNumber: '13800138000' },
  ])
    await api.call('POST', '/instances/acme/accounts', { body });
  await createInstance(api.db, { name: 'test' }, { id: 'other', name: 'Other' });
  await api.call('POST', '/instances/other/orgs', { body: { name: 'Elsewhere' } });
  await api.call('POST', '/instances/other/accounts', {
    body: { username: 'stranger', email: 'stranger@acme.cn' },
  });
});
after(() => api.close());

const ROWS = [
  { username: 'ANN', displayName: 'Anna', org: 'Sales/East', 'custom.badge': '2' },
  { username: 'ben', email: 'ben@acme.cn' },
  {
    username: 'cat',
    displayName: "'=cat",
    email: 'cat@acme.cn',
    enabled: 'false',
    custom: { badge: 1, remote: 'TRUE' },
  },
  { username: 'dan', email: 'CAT@acme.cn' },
  { username: 'eve', org: 'Elsewhere' },
  { username: 'fay', org: 'Twin' },
  { username: 'gus', phoneRegion: '86', phoneNumber: '13800138000' },
  { username: 'cat' },
  { username: 'no way' },
  { username: 'ida', passwordHash: 'x' },
  { username: 'stranger', email: 'stranger@acme.cn', org: 'Acme/Sales' },
];

test('the check writes nothing and tells what the import then does', async () => {
  const before = await state();
  const check = await importing('check', ROWS);
  assert.equal(check.status, 200, JSON.stringify(check.body));
  assert.equal(await state(), before);
  assert.deepEqual(check.body.counts, { create: 2, update: 1, same: 1, skip: 0, refused: 7 });
  assert.deepEqual(
    check.body.rows.map(({ outcome, code, field }: Row) => [outcome, code, field]),
    [
      ['update', null, null],
      ['same', null, null],
      ['create', null, null],
      ['refused', 'duplicate_value', 'email'],
      ['refused', 'not_found', 'org'],
      ['refused', 'org_path_ambiguous', 'org'],
      ['refused', 'duplicate_value', 'phoneNumber'],
      ['refused', 'import_row_twice', 'username'],
      ['refused', 'invalid_input', 'username'],
      ['refused', 'invalid_input', 'passwordHash'],
      ['create', null, null],
    ],
  );
  const [update] = check.body.rows;
  assert.deepEqual([update.before.displayName, update.after.displayName], ['Ann', 'Anna']);
  assert.deepEqual([update.after.primaryOrgId, update.after['custom.badge']], [east, 2]);
  const apply = await importing('apply', ROWS);
  const without = (rows: Row[]) =>
    rows.map(({ accountId, ...row }) => (row.outcome === 'create' ? row : { ...row, accountId }));
  assert.deepEqual(without(apply.body.rows), without(check.body.rows));
  assert.deepEqual(apply.body.counts, check.body.counts);
  const [ann, cat] = [await one('ann'), await one('cat')];
  assert.deepEqual(
    [ann.username, ann.displayName, ann.primaryOrgId, ann.custom.badge],
    ['ann', 'Anna', east, 2],
  );
  assert.deepEqual([cat.displayName, cat.enabled, cat.custom], ['=cat', false, { badge: 1, remote: true }]);
  assert.equal(cat.id, apply.body.rows[2].accountId);
  const { body } = await api.call('GET', `/instances/acme/accounts/cat/history`);
  assert.deepEqual([body.items[0].actor, body.items[0].op], ['token:operator', 'create']);
});

test('done again, the import has nothing to do and writes nothing', async () => {
  const before = await state();
  const again = await importing('apply', ROWS);
  assert.deepEqual(again.body.counts, { create: 0, update: 0, same: 4, skip: 0, refused: 7 });
  assert.equal(await state(), before);
  const skipped = await importing('apply', [{ username: 'Cat', displayName: 'x' }], 'skip');
  assert.deepEqual(
    [skipped.body.rows[0].outcome, skipped.body.rows[0].accountId],
    ['skip', (await one('cat')).id],
  );
  assert.equal(await state(), before);
});

test('an export read as CSV is an import that changes nothing', async () => {
  const { body } = await api.call('GET', '/instances/acme/account-export');
  const [head, ...lines] = (body as string)
    .replace('\ufeff', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const rows = lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [head![i]!, cell])));
  assert.equal(rows.length, 4);
  const answer = await importing('apply', rows);
  assert.deepEqual(
    answer.body.counts,
    { create: 0, update: 0, same: 4, skip: 0, refused: 0 },
    JSON.stringify(answer.body),
  );
});

test('a row that loses a race is refused with the reason, the others are done', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ username: `race${i}`, email: `race${i}@acme.cn` }));
  const answers = await Promise.all([importing('apply', rows), importing('apply', rows)]);
  const outcomes = rows.map((_, i) => answers.map(({ body }) => body.rows[i].outcome as string).sort());
  for (const [i, both] of outcomes.entries()) {
    assert.ok(['create,refused', 'create,same'].includes(both.join()), `row ${i}: ${both}`);
    assert.equal((await one(`race${i}`)).username, `race${i}`);
  }
  for (const { body } of answers)
    for (const row of body.rows) if (row.outcome === 'refused') assert.equal(row.code, 'duplicate_value');
});

test('500 rows are created by one call, and their errors are told in the language of the caller', async () => {
  const rows = Array.from({ length: 500 }, (_, i) => ({ username: `many${i}`, displayName: `张${i}` }));
  const { body } = await importing('apply', rows);
  assert.equal(body.counts.create, 500);
  assert.deepEqual((await api.call('GET', '/instances/acme/account-count?q=张')).body, { count: 500 });
  const chinese = await api.call('POST', '/instances/acme/account-import', {
    body: { mode: 'check', existing: 'update', rows: [{ username: 'x', org: 'Nowhere' }] },
    headers: { 'accept-language': 'zh-CN' },
  });
  assert.match(chinese.body.rows[0].message, /不存在/);
});

test('hostile imports are refused whole, hostile rows by themselves', async () => {
  for (const rows of [
    [],
    'x',
    [[]],
    [null],
    Array.from({ length: 501 }, (_, i) => ({ username: `u${i}` })),
    [{ username: 'a\0' }],
  ])
    assert.equal((await importing('check', rows)).status, 422, JSON.stringify(rows).slice(0, 60));
  assert.equal((await importing('check', [{ username: 'x' }], 'update', 'read-only')).status, 403);
  assert.equal((await importing('apply', [{ username: 'x' }], 'update', 'read-only')).status, 403);
  const before = await state();
  const hostile = [
    {},
    { username: '' },
    { username: 7 },
    { username: ['x'] },
    { username: 'h1', email: "'; DROP TABLE account; --" },
    { username: 'h2', custom: 'text' },
    { username: 'h3', custom: { badge: { a: 1 } } },
    { username: 'h4', primaryOrgId: east },
    { username: 'h5', displayName: 'x'.repeat(1000) },
    { username: 'h6', org: '../Sales' },
    { username: 'h7', lockedUntil: null },
    { username: 'h8', 'custom.badge': '1e999' },
  ];
  const { status, body } = await importing('apply', hostile);
  assert.equal(status, 200);
  assert.deepEqual(
    body.rows.filter(({ outcome }: Row) => outcome !== 'refused'),
    [],
  );
  for (const { code, message, remedy, field } of body.rows) assert.ok(code && message && remedy && field);
  assert.doesNotMatch(JSON.stringify(body), /SELECT|node_modules|constraint/);
  assert.equal(await state(), before);
});
