/** Making passkeys, through HTTP with a software authenticator; managing them. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, test } from 'node:test';
import { updateAccount } from '../../src/directory/accounts.ts';
import { MusterError } from '../../src/errors/error.ts';
import { passkeyLogonOptions, relyingParty } from '../../src/logon/passkey.ts';
import { updateLogonSettings } from '../../src/logon/settings.ts';
import type { Twist } from './authenticator.ts';
import { type FactorHands, factorHands } from './factor-hands.ts';
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

describe('making one', () => {
  it('asks for a key that browsers find by themselves and that verifies its user', async () => {
    const { options, status, body } = await hands.register(alice, hands.device(), 'My phone 我的手机');
    assert.equal(status, 200);
    assert.equal(options.rp.id, 'localhost');
    assert.equal(options.authenticatorSelection.residentKey, 'required');
    assert.equal(options.authenticatorSelection.userVerification, 'required');
    assert.equal(options.attestation, 'none');
    assert.equal(options.user.name, alice.username);
    // What an authenticator keeps names nobody.
    const handle = Buffer.from(options.user.id, 'base64url');
    assert.equal(handle.length, 32);
    assert.ok(!handle.toString('latin1').includes(alice.username) && !handle.includes(alice.id));
    assert.equal(body.recoveryCodes.length, 10);
    const { body: shown } = await alice.call('GET', '/factors');
    assert.deepEqual(
      shown.passkeys.map(({ id, name, synced, lastUsedAt }: Record<string, unknown>) => ({
        id,
        name,
        synced,
        lastUsedAt,
      })),
      [{ id: body.id, name: 'My phone 我的手机', synced: false, lastUsedAt: null }],
    );
  });

  it('keeps many for an account, under one handle, and tells the browser of those that are there', async () => {
    const first = hands.device();
    const one = await hands.register(alice, first, 'One');
    const two = await hands.register(alice, hands.device(true), 'Two');
    assert.equal(two.options.user.id, one.options.user.id);
    assert.deepEqual(
      two.options.excludeCredentials.map(({ id }: { id: string }) => id),
      [first.id],
    );
    assert.deepEqual(two.body.recoveryCodes, []);
    const { body } = await alice.call('GET', '/factors');
    assert.deepEqual(
      body.passkeys.map(({ name, synced }: Record<string, unknown>) => [name, synced]),
      [
        ['One', false],
        ['Two', true],
      ],
    );
  });

  it('takes no more than twenty, be they made at once', async () => {
    for (let i = 0; i < 19; i++) await hands.registered(alice);
    const others = [await world.signIn('acme', alice.id, alice.username), alice];
    const answers = await Promise.all(others.map((session) => hands.register(session, hands.device())));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  });

  const TWISTS: [string, Twist][] = [
    ['of another site', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'http://localhost:1' }],
    ['over another scheme', { origin: 'https://localhost' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['with a challenge of its own', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['without verifying its user', { userVerified: false }],
    ['without its user there', { userPresent: false, userVerified: false }],
    ['that is a log-on', { type: 'webauthn.get' }],
  ];
  for (const [what, twist] of TWISTS)
    it(`refuses one ${what}`, async () => {
      const { status, body } = await hands.register(alice, hands.device(), 'Key', twist);
      assert.deepEqual([status, body.code], [422, 'passkey_refused']);
      assert.equal((await alice.call('GET', '/factors')).body.passkeys.length, 0);
    });

  it('refuses an answer to a challenge that was answered, renewed, too old or another session’s', async () => {
    const refused = async (session: Person, response: unknown) => {
      const { body } = await session.call('POST', '/factors/passkeys', { name: 'Key', response });
      assert.equal(body.code, 'passkey_refused');
    };
    const own = hands.device();
    const { body: options } = await alice.call('POST', '/factors/passkeys/options', {});
    const response = own.make(options);
    const other = await world.signIn('acme', alice.id, alice.username);
    await refused(other, response);
    const bob = await hands.newPerson();
    await refused(bob, response);
    assert.equal((await alice.call('POST', '/factors/passkeys', { name: 'Key', response })).status, 200);
    await refused(alice, response);

    const { body: stale } = await alice.call('POST', '/factors/passkeys/options', {});
    await alice.call('POST', '/factors/passkeys/options', {});
    await refused(alice, hands.device().make(stale));
    const { body: old } = await alice.call('POST', '/factors/passkeys/options', {});
    await world.db.query(`UPDATE passkey_challenge SET made_at = now() - interval '6 minutes'`);
    await refused(alice, hands.device().make(old));
  });

  it('refuses what is no answer at all', async () => {
    for (const response of [null, 'x', [], {}, { id: 'a', rawId: 'b', type: 'public-key', response: {} }]) {
      await alice.call('POST', '/factors/passkeys/options', {});
      const { status, body } = await alice.call('POST', '/factors/passkeys', { name: 'Key', response });
      assert.deepEqual([status, body.code], [422, 'passkey_refused']);
    }
  });

  it('does not take the key of somebody else, nor one twice', async () => {
    const own = await hands.registered(alice);
    const bob = await hands.newPerson();
    for (const person of [alice, bob]) {
      const { status, body } = await hands.register(person, own);
      assert.deepEqual([status, body.code], [409, 'passkey_known']);
    }
  });

  it('is possible at a name over https and on this machine only', () => {
    for (const [url, id] of [
      ['https://muster.example.com', 'muster.example.com'],
      ['https://muster.example.com:8443', 'muster.example.com'],
      ['http://localhost:3300', 'localhost'],
      ['http://muster.example.com', undefined],
      ['https://10.0.0.1', undefined],
      ['http://127.0.0.1:3300', undefined],
      ['https://[::1]', undefined],
    ] as const)
      assert.equal(relyingParty(url)?.id, id, url);
  });
});

describe('managing them', () => {
  it('renames and removes one’s own only', async () => {
    await hands.registered(alice);
    const bob = await hands.newPerson();
    const { body } = await alice.call('GET', '/factors');
    const path = `/factors/passkeys/${body.passkeys[0].id}`;
    for (const [method, given] of [['PATCH', { name: 'Mine' }], ['DELETE']] as [string, unknown?][]) {
      const stranger = await bob.call(method, path, given);
      assert.deepEqual([stranger.status, stranger.body.code], [404, 'not_found']);
    }
    assert.equal((await alice.call('PATCH', path, { name: 'New name' })).status, 204);
    assert.equal((await alice.call('GET', '/factors')).body.passkeys[0].name, 'New name');
    for (const name of ['', 'x'.repeat(65), 'a\u0000b', 7])
      assert.equal((await alice.call('PATCH', path, { name })).status, 422);
    assert.equal((await alice.call('DELETE', path)).status, 204);
    const { rows } = await world.db.query(
      `SELECT op, before, after FROM change_log WHERE entity = 'factor' AND entity_id = $1 ORDER BY seq`,
      [alice.id],
    );
    assert.deepEqual(
      rows.map(({ op, before, after }) => [op, before?.name, after?.name]),
      [
        ['create', undefined, 'Key'],
        ['update', 'Key', 'New name'],
        ['delete', 'New name', undefined],
      ],
    );
  });

  it('lets the last but one go where one is needed, and not both at once', async () => {
    await hands.registered(alice);
    await hands.registered(alice);
    await updateLogonSettings(world.db, ACTOR, 'acme', {
      secondFactor: { policy: 'always', rememberDays: 0, factors: ['totp', 'passkey'] },
    });
    const { body } = await alice.call('GET', '/factors');
    const answers = await Promise.all(
      body.passkeys.map(({ id }: { id: string }) => alice.call('DELETE', `/factors/passkeys/${id}`)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409]);
    await updateLogonSettings(world.db, ACTOR, 'acme', {
      secondFactor: { policy: 'smart', rememberDays: 30, factors: ['totp', 'email', 'passkey'] },
    });
  });

  it('ends with its account', async () => {
    const own = await hands.registered(alice);
    await updateAccount(world.db, ACTOR, 'acme', alice.id, { enabled: false });
    // Whether an account may log on is the log-on's to decide; the key alone still proves whose it is.
    assert.equal((await hands.logOn(own)).ok, true);
    await world.db.query(`DELETE FROM account WHERE id = $1`, [alice.id]);
    assert.deepEqual(await hands.logOn(own), { ok: false, reason: 'passkey_unknown' });
  });
});

test('a server without a name says why there are no passkeys', async () => {
  const deps = { ...world.deps, publicUrl: 'https://10.0.0.1' };
  await assert.rejects(
    passkeyLogonOptions(deps, hands.newAttempt()),
    (error) => error instanceof MusterError && error.code === 'passkey_impossible',
  );
});
