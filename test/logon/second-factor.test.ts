import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { secondFactorNeed } from '../../src/logon/step.ts';
import { Browser, openWorld, PASSWORD, type World } from './world.ts';

describe('second factor', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  beforeEach(() => policy({ policy: 'smart', rememberDays: 30, factors: ['totp', 'email', 'passkey'] }));

  async function policy(secondFactor: object): Promise<void> {
    const { status } = await world.api('PATCH', '/instances/acme/logon-settings', { secondFactor });
    assert.equal(status, 200);
  }

  /** A code of the app, each time another one: the clock goes on by a step. */
  let steps = 0;
  function codeOf(secret: string): string {
    world.clock.ahead = ++steps * 30_000;
    const timestamp = Date.now() + world.clock.ahead;
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
  }

  /** An account with an authenticator app; gives the app's secret and the recovery codes. */
  async function enrolled(username: string) {
    await world.person({ username });
    const browser = new Browser(world);
    await browser.logOn(username);
    // The clock of the server is ahead for codes: a session of now looks old to it.
    world.clock.ahead = 0;
    const { secret } = (await browser.call('POST', '/factors/totp')).body;
    const timestamp = Date.now();
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
    const confirmed = await browser.call('PUT', '/factors/totp', { body: { code } });
    assert.equal(confirmed.status, 200);
    return { secret: secret as string, recoveryCodes: confirmed.body.recoveryCodes as string[] };
  }

  it('smart: is asked of who has one, in a browser that is not remembered', async () => {
    const { secret } = await enrolled('alice');
    const browser = new Browser(world);
    const step = (await browser.password('alice', PASSWORD)).body;
    assert.deepEqual(step, {
      kind: 'second-factor',
      factors: ['totp', 'recovery'],
      emailHint: null,
      rememberable: true,
    });
    assert.equal(browser.sessionCookie(), undefined);
    assert.equal((await browser.call('GET', '/me')).status, 401);
    assert.equal((await browser.open()).body.step.kind, 'second-factor', 'the page can be loaded again');
    const wrong = await browser.call('POST', '/logon/second-factor', {
      body: { factor: 'totp', code: '000000' },
    });
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'factor_code_wrong']);
    const remembered = await browser.call('POST', '/logon/second-factor', {
      body: { factor: 'totp', code: codeOf(secret), remember: true },
    });
    assert.equal(remembered.body.kind, 'done');
    world.clock.ahead = 0;
    await browser.enter();
    const { items } = (await browser.call('GET', '/sessions')).body;
    assert.deepEqual(items[0].methods, ['pwd', 'otp', 'mfa']);
    await browser.call('DELETE', '/session');
    assert.equal((await browser.logOn('alice')).body.kind, 'done', 'remembered');
    browser.address = '203.0.113.77';
    await browser.call('DELETE', '/session');
    assert.equal(
      (await browser.password('alice', PASSWORD)).body.kind,
      'second-factor',
      'from another network',
    );
    assert.equal((await new Browser(world).password('alice', PASSWORD)).body.kind, 'second-factor');
  });

  it('smart: a browser that is remembered for one account is not for another', async () => {
    const first = await enrolled('first');
    await enrolled('second');
    const browser = new Browser(world);
    await browser.password('first', PASSWORD);
    await browser.call('POST', '/logon/second-factor', {
      body: { factor: 'totp', code: codeOf(first.secret), remember: true },
    });
    assert.equal((await browser.password('second', PASSWORD)).body.kind, 'second-factor');
  });

  it('smart: forgets browsers when the password changes', async () => {
    const { secret } = await enrolled('forgotten');
    const browser = new Browser(world);
    await browser.password('forgotten', PASSWORD);
    const body = { factor: 'totp', code: codeOf(secret), remember: true };
    assert.equal((await browser.call('POST', '/logon/second-factor', { body })).body.kind, 'done');
    const account = (await world.api('GET', '/instances/acme/accounts/forgotten')).body.id;
    const password = 'Amber-Lantern-82!';
    await world.api('PUT', `/instances/acme/accounts/${account}/password`, { password, temporary: false });
    assert.equal((await browser.password('forgotten', password)).body.kind, 'second-factor');
  });

  it('a code counts once, a recovery code too', async () => {
    const { secret, recoveryCodes } = await enrolled('once');
    const code = codeOf(secret);
    for (const [given, kind] of [
      [{ factor: 'totp', code }, 'done'],
      [{ factor: 'totp', code }, undefined],
      [{ factor: 'recovery', code: recoveryCodes[0] }, 'done'],
      [{ factor: 'recovery', code: recoveryCodes[0] }, undefined],
    ] as const) {
      const browser = new Browser(world);
      await browser.password('once', PASSWORD);
      assert.equal((await browser.call('POST', '/logon/second-factor', { body: given })).body.kind, kind);
    }
  });

  it('cannot be given for somebody else’s log-on, nor in a kind that was not asked for', async () => {
    const mine = await enrolled('mallory');
    await enrolled('victim');
    const browser = new Browser(world);
    await browser.password('victim', PASSWORD);
    const send = (body: object) => browser.call('POST', '/logon/second-factor', { body });
    assert.equal((await send({ factor: 'totp', code: codeOf(mine.secret) })).body.code, 'factor_code_wrong');
    assert.equal((await send({ factor: 'email', code: '123456' })).body.code, 'logon_out_of_turn');
    assert.equal((await send({ factor: 'passkey', response: {} })).body.code, 'logon_out_of_turn');
    assert.equal((await send({ factor: 'none' })).status, 422);
    // The account of the attempt is the one whose password was given last.
    const switched = await browser.call('POST', '/logon/password', {
      body: { method: await browser.method(), username: 'mallory', password: PASSWORD },
    });
    assert.equal(switched.body.kind, 'second-factor');
  });

  it('waits after wrong codes', async () => {
    await enrolled('guessed');
    const browser = new Browser(world);
    await browser.password('guessed', PASSWORD);
    const codes: string[] = [];
    for (let i = 0; i < 8; i++)
      codes.push(
        (await browser.call('POST', '/logon/second-factor', { body: { factor: 'totp', code: `00000${i}` } }))
          .body.code,
      );
    assert.equal(codes[0], 'factor_code_wrong');
    assert.equal(codes.at(-1), 'factor_attempts');
  });

  it('by e-mail is sent to the verified address', async () => {
    await policy({ policy: 'always', rememberDays: 30, factors: ['totp', 'email'] });
    await world.person({ username: 'mailed', email: 'mailed@example.com', emailVerified: true });
    const browser = new Browser(world);
    const step = (await browser.password('mailed', PASSWORD)).body;
    assert.deepEqual(step.factors, ['email']);
    assert.match(step.emailHint, /^m.*@example\.com$/);
    assert.equal((await browser.call('POST', '/logon/second-factor/email')).status, 200);
    const mail = world.mails.findLast(({ to }) => to === 'mailed@example.com');
    const code = /\b(\d{6})\b/.exec(mail!.text.slice(mail!.text.indexOf('\r\n\r\n')))![1];
    const done = await browser.call('POST', '/logon/second-factor', { body: { factor: 'email', code } });
    assert.equal(done.body.kind, 'done');
  });

  it('always: has one set up on the way, and gives recovery codes', async () => {
    await policy({ policy: 'always', rememberDays: 30, factors: ['totp'] });
    await world.person({ username: 'new' });
    const browser = new Browser(world);
    assert.deepEqual((await browser.password('new', PASSWORD)).body, { kind: 'enrol', factors: ['totp'] });
    assert.equal((await browser.call('POST', '/logon/enrol/passkey/options')).body.code, 'logon_out_of_turn');
    const { secret, svg, uri } = (await browser.call('POST', '/logon/enrol/totp')).body;
    assert.match(svg, /^<svg/);
    assert.match(uri, /^otpauth:\/\/totp\//);
    const wrong = await browser.call('POST', '/logon/enrol/totp/confirm', { body: { code: '000000' } });
    assert.equal(wrong.body.code, 'factor_code_wrong');
    const confirmed = await browser.call('POST', '/logon/enrol/totp/confirm', {
      body: { code: codeOf(secret) },
    });
    assert.equal(confirmed.body.step.kind, 'done');
    assert.equal(confirmed.body.recoveryCodes.length, 10);
    world.clock.ahead = 0;
    const again = new Browser(world);
    assert.equal((await again.password('new', PASSWORD)).body.kind, 'second-factor');
  });

  it('always: nobody gets in who cannot have one', async () => {
    await policy({ policy: 'always', rememberDays: 0, factors: ['email'] });
    await world.person({ username: 'without' });
    const browser = new Browser(world);
    const { status, body } = await browser.password('without', PASSWORD);
    assert.deepEqual([status, body.code], [403, 'second_factor_impossible']);
    assert.equal((await browser.open()).body.step.kind, 'start');
  });

  it('comes before a change of the password', async () => {
    const { secret } = await enrolled('ordered');
    const { id } = (await world.api('GET', '/instances/acme/accounts/ordered')).body;
    const { password } = (await world.api('PUT', `/instances/acme/accounts/${id}/password`, {})).body;
    const browser = new Browser(world);
    assert.equal((await browser.password('ordered', password)).body.kind, 'second-factor');
    const change = { body: { password: 'Cedar-Window-93!' } };
    assert.equal(
      (await browser.call('POST', '/logon/change-password', change)).body.code,
      'logon_out_of_turn',
    );
    const body = { factor: 'totp', code: codeOf(secret) };
    assert.equal((await browser.call('POST', '/logon/second-factor', { body })).body.kind, 'change-password');
    assert.equal((await browser.call('POST', '/logon/change-password', change)).body.kind, 'done');
  });

  it('off: is asked of nobody', async () => {
    await enrolled('relaxed');
    await policy({ policy: 'off', rememberDays: 30, factors: ['totp'] });
    assert.equal((await new Browser(world).password('relaxed', PASSWORD)).body.kind, 'done');
  });
});

describe('what is needed after the first factor', () => {
  const counts = new Set(['totp', 'passkey', 'email'] as const);
  const none = { totp: false, passkeys: 0, recoveryLeft: 0, email: null };
  const facts = { policy: 'smart', counts, has: none, passed: false, trusted: false } as const;

  it('is nothing for who has none with smart, even with an address and recovery codes', () => {
    assert.deepEqual(secondFactorNeed(facts), { need: 'nothing' });
    const has = { ...none, recoveryLeft: 3, email: 'a@example.com' };
    assert.deepEqual(secondFactorNeed({ ...facts, has }), { need: 'nothing' });
  });

  it('is nothing after a passkey that verified its user, whatever the policy', () => {
    for (const policy of ['smart', 'always'] as const)
      assert.deepEqual(secondFactorNeed({ ...facts, policy, passed: true }), { need: 'nothing' });
  });

  it('is a factor with always, in a trusted browser too', () => {
    const has = { ...none, totp: true };
    assert.deepEqual(secondFactorNeed({ ...facts, policy: 'always', has, trusted: true }), {
      need: 'factor',
      factors: ['totp'],
    });
  });

  it('is only what the instance lets count', () => {
    const has = { totp: true, passkeys: 1, recoveryLeft: 2, email: 'a@example.com' };
    const only = new Set(['email'] as const);
    assert.deepEqual(secondFactorNeed({ ...facts, policy: 'always', counts: only, has }), {
      need: 'factor',
      factors: ['email'],
    });
  });
});
