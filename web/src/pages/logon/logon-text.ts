import { defineText } from '../../text/text.ts';

/** Words of several pages of log-on. */
export const logonText = defineText('logon', {
  notSaved: ['Changes are not saved yet.', '修改尚未保存。'],
  adminNeeded: [
    'An administrator of the role “Administrator” can change this.',
    '只有“管理员”角色可以修改此页。',
  ],
  logonPage: ['Log-on page', '登录页'],
  portal: ['Portal', '用户门户'],
  copyOf: ['Copy: {{label}}', '复制：{{label}}'],
  open: ['Open', '打开'],
  opens: ['Open {{label}} in a new tab', '打开 {{label}}（新标签页）'],
  mailYes: ['This server can send mails.', '本服务器可以发送邮件。'],
  mailNo: ['This server cannot send mails yet.', '本服务器尚未配置邮件发送。'],
  mailHow: [
    'Start it with MUSTER_SMTP_URL (such as smtps://user:password@mail.example.com) and MUSTER_MAIL_FROM set. Until then nobody gets a code or a link.',
    '请设置 MUSTER_SMTP_URL（例如 smtps://user:password@mail.example.com）和 MUSTER_MAIL_FROM 后重启服务。此前不会发送任何验证码或链接。',
  ],
});
