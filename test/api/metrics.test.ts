import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { healthRoutes } from '../../src/health.ts';
import { startApi, type TestApi } from './server.ts';

let api: TestApi;
let server: FastifyInstance;
before(async () => {
  api = await startApi({
    async also(app, { db }) {
      server = app;
      await app.register(healthRoutes, { db });
    },
  });
});
after(() => api.close());

async function status(remoteAddress: string, headers: Record<string, string> = {}): Promise<number> {
  return (await server.inject({ url: '/metrics', remoteAddress, headers })).statusCode;
}

test('the machine itself sees the metrics, nobody else does without a token', async () => {
  for (const address of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])
    assert.equal(await status(address), 200, address);
  for (const address of ['10.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', '127.evil'])
    assert.equal(await status(address), 401, address);
});

test('a call that a proxy of the machine passes on is not one of the machine', async () => {
  assert.equal(await status('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }), 401);
  assert.equal(await status('127.0.0.1', { forwarded: 'for=127.0.0.1' }), 401);
});

test('a token of any role opens the metrics from afar, a wrong one does not', async () => {
  for (const token of Object.values(api.tokens))
    assert.equal(await status('10.0.0.1', { authorization: `Bearer ${token}` }), 200);
  assert.equal(await status('10.0.0.1', { authorization: 'Bearer mst_guess' }), 401);
});
