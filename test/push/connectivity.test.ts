import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type ScimTarget, startScimTarget } from '../../sim/scim-target/server.ts';
import type { ScimProvisioning } from '../../src/model/scim-provisioning.ts';
import { testConnectivity } from '../../src/push/connectivity.ts';
import { PRESETS } from '../../src/push/presets.ts';

let target: ScimTarget;
beforeEach(async () => {
  target = await startScimTarget();
});
afterEach(() => target.stop());

async function findings(settings: Partial<ScimProvisioning> = {}) {
  const base = PRESETS.get('alibaba-ram')!.provisioning;
  const own = { baseUrl: target.url, tokenUrl: target.tokenUrl, clientId: 'client', clientSecret: 'secret' };
  const found: string[] = [];
  for await (const { step, ok, error } of testConnectivity({
    ...base,
    requestTimeoutMs: 300,
    ...own,
    ...settings,
  }))
    found.push(`${step} ${ok ? 'ok' : error!.code}`);
  return found;
}

test('a good target passes every step, and nothing is written there', async () => {
  target.users.create({ userName: 'somebody' });
  assert.deepEqual(await findings(), ['token ok', 'scope ok', 'read ok', 'count ok']);
  assert.equal(target.users.size, 1);
});

test('what is wrong is named at its step, with its own remedy', async () => {
  assert.deepEqual(await findings({ clientSecret: 'wrong' }), ['token target_token_refused']);
  const secretId = '0a1b2c3d-0000-4000-8000-0123456789ab';
  assert.deepEqual(await findings({ clientSecret: secretId }), ['token target_token_secret_id']);
  assert.deepEqual(await findings({ clientSecret: '' }), ['settings provisioning_incomplete']);
  assert.deepEqual(await findings({ tokenUrl: 'http://127.0.0.1:1/token' }), ['token target_unreachable']);
  const elsewhere = new URL(target.url).origin;
  assert.deepEqual((await findings({ baseUrl: `${elsewhere}/wrong` })).at(-1), 'read target_users_missing');
  target.faults.once('html', 'GET');
  assert.deepEqual((await findings()).at(-1), 'read target_not_scim');
  target.faults.once('hang', 'GET');
  assert.deepEqual((await findings()).at(-1), 'read target_timeout');
});

test('a target that ignores filters is told', async () => {
  target.users.create({ userName: 'somebody' });
  target.faults.ignoreFilters = true;
  assert.deepEqual((await findings()).slice(2), ['read target_filter_ignored', 'count ok']);
});

test('a token without /acs/scim is told before anything is read', async () => {
  await target.stop();
  target = await startScimTarget({ scope: 'openid' });
  assert.deepEqual(await findings(), ['token ok', 'scope target_scope_missing']);
});

test('the secret goes in the header or the body, never in an address', async () => {
  assert.equal((await findings({ clientAuth: 'client_secret_post' })).at(-1), 'count ok');
  const dialect = { ...PRESETS.get('alibaba-ram')!.provisioning.dialect, tokenParameters: 'body' as const };
  assert.equal((await findings({ dialect })).at(-1), 'count ok');
  assert.ok(target.addresses.every((address) => !address.includes('secret')));
});
