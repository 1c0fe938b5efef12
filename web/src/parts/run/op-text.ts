import { defineText } from '../../text/text.ts';

/** What happens to an entry, in plans and logs. */
export const OPS = {
  create: ['Create', '新建'],
  restore: ['Bring back', '恢复'],
  bind: ['Bind', '绑定'],
  update: ['Update', '更新'],
  disable: ['Disable', '禁用'],
  delete: ['Delete', '删除'],
  unlink: ['Unlink', '解除关联'],
  members: ['Members', '成员变更'],
  refused: ['Refused', '拒绝'],
  purge: ['Delete for good', '彻底删除'],
  add: ['Join', '加入'],
  remove: ['Leave', '移出'],
  retry: ['Try again', '重试'],
  release: ['Release', '放行'],
  prepare: ['Prepare', '准备'],
  switch: ['Switch', '切换'],
  retire: ['Retire', '停用'],
} as const;

export const opText = defineText('ops', OPS);

/** What an entry of the log is about. */
export const ENTITIES = {
  account: ['Account', '账户'],
  user: ['Account', '账户'],
  org: ['Organization', '组织'],
  group: ['Group', '组'],
  membership: ['Group membership', '组成员'],
  instance: ['Instance', '实例'],
  custom_field: ['Custom field', '扩展字段'],
  factor: ['Second factor', '二次验证方式'],
  source: ['Identity provider', '身份提供方'],
  application: ['Application', '应用'],
  application_sso: ['Sign-in of an application', '应用单点登录'],
  application_assignment: ['Who may use an application', '应用授权'],
  application_account: ['Application account', '应用账户'],
  logon_method: ['Log-on method', '登录方式'],
  logon_settings: ['Log-on settings', '登录设置'],
  session: ['Session', '会话'],
  audit_stream: ['Receiver of the log', '日志接收端'],
  client_secret: ['Client secret', '客户端密钥'],
  signing_key: ['Signing key', '签名密钥'],
  administrator: ['Administrator', '管理员'],
  token: ['API token', 'API 令牌'],
} as const;

export const entityText = defineText('entities', ENTITIES);
