import { z } from 'zod';
import { plainText } from './account.ts';
import { HttpUrl, help, pushSettings, title, word } from './push-settings.ts';

const { scope, ...behaviour } = pushSettings;

/** Provisioning of a DingTalk company: accounts become people of its directory, organizations its departments. */
export const DingTalkProvisioning = z
  .strictObject({
    scope,
    baseUrl: HttpUrl.meta({
      ...title('Address of the directory API', '通讯录 API 地址'),
      ...help(
        'https://oapi.dingtalk.com, https://oapi.dingtalk.io outside China; your own for a dedicated DingTalk.',
        'https://oapi.dingtalk.com，海外为 https://oapi.dingtalk.io；专属钉钉请填写专属地址。',
      ),
    }),
    clientId: plainText(200)
      .nullable()
      .meta({
        ...title('Client ID (AppKey)', 'Client ID（AppKey）'),
        ...help(
          'DingTalk developer console, your application, Credentials and basic information.',
          '钉钉开放平台 > 应用开发 > 您的应用 > 凭证与基础信息。',
        ),
      }),
    clientSecret: z
      .string()
      .max(2000)
      .optional()
      .meta({
        ...title('Client secret (AppSecret)', 'Client Secret（AppSecret）'),
        ...help('On the same page as the client ID.', '与 Client ID 在同一页面。'),
        secret: true,
      }),
    /** Nothing outside is ever written to. */
    departmentId: z
      .string()
      .regex(/^[1-9]\d{0,15}$/)
      .meta({
        ...title('Department', '目标部门'),
        ...help(
          'Id of the DingTalk department that stands for your root organization; 1 is the whole company. Try with a department of its own first.',
          '对应根组织的钉钉部门 ID；1 为整个企业。请先用单独的部门小范围测试。',
        ),
      }),
    organizations: z.enum(['departments', 'none']).meta({
      ...title('Organizations', '组织'),
      ...help(
        'Departments are created, renamed and moved below that department; removed only when empty and made by Muster.',
        '在目标部门下创建、重命名、移动部门；仅删除由 Muster 创建且为空的部门。',
      ),
      labels: {
        departments: word('As departments', '同步为部门'),
        none: word('Everybody directly in the department', '所有人直接位于目标部门'),
      },
    }),
    /** Besides the userid, which is asked first. */
    match: z
      .array(z.enum(['mobile', 'job_number']))
      .max(2)
      .meta({
        ...title('Found by', '匹配字段'),
        ...help(
          'How a person whom nobody linked yet is looked for in DingTalk, in this order. The job number is compared with a list of the whole company.',
          '按此顺序在钉钉中查找尚未关联的成员。工号需列出整个企业后比较。',
        ),
        labels: { mobile: word('Mobile number', '手机号'), job_number: word('Job number', '工号') },
      }),
    ...behaviour,
    /** DingTalk has no disabled state for people with a number of their own. */
    deprovision: z.enum(['delete', 'leave']).meta({
      ...title('When an account leaves', '账户移出时'),
      ...help(
        'The account was deleted here, or is no longer in the sync scope.',
        '账户已被删除，或不再属于同步范围。',
      ),
      labels: {
        delete: word('Remove the person from the company in DingTalk', '从钉钉企业中移除该成员'),
        leave: word('Leave the person as is', '保留该成员'),
      },
    }),
  })
  .meta({ id: 'DingTalkProvisioning' });
export type DingTalkProvisioning = z.infer<typeof DingTalkProvisioning>;
