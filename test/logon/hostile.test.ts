/** What strangers and other sites try against the log-on and the sessions of people. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Browser, openWorld, PASSWORD, type World } from './world.ts';

describe('hostile calls of the log-on', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
    await world.person({ username: 'alice' });
    await world.person({ username: 'mallory' });
    await world.person({ username: 'alice', instance: 'other' });
  });
  after(() => world.close());

  /** A browser with a session; its session's token is in `csrf`. */
  async function loggedOn(username = 'alice', instance = 'acme'): Promise<Browser> {
    const browser = new Browser(world, instance);
    assert.equal((await browser.logOn(username)).body.kind, 'done');
    return browser;
  }

  describe('forged calls', () => {
    const body = () => ({ method: 'x', username: 'alice', password: PASSWORD });
    const refusals: [
      string,
      (browser: Browser) => Promise<{ status: number; body: { code: string } }>,
      number,
      string,
    ][] = [
      ['no token', (b) => b.call('POST', '/logon/password', { body: body(), csrf: null }), 403, 'csrf_wrong'],
      [
        'a wrong token',
        (b) => b.call('POST', '/logon/password', { body: body(), csrf: 'A'.repeat(43) }),
        403,
        'csrf_wrong',
      ],
      [
        'a token cut short',
        (b) => b.call('POST', '/logon/password', { body: body(), csrf: b.csrf.slice(0, -1) }),
        403,
        'csrf_wrong',
      ],
      [
        'another log-on’s token',
        async (b) => {
          const own = new Browser(world);
          await own.open();
          return b.call('POST', '/logon/password', { body: body(), csrf: own.csrf });
        },
        403,
        'csrf_wrong',
      ],
      [
        'no cookie',
        async (b) => {
          b.cookies.clear();
          return b.call('POST', '/logon/password', { body: body() });
        },
        409,
        'logon_expired',
      ],
      [
        'the cookie of another instance',
        async (b) => {
          const other = new Browser(world, 'other');
          await other.open();
          const [value] = other.cookies.values();
          b.cookies.clear();
          b.cookies.set('muster.logon-acme', value!);
          return b.call('POST', '/logon/password', { body: body(), csrf: other.csrf });
        },
        409,
        'logon_expired',
      ],
      [
        'the origin of another site',
        (b) =>
          b.call('POST', '/logon/password', { body: body(), headers: { origin: 'https://evil.example' } }),
        403,
        'cross_site',
      ],
      [
        'the origin null',
        (b) => b.call('POST', '/logon/password', { body: body(), headers: { origin: 'null' } }),
        403,
        'cross_site',
      ],
      [
        'our origin’s host on another scheme',
        (b) =>
          b.call('POST', '/logon/password', {
            body: body(),
            headers: { origin: `https://127.0.0.1.evil.example` },
          }),
        403,
        'cross_site',
      ],
      [
        'Sec-Fetch-Site: cross-site',
        (b) =>
          b.call('POST', '/logon/password', { body: body(), headers: { 'sec-fetch-site': 'cross-site' } }),
        403,
        'cross_site',
      ],
      [
        'Sec-Fetch-Site: same-site',
        (b) =>
          b.call('POST', '/logon/password', { body: body(), headers: { 'sec-fetch-site': 'same-site' } }),
        403,
        'cross_site',
      ],
      [
        'our origin with Sec-Fetch-Site: cross-site',
        (b) =>
          b.call('POST', '/logon/password', {
            body: body(),
            headers: { origin: world.url, 'sec-fetch-site': 'cross-site' },
          }),
        403,
        'cross_site',
      ],
      [
        'a form',
        (b) =>
          b.call('POST', '/logon/password', {
            raw: 'username=alice',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
          }),
        415,
        'media_type_unsupported',
      ],
      [
        'a form as text/plain',
        (b) =>
          b.call('POST', '/logon/password', {
            raw: '{"username":"alice"}',
            headers: { 'content-type': 'text/plain' },
          }),
        415,
        'media_type_unsupported',
      ],
      [
        'multipart',
        (b) =>
          b.call('POST', '/logon/password', {
            raw: '--x--',
            headers: { 'content-type': 'multipart/form-data; boundary=x' },
          }),
        415,
        'media_type_unsupported',
      ],
    ];
    for (const [what, act, status, code] of refusals)
      it(`are refused: ${what}`, async () => {
        const browser = new Browser(world);
        await browser.open();
        const answer = await act(browser);
        assert.deepEqual([answer.status, answer.body.code], [status, code]);
      });

    it('are refused: neither Origin nor Sec-Fetch-Site', async () => {
      const browser = new Browser(world);
      await browser.open();
      // fetch sends Sec-Fetch-Mode by itself, so a bare client has to ask.
      const status = await new Promise((resolve, reject) => {
        const headers = {
          'content-type': 'application/json',
          'x-csrf-token': browser.csrf,
          cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        };
        const call = request(
          `${world.url}/acme/person/api/logon/cancel`,
          { method: 'POST', headers },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          },
        );
        call.on('error', reject);
        call.end();
      });
      assert.equal(status, 403);
    });

    for (const [method, path, send] of [
      ['DELETE', '/session', {}],
      ['DELETE', '/sessions', {}],
      ['PUT', '/password', { body: { current: PASSWORD, password: 'Amber-Lantern-82!' } }],
      ['PATCH', '/me', { body: { displayName: 'x' } }],
      ['POST', '/factors/totp', {}],
    ] as const) {
      it(`are refused in a session: ${method} ${path}`, async () => {
        const browser = await loggedOn();
        const stranger = await loggedOn('mallory');
        for (const csrf of [null, 'x', stranger.csrf]) {
          const { body } = await browser.call(method, path, { ...send, csrf });
          assert.equal(body.code, 'csrf_wrong');
        }
        const { body } = await browser.call(method, path, {
          ...send,
          headers: { origin: 'https://evil.example' },
        });
        assert.equal(body.code, 'cross_site');
        assert.equal((await browser.call('GET', '/me')).status, 200);
      });
    }

    it('are refused: the token of the log-on in a session, and the other way round', async () => {
      const browser = await loggedOn();
      const session = browser.csrf;
      await browser.open({ prompt: 'login' });
      const logon = browser.csrf;
      assert.equal((await browser.call('DELETE', '/session', { csrf: logon })).body.code, 'csrf_wrong');
      assert.equal((await browser.call('POST', '/logon/cancel', { csrf: session })).body.code, 'csrf_wrong');
    });
  });

  describe('sessions', () => {
    it('get a secret that no one knew before the log-on', async () => {
      const browser = new Browser(world);
      const planted = 'A'.repeat(43);
      browser.cookies.set('muster-acme', planted);
      await browser.logOn('alice');
      assert.notEqual(browser.sessionCookie(), planted);
      const thief = new Browser(world);
      thief.cookies.set('muster-acme', planted);
      assert.equal((await thief.call('GET', '/me')).status, 401);
    });

    it('of a stranger that are planted end for the victim, who gets an own one', async () => {
      const stranger = await loggedOn('mallory');
      const victim = new Browser(world);
      victim.cookies.set('muster-acme', stranger.sessionCookie()!);
      await victim.open({ prompt: 'login' });
      await victim.logOn('alice');
      assert.equal((await victim.call('GET', '/me')).body.account.username, 'alice');
      assert.equal((await stranger.call('GET', '/me')).status, 401);
    });

    it('change their secret with every further log-on', async () => {
      const browser = await loggedOn();
      const before = browser.sessionCookie()!;
      const { sessionId } = (await browser.call('GET', '/me')).body;
      await browser.open({ prompt: 'login' });
      assert.equal((await browser.logOn('alice')).body.kind, 'done');
      assert.notEqual(browser.sessionCookie(), before);
      assert.equal((await browser.call('GET', '/me')).body.sessionId, sessionId);
      const thief = new Browser(world);
      thief.cookies.set('muster-acme', before);
      assert.equal((await thief.call('GET', '/me')).status, 401);
    });

    it('of one instance are nothing at another', async () => {
      const browser = await loggedOn();
      const other = new Browser(world, 'other');
      other.cookies.set('muster-other', browser.sessionCookie()!);
      assert.equal((await other.call('GET', '/me')).status, 401);
      other.cookies.set('muster-acme', browser.sessionCookie()!);
      assert.equal((await other.call('GET', '/me')).status, 401);
    });

    it('are not the cookie of a log-on under way, nor of the browser', async () => {
      const browser = new Browser(world);
      await browser.open();
      const thief = new Browser(world);
      thief.cookies.set('muster-acme', browser.cookies.get('muster.logon-acme')!);
      assert.equal((await thief.call('GET', '/me')).status, 401);
      const known = await loggedOn();
      thief.cookies.set('muster-acme', known.cookies.get('muster.browser-acme')!);
      assert.equal((await thief.call('GET', '/me')).status, 401);
    });

    for (const value of [
      '',
      'short',
      'A'.repeat(44),
      `${'A'.repeat(42)}%`,
      `${'A'.repeat(42)}'`,
      '../../etc',
    ])
      it(`refuse the cookie ${JSON.stringify(value)}`, async () => {
        const browser = new Browser(world);
        browser.cookies.set('muster-acme', value);
        assert.equal((await browser.call('GET', '/me')).status, 401);
      });

    it('carry cookies that scripts cannot read and other sites cannot send', async () => {
      const browser = await loggedOn();
      const page = new Browser(world);
      await page.password('alice', PASSWORD);
      const lines = page.setCookies;
      assert.equal(lines.length, 3);
      for (const line of lines) assert.match(line, /; Path=\/; HttpOnly; SameSite=Lax/);
      assert.doesNotMatch(lines.join(), /Domain=/i);
      assert.ok(browser.sessionCookie());
    });

    it('cannot be finished twice from one log-on', async () => {
      const browser = new Browser(world);
      const method = await browser.method();
      const send = { body: { method, username: 'alice', password: PASSWORD } };
      const answers = await Promise.all(
        [1, 2, 3, 4].map(() => browser.call('POST', '/logon/password', send)),
      );
      const done = answers.filter(({ body }) => body.kind === 'done');
      assert.equal(done.length, 1);
      // All four count as failed until they are checked, which with what failed before may be too many.
      for (const { body } of answers)
        if (body.kind !== 'done') assert.match(body.code, /^(logon_expired|too_many_attempts)$/);
    });
  });

  describe('steps', () => {
    it('are taken in their order only', async () => {
      const browser = new Browser(world);
      await browser.open();
      for (const [path, body] of [
        ['/logon/second-factor', { factor: 'totp', code: '123456' }],
        ['/logon/second-factor/email', undefined],
        ['/logon/second-factor/passkey-options', undefined],
        ['/logon/enrol/totp', undefined],
        ['/logon/enrol/totp/confirm', { code: '123456' }],
        ['/logon/enrol/passkey/options', undefined],
        ['/logon/change-password', { password: 'Amber-Lantern-82!' }],
        ['/logon/skip-password', undefined],
      ] as const) {
        const { status, body: answer } = await browser.call('POST', path, body === undefined ? {} : { body });
        assert.deepEqual([status, answer.code], [409, 'logon_out_of_turn'], path);
      }
    });

    it('end after ten minutes', async () => {
      const browser = new Browser(world);
      await browser.open();
      await world.db.query(`UPDATE logon_attempt SET expires_at = now() WHERE expires_at > now()`);
      const { body } = await browser.call('POST', '/logon/cancel');
      assert.equal(body.code, 'logon_expired');
    });
  });

  it('frames, sniffing and scripts have no place in an answer', async () => {
    const { headers } = await new Browser(world).open();
    assert.match(headers.get('content-security-policy')!, /default-src 'none';frame-ancestors 'none'/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('access-control-allow-origin'), null);
  });
});
