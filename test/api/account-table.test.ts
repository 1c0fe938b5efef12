/** What the table of accounts in the console calls: count, bulk actions, export. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createInstance } from '../../src/directory/instances.ts';
import { BulkAction } from '../../src/model/account-bulk.ts';
import { startApi, type TestApi } from './server.ts';

let api: TestApi;
const ids: Record<string, string> = {};
let org: string;
let group: string;
let foreign: string;

const make = async (fields: object, instance = 'acme') =>
  (await api.call('POST', `/instances/${instance}/accounts`, { body: fields })).body.id as string;
const bulk = (body: object, as: 'admin' | 'operator' | 'read-only' = 'operator') =>
  api.call('POST', '/instances/acme/account-bulk', { body, as });
const one = async (name: string) => (await api.call('GET', `/instances/acme/accounts/${name}`)).body;

before(async () => {
  api = await startApi();
  org = (await api.call('POST', '/instances/acme/orgs', { body: { name: 'Sales' } })).body.id;
  group = (await api.call('POST', '/instances/acme/groups', { body: { name: 'Staff' } })).body.id;
  for (const username of ['ann', 'ben', 'cat', 'dan', 'eve'])
    ids[username] = await make({ username, displayName: `Name of ${username}` });
  await createInstance(api.db, { name: 'test' }, { id: 'other', name: 'Other' });
  foreign = await make({ username: 'stranger' }, 'other');
  const { rootOrgId } = (await api.call('GET', '/instances/acme')).body;
  await api.db.query(
    `INSERT INTO source (id, instance_id, kind, name, config, mappings, target_org_id, guard, leavers)
     VALUES ('idp_ad', 'acme', 'ad', 'AD', '{}', '{"user":[],"org":[],"group":[]}', $1, '{}', '{}')`,
    [rootOrgId],
  );
  await api.db.query(
    `INSERT INTO link (source_id, kind, key, entity_id, locator, hash, values, raw)
     VALUES ('idp_ad', 'user', 'k', $1, 'cn=eve', '\\x01', '{"displayName":"Eve"}', '{}')`,
    [ids.eve],
  );
});
after(() => api.close());

test('the list and the count take the same filters', async () => {
  const query = 'q=Name%20of&status=enabled&source=build_in';
  const { body } = await api.call('GET', `/instances/acme/accounts?${query}&limit=3`, { as: 'read-only' });
  assert.deepEqual(
    body.items.map(({ username }: { username: string }) => username),
    ['ann', 'ben', 'cat'],
  );
  const next = await api.call('GET', `/instances/acme/accounts?${query}&limit=3&cursor=${body.nextCursor}`);
  assert.deepEqual(
    next.body.items.map(({ username }: { username: string }) => username),
    ['dan'],
  );
  const count = await api.call('GET', `/instances/acme/account-count?${query}`, { as: 'read-only' });
  assert.deepEqual(count.body, { count: 4 });
  for (const q of ['%25', '_', '%5C', "'"])
    assert.deepEqual((await api.call('GET', `/instances/acme/account-count?q=${q}`)).body, { count: 0 }, q);
  assert.deepEqual((await api.call('GET', '/instances/acme/account-count?q=%20')).body, { count: 5 });
  for (const wrong of ['q=a%00b', 'status=deleted', 'status=enabled&status=locked', `q=${'x'.repeat(257)}`])
    assert.equal((await api.call('GET', `/instances/acme/accounts?${wrong}`)).status, 422, wrong);
});

test('each action does to many what a single call does to one, and the change log tells of each', async () => {
  const accountIds = [ids.ann!, ids.ben!, ids.ann!];
  const expected: [body: object, seen: (account: Record<string, unknown>) => boolean][] = [
    [{ action: 'disable' }, ({ enabled }) => enabled === false],
    [{ action: 'enable' }, ({ enabled }) => enabled === true],
    [{ action: 'lock' }, ({ lockedUntil }) => lockedUntil === '9999-12-31T00:00:00.000Z'],
    [{ action: 'unlock' }, ({ lockedUntil }) => lockedUntil === null],
    [{ action: 'move', orgId: org }, ({ primaryOrgId }) => primaryOrgId === org],
  ];
  for (const [body, seen] of expected) {
    const answer = await bulk({ ...body, accountIds });
    assert.deepEqual([answer.status, answer.body], [200, { done: 2, failed: [] }]);
    for (const name of ['ann', 'ben']) assert.ok(seen(await one(name)), `${name} ${JSON.stringify(body)}`);
    const { version } = await one('ann');
    await bulk({ ...body, accountIds });
    assert.equal((await one('ann')).version, version, 'done twice, nothing is written');
  }
  await bulk({ action: 'addToGroup', groupId: group, accountIds });
  const members = await api.call('GET', `/instances/acme/groups/${group}/members`);
  assert.equal(members.body.items.length, 2);
  const history = await api.call('GET', `/instances/acme/accounts/${ids.ann}/history`);
  assert.deepEqual(
    history.body.items.map(({ actor, entity, op }: Record<string, string>) => `${actor} ${entity} ${op}`),
    [
      'token:operator membership add',
      ...Array(5).fill('token:operator account update'),
      'token:admin account create',
    ],
  );
});

test('accounts that fail are told by name and reason; the others are done', async () => {
  const deleted = await bulk({
    action: 'delete',
    accountIds: [ids.cat!, ids.eve!, foreign, 'user_nobody', 'ann', ids.dan!],
  });
  assert.equal(deleted.body.done, 2);
  assert.deepEqual(
    deleted.body.failed.map(({ label, code }: Record<string, string>) => [label, code]),
    [
      ['eve', 'entity_synchronized'],
      [foreign, 'not_found'],
      ['user_nobody', 'not_found'],
      ['ann', 'not_found'],
    ],
  );
  assert.match(deleted.body.failed[0].message, /AD/);
  assert.ok(deleted.body.failed[0].remedy.length > 10);
  assert.equal((await one('cat')).status, 404);
  assert.equal((await api.call('GET', `/instances/other/accounts/${foreign}`)).status, 200);
  const bin = await api.call('GET', '/instances/acme/recycle-bin');
  assert.equal(bin.body.items.length, 2);
  const forced = await bulk({ action: 'delete', accountIds: [ids.eve!], force: true });
  assert.deepEqual(forced.body, { done: 1, failed: [] });
});

test('what cannot be done to any account is refused before the first', async () => {
  const accountIds = [ids.ann!];
  const otherOrg = (await api.call('GET', '/instances/other')).body.rootOrgId;
  for (const [body, status] of [
    [{ action: 'move', accountIds, orgId: otherOrg }, 404],
    [{ action: 'addToGroup', accountIds, groupId: 'grp_nothing' }, 404],
    [{ action: 'move', accountIds }, 422],
    [{ action: 'addToGroup', accountIds }, 422],
    [{ action: 'enable', accountIds, orgId: org }, 422],
    [{ action: 'enable', accountIds, force: true }, 422],
    [{ action: 'enable', accountIds: [] }, 422],
    [{ action: 'enable', accountIds: Array.from({ length: 1001 }, (_, i) => `user_${i}`) }, 422],
    [{ action: 'promote', accountIds }, 422],
    [{ action: 'enable', accountIds: ['a\0'] }, 422],
  ] as const) {
    const answer = await bulk(body);
    assert.equal(answer.status, status, JSON.stringify(body).slice(0, 100));
  }
  for (const action of BulkAction.options)
    assert.equal((await bulk({ action, accountIds }, 'read-only')).status, 403, action);
});

test('a thousand accounts at once', async () => {
  await api.db.query(
    `INSERT INTO account (id, instance_id, username, primary_org_id) SELECT 'user_many' || n, 'acme', 'many' || n, $1 FROM generate_series(1, 1000) n`,
    [org],
  );
  const accountIds = Array.from({ length: 1000 }, (_, i) => `user_many${i + 1}`);
  assert.deepEqual((await bulk({ action: 'disable', accountIds })).body, { done: 1000, failed: [] });
  assert.deepEqual((await api.call('GET', '/instances/acme/account-count?q=many&status=disabled')).body, {
    count: 1000,
  });
  assert.deepEqual((await bulk({ action: 'delete', accountIds })).body, { done: 1000, failed: [] });
});

const exported = async (query: string, as: 'read-only' | 'admin' = 'read-only') => {
  const answer = await api.call('GET', `/instances/acme/account-export?${query}`, { as });
  const text = typeof answer.body === 'string' ? answer.body.replace(/^\ufeff/, '') : '';
  return { ...answer, lines: text.split('\r\n') };
};

test('an export is a CSV file with the chosen columns, formulas made harmless', async () => {
  await api.call('POST', '/instances/acme/fields', {
    body: { id: 'badge', title: 'Badge 工号', type: 'string' },
  });
  const path = '/instances/acme/accounts';
  await api.call('POST', path, {
    body: {
      username: '-x',
      displayName: '=HYPERLINK("http://evil","a")',
      description: 'two\nlines, "quoted"',
      custom: { badge: '@SUM(A1)' },
      primaryOrgId: org,
    },
  });
  const columns = 'username,displayName,description,org,enabled,custom.badge,email';
  const response = await fetch(`${api.url}/api/v1/instances/acme/account-export?q=-x&columns=${columns}`, {
    headers: { authorization: `Bearer ${api.tokens['read-only']}` },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  assert.deepEqual([...bytes.slice(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.equal(response.headers.get('content-disposition'), 'attachment; filename="accounts-acme.csv"');
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(
    Buffer.from(bytes.slice(3)).toString(),
    `${columns}\r\n'-x,"'=HYPERLINK(""http://evil"",""a"")","two\nlines, ""quoted""",Sales,true,'@SUM(A1),\r\n`,
  );
  const chinese = await exported('q=ann&columns=username,org,custom.badge,createdAt&labels=zh');
  assert.equal(chinese.lines[0], '账户名,组织,Badge 工号,创建时间');
  const english = await exported('q=ann&columns=username,org,custom.badge,id&labels=en');
  assert.equal(english.lines[0], 'Username,Organization,Badge 工号,ID');
});

test('an export holds each account of the filter once, however many, and of no other instance', async () => {
  await api.db.query(
    `INSERT INTO account (id, instance_id, username, primary_org_id) SELECT 'user_all' || n, 'acme', 'all' || n, $1 FROM generate_series(1, 3000) n`,
    [org],
  );
  const { lines } = await exported('q=all&columns=username');
  assert.deepEqual(
    lines.slice(1, -1).toSorted(),
    Array.from({ length: 3000 }, (_, i) => `all${i + 1}`).toSorted(),
  );
  const whole = await exported('');
  assert.equal(
    whole.lines[0],
    'username,displayName,email,phoneRegion,phoneNumber,externalId,org,enabled,expiresAt,description,preferredLanguage,custom.badge',
  );
  assert.ok(!whole.body.includes('stranger'));
  const { count } = (await api.call('GET', '/instances/acme/account-count')).body;
  const { lines: names } = await exported('columns=username');
  assert.equal(names.length - 2, count);
});

test('an export that cannot be made is a problem, not a file', async () => {
  for (const [query, status] of [
    ['columns=username,password_hash', 422],
    ['columns=custom.nothing', 422],
    ['columns=,', 422],
    ['columns=', 422],
    ['labels=fr', 422],
    ['columns=__proto__', 422],
    ['columns=org,username,org', 422],
  ] as const) {
    const { status: given, body, headers } = await exported(query);
    assert.deepEqual([given, body.errors[0].field], [status, query.split('=')[0]], query);
    assert.match(headers.get('content-type')!, /problem\+json/);
    assert.equal(headers.get('content-disposition'), null);
  }
  const document = (await (await fetch(`${api.url}/api/openapi.json`)).json()) as {
    paths: Record<string, { get: { responses: Record<string, { content: object }> } }>;
  };
  const { content } = document.paths['/instances/{instance}/account-export']!.get.responses[200]!;
  assert.deepEqual(Object.keys(content), ['text/csv']);
});

test('a client that leaves in the middle of an export leaves nothing behind', async () => {
  await api.db.query(
    `INSERT INTO account (id, instance_id, username, description, primary_org_id) SELECT 'user_long' || n, 'acme', 'long' || n, repeat('x', 250), $1 FROM generate_series(1, 20000) n`,
    [org],
  );
  const leave = async () => {
    const request = get(`${api.url}/api/v1/instances/acme/account-export?q=long`, {
      agent: false,
      headers: { authorization: `Bearer ${api.tokens.admin}` },
    });
    const [response] = await once(request, 'response');
    await once(response, 'data');
    request.destroy();
  };
  // More than one caller may have open at once: each must be given back.
  for (let i = 0; i < 25; i++) await leave();
  const deadline = Date.now() + 20_000;
  let answer = await exported('q=long1&columns=username', 'admin');
  while (answer.status === 429 && Date.now() < deadline)
    answer = await exported('q=long1&columns=username', 'admin');
  assert.equal(answer.lines.length - 2, 11_111);
});

test('a client that leaves before its export begins leaves nothing behind', async () => {
  let app: FastifyInstance | undefined;
  const own = await startApi({
    also: async (fastify) => {
      app = fastify;
    },
  });
  try {
    const { port } = new URL(own.url);
    const holder = await own.db.connect();
    // Callers are looked up in this table: until it is free, nobody gets any further.
    await holder.query('BEGIN; LOCK TABLE api_token');
    const asks = `GET /api/v1/instances/acme/account-export HTTP/1.1\r\nhost: here\r\nauthorization: Bearer ${own.tokens.admin}\r\n\r\n`;
    const sockets = Array.from({ length: 40 }, () => connect(Number(port), '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    let arrived = 0;
    app!.server.on('request', () => arrived++);
    for (const socket of sockets) socket.write(asks);
    while (arrived < sockets.length) await pause(5);
    for (const socket of sockets) socket.resetAndDestroy();
    const open = () => new Promise<number>((resolve) => app!.server.getConnections((_, n) => resolve(n)));
    while ((await open()) > 0) await pause(5);
    await holder.query('COMMIT');
    holder.release();
    const deadline = Date.now() + 20_000;
    const ask = () => own.call('GET', '/instances/acme/account-export');
    let answer = await ask();
    while (answer.status === 429 && Date.now() < deadline) answer = await ask();
    assert.equal(answer.status, 200);
  } finally {
    await own.close();
  }
});
