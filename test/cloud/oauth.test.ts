import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  addScope,
  authoriseApp,
  createApp,
  deauthoriseApp,
  deleteApp,
  updateApp,
} from '../../src/cloud/apps.ts';
import { createSecret, deleteSecret } from '../../src/cloud/secrets.ts';
import { addAttachment, createUser, removeAttachment, setLoginPassword } from '../../src/cloud/users.ts';
import { asked, CALLBACK, codeForm, logOnClient, redirected } from './log-on.ts';
import { ADMIN, answerOf, basic, openApp, openWorld, requestToken, type World } from './world.ts';

describe('token endpoint', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  let count = 0;
  const open = (input: Parameters<typeof openApp>[1] = {}) =>
    openApp(world, { appName: `app-${++count}`, ...input });
  const post = async (form: Record<string, string>, headers: Record<string, string> = {}, query = '') =>
    answerOf(
      await fetch(`${world.root}/oauth/v1/token${query}`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(form),
      }),
    );
  const listWith = async (token: string) =>
    (await fetch(`${world.scim}/Users`, { headers: { authorization: `Bearer ${token}` } })).status;

  test('client credentials as RAM’s page shows: Basic, parameters in the query string, its answer’s shape', async () => {
    const { status, headers, body } = await requestToken(world, await open());
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(body.request_id, /^[0-9a-f-]{36}$/);
    const { access_token: token, request_id: _, ...rest } = body;
    assert.deepEqual(rest, { scope: '/acs/scim', token_type: 'Bearer', expires_in: '3600' });
    assert.equal(await listWith(token), 200);
  });

  test('the secret may stand in the body, the parameters too', async () => {
    const { appId, secret } = await open();
    const form = { grant_type: 'client_credentials', client_id: appId, client_secret: secret };
    assert.equal((await post(form)).status, 200);
    const { client_secret: _, ...rest } = form;
    assert.equal((await post(rest, { authorization: basic(appId, secret) })).status, 200);
  });

  test('a Native application with a secret gets tokens by client credentials', async () => {
    const app = await open({ appType: 'NativeApp' });
    assert.equal(await listWith((await requestToken(world, app)).body.access_token), 200);
  });

  test('refusals have the shape of RFC 6749', async () => {
    const { appId, secret } = await open();
    const web = await open({ appType: 'WebApp' });
    const good = basic(appId, secret);
    const grant = { grant_type: 'client_credentials' };
    const CASES: readonly [
      form: Record<string, string>,
      authorization: string | undefined,
      query: string,
      error: string,
    ][] = [
      [{}, good, '', 'invalid_request'],
      [{ grant_type: 'password' }, good, '', 'unsupported_grant_type'],
      [grant, undefined, '', 'invalid_client'],
      [grant, basic(appId, 'wrong'), '', 'invalid_client'],
      [grant, basic('1234567890123456789', secret), '', 'invalid_client'],
      [grant, basic("' OR 1=1 --", secret), '', 'invalid_client'],
      [grant, 'Basic !!!', '', 'invalid_client'],
      [{ ...grant, client_id: appId }, undefined, '', 'invalid_client'],
      [{ ...grant, client_id: web.appId }, good, '', 'invalid_request'],
      [{ ...grant, client_secret: secret }, good, '', 'invalid_request'],
      [{ ...grant, client_id: appId }, undefined, `?client_secret=${secret}`, 'invalid_request'],
      [grant, good, '?grant_type=refresh_token', 'invalid_request'],
      [grant, basic(web.appId, web.secret), '', 'unauthorized_client'],
      [{ ...grant, scope: '/acs/ccc' }, good, '', 'invalid_scope'],
      [{ grant_type: 'authorization_code' }, good, '', 'unauthorized_client'],
    ];
    for (const [form, authorization, query, error] of CASES) {
      const answer = await post(form, authorization === undefined ? {} : { authorization }, query);
      const label = JSON.stringify([form, query]);
      assert.deepEqual([label, answer.body.error], [label, error]);
      assert.equal(answer.status, error === 'invalid_client' ? 401 : 400);
      assert.equal(answer.headers.has('www-authenticate'), error === 'invalid_client');
      assert.equal(typeof answer.body.error_description, 'string');
    }
    const json = await fetch(`${world.root}/oauth/v1/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    assert.deepEqual([json.status, (await answerOf(json)).body.error], [415, 'invalid_request']);
  });

  test('an application of one cloud account is unknown in another', async () => {
    const other = await openWorld();
    try {
      const app = await open();
      assert.equal((await requestToken(other, app)).status, 401);
      const { access_token: token } = (await requestToken(world, app)).body;
      const users = await fetch(`${other.scim}/Users`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(users.status, 401);
    } finally {
      await other.close();
    }
  });

  test('a Server application carries the scope only while authorised, its tokens too', async () => {
    const app = await createApp(world.db, ADMIN, world.account, {
      appName: 'server',
      displayName: 'Server',
      appType: 'ServerApp',
    });
    const secret = await createSecret(world.db, ADMIN, world.account, app.appId);
    const ask = () => requestToken(world, { appId: app.appId, secret: secret.appSecretValue });
    assert.equal(await listWith((await ask()).body.access_token), 403);
    await addScope(world.db, ADMIN, world.account, app.appId, '/acs/scim');
    assert.equal((await ask()).body.scope, '');
    await authoriseApp(world.db, ADMIN, world.account, app.appId, ['/acs/scim']);
    const { access_token: token } = (await ask()).body;
    assert.equal(await listWith(token), 200);
    await deauthoriseApp(world.db, ADMIN, world.account, app.appId);
    assert.equal(await listWith(token), 403);
    await authoriseApp(world.db, ADMIN, world.account, app.appId);
    assert.equal(await listWith(token), 200);
    await updateApp(world.db, ADMIN, world.account, app.appId, { predefinedScopes: [] });
    assert.equal(await listWith(token), 403);
  });

  test('deleting a secret or the application ends its tokens at once', async () => {
    const app = await open();
    const { access_token: first } = (await requestToken(world, app)).body;
    const second = await createSecret(world.db, ADMIN, world.account, app.appId);
    const { access_token: other } = (await requestToken(world, { ...app, secret: second.appSecretValue }))
      .body;
    await deleteSecret(world.db, ADMIN, world.account, app.appId, app.secretId);
    assert.deepEqual([await listWith(first), await listWith(other)], [401, 200]);
    assert.equal((await requestToken(world, app)).status, 401);
    await deleteApp(world.db, ADMIN, world.account, app.appId);
    assert.equal(await listWith(other), 401);
  });

  test('a token ends when its validity is over', async () => {
    const app = await open({ accessTokenValidity: 900 });
    const { access_token: token, expires_in: seconds } = (await requestToken(world, app)).body;
    assert.equal(seconds, '900');
    world.clock.ahead = 899_000;
    assert.equal(await listWith(token), 200);
    world.clock.ahead = 901_000;
    assert.equal(await listWith(token), 401);
    world.clock.ahead = 0;
  });

  test('revocation ends a token of the application and no other', async () => {
    const [app, stranger] = [await open(), await open()];
    const { access_token: token } = (await requestToken(world, app)).body;
    const revoke = async (client: { appId: string; secret: string }) =>
      fetch(`${world.root}/oauth/v1/revoke`, {
        method: 'POST',
        headers: { authorization: basic(client.appId, client.secret) },
        body: new URLSearchParams({ token }),
      });
    assert.equal((await revoke(stranger)).status, 200);
    assert.equal(await listWith(token), 200);
    assert.equal((await revoke(app)).status, 200);
    assert.equal(await listWith(token), 401);
  });

  test('SCIM: no token and a wrong one are told apart, before the body is read', async () => {
    const send = async (authorization?: string, query = '') => {
      const headers = {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      };
      return answerOf(await fetch(`${world.scim}/Users${query}`, { method: 'POST', headers, body: '{' }));
    };
    const { access_token: token } = (await requestToken(world, await open())).body;
    const CASES: readonly [
      authorization: string | undefined,
      query: string,
      status: number,
      challenge: RegExp,
    ][] = [
      [undefined, '', 401, /^Bearer realm="muster"$/],
      ['Bearer nonsense', '', 401, /error="invalid_token"/],
      ['Bearer', '', 401, /invalid_token/],
      [`Basic ${token}`, '', 401, /invalid_token/],
      [undefined, `?access_token=${token}`, 401, /^Bearer/],
    ];
    for (const [authorization, query, status, challenge] of CASES) {
      const answer = await send(authorization, query);
      assert.equal(answer.status, status);
      assert.match(answer.headers.get('www-authenticate') ?? '', challenge);
      assert.equal(answer.body.schemas[0], 'urn:ietf:params:scim:api:messages:2.0:Error');
    }
    assert.equal((await send(`bearer ${token}`)).body.scimType, 'invalidSyntax');
    assert.equal(
      (await fetch(`${world.scim}/Schemas`, { headers: { authorization: 'Bearer nonsense' } })).status,
      401,
    );
  });

  test('secrets and tokens are nowhere in the database, logs included', async () => {
    const app = await open();
    const { access_token: token } = (await requestToken(world, app)).body;
    for (const table of ['cloud_app', 'cloud_app_secret', 'cloud_token', 'cloud_log']) {
      const { rows } = await world.db.query<{ text: string }>(`SELECT t::text AS text FROM ${table} t`);
      const all = rows.map(({ text }) => text).join('\n');
      assert.ok(!all.includes(app.secret) && !all.includes(token), table);
    }
  });
});

describe('log-on of a RAM user', () => {
  let world: World;
  let userId: string;
  let { getPage, submit, exchange } = {} as ReturnType<typeof logOnClient>;
  before(async () => {
    world = await openWorld();
    ({ getPage, submit, exchange } = logOnClient(world));
    ({ userId } = await createUser(world.db, ADMIN, world.account, { userName: 'root-admin' }));
    const user = { ...world.account, userId };
    await setLoginPassword(world.db, ADMIN, user, 'correct horse');
    await addAttachment(world.db, ADMIN, user, { kind: 'Policy', name: 'AliyunRAMFullAccess' });
  });
  after(() => world.close());

  let count = 0;
  const openNative = () =>
    createApp(world.db, ADMIN, world.account, {
      appName: `native-${++count}`,
      displayName: '<b>Okta</b>',
      appType: 'NativeApp',
      predefinedScopes: ['/acs/scim'],
      redirectUris: [CALLBACK, 'com.example.app:/done'],
    });
  const listWith = async (token: string) =>
    (await fetch(`${world.scim}/Users`, { headers: { authorization: `Bearer ${token}` } })).status;

  test('page, log-on, code, tokens, refresh, and a second use of the code ends them all', async () => {
    const { appId } = await openNative();
    const page = await getPage(asked(appId));
    const html = await page.text();
    assert.equal(page.status, 200);
    assert.ok(html.includes('&#60;b&#62;Okta') && !html.includes('<b>Okta'));
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /form-action 'self' https:\/\/client\.example\.com;/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(page.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Strict; Max-Age=3600; Secure/);

    const answer = redirected(await submit(asked(appId)));
    assert.deepEqual([answer.get('state'), answer.get('keep')], ['s&t"', '1']);
    const code = answer.get('code')!;
    const tokens = await exchange(codeForm(appId, code));
    assert.deepEqual([tokens.status, tokens.body.expires_in, tokens.body.scope], [200, 3600, '/acs/scim']);
    assert.equal(await listWith(tokens.body.access_token), 200);
    const refreshed = await exchange({
      grant_type: 'refresh_token',
      client_id: appId,
      refresh_token: tokens.body.refresh_token,
    });
    assert.equal(refreshed.body.refresh_token, undefined);
    assert.equal(await listWith(refreshed.body.access_token), 200);
    assert.equal((await exchange(codeForm(appId, code))).body.error, 'invalid_grant');
    assert.equal(await listWith(tokens.body.access_token), 401);
    assert.equal(await listWith(refreshed.body.access_token), 401);
  });

  test('a code is good only for its application, redirect URI and verifier, and for a minute', async () => {
    const [{ appId }, other] = [await openNative(), await openNative()];
    const code = redirected(await submit(asked(appId))).get('code')!;
    const wrong: Record<string, string>[] = [
      codeForm(other.appId, code),
      codeForm(appId, code, { redirect_uri: 'com.example.app:/done' }),
      codeForm(appId, code, { code_verifier: 'w'.repeat(43) }),
      codeForm(appId, code, { code_verifier: '' }),
      codeForm(appId, 'x'),
    ];
    for (const form of wrong) assert.equal((await exchange(form)).body.error, 'invalid_grant');
    world.clock.ahead = 61_000;
    assert.equal((await exchange(codeForm(appId, code))).body.error, 'invalid_grant');
    world.clock.ahead = 0;
    assert.equal((await exchange(codeForm(appId, code))).status, 200);
  });

  test('nothing is ever sent to a redirect URI that is not registered', async () => {
    const { appId } = await openNative();
    for (const uri of [
      'https://evil.example.com/',
      `${CALLBACK}&x=1`,
      CALLBACK.toUpperCase(),
      '',
      'javascript:alert(1)',
    ]) {
      for (const response of [
        await getPage(asked(appId, { redirect_uri: uri })),
        await submit(asked(appId, { redirect_uri: uri })),
      ]) {
        assert.equal(response.status, 400);
        assert.equal(response.headers.get('location'), null);
      }
    }
    assert.equal((await getPage(asked('1234567890123456789'))).status, 400);
  });

  test('what is wrong with the rest is told to the application', async () => {
    const { appId } = await openNative();
    const CASES: readonly [change: Record<string, string>, error: string][] = [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ scope: '/acs/ccc' }, 'invalid_scope'],
      [{ code_challenge: '' }, 'invalid_request'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
    ];
    for (const [change, error] of CASES) {
      const answer = redirected(await getPage(asked(appId, change)));
      assert.deepEqual([answer.get('error'), answer.get('state')], [error, 's&t"']);
    }
  });

  test('a wrong password, an unknown name, a forged form: no code', async () => {
    const { appId } = await openNative();
    const parameters = asked(appId);
    for (const logon of [{ password: 'wrong' }, { username: 'nobody' }, { csrf: 'x'.repeat(43) }]) {
      const response = await submit(parameters, logon);
      assert.equal(response.status, 403);
      assert.match(await response.text(), /role="alert"/);
    }
    assert.equal((await submit(parameters, {}, { cookie: '' })).status, 403);
    assert.equal((await submit(parameters, {}, { 'sec-fetch-site': 'cross-site' })).status, 400);
    assert.equal((await submit(parameters, {}, { 'sec-fetch-site': 'same-origin' })).status, 303);
  });

  test('a RAM user without the policy may not grant the scope, and loses it with the policy', async () => {
    const { appId } = await openNative();
    const tokens = await exchange(codeForm(appId, redirected(await submit(asked(appId))).get('code')!));
    const user = { ...world.account, userId };
    const policy = { kind: 'Policy', name: 'AliyunRAMFullAccess' } as const;
    await removeAttachment(world.db, ADMIN, user, policy);
    assert.equal(redirected(await submit(asked(appId))).get('error'), 'access_denied');
    assert.equal(await listWith(tokens.body.access_token), 403);
    await addAttachment(world.db, ADMIN, user, policy);
    assert.equal(await listWith(tokens.body.access_token), 200);
  });

  test('a Web application must prove itself with its secret', async () => {
    const app = await openApp(world, { appName: 'web', appType: 'WebApp', redirectUris: [CALLBACK] });
    const parameters = asked(app.appId, { code_challenge: '', code_challenge_method: '', access_type: '' });
    const code = redirected(await submit(parameters)).get('code')!;
    const form = codeForm(app.appId, code, { code_verifier: '' });
    assert.equal((await exchange(form)).body.error, 'invalid_client');
    const tokens = await exchange({ ...form, client_secret: app.secret });
    assert.deepEqual([tokens.status, tokens.body.refresh_token], [200, undefined]);
  });

  test('twenty wrong passwords make an address wait, whichever users they were for', async () => {
    const { appId } = await openNative();
    const server = await world.another();
    const { submit: guess } = logOnClient(server);
    const pages: string[] = [];
    for (let i = 0; i < 21; i++)
      pages.push(await (await guess(asked(appId), { username: `user${i}` })).text());
    assert.ok(pages.slice(0, 20).every((page) => page.includes('wrong password')));
    assert.match(pages[20]!, /Too many/);
    assert.equal((await guess(asked(appId))).status, 403);
    await server.close();
  });

  test('ten wrong passwords lock the user for an hour, a new password ends its tokens', async () => {
    const { appId } = await openNative();
    const user = { ...world.account, userId };
    const tokens = await exchange(codeForm(appId, redirected(await submit(asked(appId))).get('code')!));
    await Promise.all(Array.from({ length: 10 }, () => submit(asked(appId), { password: 'wrong' })));
    assert.equal((await submit(asked(appId))).status, 403);
    world.clock.ahead = 3_601_000;
    assert.equal((await submit(asked(appId))).status, 303);
    world.clock.ahead = 0;
    assert.equal(await listWith(tokens.body.access_token), 200);
    await setLoginPassword(world.db, ADMIN, user, 'another one');
    assert.equal(await listWith(tokens.body.access_token), 401);
    assert.equal((await submit(asked(appId))).status, 403);
  });
});
