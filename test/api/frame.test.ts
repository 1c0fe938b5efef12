import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { eventRoute, route } from '../../src/api/route.ts';
import { ROUTES } from '../../src/api/routes.ts';
import { startApi, type TestApi } from './server.ts';

const broken = route({
  id: 'breakIt',
  method: 'GET',
  path: '/broken',
  can: 'read',
  summary: 'Fails inside',
  reply: z.string(),
  run: () => Promise.reject(new Error('SELECT secret FROM somewhere')),
});
const echo = route({
  id: 'echo',
  method: 'POST',
  path: '/echo',
  can: 'read',
  summary: 'Gives back',
  body: z.strictObject({ name: z.string().max(10), count: z.number().optional() }),
  reply: z.unknown(),
  run: async (_call, { body }) => body,
});

const endless = eventRoute({
  id: 'watchNothing',
  method: 'GET',
  path: '/endless',
  can: 'read',
  summary: 'Never ends',
  event: z.string(),
  async *run({ signal }) {
    yield { data: 'open' };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  },
});

let api: TestApi;
before(async () => {
  api = await startApi({ routes: [...ROUTES, broken, echo, endless] });
});
after(() => api.close());

test('a failure inside tells the request id and nothing else', async () => {
  const { status, body, headers } = await api.call('GET', '/broken');
  assert.equal(status, 500);
  assert.equal(body.code, 'internal');
  assert.ok(body.requestId);
  assert.doesNotMatch(JSON.stringify(body), /SELECT|secret|at /);
  assert.match(headers.get('content-type')!, /^application\/problem\+json/);
});

test('wrong fields are named, each, in the language asked for', async () => {
  const wrong = { name: 'much too long a name', count: 'x', colour: 1 };
  const english = await api.call('POST', '/echo', { body: wrong });
  assert.equal(english.status, 422);
  assert.deepEqual(english.body.errors.map(({ field }: { field: string }) => field).sort(), [
    'colour',
    'count',
    'name',
  ]);
  const chinese = await api.call('POST', '/echo', {
    body: wrong,
    headers: { 'accept-language': 'zh-CN,en;q=0.5' },
  });
  assert.match(chinese.body.detail, /无效/);
  assert.match(chinese.body.errors[0].message, /[\u4e00-\u9fff]/);
});

const refusals: [
  name: string,
  raw: string | Uint8Array<ArrayBuffer>,
  status: number,
  code: string,
  detail: RegExp,
][] = [
  ['no JSON', '{"name":', 400, 'malformed_json', /not JSON/],
  ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 400, 'malformed_json', /UTF-8/],
  ['a NUL', '{"name":"a\\u0000b"}', 422, 'invalid_input', /^name.*NUL/],
  ['a lone surrogate', '{"name":"a\\ud800b"}', 422, 'invalid_input', /^name.*surrogate/],
  ['__proto__', '{"name":"a","__proto__":{"count":1}}', 422, 'invalid_input', /^__proto__/],
  ['constructor', '{"name":"a","constructor":{"prototype":{}}}', 422, 'invalid_input', /^constructor/],
  ['deep JSON', `{"name":${'['.repeat(100)}${']'.repeat(100)}}`, 422, 'invalid_input', /^name.*nested/],
  [
    'very deep JSON',
    `{"name":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
    422,
    'invalid_input',
    /^name.*nested/,
  ],
  ['nothing', '', 422, 'invalid_input', /^the body/],
  ['too much', JSON.stringify({ name: 'x'.repeat(1_100_000) }), 413, 'body_too_large', /1 MB/],
];
for (const [name, raw, status, code, detail] of refusals)
  test(`a body with ${name} is refused`, async () => {
    const answer = await api.call('POST', '/echo', { raw, headers: { 'content-type': 'application/json' } });
    assert.equal(answer.status, status);
    assert.equal(answer.body.code, code);
    assert.match(answer.body.detail, detail);
  });

test('unknown paths, methods and media types are problems too', async () => {
  const unknown = await api.call('GET', '/nothing-here');
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'route_unknown']);
  const method = await api.call('PUT', '/tokens');
  assert.deepEqual(
    [method.status, method.body.code, method.headers.get('allow')],
    [405, 'method_not_allowed', 'GET, POST'],
  );
  const media = await api.call('POST', '/echo', {
    raw: '<name/>',
    headers: { 'content-type': 'application/xml' },
  });
  assert.deepEqual([media.status, media.body.code], [415, 'media_type_unsupported']);
  const url = await fetch(`${api.url}/api/v1/errors/%zz`);
  assert.equal(url.status, 400);
  assert.match(url.headers.get('content-type')!, /problem\+json/);
});

test('answers carry the security headers and no CORS', async () => {
  const { headers } = await api.call('GET', '/version', { headers: { origin: 'https://evil.example' } });
  assert.match(headers.get('content-security-policy')!, /default-src 'none'/);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('access-control-allow-origin'), null);
});

test('the type of a problem can be looked up', async () => {
  const { body } = await api.call('GET', '/version', { as: 'nobody' });
  const response = await fetch(api.url + body.type);
  assert.equal(((await response.json()) as { code: string }).code, 'unauthenticated');
});

test('a caller has twenty event streams at most; others have their own', async () => {
  const leave = new AbortController();
  const open = (token: string) =>
    fetch(`${api.url}/api/v1/endless`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leave.signal,
    });
  const { admin, operator } = api.tokens;
  try {
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(admin)));
    assert.deepEqual([...new Set(streams.map(({ status }) => status))], [200]);
    const refused = await open(admin);
    assert.equal(refused.status, 429);
    assert.equal(((await refused.json()) as { code: string }).code, 'too_many_streams');
    assert.equal((await open(operator)).status, 200);
  } finally {
    leave.abort();
  }
});
