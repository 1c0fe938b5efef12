/** What every kind of target is told: whom it is to have, when and how it is written to. */
import { z } from 'zod';
import { FieldMapping } from './mapping.ts';
import { said } from './said.ts';

export const title = (en: string, zh: string) => ({ title: en, zh });
export const help = (en: string, zh: string) => ({ help: en, helpZh: zh });
export const word = (en: string, zh: string) => ({ en, zh });

export const HttpUrl = z
  .string()
  .max(500)
  .refine((text) => isPlainHttpUrl(text), {
    error: said(
      'an http(s) address without user name, query and fragment',
      '应为 http(s) 地址，不含用户名、查询参数与片段',
    ),
  });

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && !(username || password || search || hash);
}

/** Which accounts the target is to have: those in any of these organizations (with what lies below) or groups; none named: all. */
export const PushScope = z
  .strictObject({
    orgIds: z.array(z.string().max(64)).max(200).meta(title('Organizations', '组织')),
    groupIds: z.array(z.string().max(64)).max(200).meta(title('Groups', '组')),
  })
  .meta({ id: 'PushScope' });
export type PushScope = z.infer<typeof PushScope>;

export const PushOperations = z
  .strictObject({
    create: z.boolean().meta(title('Create account', '创建账户')),
    update: z.boolean().meta(title('Update account', '更新账户')),
    delete: z.boolean().meta(title('Delete account', '删除账户')),
  })
  .meta({ id: 'PushOperations' });
export type PushOperations = z.infer<typeof PushOperations>;

/** Deletions beyond either limit wait for a person; `share` is a percentage of the linked accounts, looked at from five on. */
export const PushGuard = z
  .strictObject({
    deletions: z.number().int().min(0).max(10_000_000).meta(title('Deletions at most', '最多删除数')),
    share: z
      .number()
      .min(0)
      .max(100)
      .meta({
        ...title('Share of accounts deleted at most, in percent', '最多删除比例（%）'),
        ...help(
          'More deletions than this wait until a person releases them. The share counts from five deletions on.',
          '超过上限的删除操作会暂停，等待管理员确认。删除数达到 5 个后才按比例判断。',
        ),
      }),
  })
  .meta({ id: 'PushGuard' });
export type PushGuard = z.infer<typeof PushGuard>;

/** Settings of an application that are the same whatever it pushes to; a kind adds its connection. */
export const pushSettings = {
  scope: PushScope.meta(title('Sync scope', '同步范围')),
  operations: PushOperations.meta(title('Operations pushed at once', '同步操作')),
  /** What One-click Push pushes. */
  fullPush: z
    .strictObject({ users: z.boolean().meta(title('Accounts', '账户')) })
    .meta(title('Full push scope', '全量推送范围')),
  mappings: z.array(FieldMapping).min(1).max(60).meta(title('Field mapping', '字段映射')),
  /** A remote user of the same name that nobody linked: leave it alone and say so, or take it over. */
  existing: z.enum(['conflict', 'adopt']).meta({
    ...title('Users that exist already', '已存在的用户'),
    ...help(
      'A user of the same name at the target that Muster did not create.',
      '目标端已有同名用户，且不是由 Muster 创建。',
    ),
    labels: {
      conflict: word('Leave it alone and report a conflict', '不覆盖，报告冲突'),
      adopt: word('Take it over', '接管该用户'),
    },
  }),
  /** What becomes of the remote user of an account that is deleted or leaves the scope. */
  deprovision: z.enum(['delete', 'disable', 'leave']).meta({
    ...title('When an account leaves', '账户移出时'),
    ...help(
      'The account was deleted here, or is no longer in the sync scope.',
      '账户已被删除，或不再属于同步范围。',
    ),
    labels: {
      delete: word('Delete the user at the target', '删除目标用户'),
      disable: word('Disable the user at the target', '停用目标用户'),
      leave: word('Leave the user as it is', '保留目标用户'),
    },
  }),
  guard: PushGuard.meta(title('Deletion protection', '删除保护')),
  /** Disabled and expired accounts: keep the remote user, or treat the account as out of scope. */
  disabled: z.enum(['keep', 'remove']).meta({
    ...title('Disabled accounts', '已禁用账户'),
    ...help('Disabled and expired accounts at the target.', '已禁用或已过期的账户在目标端如何处理。'),
    labels: {
      keep: word('Keep the user at the target', '保留目标用户'),
      remove: word('Treat them as leaving', '按移出处理'),
    },
  }),
  rate: z.number().min(0.1).max(100_000).meta(title('Writes per second', '每秒写入数')),
  concurrency: z.number().int().min(1).max(256).meta(title('Requests at once', '并发请求数')),
  caCertificate: z
    .string()
    .max(100_000)
    .nullable()
    .meta({
      ...title('CA certificate (PEM)', 'CA 证书（PEM）'),
      ...help(
        'Only for a target whose certificate a private authority signed.',
        '仅当目标证书由私有 CA 签发时填写。',
      ),
    }),
  connectTimeoutMs: z
    .number()
    .int()
    .min(100)
    .max(60_000)
    .meta(title('Connect timeout (ms)', '连接超时（毫秒）')),
  requestTimeoutMs: z
    .number()
    .int()
    .min(100)
    .max(300_000)
    .meta(title('Request timeout (ms)', '请求超时（毫秒）')),
};
