import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authnContextFor } from './authn-context.ts';

const ac = (name: string) => `urn:oasis:names:tc:SAML:2.0:ac:classes:${name}`;
const [PASSWORD, TRANSPORT, TOKEN] = [ac('Password'), ac('PasswordProtectedTransport'), ac('TimeSyncToken')];
const MFA = 'https://refeds.org/profile/mfa';

const CASES: [
  methods: string[],
  contexts: string[],
  comparison: Parameters<typeof authnContextFor>[1]['comparison'],
  answer: string | undefined,
][] = [
  [['pwd'], [], 'exact', TRANSPORT],
  [['pwd', 'otp', 'mfa'], [], 'exact', TRANSPORT],
  [['pwd'], [PASSWORD], 'exact', PASSWORD],
  [['pwd', 'otp'], [TRANSPORT], 'exact', TRANSPORT],
  [['pwd'], [TOKEN, TRANSPORT], 'exact', TRANSPORT],
  [['pwd'], [TOKEN], 'exact', undefined],
  [['pwd', 'otp'], [TOKEN], 'exact', TOKEN],
  [['pwd'], ['urn:unknown', ''], 'exact', undefined],
  [['pwd'], ['toString'], 'exact', undefined],
  [['hwk'], [PASSWORD], 'minimum', MFA],
  [['pwd'], [MFA], 'minimum', undefined],
  [['pwd'], [PASSWORD], 'better', TRANSPORT],
  [['pwd'], [TRANSPORT], 'better', undefined],
  [['pwd', 'mail'], [TRANSPORT], 'better', MFA],
  [['pwd'], [MFA], 'maximum', TRANSPORT],
  [['pwd', 'otp'], [PASSWORD], 'maximum', PASSWORD],
];

test('the class told is one that was asked for and that the person reached', () => {
  for (const [methods, contexts, comparison, answer] of CASES) {
    assert.equal(
      authnContextFor(methods, { contexts, comparison }),
      answer,
      `${methods} ${comparison} ${contexts}`,
    );
  }
});
