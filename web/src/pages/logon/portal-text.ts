import { defineText } from '../../text/text.ts';

export const portalText = defineText('logon-portal', {
  title: ['Portal', '用户门户'],
  description: [
    'Where people find their applications, their profile, password, second factor and sessions.',
    '用户在门户中查看应用，管理个人资料、密码、二次认证和会话。',
  ],
  fields: ['Fields people may edit', '可自行修改的字段'],
  fieldsHint: [
    'A field that a source fills is never among them. An address is changed only after a code sent to the new one was entered.',
    '由身份提供方同步的字段始终不可修改。邮箱须验证新地址后才会变更。',
  ],
  displayName: ['Display name', '显示名'],
  preferredLanguage: ['Language', '语言'],
  email: ['E-mail', '邮箱'],
  phone: ['Phone', '手机号'],
  description_field: ['Description', '描述'],
  noMail: [
    'Needs a mail server: nobody can verify an address yet.',
    '需要配置邮件服务器，目前无法验证邮箱。',
  ],
  custom: ['Custom fields', '扩展字段'],
  customHint: ['What people may do with their own value of each.', '用户对自己的扩展字段可进行的操作。'],
  noCustom: ['No custom fields yet.', '暂无扩展字段。'],
  manage: ['Manage custom fields', '管理扩展字段'],
  permission: ['Portal permission of {{name}}', '{{name}} 的门户权限'],
});
