import { defineText } from '../text/text.ts';

export const shownOnceText = defineText('shown-once', {
  warning: ['This is shown once only', '仅显示一次'],
  warningHint: [
    'Muster keeps only a fingerprint of it. Copy or download it now and keep it where secrets are kept.',
    'Muster 只保存其摘要。请立即复制或下载，并妥善保存。',
  ],
  copyThis: ['Copy {{label}}', '复制 {{label}}'],
  copyFailed: [
    'The browser did not allow copying; select the text and copy it.',
    '浏览器不允许复制，请选中文本后复制。',
  ],
  stored: ['I have stored it in a safe place', '我已妥善保存'],
});
