import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { pino } from 'pino';
import { callbackRoutes } from '../../src/callbacks/routes.ts';
import { startWorker } from '../../src/runs/worker.ts';
import { checkCallback } from '../../src/sync/callback.ts';
import { startIntake } from '../../src/sync/intake.ts';
import { syncWork } from '../../src/sync/run.ts';
import { startApi, type TestApi } from '../api/server.ts';
import { MemorySource } from '../sync/memory-source.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
const PASSWORD = 'a password of the source';
const memory = new MemorySource();
let api: TestApi;
let source: string;
let made = 0;

before(async () => {
  const { callback: _none, ...silent } = memory.kind;
  api = await startApi({
    deps: {
      kinds: new Map([
        ['memory', memory.kind],
        ['silent', { ...silent, kind: 'silent' }],
      ]),
    },
    also: async (app, { db, kinds, open, publicUrl }) => {
      app.register(callbackRoutes, { db, kinds, open, publicUrl, log, now: () => new Date() });
    },
  });
});
after(() => api.close());
beforeEach(async () => {
  const input = { name: `Memory ${++made}`, kind: 'memory', config: { password: PASSWORD } };
  source = (await api.call('POST', '/instances/acme/sources', { body: input })).body.id;
  memory.items = [memory.user('anna')];
});

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${api.url}/callbacks/${path}`, {
    ...init,
    headers: { 'x-password': PASSWORD, ...(init.headers as Record<string, string>) },
  });
const told = (...ids: string[]) =>
  JSON.stringify(ids.map((id) => ({ id, touched: [{ kind: 'user', id: 'key-anna' }] })));
const status = async () => (await api.call('GET', `/instances/acme/sources/${source}/callback`)).body;
const events = async () =>
  (
    await api.db.query<{ id: string }>(`SELECT id FROM source_event WHERE source_id = $1 ORDER BY id`, [
      source,
    ])
  ).rows.map(({ id }) => id);

test('events are stored before the answer, and nothing else is done for it', async () => {
  // Nobody works here: the answer waits for no run.
  const answer = await call(source, { method: 'POST', body: told('e1', 'e2') });
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), 'success');
  assert.match(answer.headers.get('content-type')!, /^text\/plain/);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.match(answer.headers.get('content-security-policy')!, /default-src 'none'/);
  assert.deepEqual(await events(), ['e1', 'e2']);
  assert.equal((await api.db.query('SELECT FROM run')).rowCount, 0);
  await call(source, { method: 'POST', body: told('e1', 'e3') });
  assert.deepEqual(await events(), ['e1', 'e2', 'e3']);
  const { lastEventAt, waitingEvents, lastRefusedAt } = await status();
  assert.ok(lastEventAt);
  assert.equal(waitingEvents, 3);
  assert.equal(lastRefusedAt, null);
});

test('with a worker beside it, the person is there', async () => {
  const deps = { kinds: api.deps.kinds, open: api.deps.open, now: () => new Date() };
  const worker = await startWorker(api.db, log, { sync: syncWork(deps), push: syncWork(deps) });
  const intake = await startIntake(api.db, log, deps);
  // The first reading is a person's; from then on a call is enough.
  memory.items = [];
  const { id } = (await api.call('POST', `/instances/acme/sources/${source}/sync`)).body;
  while ((await api.call('GET', `/instances/acme/runs/${id}`)).body.state !== 'success')
    await new Promise((resolve) => setTimeout(resolve, 10));
  memory.items = [memory.user('anna')];
  await call(source, { method: 'POST', body: told('joined') });
  for (;;) {
    const { rowCount } = await api.db.query(
      `SELECT FROM account a JOIN link l ON l.entity_id = a.id WHERE a.username = 'anna' AND l.source_id = $1`,
      [source],
    );
    if (rowCount === 1) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await intake.stop();
  await worker.stop();
});

test('a probe is answered and noted', async () => {
  assert.partialDeepStrictEqual(await status(), {
    url: `${api.url}/callbacks/${source}`,
    lastProbeAt: null,
    lastEventAt: null,
  });
  const answer = await call(`${source}?echo=${encodeURIComponent('<script>+ 1')}&echo=second`);
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), '<script>+ 1');
  assert.ok((await status()).lastProbeAt);
  assert.equal((await call(source, { method: 'HEAD' })).status, 404);
});

test('a source that is switched off answers and stores nothing', async () => {
  await api.call('PATCH', `/instances/acme/sources/${source}`, { body: { enabled: false } });
  const answer = await call(source, { method: 'POST', body: told('e1') });
  assert.equal(answer.status, 200);
  assert.deepEqual(await events(), []);
});

test('what a source is never called by, or no source has, is unknown', async () => {
  const input = { name: 'Silent', kind: 'silent', config: {} };
  const { id } = (await api.call('POST', '/instances/acme/sources', { body: input })).body;
  for (const path of [id, 'idp_nothing', '%00', '..%2F..', 'x'.repeat(1000)]) {
    const answer = await call(path, { method: 'POST', body: told('e1') });
    assert.equal(answer.status, 404, path);
    assert.equal(await answer.text(), 'unknown');
  }
  const silent = (await api.call('GET', `/instances/acme/sources/${id}/callback`)).body;
  assert.equal(silent.url, null);
});

test('bytes come as they are, whatever they are called; too many are refused', async () => {
  for (const type of ['application/json', 'text/xml', 'x/y; charset=nonsense', undefined]) {
    const answer = await call(source, {
      method: 'POST',
      body: new TextEncoder().encode(told(`as ${type}`)),
      ...(type && { headers: { 'content-type': type } }),
    });
    assert.equal(answer.status, 200, `${type}`);
  }
  assert.equal((await events()).length, 4);
  const large = await call(source, { method: 'POST', body: `[${' '.repeat(1024 * 1024)}]` });
  assert.equal(large.status, 413);
  assert.equal(await large.text(), 'too large');
});

test('a call that cannot be understood fails without a word of why', async () => {
  const answer = await call(source, { method: 'POST', body: 'no JSON' });
  assert.equal(answer.status, 500);
  assert.equal(await answer.text(), 'failed');
});

const called = async () => {
  const path = `/instances/acme/sources/${source}`;
  await api.call('PATCH', path, { body: { config: { password: PASSWORD, callsBack: true } } });
  const test = api.call('POST', `${path}/test`);
  return async () => (await test).body.items.at(-1);
};

test('Test connection ends with how the last call went', async () => {
  await call(source, { method: 'POST', body: told('e1') });
  const { step, ok, detail } = await (await called())();
  assert.deepEqual([step, ok], ['callback', true]);
  assert.ok(detail.includes(`/callbacks/${source}`), detail);
});

test('where none came yet, it waits for the vendor to try the address', async () => {
  const last = await called();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await call(source, { method: 'POST', body: told('e1') });
  assert.equal((await last()).ok, true);
});

test('it tells of a call that was refused, and of one that never came', async () => {
  const last = await called();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await call(source, { method: 'POST', body: told('e1'), headers: { 'x-password': 'guess' } });
  const { ok, error } = await last();
  assert.deepEqual([ok, error.code], [false, 'callback_refused']);
  const [silent] = await Array.fromAsync(
    checkCallback(api.db, 'src_none', 'https://muster.example.com', new AbortController().signal, 0),
  );
  assert.equal(silent!.error?.code, 'callback_silent');
});

// The last one: it uses up what an address may do wrong.
test('refused calls say nothing, are told to the administrator, and at last are not even noted', async () => {
  const wrong = { method: 'POST', body: told('e1'), headers: { 'x-password': 'guess' } };
  const first = await call(source, wrong);
  assert.equal(first.status, 403);
  assert.equal(await first.text(), 'refused');
  assert.deepEqual(await events(), []);
  const seen = await status();
  assert.equal(seen.lastRefusal.code, 'callback_refused');
  assert.match(seen.lastRefusal.message, /wrong password/);
  let answer = first;
  for (let i = 0; i < 30 && answer.status !== 429; i++) answer = await call(source, wrong);
  assert.equal(answer.status, 429);
  const { lastRefusedAt } = await status();
  await call(source, wrong);
  assert.equal((await status()).lastRefusedAt, lastRefusedAt);
  // Whoever knows the password is heard all the same: behind a proxy all have one address.
  assert.equal((await call(source, { method: 'POST', body: told('e2') })).status, 200);
  assert.deepEqual(await events(), ['e2']);
});
