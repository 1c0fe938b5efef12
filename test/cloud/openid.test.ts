import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { createCloudAccount, deleteCloudAccount } from '../../src/cloud/accounts.ts';
import { addScope, authoriseApp, createApp, updateApp } from '../../src/cloud/apps.ts';
import { createUser, deleteUser, setLoginPassword } from '../../src/cloud/users.ts';
import { asked, CALLBACK, codeForm, logOnClient, redirected } from './log-on.ts';
import { ADMIN, answerOf, openApp, openWorld, PUBLIC_URL, requestToken, type World } from './world.ts';

describe('OpenID Connect of a cloud account', () => {
  let world: World;
  let userId: string;
  let issuer: string;
  before(async () => {
    world = await openWorld();
    issuer = `${PUBLIC_URL}/ram/${world.account.accountId}/oauth`;
    ({ userId } = await createUser(world.db, ADMIN, world.account, {
      userName: 'root-admin',
      displayName: '根 Admin',
    }));
    await setLoginPassword(world.db, ADMIN, { ...world.account, userId }, 'correct horse');
  });
  after(() => world.close());

  let count = 0;
  const openNative = () =>
    createApp(world.db, ADMIN, world.account, {
      appName: `native-${++count}`,
      displayName: 'Client',
      appType: 'NativeApp',
      predefinedScopes: ['profile', 'aliuid', '/acs/scim'],
      redirectUris: [CALLBACK],
    });
  const codeFor = async (appId: string, more: Record<string, string>) =>
    redirected(await logOnClient(world).submit(asked(appId, more))).get('code')!;
  const tokensFor = async (appId: string, more: Record<string, string>, at: Pick<World, 'root'> = world) =>
    (await logOnClient(at).exchange(codeForm(appId, await codeFor(appId, more)))).body;
  const get = async (url: string, headers: Record<string, string> = {}, method = 'GET') =>
    answerOf(await fetch(url, { method, headers }));
  /** The application's view: it knows the issuer, finds the rest by discovery, and comes through the reverse proxy. */
  const verifierOf = async (at: Pick<World, 'root'>) => {
    const { body: found } = await get(`${at.root}/oauth/.well-known/openid-configuration`);
    const keys = createRemoteJWKSet(new URL(found.jwks_uri), {
      [customFetch]: (url, options) =>
        fetch(url.replace(`${PUBLIC_URL}/ram/${world.account.accountId}`, at.root), options),
    });
    const algorithms: string[] = found.id_token_signing_alg_values_supported;
    return (token: string, audience: string) =>
      jwtVerify(token, keys, { issuer: found.issuer, audience, algorithms });
  };

  test('discovery names what is there', async () => {
    const { status, body } = await get(`${world.root}/oauth/.well-known/openid-configuration`);
    assert.equal(status, 200);
    assert.deepEqual(
      [body.issuer, body.jwks_uri, body.authorization_endpoint, body.token_endpoint],
      [issuer, `${issuer}/v1/keys`, `${issuer}/v1/authorize`, `${issuer}/v1/token`],
    );
    assert.deepEqual(body.id_token_signing_alg_values_supported, ['RS256']);
    assert.deepEqual(body.scopes_supported, ['openid', 'profile', 'aliuid']);
  });

  test('the id_token of a log-on is verified by an independent client with nothing but the issuer', async () => {
    const { appId } = await openNative();
    const scope = 'openid profile aliuid';
    const { id_token: token, expires_in: seconds } = await tokensFor(appId, { scope, nonce: 'n"<1>' });
    const { payload, protectedHeader } = await (await verifierOf(world))(token, appId);
    assert.equal(protectedHeader.alg, 'RS256');
    const { iat, exp, sub, ...claims } = payload;
    assert.equal(exp! - iat!, seconds);
    assert.deepEqual(claims, {
      iss: issuer,
      aud: appId,
      nonce: 'n"<1>',
      aid: world.account.accountId,
      uid: userId,
      type: 'user',
      login_name: 'root-admin@acme.onaliyun.com',
      upn: 'root-admin@acme.onaliyun.com',
      name: '根 Admin',
    });
    assert.match(sub!, /^[\w-]{43}$/);
    assert.ok(!sub!.includes(userId));
    const { id_token: elsewhere } = await tokensFor((await openNative()).appId, { scope: 'openid' });
    assert.equal(decodeJwt(elsewhere).sub, sub);
  });

  test('each scope brings its own claims, and without openid there is no id_token', async () => {
    const { appId } = await openNative();
    const basicClaims = ['aud', 'exp', 'iat', 'iss', 'sub'];
    const CASES: readonly [scope: string, claims: string[] | undefined][] = [
      ['openid', basicClaims],
      ['openid aliuid', [...basicClaims, 'aid', 'uid']],
      ['openid profile', [...basicClaims, 'login_name', 'name', 'type', 'upn']],
      ['profile aliuid', undefined],
    ];
    for (const [scope, claims] of CASES) {
      const { id_token: token } = await tokensFor(appId, { scope });
      const told = token === undefined ? undefined : Object.keys(decodeJwt(token)).sort();
      assert.deepEqual([scope, told], [scope, claims?.sort()]);
    }
  });

  test('a scope the application loses between log-on and exchange tells nothing', async () => {
    const { appId } = await openNative();
    const code = await codeFor(appId, { scope: 'openid profile' });
    await updateApp(world.db, ADMIN, world.account, appId, { predefinedScopes: [] });
    const { body } = await logOnClient(world).exchange(codeForm(appId, code));
    assert.equal(decodeJwt(body.id_token).name, undefined);
  });

  test('refreshing returns no id_token; client credentials know no person', async () => {
    const { appId } = await openNative();
    const { refresh_token: refresh } = await tokensFor(appId, { scope: 'openid' });
    const form = { grant_type: 'refresh_token', client_id: appId, refresh_token: refresh };
    const { status, body } = await logOnClient(world).exchange(form);
    assert.deepEqual([status, body.id_token], [200, undefined]);

    const app = await openApp(world, { predefinedScopes: ['/acs/scim', 'profile', 'aliuid'] });
    const answer = await requestToken(world, app);
    assert.deepEqual([answer.body.scope, answer.body.id_token], ['/acs/scim', undefined]);
  });

  test('Add OAuth Scope takes RAM’s four, and an administrator authorises them', async () => {
    const app = await createApp(world.db, ADMIN, world.account, {
      appName: 'scopes',
      displayName: 'Scopes',
      appType: 'ServerApp',
    });
    for (const scope of ['profile', 'aliuid', '/acs/scim'] as const)
      await addScope(world.db, ADMIN, world.account, app.appId, scope);
    const { delegatedScopes } = await authoriseApp(world.db, ADMIN, world.account, app.appId);
    assert.deepEqual(delegatedScopes, ['openid', 'profile', 'aliuid', '/acs/scim']);
  });

  test('unsigned tokens and foreign keys do not pass, and are never published', async () => {
    const { appId } = await openNative();
    const verify = await verifierOf(world);
    const { id_token: token } = await tokensFor(appId, { scope: 'openid', nonce: '1' });
    const claims = decodeJwt(token);
    const { privateKey } = await generateKeyPair('RS256');
    const { kid } = decodeProtectedHeader(token);
    const foreign = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: kid! })
      .sign(privateKey);
    await assert.rejects(verify(foreign, appId), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    await assert.rejects(verify(new UnsecuredJWT(claims).encode(), appId));
    await assert.rejects(verify(token, 'another'), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
    const [header, , signature] = token.split('.');
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'x' })).toString('base64url');
    await assert.rejects(verify(`${header}.${changed}.${signature}`, appId));

    const { body } = await get(`${world.root}/oauth/v1/keys`);
    assert.equal(body.keys.length, 1);
    assert.deepEqual(Object.keys(body.keys[0]).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
    assert.deepEqual(
      [body.keys[0].alg, body.keys[0].kid, body.keys[0].kty, body.keys[0].use],
      ['RS256', kid, 'RSA', 'sig'],
    );
  });

  test('the key survives a restart, and two servers sign and publish the same', async () => {
    const [second, third] = [await world.another(), await world.another()];
    try {
      const made = await createCloudAccount(world.db, ADMIN, 'acme', { name: 'New', alias: 'fresh' });
      const ask = (root: string) => get(`${root.replace(world.account.accountId, made.id)}/oauth/v1/keys`);
      const roots = [world.root, second.root, third.root];
      // Nobody has asked before: all of them make a key, one is kept.
      const answers = await Promise.all([...roots, ...roots].map(ask));
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
      const own = (await get(`${world.root}/oauth/v1/keys`)).body.keys[0].kid;
      assert.notEqual(answers[0]!.body.keys[0].kid, own);

      const { appId } = await openNative();
      const signed = (await tokensFor(appId, { scope: 'openid' }, second)).id_token;
      await (await verifierOf(third))(signed, appId);
    } finally {
      await second.close();
      await third.close();
    }
    const restarted = await world.another();
    const { appId } = await openNative();
    const token = (await tokensFor(appId, { scope: 'openid' }, restarted)).id_token;
    await (await verifierOf(world))(token, appId);
    await restarted.close();
  });

  test('the private key is sealed, goes with its account, and an unknown account has none', async () => {
    const gone = await createCloudAccount(world.db, ADMIN, 'acme', { name: 'Gone' });
    const keysOfGone = `${world.root.replace(world.account.accountId, gone.id)}/oauth/v1/keys`;
    assert.equal((await get(keysOfGone)).status, 200);
    await deleteCloudAccount(world.db, ADMIN, { instanceId: 'acme', accountId: gone.id });
    assert.equal((await get(keysOfGone)).status, 404);
    await get(`${world.root}/oauth/v1/keys`);
    const { rows } = await world.db.query<{ text: string; private_key: string }>(
      'SELECT k::text AS text, private_key FROM cloud_key k',
    );
    assert.ok(rows.length > 0);
    for (const { text, private_key: sealed } of rows) {
      assert.match(sealed, /^s1\.[\w-]+$/);
      assert.ok(!text.includes('PRIVATE KEY') && !/"[dpq]"/.test(text));
    }
    for (const account of ['ca_unknown', '%00'])
      for (const path of ['v1/keys', '.well-known/openid-configuration']) {
        const root = world.root.replace(world.account.accountId, account);
        const { status, body } = await get(`${root}/oauth/${path}`);
        assert.deepEqual([path, status, body.error], [path, 404, 'not_found']);
      }
  });

  test('userinfo tells what the token’s scopes allow', async () => {
    const { appId } = await openNative();
    const ask = (token?: string, method = 'GET') =>
      get(
        `${world.root}/oauth/v1/userinfo`,
        token === undefined ? {} : { authorization: `Bearer ${token}` },
        method,
      );
    const tokens = await tokensFor(appId, { scope: 'openid profile' });
    const { sub } = decodeJwt(tokens.id_token);
    const upn = 'root-admin@acme.onaliyun.com';
    for (const method of ['GET', 'POST']) {
      const { status, body } = await ask(tokens.access_token, method);
      assert.deepEqual([status, body], [200, { sub, type: 'user', login_name: upn, upn, name: '根 Admin' }]);
    }
    const { access_token: without } = await tokensFor(appId, { scope: 'profile' });
    assert.equal((await ask(without)).status, 403);
    for (const token of [undefined, 'nonsense', tokens.id_token, tokens.refresh_token]) {
      const { status, headers } = await ask(token);
      assert.equal(status, 401);
      assert.match(headers.get('www-authenticate') ?? '', /^Bearer realm="muster"/);
    }
    const leaver = await createUser(world.db, ADMIN, world.account, { userName: 'leaver' });
    const user = { ...world.account, userId: leaver.userId };
    await setLoginPassword(world.db, ADMIN, user, 'correct horse');
    const code = redirected(
      await logOnClient(world).submit(asked(appId, { scope: 'openid' }), { username: 'leaver' }),
    ).get('code')!;
    const { body } = await logOnClient(world).exchange(codeForm(appId, code));
    assert.equal((await ask(body.access_token)).status, 200);
    await deleteUser(world.db, ADMIN, user);
    assert.equal((await ask(body.access_token)).status, 401);
  });
});
