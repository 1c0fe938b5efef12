import { z } from 'zod';
import { words } from '../../model/drawn.ts';
import { said } from '../../model/said.ts';
import { Origin } from '../web-api/address.ts';
import {
  AT_THE_CHECK,
  callsPerSecond,
  milliseconds,
  patience,
  sourceNodes,
  unactivated,
  wayOut,
} from '../web-api/settings.ts';

const VENDOR = { en: 'WeCom', zh: '企业微信' };

const connection = {
  corpId: z
    .string()
    .min(1)
    .max(200)
    .meta({
      ...words('CorpID', '企业 ID（CorpID）'),
      help: 'WeCom admin console, My Company, Company information, at the bottom.',
      helpZh: '企业微信管理后台 > 我的企业 > 企业信息，页面底部。',
    }),
  agentId: z
    .string()
    .regex(/^\d{0,20}$/)
    .default('')
    .meta({
      ...words('AgentId', 'AgentId'),
      help: 'App management, your self-built app. Needed for log-on, and to read members whom the app sees one by one.',
      helpZh: '应用管理 > 自建 > 您的应用。登录时需要；读取单独加入可见范围的成员时也需要。',
    }),
  appSecret: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({
      ...words('App secret', '应用 Secret'),
      secret: true,
      help: 'On the same page as AgentId. Reads names, leaders and the other fields, within the visible range of the app.',
      helpZh: '与 AgentId 在同一页面。用于在应用可见范围内读取姓名、上级等字段。',
    }),
  syncSecret: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({
      ...words('Contact-sync secret', '通讯录同步 Secret'),
      secret: true,
      help: 'Security and management, Management tools, Contacts sync. Tells which departments and members there are, visible to the app or not.',
      helpZh: '安全与管理 > 管理工具 > 通讯录同步。用于得知企业的全部部门与成员，不受应用可见范围限制。',
    }),
  apiOrigin: Origin.default('https://qyapi.weixin.qq.com').meta({
    ...words('Address of the API', 'API 地址', { advanced: true }),
    help: 'Your own for a private installation of WeCom or a relay.',
    helpZh: '私有化部署或经中转访问时填写其地址。',
  }),
  authorizeOrigin: Origin.default('https://open.weixin.qq.com').meta(
    words('Address of the authorization page inside WeCom', '企业微信内网页授权地址', { advanced: true }),
  ),
  loginOrigin: Origin.default('https://login.work.weixin.qq.com').meta(
    words('Address of the log-on page', '扫码登录页地址', { advanced: true }),
  ),
  ...wayOut(VENDOR, {
    help: 'http://host:port. WeCom accepts calls from trusted addresses only; a proxy with a fixed address helps.',
    helpZh: 'http://主机:端口。企业微信仅接受可信 IP 的调用，可使用出口地址固定的代理。',
  }),
  callsPerSecond: callsPerSecond(40, {
    help: 'In the long run. WeCom allows a company 150,000 calls an hour and API.',
    helpZh: '长期平均值。企业微信限制每家企业对每个接口每小时 15 万次调用。',
  }),
  callsInBurst: z
    .int()
    .min(1)
    .max(100_000)
    .default(5000)
    .meta({
      ...words('Calls in a burst and API', '每个接口突发调用数', { advanced: true }),
      help: 'As fast as it goes, before the calls per second hold. WeCom allows 10,000 calls a minute and API.',
      helpZh: '在受每秒调用数约束之前可尽快发出的次数。企业微信限制每个接口每分钟 1 万次调用。',
    }),
  limitPauseMs: milliseconds(3_600_000)
    .default(20_000)
    .meta({
      ...words('Pause after a limit (ms)', '超限后的暂停（毫秒）', { advanced: true }),
      help: 'WeCom blocks an API for a minute once its limit is passed; the call is made again until it goes through.',
      helpZh: '超限后企业微信会封禁该接口一分钟；调用将重试直至成功。',
    }),
  ...patience(60_000, {
    help: 'WeCom gives all departments in one answer, which takes long in a large company.',
    helpZh: '企业微信一次返回全部部门，大型企业耗时较长。',
  }),
};

const scope = {
  sourceNodes: sourceNodes(/^[1-9]\d{0,15}$/, {
    help: 'Ids of departments to read, with everything below; everything that the secrets reach if empty.',
    helpZh: '要同步的部门 ID 及其下所有内容；留空则为凭证可读取的全部部门。',
  }),
  unactivated: unactivated(VENDOR),
  unseen: z
    .enum(['stop', 'ids', 'skip'])
    .default('stop')
    .meta({
      ...words('People whom the app may not see', '应用不可见的成员', {
        step: 'scope',
        labels: {
          stop: { en: 'End the sync and say who', zh: '终止同步并指出成员' },
          ids: { en: 'Accounts by userid, without a name', zh: '仅以 userid 建立账户，无姓名' },
          skip: { en: 'Not part of this source', zh: '不属于此身份提供方' },
        },
      }),
      help: 'The contact-sync secret tells of everybody, the app secret of its visible range only. With both, somebody may be outside of it.',
      helpZh:
        '通讯录同步 Secret 可得知所有成员，应用 Secret 仅限其可见范围；同时使用时，可能有成员在可见范围之外。',
    }),
};

const abilities = {
  usernameRule: z
    .enum(['userid', 'mail', 'pinyin'])
    .default('userid')
    .meta({
      ...words('Username from', '账户名来源', {
        step: 'abilities',
        labels: {
          userid: { en: 'userid', zh: 'userid' },
          mail: {
            en: 'E-mail before the @, else userid',
            zh: '邮箱前缀，其次 userid',
          },
          pinyin: { en: 'Pinyin of the name, else userid', zh: '姓名拼音，其次 userid' },
        },
      }),
      help: 'Fills the attribute username, which the default mapping uses. Apps made since June 2022 get no e-mail addresses.',
      helpZh: '填入属性 username，默认映射使用该属性。2022 年 6 月后创建的应用无法读取邮箱。',
    }),
  groupSync: z
    .boolean()
    .default(false)
    .meta({
      ...words('Read tags as groups', '将标签同步为组', { step: 'abilities' }),
      help: 'Every tag with its members and those of its departments, as far as they can be seen.',
      helpZh: '同步标签及其成员，包括标签内部门的成员；仅限可见部分。',
    }),
  events: z
    .enum(['none', 'callback'])
    .default('none')
    .meta({
      ...words('Changes at once', '实时变更', {
        step: 'abilities',
        labels: {
          none: AT_THE_CHECK,
          callback: { en: 'Callback of Contacts sync to this server', zh: '通讯录同步的回调' },
        },
      }),
      help: 'WeCom tells of who joins, moves and leaves, never of names, numbers or status: keep a schedule as well.',
      helpZh: '企业微信仅通知入职、调动与离职，不通知姓名、号码或状态的变化：请同时设置定时校对。',
    }),
  callbackToken: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/)
    .optional()
    .meta({
      ...words('Token', 'Token', { step: 'abilities' }),
      secret: true,
      help: 'Contacts sync, Receive events: up to 32 letters and digits.',
      helpZh: '通讯录同步 > 设置接收事件服务器：最多 32 个字母或数字。',
    }),
  callbackAesKey: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/)
    .optional()
    .meta({
      ...words('EncodingAESKey', 'EncodingAESKey', { step: 'abilities' }),
      secret: true,
      help: '43 characters, on the same page as the token.',
      helpZh: '43 个字符，与 Token 在同一页面。',
    }),
};

/** Settings of a WeCom company: the CorpID and at least one of the two secrets. */
export const wecomConfig = z
  .strictObject({ ...connection, ...scope, ...abilities })
  .superRefine((config, context) => {
    if (config.appSecret === undefined && config.syncSecret === undefined)
      context.addIssue({
        code: 'custom',
        path: ['appSecret'],
        message: said(
          'One of app secret and contact-sync secret is needed.',
          '应用 Secret 与通讯录同步 Secret 至少填写其一。',
        ),
      });
    if (config.events !== 'callback') return;
    for (const field of ['callbackToken', 'callbackAesKey'] as const)
      if (config[field] === undefined)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: said('The callback needs token and key.', '回调需要 Token 与密钥。'),
        });
  });
export type WeComConfig = z.output<typeof wecomConfig>;

/** The company itself; what lies directly below it has no other parent. */
export const ROOT_DEPARTMENT = '1';
