import { defineText } from '../text/text.ts';

export const totpText = defineText('people-totp', {
  scan: [
    'Open an authenticator app on your phone, add an account and scan this picture.',
    '请在手机上打开身份验证器应用，添加账户并扫描此二维码。',
  ],
  picture: ['QR code for the authenticator app', '身份验证器二维码'],
  byHand: ['Or type this key into it', '或在应用中手动输入此密钥'],
  copyKey: ['Copy the key', '复制密钥'],
  code: ['Six digits that the app shows', '应用显示的 6 位数字'],
  sixDigits: ['Enter the six digits.', '请输入 6 位数字。'],
  confirm: ['Confirm', '确认'],
  recoveryTitle: ['Keep your recovery codes', '请保存恢复码'],
  recoveryIntro: [
    'Each of them lets you in once if you lose your phone. They are shown now and never again.',
    '手机丢失时，每个恢复码可使用一次。恢复码仅显示这一次。',
  ],
  codes: ['Recovery codes', '恢复码'],
  copyCodes: ['Copy all', '全部复制'],
  kept: ['I have kept them in a safe place.', '我已将恢复码妥善保存。'],
  keepFirst: ['Please confirm that you have kept them.', '请先确认已保存恢复码。'],
});
