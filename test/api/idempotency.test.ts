import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { route } from '../../src/api/route.ts';
import { ROUTES } from '../../src/api/routes.ts';
import { startApi, type TestApi } from './server.ts';

/** Ends when the test says so. */
let release: () => void;
let made = 0;
const slow = route({
  id: 'createSlowly',
  method: 'POST',
  path: '/slow',
  can: 'operate',
  summary: 'Creates slowly',
  body: z.strictObject({ fail: z.boolean() }),
  reply: z.strictObject({ made: z.number() }),
  creates: true,
  async run(_call, { body }) {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    if (body.fail) throw new Error('fails');
    return { made: ++made };
  },
});

let api: TestApi;
before(async () => {
  api = await startApi({ routes: [...ROUTES, slow] });
});
after(() => api.close());

const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });
const started = async () => {
  while (!release) await new Promise(setImmediate);
};

test('a repeated call gets the first answer, secret and all, and creates nothing', async () => {
  const call = { body: { name: 'once', role: 'read-only' }, ...withKey('k1') };
  const first = await api.call('POST', '/tokens', call);
  const again = await api.call('POST', '/tokens', call);
  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  const { rows } = await api.db.query<{ response: string }>(
    `SELECT response FROM idempotency_key WHERE key = 'k1'`,
  );
  assert.ok(!rows[0]!.response.includes(first.body.token), 'the kept answer must be sealed');
});

test('the same key with another body is refused; another caller may use it', async () => {
  const other = await api.call('POST', '/tokens', {
    body: { name: 'twice', role: 'read-only' },
    ...withKey('k1'),
  });
  assert.deepEqual([other.status, other.body.code], [422, 'idempotency_key_reused']);
  const operator = await api.call('POST', '/instances/acme/groups', {
    as: 'operator',
    body: { name: 'Ops' },
    ...withKey('k1'),
  });
  assert.equal(operator.status, 201);
});

test('a call while the first is under way is told to wait; a failed one is forgotten', async () => {
  const call = (fail: boolean) => api.call('POST', '/slow', { body: { fail }, ...withKey('k2') });
  const first = call(true);
  await started();
  const meanwhile = await call(true);
  assert.deepEqual([meanwhile.status, meanwhile.body.code], [409, 'idempotency_in_progress']);
  release();
  assert.equal((await first).status, 500);
  release = undefined as unknown as () => void;
  const second = call(false);
  await started();
  release();
  assert.deepEqual((await second).body, { made: 1 });
});

test('a failed creation may be corrected under the same key', async () => {
  const wrong = await api.call('POST', '/instances/acme/groups', { body: { name: 'OPS' }, ...withKey('k3') });
  assert.equal(wrong.status, 409);
  const right = await api.call('POST', '/instances/acme/groups', {
    body: { name: 'Ops 2' },
    ...withKey('k3'),
  });
  assert.equal(right.status, 201);
});

test('keys are forgotten after a day', async () => {
  await api.db.query(`UPDATE idempotency_key SET created_at = now() - interval '25 hours'`);
  const anew = await api.call('POST', '/tokens', {
    body: { name: 'anew', role: 'read-only' },
    ...withKey('k1'),
  });
  assert.equal(anew.status, 201);
  assert.equal(anew.headers.get('idempotency-replayed'), null);
});

test('a key that is none is refused', async () => {
  const { status, body } = await api.call('POST', '/tokens', {
    body: { name: 'x', role: 'admin' },
    ...withKey('x'.repeat(300)),
  });
  assert.deepEqual([status, body.errors[0].field], [422, 'Idempotency-Key']);
});
