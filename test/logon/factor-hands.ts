/** What people do with their second factors, for tests of the portal. */
import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import { verifyFactor } from '../../src/logon/factors.ts';
import { checkPasskeyLogon, passkeyLogonOptions, secondPasskeyOptions } from '../../src/logon/passkey.ts';
import { type SoftAuthenticator, softAuthenticator, type Twist } from './authenticator.ts';
import type { Person, PortalWorld } from './portal-world.ts';

export const mailOf = ({ username }: { username: string }) => `${username}@example.com`;

export function factorHands(world: PortalWorld) {
  const { db, deps, clock, mails } = world;
  let people = 0;
  let attempts = 0;
  const newAttempt = () => `attempt ${++attempts}`;
  const device = (synced = false) => softAuthenticator(world.publicUrl, synced);
  const codeAt = (secret: string, steps = 0) =>
    TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: deps.now().getTime() + steps * 30_000 });
  /** Every code counts once, and enrolment spends one: time goes on. */
  const later = (steps = 3) => {
    clock.aheadMs += steps * 30_000;
  };
  const register = async (person: Person, own: SoftAuthenticator, name = 'Key', twist: Twist = {}) => {
    const { body: options } = await person.call('POST', '/factors/passkeys/options', {});
    const response = own.make(options, twist);
    return { ...(await person.call('POST', '/factors/passkeys', { name, response })), options };
  };

  return {
    newAttempt,
    device,
    codeAt,
    later,
    /** Makes a passkey in the portal. */
    register,
    newPerson(fields: object = {}, instance = 'acme') {
      const username = `alice${++people}`;
      const own = { email: mailOf({ username }), emailVerified: true, preferredLanguage: 'en' };
      return world.person(username, { ...own, ...fields }, instance);
    },
    async enrol(person: Person): Promise<{ secret: string; recoveryCodes: string[] }> {
      const { body: begun } = await person.call('POST', '/factors/totp', {});
      const { status, body } = await person.call('PUT', '/factors/totp', { code: codeAt(begun.secret) });
      assert.equal(status, 200, JSON.stringify(body));
      later();
      return { secret: begun.secret, recoveryCodes: body.recoveryCodes };
    },
    give: (person: Person, factor: 'totp' | 'email' | 'recovery', code: string) =>
      verifyFactor(deps, person.id, { factor, code }),
    /** The wait after wrong codes, gone by. */
    waited: (person: Person) =>
      db.query(`UPDATE factor_failure SET blocked_until = now() WHERE account_id = $1`, [person.id]),
    /** The code in a mail; `count`: the how manieth mail to this address. */
    async sentCode(to: string, count = 1): Promise<string> {
      return /^ {4}(\d{6})\r?$/m.exec((await mails.arrived(to, count)).text)![1]!;
    },
    aMinuteLater: () => db.query(`UPDATE email_code SET sent_at = sent_at - interval '61 seconds'`),
    async registered(person: Person, own = device()): Promise<SoftAuthenticator> {
      const { status, body } = await register(person, own);
      assert.equal(status, 200, JSON.stringify(body));
      return own;
    },
    /** As the log-on page does it. */
    async logOn(own: SoftAuthenticator, twist: Twist = {}, instance = 'acme') {
      const attempt = newAttempt();
      const options = await passkeyLogonOptions(deps, attempt);
      return checkPasskeyLogon(deps, instance, attempt, own.get(options, twist));
    },
    async second(person: Person, own: SoftAuthenticator, twist: Twist = {}) {
      const binding = newAttempt();
      const options = await secondPasskeyOptions(deps, person.id, binding);
      return verifyFactor(deps, person.id, { factor: 'passkey', binding, response: own.get(options, twist) });
    },
    counterOf: async (own: SoftAuthenticator): Promise<number | undefined> =>
      (await db.query(`SELECT counter FROM passkey WHERE credential_id = $1`, [own.id])).rows[0]?.counter,
  };
}
export type FactorHands = ReturnType<typeof factorHands>;
