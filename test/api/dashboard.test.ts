import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createToken } from '../../src/admin/tokens.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { startApi, type TestApi } from './server.ts';

let api: TestApi;
const DAY = 86_400_000;

const dashboard = async (query = '', options: Parameters<TestApi['call']>[2] = {}) =>
  (await api.call('GET', `/instances/acme/dashboard${query}`, options)).body;

before(async () => {
  api = await startApi();
  const { db } = api;
  await createInstance(db, { name: 'test' }, { id: 'other', name: 'Other' });
  const ids: Record<string, string> = {};
  for (const body of [
    { username: 'ann' },
    { username: 'ben', enabled: false },
    { username: 'cat', lockedUntil: '2120-01-01T00:00:00Z' },
    { username: 'dan', expiresAt: '2020-01-01T00:00:00Z', lockedUntil: '2120-01-01T00:00:00Z' },
  ])
    ids[body.username] = (await api.call('POST', '/instances/acme/accounts', { body })).body.id;
  await api.call('POST', '/instances/other/accounts', { body: { username: 'stranger' } });
  await api.call('PATCH', '/instances/acme/accounts/ann', { body: { displayName: 'Ann' } });
  await api.call('POST', '/instances/acme/accounts', { body: { username: 'gone' } });
  await api.call('DELETE', '/instances/acme/accounts/gone');
  await api.call('POST', '/instances/acme/groups', { body: { name: 'Staff' } });
  const { rootOrgId } = (await api.call('GET', '/instances/acme')).body;
  await db.query(
    `INSERT INTO source (id, instance_id, kind, name, config, mappings, target_org_id, guard, leavers)
     VALUES ('idp_ad', 'acme', 'ad', 'AD', '{}', '{"user":[],"org":[],"group":[]}', $1, '{}', '{}')`,
    [rootOrgId],
  );
  await db.query(
    `INSERT INTO link (source_id, kind, key, entity_id, locator, hash, values, raw)
     SELECT 'idp_ad', 'user', id, id, id, '\\x01', '{}', '{}' FROM account WHERE id = ANY($1)`,
    [[ids.ann, ids.ben]],
  );
  // A log of long ago, which no day shows.
  await db.query(
    `INSERT INTO change_log (instance_id, at, actor, entity, entity_id, op) VALUES ('acme', now() - interval '31 days', 'x', 'account', 'x', 'create')`,
  );
  await db.query(
    `INSERT INTO application (id, instance_id, template, name, provisioning, paused_until, pause)
     VALUES ('app_ram', 'acme', 'alibaba-ram', 'RAM', '{}', now() + interval '1 hour', '{"code":"target_unreachable","params":{"host":"ram.example.com","reason":"refused"}}'),
            ('app_other', 'other', 'alibaba-ram', 'RAM', '{}', NULL, NULL)`,
  );
  await db.query(
    `INSERT INTO target_link (application_id, account_id, label, settings_version, op, state, claim, error) VALUES
      ('app_ram', 'user_1', 'one', 1, 'create', 'synced', NULL, NULL), ('app_ram', 'user_2', 'two', 1, 'create', 'due', NULL, NULL),
      ('app_ram', 'user_3', 'three', 1, 'create', 'due', 'x', NULL),
      ('app_ram', 'user_4', 'four', 1, 'delete', 'held', NULL, '{"code":"push_held","params":{"name":"four","count":9,"limit":5}}'),
      ('app_ram', 'user_5', 'five', 1, 'delete', 'held', NULL, '{"code":"push_held","params":{"name":"five","count":9,"limit":5}}'),
      ('app_ram', 'user_6', 'six', 1, 'create', 'conflict', NULL, '{"code":"push_name_held","params":{"name":"six","holder":"seven"}}'),
      ('app_other', 'user_7', 'seven', 1, 'create', 'parked', NULL, '{"code":"push_held","params":{}}')`,
  );
  await db.query(
    `INSERT INTO run (id, instance_id, kind, subject_id, trigger, mode, state, created_by, created_at, ended_at) VALUES
      ('run_1', 'acme', 'sync', 'idp_ad', 'x', 'run', 'success', 'x', now() - interval '2 days', now()),
      ('run_2', 'acme', 'sync', 'idp_ad', 'x', 'run', 'success', 'x', now() - interval '2 days', now()),
      ('run_3', 'acme', 'sync', 'idp_ad', 'x', 'run', 'failed', 'x', now() - interval '2 days', now()),
      ('run_4', 'acme', 'push', 'app_ram', 'x', 'run', 'partial_success', 'x', now() - interval '40 days', now()),
      ('run_5', 'other', 'sync', 'x', 'x', 'run', 'success', 'x', now(), now())`,
  );
  await db.query(
    `INSERT INTO cloud_account (id, instance_id, name, alias) VALUES ('ca_1', 'acme', 'Cloud', 'cloud'), ('ca_2', 'other', 'Cloud', 'cloud2')`,
  );
  await db.query(
    `INSERT INTO cloud_app (id, account_id, app_name, display_name, type, access_token_validity, refresh_token_validity, secret_required, scopes)
     SELECT n, c, 'muster', 'Muster', 'ServerApp', 3600, 7200, true, '{}' FROM (VALUES ('1000000000000000001', 'ca_1'), ('1000000000000000002', 'ca_2')) v (n, c)`,
  );
  await db.query(
    `INSERT INTO cloud_app_secret (id, app_id, hash, created_at)
     SELECT gen_random_uuid(), id, 'a-hash', now() - interval '400 days' FROM cloud_app`,
  );
  for (const [name, days, instanceId] of [
    ['ends soon', 10, 'acme'],
    ['ends soon, everywhere', 20, undefined],
    ['ends soon, elsewhere', 10, 'other'],
    ['ends late', 40, undefined],
  ] as const)
    await createToken(db, { name: 'test' }, null, {
      name,
      role: 'read-only',
      instanceId: instanceId ?? null,
      expiresAt: new Date(Date.now() + days * DAY).toISOString(),
    });
});
after(() => api.close());

test('accounts by status and source, organizations and groups, of this instance only', async () => {
  const { accounts, orgs, groups, sources } = await dashboard();
  assert.deepEqual(accounts, { total: 4, enabled: 1, disabled: 1, locked: 1, expired: 1 });
  assert.deepEqual([orgs, groups], [1, 1]);
  assert.deepEqual(sources, [
    { sourceId: 'idp_ad', name: 'AD', kind: 'ad', count: 2 },
    { sourceId: null, name: null, kind: null, count: 2 },
  ]);
});

test('thirty days with what happened on each, in the time zone asked for', async () => {
  const { rows } = await api.db.query<{ today: string; kiritimati: string; run: string }>(
    `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS today, to_char(now() AT TIME ZONE 'UTC+12', 'YYYY-MM-DD') AS kiritimati,
            to_char((now() - interval '2 days') AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS run`,
  );
  const { days, timezone } = await dashboard();
  assert.deepEqual([timezone, days.length, days.at(-1).day], ['UTC', 30, rows[0]!.today]);
  const sum = (what: string) =>
    days.reduce(
      (total: number, { changes }: { changes: Record<string, number> }) => total + changes[what]!,
      0,
    );
  assert.deepEqual(['created', 'updated', 'deleted'].map(sum), [5, 1, 1]);
  assert.deepEqual(days.find(({ day }: { day: string }) => day === rows[0]!.run).runs, [
    { kind: 'sync', state: 'failed', count: 1 },
    { kind: 'sync', state: 'success', count: 2 },
  ]);
  assert.equal(days.flatMap(({ runs }: { runs: object[] }) => runs).length, 2);
  // POSIX's sign is the other way round: UTC+12 lies twelve hours behind.
  const behind = await dashboard('?timezone=Etc/GMT%2B12');
  assert.equal(behind.days.at(-1).day, rows[0]!.kiritimati);
});

test('a time zone that is none is refused by name', async () => {
  for (const timezone of ['Nowhere', '%2B08:00', "x'%20OR%201=1", 'UTC%00', 'x'.repeat(100), '']) {
    const { status, body } = await api.call('GET', `/instances/acme/dashboard?timezone=${timezone}`);
    assert.equal(status, 422, timezone);
    assert.match(JSON.stringify(body.errors), /timezone/);
  }
});

test('applications with their states and pause; what is stuck, by reason', async () => {
  const { applications, stopped } = await dashboard();
  assert.equal(applications.length, 1);
  const [ram] = applications;
  assert.deepEqual(ram.links, {
    due: 2,
    synced: 1,
    parked: 0,
    conflict: 1,
    held: 2,
    off: 0,
    left: 0,
    disabled: 0,
  });
  const { body: counted } = await api.call('GET', '/instances/acme/applications/RAM/link-counts');
  assert.deepEqual(ram.links, counted);
  assert.ok(Date.parse(ram.pausedUntil) > Date.now());
  assert.equal(ram.pause.code, 'target_unreachable');
  assert.match(ram.pause.message, /ram\.example\.com/);
  assert.deepEqual([ram.lastPush.runId, ram.lastPush.state], ['run_4', 'partial_success']);
  assert.deepEqual(
    stopped.map(({ state, code, count, label }: Record<string, unknown>) => [state, code, count, label]),
    [
      ['held', 'push_held', 2, 'four'],
      ['conflict', 'push_name_held', 1, 'six'],
    ],
  );
  assert.match(stopped[0].message, /four/);
  const chinese = await dashboard('', { headers: { 'accept-language': 'zh' } });
  assert.match(chinese.stopped[0].message, /[\u4e00-\u9fff]/);
});

test('secrets that grow old are shown by their day, never by what is kept of them', async () => {
  const shown = await dashboard();
  assert.equal(shown.appSecrets.length, 1);
  assert.equal(shown.appSecrets[0].cloudAccountId, 'ca_1');
  assert.ok(Date.now() - Date.parse(shown.appSecrets[0].createDate) > 399 * DAY);
  assert.doesNotMatch(JSON.stringify(shown), /a-hash/);
});

test('tokens that end soon are for administrators of the whole', async () => {
  const names = ({ tokens }: { tokens?: { name: string }[] }) => tokens?.map(({ name }) => name);
  assert.deepEqual(names(await dashboard()), ['ends soon', 'ends soon, everywhere']);
  for (const as of ['operator', 'read-only'] as const)
    assert.equal('tokens' in (await dashboard('', { as })), false, as);
  const limited = await createToken(api.db, { name: 'test' }, null, {
    name: 'limited',
    role: 'admin',
    instanceId: 'acme',
  });
  assert.equal('tokens' in (await dashboard('', { as: limited })), false);
});

test('the log of long ago is not looked at', async () => {
  const { db } = api;
  await db.query(
    `INSERT INTO change_log (instance_id, at, actor, entity, entity_id, op)
     SELECT 'acme', now() - interval '2 years' + n * interval '1 minute', 'x', 'account', 'x', 'update' FROM generate_series(1, 30000) n`,
  );
  await db.query('ANALYZE change_log');
  const { rows } = await db.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT count(*) FROM change_log WHERE instance_id = 'acme' AND entity = 'account' AND at >= now() - interval '1 day' AND at < now()`,
  );
  assert.match(rows.map((row) => row['QUERY PLAN']).join('\n'), /change_log_accounts/);
});
