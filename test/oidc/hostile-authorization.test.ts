/** What comes by browsers and must not get through: each a case of its own. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SignJWT, UnsecuredJWT } from 'jose';
import { signingKeysOf } from '../../src/signing/keys.ts';
import { formOf, type Page } from './browser.ts';
import { type App, BACK, challengeOf, errorOf, openWorld, type World } from './world.ts';

describe('hostile requests at the authorization endpoint', () => {
  let world: World;
  let app: App;
  before(async () => {
    world = await openWorld();
    app = await world.application({
      redirectUris: [BACK, 'http://127.0.0.1:4000/back', 'com.example.app:/back'],
    });
  });
  after(() => world.close());

  /** A page says so; nobody is sent away, and no code is made. */
  function staysHere(page: Page): void {
    assert.equal(page.status, 400, page.location);
    assert.equal(page.location, undefined);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.doesNotMatch(page.text, /<script/i);
  }

  describe('redirect_uri: only what is registered, letter for letter', () => {
    const uris: Record<string, string | undefined> = {
      'of another host': 'https://evil.example.com/back',
      'of a host that begins alike': 'https://app.example.com.evil.com/back',
      'of a host below': 'https://x.app.example.com/back',
      'of a host with a dot at its end': 'https://app.example.com./back',
      'with more path': `${BACK}/more`,
      'with a slash at the end': `${BACK}/`,
      'that climbs': `${BACK}/../evil`,
      'with encoded climbing': `${BACK}/%2e%2e/evil`,
      'with a query': `${BACK}?x=1`,
      'with an empty query': `${BACK}?`,
      'with a fragment': `${BACK}#x`,
      'with userinfo': 'https://app.example.com@evil.example.com/back',
      'with userinfo before the right host': 'https://evil@app.example.com/back',
      'with a port': 'https://app.example.com:8443/back',
      'with the default port': 'https://app.example.com:443/back',
      'on the loopback with another port': 'http://127.0.0.1:5000/back',
      'on the loopback by name': 'http://localhost:4000/back',
      'in other case': 'https://APP.example.com/back',
      'with the path in other case': 'https://app.example.com/BACK',
      'without encryption': 'http://app.example.com/back',
      encoded: 'https%3A%2F%2Fapp.example.com%2Fback',
      'with an encoded letter': 'https://app.example.com/%62ack',
      'with a wildcard': 'https://*.example.com/back',
      'with a backslash': 'https://app.example.com\\@evil.example.com/back',
      'with white space': ` ${BACK}`,
      'with a line break': `${BACK}\r\nset-cookie: x=1`,
      'with a NUL': `${BACK}\0`,
      'without scheme': '//app.example.com/back',
      'that is a script': 'javascript:alert(1)//https://app.example.com/back',
      'that is data': 'data:text/html,<script>alert(1)</script>',
      'of another scheme of its own': 'com.example.evil:/back',
      'of its scheme with a host': 'com.example.app://evil/back',
      empty: '',
      missing: undefined,
    };
    for (const [name, uri] of Object.entries(uris))
      it(name, async () => {
        const { browser } = await world.person();
        staysHere(await browser.get(world.authorize(app, { redirect_uri: uri }).address));
      });

    it('twice', async () => {
      const { browser } = await world.person();
      const { address } = world.authorize(app);
      const page = await browser.get(
        `${address}&redirect_uri=${encodeURIComponent('https://evil.example.com/')}`,
      );
      staysHere(page);
    });

    it('of another application', async () => {
      const other = await world.application({ redirectUris: ['https://other.example.com/back'] });
      const { browser } = await world.person();
      staysHere(await browser.get(world.authorize(other).address));
      staysHere(
        await browser.get(world.authorize(app, { redirect_uri: 'https://other.example.com/back' }).address),
      );
    });

    it('with an error of another parameter, which is not sent there either', async () => {
      const { browser } = await world.person();
      const more = { redirect_uri: 'https://evil.example.com/', response_type: 'bogus', scope: 'bogus' };
      staysHere(await browser.get(world.authorize(app, more).address));
    });
  });

  describe('client: unknown ones get a page', () => {
    const clients: Record<string, () => Promise<string | undefined>> = {
      unknown: async () => 'app_none',
      missing: async () => undefined,
      'of another instance': async () => (await world.application({}, {}, 'other')).id,
      'switched off': async () => (await world.application({}, { enabled: false })).id,
      'of another protocol': async () => (await world.application({}, { protocol: 'none' })).id,
      'that is a script': async () => '<script>alert(1)</script>',
      'that is SQL': async () => "' OR 1=1 --",
      'with a NUL': async () => 'app_\0',
      'very long': async () => 'a'.repeat(8000),
    };
    for (const [name, id] of Object.entries(clients))
      it(name, async () => {
        const { browser } = await world.person();
        staysHere(await browser.get(world.authorize(app, { client_id: await id() }).address));
      });

    it('without code among its grant types', async () => {
      const program = await world.application({ grantTypes: ['client_credentials'] });
      const { browser } = await world.person();
      const page = await browser.get(world.authorize(program).address);
      assert.equal(new URL(page.location ?? 'x:').searchParams.get('code'), null);
    });
  });

  describe('parameters: refused, and the application is told with iss and state', () => {
    const challenge = challengeOf('x'.repeat(43));
    const requests: Record<string, [more: Record<string, string | undefined>, error: string]> = {
      'no code challenge': [
        { code_challenge: undefined, code_challenge_method: undefined },
        'invalid_request',
      ],
      'a challenge without its method': [{ code_challenge_method: undefined }, 'invalid_request'],
      'a plain challenge': [{ code_challenge_method: 'plain' }, 'invalid_request'],
      'an unknown method': [{ code_challenge_method: 'S512' }, 'invalid_request'],
      'the method in other case': [{ code_challenge_method: 's256' }, 'invalid_request'],
      'a method without challenge': [{ code_challenge: undefined }, 'invalid_request'],
      'a challenge that is too short': [{ code_challenge: 'short' }, 'invalid_request'],
      'a challenge with other letters': [{ code_challenge: `${challenge.slice(1)}/` }, 'invalid_request'],
      'implicit: a token': [{ response_type: 'token' }, 'unsupported_response_type'],
      'implicit: an ID token': [{ response_type: 'id_token', nonce: 'n' }, 'unsupported_response_type'],
      hybrid: [{ response_type: 'code id_token', nonce: 'n' }, 'unsupported_response_type'],
      'hybrid with a token': [{ response_type: 'code token' }, 'unsupported_response_type'],
      'no response at all': [{ response_type: 'none' }, 'unsupported_response_type'],
      'a response of its own making': [{ response_type: 'code evil' }, 'unsupported_response_type'],
      'no response type': [{ response_type: undefined }, 'invalid_request'],
      'a scope the application may not have': [{ scope: 'openid groups' }, 'invalid_scope'],
      'a scope with quotes': [{ scope: 'openid "x"' }, 'invalid_scope'],
      'no scope that is known': [{ scope: 'bogus' }, 'access_denied'],
      'prompt none together with another': [{ prompt: 'none login' }, 'invalid_request'],
      'an unknown prompt': [{ prompt: 'evil' }, 'invalid_request'],
      'a negative age': [{ max_age: '-1' }, 'invalid_request'],
      'an age that is no number': [{ max_age: 'old' }, 'invalid_request'],
      'a registration of its own': [{ registration: '{}' }, 'registration_not_supported'],
      'a response mode of its own': [{ response_mode: 'evil' }, 'unsupported_response_mode'],
      'an answer as a message to a window': [{ response_mode: 'web_message' }, 'unsupported_response_mode'],
      'an answer as a token': [{ response_mode: 'jwt' }, 'unsupported_response_mode'],
      'a request object': [
        { request: new UnsecuredJWT({ redirect_uri: 'https://evil.example.com/' }).encode() },
        'request_not_supported',
      ],
      'a request by reference': [
        { request_uri: 'https://evil.example.com/request' },
        'request_uri_not_supported',
      ],
      'a request by reference into the network': [
        { request_uri: 'http://169.254.169.254/latest/' },
        'request_uri_not_supported',
      ],
      'a pushed request that is none': [
        { request_uri: 'urn:ietf:params:oauth:request_uri:none' },
        'invalid_request_uri',
      ],
      'a hint that is no token': [{ id_token_hint: 'x.y.z' }, 'invalid_request'],
      'a hint that nobody signed': [
        { id_token_hint: new UnsecuredJWT({ sub: 'x' }).encode() },
        'invalid_request',
      ],
    };
    for (const [name, [more, error]] of Object.entries(requests))
      it(name, async () => {
        const { browser } = await world.person();
        const page = await browser.get(world.authorize(app, more).address);
        assert.deepEqual(errorOf(page), { error, state: 'st', iss: world.issuer(), to: BACK });
        assert.equal(new URL(page.location!).searchParams.get('code'), null);
      });

    it('parameters that are given twice', async () => {
      const { browser } = await world.person();
      for (const [name, value] of [
        ['scope', 'openid'],
        ['state', 'other'],
        ['code_challenge_method', 'plain'],
        ['nonce', 'x'],
      ] as const) {
        const page = await browser.get(`${world.authorize(app, { nonce: 'n' }).address}&${name}=${value}`);
        assert.equal(errorOf(page).error, 'invalid_request', name);
      }
    });

    it('an answer in the fragment carries no code into the query, and the other way round', async () => {
      const { browser } = await world.person();
      const page = await browser.get(world.authorize(app, { response_mode: 'fragment' }).address);
      const url = new URL(page.location!);
      assert.equal(url.search, '');
      assert.ok(new URLSearchParams(url.hash.slice(1)).get('code'));
    });

    it('a hint signed by another instance, or with the public key as a secret', async () => {
      const { browser } = await world.person();
      const [foreign] = await signingKeysOf(world.deps, 'other', 'oidc');
      const [own] = await signingKeysOf(world.deps, 'acme', 'oidc');
      const claims = { iss: world.issuer(), aud: app.id, sub: 'x' };
      const hints = [
        await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(foreign!.privateKey()),
        await new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid: own!.kid })
          .sign(Buffer.from(JSON.stringify(own!.publicJwk))),
      ];
      for (const hint of hints) {
        const page = await browser.get(world.authorize(app, { id_token_hint: hint }).address);
        assert.equal(errorOf(page).error, 'invalid_request');
      }
    });
  });

  describe('sessions', () => {
    it('prompt=none without a session gives nothing', async () => {
      const page = await world.browser().get(world.authorize(app, { prompt: 'none' }).address);
      assert.equal(errorOf(page).error, 'login_required');
    });

    it('prompt=none with a hint about somebody else gives nothing', async () => {
      const [mine, other] = [await world.signedIn(app), await world.signedIn(app)];
      const more = { prompt: 'none', id_token_hint: other.tokens.id_token! };
      assert.equal(
        errorOf(await mine.browser.get(world.authorize(app, more).address)).error,
        'login_required',
      );
      const own = { prompt: 'none', id_token_hint: mine.tokens.id_token! };
      assert.ok(await world.code(mine.browser, app, own));
    });

    it('a session of another instance is none here', async () => {
      const account = await world.account({}, 'other');
      const browser = world.browser();
      await world.logOn(browser, account.id, ['pwd'], 'other');
      const page = await browser.get(world.authorize(app).address);
      assert.match(page.location!, /^\/acme\/login\?/);
    });

    it('an ended session is none', async () => {
      const { browser, sessionId } = await world.person();
      await world.db.query('UPDATE person_session SET ended_at = now() WHERE id = $1', [sessionId]);
      assert.match((await browser.get(world.authorize(app).address)).location!, /^\/acme\/login\?/);
    });

    it('a disabled account gets nothing', async () => {
      const { browser, account } = await world.person();
      await world.db.query('UPDATE account SET enabled = false WHERE id = $1', [account.id]);
      assert.match((await browser.get(world.authorize(app).address)).location!, /^\/acme\/login\?/);
    });
  });

  describe('log-on of another browser', () => {
    it('an interaction cannot be finished in another browser', async () => {
      const thief = world.browser();
      const begun = await thief.get(world.authorize(app).address);
      const back = new URL(begun.location!, world.url).searchParams.get('return')!;
      // The victim follows the link, logged on; nothing is given, and nothing is left for the thief.
      const victim = await world.person();
      const page = await victim.browser.get(back);
      staysHere(page);
      const again = await thief.get(back);
      assert.match(again.location!, /^\/acme\/login\?/);
    });

    it('consent cannot be given for another browser, by another person or by a form of another site', async () => {
      const asking = await world.application({ consent: true });
      const mine = await world.person();
      const begun = await mine.browser.get(world.authorize(asking).address);
      const page = await mine.browser.follow(begun);
      const { csrf } = formOf(page).fields;
      const answer = { csrf: csrf!, answer: 'allow' };
      const other = await world.person();
      staysHere(await other.browser.get(begun.location!));
      staysHere(await other.browser.post(begun.location!, answer));
      staysHere(await mine.browser.post(begun.location!, { answer: 'allow' }));
      staysHere(await mine.browser.post(begun.location!, { ...answer, csrf: 'x'.repeat(43) }));
      staysHere(await mine.browser.post(begun.location!, answer, { 'sec-fetch-site': 'cross-site' }));
      const { rows } = await world.db.query('SELECT FROM oidc_consent WHERE application_id = $1', [
        asking.id,
      ]);
      assert.equal(rows.length, 0);
    });

    it('consent of one person is none of the next at the same browser', async () => {
      const asking = await world.application({ consent: true });
      const { browser } = await world.person();
      const begun = await browser.get(world.authorize(asking).address);
      const page = await browser.follow(begun);
      const allowed = await browser.submit(page, begun.location!, { answer: 'allow' });
      await world.logOn(browser, (await world.account()).id);
      const next = await browser.follow(await browser.get(allowed.location!));
      assert.equal(next.status, 200);
      assert.match(next.text, /Allow App/);
    });

    it('an interaction is finished once', async () => {
      const browser = world.browser();
      const begun = await browser.get(world.authorize(app).address);
      const back = new URL(begun.location!, world.url).searchParams.get('return')!;
      await world.logOn(browser, (await world.account()).id);
      assert.ok(new URL((await browser.get(back)).location!).searchParams.get('code'));
      staysHere(await browser.get(back));
    });

    it('addresses of interactions are of no use without one', async () => {
      const { browser } = await world.person();
      for (const path of ['consent/x', 'refused/x', 'auth/x', `consent/${'x'.repeat(43)}`]) {
        staysHere(await browser.get(`${world.issuer()}/${path}`));
      }
    });
  });

  describe('what is shown', () => {
    const script = '<script>alert(1)</script><img src=x onerror=alert(1)>';
    for (const name of [
      'client_id',
      'redirect_uri',
      'scope',
      'prompt',
      'response_type',
      'state',
      'id_token_hint',
    ])
      it(`no markup of ${name}`, async () => {
        const { browser } = await world.person();
        const more = { redirect_uri: 'https://evil.example.com/', [name]: script };
        const page = await browser.get(world.authorize(app, more).address);
        staysHere(page);
        assert.doesNotMatch(page.text, /<img/);
      });

    it('no markup of state in a form that is posted', async () => {
      const { browser } = await world.person();
      const page = await browser.get(
        world.authorize(app, { response_mode: 'form_post', state: `"/>${script}` }).address,
      );
      assert.equal(page.text.match(/<script/g)!.length, 1);
      assert.doesNotMatch(page.text, /<img/);
    });

    it('nothing of a stack, a path or SQL', async () => {
      const { browser } = await world.person();
      for (const more of [{ client_id: 'x\0' }, { max_age: '1e999' }, { state: '\0' }, { scope: '\0' }]) {
        const page = await browser.get(world.authorize(app, more).address);
        assert.notEqual(page.status, 500);
        assert.doesNotMatch(page.text + page.location, /node_modules|SELECT |at \w+ \(/);
      }
    });
  });
});
