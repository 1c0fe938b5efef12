import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createFirstAdministrator, ensureCliToken, resetAdministrator } from '../../src/admin/first-start.ts';
import { FailedLogons, networkOf } from '../../src/api/failed-logons.ts';
import { startApi, type TestApi } from './server.ts';

let api: TestApi;
let password: string;
before(async () => {
  api = await startApi();
  const first = await createFirstAdministrator(api.db, 'admin');
  password = first!.password!;
});
after(() => api.close());

const logOn = (given: string, headers: Record<string, string> = {}) =>
  api.call('POST', '/session', { as: 'nobody', body: { username: 'ADMIN', password: given }, headers });

async function cookie(): Promise<string> {
  const { headers } = await logOn(password);
  return headers.get('set-cookie')!.split(';')[0]!;
}

test('the first administrator is made once, and only a generated password is returned', async () => {
  assert.ok(password.length >= 16);
  assert.equal(await createFirstAdministrator(api.db, 'second', 'another password'), undefined);
});

test('log-on sets a cookie scripts cannot read, and the session works until log-off', async () => {
  const { status, body, headers } = await logOn(password);
  assert.equal(status, 200);
  assert.deepEqual(body, { kind: 'session', name: 'admin', role: 'admin', instanceId: null });
  const set = headers.get('set-cookie')!;
  assert.match(set, /^muster_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
  const own = { as: 'nobody', headers: { cookie: set.split(';')[0]! } } as const;
  assert.equal((await api.call('GET', '/administrators', own)).status, 200);
  const off = { ...own, headers: { ...own.headers, 'sec-fetch-site': 'same-origin' } };
  assert.equal((await api.call('DELETE', '/session', off)).status, 204);
  assert.equal((await api.call('GET', '/administrators', own)).status, 401);
});

test('over https the cookie is a __Host- one', async () => {
  const secure = await startApi({ deps: { publicUrl: 'https://muster.example.com' } });
  await createFirstAdministrator(secure.db, 'admin', 'a long password');
  const { headers } = await secure.call('POST', '/session', {
    as: 'nobody',
    body: { username: 'admin', password: 'a long password' },
  });
  assert.match(headers.get('set-cookie')!, /^__Host-muster=[\w-]{43}; Path=\/; .*; Secure$/);
  await secure.close();
});

test('a write with a session must come from our own pages', async () => {
  const write = async (headers: Record<string, string>) =>
    (
      await api.call('POST', '/instances', {
        as: 'nobody',
        body: {},
        headers: { cookie: await cookie(), ...headers },
      })
    ).status;
  const host = new URL(api.url).host;
  assert.equal(await write({}), 403);
  assert.equal(await write({ 'sec-fetch-site': 'cross-site' }), 403);
  assert.equal(await write({ 'sec-fetch-site': 'same-site' }), 403);
  assert.equal(await write({ origin: 'https://evil.example' }), 403);
  assert.equal(await write({ origin: 'null' }), 403);
  assert.equal(await write({ 'sec-fetch-site': 'same-origin' }), 422);
  assert.equal(await write({ origin: `http://${host}` }), 422);
  assert.equal((await logOn(password, { origin: 'https://evil.example' })).status, 403);
});

test('wrong password and unknown name are refused alike', async () => {
  const wrong = await logOn('not the password');
  const unknown = await api.call('POST', '/session', {
    as: 'nobody',
    body: { username: 'nobody', password: 'x' },
  });
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'logon_refused']);
  assert.deepEqual([unknown.status, unknown.body.detail], [401, wrong.body.detail]);
});

test('sessions end when idle, when old and when the administrator is disabled', async () => {
  const status = async (header: string) =>
    (await api.call('GET', '/version', { as: 'nobody', headers: { cookie: header } })).status;
  const header = await cookie();
  await api.db.query(`UPDATE admin_session SET last_seen_at = now() - interval '61 minutes'`);
  assert.equal(await status(header), 401);
  const old = await cookie();
  await api.db.query(`UPDATE admin_session SET created_at = now() - interval '13 hours'`);
  assert.equal(await status(old), 401);
  await api.call('POST', '/administrators', {
    body: { username: 'eve', password: 'quite a password', role: 'operator' },
  });
  const eve = await api.call('POST', '/session', {
    as: 'nobody',
    body: { username: 'eve', password: 'quite a password' },
  });
  await api.call('PATCH', '/administrators/eve', { body: { disabled: true } });
  assert.equal(await status(eve.headers.get('set-cookie')!.split(';')[0]!), 401);
});

test('the last administrator stays', async () => {
  for (const [method, body] of [
    ['DELETE', undefined],
    ['PATCH', { role: 'operator' }],
    ['PATCH', { disabled: true }],
  ] as const) {
    const answer = await api.call(method, '/administrators/admin', { body });
    assert.deepEqual([answer.status, answer.body.code], [409, 'administrator_last']);
  }
});

test('two administrators who remove each other at once do not both succeed', async () => {
  const added = await api.call('POST', '/administrators', {
    body: { username: 'second', password: 'quite a password', role: 'admin' },
  });
  assert.equal(added.status, 201);
  const answers = await Promise.all(
    ['admin', 'second'].map((name) => api.call('DELETE', `/administrators/${name}`)),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409]);
  password = await resetAdministrator(api.db, 'admin');
  await api.call('DELETE', '/administrators/second');
  assert.equal((await logOn(password)).status, 200);
});

test('a token is shown once, kept as a hash, and ends with its deletion or its time', async () => {
  const created = await api.call('POST', '/tokens', { body: { name: 'ci', role: 'read-only' } });
  assert.equal(created.status, 201);
  const { token, id } = created.body;
  assert.equal((await api.call('GET', '/version', { as: { token } })).status, 200);
  const listed = await api.call('GET', '/tokens');
  assert.ok(!JSON.stringify(listed.body).includes(token));
  const { rows } = await api.db.query<{ all: string }>(`SELECT json_agg(t)::text AS all FROM api_token t`);
  assert.ok(!rows[0]!.all.includes(token));
  assert.equal(
    (await api.call('POST', '/tokens', { body: { name: 'CI', role: 'admin' } })).body.code,
    'token_exists',
  );
  await api.db.query(`UPDATE api_token SET expires_at = now() WHERE id = $1`, [id]);
  assert.equal((await api.call('GET', '/version', { as: { token } })).status, 401);
  assert.equal((await api.call('DELETE', '/tokens/ci')).status, 204);
});

test('what administrators do is in the log, without passwords and tokens', async () => {
  await api.call('POST', '/administrators', {
    body: { username: 'logged', password: 'a secret password', role: 'operator' },
  });
  await api.call('PATCH', '/administrators/logged', { body: { password: 'another secret password' } });
  const { body } = await api.call('GET', '/changes');
  const [latest] = body.items;
  assert.deepEqual(
    [latest.actor, latest.entity, latest.op, latest.after.passwordChanged],
    ['token:admin', 'administrator', 'update', true],
  );
  assert.doesNotMatch(JSON.stringify(body), /secret password|argon2/);
});

test('the token of the command line is written for its owner only and replaced when it does not work', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-token-'));
  try {
    await ensureCliToken(api.db, folder);
    const path = join(folder, 'cli-token');
    const token = (await readFile(path, 'utf8')).trim();
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await api.call('GET', '/tokens', { as: { token } })).status, 200);
    await ensureCliToken(api.db, folder);
    assert.equal((await readFile(path, 'utf8')).trim(), token);
    await writeFile(path, 'mst_gone');
    await ensureCliToken(api.db, folder);
    const anew = (await readFile(path, 'utf8')).trim();
    assert.equal((await api.call('GET', '/tokens', { as: { token: anew } })).status, 200);
    assert.equal((await api.call('GET', '/tokens', { as: { token } })).status, 401);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an address that fails too often is made to wait, others are not', () => {
  let now = 0;
  const failures = new FailedLogons(() => now);
  for (let i = 0; i < 20; i++) failures.count('10.0.0.1');
  const tooMany = { code: 'too_many_attempts', params: { seconds: 300 } };
  assert.throws(() => failures.refuse('10.0.0.1'), tooMany);
  assert.throws(() => failures.count('10.0.0.1'), tooMany);
  failures.refuse('10.0.0.2');
  now = 301_000;
  failures.refuse('10.0.0.1');
});

test('guessing ends in 429 with Retry-After; a right token still works, a right password waits', async () => {
  const guessed = await startApi();
  await createFirstAdministrator(guessed.db, 'admin', 'a long password');
  const statuses: number[] = [];
  for (let i = 0; i < 22; i++)
    statuses.push((await guessed.call('GET', '/version', { as: { token: `mst_${i}` } })).status);
  assert.deepEqual([...new Set(statuses)], [401, 429]);
  const right = await guessed.call('POST', '/session', {
    as: 'nobody',
    body: { username: 'admin', password: 'a long password' },
  });
  assert.equal(right.status, 429);
  assert.ok(Number(right.headers.get('retry-after')) > 0);
  assert.equal((await guessed.call('GET', '/version')).status, 200);
  await guessed.close();
});

test('an IPv6 network counts as one, a mapped IPv4 address as itself', () => {
  assert.equal(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:2:ffff::9'));
  assert.notEqual(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:3::1'));
  assert.equal(networkOf('::ffff:10.0.0.1'), '10.0.0.1');
  assert.equal(networkOf('::1'), '0:0:0:0');
});
