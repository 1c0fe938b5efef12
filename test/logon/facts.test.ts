/** What the server says beside the settings of log-on: addresses, what a method lacks, who has a second factor. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sourceKinds } from '../../src/sources/index.ts';
import { createSource } from '../../src/sync/source-settings.ts';
import { ACTOR, openWorld, type World } from './world.ts';

const DIRECTORY = {
  addresses: ['ldap.example.com'],
  tls: 'none',
  bindAccount: 'cn=reader,dc=example,dc=com',
  bindPassword: 'secret',
  baseDn: 'dc=example,dc=com',
};

describe('facts about the log-on', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ kinds: sourceKinds, mail: false });
  });
  after(() => world.close());
  const facts = async (language = 'en') =>
    (await world.api('GET', '/instances/acme/logon-facts', undefined, { 'accept-language': language })).body;
  const methodOf = async (match: (method: Record<string, unknown>) => boolean, language?: string) => {
    const { body } = await world.api('GET', '/instances/acme/logon-methods');
    const { id } = body.items.find(match);
    const one = (await facts(language)).methods.find((known: { id: string }) => known.id === id);
    return { id, ...one };
  };
  const source = async (kind: string, name: string, config: Record<string, unknown>) => {
    const { seal, open } = world.deps.sealer;
    return (
      await createSource(world.db, { kinds: sourceKinds, seal, open }, ACTOR, 'acme', { kind, name, config })
    ).id;
  };

  it('tell where people log on, and whether mails can be sent', async () => {
    const { logonUrl, portalUrl, mail } = await facts();
    assert.deepEqual(
      { logonUrl, portalUrl, mail },
      { logonUrl: `${world.url}/acme/login`, portalUrl: `${world.url}/acme/portal`, mail: false },
    );
  });

  it('say in the reader’s language why people cannot log on with a directory that is read in clear', async () => {
    const id = await source('ldap', 'Plain', DIRECTORY);
    const found = await methodOf(({ sourceId }) => sourceId === id, 'zh');
    assert.equal(found.protection, 'none');
    assert.deepEqual([found.sourceEnabled, found.redirectUri], [true, null]);
    assert.equal(found.problem.code, 'directory_logon_plain_text');
    assert.match(found.problem.message, /未使用加密连接/);
    await world.api('PATCH', `/instances/acme/logon-methods/${found.id}`, {
      settings: { allowPlainText: true },
    });
    assert.equal((await methodOf(({ sourceId }) => sourceId === id)).problem, null);
    const local = await source('ldap', 'Local', { ...DIRECTORY, addresses: ['127.0.0.1'] });
    const { protection, problem } = await methodOf(({ sourceId }) => sourceId === local);
    assert.deepEqual([protection, problem], ['local', null]);
  });

  it('name the address that people come back to from another provider', async () => {
    await world.api('POST', '/instances/acme/logon-methods', {
      kind: 'oidc',
      settings: { title: 'Partner', issuer: 'https://id.example.com', clientId: 'm', clientSecret: 'secret' },
    });
    const { id, redirectUri } = await methodOf(({ kind }) => kind === 'oidc');
    assert.equal(redirectUri, `${world.url}/acme/login/back/${id}`);
  });

  it('know that passkeys need a name reached over https', async () => {
    assert.equal((await methodOf(({ kind }) => kind === 'passkey')).problem.code, 'passkey_impossible');
  });

  it('count enabled people by the second factors they have', async () => {
    await world.person({ username: 'none' });
    await world.person({ username: 'mail', email: 'mail@example.com', emailVerified: true });
    await world.person({ username: 'gone', enabled: false });
    const app = await world.person({ username: 'app' });
    await world.db.query(
      `INSERT INTO totp_factor (account_id, secret, confirmed_at) VALUES ($1, 'x', now())`,
      [app.id],
    );
    assert.deepEqual((await facts()).people, [
      { totp: false, passkey: false, email: false, count: 1 },
      { totp: false, passkey: false, email: true, count: 1 },
      { totp: true, passkey: false, email: false, count: 1 },
    ]);
  });

  it('come with schemas that refer to nothing outside of themselves', async () => {
    const { body } = await world.api('GET', '/logon-schemas');
    assert.ok(!JSON.stringify(body).includes('$ref'));
    assert.deepEqual(body.oidc.properties.match.items.properties.field.enum, [
      'username',
      'email',
      'externalId',
    ]);
    assert.equal(body.templates.high.minLength, 16);
  });
});
