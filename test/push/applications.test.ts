import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Db } from '../../src/db/db.ts';
import { createInstance } from '../../src/directory/instances.ts';
import {
  createApplication,
  deleteApplication,
  draftSettings,
  getApplication,
  listApplications,
  loadApplication,
  updateApplication,
} from '../../src/push/applications.ts';
import { PRESETS } from '../../src/push/presets.ts';
import { type TestDb, testDb } from '../db.ts';

const ACTOR = { name: 'test' };
const seals = {
  seal: (text: string, context: string) => `${context}|${text}`,
  open: (text: string) => text.split('|')[1]!,
};
let database: TestDb;
let db: Db;

beforeEach(async () => {
  database = await testDb();
  db = database.db;
  await createInstance(db, ACTOR, { id: 'acme', name: 'Acme' });
});
afterEach(() => database.drop());

const create = (input: object) =>
  createApplication(db, seals, ACTOR, 'acme', { template: 'alibaba-ram', name: 'RAM', ...input });

test('the RAM template fills in addresses, mapping and operations', async () => {
  const { provisioning, template, enabled } = await create({});
  assert.deepEqual([template, enabled], ['alibaba-ram', true]);
  assert.equal(provisioning.baseUrl, 'https://scim.aliyun.com');
  assert.ok('tokenUrl' in provisioning);
  assert.equal(provisioning.tokenUrl, 'https://oauth.aliyun.com/v1/token');
  assert.deepEqual(
    provisioning.mappings.map(({ target, value }) => `${target} ← ${value}`),
    [
      'externalId ← id',
      'userName ← Lower(user.username)',
      'displayName ← Coalesce(user.displayName, user.username)',
    ],
  );
  assert.deepEqual([provisioning.existing, provisioning.deprovision], ['conflict', 'delete']);
});

test('secrets are sealed at rest, masked in answers and in the log, and kept when sent back masked', async () => {
  const created = await create({ provisioning: { clientId: 'id', clientSecret: 'very-secret' } });
  assert.equal(created.provisioning.clientSecret, '********');
  const { rows } = await db.query<{ provisioning: { clientSecret: string } }>(
    `SELECT provisioning FROM application`,
  );
  assert.equal(rows[0]!.provisioning.clientSecret, `application:${created.id}:clientSecret|very-secret`);
  await updateApplication(db, seals, ACTOR, 'acme', 'ram', {
    provisioning: { clientSecret: '********', rate: 9 },
  });
  const loaded = await loadApplication(db, seals, 'acme', 'RAM');
  assert.deepEqual([loaded.settings.clientSecret, loaded.settings.rate], ['very-secret', 9]);
  const log = await db.query(`SELECT before, after FROM change_log WHERE entity = 'application'`);
  assert.doesNotMatch(JSON.stringify(log.rows), /very-secret/);
});

test('a secret does not follow the settings to another host', async () => {
  await create({ provisioning: { clientId: 'id', clientSecret: 'very-secret' } });
  const move = (provisioning: object) => updateApplication(db, seals, ACTOR, 'acme', 'RAM', { provisioning });
  await assert.rejects(move({ tokenUrl: 'https://evil.example.com/token' }), { code: 'secret_again' });
  await move({ tokenUrl: 'https://oauth.alibabacloud.com/v1/token', clientSecret: 'entered again' });
  await move({ tokenUrl: 'https://oauth.alibabacloud.com/v2/token' });
});

test('the token a secret buys is not sent to another host either, nor is a CA added beside it', async () => {
  const { provisioning } = await create({ provisioning: { clientId: 'id', clientSecret: 'very-secret' } });
  const moves = [
    { baseUrl: 'https://evil.example.com/scim' },
    { baseUrl: 'https://evil.example.com/scim', clientSecret: '********' },
    { baseUrl: provisioning.baseUrl.replace('https:', 'http:') },
    { caCertificate: '-----BEGIN CERTIFICATE-----' },
  ];
  for (const moved of moves) {
    const update = updateApplication(db, seals, ACTOR, 'acme', 'RAM', { provisioning: moved });
    await assert.rejects(update, { code: 'secret_again' });
    const input = { template: 'alibaba-ram', application: 'RAM', provisioning: moved };
    await assert.rejects(draftSettings(db, seals, 'acme', input), { code: 'secret_again' });
  }
  const again = { baseUrl: 'https://scim.example.com', clientSecret: 'very-secret' };
  await updateApplication(db, seals, ACTOR, 'acme', 'RAM', { provisioning: again });
  assert.equal((await loadApplication(db, seals, 'acme', 'RAM')).settings.baseUrl, again.baseUrl);
});

test('what cannot work is refused by field', async () => {
  const refused = (input: object, code: string, field?: string) =>
    assert.rejects(create(input), (error: { code: string; params: { field?: string } }) => {
      assert.equal(error.code, code);
      if (field) assert.equal(error.params.field, field);
      return true;
    });
  const mapped = (mapping: object) => ({ provisioning: { mappings: [mapping] } });
  await refused({ template: 'nope' }, 'template_unknown', 'template');
  await refused({ template: '__proto__' }, 'template_unknown');
  await refused({ provisioning: { baseUrl: 'ftp://x' } }, 'invalid_input', 'provisioning.baseUrl');
  await refused({ provisioning: { baseUrl: 'https://u:p@x/' } }, 'invalid_input', 'provisioning.baseUrl');
  await refused({ provisioning: { rate: 'fast' } }, 'invalid_input', 'provisioning.rate');
  await refused({ provisioning: { caCertificate: 'no PEM' } }, 'target_ca_invalid');
  await refused({ provisioning: { deprovision: 'disable' } }, 'invalid_input', 'provisioning.deprovision');
  await refused(
    { provisioning: { scope: { orgIds: ['ou_x'], groupIds: [] } } },
    'not_found',
    'provisioning.scope',
  );
  await refused(
    mapped({ target: 'emails', type: 'field', value: 'email' }),
    'mapping_target_unknown',
    'emails',
  );
  await refused(
    mapped({ target: 'userName', type: 'field', value: 'username' }),
    'push_value_missing',
    'externalId',
  );
  await refused(
    mapped({ target: 'userName', type: 'expression', value: 'Nope(1)' }),
    'expression_function_unknown',
    'userName',
  );
});

test('names are unique in any case; delete forgets links and keeps the log', async () => {
  const { id } = await create({});
  await assert.rejects(create({ name: 'ram' }), { code: 'duplicate_value' });
  await assert.rejects(getApplication(db, 'other', id), { code: 'not_found' });
  await deleteApplication(db, ACTOR, 'acme', id);
  assert.deepEqual(await listApplications(db, 'acme'), []);
});

test('every preset makes an application', async () => {
  for (const id of PRESETS.keys()) {
    const provisioning = { baseUrl: 'https://scim.example.com/v2' };
    const { provisioning: made } = await create({ template: id, name: id, provisioning });
    assert.ok('dialect' in made && made.dialect.attributes.includes('userName'));
  }
});
