/** Secrets go in and never come out: not in answers, not in the log, not in the database. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MemorySource } from '../sync/memory-source.ts';
import { startApi, type TestApi } from './server.ts';

const SECRET = 'a-secret-that-must-not-show';
const MASK = '********';

let api: TestApi;
before(async () => {
  const { kind } = new MemorySource();
  api = await startApi({ deps: { kinds: new Map([[kind.kind, kind]]) } });
});
after(() => api.close());

/** Every column of a table as one text. */
async function everythingIn(table: string): Promise<string> {
  const { rows } = await api.db.query<{ all: string | null }>(
    `SELECT json_agg(t)::text AS all FROM ${table} t`,
  );
  return rows[0]!.all ?? '';
}

const CASES = [
  {
    what: 'sources',
    body: { name: 'S', kind: 'memory', config: { password: SECRET } },
    patch: { config: { password: MASK, groups: false } },
    table: 'source',
    shown: (body: { config: { password?: string } }) => body.config.password,
    stored: `SELECT config->>'password' AS secret FROM source`,
  },
  {
    what: 'applications',
    body: {
      name: 'A',
      template: 'alibaba-ram',
      provisioning: {
        baseUrl: 'https://ram.example/scim',
        tokenUrl: 'https://ram.example/token',
        clientId: 'client',
        clientSecret: SECRET,
      },
    },
    patch: { provisioning: { clientSecret: MASK, rate: 5 } },
    table: 'application',
    shown: (body: { provisioning: { clientSecret?: string } }) => body.provisioning.clientSecret,
    stored: `SELECT provisioning->>'clientSecret' AS secret FROM application`,
  },
] as const;

for (const { what, body, patch, table, shown, stored } of CASES)
  test(`secrets of ${what} are sealed, masked in every answer, and kept when the mask comes back`, async () => {
    const created = await api.call('POST', `/instances/acme/${what}`, { body });
    assert.equal(created.status, 201, JSON.stringify(created.body));
    const path = `/instances/acme/${what}/${created.body.id}`;
    const secretOf = async () => (await api.db.query<{ secret: string }>(stored)).rows[0]!.secret;
    const sealed = await secretOf();
    const changed = await api.call('PATCH', path, { body: patch });
    const answers = [
      created,
      changed,
      await api.call('GET', path),
      await api.call('GET', '/instances/acme/changes'),
    ];
    for (const answer of answers)
      assert.ok(!JSON.stringify(answer.body).includes(SECRET), `${what} show the secret`);
    assert.deepEqual([shown(created.body), shown(changed.body)], [MASK, MASK]);
    assert.ok(!(await everythingIn(table)).includes(SECRET), `${table} holds the secret in clear`);
    assert.ok(!(await everythingIn('change_log')).includes(SECRET), 'the change log holds the secret');
    assert.equal(api.deps.open(sealed, contextOf(sealed)), SECRET);
    assert.equal(api.deps.open(await secretOf(), contextOf(sealed)), SECRET);
  });

/** The test's own seal keeps its context in front. */
function contextOf(sealed: string): string {
  return Buffer.from(sealed.split('.')[0]!, 'hex').toString();
}

test('kinds and templates tell which of their settings are secret', async () => {
  const kinds = await api.call('GET', '/source-kinds');
  assert.deepEqual(kinds.body.items[0].secrets, ['password']);
  const templates = await api.call('GET', '/application-templates');
  for (const { kind, secrets, config } of templates.body.items) {
    const scim = kind === 'scim';
    assert.deepEqual(secrets.sort(), scim ? ['bearerToken', 'clientSecret'] : ['clientSecret']);
    if (scim) assert.equal(config.properties.baseUrl.title, 'SCIM Base URL');
  }
});
