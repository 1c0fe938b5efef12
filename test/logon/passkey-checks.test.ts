/** Passkeys of a software authenticator, checked as first and as second factor. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { checkPasskeyLogon, passkeyLogonOptions, secondPasskeyOptions } from '../../src/logon/passkey.ts';
import type { Twist } from './authenticator.ts';
import { type FactorHands, factorHands } from './factor-hands.ts';
import { type Person, type PortalWorld, startPortal } from './portal-world.ts';

let world: PortalWorld;
let hands: FactorHands;
let alice: Person;

before(async () => {
  world = await startPortal();
  hands = factorHands(world);
});
after(() => world.close());
beforeEach(async () => {
  world.clock.aheadMs = 0;
  alice = await hands.newPerson();
});

describe('instead of a password', () => {
  it('says who it is, and needs no second factor', async () => {
    const own = await hands.registered(alice);
    const verdict = await hands.logOn(own);
    assert.deepEqual(verdict, { ok: true, accountId: alice.id, amr: ['hwk', 'user', 'mfa'] });
    const synced = await hands.registered(alice, hands.device(true));
    assert.deepEqual(await hands.logOn(synced), {
      ok: true,
      accountId: alice.id,
      amr: ['swk', 'user', 'mfa'],
    });
    const { body } = await alice.call('GET', '/factors');
    assert.ok(body.passkeys[0].lastUsedAt);
  });

  it('asks for nobody in particular, and binds the answer to this server', async () => {
    const options = await passkeyLogonOptions(world.deps, hands.newAttempt());
    assert.equal(options.allowCredentials, undefined);
    assert.equal(options.rpId, 'localhost');
    assert.equal(options.userVerification, 'required');
  });

  const TWISTS: [string, Twist, string][] = [
    ['of another site', { origin: 'https://evil.example' }, 'passkey_invalid'],
    ['of a sister site', { origin: 'http://sub.localhost' }, 'passkey_invalid'],
    ['of another port', { origin: 'http://localhost:1' }, 'passkey_invalid'],
    ['for another relying party', { rpId: 'evil.example' }, 'passkey_invalid'],
    ['with a challenge of its own', { challenge: Buffer.alloc(32).toString('base64url') }, 'passkey_invalid'],
    ['without verifying its user', { userVerified: false }, 'passkey_invalid'],
    ['without its user there', { userPresent: false, userVerified: false }, 'passkey_invalid'],
    ['made for something else', { type: 'webauthn.create' }, 'passkey_invalid'],
    ['signed by another key', { otherKey: true }, 'passkey_invalid'],
    ['in a frame of another site', { crossOrigin: true }, 'passkey_invalid'],
    ['without the handle', { userHandle: null }, 'passkey_unknown'],
    ['with an empty handle', { userHandle: '' }, 'passkey_unknown'],
    ['with a handle of nobody', { userHandle: Buffer.alloc(32).toString('base64url') }, 'passkey_unknown'],
  ];
  for (const [what, twist, reason] of TWISTS)
    it(`refuses one ${what}`, async () => {
      const own = await hands.registered(alice);
      const verdict = await hands.logOn(own, twist);
      assert.ok(!verdict.ok);
      assert.equal(verdict.reason, reason);
      assert.equal(await hands.counterOf(own), 1, 'what was refused does not count');
      assert.equal((await hands.logOn(own)).ok, true);
    });

  it('refuses a key with the handle of somebody else', async () => {
    const own = await hands.registered(alice);
    const bobs = await hands.registered(await hands.newPerson());
    const verdict = await hands.logOn(own, { userHandle: bobs.handle });
    assert.deepEqual(verdict, { ok: false, reason: 'passkey_unknown' });
  });

  it('refuses a key nobody has registered, or that was removed', async () => {
    assert.deepEqual(await hands.logOn(hands.device(), { userHandle: 'AAAA' }), {
      ok: false,
      reason: 'passkey_unknown',
    });
    const own = await hands.registered(alice);
    const { body } = await alice.call('GET', '/factors');
    assert.equal((await alice.call('DELETE', `/factors/passkeys/${body.passkeys[0].id}`)).status, 204);
    assert.deepEqual(await hands.logOn(own), { ok: false, reason: 'passkey_unknown' });
  });

  it('refuses the key of another instance', async () => {
    const own = await hands.registered(alice);
    assert.deepEqual(await hands.logOn(own, {}, 'globex'), { ok: false, reason: 'passkey_unknown' });
    const stranger = await hands.registered(await hands.newPerson({}, 'globex'));
    assert.deepEqual(await hands.logOn(stranger, {}, 'acme'), { ok: false, reason: 'passkey_unknown' });
  });

  it('takes an answer once, of the attempt it was made for, within five minutes', async () => {
    const own = await hands.registered(alice);
    const attempt = hands.newAttempt();
    const options = await passkeyLogonOptions(world.deps, attempt);
    const other = hands.newAttempt();
    await passkeyLogonOptions(world.deps, other);
    const response = own.get(options);
    const check = (binding: string, given: unknown = response) =>
      checkPasskeyLogon(world.deps, 'acme', binding, given);
    assert.deepEqual(await check('no attempt'), { ok: false, reason: 'passkey_challenge' });
    assert.equal((await check(other)).ok, false);
    assert.equal((await check(attempt)).ok, true);
    assert.deepEqual(await check(attempt), { ok: false, reason: 'passkey_challenge' });
    // A wrong answer spends the challenge too.
    const once = await passkeyLogonOptions(world.deps, attempt);
    assert.equal((await check(attempt, { nothing: true })).ok, false);
    assert.deepEqual(await check(attempt, own.get(once)), { ok: false, reason: 'passkey_challenge' });
    const late = await passkeyLogonOptions(world.deps, attempt);
    await world.db.query(`UPDATE passkey_challenge SET made_at = now() - interval '6 minutes'`);
    assert.deepEqual(await check(attempt, own.get(late)), { ok: false, reason: 'passkey_challenge' });
  });

  it('takes one of many that bring the same answer at once', async () => {
    const own = await hands.registered(alice);
    const attempt = hands.newAttempt();
    const response = own.get(await passkeyLogonOptions(world.deps, attempt));
    const verdicts = await Promise.all(
      Array.from({ length: 8 }, () => checkPasskeyLogon(world.deps, 'acme', attempt, response)),
    );
    assert.equal(verdicts.filter(({ ok }) => ok).length, 1);
  });

  it('refuses a counter that stands still or goes back, and keeps the higher one', async () => {
    const own = await hands.registered(alice);
    assert.equal((await hands.logOn(own, { counter: 50 })).ok, true);
    for (const counter of [50, 49, 1, 0])
      assert.deepEqual(await hands.logOn(own, { counter }), {
        ok: false,
        reason: 'passkey_counter',
        accountId: alice.id,
      });
    assert.equal(await hands.counterOf(own), 50);
    assert.equal((await hands.logOn(own, { counter: 51 })).ok, true);
  });

  it('challenges of one purpose are no others’', async () => {
    const own = await hands.registered(alice);
    const attempt = hands.newAttempt();
    const options = await secondPasskeyOptions(world.deps, alice.id, attempt);
    const verdict = await checkPasskeyLogon(world.deps, 'acme', attempt, own.get(options));
    assert.deepEqual(verdict, { ok: false, reason: 'passkey_challenge' });
  });
});

describe('as second factor', () => {
  it('is one of the account whose first factor is known', async () => {
    const own = await hands.registered(alice);
    const options = await secondPasskeyOptions(world.deps, alice.id, hands.newAttempt());
    assert.deepEqual(
      options.allowCredentials?.map(({ id }) => id),
      [own.id],
    );
    assert.deepEqual(await hands.second(alice, own), { ok: true, amr: ['hwk', 'user', 'mfa'] });
    // Browsers may leave the handle out where the key was named.
    assert.equal((await hands.second(alice, own, { userHandle: null })).ok, true);
  });

  it('of another account does not count, whatever handle it shows', async () => {
    const own = await hands.registered(alice);
    const bob = await hands.newPerson();
    const bobs = await hands.registered(bob);
    for (const twist of [{}, { userHandle: null }, { userHandle: bobs.handle }])
      assert.deepEqual(await hands.second(bob, own, twist), { ok: false, reason: 'passkey_unknown' });
    assert.equal((await hands.second(await hands.newPerson({}, 'globex'), own)).ok, false);
  });

  it('verifies its user here too, and its counter', async () => {
    const own = await hands.registered(alice);
    assert.deepEqual(await hands.second(alice, own, { userVerified: false }), {
      ok: false,
      reason: 'passkey_invalid',
    });
    assert.equal((await hands.second(alice, own, { counter: 9 })).ok, true);
    assert.equal((await hands.second(alice, own, { counter: 9 })).ok, false);
  });
});
