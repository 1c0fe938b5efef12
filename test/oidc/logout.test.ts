/** Log-out: asked for by an application, and told to all of them behind the back of the browser. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, jwtVerify, SignJWT } from 'jose';
import * as openid from 'openid-client';
import { deleteAccount } from '../../src/directory/accounts.ts';
import { endSession } from '../../src/logon/person.ts';
import { signingKeysOf } from '../../src/signing/keys.ts';
import { formOf } from './browser.ts';
import { ACTOR, type App, openWorld, type World } from './world.ts';

const AFTER = 'https://app.example.com/bye';

describe('log-out', () => {
  let world: World;
  let app: App;
  before(async () => {
    world = await openWorld();
    app = await world.application({ postLogoutRedirectUris: [AFTER] });
  });
  after(() => world.close());

  const address = (more: Record<string, string>) => `${world.issuer()}/logout?${new URLSearchParams(more)}`;
  const isLive = async (sessionId: string) => {
    const { rows } = await world.db.query<{ live: boolean }>(
      'SELECT ended_at IS NULL AS live FROM person_session WHERE id = $1',
      [sessionId],
    );
    return rows[0]!.live;
  };

  it('goes without a question where the application shows an ID token of this session', async () => {
    const { browser, sessionId, tokens } = await world.signedIn(app);
    const config = await world.client(app);
    const url = openid.buildEndSessionUrl(config, {
      post_logout_redirect_uri: AFTER,
      id_token_hint: tokens.id_token!,
      state: 'bye',
    });
    const page = await browser.get(url.href);
    assert.equal(page.location, `${AFTER}?state=bye`);
    assert.equal(await isLive(sessionId), false);
    assert.equal(browser.cookies.length, 0);
    assert.equal((await world.userinfo(tokens.access_token!)).status, 401);
    assert.equal((await world.lastAudit(app.id))!.action, 'sso.logout');
  });

  it('asks otherwise, and does what the person says', async () => {
    const { browser, sessionId } = await world.signedIn(app);
    const given = address({ client_id: app.id, post_logout_redirect_uri: AFTER });
    const page = await browser.get(given);
    assert.match(page.text, /Log out\?/);
    assert.ok(await isLive(sessionId));
    const stayed = await browser.submit(page, given, { answer: 'stay' });
    assert.equal(stayed.location, AFTER);
    assert.ok(await isLive(sessionId));
    const gone = await browser.submit(page, given, { answer: 'logout' });
    assert.equal(gone.location, AFTER);
    assert.equal(await isLive(sessionId), false);
    const bare = await world.signedIn(app);
    const asked = await bare.browser.get(address({}));
    const last = await bare.browser.submit(asked, address({}), { answer: 'logout' });
    assert.match(last.text, /You are logged out/);
  });

  it('asks where the ID token is of another session', async () => {
    const [mine, other] = [await world.signedIn(app), await world.signedIn(app)];
    const page = await mine.browser.get(address({ id_token_hint: other.tokens.id_token! }));
    assert.equal(page.status, 200);
    assert.match(page.text, /Log out\?/);
    assert.ok((await isLive(mine.sessionId)) && (await isLive(other.sessionId)));
  });

  it('sends somebody on who is logged out already', async () => {
    const page = await world.browser().get(address({ client_id: app.id, post_logout_redirect_uri: AFTER }));
    assert.equal(page.location, AFTER);
  });

  describe('refuses, and sends nobody anywhere', () => {
    const forged = async (claims: Record<string, unknown>, header: Record<string, unknown> = {}) => {
      const [key] = await signingKeysOf(world.deps, 'acme', 'oidc');
      return new SignJWT({ iss: world.issuer(), aud: app.id, sub: 'x', sid: 'x', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: key!.kid, ...header })
        .sign(key!.privateKey());
    };
    const unsigned = (claims: object) =>
      `${[{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
    const cases: Record<string, () => Promise<Record<string, string>>> = {
      'an address that is not registered': async () => ({
        client_id: app.id,
        post_logout_redirect_uri: 'https://evil.example.com/',
      }),
      'an address that begins like one that is': async () => ({
        client_id: app.id,
        post_logout_redirect_uri: `${AFTER}/../evil`,
      }),
      'an address with another query': async () => ({
        client_id: app.id,
        post_logout_redirect_uri: `${AFTER}?x=1`,
      }),
      'the address of another application': async () => ({
        client_id: (await world.application({ postLogoutRedirectUris: [] })).id,
        post_logout_redirect_uri: AFTER,
      }),
      'an unknown application': async () => ({ client_id: 'app_none', post_logout_redirect_uri: AFTER }),
      'a hint that nobody signed': async () => ({
        id_token_hint: unsigned({ iss: world.issuer(), aud: app.id, sub: 'x' }),
      }),
      'a hint of another issuer': async () => ({
        id_token_hint: await forged({ iss: 'https://evil.example.com' }),
      }),
      'a hint of another instance': async () => {
        const foreign = await signingKeysOf(world.deps, 'other', 'oidc');
        const jwt = await new SignJWT({ iss: world.issuer('other'), aud: app.id, sub: 'x' })
          .setProtectedHeader({ alg: 'RS256', kid: foreign[0]!.kid })
          .sign(foreign[0]!.privateKey());
        return { id_token_hint: jwt };
      },
      'a hint signed with the public key as a secret': async () => {
        const [key] = await signingKeysOf(world.deps, 'acme', 'oidc');
        const secret = Buffer.from(key!.certificate);
        const jwt = await new SignJWT({ iss: world.issuer(), aud: app.id, sub: 'x' })
          .setProtectedHeader({ alg: 'HS256', kid: key!.kid })
          .sign(secret);
        return { id_token_hint: jwt };
      },
      'a logout token in place of an ID token': async () => ({
        id_token_hint: await forged({ events: {} }, { typ: 'logout+jwt' }),
      }),
      'a hint with a key of its own': async () => {
        const { tokens } = await world.signedIn(app);
        const [, claims, signature] = tokens.id_token!.split('.');
        const header = { alg: 'RS256', kid: 'mine', jwk: { kty: 'RSA' } };
        return {
          id_token_hint: `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${claims}.${signature}`,
        };
      },
      'a hint whose claims were changed': async () => {
        const { tokens } = await world.signedIn(app);
        const [header, claims, signature] = tokens.id_token!.split('.');
        const changed = { ...decodeJwt(`${header}.${claims}.`), sid: 'ses_x' };
        return {
          id_token_hint: `${header}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`,
        };
      },
      'a client_id that is not the one of the hint': async () => {
        const { tokens } = await world.signedIn(app);
        return { id_token_hint: tokens.id_token!, client_id: (await world.application()).id };
      },
      'text that is no token': async () => ({ id_token_hint: '<script>alert(1)</script>' }),
    };
    for (const [name, make] of Object.entries(cases))
      it(name, async () => {
        const { browser, sessionId } = await world.person();
        const page = await browser.get(address({ post_logout_redirect_uri: AFTER, ...(await make()) }));
        assert.equal(page.status, 400);
        assert.equal(page.location, undefined);
        assert.doesNotMatch(page.text, /<script/);
        assert.ok(await isLive(sessionId));
      });

    it('a parameter that is given twice', async () => {
      const { browser } = await world.person();
      const page = await browser.get(`${address({ client_id: app.id })}&client_id=${app.id}`);
      assert.equal(page.status, 400);
    });

    it('an answer that does not come from the page', async () => {
      const { browser, sessionId } = await world.person();
      const page = await browser.get(address({}));
      const form = { ...formOf(page).fields, answer: 'logout' };
      await browser.post(address({}), { ...form, csrf: 'x'.repeat(43) });
      await browser.post(address({}), form, { 'sec-fetch-site': 'cross-site' });
      await browser.get(address({ ...form, answer: 'logout' }));
      assert.ok(await isLive(sessionId));
      const other = await world.person();
      await other.browser.post(address({}), form);
      assert.ok(await isLive(other.sessionId));
    });

    it('a log-out by a mere link, or by a form of another site', async () => {
      const { browser, sessionId } = await world.person();
      assert.match((await browser.get(address({}))).text, /Log out\?/);
      assert.match((await browser.post(address({}), { answer: 'logout' })).text, /Log out\?/);
      assert.ok(await isLive(sessionId));
    });
  });

  describe('behind the back of browsers', () => {
    let receiver: Server;
    let heard: string[] = [];
    let answer = 200;
    before(async () => {
      receiver = createServer(async (request, response) => {
        heard.push(new URLSearchParams(await text(request)).get('logout_token') ?? '');
        response.writeHead(answer, { location: 'https://evil.example.com/' }).end();
      }).listen(0, '127.0.0.1');
      await once(receiver, 'listening');
    });
    after(() => receiver.close());
    const told = async () => {
      heard = [];
      await world.tell();
      return heard;
    };
    const listening = () =>
      world.application({
        backchannelLogoutUri: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/logout`,
        subject: 'user.username',
      });
    const due = () => world.db.query(`UPDATE oidc_logout SET next_at = now() WHERE next_at > now()`);

    it('tells applications of the session, with a token they can check', async () => {
      answer = 200;
      const listener = await listening();
      const { sessionId, account } = await world.signedIn(listener);
      assert.equal((await told()).length, 0);
      await endSession(world.db, sessionId, 'logged_out');
      const [token] = await told();
      const { payload, protectedHeader } = await jwtVerify(
        token!,
        createRemoteJWKSet(new URL(`${world.issuer()}/jwks`)),
        { issuer: world.issuer(), audience: listener.id, typ: 'logout+jwt' },
      );
      assert.equal(protectedHeader.alg, 'RS256');
      assert.equal(payload.sid, sessionId);
      assert.equal(payload.sub, account.username);
      assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} });
      assert.equal('nonce' in payload, false);
      assert.equal((await told()).length, 0);
    });

    it('tries again where an application fails, and follows no redirect', async () => {
      const listener = await listening();
      for (const status of [500, 302]) {
        answer = status;
        const { sessionId } = await world.signedIn(listener);
        await endSession(world.db, sessionId, 'logged_out');
        assert.equal((await told()).length, 1);
        await due();
        assert.equal((await told()).length, 1);
        answer = 204;
        await due();
        assert.equal((await told()).length, 1);
        await due();
        assert.equal((await told()).length, 0);
      }
    });

    it('tells of an account that is gone, and of none of an application that is', async () => {
      answer = 200;
      const [listener, gone] = [await listening(), await listening()];
      const { account, browser } = await world.signedIn(listener);
      await world.exchange(gone, await world.code(browser, gone));
      await world.db.query('DELETE FROM application WHERE id = $1', [gone.id]);
      await deleteAccount(world.db, ACTOR, 'acme', account.id);
      const tokens = await told();
      assert.deepEqual(
        tokens.map((token) => decodeJwt(token).sub),
        [account.username],
      );
    });

    it('uses the key that signs now', async () => {
      const keys = await signingKeysOf(world.deps, 'acme', 'oidc');
      const listener = await listening();
      const { sessionId } = await world.signedIn(listener);
      await endSession(world.db, sessionId, 'logged_out');
      const [token] = await told();
      await jwtVerify(token!, createLocalJWKSet({ keys: [keys[0]!.publicJwk] }));
    });
  });
});
