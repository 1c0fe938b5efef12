/** Recovery codes, and codes by e-mail. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { updateAccount } from '../../src/directory/accounts.ts';
import { MusterError } from '../../src/errors/error.ts';
import { checkFactor, factorsOf, sendEmailCode } from '../../src/logon/factors.ts';
import { type FactorHands, factorHands, mailOf } from './factor-hands.ts';
import { ACTOR, type Person, type PortalWorld, startPortal } from './portal-world.ts';

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

const refusedAs = (code: string) => (error: unknown) => error instanceof MusterError && error.code === code;

describe('a recovery code', () => {
  it('counts once, however it is typed, and its use is told', async () => {
    const { recoveryCodes } = await hands.enrol(alice);
    const [first, second] = recoveryCodes as [string, string];
    assert.match(first, /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
    assert.deepEqual(await hands.give(alice, 'recovery', first), { ok: true, amr: ['otp'] });
    assert.deepEqual(await hands.give(alice, 'recovery', first), { ok: false, reason: 'code_replayed' });
    const typed = ` ${second.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'I')} `;
    assert.equal(await checkFactor(world.deps, alice.id, { factor: 'recovery', code: typed }), true);
    assert.equal((await factorsOf(world.db, alice.id)).recoveryLeft, 8);
    assert.match((await world.mails.arrived(mailOf(alice), 2)).text, /recovery code was used/);
  });

  it('passes one of many at once', async () => {
    const { recoveryCodes } = await hands.enrol(alice);
    const verdicts = await Promise.allSettled(
      Array.from({ length: 10 }, () => hands.give(alice, 'recovery', recoveryCodes[3]!)),
    );
    assert.equal(verdicts.filter((one) => one.status === 'fulfilled' && one.value.ok).length, 1);
  });

  it('of somebody else counts for nobody, nor one from before new ones were made', async () => {
    const bob = await hands.newPerson();
    const { recoveryCodes } = await hands.enrol(alice);
    await hands.enrol(bob);
    assert.deepEqual(await hands.give(bob, 'recovery', recoveryCodes[0]!), {
      ok: false,
      reason: 'code_wrong',
    });
    const { body } = await alice.call('POST', '/factors/recovery', {});
    assert.equal(body.recoveryCodes.length, 10);
    assert.deepEqual(await hands.give(alice, 'recovery', recoveryCodes[0]!), {
      ok: false,
      reason: 'code_wrong',
    });
    assert.equal((await hands.give(alice, 'recovery', body.recoveryCodes[0])).ok, true);
  });

  it('is not made where there is nothing it stands in for, and goes with the last factor', async () => {
    const { status, body } = await alice.call('POST', '/factors/recovery', {});
    assert.deepEqual([status, body.code], [409, 'recovery_needs_factor']);
    const { recoveryCodes } = await hands.enrol(alice);
    assert.equal((await alice.call('DELETE', '/factors/totp')).status, 204);
    assert.deepEqual(await hands.give(alice, 'recovery', recoveryCodes[0]!), {
      ok: false,
      reason: 'code_wrong',
    });
  });
});

describe('a code by e-mail', () => {
  it('reaches the verified address in the person’s language, and counts once', async () => {
    const { hint } = await sendEmailCode(world.deps, alice.id);
    assert.match(hint, /^a….@example\.com$/);
    const code = await hands.sentCode(mailOf(alice));
    const mail = await world.mails.arrived(mailOf(alice));
    assert.deepEqual(mail.to, [mailOf(alice)]);
    assert.equal(mail.headers.get('subject'), 'Acme <b>&</b> Söhne: your log-on code');
    assert.doesNotMatch(mail.html, /<b>&<\/b> Söhne/);
    assert.deepEqual(await hands.give(alice, 'email', code), { ok: true, amr: ['mail'] });
    assert.deepEqual(await hands.give(alice, 'email', code), { ok: false, reason: 'factor_missing' });
  });

  it('is not in the database', async () => {
    await sendEmailCode(world.deps, alice.id);
    const code = await hands.sentCode(mailOf(alice));
    const { rows } = await world.db.query(`SELECT row_to_json(c)::text AS text FROM email_code c`);
    assert.ok(rows.length > 0);
    for (const { text } of rows) assert.ok(!text.includes(code));
  });

  it('is sent once a minute, and the last one counts', async () => {
    await sendEmailCode(world.deps, alice.id);
    await assert.rejects(sendEmailCode(world.deps, alice.id), refusedAs('factor_code_recent'));
    const old = await hands.sentCode(mailOf(alice), 1);
    await hands.aMinuteLater();
    await sendEmailCode(world.deps, alice.id);
    const code = await hands.sentCode(mailOf(alice), 2);
    if (old !== code) assert.equal((await hands.give(alice, 'email', old)).ok, false);
    assert.equal((await hands.give(alice, 'email', code)).ok, true);
  });

  it('one mail leaves of many asked for at once', async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, () => sendEmailCode(world.deps, alice.id)),
    );
    assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal(world.mails.mails.filter(({ to }) => to.includes(mailOf(alice))).length, 1);
  });

  it('is worth nothing after five tries, be they at once, nor after ten minutes', async () => {
    await sendEmailCode(world.deps, alice.id);
    const code = await hands.sentCode(mailOf(alice));
    const wrong = code === '111111' ? '222222' : '111111';
    for (let i = 0; i < 5; i++) {
      await hands.give(alice, 'email', wrong);
      await hands.waited(alice);
    }
    assert.deepEqual(await hands.give(alice, 'email', code), { ok: false, reason: 'code_expired' });
    await hands.waited(alice);
    await hands.aMinuteLater();
    await sendEmailCode(world.deps, alice.id);
    await world.db.query(`UPDATE email_code SET sent_at = now() - interval '11 minutes'`);
    assert.deepEqual(await hands.give(alice, 'email', await hands.sentCode(mailOf(alice), 2)), {
      ok: false,
      reason: 'code_expired',
    });
  });

  it('of somebody else, and one for verifying, do not count', async () => {
    const bob = await hands.newPerson();
    await sendEmailCode(world.deps, alice.id);
    const code = await hands.sentCode(mailOf(alice));
    assert.deepEqual(await hands.give(bob, 'email', code), { ok: false, reason: 'factor_missing' });
    await updateAccount(world.db, ACTOR, 'acme', bob.id, { emailVerified: false });
    assert.equal((await bob.call('POST', '/me/email/verify', {})).status, 204);
    await hands.waited(bob);
    assert.deepEqual(await hands.give(bob, 'email', await hands.sentCode(mailOf(bob))), {
      ok: false,
      reason: 'factor_missing',
    });
  });

  it('does not count once the account has another address, nor reach one that is not verified', async () => {
    await sendEmailCode(world.deps, alice.id);
    const code = await hands.sentCode(mailOf(alice));
    await updateAccount(world.db, ACTOR, 'acme', alice.id, {
      email: `other-${alice.username}@example.com`,
      emailVerified: true,
    });
    assert.deepEqual(await hands.give(alice, 'email', code), { ok: false, reason: 'code_expired' });
    await updateAccount(world.db, ACTOR, 'acme', alice.id, { emailVerified: false });
    await assert.rejects(sendEmailCode(world.deps, alice.id), refusedAs('factor_email_missing'));
    assert.equal((await factorsOf(world.db, alice.id)).email, null);
  });

  it('that could not be sent does not keep the next one waiting', async () => {
    world.mails.refuse = true;
    await assert.rejects(sendEmailCode(world.deps, alice.id), refusedAs('mail_not_sent'));
    world.mails.refuse = false;
    await sendEmailCode(world.deps, alice.id);
    assert.equal((await hands.give(alice, 'email', await hands.sentCode(mailOf(alice)))).ok, true);
  });
});
