/** What the second-factor page says that a policy does to people, for what the server tells of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SecondFactorPolicy } from '../../api/generated.ts';
import { consequenceOf } from './consequence.ts';

const PEOPLE = [
  { totp: true, passkey: false, email: false, count: 2 },
  { totp: false, passkey: false, email: true, count: 3 },
  { totp: false, passkey: false, email: false, count: 5 },
];
const policy = (given: Partial<SecondFactorPolicy>): SecondFactorPolicy => ({
  policy: 'always',
  rememberDays: 30,
  factors: ['totp', 'email', 'passkey'],
  ...given,
});
const server = (given: { mail?: boolean; passkeys?: boolean } = {}) => ({
  people: PEOPLE,
  mail: true,
  passkeys: true,
  ...given,
});

test('a verified address counts only where mails can be sent', () => {
  assert.deepEqual(consequenceOf(policy({}), server()), {
    all: 10,
    have: 5,
    without: 5,
    what: 'enrol',
    ways: ['totp', 'passkey'],
  });
  assert.equal(consequenceOf(policy({}), server({ mail: false })).have, 2);
});

test('whoever has none is shut out where nothing can be set up at the log-on', () => {
  assert.equal(consequenceOf(policy({ factors: ['email'] }), server()).what, 'barred');
  const onlyPasskeys = policy({ factors: ['passkey'] });
  assert.equal(consequenceOf(onlyPasskeys, server({ passkeys: false })).what, 'barred');
  assert.deepEqual(consequenceOf(onlyPasskeys, server()).ways, ['passkey']);
});

test('nobody is asked for anything new by “off” and “smart”', () => {
  assert.equal(consequenceOf(policy({ policy: 'off' }), server()).what, 'off');
  assert.equal(consequenceOf(policy({ policy: 'smart' }), server()).what, 'unchanged');
});
