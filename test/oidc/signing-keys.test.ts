/** Signing keys: how they come, are rotated and are published meanwhile. */
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { createInstance } from '../../src/directory/instances.ts';
import { MusterError } from '../../src/errors/error.ts';
import { type KeyUse, rotateKeys, signingKeysOf } from '../../src/signing/keys.ts';
import { ACTOR, openWorld, type World } from './world.ts';

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;

describe('signing keys', () => {
  let world: World;
  let count = 0;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  const instance = async () => {
    const id = `i${++count}`;
    await createInstance(world.db, ACTOR, { id, name: id });
    return id;
  };
  const states = async (id: string, use: KeyUse) =>
    (await signingKeysOf(world.deps, id, use)).map(({ state, kid }) => [state, kid] as const);
  const step = (id: string, use: KeyUse, step?: 'prepare' | 'switch' | 'retire', force = false) =>
    rotateKeys(world.deps, ACTOR, id, use, { ...(step && { step }), force });
  const age = (id: string, hours: number) =>
    world.db.query(
      `UPDATE signing_key SET created_at = created_at - make_interval(hours => $2),
         signed_until = signed_until - make_interval(hours => $2) WHERE instance_id = $1`,
      [id, hours],
    );

  it('are made once, whoever asks at the same time, one for each use', async () => {
    const id = await instance();
    const asked = await Promise.all(Array.from({ length: 8 }, () => signingKeysOf(world.deps, id, 'oidc')));
    assert.equal(new Set(asked.map(([key]) => key!.kid)).size, 1);
    assert.deepEqual(
      asked.map((keys) => keys.length),
      Array(8).fill(1),
    );
    const [saml] = await signingKeysOf(world.deps, id, 'saml');
    assert.notEqual(saml!.kid, asked[0]![0]!.kid);
    await assert.rejects(signingKeysOf(world.deps, 'nobody', 'oidc'), code('not_found'));
    await assert.rejects(signingKeysOf(world.deps, 'nob\0dy', 'oidc'), code('not_found'));
  });

  it('come with a certificate of the same key, valid for ten years', async () => {
    const [key] = await signingKeysOf(world.deps, await instance(), 'saml');
    const certificate = new X509Certificate(key!.certificate);
    assert.ok(certificate.checkPrivateKey(key!.privateKey()));
    assert.ok(certificate.verify(createPublicKey({ key: key!.publicJwk as never, format: 'jwk' })));
    const years = (certificate.validToDate.getTime() - Date.now()) / (365.25 * 24 * 3600 * 1000);
    assert.ok(years > 9.99 && years < 10.01, String(years));
  });

  it('lie sealed in the database', async () => {
    const id = await instance();
    await signingKeysOf(world.deps, id, 'oidc');
    const { rows } = await world.db.query<{ private_key: string; text: string }>(
      'SELECT private_key, row_to_json(k)::text AS text FROM signing_key k WHERE instance_id = $1',
      [id],
    );
    assert.throws(() => createPrivateKey(rows[0]!.private_key));
    assert.doesNotMatch(rows[0]!.text, /"(d|p|q|dp|dq|qi)"/);
  });

  it('are rotated in three steps, two published at a time', async () => {
    const id = await instance();
    const [[, first]] = (await states(id, 'saml')) as [readonly [string, string]];
    await step(id, 'saml', 'prepare');
    const [current, next] = await states(id, 'saml');
    assert.deepEqual([current, next![0]], [['current', first], 'next']);
    await step(id, 'saml', 'switch');
    assert.deepEqual(await states(id, 'saml'), [
      ['current', next![1]],
      ['previous', first],
    ]);
    await assert.rejects(step(id, 'saml', 'retire'), code('signing_key_previous_needed'));
    await assert.rejects(step(id, 'saml', 'prepare'), code('signing_key_previous_needed'));
    await age(id, 26);
    assert.deepEqual(await states(id, 'saml'), [['current', next![1]]]);
    await step(id, 'saml', 'retire');
    await step(id, 'saml', 'prepare');
    assert.equal((await states(id, 'saml')).length, 2);
    const { rows } = await world.db.query<{ op: string }>(
      `SELECT op FROM change_log WHERE instance_id = $1 AND entity = 'signing_key' ORDER BY seq`,
      [id],
    );
    assert.deepEqual(
      rows.map(({ op }) => op),
      ['prepare', 'switch', 'retire', 'prepare'],
    );
  });

  it('without a step the next one is taken', async () => {
    const id = await instance();
    await step(id, 'saml');
    await step(id, 'saml');
    assert.deepEqual(
      (await states(id, 'saml')).map(([state]) => state),
      ['current', 'previous'],
    );
  });

  it('refuse steps out of order, and a switch before clients have read the new key', async () => {
    const id = await instance();
    await assert.rejects(step(id, 'oidc', 'switch'), code('signing_key_not_prepared'));
    await assert.rejects(step(id, 'oidc', 'retire'), code('signing_key_no_previous'));
    await step(id, 'oidc', 'prepare');
    await assert.rejects(step(id, 'oidc', 'prepare'), code('signing_key_prepared'));
    await assert.rejects(step(id, 'oidc', 'switch'), code('signing_key_too_new'));
    await age(id, 2);
    await step(id, 'oidc', 'switch');
    await step(id, 'oidc', 'retire', true);
    assert.equal((await states(id, 'oidc')).length, 1);
  });

  it('many rotations at once take one step', async () => {
    const id = await instance();
    await signingKeysOf(world.deps, id, 'saml');
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => step(id, 'saml', 'prepare')));
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal((await states(id, 'saml')).length, 2);
  });

  it('published keys check what was signed before and after the switch', async () => {
    const app = await world.application();
    const before = (await world.signedIn(app)).tokens.id_token!;
    await step('acme', 'oidc', 'prepare');
    await step('acme', 'oidc', 'switch', true);
    const keys = await signingKeysOf(world.deps, 'acme', 'oidc');
    const known = createLocalJWKSet({ keys: keys.map(({ publicJwk }) => publicJwk) });
    await jwtVerify(before, known, { issuer: world.issuer() });
    // The running server has noticed once it publishes the new key.
    const jwks = async () =>
      ((await (await fetch(`${world.issuer()}/jwks`)).json()) as { keys: { kid: string }[] }).keys;
    while (!(await jwks()).some(({ kid }) => kid === keys[0]!.kid))
      await new Promise((done) => setTimeout(done, 50));
    const after = (await world.signedIn(app)).tokens.id_token!;
    assert.equal(decodeProtectedHeader(after).kid, keys[0]!.kid);
    const published = createRemoteJWKSet(new URL(`${world.issuer()}/jwks`));
    for (const token of [before, after]) await jwtVerify(token, published, { issuer: world.issuer() });
  });
});
