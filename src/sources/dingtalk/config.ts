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

const VENDOR = { en: 'DingTalk', zh: '钉钉' };

const connection = {
  appKey: z
    .string()
    .min(1)
    .max(200)
    .meta({
      ...words('Client ID (AppKey)', 'Client ID（AppKey）'),
      help: 'DingTalk developer console, your application, Credentials and basic information.',
      helpZh: '钉钉开放平台 > 应用开发 > 您的应用 > 凭证与基础信息。',
    }),
  appSecret: z
    .string()
    .min(1)
    .max(500)
    .meta({
      ...words('Client secret (AppSecret)', 'Client Secret（AppSecret）'),
      secret: true,
      help: 'On the same page as the client ID.',
      helpZh: '与 Client ID 在同一页面。',
    }),
  corpId: z
    .string()
    .max(200)
    .default('')
    .meta({
      ...words('CorpId', 'CorpId'),
      help: 'Home page of the developer console, upper right. Needed for callbacks of the whole company and for log-on.',
      helpZh: '开放平台首页右上角。企业级回调与登录时需要。',
    }),
  oapiOrigin: Origin.default('https://oapi.dingtalk.com').meta({
    ...words('Address of the directory API', '通讯录 API 地址', { advanced: true }),
    help: 'https://oapi.dingtalk.io outside China; your own for a dedicated DingTalk.',
    helpZh: '海外为 https://oapi.dingtalk.io；专属钉钉请填写专属地址。',
  }),
  apiOrigin: Origin.default('https://api.dingtalk.com').meta({
    ...words('Address of the new API', '新版 API 地址', { advanced: true }),
    help: 'For Stream mode and log-on. https://api.dingtalk.io outside China.',
    helpZh: '用于 Stream 模式与登录。海外为 https://api.dingtalk.io。',
  }),
  loginOrigin: Origin.default('https://login.dingtalk.com').meta({
    ...words('Address of the log-on page', '登录页地址', { advanced: true }),
    help: 'https://login.dingtalk.io outside China.',
    helpZh: '海外为 https://login.dingtalk.io。',
  }),
  ...wayOut(VENDOR),
  callsPerSecond: callsPerSecond(19, {
    help: 'DingTalk allows an application 20 calls per second and API in the standard edition.',
    helpZh: '钉钉标准版限制每个应用对每个接口每秒 20 次调用。',
  }),
  ...patience(),
};

const scope = {
  sourceNodes: sourceNodes(/^[1-9]\d{0,15}$/, {
    help: 'Ids of departments to read, with everything below; all that the application may see if empty.',
    helpZh: '要同步的部门 ID 及其下所有内容；留空则为应用可见的全部部门。',
  }),
  unactivated: unactivated(VENDOR),
};

const abilities = {
  usernameRule: z
    .enum(['mail', 'pinyin', 'job_number', 'userid'])
    .default('mail')
    .meta({
      ...words('Username from', '账户名来源', {
        step: 'abilities',
        labels: {
          mail: {
            en: 'E-mail before the @, else staff number, else userid',
            zh: '邮箱前缀，其次工号，再次 userid',
          },
          pinyin: { en: 'Pinyin of the name', zh: '姓名拼音' },
          job_number: { en: 'Staff number, else userid', zh: '工号，其次 userid' },
          userid: { en: 'userid', zh: 'userid' },
        },
      }),
      help: 'Fills the attribute username, which the default mapping uses. Namesakes are reported as duplicates.',
      helpZh: '填入属性 username，默认映射使用该属性。重名将作为重复项报告。',
    }),
  groupSync: z
    .boolean()
    .default(false)
    .meta({
      ...words('Read roles as groups', '将角色同步为组', { step: 'abilities' }),
      help: 'Every role of the company with its people; one call a role and hundred people.',
      helpZh: '同步企业的所有角色及其成员；每个角色每百人一次调用。',
    }),
  details: z
    .boolean()
    .default(false)
    .meta({
      ...words('Read each person in detail', '逐人读取详情', { step: 'abilities' }),
      help: 'Adds the direct manager, the order in each department and the roles; one call a person, about a thousand a minute.',
      helpZh: '增加直属主管、各部门内排序与角色；每人一次调用，每分钟约一千人。',
    }),
  events: z
    .enum(['none', 'stream', 'callback'])
    .default('none')
    .meta({
      ...words('Changes at once', '实时变更', {
        step: 'abilities',
        labels: {
          none: AT_THE_CHECK,
          stream: { en: 'Stream mode (no public address needed)', zh: 'Stream 模式（无需公网地址）' },
          callback: { en: 'HTTP push to this server', zh: 'HTTP 推送到本服务器' },
        },
      }),
      help: 'Choose the same in the developer console, Events and callbacks, and tick the events of the directory.',
      helpZh: '与开放平台“事件与回调”中的选择一致，并勾选通讯录事件。',
    }),
  callbackToken: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({
      ...words('Signing token', '签名 Token', { step: 'abilities' }),
      secret: true,
      help: 'For HTTP push: developer console, Events and callbacks, HTTP push, “Token”.',
      helpZh: 'HTTP 推送时填写：开放平台 > 事件与回调 > HTTP 推送 > 签名 Token。',
    }),
  callbackAesKey: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/)
    .optional()
    .meta({
      ...words('Encryption key', '加密 aes_key', { step: 'abilities' }),
      secret: true,
      help: 'For HTTP push: 43 characters, on the same page as the token.',
      helpZh: 'HTTP 推送时填写：43 个字符，与 Token 在同一页面。',
    }),
};

/** Settings of a DingTalk company; client ID and secret are enough. */
export const dingtalkConfig = z
  .strictObject({ ...connection, ...scope, ...abilities })
  .superRefine((config, context) => {
    if (config.events !== 'callback') return;
    for (const field of ['callbackToken', 'callbackAesKey'] as const)
      if (config[field] === undefined)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: said('HTTP push needs token and key.', 'HTTP 推送需要 Token 与密钥。'),
        });
  });
export type DingTalkConfig = z.output<typeof dingtalkConfig>;

/** The company itself; what lies directly below it has no other parent. */
export const ROOT_DEPARTMENT = '1';
