/** The authorization endpoint while user SSO is on: through the identity provider and back into the very same request. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { createApp, deleteApp, updateApp } from '../../src/cloud/apps.ts';
import { setUserSso } from '../../src/cloud/user-sso/settings.ts';
import { addAttachment, deleteUser, setLoginPassword } from '../../src/cloud/users.ts';
import { type Browser, hiddenOf, locationOf } from './browser.ts';
import { asked, CALLBACK, codeForm, logOnClient, redirected } from './log-on.ts';
import { openSsoWorld, type SsoWorld } from './sso-world.ts';
import { ADMIN, openApp } from './world.ts';

describe('authorization endpoint with user SSO', () => {
  let world: SsoWorld;
  before(async () => {
    world = await openSsoWorld();
    const policy = { kind: 'Policy', name: 'AliyunRAMFullAccess' } as const;
    await addAttachment(world.db, ADMIN, { ...world.account, userId: world.alice }, policy);
  });
  after(() => world.close());

  let count = 0;
  const openNative = () =>
    createApp(world.db, ADMIN, world.account, {
      appName: `native-${++count}`,
      displayName: '<b>Okta</b>',
      appType: 'NativeApp',
      predefinedScopes: ['openid', 'profile', 'aliuid', '/acs/scim'],
      redirectUris: [CALLBACK],
    });
  const authorizeUrl = (parameters: Record<string, string>) =>
    `${world.root}/oauth/v1/authorize?${new URLSearchParams(parameters)}`;
  const allowUrl = () => `${world.root}/oauth/v1/allow`;
  /** As far as the page that asks to allow it. */
  const untilAllow = async (
    browser: Browser,
    parameters: Record<string, string>,
    nameId = 'alice@acme.onaliyun.com',
  ) => {
    const inResponseTo = await world.start(browser, authorizeUrl(parameters));
    const landed = await world.arrive(browser, world.facts({ inResponseTo, nameId }));
    const to = locationOf(landed);
    return { to, page: await browser.get(to) };
  };
  const allow = async (browser: Browser, page: Response, answer = 'allow') =>
    browser.post(allowUrl(), { ...hiddenOf(await page.text()), answer });

  test('identity provider, allow, code, tokens: the request goes on as it was asked', async () => {
    const { appId } = await openNative();
    const browser = world.browser();
    const parameters = asked(appId, { scope: 'openid profile /acs/scim', nonce: 'n"1' });
    const { to, page } = await untilAllow(browser, parameters);
    assert.match(to, /^\/ram\/ca_\w+\/oauth\/v1\/allow\?request=_[0-9a-f]{40}$/);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /form-action 'self' https:\/\/client\.example\.com;/);
    const html = await page.clone().text();
    assert.ok(html.includes('&#60;b&#62;Okta') && html.includes('alice@acme.onaliyun.com'));
    assert.ok(!html.includes('type="password"'));

    const answer = redirected(await allow(browser, page));
    assert.deepEqual([answer.get('state'), answer.get('keep')], ['s&t"', '1']);
    const tokens = await logOnClient(world).exchange(codeForm(appId, answer.get('code')!));
    assert.equal(tokens.status, 200);
    const claims = decodeJwt(tokens.body.id_token);
    assert.deepEqual([claims.upn, claims.nonce], ['alice@acme.onaliyun.com', 'n"1']);
    const list = await fetch(`${world.scim}/Users`, {
      headers: { authorization: `Bearer ${tokens.body.access_token}` },
    });
    assert.equal(list.status, 200);
    assert.ok(tokens.body.refresh_token);
    assert.equal(await world.whoIs(browser), undefined, 'an application’s log-on opens no console');
  });

  test('a Web application proves itself with its secret', async () => {
    const app = await openApp(world, { appName: 'web', appType: 'WebApp', redirectUris: [CALLBACK] });
    const browser = world.browser();
    const parameters = asked(app.appId, { code_challenge: '', code_challenge_method: '' });
    const { page } = await untilAllow(browser, parameters);
    const code = redirected(await allow(browser, page)).get('code')!;
    const form = codeForm(app.appId, code, { code_verifier: '', client_secret: app.secret });
    assert.equal((await logOnClient(world).exchange(form)).status, 200);
  });

  test('cancelled: the application is told, and no code is left', async () => {
    const { appId } = await openNative();
    const browser = world.browser();
    const { to, page } = await untilAllow(browser, asked(appId));
    const answer = redirected(await allow(browser, page, 'cancel'));
    assert.deepEqual([answer.get('error'), answer.get('state')], ['access_denied', 's&t"']);
    assert.equal((await browser.get(to)).status, 403);
  });

  test('who may not manage users cannot allow it either', async () => {
    const { appId } = await openNative();
    const browser = world.browser();
    const { page } = await untilAllow(browser, asked(appId), 'bob@acme.onaliyun.com');
    assert.equal(redirected(await allow(browser, page)).get('error'), 'access_denied');
  });

  test('a wrong request is refused before anybody is sent anywhere', async () => {
    const { appId } = await openNative();
    const browser = world.browser();
    const foreign = await browser.get(
      authorizeUrl(asked(appId, { redirect_uri: 'https://evil.example.com/' })),
    );
    assert.deepEqual([foreign.status, foreign.headers.get('location')], [400, null]);
    const scope = redirected(await browser.get(authorizeUrl(asked(appId, { scope: '/acs/ccc' }))));
    assert.equal(scope.get('error'), 'invalid_scope');
    assert.equal(browser.cookies.size, 0);
  });

  test('a continuation belongs to its browser: stolen, it shows and grants nothing', async () => {
    const { appId } = await openNative();
    const [mine, thief] = [world.browser(), world.browser()];
    await world.start(thief);
    const { to, page } = await untilAllow(mine, asked(appId));
    assert.equal((await thief.get(to)).status, 403);
    const form = { ...hiddenOf(await page.clone().text()), answer: 'allow' };
    assert.equal((await thief.post(allowUrl(), form)).status, 403);
    assert.equal((await thief.postFromElsewhere(allowUrl(), form)).status, 400);
    assert.ok(redirected(await allow(mine, page)).get('code'), 'and the owner goes on all the same');
  });

  test('a continuation counts once, also when it is sent many times at once', async () => {
    const { appId } = await openNative();
    const browser = world.browser();
    const { to, page } = await untilAllow(browser, asked(appId));
    const form = { ...hiddenOf(await page.text()), answer: 'allow' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.post(allowUrl(), form)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 403, 403, 403, 403]);
    assert.equal((await browser.get(to)).status, 403);
  });

  test('forged and crossed forms: without the proof, with another request’s, from another site', async () => {
    const { appId } = await openNative();
    const browser = world.browser();
    const first = hiddenOf(await (await untilAllow(browser, asked(appId))).page.text());
    const second = hiddenOf(await (await untilAllow(browser, asked(appId))).page.text());
    const send = (form: Record<string, string>, headers = {}) =>
      browser.post(allowUrl(), { ...form, answer: 'allow' }, headers);
    assert.equal((await send({ request: first.request! })).status, 403);
    assert.equal((await send({ ...first, csrf: second.csrf! })).status, 403);
    assert.equal((await send(first, { 'sec-fetch-site': 'cross-site' })).status, 400);
    assert.equal((await send(first, { 'sec-fetch-site': 'same-site' })).status, 400);
    assert.equal((await browser.get(`${allowUrl()}?request=_none`)).status, 403);
    assert.equal((await browser.get(allowUrl())).status, 403);
    assert.equal((await send(first)).status, 303);
  });

  test('before the identity provider has answered, there is nothing to allow', async () => {
    const { appId } = await openNative();
    const browser = world.browser();
    const id = await world.start(browser, authorizeUrl(asked(appId)));
    assert.equal((await browser.get(`${allowUrl()}?request=${id}`)).status, 403);
    const consoleId = await world.start(browser);
    await world.arrive(browser, world.facts({ inResponseTo: consoleId }));
    assert.equal((await browser.get(`${allowUrl()}?request=${consoleId}`)).status, 403);
  });

  test('an unsolicited answer never ends at an application', async () => {
    const { appId } = await openNative();
    const browser = world.browser();
    await world.start(browser, authorizeUrl(asked(appId)));
    const landed = await world.arrive(browser, world.facts(), { RelayState: authorizeUrl(asked(appId)) });
    assert.match(locationOf(landed), /^\/ram\/ca_\w+\/$/);
  });

  test('an attacker’s answer does not make the victim allow as the attacker', async () => {
    const { appId } = await openNative();
    const [attacker, victim] = [world.browser(), world.browser()];
    await world.start(victim, authorizeUrl(asked(appId)));
    const inResponseTo = await world.start(attacker, authorizeUrl(asked(appId)));
    const landed = await world.arrive(victim, world.facts({ inResponseTo, nameId: 'bob@acme.onaliyun.com' }));
    assert.equal(landed.status, 403);
  });

  test('what changes in the meantime counts: callback, application, time, settings, user', async () => {
    const { appId } = await openNative();
    const browser = world.browser();
    const open = async (parameters = asked(appId)) => (await untilAllow(browser, parameters)).page;
    const late = await open();
    world.clock.ahead = 601_000;
    assert.equal((await allow(browser, late)).status, 403);
    world.clock.ahead = 0;
    const moved = await open();
    await updateApp(world.db, ADMIN, world.account, appId, { redirectUris: ['https://new.example.com/'] });
    const refused = await allow(browser, moved);
    assert.deepEqual([refused.status, refused.headers.get('location')], [400, null]);
    await updateApp(world.db, ADMIN, world.account, appId, { redirectUris: [CALLBACK] });
    const narrowed = await open();
    await updateApp(world.db, ADMIN, world.account, appId, { predefinedScopes: [] });
    assert.equal(redirected(await allow(browser, narrowed)).get('error'), 'invalid_scope');
    const off = await open(asked(appId, { scope: 'openid' }));
    await setUserSso(world.db, ADMIN, world.account, { ssoEnabled: false });
    assert.equal((await allow(browser, off)).status, 403);
    await setUserSso(world.db, ADMIN, world.account, { ssoEnabled: true });
    const orphan = await open(asked(appId, { scope: 'openid' }));
    await deleteApp(world.db, ADMIN, world.account, appId);
    assert.equal((await allow(browser, orphan)).status, 400);
    const other = await openNative();
    const gone = (await untilAllow(browser, asked(other.appId, { scope: 'openid' }), 'bob@acme.onaliyun.com'))
      .page;
    await deleteUser(world.db, ADMIN, { ...world.account, userId: world.bob });
    assert.equal((await allow(browser, gone)).status, 403);
  });

  test('a password is no way in while user SSO is on, and the only one when it is off again', async () => {
    const { appId } = await openNative();
    await setLoginPassword(world.db, ADMIN, { ...world.account, userId: world.alice }, 'correct horse');
    await setUserSso(world.db, ADMIN, world.account, { ssoEnabled: false });
    const browser = world.browser();
    const page = await browser.get(authorizeUrl(asked(appId)));
    const form = { ...hiddenOf(await page.text()), username: 'alice', password: 'correct horse' };
    await setUserSso(world.db, ADMIN, world.account, { ssoEnabled: true });
    const refused = await browser.post(`${world.root}/oauth/v1/authorize`, form);
    assert.deepEqual([refused.status, refused.headers.get('location')], [403, null]);
    assert.match(await refused.text(), /do not log on by password/);
    await setUserSso(world.db, ADMIN, world.account, { ssoEnabled: false });
    assert.ok(redirected(await browser.post(`${world.root}/oauth/v1/authorize`, form)).get('code'));
  });
});
