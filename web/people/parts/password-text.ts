import { defineText } from '../text/text.ts';

export const passwordText = defineText('people-password', {
  newPassword: ['New password', '新密码'],
  currentPassword: ['Present password', '当前密码'],
  rules: ['The new password', '新密码要求'],
  rulesElsewhere: [
    'Your company directory has rules of its own, and says so if it does not take the password.',
    '密码规则由公司目录决定，不符合时会提示。',
  ],
  length: ['has {{min}} characters or more', '不少于 {{min}} 个字符'],
  lower: ['contains a small letter', '包含小写字母'],
  upper: ['contains a capital letter', '包含大写字母'],
  digit: ['contains a digit', '包含数字'],
  special: ['contains one of {{special}}', '包含以下任一特殊字符：{{special}}'],
  own: ['does not contain your {{parts}}', '不包含您的{{parts}}'],
  history_one: ['is not the password you had before', '与上次使用的密码不同'],
  history_other: ['is none of your last {{count}} passwords', '与最近 {{count}} 次使用的密码不同'],
  weak: ['is not a well-known one', '不是常见弱密码'],
  username: ['user name', '用户名'],
  displayName: ['name', '姓名'],
  phone: ['phone number', '手机号'],
  email: ['e-mail address', '邮箱'],
  met: ['met', '已满足'],
  open: ['not met yet', '未满足'],
  notYet: ['The new password does not meet every rule yet.', '新密码尚未满足全部要求。'],
});
