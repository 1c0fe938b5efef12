/** Who may change factors, and which has to stay. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { factorsOf } from '../../src/logon/factors.ts';
import { updateLogonSettings } from '../../src/logon/settings.ts';
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

describe('the last factor', () => {
  const policy = (policy: 'off' | 'smart' | 'always', factors: string[]) =>
    updateLogonSettings(world.db, ACTOR, 'acme', { secondFactor: { policy, rememberDays: 0, factors } });

  it('stays where one is needed at every log-on', async () => {
    await hands.enrol(alice);
    await policy('always', ['totp', 'passkey']);
    assert.equal((await alice.call('GET', '/factors')).body.needed, true);
    const { status, body } = await alice.call('DELETE', '/factors/totp');
    assert.deepEqual([status, body.code], [409, 'factor_last']);
    assert.equal((await factorsOf(world.db, alice.id)).totp, true);
    // A code by e-mail would do.
    await policy('always', ['totp', 'email']);
    assert.equal((await alice.call('DELETE', '/factors/totp')).status, 204);
  });

  it('may go where none is needed, and removing what is not there is told', async () => {
    await hands.enrol(alice);
    assert.equal((await alice.call('DELETE', '/factors/totp')).status, 204);
    const again = await alice.call('DELETE', '/factors/totp');
    assert.deepEqual([again.status, again.body.code], [404, 'factor_missing']);
  });
});

describe('changes need their person, from our pages, a moment after the log-on', () => {
  const CHANGES: [string, string, unknown?][] = [
    ['POST', '/factors/totp', {}],
    ['PUT', '/factors/totp', { code: '000000' }],
    ['DELETE', '/factors/totp'],
    ['POST', '/factors/recovery', {}],
    ['POST', '/factors/passkeys/options', {}],
    ['POST', '/factors/passkeys', { name: 'x', response: {} }],
    ['PATCH', '/factors/passkeys/pk_1', { name: 'x' }],
    ['DELETE', '/factors/passkeys/pk_1'],
    ['POST', '/me/email/verify', {}],
    ['PUT', '/me/email/verify', { code: '000000' }],
  ];
  for (const [method, path, body] of CHANGES)
    it(`${method} ${path}`, async () => {
      const refused = async (code: string, headers: Record<string, string>, as: Partial<Person> = {}) => {
        const answer = await world.call({ ...alice, ...as }, method, path, body, headers);
        assert.equal(answer.body.code, code);
      };
      await refused('cross_site', { origin: 'https://evil.example' });
      await refused('cross_site', { 'sec-fetch-site': 'cross-site' });
      await refused('csrf_wrong', { 'x-csrf-token': '' });
      await refused('csrf_wrong', { 'x-csrf-token': (await hands.newPerson()).csrf });
      await refused('signed_out', {}, { cookie: '' });
      // The session of one instance at another.
      await refused('signed_out', {}, { instance: 'globex' });
      const globex = { instance: 'globex', cookie: alice.cookie.replace('acme', 'globex') };
      await refused('signed_out', {}, globex);
      await world.db.query(
        `UPDATE person_session SET authenticated_at = now() - interval '11 minutes' WHERE id = $1`,
        [alice.sessionId],
      );
      await refused('reauthentication_needed', {});
    });
});
