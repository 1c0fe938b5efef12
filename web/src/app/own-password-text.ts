import { defineText } from '../text/text.ts';

export const ownPasswordText = defineText('own-password', {
  hint: [
    'Your other sessions and your API tokens end; this session goes on.',
    '您的其他会话和 API 令牌将失效，当前会话不受影响。',
  ],
  again: ['New password again', '再次输入新密码'],
  differ: ['The two are not the same', '两次输入不一致'],
  changed: ['Password changed', '密码已修改'],
});
