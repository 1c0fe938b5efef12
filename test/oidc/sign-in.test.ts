/** People sign in to applications, with the clients that applications are built on. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { createGroup } from '../../src/directory/groups.ts';
import { OidcSettings } from '../../src/model/sso.ts';
import { MULTI_FACTOR, SINGLE_FACTOR } from '../../src/oidc/names.ts';
import { ACTOR, BACK, errorOf, openWorld, type World } from './world.ts';

describe('signing in', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('works for openid-client: code with PKCE, user info, refresh, introspection, revocation', async () => {
    const app = await world.application({ scopes: ['openid', 'profile', 'email', 'offline_access'] });
    const config = await world.client(app);
    const { account, browser, sessionId } = await world.person({ email: 'zhang@example.com' });
    const verifier = openid.randomPKCECodeVerifier();
    const nonce = openid.randomNonce();
    const state = openid.randomState();
    const address = openid.buildAuthorizationUrl(config, {
      redirect_uri: BACK,
      scope: 'openid profile email offline_access',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      nonce,
      state,
    });
    const page = await browser.get(address.href);
    assert.equal(page.status, 303);
    const tokens = await openid.authorizationCodeGrant(config, new URL(page.location!), {
      pkceCodeVerifier: verifier,
      expectedNonce: nonce,
      expectedState: state,
    });
    const claims = tokens.claims()!;
    assert.equal(claims.sub, account.id);
    assert.equal(claims.email, 'zhang@example.com');
    assert.equal(claims.email_verified, false);
    assert.equal(claims.name, '张伟');
    assert.equal(claims.preferred_username, account.username);
    assert.equal(claims.sid, sessionId);
    assert.deepEqual(claims.amr, ['pwd']);
    assert.equal(claims.acr, SINGLE_FACTOR);
    assert.ok(Number(claims.auth_time) <= Date.now() / 1000);
    const info = await openid.fetchUserInfo(config, tokens.access_token, account.id);
    assert.equal(info.email, 'zhang@example.com');

    const renewed = await openid.refreshTokenGrant(config, tokens.refresh_token!);
    assert.notEqual(renewed.refresh_token, tokens.refresh_token);
    assert.equal(renewed.claims()!.sub, account.id);
    const seen = await openid.tokenIntrospection(config, renewed.access_token);
    assert.equal(seen.active, true);
    assert.equal(seen.sub, account.id);
    assert.equal(seen.client_id, app.id);
    await openid.tokenRevocation(config, renewed.refresh_token!);
    assert.equal((await openid.tokenIntrospection(config, renewed.access_token)).active, false);
    await assert.rejects(openid.refreshTokenGrant(config, renewed.refresh_token!), {
      error: 'invalid_grant',
    });
    assert.deepEqual(await world.lastAudit(app.id), {
      action: 'sso.given',
      result: 'ok',
      reason: null,
      actor_id: account.id,
    });
  });

  it('works for oauth4webapi with a public client, by way of the log-on page', async () => {
    const app = await world.application({ clientAuthentication: 'none' });
    const issuer = new URL(world.issuer());
    const insecure = { [oauth.allowInsecureRequests]: true };
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, insecure),
    );
    assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
    assert.deepEqual(server.response_types_supported, ['code']);
    assert.deepEqual(server.id_token_signing_alg_values_supported, ['RS256']);
    assert.equal(server.authorization_response_iss_parameter_supported, true);
    assert.ok(server.grant_types_supported!.every((type) => type !== 'implicit'));
    const client = { client_id: app.id };
    const account = await world.account();
    const browser = world.browser();
    const { address, verifier } = world.authorize(app, { login_hint: 'zhang', nonce: 'n-1' });

    const toLogon = await browser.get(address);
    const logon = new URL(toLogon.location!, world.url);
    assert.equal(logon.pathname, '/acme/login');
    assert.equal(logon.searchParams.get('hint'), 'zhang');
    await world.logOn(browser, account.id, ['pwd', 'otp', 'mfa']);
    const back = await browser.follow(await browser.get(logon.searchParams.get('return')!));
    const params = oauth.validateAuthResponse(server, client, new URL(back.location!), 'st');
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      params,
      BACK,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: 'n-1',
    });
    await oauth.validateApplicationLevelSignature(server, response, insecure);
    const claims = oauth.getValidatedIdTokenClaims(tokens)!;
    assert.equal(claims.sub, account.id);
    assert.equal(claims.acr, MULTI_FACTOR);
    assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa']);
    const info = await oauth.processUserInfoResponse(
      server,
      client,
      account.id,
      await oauth.userInfoRequest(server, client, tokens.access_token, insecure),
    );
    assert.equal(info.sub, account.id);
  });

  it('leaves no cookie and no session of its own where the person is logged on', async () => {
    const app = await world.application();
    const { browser } = await world.person();
    const { page } = await world.code(browser, app);
    assert.deepEqual(page.headers.getSetCookie(), []);
    const { rows } = await world.db.query(`SELECT FROM oidc_record WHERE kind = 'Session'`);
    assert.equal(rows.length, 0);
  });

  it('gives subject and claims by the expressions of the application', async () => {
    const app = await world.application({
      subject: 'appUser.username',
      scopes: ['openid', 'profile', 'email', 'phone', 'groups'],
      claims: [
        { name: 'department', expression: '"dept-" + user.username' },
        { name: 'https://example.com/roles', expression: 'appUser.usernames' },
        { name: 'nothing', expression: 'user.custom.none' },
        { name: 'iss', expression: '"https://evil.example.com"' },
        { name: 'aud', expression: '"somebody"' },
        { name: 'exp', expression: '99999999999' },
      ],
    });
    const { account, browser } = await world.person({ phoneRegion: '86', phoneNumber: '13800138000' });
    const group = await createGroup(world.db, ACTOR, 'acme', { name: 'Sales 销售' });
    await world.db.query('INSERT INTO group_member (group_id, account_id) VALUES ($1, $2)', [
      group.id,
      account.id,
    ]);
    const { body } = await world.exchange(
      app,
      await world.code(browser, app, { scope: 'openid phone groups' }),
    );
    const claims = decodeJwt(body.id_token);
    assert.equal(claims.sub, account.username);
    assert.equal(claims.iss, world.issuer());
    assert.equal(claims.aud, app.id);
    assert.ok(claims.exp! < Date.now() / 1000 + 600);
    assert.equal(claims.department, `dept-${account.username}`);
    assert.deepEqual(claims['https://example.com/roles'], [account.username]);
    assert.equal('nothing' in claims, false);
    const info = await world.userinfo(body.access_token);
    assert.equal(info.body.sub, account.username);
    assert.equal(info.body.phone_number, '+8613800138000');
    assert.deepEqual(info.body.groups, ['Sales 销售']);
    // Not asked for.
    assert.equal('name' in info.body, false);
    assert.equal((await world.introspect(app, body.access_token)).sub, account.username);
    assert.equal((await world.introspect(app, body.refresh_token)).sub, account.username);
  });

  it('takes every address that the settings take', async () => {
    const sets = [
      ['http://localhost:3000/back'],
      ['http://127.0.0.1/back', 'http://[::1]:8080/back'],
      ['http://intranet/back', 'https://wiki.example.com/back?realm=1'],
      ['https://a.example.com/back', 'https://b.example.org/back'],
      ['com.example.app:/back', 'https://app.example.com/back', 'http://127.0.0.1:7000/back'],
    ];
    const { browser } = await world.person();
    for (const redirectUris of sets) {
      OidcSettings.parse({ redirectUris });
      const app = await world.application({ redirectUris });
      for (const uri of redirectUris) {
        const page = await browser.get(world.authorize(app, { redirect_uri: uri }).address);
        assert.ok(page.location?.startsWith(uri), `${uri}: ${page.location} ${page.text.slice(-400)}`);
        assert.match(page.location!, /[?&]code=/);
      }
    }
  });

  it('signs with the current key, which the JWKS shows', async () => {
    const app = await world.application();
    const { tokens } = await world.signedIn(app);
    const { protectedHeader } = await jwtVerify(
      tokens.id_token!,
      createRemoteJWKSet(new URL(`${world.issuer()}/jwks`)),
      { issuer: world.issuer(), audience: app.id },
    );
    assert.equal(protectedHeader.alg, 'RS256');
    const jwks = (await (await fetch(`${world.issuer()}/jwks`)).json()) as { keys: object[] };
    assert.deepEqual(Object.keys(jwks.keys[0]!).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('asks for consent where the application wants it, once for the same scopes', async () => {
    const app = await world.application({ consent: true, scopes: ['openid', 'email', 'profile'] });
    const { browser, account } = await world.person();
    const { address } = world.authorize(app, { scope: 'openid email' });
    const first = await browser.get(address);
    const page = await browser.follow(first);
    assert.equal(page.status, 200);
    assert.match(page.text, /Read your e-mail address/);
    assert.doesNotMatch(page.text, /<b>app_/);
    const denied = await browser.follow(await browser.submit(page, first.location!, { answer: 'deny' }));
    assert.deepEqual(errorOf(denied), { error: 'access_denied', state: 'st', iss: world.issuer(), to: BACK });

    const again = await browser.get(address);
    const allowed = await browser.submit(await browser.follow(again), again.location!, { answer: 'allow' });
    assert.ok(new URL((await browser.follow(allowed)).location!).searchParams.get('code'));
    await world.code(browser, app, { scope: 'openid email' });
    const more = await browser.follow(
      await browser.get(world.authorize(app, { scope: 'openid profile' }).address),
    );
    assert.equal(more.status, 200);
    const asked = await browser.follow(
      await browser.get(world.authorize(app, { scope: 'openid email', prompt: 'consent' }).address),
    );
    assert.match(asked.text, /Allow App/);
    const silent = await browser.get(
      world.authorize(app, { scope: 'openid profile', prompt: 'none' }).address,
    );
    assert.equal(errorOf(silent).error, 'consent_required');
    assert.equal((await world.lastAudit(app.id))!.actor_id, account.id);
  });

  it('speaks Chinese to those who read it', async () => {
    const app = await world.application({ consent: true });
    const { browser } = await world.person();
    browser.headers['accept-language'] = 'zh-CN,zh;q=0.9';
    const page = await browser.follow(await browser.get(world.authorize(app).address));
    assert.match(page.text, /lang="zh-CN"/);
    assert.match(page.text, /确认您的身份/);
  });

  it('honours prompt=login and select_account: the person authenticates anew, in the same session', async () => {
    const app = await world.application();
    for (const prompt of ['login', 'select_account']) {
      const { browser, account } = await world.person();
      const page = await browser.get(world.authorize(app, { prompt }).address);
      const logon = new URL(page.location!, world.url);
      assert.equal(logon.searchParams.get('prompt'), 'login');
      const back = logon.searchParams.get('return')!;
      // Coming back without having done so leads to the log-on page once more.
      const unchanged = await browser.follow(await browser.get(back));
      assert.match(unchanged.location!, /\/acme\/login\?/);
      await world.logOn(browser, account.id);
      const second = new URL(unchanged.location!, world.url).searchParams.get('return')!;
      const done = await browser.follow(await browser.get(second));
      assert.ok(new URL(done.location!).searchParams.get('code'), done.location);
    }
  });

  it('honours max_age', async () => {
    const app = await world.application();
    const { browser, account, sessionId } = await world.person();
    await world.code(browser, app, { max_age: '600' });
    await world.db.query(
      `UPDATE person_session SET authenticated_at = now() - interval '20 minutes' WHERE id = $1`,
      [sessionId],
    );
    const none = await browser.get(world.authorize(app, { max_age: '600', prompt: 'none' }).address);
    assert.equal(errorOf(none).error, 'login_required');
    const page = await browser.get(world.authorize(app, { max_age: '600' }).address);
    const logon = new URL(page.location!, world.url);
    assert.equal(logon.searchParams.get('max_age'), '600');
    await world.logOn(browser, account.id);
    const done = await browser.follow(await browser.get(logon.searchParams.get('return')!));
    assert.ok(new URL(done.location!).searchParams.get('code'), done.location);
  });

  it('says on a page why somebody may not use an application, then tells the application', async () => {
    const app = await world.application({}, { authorisation: 'assigned' });
    const { browser, account } = await world.person();
    const first = await browser.get(world.authorize(app).address);
    const page = await browser.follow(first);
    assert.equal(page.status, 403);
    assert.match(page.text, /not among the people/);
    const told = await browser.follow(await browser.submit(page, first.location!));
    assert.deepEqual(errorOf(told), { error: 'access_denied', state: 'st', iss: world.issuer(), to: BACK });
    assert.deepEqual(await world.lastAudit(app.id), {
      action: 'sso.refused',
      result: 'refused',
      reason: 'not_assigned',
      actor_id: account.id,
    });
    const silent = await browser.get(world.authorize(app, { prompt: 'none' }).address);
    assert.equal(errorOf(silent).error, 'access_denied');
  });

  it('takes pushed requests, once, with what was asked for', async () => {
    const app = await world.application();
    const { browser } = await world.person();
    const config = await world.client(app);
    const verifier = openid.randomPKCECodeVerifier();
    const address = await openid.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: BACK,
      scope: 'openid offline_access',
      state: 'st',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const page = await browser.get(address.href);
    const { body } = await world.exchange(app, {
      code: new URL(page.location!).searchParams.get('code')!,
      verifier,
    });
    assert.equal(body.scope, 'openid offline_access');
    assert.equal((await browser.get(address.href)).status, 400);
  });

  it('answers by form_post under a policy that allows its script and the application only', async () => {
    const app = await world.application();
    const { browser } = await world.person();
    const page = await browser.get(world.authorize(app, { response_mode: 'form_post' }).address);
    assert.equal(page.status, 200);
    assert.match(page.text, new RegExp(`action="${BACK}"`));
    const policy = page.headers.get('content-security-policy')!;
    assert.match(policy, /default-src 'none';\s*script-src 'sha256-[^']+';/);
    assert.match(policy, /form-action http: https:|form-action https:/);
    assert.doesNotMatch(policy, /unsafe-inline/);
  });

  it('gives programs tokens of their own', async () => {
    const app = await world.application({ grantTypes: ['client_credentials'], redirectUris: [] });
    const config = await world.client(app);
    const tokens = await openid.clientCredentialsGrant(config);
    assert.equal(tokens.id_token, undefined);
    const seen = await openid.tokenIntrospection(config, tokens.access_token);
    assert.equal(seen.active, true);
    assert.equal('sub' in seen, false);
    assert.equal((await world.userinfo(tokens.access_token)).status, 401);
  });

  it('gives access tokens as JWT to applications that want them', async () => {
    const app = await world.application({
      accessTokenFormat: 'jwt',
      subject: 'user.username',
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    });
    const { tokens, account } = await world.signedIn(app, { scope: 'openid email' });
    const jwks = createRemoteJWKSet(new URL(`${world.issuer()}/jwks`));
    const { payload } = await jwtVerify(tokens.access_token!, jwks, {
      issuer: world.issuer(),
      audience: app.id,
      typ: 'at+jwt',
    });
    assert.equal(payload.sub, account.username);
    assert.equal(payload.client_id, app.id);
    assert.equal(payload.scope, 'openid email');
    assert.ok(payload.exp! - payload.iat! === 1200);
    const info = await world.userinfo(tokens.access_token!);
    assert.equal(info.body.sub, account.username);
    // What was changed is none, and no ID token either.
    const [header, claims, signature] = tokens.access_token!.split('.');
    const changed = Buffer.from(JSON.stringify({ ...payload, exp: payload.exp! + 9999 })).toString(
      'base64url',
    );
    for (const token of [`${header}.${changed}.${signature}`, `${header}.${claims}.`, String(payload.jti)])
      assert.equal((await world.userinfo(token)).status, 401);
    const renewed = await world.token(app, {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    });
    assert.equal(decodeJwt(renewed.body.access_token).sub, account.username);
    await world.token(app, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
    assert.equal((await world.userinfo(renewed.body.access_token)).status, 401);
    const program = await world.token(app, { grant_type: 'client_credentials' });
    assert.equal(decodeJwt(program.body.access_token).sub, app.id);
  });

  it('keeps refresh tokens of offline access beyond the session, and others not', async () => {
    const app = await world.application();
    const bound = await world.signedIn(app);
    const offline = await world.signedIn(app, { scope: 'openid offline_access' });
    assert.equal(offline.tokens.scope, 'openid offline_access');
    for (const { sessionId } of [bound, offline])
      await world.db.query('UPDATE person_session SET ended_at = now() WHERE id = $1', [sessionId]);
    const refresh = (tokens: Record<string, string>) =>
      world.token(app, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
    assert.equal((await refresh(bound.tokens)).body.error, 'invalid_grant');
    assert.equal((await world.userinfo(bound.tokens.access_token!)).status, 401);
    assert.equal((await refresh(offline.tokens)).status, 200);
  });

  it('leads from the portal to where the application begins', async () => {
    const app = await world.application({ loginUri: 'https://app.example.com/login?tenant=1' });
    const anonymous = await world.browser().get(`${world.url}/acme/oidc-start/${app.id}`);
    assert.equal(anonymous.location, `/acme/login?return=%2Facme%2Foidc-start%2F${app.id}`);
    const { browser } = await world.person();
    const page = await browser.get(`${world.url}/acme/oidc-start/${app.id}`);
    const to = new URL(page.location!);
    assert.equal(to.origin + to.pathname, 'https://app.example.com/login');
    assert.equal(to.searchParams.get('tenant'), '1');
    assert.equal(to.searchParams.get('iss'), world.issuer());
    assert.equal(to.searchParams.get('target_link_uri'), 'https://app.example.com/');
    const closed = await world.application(
      { loginUri: 'https://a.example.com/' },
      { authorisation: 'assigned' },
    );
    const refused = await browser.get(`${world.url}/acme/oidc-start/${closed.id}`);
    assert.equal(refused.status, 403);
    assert.match(refused.text, /not among the people/);
    const none = await world.application();
    assert.equal((await browser.get(`${world.url}/acme/oidc-start/${none.id}`)).status, 404);
    assert.equal((await browser.get(`${world.url}/acme/oidc-start/app_none`)).status, 404);
  });

  it('stores nothing that could be used in place of a code or token', async () => {
    const app = await world.application();
    const { tokens, browser } = await world.signedIn(app, { scope: 'openid offline_access' });
    const { code } = await world.code(browser, app);
    const { rows } = await world.db.query<{ text: string }>(
      `SELECT row_to_json(r)::text AS text FROM oidc_record r UNION ALL SELECT row_to_json(s)::text FROM oidc_client_secret s
       UNION ALL SELECT row_to_json(k)::text FROM signing_key k`,
    );
    const all = rows.map(({ text }) => text).join('\n');
    for (const secret of [code, tokens.access_token!, tokens.refresh_token!, app.secret])
      assert.equal(all.includes(secret), false);
    assert.doesNotMatch(all, /PRIVATE KEY/);
    assert.equal(decodeProtectedHeader(tokens.id_token!).typ, undefined);
  });
});
