/** Second factors and passkeys in a whole log-on, from the page to the session. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { updateAccount } from '../../src/directory/accounts.ts';
import { updateLogonSettings } from '../../src/logon/settings.ts';
import { type SoftAuthenticator, softAuthenticator, type Twist } from './authenticator.ts';
import { ACTOR, type Answer, Browser, openWorld, PASSWORD, type World } from './world.ts';

const ORIGIN = 'http://localhost';
let world: World;
let username: string;
let accountId: string;
let count = 0;

before(async () => {
  world = await openWorld({ publicUrl: ORIGIN });
  await new Browser(world).open();
  await new Browser(world, 'other').open();
  await world.db.query(`UPDATE logon_method SET enabled = true WHERE kind = 'passkey'`);
});
after(() => world.close());
beforeEach(async () => {
  world.clock.ahead = 0;
  username = `alice${++count}`;
  const email = `${username}@example.com`;
  ({ id: accountId } = await world.person({ username, email, emailVerified: true }));
  await policy('always', ['totp', 'passkey']);
});

type Factor = 'totp' | 'email' | 'passkey';
const policy = (how: 'off' | 'smart' | 'always', factors: Factor[], instance = 'acme') =>
  updateLogonSettings(world.db, ACTOR, instance, { secondFactor: { policy: how, rememberDays: 0, factors } });
const codeOf = (secret: string) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: world.deps.now().getTime() });
/** Past every code that was used. */
const later = () => {
  world.clock.ahead += 90_000;
};
/** A browser that has given name and password. */
async function halfWay(name = username): Promise<Browser> {
  const browser = new Browser(world, 'acme', `192.0.2.${(count % 250) + 1}`);
  const { body } = await browser.password(name, PASSWORD);
  assert.ok(['second-factor', 'enrol'].includes(body.kind), JSON.stringify(body));
  return browser;
}
const give = (browser: Browser, factor: string, more: object) =>
  browser.call('POST', '/logon/second-factor', { body: { factor, remember: false, ...more } });
const wasRefused = (answer: Answer, status: number, code: string) =>
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));

/** Sets up an authenticator app on the way in. */
async function enrolled(): Promise<{ secret: string; recoveryCodes: string[] }> {
  const browser = await halfWay();
  const { body: app } = await browser.call('POST', '/logon/enrol/totp', { body: {} });
  const { body } = await browser.call('POST', '/logon/enrol/totp/confirm', {
    body: { code: codeOf(app.secret) },
  });
  assert.equal(body.step.kind, 'done', JSON.stringify(body));
  later();
  return { secret: app.secret, recoveryCodes: body.recoveryCodes };
}
/** A passkey made in the portal. */
async function withPasskey(instance = 'acme', name = username): Promise<SoftAuthenticator> {
  await policy('off', ['totp'], instance);
  const browser = new Browser(world, instance);
  await browser.logOn(name);
  const own = softAuthenticator(ORIGIN);
  const { body: options } = await browser.call('POST', '/factors/passkeys/options', { body: {} });
  const body = { name: 'Key', response: own.make(options) };
  assert.equal((await browser.call('POST', '/factors/passkeys', { body })).status, 200);
  await policy('always', ['totp', 'passkey'], instance);
  return own;
}
async function passkeyLogon(own: SoftAuthenticator, twist: Twist = {}, instance = 'acme') {
  const browser = new Browser(world, instance, `192.0.2.${(count % 250) + 1}`);
  await browser.open();
  const { body: options } = await browser.call('POST', '/logon/passkey/options', { body: {} });
  const response = own.get(options, twist);
  return { browser, response, answer: await browser.call('POST', '/logon/passkey', { body: { response } }) };
}
const lastAudit = async () =>
  (
    await world.db.query(
      `SELECT action, result, reason FROM audit_entry WHERE category = 'logon' ORDER BY id DESC LIMIT 1`,
    )
  ).rows[0]!;

describe('a second factor at the log-on', () => {
  it('is set up where one is needed and there is none, and asked for the next time', async () => {
    const { secret, recoveryCodes } = await enrolled();
    assert.equal(recoveryCodes.length, 10);
    const browser = await halfWay();
    const { body: page } = await browser.open();
    assert.deepEqual(page.step.factors.toSorted(), ['recovery', 'totp']);
    assert.equal((await browser.call('GET', '/me')).status, 401);
    const { body } = await give(browser, 'totp', { code: codeOf(secret) });
    assert.equal(body.kind, 'done');
    await browser.enter();
    const { body: sessions } = await browser.call('GET', '/sessions');
    const [current] = sessions.items.filter((session: { current: boolean }) => session.current);
    assert.deepEqual(current.methods.toSorted(), ['mfa', 'otp', 'pwd']);
  });

  it('cannot be set up by whoever knows the password of somebody that has one', async () => {
    await enrolled();
    const browser = await halfWay();
    for (const path of ['/logon/enrol/totp', '/logon/enrol/passkey/options'])
      wasRefused(await browser.call('POST', path, { body: {} }), 409, 'logon_out_of_turn');
    const confirm = await browser.call('POST', '/logon/enrol/totp/confirm', { body: { code: '000000' } });
    wasRefused(confirm, 409, 'logon_out_of_turn');
  });

  it('comes after the first, and only as a kind that counts', async () => {
    const { secret } = await enrolled();
    const stranger = new Browser(world);
    await stranger.open();
    wasRefused(await give(stranger, 'totp', { code: codeOf(secret) }), 409, 'logon_out_of_turn');
    for (const path of ['/logon/second-factor/email', '/logon/second-factor/passkey-options'])
      wasRefused(await stranger.call('POST', path, { body: {} }), 409, 'logon_out_of_turn');
    const browser = await halfWay();
    wasRefused(await give(browser, 'email', { code: '123456' }), 409, 'logon_out_of_turn');
    wasRefused(
      await browser.call('POST', '/logon/second-factor/email', { body: {} }),
      409,
      'logon_out_of_turn',
    );
    wasRefused(await give(browser, 'passkey', { response: {} }), 409, 'logon_out_of_turn');
  });

  it('takes no code a second time in another browser, and says nothing of why', async () => {
    const { secret, recoveryCodes } = await enrolled();
    const code = codeOf(secret);
    assert.equal((await give(await halfWay(), 'totp', { code })).body.kind, 'done');
    const other = await halfWay();
    const replayed = await give(other, 'totp', { code });
    wasRefused(replayed, 422, 'factor_code_wrong');
    assert.equal((await lastAudit()).reason, 'code_replayed');
    const wrong = await give(other, 'totp', { code: '000000' });
    assert.equal(wrong.body.detail, replayed.body.detail);
    assert.equal((await give(other, 'recovery', { code: recoveryCodes[0] })).body.kind, 'done');
    wasRefused(await give(await halfWay(), 'recovery', { code: recoveryCodes[0] }), 422, 'factor_code_wrong');
  });

  it('is not guessed by many browsers at once', async () => {
    const { secret } = await enrolled();
    // One after the other: log-ons under one name at once are held up as guesses at its password.
    const browsers = [await halfWay(), await halfWay(), await halfWay()];
    const right = codeOf(secret);
    const guesses = Array.from({ length: 30 }, (_, i) => String(100_000 + i)).filter(
      (code) => code !== right,
    );
    const answers = await Promise.all(
      guesses.map((code, i) => give(browsers[i % browsers.length]!, 'totp', { code })),
    );
    const codes = answers.map(({ body }) => body.code);
    assert.equal(codes.filter((code) => code === 'factor_code_wrong').length, 5);
    assert.equal(codes.filter((code) => code === 'factor_attempts').length, guesses.length - 5);
    wasRefused(await give(browsers[0]!, 'totp', { code: right }), 429, 'factor_attempts');
  });

  it('of somebody else does not let in', async () => {
    const alices = await enrolled();
    username = `bob${count}`;
    await world.person({ username });
    await enrolled();
    const browser = await halfWay();
    wasRefused(await give(browser, 'totp', { code: codeOf(alices.secret) }), 422, 'factor_code_wrong');
    wasRefused(await give(browser, 'recovery', { code: alices.recoveryCodes[0] }), 422, 'factor_code_wrong');
  });

  it('may be a code by e-mail', async () => {
    await policy('always', ['email']);
    const browser = await halfWay();
    const { body } = await browser.call('POST', '/logon/second-factor/email', { body: {} });
    assert.match(body.hint, /^a….@example\.com$/);
    wasRefused(
      await browser.call('POST', '/logon/second-factor/email', { body: {} }),
      429,
      'factor_code_recent',
    );
    const { text } = world.mails.findLast(({ to }) => to === `${username}@example.com`)!;
    const base64 = /base64\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(text)?.[1];
    const plain = base64 ? Buffer.from(base64, 'base64').toString() : text;
    const code = /^ {4}(\d{6})\r?$/m.exec(plain)![1]!;
    wasRefused(
      await give(browser, 'email', { code: code === '000000' ? '1' : '000000' }),
      422,
      'factor_code_wrong',
    );
    assert.equal((await give(browser, 'email', { code })).body.kind, 'done');
  });

  it('may be a passkey, of this log-on and once', async () => {
    const own = await withPasskey();
    const browser = await halfWay();
    const other = await halfWay();
    const optionsFor = async (one: Browser) =>
      (await one.call('POST', '/logon/second-factor/passkey-options', { body: {} })).body;
    const response = own.get(await optionsFor(browser));
    await optionsFor(other);
    wasRefused(await give(other, 'passkey', { response }), 422, 'passkey_refused');
    assert.equal((await give(browser, 'passkey', { response })).body.kind, 'done');
    const unverified = own.get(await optionsFor(other), { userVerified: false });
    wasRefused(await give(other, 'passkey', { response: unverified }), 422, 'passkey_refused');
  });
});

describe('a passkey instead of name and password', () => {
  it('logs on at once, with no second factor', async () => {
    const own = await withPasskey();
    const { browser, answer } = await passkeyLogon(own);
    assert.deepEqual(answer.body, { kind: 'done', to: '/acme/portal' });
    await browser.enter();
    assert.equal((await browser.call('GET', '/me')).body.account.username, username);
    const { body } = await browser.call('GET', '/logons');
    assert.equal(body.items[0].result, 'ok');
  });

  const TWISTS: [string, Twist, string][] = [
    ['of another site', { origin: 'https://evil.example' }, 'passkey_invalid'],
    ['for another relying party', { rpId: 'evil.example' }, 'passkey_invalid'],
    ['that did not verify its user', { userVerified: false }, 'passkey_invalid'],
    ['with another challenge', { challenge: 'AAAA' }, 'passkey_invalid'],
    ['signed by another key', { otherKey: true }, 'passkey_invalid'],
    ['whose counter went back', { counter: 0 }, 'passkey_counter'],
    ['with a handle of nobody', { userHandle: 'AAAA' }, 'passkey_unknown'],
  ];
  for (const [what, twist, reason] of TWISTS)
    it(`is refused ${what}, told as any other log-on; the log knows why`, async () => {
      const own = await withPasskey();
      const { browser, answer } = await passkeyLogon(own, twist);
      wasRefused(answer, 401, 'logon_failed');
      assert.equal((await browser.call('GET', '/me')).status, 401);
      const { action, result, reason: logged } = await lastAudit();
      assert.deepEqual([action, result, logged], ['logon.refused', 'refused', reason]);
    });

  it('is refused a second time, in another browser, and at another instance', async () => {
    const own = await withPasskey();
    const { browser, response } = await passkeyLogon(own);
    const again = await browser.call('POST', '/logon/passkey', { body: { response } });
    assert.ok([401, 409].includes(again.status), `${again.status}`);
    const thief = new Browser(world);
    await thief.open();
    await thief.call('POST', '/logon/passkey/options', { body: {} });
    wasRefused(await thief.call('POST', '/logon/passkey', { body: { response } }), 401, 'logon_failed');
    wasRefused((await passkeyLogon(own, {}, 'other')).answer, 401, 'logon_failed');
  });

  it('is refused for an account that is off, locked or expired, and where passkeys are off', async () => {
    const own = await withPasskey();
    const past = new Date(Date.now() - 60_000).toISOString();
    const future = new Date(Date.now() + 3_600_000).toISOString();
    for (const [off, on] of [
      [{ enabled: false }, { enabled: true }],
      [{ lockedUntil: future }, { lockedUntil: null }],
      [{ expiresAt: past }, { expiresAt: null }],
    ] as const) {
      await updateAccount(world.db, ACTOR, 'acme', accountId, off);
      wasRefused((await passkeyLogon(own)).answer, 401, 'logon_failed');
      await updateAccount(world.db, ACTOR, 'acme', accountId, on);
    }
    assert.equal((await passkeyLogon(own)).answer.body.kind, 'done');
    const switchTo = (enabled: boolean) =>
      world.db.query(`UPDATE logon_method SET enabled = $1 WHERE kind = 'passkey'`, [enabled]);
    const browser = new Browser(world);
    await browser.open();
    const { body: options } = await browser.call('POST', '/logon/passkey/options', { body: {} });
    await switchTo(false);
    const late = await browser.call('POST', '/logon/passkey', { body: { response: own.get(options) } });
    wasRefused(late, 409, 'logon_method_off');
    wasRefused(await browser.call('POST', '/logon/passkey/options', { body: {} }), 409, 'logon_method_off');
    await switchTo(true);
  });
});
