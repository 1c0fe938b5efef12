/** Devices without a keyboard: a person signs in for them elsewhere (RFC 8628). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as openid from 'openid-client';
import { type Browser, formOf } from './browser.ts';
import { type App, openWorld, type World } from './world.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

describe('device flow', () => {
  let world: World;
  let app: App;
  before(async () => {
    world = await openWorld();
    app = await world.application({ grantTypes: [GRANT, 'refresh_token'], redirectUris: [] });
  });
  after(() => world.close());

  const begin = async (scope = 'openid profile') =>
    (await world.token(app, { scope }, 'acme', '/device/auth')).body as Record<string, string>;
  const poll = (code: string | undefined) => world.token(app, { grant_type: GRANT, device_code: code });
  const enter = async (browser: Browser, code: string) => {
    const page = await browser.get(`${world.issuer()}/device`);
    return browser.submit(page, `${world.issuer()}/device`, { user_code: code });
  };

  it('connects a device once its code was entered and confirmed', async () => {
    const started = await begin();
    assert.equal(started.verification_uri, `${world.issuer()}/device`);
    assert.equal((await poll(started.device_code)).body.error, 'authorization_pending');
    const { browser, account } = await world.person();
    // The code may come along; it is shown and not sent by itself.
    const page = await browser.get(started.verification_uri_complete!);
    assert.equal(formOf(page).fields.user_code, started.user_code);
    assert.doesNotMatch(page.text, /<script/);
    const confirm = await browser.submit(page, page.location ?? started.verification_uri!);
    assert.match(confirm.text, new RegExp(`<strong>${started.user_code}</strong>`));
    assert.doesNotMatch(confirm.text, /<b>app_/);
    const done = await browser.submit(confirm, started.verification_uri!, { confirm: 'yes' });
    assert.match(done.text, /The device is connected/);
    const { body, status } = await poll(started.device_code);
    assert.equal(status, 200);
    assert.equal((await world.userinfo(body.access_token)).body.sub, account.id);
    assert.ok(body.refresh_token);
    assert.deepEqual((await world.lastAudit(app.id))!.action, 'sso.given');
    // A code is good for one device.
    assert.equal((await poll(started.device_code)).body.error, 'invalid_grant');
    assert.equal((await world.userinfo(body.access_token)).status, 401);
  });

  it('works for openid-client', async () => {
    const config = await world.client(app);
    const started = await openid.initiateDeviceAuthorization(config, { scope: 'openid profile' });
    const { browser, account } = await world.person();
    const confirm = await enter(browser, started.user_code.toLowerCase().replace('-', ' '));
    await browser.submit(confirm, started.verification_uri, { confirm: 'yes' });
    const tokens = await openid.pollDeviceAuthorizationGrant(config, { ...started, interval: 0.1 });
    assert.equal(tokens.claims()!.sub, account.id);
    assert.equal((await openid.fetchUserInfo(config, tokens.access_token, account.id)).name, '张伟');
  });

  it('stays connected when the browser is logged out, and not when the account is disabled', async () => {
    const started = await begin();
    const { browser, account, sessionId } = await world.person();
    const confirm = await enter(browser, started.user_code!);
    await browser.submit(confirm, started.verification_uri!, { confirm: 'yes' });
    await world.db.query('UPDATE person_session SET ended_at = now() WHERE id = $1', [sessionId]);
    const { body } = await poll(started.device_code);
    await world.tell();
    assert.equal((await world.userinfo(body.access_token)).status, 200);
    const refresh = (token: string) =>
      world.token(app, { grant_type: 'refresh_token', refresh_token: token });
    const renewed = await refresh(body.refresh_token);
    assert.equal(renewed.status, 200);
    await world.db.query('UPDATE account SET enabled = false WHERE id = $1', [account.id]);
    assert.equal((await refresh(renewed.body.refresh_token)).body.error, 'invalid_grant');
    assert.equal((await world.userinfo(renewed.body.access_token)).status, 401);
  });

  it('asks for a log-on before it asks for the code', async () => {
    const { verification_uri_complete: address } = await begin();
    const browser = world.browser();
    const page = await browser.get(address!);
    const logon = new URL(page.location!, world.url);
    assert.equal(logon.pathname, '/acme/login');
    await world.logOn(browser, (await world.account()).id);
    const back = await browser.get(logon.searchParams.get('return')!);
    assert.equal(formOf(back).fields.user_code, new URL(address!).searchParams.get('user_code'));
  });

  it('tells the device that the person stopped', async () => {
    const { device_code: device, user_code: code } = await begin();
    const { browser } = await world.person();
    const confirm = await enter(browser, code!);
    const stopped = await browser.submit(confirm, `${world.issuer()}/device`, { abort: 'yes' });
    assert.match(stopped.text, /The device was not connected/);
    assert.equal((await poll(device)).body.error, 'access_denied');
  });

  it('tells people and device that they may not use the application', async () => {
    const closed = await world.application(
      { grantTypes: [GRANT], redirectUris: [] },
      { authorisation: 'assigned' },
    );
    const { body } = await world.token(closed, { scope: 'openid' }, 'acme', '/device/auth');
    const { browser } = await world.person();
    const confirm = await enter(browser, body.user_code);
    const first = await browser.submit(confirm, `${world.issuer()}/device`, { confirm: 'yes' });
    const page = await browser.follow(first);
    assert.equal(page.status, 403);
    assert.match(page.text, /not among the people/);
    const end = await browser.follow(await browser.submit(page, first.location!));
    assert.match(end.text, /The device was not connected/);
    const polled = await world.token(closed, { grant_type: GRANT, device_code: body.device_code });
    assert.equal(polled.body.error, 'access_denied');
  });

  describe('refuses', () => {
    it('a form without the token of the page', async () => {
      const { user_code: code } = await begin();
      const { browser } = await world.person();
      for (const xsrf of ['', 'x'.repeat(43)]) {
        const page = await browser.post(`${world.issuer()}/device`, {
          user_code: code!,
          confirm: 'yes',
          xsrf,
        });
        assert.doesNotMatch(page.text, /is connected/);
        assert.match(page.text, /could not be connected/);
      }
    });

    it('a form with the token of another person', async () => {
      const { user_code: code, device_code: device } = await begin();
      const [mine, other] = [await world.person(), await world.person()];
      const { xsrf } = formOf(await mine.browser.get(`${world.issuer()}/device`)).fields;
      const form = { user_code: code!, confirm: 'yes', xsrf: xsrf! };
      await other.browser.post(`${world.issuer()}/device`, form);
      assert.equal((await poll(device)).body.error, 'authorization_pending');
    });

    it('a code of another instance', async () => {
      const { user_code: code } = await begin();
      const account = await world.account({}, 'other');
      const browser = world.browser();
      await world.logOn(browser, account.id, ['pwd'], 'other');
      const page = await browser.get(`${world.issuer('other')}/device`);
      const answer = await browser.submit(page, `${world.issuer('other')}/device`, { user_code: code! });
      assert.match(answer.text, /There is no such code/);
    });

    it('a device code that another application brings', async () => {
      const { device_code: device } = await begin();
      const thief = await world.application({ grantTypes: [GRANT], redirectUris: [] });
      const { body } = await world.token(thief, { grant_type: GRANT, device_code: device });
      assert.equal(body.error, 'invalid_grant');
    });

    it('the user code in place of the device code', async () => {
      const { user_code: code } = await begin();
      assert.equal((await poll(code)).body.error, 'invalid_grant');
    });

    it('a second confirmation', async () => {
      const { user_code: code } = await begin();
      const [first, second] = [await world.person(), await world.person()];
      const confirm = await enter(first.browser, code!);
      const late = await enter(second.browser, code!);
      await first.browser.submit(confirm, `${world.issuer()}/device`, { confirm: 'yes' });
      const answer = await second.browser.submit(late, `${world.issuer()}/device`, { confirm: 'yes' });
      assert.match(answer.text, /used already/);
    });

    it('an application that has no leave for it', async () => {
      const plain = await world.application();
      const { status } = await world.token(plain, { scope: 'openid' }, 'acme', '/device/auth');
      assert.equal(status, 400);
    });

    // Last: the address counts from here on.
    it('guessing: after twenty wrong codes even the right one is not looked at', async () => {
      const { user_code: code } = await begin();
      const { browser } = await world.person();
      const page = await browser.get(`${world.issuer()}/device`);
      let many = 0;
      for (let tries = 0; tries < 21; tries++) {
        const answer = await browser.submit(page, `${world.issuer()}/device`, {
          user_code: `BBBB-BBB${tries}`,
        });
        many += answer.status === 429 ? 1 : 0;
      }
      assert.ok(many > 0);
      const right = await browser.submit(page, `${world.issuer()}/device`, { user_code: code! });
      assert.equal(right.status, 429);
      assert.match(right.text, /Too many wrong codes/);
    });
  });
});
