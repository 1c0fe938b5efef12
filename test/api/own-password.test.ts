import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createFirstAdministrator } from '../../src/admin/first-start.ts';
import { startApi, type TestApi } from './server.ts';

const FIRST = 'a long password';
const SECOND = 'another long password';

let api: TestApi;
before(async () => {
  api = await startApi();
  await createFirstAdministrator(api.db, 'admin', FIRST);
  await api.call('POST', '/administrators', {
    body: { username: 'viewer', password: FIRST, role: 'read-only' },
  });
});
after(() => api.close());

async function logOn(username: string, password: string): Promise<string | undefined> {
  const { headers } = await api.call('POST', '/session', { as: 'nobody', body: { username, password } });
  return headers.get('set-cookie')?.split(';')[0];
}

const change = (cookie: string, body: unknown, headers: Record<string, string> = {}) =>
  api.call('PUT', '/session/password', {
    as: 'nobody',
    body,
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
  });
const works = async (cookie: string) =>
  (await api.call('GET', '/session', { as: 'nobody', headers: { cookie } })).status === 200;

test('a person changes the password: this session goes on with a new cookie, others and the tokens end, nobody else’s do', async () => {
  const [own, other, viewer] = [
    (await logOn('viewer', FIRST))!,
    (await logOn('viewer', FIRST))!,
    (await logOn('admin', FIRST))!,
  ];
  const { id } = (await api.call('GET', '/administrators/viewer')).body;
  await api.db.query(
    `INSERT INTO api_token (id, name, hash, role, created_by, administrator_id) VALUES ('tok_v', 'of viewer', '\\x01', 'read-only', 'viewer', $1)`,
    [id],
  );
  const { status, body, headers } = await change(own, { current: FIRST, password: SECOND });
  assert.deepEqual([status, body], [204, '']);
  const renewed = headers.get('set-cookie')!.split(';')[0]!;
  assert.deepEqual(
    [await works(renewed), await works(own), await works(other), await works(viewer)],
    [true, false, false, true],
  );
  assert.equal((await api.db.query(`SELECT FROM api_token WHERE id = 'tok_v'`)).rowCount, 0);
  assert.equal(await logOn('viewer', FIRST), undefined);
  assert.ok(await logOn('viewer', SECOND));
  const { body: log } = await api.call('GET', `/changes?entity=${id}`);
  assert.deepEqual([log.items[0].actor, log.items[0].after.passwordChanged], ['viewer', true]);
  assert.doesNotMatch(JSON.stringify(log), /long password|argon2/);
});

test('a wrong present password changes nothing, and the rules of passwords hold', async () => {
  const own = (await logOn('admin', FIRST))!;
  const wrong = await change(own, { current: 'not the password', password: SECOND });
  assert.deepEqual(
    [wrong.status, wrong.body.code, wrong.body.errors[0].field],
    [422, 'password_wrong', 'current'],
  );
  for (const password of ['eleven char', 'x'.repeat(257), '', null, 7])
    assert.equal((await change(own, { current: FIRST, password })).status, 422, String(password));
  assert.equal((await change(own, { password: SECOND })).status, 422);
  assert.ok(await works(own));
  assert.ok(await logOn('admin', FIRST));
});

test('neither a token nor another site may change it', async () => {
  const body = { current: FIRST, password: SECOND };
  const token = await api.call('PUT', '/session/password', { body });
  assert.deepEqual([token.status, token.body.code], [403, 'session_needed']);
  const own = (await logOn('admin', FIRST))!;
  const both = await api.call('PUT', '/session/password', { body, headers: { cookie: own } });
  assert.equal(both.body.code, 'session_needed');
  assert.equal((await change(own, body, { 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await api.call('PUT', '/session/password', { as: 'nobody', body })).status, 401);
  assert.ok(await logOn('admin', FIRST));
});

test('two changes at once: one wins, the other knows a password that is no longer the present one', async () => {
  const [one, two] = [(await logOn('admin', FIRST))!, (await logOn('admin', FIRST))!];
  const answers = await Promise.all([
    change(one, { current: FIRST, password: `${SECOND} 1` }),
    change(two, { current: FIRST, password: `${SECOND} 2` }),
  ]);
  const winner = answers.findIndex(({ status }) => status === 204);
  assert.ok(
    winner >= 0 && [401, 422].includes(answers[1 - winner]!.status),
    answers.map(({ status }) => status).join(),
  );
  assert.ok(await works(answers[winner]!.headers.get('set-cookie')!.split(';')[0]!));
  assert.deepEqual([await works(one), await works(two)], [false, false]);
  assert.ok(await logOn('admin', `${SECOND} ${winner + 1}`));
});

test('guessing the present password ends like guessing at the log-on', async () => {
  const guessed = await startApi();
  await createFirstAdministrator(guessed.db, 'admin', FIRST);
  const { headers } = await guessed.call('POST', '/session', {
    as: 'nobody',
    body: { username: 'admin', password: FIRST },
  });
  const cookie = headers.get('set-cookie')!.split(';')[0]!;
  const guess = (current: string) =>
    guessed.call('PUT', '/session/password', {
      as: 'nobody',
      body: { current, password: SECOND },
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    });
  const codes: string[] = [];
  for (let i = 0; i < 21; i++) codes.push((await guess(`guess ${i}`)).body.code);
  assert.deepEqual(codes, [...Array(20).fill('password_wrong'), 'too_many_attempts']);
  assert.equal((await guess(FIRST)).status, 429);
  await guessed.close();
});
