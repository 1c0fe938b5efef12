/** What administrators do: client secrets, endpoints, signing keys. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startApi, type TestApi } from '../api/server.ts';

describe('OpenID Connect in the administration API', () => {
  let api: TestApi;
  let app: string;
  before(async () => {
    api = await startApi();
    const created = await api.call('POST', '/instances/acme/applications', {
      body: { name: 'Wiki', template: 'generic-oidc' },
    });
    assert.equal(created.status, 201, JSON.stringify(created.body));
    app = `/instances/acme/applications/${created.body.id}`;
    const changed = await api.call('PATCH', `${app}/sso`, {
      body: { enabled: true, oidc: { redirectUris: ['https://wiki.example.com/back'] } },
    });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
  });
  after(() => api.close());

  it('tells what to copy into the application', async () => {
    const { status, body } = await api.call('GET', `${app}/oidc/endpoints`);
    assert.equal(status, 200);
    assert.equal(body.issuer, `${api.url}/acme/oidc`);
    assert.ok(app.endsWith(body.clientId));
    for (const [name, value] of Object.entries(body))
      if (name !== 'clientId') assert.ok(String(value).startsWith(`${api.url}/acme/`), name);
  });

  it('makes two secrets, each shown once', async () => {
    const first = await api.call('POST', `${app}/oidc/secrets`);
    const second = await api.call('POST', `${app}/oidc/secrets`);
    assert.equal(first.status, 201);
    assert.match(first.body.secret, /^[A-Za-z0-9_-]{43}$/);
    assert.notEqual(first.body.secret, second.body.secret);
    const third = await api.call('POST', `${app}/oidc/secrets`);
    assert.deepEqual([third.status, third.body.code], [409, 'oidc_secret_limit']);
    const { body } = await api.call('GET', `${app}/oidc/secrets`);
    assert.deepEqual(
      body.items.map(({ ending }: { ending: string }) => ending),
      [first, second].map((made) => made.body.secret.slice(-4)),
    );
    assert.equal(JSON.stringify(body).includes(first.body.secret), false);
    assert.equal((await api.call('DELETE', `${app}/oidc/secrets/${first.body.id}`)).status, 204);
    assert.equal((await api.call('DELETE', `${app}/oidc/secrets/${first.body.id}`)).status, 404);
    assert.equal((await api.call('POST', `${app}/oidc/secrets`)).status, 201);
    const { rows } = await api.db.query<{ text: string }>(
      'SELECT row_to_json(c)::text AS text FROM change_log c',
    );
    assert.equal(
      rows.some(({ text }) => text.includes(second.body.secret)),
      false,
    );
  });

  it('never has more than two, however many ask at once', async () => {
    await Promise.all(Array.from({ length: 6 }, () => api.call('POST', `${app}/oidc/secrets`)));
    assert.equal((await api.call('GET', `${app}/oidc/secrets`)).body.items.length, 2);
  });

  it('has none for a public client, nor for an application that signs in otherwise', async () => {
    const made = await api.call('POST', '/instances/acme/applications', {
      body: { name: 'SPA', template: 'generic-oidc' },
    });
    const spa = `/instances/acme/applications/${made.body.id}`;
    await api.call('PATCH', `${spa}/sso`, {
      body: { oidc: { redirectUris: ['https://spa.example.com/'], clientAuthentication: 'none' } },
    });
    assert.equal((await api.call('POST', `${spa}/oidc/secrets`)).body.code, 'oidc_public_client');
    const saml = await api.call('POST', '/instances/acme/applications', {
      body: { name: 'SAML', template: 'generic-saml' },
    });
    const path = `/instances/acme/applications/${saml.body.id}/oidc`;
    for (const address of [`${path}/endpoints`, `${path}/secrets`])
      assert.equal((await api.call('GET', address)).body.code, 'oidc_not_used');
  });

  it('shows and rotates keys; the private half never', async () => {
    const keys = () => api.call('GET', '/instances/acme/signing-keys?use=oidc');
    const { body } = await keys();
    assert.equal(body.items.length, 1);
    assert.match(body.items[0].fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    assert.deepEqual(
      body.applications.map(({ name }: { name: string }) => name),
      ['Wiki'],
    );
    assert.doesNotMatch(JSON.stringify(body), /PRIVATE|"d"/);
    const rotate = (step: string, more: object = {}, as: 'admin' | 'operator' = 'admin') =>
      api.call('POST', '/instances/acme/signing-keys/rotate', { body: { use: 'oidc', step, ...more }, as });
    assert.equal((await rotate('prepare', {}, 'operator')).status, 403);
    const prepared = await rotate('prepare');
    assert.deepEqual(
      prepared.body.items.map(({ state }: { state: string }) => state),
      ['current', 'next'],
    );
    assert.equal((await rotate('switch')).body.code, 'signing_key_too_new');
    const switched = await rotate('switch', { force: true });
    assert.deepEqual(
      switched.body.items.map(({ state }: { state: string }) => state),
      ['current', 'previous'],
    );
    assert.equal((await api.call('GET', '/instances/acme/signing-keys?use=tls')).status, 422);
  });
});
