/** What administrators see of second factors, and take away. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { pino } from 'pino';
import { factorRoutes } from '../../src/api/factors.ts';
import { instanceRoutes } from '../../src/api/instances.ts';
import { createAccount } from '../../src/directory/accounts.ts';
import { createInstance } from '../../src/directory/instances.ts';
import {
  beginTotpEnrolment,
  confirmTotpEnrolment,
  enrolPasskey,
  ownFactors,
} from '../../src/logon/factor-changes.ts';
import type { FactorDeps } from '../../src/logon/factor-deps.ts';
import { factorsOf, verifyFactor } from '../../src/logon/factors.ts';
import { passkeyRegistrationOptions } from '../../src/logon/passkey.ts';
import { updateLogonSettings } from '../../src/logon/settings.ts';
import { softAuthenticator } from '../logon/authenticator.ts';
import { startApi, type TestApi } from './server.ts';

const ACTOR = { name: 'test' };
const ORIGIN = 'https://muster.example.com';
let api: TestApi;
let deps: FactorDeps;
let alice: string;
let count = 0;

before(async () => {
  api = await startApi({ routes: [...instanceRoutes, ...factorRoutes] });
  const { seal, open } = api.deps;
  deps = {
    db: api.db,
    log: pino({ level: 'silent' }),
    sealer: { seal, open },
    publicUrl: ORIGIN,
    now: () => new Date(),
  };
  await createInstance(api.db, ACTOR, { id: 'globex', name: 'Globex' });
});
after(() => api.close());
beforeEach(async () => {
  const { id } = await createAccount(api.db, ACTOR, 'acme', { username: `alice${++count}` });
  alice = id;
  const owner = ownFactors(
    { instanceId: 'acme', accountId: id, username: `alice${count}` },
    { address: '192.0.2.1' },
  );
  const { secret } = await beginTotpEnrolment(deps, id, 'session');
  await confirmTotpEnrolment(deps, owner, 'session', TOTP.generate({ secret: Secret.fromBase32(secret) }));
  const options = await passkeyRegistrationOptions(deps, id, 'session');
  await enrolPasskey(deps, owner, 'session', 'Phone', softAuthenticator(ORIGIN).make(options));
});
const path = (more = '', instance = 'acme') => `/instances/${instance}/accounts/${alice}/factors${more}`;

test('everybody who may look sees kinds, names and times, and nothing secret', async () => {
  const { status, body } = await api.call('GET', path(), { as: 'read-only' });
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body).sort(), ['email', 'passkeys', 'recoveryLeft', 'totp']);
  assert.equal(body.recoveryLeft, 10);
  assert.deepEqual(Object.keys(body.passkeys[0]).sort(), ['createdAt', 'id', 'lastUsedAt', 'name', 'synced']);
  assert.equal((await api.call('GET', `/instances/acme/accounts/alice${count}/factors`)).status, 200);
});

test('one is taken away, with its line in both logs', async () => {
  const username = `alice${count}`;
  const { body } = await api.call('GET', path());
  assert.equal((await api.call('DELETE', path('/totp'), { as: 'operator' })).status, 204);
  assert.equal((await api.call('DELETE', path('/totp'))).body.code, 'factor_missing');
  assert.equal((await api.call('DELETE', path(`/passkeys/${body.passkeys[0].id}`))).status, 204);
  assert.deepEqual(await factorsOf(api.db, alice), {
    totp: false,
    passkeys: 0,
    recoveryLeft: 0,
    email: null,
  });
  const { rows: changes } = await api.db.query(
    `SELECT actor, op, before FROM change_log WHERE entity = 'factor' AND entity_id = $1 AND op = 'delete' ORDER BY seq`,
    [alice],
  );
  assert.deepEqual(changes, [
    { actor: 'token:operator', op: 'delete', before: { username, factor: 'totp' } },
    {
      actor: 'token:admin',
      op: 'delete',
      before: { username, factor: 'passkey', id: body.passkeys[0].id, name: 'Phone' },
    },
  ]);
  const { rows: audited } = await api.db.query(
    `SELECT category, action, actor_kind, actor_name, subject_name, address FROM audit_entry
      WHERE subject_id = $1 AND subject_kind = 'factor' ORDER BY id`,
    [alice],
  );
  const entry = (action: string, kind: string, name: string, address: string) => [
    'administration',
    action,
    kind,
    name,
    username,
    address,
  ];
  assert.deepEqual(
    audited.map((one) => Object.values(one)),
    [
      entry('factor.create', 'person', `person:${username}`, '192.0.2.1'),
      entry('factor.create', 'person', `person:${username}`, '192.0.2.1'),
      entry('factor.delete', 'token', 'token:operator', '127.0.0.1'),
      entry('factor.delete', 'token', 'token:admin', '127.0.0.1'),
    ],
  );
});

test('all go at once for whoever has lost everything, the last one too where one is needed', async () => {
  await updateLogonSettings(api.db, ACTOR, 'acme', {
    secondFactor: { policy: 'always', rememberDays: 0, factors: ['totp'] },
  });
  for (let i = 0; i < 5; i++) await verifyFactor(deps, alice, { factor: 'totp', code: '000000' });
  assert.equal((await api.call('DELETE', path(), { as: 'operator' })).status, 204);
  assert.deepEqual(await factorsOf(api.db, alice), {
    totp: false,
    passkeys: 0,
    recoveryLeft: 0,
    email: null,
  });
  // The wait after wrong codes is over too.
  const verdict = await verifyFactor(deps, alice, { factor: 'totp', code: '000000' });
  assert.deepEqual(verdict, { ok: false, reason: 'factor_missing' });
});

test('accounts of another instance, and passkeys of another account, are not there', async () => {
  const { body } = await api.call('GET', path());
  const { id: bob } = await createAccount(api.db, ACTOR, 'acme', { username: `bob${count}` });
  const key = body.passkeys[0].id;
  for (const [method, at] of [
    ['GET', path('', 'globex')],
    ['DELETE', path('', 'globex')],
    ['DELETE', path('/totp', 'globex')],
    ['DELETE', path(`/passkeys/${key}`, 'globex')],
    ['DELETE', `/instances/acme/accounts/${bob}/factors/passkeys/${key}`],
  ] as const)
    assert.equal((await api.call(method, at)).status, 404, at);
  assert.equal((await factorsOf(api.db, alice)).passkeys, 1);
});

test('what people may do with a custom field is changed and logged', async () => {
  const field = { id: 'badge', title: 'Badge', type: 'string' };
  assert.equal((await api.call('POST', '/instances/acme/fields', { body: field })).body.portal, 'hide');
  const change = (body: unknown, as: 'admin' | 'operator' = 'admin') =>
    api.call('PATCH', '/instances/acme/fields/badge', { body, as });
  assert.equal((await change({ portal: 'read_only' })).body.portal, 'read_only');
  assert.equal((await change({ portal: 'read_write' }, 'operator')).status, 403);
  assert.equal((await change({ portal: 'all' })).status, 422);
  assert.equal((await change({ type: 'number' })).status, 422);
  assert.equal((await api.call('PATCH', '/instances/acme/fields/nothing', { body: {} })).status, 404);
  const { rows } = await api.db.query(
    `SELECT before, after FROM change_log WHERE entity = 'custom_field' AND op = 'update'`,
  );
  assert.deepEqual(rows, [{ before: { portal: 'hide' }, after: { portal: 'read_only' } }]);
});
