import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createFirstAdministrator, ensureCliToken, resetAdministrator } from '../../src/admin/first-start.ts';
import { FailedLogons, networkOf } from '../../src/secrets/failed-logons.ts';
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

test('over https the cookie is a __Host- one, and no other is believed', async () => {
  const secure = await startApi({ deps: { publicUrl: 'https://muster.example.com' } });
  await createFirstAdministrator(secure.db, 'admin', 'a long password');
  const { headers } = await secure.call('POST', '/session', {
    as: 'nobody',
    body: { username: 'admin', password: 'a long password' },
  });
  const set = headers.get('set-cookie')!;
  assert.match(set, /^__Host-muster=[\w-]{43}; Path=\/; .*; Secure$/);
  const secret = set.split(/[=;]/)[1];
  const status = async (name: string) =>
    (await secure.call('GET', '/session', { as: 'nobody', headers: { cookie: `${name}=${secret}` } })).status;
  assert.deepEqual([await status('__Host-muster'), await status('muster_session')], [200, 401]);
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

/** An administrator `mallory` with a token made as `muster login` makes it, and another made with that token. */
async function malloryAndTokens(): Promise<string[]> {
  const logon = { username: 'mallory', password: 'quite a password' };
  await api.call('POST', '/administrators', { body: { ...logon, role: 'admin' } });
  const { headers } = await api.call('POST', '/session', { as: 'nobody', body: logon });
  const own = { cookie: headers.get('set-cookie')!.split(';')[0]!, 'sec-fetch-site': 'same-origin' };
  const make = async (name: string, by: object) =>
    (await api.call('POST', '/tokens', { ...by, body: { name, role: 'admin' } })).body.token as string;
  const first = await make('mallory first', { as: 'nobody', headers: own });
  return [first, await make('mallory second', { as: { token: first } })];
}

const ENDS: [what: string, method: string, body: object | undefined, status: number][] = [
  ['a demotion', 'PATCH', { role: 'operator' }, 403],
  ['disabling', 'PATCH', { disabled: true }, 401],
  ['a new password', 'PATCH', { password: 'another password' }, 401],
  ['deletion', 'DELETE', undefined, 401],
];
for (const [what, method, body, status] of ENDS)
  test(`${what} of an administrator reaches the tokens of the administrator`, async () => {
    const tokens = await malloryAndTokens();
    const answers = async () =>
      Promise.all(
        tokens.map(async (token) => (await api.call('GET', '/administrators', { as: { token } })).status),
      );
    assert.deepEqual(await answers(), [200, 200]);
    await api.call(method, '/administrators/mallory', { body });
    assert.deepEqual(await answers(), [status, status]);
    await api.call('DELETE', '/administrators/mallory');
    const { rowCount } = await api.db.query(`SELECT 1 FROM api_token WHERE name LIKE 'mallory%'`);
    assert.equal(rowCount, 0);
  });

test('nobody takes a name under which the change log keeps what others did', async () => {
  const status = async (path: string, body: object) => (await api.call('POST', path, { body })).status;
  const administrator = { password: 'quite a password', role: 'operator' };
  assert.equal(await status('/administrators', { ...administrator, username: 'System' }), 422);
  for (const name of ['system', 'source:AD', 'Token:ci', 'app:1'])
    assert.equal(await status('/tokens', { name, role: 'read-only' }), 422, name);
  await assert.rejects(resetAdministrator(api.db, 'system'), { code: 'invalid_input' });
});

test('a password has twelve characters, whichever way it comes', async () => {
  const eleven = { password: 'eleven char' };
  const { status } = await api.call('PATCH', '/administrators/admin', { body: eleven });
  assert.equal(status, 422);
  await assert.rejects(resetAdministrator(api.db, 'admin', eleven.password), { code: 'invalid_input' });
});

test('a token deleted by its id does not take along one of that name', async () => {
  const { id } = (await api.call('POST', '/tokens', { body: { name: 'by id', role: 'read-only' } })).body;
  await api.call('POST', '/tokens', { body: { name: id, role: 'read-only' } });
  const names = async () =>
    (await api.call('GET', '/tokens')).body.items
      .map(({ name }: { name: string }) => name)
      .filter((name: string) => name === id || name === 'by id');
  await api.call('DELETE', `/tokens/${id}`);
  assert.deepEqual(await names(), [id]);
  await api.call('DELETE', `/tokens/${id}`);
  assert.deepEqual(await names(), []);
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

test('an address that fails too often is made to wait, others are not', async () => {
  let now = 0;
  const failures = new FailedLogons(() => now);
  const guess = (address: string) => failures.attempt(address, 'admin', async () => undefined);
  for (let i = 0; i < 20; i++) failures.count('10.0.0.1');
  const tooMany = { code: 'too_many_attempts', params: { seconds: 300 } };
  assert.throws(() => failures.count('10.0.0.1'), tooMany);
  await assert.rejects(guess('10.0.0.1'), tooMany);
  await guess('10.0.0.2');
  now = 301_000;
  await guess('10.0.0.1');
});

test('guesses at once do not pass the limit, and right passwords count for nothing', async () => {
  const failures = new FailedLogons();
  const answers = (name: string, found: string | undefined, count: number) =>
    Promise.allSettled(
      Array.from({ length: count }, () => failures.attempt('10.0.0.1', name, async () => found)),
    );
  for (let i = 0; i < 5; i++) await answers('eve', 'found', 10);
  await answers('eve', undefined, 12);
  const looked = (await answers('eve', undefined, 12)).filter(({ status }) => status === 'fulfilled');
  assert.equal(looked.length, 8);
});

test('one account is guessed at a hundred times an hour from any number of addresses, and opens again', async () => {
  let now = 0;
  const failures = new FailedLogons(() => now);
  const guess = (i: number) => failures.attempt(`10.0.${i}.1`, i % 2 ? 'eve' : 'EVE', async () => undefined);
  for (let i = 0; i < 100; i++) await guess(i);
  await assert.rejects(guess(100), { code: 'too_many_attempts' });
  await failures.attempt('10.0.100.1', 'admin', async () => undefined);
  now = 3_600_001;
  assert.equal(await failures.attempt('10.0.0.1', 'eve', async () => 'found'), 'found');
});

test('no more than sixteen passwords are checked at once', async () => {
  const failures = new FailedLogons();
  const { promise, resolve } = Promise.withResolvers<string>();
  const attempts = Array.from({ length: 16 }, (_, i) =>
    failures.attempt(`10.0.0.${i}`, 'eve', () => promise),
  );
  await assert.rejects(
    failures.attempt('10.0.1.1', 'admin', () => promise),
    { code: 'logon_busy' },
  );
  resolve('found');
  await Promise.all(attempts);
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

test('log-ons at once are all counted before a password is looked at', async () => {
  const guessed = await startApi();
  await createFirstAdministrator(guessed.db, 'admin', 'a long password');
  const guess = () =>
    guessed.call('POST', '/session', { as: 'nobody', body: { username: 'admin', password: 'x' } });
  const answers = await Promise.all(Array.from({ length: 60 }, guess));
  const codes = answers.map(({ body }) => body.code as string);
  assert.ok(codes.filter((code) => code === 'logon_refused').length <= 20, codes.join());
  assert.ok(codes.includes('logon_busy') || codes.includes('too_many_attempts'));
  await guessed.close();
});

test('an IPv6 network counts as one, a mapped IPv4 address as itself', () => {
  assert.equal(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:2:ffff::9'));
  assert.notEqual(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:3::1'));
  assert.equal(networkOf('::ffff:10.0.0.1'), '10.0.0.1');
  assert.equal(networkOf('::1'), '0:0:0:0');
});
