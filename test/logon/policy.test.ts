import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { generatePassword } from '../../src/logon/password-admin.ts';
import { passwordVerdict } from '../../src/logon/password-state.ts';
import { faultsOf, type PasswordOwner, rulesOf } from '../../src/logon/policy.ts';
import { isWeak } from '../../src/logon/weak.ts';
import { type PasswordPolicy, POLICY_DEFAULT, type PolicyTemplate } from '../../src/model/password-policy.ts';

const OWNER: PasswordOwner = {
  username: 'zhangw',
  displayName: '张伟',
  phone: '13800138000',
  email: 'wei.zhang@example.com',
  company: ['acme', 'Acme Widgets'],
};
const NOBODY: PasswordOwner = { username: 'x1', displayName: null, phone: null, email: null, company: [] };
const of = (template: PolicyTemplate, more: Partial<PasswordPolicy> = {}): PasswordPolicy => ({
  ...POLICY_DEFAULT,
  refuseWeak: false,
  ...more,
  template,
});

describe('password policy', () => {
  for (const [template, password, faults] of [
    ['none', 'abc', ['too_short']],
    ['none', 'abcd', []],
    ['low', 'abcd1', ['too_short']],
    ['low', 'ABCDEF', ['no_lower', 'no_digit']],
    ['low', 'abcde1', []],
    ['common', 'abcdefg1', ['no_upper']],
    ['common', 'Abcdefg1', []],
    ['recommended', 'Abcdefg12', ['too_short', 'no_special']],
    ['recommended', 'Abcdefgh12', ['no_special']],
    ['recommended', 'Abcdefgh1!', []],
    ['recommended', 'Abcdefgh1 ', ['no_special']],
    ['recommended', 'ZhangW-Abcd1', ['has_username']],
    ['high', 'Abcdefgh1!Abcdefg', []],
    ['high', 'Abcdefgh1!abcde', ['too_short']],
    ['high', 'Q8!q-zhangwei-Rt7x', ['has_username', 'has_display_name']],
    ['high', 'Q8!q-weizhang-Rt7x', ['has_display_name', 'has_email']],
    ['high', 'Q8!q-张伟-Rt7xabcd', ['has_display_name']],
    ['high', 'Q8!q13800138000Rtx', ['has_phone']],
    ['high', 'Q8!q.wei.zhang.Rt7', ['has_display_name', 'has_email']],
    ['high', 'Q8!q.WEI_zhang_Rt7', ['has_display_name', 'has_email']],
  ] as const)
    it(`${template}: ${password} ${faults.length === 0 ? 'passes' : `fails for ${faults.join()}`}`, () => {
      assert.deepEqual(faultsOf(password, of(template), OWNER), faults);
    });

  it('custom has its own rules, and none of those of the templates', () => {
    const custom = { minLength: 6, classes: ['digit' as const], forbidden: ['phone' as const] };
    assert.deepEqual(faultsOf('zhangw', of('custom', { custom }), OWNER), ['no_digit']);
    assert.deepEqual(rulesOf(of('custom', { custom })).minLength, 6);
  });

  it('counts characters, not bytes, and refuses what is longer than any', () => {
    assert.deepEqual(faultsOf('密码密码', of('none'), NOBODY), []);
    assert.deepEqual(faultsOf('a'.repeat(129), of('none'), NOBODY), ['too_long']);
  });

  it('shows what it checks: a password that meets the rules has no fault but being weak', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<PolicyTemplate>('none', 'low', 'common', 'recommended', 'high'),
        fc.string({ minLength: 4, maxLength: 30 }),
        (template, text) => {
          const rules = rulesOf(of(template));
          const faults = faultsOf(text, of(template), NOBODY);
          assert.equal(faults.includes('too_short'), [...text].length < rules.minLength);
        },
      ),
    );
  });

  it('makes passwords that it takes, whatever it asks for', () => {
    for (const template of ['none', 'recommended', 'high'] as const) {
      const policy = of(template, { refuseWeak: true });
      for (let i = 0; i < 200; i++) {
        const made = generatePassword(rulesOf(policy));
        assert.deepEqual(faultsOf(made, policy, OWNER), [], made);
      }
    }
    const long = of('custom', { custom: { minLength: 64, classes: ['special'], forbidden: [] } });
    assert.deepEqual(faultsOf(generatePassword(rulesOf(long)), long, OWNER), []);
  });
});

describe('well-known passwords', () => {
  for (const weak of [
    'password',
    'Password1',
    'P@ssw0rd',
    'Passw0rd!2024',
    'Admin@123',
    'Welcome1!',
    'Summer2026!',
    'qwerty',
    'QWERTYuiop',
    'zxcvbnm',
    '1qaz2wsx',
    'abcdefgh',
    '87654321',
    'aaaaaaaa',
    'abcabcabc',
    '12121212',
    'woaini1314',
    'Aliyun@2025',
    'a123456789',
  ])
    it(`${weak} is one`, () => assert.equal(isWeak(weak, []), true));

  for (const strong of [
    'Teal-Harbour-47!',
    'correct horse battery staple',
    'vK8#qLm2zR',
    '他山之石可以攻玉',
    'passwordless-is-2-come',
  ])
    it(`${strong} is none`, () => assert.equal(isWeak(strong, []), false));

  it('is made of who somebody is', () => {
    const refused = (password: string) => faultsOf(password, of('none', { refuseWeak: true }), OWNER);
    for (const password of [
      'zhangw2024',
      'Zhangwei@1',
      'zhangwei!',
      'Acme2026!',
      'acmewidgets1',
      '张伟123',
      '13800138000',
    ])
      assert.deepEqual(refused(password), ['weak'], password);
  });
});

describe('the right password at a log-on', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const daysAgo = (days: number) => ({
    changedAt: new Date(now.getTime() - days * 86_400_000),
    temporary: false,
  });
  const policy = (action: PasswordPolicy['expiry']['action']) =>
    of('recommended', { expiry: { days: 90, action, noticeDays: 7 } });
  const verdict = (days: number, action: PasswordPolicy['expiry']['action']) =>
    passwordVerdict(daysAgo(days), policy(action), 'Teal-Harbour-47!', OWNER, now);

  it('is let in until the last days, then reminded, then what the policy says', () => {
    assert.deepEqual(verdict(82, 'forbid_login'), { state: null });
    assert.deepEqual(verdict(83, 'forbid_login'), { state: 'expires', days: 7 });
    assert.deepEqual(verdict(89.5, 'forbid_login'), { state: 'expires', days: 1 });
    assert.deepEqual(verdict(90, 'forbid_login'), { refused: 'password_expired' });
    assert.deepEqual(verdict(90, 'force_update_password'), { state: 'expired' });
    assert.deepEqual(verdict(90, 'remind_update_password'), { state: 'expires', days: 0 });
  });

  it('that is for once has to be changed, whatever its age', () => {
    const age = { ...daysAgo(0), temporary: true };
    assert.deepEqual(passwordVerdict(age, policy('forbid_login'), 'x', OWNER, now), { state: 'must_change' });
  });

  it('that never expires is never reminded of', () => {
    assert.deepEqual(passwordVerdict(daysAgo(5000), of('recommended'), 'Teal-Harbour-47!', OWNER, now), {
      state: null,
    });
  });
});
