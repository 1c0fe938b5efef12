/** What programs bring to the token endpoint and its neighbours and must not get through. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SignJWT, UnsecuredJWT } from 'jose';
import { removeExpired } from '../../src/oidc/records.ts';
import { type App, BACK, openWorld, type World } from './world.ts';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

describe('hostile requests at the token endpoint', () => {
  let world: World;
  let app: App;
  before(async () => {
    world = await openWorld();
    app = await world.application({ scopes: ['openid', 'profile', 'offline_access'] });
  });
  after(() => world.close());

  const refresh = (client: App, token: string | undefined, more: Record<string, string> = {}) =>
    world.token(client, { grant_type: 'refresh_token', refresh_token: token, ...more });

  describe('codes', () => {
    it('with a wrong verifier, with none, or with an empty one', async () => {
      const { browser } = await world.person();
      for (const verifier of ['x'.repeat(43), undefined, '', 'short']) {
        const given = await world.code(browser, app);
        const { body, status } = await world.exchange(app, given, { code_verifier: verifier });
        assert.equal(status, 400);
        assert.match(body.error, /^invalid_(grant|request)$/);
      }
    });

    it('with the challenge in place of the verifier', async () => {
      const { browser } = await world.person();
      const { address } = world.authorize(app);
      const challenge = new URL(address).searchParams.get('code_challenge')!;
      const page = await browser.get(address);
      const code = new URL(page.location!).searchParams.get('code')!;
      const { body } = await world.exchange(app, { code, verifier: challenge });
      assert.equal(body.error, 'invalid_grant');
    });

    it('with a verifier where there was no challenge', async () => {
      const loose = await world.application({ pkceRequired: false });
      const { browser } = await world.person();
      const none = { code_challenge: undefined, code_challenge_method: undefined };
      const { body } = await world.exchange(loose, await world.code(browser, loose, none));
      assert.equal(body.error, 'invalid_grant');
      const fine = await world.exchange(loose, await world.code(browser, loose, none), {
        code_verifier: undefined,
      });
      assert.equal(fine.status, 200);
    });

    it('of a public client without PKCE, whatever its settings say', async () => {
      const client = await world.application({ pkceRequired: false, clientAuthentication: 'none' });
      const { browser } = await world.person();
      const none = { code_challenge: undefined, code_challenge_method: undefined };
      const page = await browser.get(world.authorize(client, none).address);
      assert.equal(new URL(page.location!).searchParams.get('error'), 'invalid_request');
    });

    it('of another application', async () => {
      const { browser } = await world.person();
      const given = await world.code(browser, app);
      const thief = await world.application();
      assert.equal((await world.exchange(thief, given)).body.error, 'invalid_grant');
      // The rightful owner is not locked out by that.
      assert.equal((await world.exchange(app, given)).status, 200);
    });

    it('for another redirect_uri, or without one', async () => {
      const two = await world.application({ redirectUris: [BACK, 'https://app.example.com/two'] });
      const { browser } = await world.person();
      for (const uri of ['https://app.example.com/two', `${BACK}/`, undefined]) {
        const { body } = await world.exchange(two, await world.code(browser, two), { redirect_uri: uri });
        assert.match(body.error, /invalid_grant|invalid_request/);
      }
    });

    it('of another instance', async () => {
      const { browser } = await world.person();
      const given = await world.code(browser, app);
      const foreign = await world.application({}, {}, 'other');
      const body = { grant_type: 'authorization_code', code: given.code, redirect_uri: BACK };
      const answer = await world.token(foreign, { ...body, code_verifier: given.verifier }, 'other');
      assert.equal(answer.body.error, 'invalid_grant');
      assert.equal((await world.token(app, body, 'other')).body.error, 'invalid_client');
    });

    it('twice: what came of the first time ends as well', async () => {
      const { browser } = await world.person();
      const given = await world.code(browser, app);
      const { body } = await world.exchange(app, given);
      assert.equal((await world.userinfo(body.access_token)).status, 200);
      assert.equal((await world.exchange(app, given)).body.error, 'invalid_grant');
      assert.equal((await world.userinfo(body.access_token)).status, 401);
      assert.equal((await refresh(app, body.refresh_token)).body.error, 'invalid_grant');
      assert.equal((await world.introspect(app, body.access_token)).active, false);
      assert.deepEqual((await world.lastAudit(app.id))!.reason, 'token_used_twice');
    });

    it('many times at once: one is served at most, and its tokens are dead', async () => {
      const { browser } = await world.person();
      for (let round = 0; round < 5; round++) {
        const given = await world.code(browser, app);
        const answers = await Promise.all(Array.from({ length: 6 }, () => world.exchange(app, given)));
        const served = answers.filter(({ status }) => status === 200);
        assert.equal(served.length, 1);
        for (const { body } of served) {
          assert.equal((await world.userinfo(body.access_token)).status, 401);
          assert.equal((await refresh(app, body.refresh_token)).body.error, 'invalid_grant');
        }
      }
    });

    it('after the person has logged out', async () => {
      const { browser, sessionId } = await world.person();
      const given = await world.code(browser, app, { scope: 'openid offline_access' });
      await world.db.query('UPDATE person_session SET ended_at = now() WHERE id = $1', [sessionId]);
      assert.equal((await world.exchange(app, given)).body.error, 'invalid_grant');
    });

    it('after the account was disabled, unassigned or deleted', async () => {
      const closed = await world.application({}, { authorisation: 'assigned' });
      const assign = (id: string) =>
        world.db.query(
          `INSERT INTO application_assignment (id, application_id, kind, subject_id) VALUES ($2, $1, 'account', $2)`,
          [closed.id, id],
        );
      const ends = {
        disabled: (id: string) => world.db.query('UPDATE account SET enabled = false WHERE id = $1', [id]),
        unassigned: (id: string) =>
          world.db.query('DELETE FROM application_assignment WHERE subject_id = $1', [id]),
        deleted: (id: string) => world.db.query('DELETE FROM account WHERE id = $1', [id]),
      };
      for (const [name, end] of Object.entries(ends)) {
        const { browser, account } = await world.person();
        await assign(account.id);
        const given = await world.code(browser, closed);
        await end(account.id);
        assert.equal((await world.exchange(closed, given)).body.error, 'invalid_grant', name);
      }
    });

    it('that have run out, or that are made up', async () => {
      const { browser } = await world.person();
      const given = await world.code(browser, app);
      await world.db.query(
        `UPDATE oidc_record SET payload = payload || '{"exp": 1000}' WHERE kind = 'AuthorizationCode' AND consumed_at IS NULL`,
      );
      assert.equal((await world.exchange(app, given)).body.error, 'invalid_grant');
      for (const code of ['x', '', "' OR 1=1 --", '\0', 'x'.repeat(10_000)]) {
        const { status } = await world.exchange(app, { ...given, code });
        assert.equal(status, 400, code.slice(0, 20));
      }
    });

    it('in place of other tokens', async () => {
      const { tokens, browser } = await world.signedIn(app);
      const { code } = await world.code(browser, app);
      assert.equal((await refresh(app, code)).body.error, 'invalid_grant');
      assert.equal((await world.userinfo(code)).status, 401);
      assert.equal((await world.introspect(app, code)).active, false);
      for (const wrong of [tokens.refresh_token!, tokens.id_token!])
        assert.notEqual((await world.userinfo(wrong)).status, 200);
      assert.equal((await refresh(app, tokens.access_token)).body.error, 'invalid_grant');
    });
  });

  describe('refresh tokens', () => {
    it('used twice end the whole grant', async () => {
      const { tokens } = await world.signedIn(app, { scope: 'openid offline_access' });
      const second = await refresh(app, tokens.refresh_token);
      const third = await refresh(app, second.body.refresh_token);
      assert.equal(third.status, 200);
      assert.equal((await refresh(app, tokens.refresh_token)).body.error, 'invalid_grant');
      for (const { body } of [second, third]) {
        assert.equal((await world.userinfo(body.access_token)).status, 401);
        assert.equal((await refresh(app, body.refresh_token)).body.error, 'invalid_grant');
      }
      assert.equal((await world.lastAudit(app.id))!.reason, 'token_used_twice');
    });

    it('used many times at once give one answer at most, and end', async () => {
      const { tokens } = await world.signedIn(app, { scope: 'openid offline_access' });
      const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(app, tokens.refresh_token)));
      const served = answers.filter(({ status }) => status === 200);
      assert.ok(served.length <= 1);
      for (const { body } of served)
        assert.equal((await refresh(app, body.refresh_token)).body.error, 'invalid_grant');
    });

    it('end no other log-on of the same person', async () => {
      const { tokens, browser } = await world.signedIn(app, { scope: 'openid offline_access' });
      const other = await world.exchange(
        app,
        await world.code(browser, app, { scope: 'openid offline_access' }),
      );
      await refresh(app, tokens.refresh_token);
      await refresh(app, tokens.refresh_token);
      assert.equal((await refresh(app, other.body.refresh_token)).status, 200);
    });

    it('of another application, or with more scope than was given', async () => {
      const { tokens } = await world.signedIn(app, { scope: 'openid offline_access' });
      const thief = await world.application();
      assert.equal((await refresh(thief, tokens.refresh_token)).body.error, 'invalid_grant');
      const more = await refresh(app, tokens.refresh_token, { scope: 'openid profile' });
      assert.equal(more.body.error, 'invalid_scope');
      const unknown = await refresh(app, tokens.refresh_token, { scope: 'openid admin' });
      assert.equal(unknown.body.error, 'invalid_scope');
    });

    it('live no longer than they did at the log-on, however often they are used', async () => {
      const { tokens } = await world.signedIn(app, { scope: 'openid offline_access' });
      const end = async () => {
        const { rows } = await world.db.query<{ end: number }>(
          `SELECT max((payload->>'exp')::int) AS "end" FROM oidc_record WHERE kind = 'RefreshToken' AND application_id = $1`,
          [app.id],
        );
        return rows[0]!.end;
      };
      const before = await end();
      await world.db.query(
        `UPDATE oidc_record SET payload = payload || jsonb_build_object('exp', (payload->>'exp')::int - 600)
          WHERE kind = 'RefreshToken' AND application_id = $1`,
        [app.id],
      );
      await refresh(app, tokens.refresh_token);
      assert.ok((await end()) <= before - 590);
    });

    it('of somebody who was disabled, unassigned or whose application was switched off', async () => {
      const { tokens, account } = await world.signedIn(app, { scope: 'openid offline_access' });
      await world.db.query('UPDATE account SET enabled = false WHERE id = $1', [account.id]);
      assert.equal((await refresh(app, tokens.refresh_token)).body.error, 'invalid_grant');
      assert.equal((await world.userinfo(tokens.access_token!)).status, 401);
      assert.equal((await world.introspect(app, tokens.access_token!)).active, false);
      const short = await world.application();
      const other = await world.signedIn(short, { scope: 'openid offline_access' });
      await world.db.query('UPDATE application_sso SET enabled = false WHERE application_id = $1', [
        short.id,
      ]);
      assert.equal((await refresh(short, other.tokens.refresh_token)).body.error, 'invalid_client');
      assert.equal((await world.userinfo(other.tokens.access_token!)).status, 401);
    });

    it('are not given to applications that have no leave for them', async () => {
      const plain = await world.application({ grantTypes: ['authorization_code'] });
      const { tokens } = await world.signedIn(plain, { scope: 'openid' });
      assert.equal(tokens.refresh_token, undefined);
      const { body } = await world.token(plain, { grant_type: 'refresh_token', refresh_token: 'x' });
      assert.match(body.error, /invalid_request|unauthorized_client/);
    });
  });

  describe('client authentication', () => {
    const form = (body: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${world.issuer()}/token`, { method: 'POST', body: new URLSearchParams(body), headers });
    const basic = (id: string, secret: string) => ({
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    });
    const grant = { grant_type: 'authorization_code', code: 'x', redirect_uri: BACK };

    const refused: Record<string, () => Promise<Response>> = {
      'none for a confidential client': () => form({ ...grant, client_id: app.id }),
      'a wrong secret': () => form(grant, basic(app.id, 'x'.repeat(43))),
      'an empty secret': () => form(grant, basic(app.id, '')),
      'the secret of another application': async () =>
        form(grant, basic(app.id, (await world.application()).secret)),
      'the hash of the secret': async () => {
        const { rows } = await world.db.query<{ hash: Buffer }>(
          'SELECT hash FROM oidc_client_secret WHERE application_id = $1',
          [app.id],
        );
        return form(grant, basic(app.id, rows[0]!.hash.toString('hex')));
      },
      'two ways at once': () => form({ ...grant, client_secret: app.secret }, basic(app.id, app.secret)),
      'one client in the header and another in the form': async () =>
        form({ ...grant, client_id: (await world.application()).id }, basic(app.id, app.secret)),
      'a secret in the address': () =>
        fetch(`${world.issuer()}/token?client_id=${app.id}&client_secret=${app.secret}`, {
          method: 'POST',
          body: new URLSearchParams(grant),
        }),
      'a secret of a public client': async () => {
        const client = await world.application({ clientAuthentication: 'none' });
        return form(grant, basic(client.id, 'x'));
      },
      'an assertion that nobody signed': () =>
        form({
          ...grant,
          client_assertion_type: ASSERTION,
          client_assertion: new UnsecuredJWT({ iss: app.id, sub: app.id, aud: world.issuer() }).encode(),
        }),
      'an assertion signed with the secret': async () =>
        form({
          ...grant,
          client_id: app.id,
          client_assertion_type: ASSERTION,
          client_assertion: await new SignJWT({ iss: app.id, sub: app.id, aud: world.issuer() })
            .setProtectedHeader({ alg: 'HS256' })
            .setExpirationTime('1m')
            .sign(Buffer.from(app.secret)),
        }),
      'another scheme': () => form(grant, { authorization: `Bearer ${app.secret}` }),
      'a header that is no base64': () => form(grant, { authorization: 'Basic %%%' }),
      'a client that is SQL': () => form(grant, basic("' OR 1=1 --", 'x')),
      'a client with a NUL': () => form(grant, basic('app_%00', 'x')),
    };
    for (const [name, request] of Object.entries(refused))
      it(name, async () => {
        const response = await request();
        const body = (await response.json()) as { error: string };
        assert.ok([400, 401].includes(response.status), String(response.status));
        assert.match(body.error, /^invalid_(client|request)$/);
        assert.equal(response.headers.get('cache-control'), 'no-store');
      });

    it('a secret that was deleted', async () => {
      const client = await world.application({ grantTypes: ['client_credentials'], redirectUris: [] });
      assert.equal((await world.token(client, { grant_type: 'client_credentials' })).status, 200);
      await world.db.query('DELETE FROM oidc_client_secret WHERE application_id = $1', [client.id]);
      assert.equal(
        (await world.token(client, { grant_type: 'client_credentials' })).body.error,
        'invalid_client',
      );
    });

    it('grant types that the application has no leave for, or that there are none of', async () => {
      for (const type of [
        'client_credentials',
        'password',
        'implicit',
        'urn:ietf:params:oauth:grant-type:jwt-bearer',
      ]) {
        const { body } = await world.token(app, { grant_type: type, username: 'a', password: 'b' });
        assert.match(body.error, /unsupported_grant_type|invalid_request/, type);
      }
    });

    it('more scope than the application may have, for a program', async () => {
      const client = await world.application({
        grantTypes: ['client_credentials'],
        redirectUris: [],
        scopes: ['openid'],
      });
      const { body } = await world.token(client, {
        grant_type: 'client_credentials',
        scope: 'openid groups',
      });
      assert.equal(body.error, 'invalid_scope');
    });
  });

  describe('tokens at the neighbours', () => {
    it('of another instance are none', async () => {
      const { tokens } = await world.signedIn(app);
      assert.equal((await world.userinfo(tokens.access_token!, 'other')).status, 401);
      const foreign = await world.application({}, {}, 'other');
      assert.equal((await world.introspect(foreign, tokens.access_token!, 'other')).active, false);
    });

    it('a public client learns nothing of the tokens of others, and ends none', async () => {
      const { tokens } = await world.signedIn(app);
      const spy = await world.application({ clientAuthentication: 'none' });
      const ask = (path: string) =>
        world.token({}, { client_id: spy.id, token: tokens.access_token }, 'acme', path);
      assert.deepEqual((await ask('/token/introspection')).body, { active: false });
      await ask('/token/revocation');
      assert.equal((await world.userinfo(tokens.access_token!)).status, 200);
    });

    it('no application ends the tokens of another', async () => {
      const { tokens } = await world.signedIn(app);
      const other = await world.application();
      const answer = await world.token(other, { token: tokens.refresh_token }, 'acme', '/token/revocation');
      assert.equal(answer.status, 200);
      assert.equal((await refresh(app, tokens.refresh_token)).status, 200);
    });

    it('a deleted account has no user info', async () => {
      const { tokens, account } = await world.signedIn(app);
      await world.db.query('DELETE FROM account WHERE id = $1', [account.id]);
      assert.equal((await world.userinfo(tokens.access_token!)).status, 401);
      assert.equal((await world.introspect(app, tokens.access_token!)).active, false);
    });

    it('a token in the address, or in two places, is refused', async () => {
      const { tokens } = await world.signedIn(app);
      const query = await fetch(`${world.issuer()}/userinfo?access_token=${tokens.access_token}`);
      assert.equal(query.status, 400);
      const twice = await fetch(`${world.issuer()}/userinfo`, {
        method: 'POST',
        body: new URLSearchParams({ access_token: tokens.access_token! }),
        headers: { authorization: `Bearer ${tokens.access_token}` },
      });
      assert.equal(twice.status, 400);
    });

    it('user info without the scope openid is refused', async () => {
      const { tokens } = await world.signedIn(app, { scope: 'profile' });
      assert.equal(tokens.id_token, undefined);
      assert.equal((await world.userinfo(tokens.access_token!)).status, 403);
    });
  });

  describe('the web around it', () => {
    it('addresses come from the settings, whatever host a client names', async () => {
      for (const headers of [
        { 'x-forwarded-host': 'evil.example.com' },
        { 'x-forwarded-proto': 'https' },
        { forwarded: 'host=evil.example.com' },
      ]) {
        const response = await fetch(`${world.issuer()}/.well-known/openid-configuration`, { headers });
        const body = (await response.json()) as Record<string, unknown>;
        for (const [name, value] of Object.entries(body))
          if (/(_endpoint|_uri|^issuer)$/.test(name))
            assert.ok(String(value).startsWith(world.issuer()), `${name}: ${value}`);
      }
    });

    it('only the methods there are', async () => {
      for (const [method, path] of [
        ['GET', '/token'],
        ['PUT', '/token'],
        ['DELETE', '/userinfo'],
        ['GET', '/token/introspection'],
        ['GET', '/token/revocation'],
        ['GET', '/request'],
        ['POST', '/jwks'],
        ['PATCH', '/auth'],
        ['GET', '/reg'],
        ['POST', '/reg'],
        ['GET', '/interaction/x'],
      ] as const) {
        const response = await fetch(world.issuer() + path, { method });
        assert.equal(response.status, 404, `${method} ${path}`);
      }
    });

    it('scripts of other sites read nothing but what is public', async () => {
      const spa = await world.application({
        clientAuthentication: 'none',
        redirectUris: [BACK, 'https://spa.example.com/'],
      });
      const post = async (client: App, origin: string) => {
        const response = await fetch(`${world.issuer()}/token`, {
          method: 'POST',
          body: new URLSearchParams({ grant_type: 'authorization_code', client_id: client.id, code: 'x' }),
          headers: { origin },
        });
        return response.headers.get('access-control-allow-origin');
      };
      assert.equal(await post(spa, 'https://spa.example.com'), 'https://spa.example.com');
      assert.equal(await post(spa, 'https://evil.example.com'), null);
      assert.equal(await post(spa, 'null'), null);
      assert.equal(await post(app, 'https://app.example.com'), null);
      const page = await fetch(`${world.issuer()}/logout`, {
        headers: { origin: 'https://evil.example.com' },
      });
      assert.equal(page.headers.get('access-control-allow-origin'), null);
      const auth = await fetch(world.authorize(app).address, {
        headers: { origin: 'https://evil.example.com' },
        redirect: 'manual',
      });
      assert.equal(auth.headers.get('access-control-allow-origin'), null);
    });

    it('bodies that are too large, of another kind, or none', async () => {
      const send = (body: string, type: string) =>
        fetch(`${world.issuer()}/token`, { method: 'POST', body, headers: { 'content-type': type } });
      const urlencoded = 'application/x-www-form-urlencoded';
      const answers = [
        await send(`grant_type=${'x'.repeat(100_000)}`, urlencoded),
        await send('{"grant_type":"authorization_code"}', 'application/json'),
        await send('<xml/>', 'application/xml'),
        await send('', urlencoded),
        await send('grant_type=authorization_code&grant_type=refresh_token', urlencoded),
        await send('client_id[]=x&client_id[]=y', urlencoded),
        await send('__proto__=x&constructor=y', urlencoded),
      ];
      for (const answer of answers) {
        assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
        assert.doesNotMatch(await answer.text(), /node_modules|at \w+ \(/);
      }
    });

    it('an instance that is none', async () => {
      for (const instance of ['nobody', '%00', '..%2facme', "'--"]) {
        const response = await fetch(`${world.url}/${instance}/oidc/.well-known/openid-configuration`);
        assert.ok([400, 404].includes(response.status), `${instance}: ${response.status}`);
      }
    });

    it('what has run out does not stay', async () => {
      const { browser } = await world.person();
      const given = await world.code(browser, app);
      const all = async () => (await world.db.query('SELECT FROM oidc_record')).rowCount!;
      assert.equal(await removeExpired(world.db), 0);
      const before = await all();
      await world.db.query(
        `UPDATE oidc_record SET expires_at = now() - interval '1 hour' WHERE kind = 'AuthorizationCode' AND consumed_at IS NULL`,
      );
      const removed = await removeExpired(world.db);
      assert.ok(removed > 0);
      assert.equal(await all(), before - removed);
      assert.equal((await world.exchange(app, given)).body.error, 'invalid_grant');
    });

    it('keeps tokens out of caches', async () => {
      const { browser } = await world.person();
      const answer = await world.exchange(app, await world.code(browser, app));
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      const info = await world.userinfo(answer.body.access_token);
      assert.equal(info.headers.get('cache-control'), 'no-store');
    });
  });
});
