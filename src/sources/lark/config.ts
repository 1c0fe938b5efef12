import { z } from 'zod';
import { words } from '../../model/drawn.ts';
import { said } from '../../model/said.ts';
import { Origin } from '../web-api/address.ts';
import {
  AT_THE_CHECK,
  callsPerSecond,
  patience,
  sourceNodes,
  unactivated,
  wayOut,
} from '../web-api/settings.ts';

const VENDOR = { en: 'Lark', zh: '飞书' };

const connection = {
  region: z
    .enum(['feishu', 'lark'])
    .default('feishu')
    .meta({
      ...words('Edition', '版本', {
        labels: {
          feishu: { en: 'Feishu (feishu.cn)', zh: '飞书（feishu.cn）' },
          lark: { en: 'Lark (larksuite.com)', zh: 'Lark（larksuite.com）' },
        },
      }),
      help: 'The two are separate worlds: a company is in one of them, and so is its app.',
      helpZh: '二者相互独立：企业及其应用仅属于其中之一。',
    }),
  appId: z
    .string()
    .regex(/^cli_[0-9a-zA-Z]{1,60}$/)
    .meta({
      ...words('App ID', 'App ID'),
      help: 'Developer console, your custom app, Credentials & Basic Info.',
      helpZh: '开发者后台 > 企业自建应用 > 您的应用 > 凭证与基础信息。',
    }),
  appSecret: z
    .string()
    .min(1)
    .max(500)
    .meta({
      ...words('App Secret', 'App Secret'),
      secret: true,
      help: 'On the same page as the App ID.',
      helpZh: '与 App ID 在同一页面。',
    }),
  tenantKey: z
    .string()
    .max(200)
    .default('')
    .meta({
      ...words('Tenant key', '企业标识（tenant_key）', { advanced: true }),
      help: 'Only people of this company may log on. Without it, whoever logs on is looked up in the contact scope of the app.',
      helpZh: '仅允许该企业的成员登录；留空时，将在应用的通讯录权限范围内核对登录者。',
    }),
  apiOrigin: Origin.optional().meta({
    ...words('Address of the API', 'API 地址', { advanced: true }),
    help: 'Instead of the one of the edition (https://open.feishu.cn, https://open.larksuite.com), for a relay.',
    helpZh: '替代所选版本的默认地址（https://open.feishu.cn、https://open.larksuite.com），用于经中转访问。',
  }),
  accountsOrigin: Origin.optional().meta({
    ...words('Address of the log-on page', '登录页地址', { advanced: true }),
    help: 'Instead of the one of the edition (https://accounts.feishu.cn, https://accounts.larksuite.com).',
    helpZh: '替代所选版本的默认地址（https://accounts.feishu.cn、https://accounts.larksuite.com）。',
  }),
  ...wayOut(VENDOR),
  callsPerSecond: callsPerSecond(48, {
    help: 'Lark allows an app 50 calls a second and API.',
    helpZh: '飞书限制每个应用对每个接口每秒 50 次调用。',
  }),
  callsPerMinute: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(990)
    .meta({
      ...words('Calls per minute and API', '每个接口每分钟调用数', { advanced: true }),
      help: 'Lark allows an app 1,000 calls a minute and API.',
      helpZh: '飞书限制每个应用对每个接口每分钟 1000 次调用。',
    }),
  ...patience(),
};

const scope = {
  sourceNodes: sourceNodes(/^(0|od-[0-9A-Za-z]{1,64})$/, {
    help: 'open_department_id of departments to read (od-…), with everything below; all that the app may see if empty.',
    helpZh: '要同步的部门的 open_department_id（od-…）及其下所有内容；留空则为应用可见的全部部门。',
  }),
  unactivated: unactivated(VENDOR),
};

const abilities = {
  usernameRule: z
    .enum(['mail', 'pinyin', 'employee_no', 'user_id'])
    .default('mail')
    .meta({
      ...words('Username from', '账户名来源', {
        step: 'abilities',
        labels: {
          mail: { en: 'E-mail before the @, else user_id', zh: '邮箱前缀，其次 user_id' },
          pinyin: { en: 'Pinyin of the name, else user_id', zh: '姓名拼音，其次 user_id' },
          employee_no: { en: 'Employee number, else user_id', zh: '工号，其次 user_id' },
          user_id: { en: 'user_id', zh: 'user_id' },
        },
      }),
      help: 'Fills the attribute username, which the default mapping uses. Namesakes are reported as duplicates.',
      helpZh: '填入属性 username，默认映射使用该属性。重名将作为重复项报告。',
    }),
  groupSync: z
    .boolean()
    .default(false)
    .meta({
      ...words('Read user groups as groups', '将用户组同步为组', { step: 'abilities' }),
      help: 'Every user group with its members and those of its departments; needs contact:group:readonly.',
      helpZh: '同步用户组及其成员，包括组内部门的成员；需要权限 contact:group:readonly。',
    }),
  events: z
    .enum(['none', 'connection', 'callback'])
    .default('none')
    .meta({
      ...words('Changes at once', '实时变更', {
        step: 'abilities',
        labels: {
          none: AT_THE_CHECK,
          connection: {
            en: 'Persistent connection (no public address needed)',
            zh: '长连接（无需公网地址）',
          },
          callback: { en: 'Calls to this server', zh: '将事件发送至本服务器' },
        },
      }),
      help: 'Choose the same in the developer console, Events & Callbacks, and add the events of contacts. A persistent connection is offered by Feishu only.',
      helpZh: '与开发者后台“事件与回调”中的订阅方式一致，并添加通讯录事件。长连接仅飞书提供。',
    }),
  verificationToken: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({
      ...words('Verification Token', 'Verification Token', { step: 'abilities' }),
      secret: true,
      help: 'For calls to this server: developer console, Events & Callbacks, Encryption Strategy.',
      helpZh: '将事件发送至本服务器时填写：开发者后台 > 事件与回调 > 加密策略。',
    }),
  encryptKey: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({
      ...words('Encrypt Key', 'Encrypt Key', { step: 'abilities' }),
      secret: true,
      help: 'On the same page as the token; with it events are encrypted and signed. Leave both sides empty or neither.',
      helpZh: '与 Verification Token 在同一页面；设置后事件将被加密并签名。两侧须同时填写或同时留空。',
    }),
};

/** Settings of a Lark or Feishu company; App ID and secret are enough. */
export const larkConfig = z
  .strictObject({ ...connection, ...scope, ...abilities })
  .superRefine((config, context) => {
    if (config.events === 'callback' && config.verificationToken === undefined)
      context.addIssue({
        code: 'custom',
        path: ['verificationToken'],
        message: said(
          'Calls to this server need the verification token.',
          '接收回调需要 Verification Token。',
        ),
      });
  });
export type LarkConfig = z.output<typeof larkConfig>;

/** The company itself; no list names it. */
export const ROOT_DEPARTMENT = '0';

const DOMAINS: Record<LarkConfig['region'], string> = { feishu: 'feishu.cn', lark: 'larksuite.com' };

export const apiOriginOf = ({ apiOrigin, region }: LarkConfig): string =>
  apiOrigin ?? `https://open.${DOMAINS[region]}`;

export const accountsOriginOf = ({ accountsOrigin, region }: LarkConfig): string =>
  accountsOrigin ?? `https://accounts.${DOMAINS[region]}`;
