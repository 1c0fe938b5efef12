import { defineText } from '../../text/text.ts';

export const factorsText = defineText('logon-factors', {
  title: ['Second factor', '二次认证'],
  description: [
    'What people show beside their password. A passkey that asks for a fingerprint or PIN counts as both.',
    '在密码之外再次验证身份。使用指纹或 PIN 的通行密钥视为已完成二次认证。',
  ],
  when: ['When it is asked for', '验证时机'],
  whenHint: ['Applies to the next log-on of everybody.', '对所有用户的下一次登录生效。'],
  off: ['Off', '关闭'],
  offHint: ['Nobody is asked, not even those who have set one up.', '不再验证，包括已设置二次认证的用户。'],
  smart: ['Smart', '智能'],
  smartHint: [
    'Who has one is asked in a browser or from an address that was not seen before.',
    '已设置二次认证的用户在新浏览器或新地址登录时验证。',
  ],
  always: ['Always', '始终'],
  alwaysHint: ['Everybody is asked at every log-on.', '所有用户每次登录均须验证。'],
  factors: ['What counts', '可用的验证方式'],
  factorsHint: [
    'People choose among these; recovery codes stand in for a lost one.',
    '用户可任选其一；丢失时可使用恢复码。',
  ],
  totp: ['Authenticator app (TOTP)', '身份验证器应用（TOTP）'],
  email: ['Code by e-mail', '邮箱验证码'],
  emailHint: ['To the verified address of the account.', '发送至账户已验证的邮箱。'],
  passkey: ['Passkey', '通行密钥'],
  passkeyHint: [
    'Fingerprint, face, PIN or a security key (WebAuthn).',
    '指纹、面容、PIN 或安全密钥（WebAuthn）。',
  ],
  oneAtLeast: ['Choose one at least', '请至少选择一种'],
  remember: ['Remembered browsers', '信任的浏览器'],
  rememberHint: [
    'A person may have a browser remembered after a second factor; it is not asked there until then.',
    '完成二次认证后可选择信任当前浏览器，有效期内不再验证。',
  ],
  rememberDays: ['Days', '天数'],
  rememberDaysHint: ['0: no browser is remembered.', '0 表示不信任任何浏览器。'],
  consequence: ['What it means for people', '对用户的影响'],
  have: [
    '{{have}} of {{all}} enabled accounts have one that counts.',
    '{{all}} 个已启用账户中，{{have}} 个已有可用的验证方式。',
  ],
  means_off: [
    'A password alone lets everybody in. Factors that people have stay and count again when it is switched on.',
    '仅凭密码即可登录。已设置的验证方式会保留，重新开启后继续有效。',
  ],
  means_smart_one: [
    '{{count}} account without one goes on with the password alone; nothing changes for that person until one is set up in the portal.',
    '{{count}} 个未设置的账户仍仅凭密码登录，直至本人在门户中设置。',
  ],
  means_smart_other: [
    '{{count}} accounts without one go on with the password alone; nothing changes for them until they set one up in the portal.',
    '{{count}} 个未设置的账户仍仅凭密码登录，直至本人在门户中设置。',
  ],
  means_always_one: [
    '{{count}} account without one has to set up {{ways}} at the next log-on, before anything else.',
    '{{count}} 个未设置的账户下次登录时须先设置{{ways}}。',
  ],
  means_always_other: [
    '{{count}} accounts without one have to set up {{ways}} at the next log-on, before anything else.',
    '{{count}} 个未设置的账户下次登录时须先设置{{ways}}。',
  ],
  or: [' or ', '或'],
  means_barred_one: [
    '{{count}} account without one cannot log on any more: an e-mail address is verified in the portal, not at the log-on. Let the authenticator app or passkeys count too.',
    '{{count}} 个未设置的账户将无法登录：邮箱只能在门户中验证，无法在登录时验证。请同时启用身份验证器应用或通行密钥。',
  ],
  means_barred_other: [
    '{{count}} accounts without one cannot log on any more: an e-mail address is verified in the portal, not at the log-on. Let the authenticator app or passkeys count too.',
    '{{count}} 个未设置的账户将无法登录：邮箱只能在门户中验证，无法在登录时验证。请同时启用身份验证器应用或通行密钥。',
  ],
  everybodyHas: ['Everybody has one that counts.', '所有账户均已有可用的验证方式。'],
});
