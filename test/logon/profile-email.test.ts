/** The e-mail address of a person: verified, and changed, by codes only. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createAccount, getAccount, updateAccount } from '../../src/directory/accounts.ts';
import { updateLogonSettings } from '../../src/logon/settings.ts';
import type { PortalField } from '../../src/model/factors.ts';
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
  await allow();
});

const allow = (...portalFields: PortalField[]) =>
  updateLogonSettings(world.db, ACTOR, 'acme', { portalFields });
const stored = (person: Person = alice) => getAccount(world.db, person.instance, person.id);

describe('an e-mail address', () => {
  const wanted = () => `new-${alice.username}@example.com`;

  it('is verified by the code it gets', async () => {
    await updateAccount(world.db, ACTOR, 'acme', alice.id, { emailVerified: false });
    assert.equal((await alice.call('POST', '/me/email/verify')).status, 204);
    const code = await hands.sentCode(mailOf(alice));
    const wrong = await alice.call('PUT', '/me/email/verify', {
      code: code === '123456' ? '654321' : '123456',
    });
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'factor_code_wrong']);
    assert.equal((await alice.call('PUT', '/me/email/verify', { code })).status, 204);
    assert.equal((await stored()).emailVerified, true);
    assert.equal((await alice.call('PUT', '/me/email/verify', { code })).body.code, 'factor_code_wrong');
    assert.equal((await alice.call('POST', '/me/email/verify')).body.code, 'email_verified_already');
  });

  it('changes by a code to the new one, never before, and the old one is told', async () => {
    await allow('email');
    const address = wanted();
    assert.equal((await alice.call('POST', '/me/email/verify', { email: address })).status, 204);
    assert.equal((await stored()).email, mailOf(alice));
    assert.equal(
      (await alice.call('PUT', '/me/email/verify', { code: await hands.sentCode(address) })).status,
      204,
    );
    const { email, emailVerified } = await stored();
    assert.deepEqual([email, emailVerified], [address, true]);
    assert.match((await world.mails.arrived(mailOf(alice))).text, /e-mail address was changed/);
  });

  it('stays where the instance does not let people change it, or forbids it meanwhile', async () => {
    const refused = await alice.call('POST', '/me/email/verify', { email: wanted() });
    assert.deepEqual([refused.status, refused.body.code], [403, 'profile_field_fixed']);
    await allow('email');
    await alice.call('POST', '/me/email/verify', { email: wanted() });
    await allow();
    const code = await hands.sentCode(wanted());
    assert.equal((await alice.call('PUT', '/me/email/verify', { code })).body.code, 'profile_field_fixed');
    assert.equal((await stored()).email, mailOf(alice));
  });

  it('of somebody else cannot be taken, verified or not, and is not told before the code', async () => {
    await allow('email');
    const { email: bobs } = await createAccount(world.db, ACTOR, 'acme', {
      username: `bob-${alice.username}`,
      email: `bob-${alice.username}@example.com`,
    });
    assert.equal((await alice.call('POST', '/me/email/verify', { email: bobs })).status, 204);
    const guess = await alice.call('PUT', '/me/email/verify', { code: '000000' });
    assert.notEqual(guess.status, 204);
    const { status, body } = await alice.call('PUT', '/me/email/verify', {
      code: await hands.sentCode(bobs!),
    });
    assert.deepEqual([status, body.code], [409, 'profile_value_taken']);
    assert.ok(!JSON.stringify(body).includes(`bob-${alice.username}"`));
    assert.equal((await stored()).email, mailOf(alice));
  });

  it('takes the code of no other person and no other address', async () => {
    await allow('email');
    const bob = await hands.newPerson();
    const address = `target-${alice.username}@example.com`;
    await bob.call('POST', '/me/email/verify', { email: `bobs-${alice.username}@example.com` });
    await alice.call('POST', '/me/email/verify', { email: address });
    const bobsCode = await hands.sentCode(`bobs-${alice.username}@example.com`);
    const alicesCode = await hands.sentCode(address);
    if (bobsCode !== alicesCode)
      assert.equal(
        (await alice.call('PUT', '/me/email/verify', { code: bobsCode })).body.code,
        'factor_code_wrong',
      );
    // A new address means a new code.
    await hands.aMinuteLater();
    await alice.call('POST', '/me/email/verify', { email: `other-${alice.username}@example.com` });
    const last = await hands.sentCode(`other-${alice.username}@example.com`);
    if (last !== alicesCode)
      assert.equal(
        (await alice.call('PUT', '/me/email/verify', { code: alicesCode })).body.code,
        'factor_code_wrong',
      );
    assert.equal((await stored()).email, mailOf(alice));
  });

  for (const email of [
    'a@b\r\nBcc: c@example.com',
    'a@example.com, b@example.com',
    'a',
    '',
    '<a@example.com>',
    7,
  ])
    it(`is not ${JSON.stringify(email)}`, async () => {
      await allow('email');
      assert.equal((await alice.call('POST', '/me/email/verify', { email })).status, 422);
    });

  it('is not flooded: one code a minute', async () => {
    await updateAccount(world.db, ACTOR, 'acme', alice.id, { emailVerified: false });
    await alice.call('POST', '/me/email/verify');
    const { status, body } = await alice.call('POST', '/me/email/verify');
    assert.deepEqual([status, body.code], [429, 'factor_code_recent']);
  });
});
