/** Authenticator apps: set up by people through HTTP, checked as a log-on checks them; and guessing. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { MusterError } from '../../src/errors/error.ts';
import { beginTotpEnrolment, confirmTotpEnrolment, ownFactors } from '../../src/logon/factor-changes.ts';
import { factorsOf } from '../../src/logon/factors.ts';
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

const refusedAs = (code: string) => (error: unknown) => error instanceof MusterError && error.code === code;

describe('an authenticator app', () => {
  it('is set up with secret, address and picture, and counts once a code of it was given', async () => {
    const { status, body } = await alice.call('POST', '/factors/totp', {});
    assert.equal(status, 200);
    assert.match(body.secret, /^[A-Z2-7]{32}$/);
    const uri = new URL(body.uri);
    assert.equal(uri.protocol, 'otpauth:');
    assert.equal(uri.searchParams.get('issuer'), 'Acme <b>&</b> Söhne');
    assert.match(body.svg, /^<svg /);
    assert.equal((await factorsOf(world.db, alice.id)).totp, false);
    assert.deepEqual(await hands.give(alice, 'totp', hands.codeAt(body.secret)), {
      ok: false,
      reason: 'factor_missing',
    });
    await hands.waited(alice);

    const wrong = await alice.call('PUT', '/factors/totp', { code: '000000' });
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'factor_code_wrong']);
    const { body: confirmed } = await alice.call('PUT', '/factors/totp', { code: hands.codeAt(body.secret) });
    assert.equal(new Set(confirmed.recoveryCodes).size, 10);
    hands.later();
    assert.deepEqual(await hands.give(alice, 'totp', hands.codeAt(body.secret)), { ok: true, amr: ['otp'] });
    const { body: shown } = await alice.call('GET', '/factors');
    assert.ok(shown.totp.confirmedAt);
    assert.equal(shown.recoveryLeft, 10);
  });

  it('keeps its secret sealed, and nothing secret in the logs', async () => {
    const { secret, recoveryCodes } = await hands.enrol(alice);
    const { rows } = await world.db.query(`SELECT row_to_json(t)::text AS text FROM totp_factor t
      UNION ALL SELECT row_to_json(c)::text FROM change_log c UNION ALL SELECT row_to_json(a)::text FROM audit_entry a
      UNION ALL SELECT row_to_json(r)::text FROM recovery_code r`);
    const everything = rows.map(({ text }) => text).join('\n');
    assert.ok(!everything.includes(secret));
    for (const code of recoveryCodes) assert.ok(!everything.includes(code));
    const logged = await world.db.query(
      `SELECT actor, op, after FROM change_log WHERE entity = 'factor' AND entity_id = $1`,
      [alice.id],
    );
    assert.deepEqual(logged.rows, [
      {
        actor: `person:${alice.username}`,
        op: 'create',
        after: { username: alice.username, factor: 'totp' },
      },
    ]);
  });

  it('takes the codes of one step before and after, and no other', async () => {
    for (const [steps, counts] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const) {
      const bob = await hands.newPerson();
      const { secret } = await hands.enrol(bob);
      assert.equal((await hands.give(bob, 'totp', hands.codeAt(secret, steps))).ok, counts, `${steps}`);
    }
  });

  it('takes each code once, also the one that confirmed it, and none older than the last', async () => {
    const { body } = await alice.call('POST', '/factors/totp', {});
    const first = hands.codeAt(body.secret);
    await alice.call('PUT', '/factors/totp', { code: first });
    assert.deepEqual(await hands.give(alice, 'totp', first), { ok: false, reason: 'code_replayed' });
    hands.later();
    const now = hands.codeAt(body.secret);
    const before = hands.codeAt(body.secret, -1);
    assert.equal((await hands.give(alice, 'totp', now)).ok, true);
    assert.deepEqual(await hands.give(alice, 'totp', now), { ok: false, reason: 'code_replayed' });
    assert.deepEqual(await hands.give(alice, 'totp', before), { ok: false, reason: 'code_replayed' });
  });

  it('lets one of many pass that bring the same code at once', async () => {
    const { secret } = await hands.enrol(alice);
    const code = hands.codeAt(secret);
    const verdicts = await Promise.allSettled(
      Array.from({ length: 12 }, () => hands.give(alice, 'totp', code)),
    );
    const passed = verdicts.filter((one) => one.status === 'fulfilled' && one.value.ok);
    assert.equal(passed.length, 1);
  });

  it('of somebody else counts for nobody', async () => {
    const bob = await hands.newPerson();
    const { secret } = await hands.enrol(alice);
    await hands.enrol(bob);
    assert.deepEqual(await hands.give(bob, 'totp', hands.codeAt(secret)), {
      ok: false,
      reason: 'code_wrong',
    });
  });

  for (const code of [
    '',
    ' ',
    'abcdef',
    '12345',
    '1234567',
    '１２３４５６',
    '-12345',
    '1e5000',
    "' OR 1=1 --",
  ])
    it(`takes no ${JSON.stringify(code)}`, async () => {
      await hands.enrol(alice);
      assert.deepEqual(await hands.give(alice, 'totp', code), { ok: false, reason: 'code_wrong' });
    });

  it('is confirmed only where it was begun', async () => {
    const other = await world.signIn('acme', alice.id, alice.username);
    const { body } = await alice.call('POST', '/factors/totp', {});
    const { status, body: problem } = await other.call('PUT', '/factors/totp', {
      code: hands.codeAt(body.secret),
    });
    assert.deepEqual([status, problem.code], [409, 'factor_enrolment_gone']);
    // A log-on under way, begun by somebody who knows the password only.
    await assert.rejects(
      confirmTotpEnrolment(
        world.deps,
        ownFactors({ instanceId: 'acme', accountId: alice.id, username: 'x' }, { address: '' }),
        'another attempt',
        hands.codeAt(body.secret),
      ),
      refusedAs('factor_enrolment_gone'),
    );
  });

  it('is not confirmed after a quarter of an hour, nor with another person’s enrolment', async () => {
    const { body } = await alice.call('POST', '/factors/totp', {});
    const bob = await hands.newPerson();
    const stranger = await bob.call('PUT', '/factors/totp', { code: hands.codeAt(body.secret) });
    assert.equal(stranger.body.code, 'factor_enrolment_gone');
    await world.db.query(`UPDATE totp_factor SET pending_at = now() - interval '16 minutes'`);
    const late = await alice.call('PUT', '/factors/totp', { code: hands.codeAt(body.secret) });
    assert.equal(late.body.code, 'factor_enrolment_gone');
  });

  it('goes on to count while a new one is set up, and is void after', async () => {
    const old = await hands.enrol(alice);
    const { body } = await alice.call('POST', '/factors/totp', {});
    assert.equal((await hands.give(alice, 'totp', hands.codeAt(old.secret))).ok, true);
    hands.later();
    const { body: confirmed } = await alice.call('PUT', '/factors/totp', { code: hands.codeAt(body.secret) });
    // Those on paper still count.
    assert.deepEqual(confirmed.recoveryCodes, []);
    hands.later();
    assert.equal((await hands.give(alice, 'totp', hands.codeAt(old.secret))).ok, false);
    assert.equal((await hands.give(alice, 'totp', hands.codeAt(body.secret))).ok, true);
  });

  it('can be set up by a log-on under way', async () => {
    const owner = ownFactors(
      { instanceId: 'acme', accountId: alice.id, username: alice.username },
      { address: '127.0.0.1' },
    );
    const { secret } = await beginTotpEnrolment(world.deps, alice.id, 'attempt 1');
    const { recoveryCodes } = await confirmTotpEnrolment(
      world.deps,
      owner,
      'attempt 1',
      hands.codeAt(secret),
    );
    assert.equal(recoveryCodes.length, 10);
  });
});

describe('guessing', () => {
  it('is slowed down after five wrong codes, with a growing wait that right codes have to sit out too', async () => {
    const { secret } = await hands.enrol(alice);
    const waits: number[] = [];
    for (let i = 0; i < 14; i++) {
      await hands.give(alice, 'totp', '000000');
      const blocked = await hands.give(alice, 'totp', hands.codeAt(secret)).then(
        ({ ok }) => (ok ? 0 : Number.NaN),
        ({ code, params }: MusterError) => (code === 'factor_attempts' ? Number(params.seconds) : Number.NaN),
      );
      if (blocked === 0) {
        // It was right and set the count back: put it where it was.
        await world.db.query(
          `INSERT INTO factor_failure (account_id, failures, blocked_until) VALUES ($1, $2, now())
           ON CONFLICT (account_id) DO UPDATE SET failures = $2`,
          [alice.id, i + 1],
        );
        hands.later();
      }
      waits.push(blocked);
      await hands.waited(alice);
    }
    assert.deepEqual(waits, [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  it('does not get further by many requests at once', async () => {
    const { secret } = await hands.enrol(alice);
    const right = hands.codeAt(secret);
    const wrong = Array.from({ length: 60 }, (_, i) => String(i).padStart(6, '0')).filter((c) => c !== right);
    const verdicts = await Promise.allSettled(wrong.map((code) => hands.give(alice, 'totp', code)));
    const looked = verdicts.filter((one) => one.status === 'fulfilled');
    assert.equal(looked.length, 5);
    await assert.rejects(hands.give(alice, 'totp', right), refusedAs('factor_attempts'));
  });

  it('has one count for all kinds of codes, and one for each account', async () => {
    const bob = await hands.newPerson();
    const { secret, recoveryCodes } = await hands.enrol(alice);
    const bobs = await hands.enrol(bob);
    for (let i = 0; i < 3; i++) await hands.give(alice, 'totp', '000000');
    for (let i = 0; i < 2; i++) await hands.give(alice, 'recovery', 'aaaa-aaaa-aaaa-aaaa');
    await assert.rejects(hands.give(alice, 'recovery', recoveryCodes[0]!), refusedAs('factor_attempts'));
    await assert.rejects(hands.give(alice, 'totp', hands.codeAt(secret)), refusedAs('factor_attempts'));
    assert.equal((await hands.give(bob, 'totp', hands.codeAt(bobs.secret))).ok, true);
  });

  it('starts anew after a right code', async () => {
    const { secret } = await hands.enrol(alice);
    for (let i = 0; i < 4; i++) await hands.give(alice, 'totp', '000000');
    assert.equal((await hands.give(alice, 'totp', hands.codeAt(secret))).ok, true);
    for (let i = 0; i < 4; i++) assert.equal((await hands.give(alice, 'totp', '000000')).ok, false);
    hands.later();
    assert.equal((await hands.give(alice, 'totp', hands.codeAt(secret))).ok, true);
  });
});
