import { z } from 'zod';
import { plainText } from './account.ts';
import { FieldMapping } from './mapping.ts';

const title = (en: string, zh: string) => ({ title: en, zh });
const help = (en: string, zh: string) => ({ help: en, helpZh: zh });
const word = (en: string, zh: string) => ({ en, zh });

const HttpUrl = z
  .string()
  .max(500)
  .refine((text) => isPlainHttpUrl(text), {
    error: 'an http(s) address without user name, query and fragment',
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

/** What a target understands of SCIM; a preset gives all of it, an administrator may change any of it. */
export const ScimDialect = z
  .strictObject({
    match: z
      .array(z.enum(['externalId', 'userName']))
      .min(1)
      .max(2)
      .meta({
        ...title('Found by', '匹配字段'),
        ...help(
          'How a user that nobody linked yet is looked for at the target, in this order.',
          '按此顺序在目标端查找尚未关联的用户。',
        ),
      }),
    update: z.enum(['put', 'patch']).meta({
      ...title('Updates by', '更新方式'),
      labels: {
        put: word('PUT (the whole user)', 'PUT（整体替换）'),
        patch: word('PATCH (what changed)', 'PATCH（仅变更部分）'),
      },
    }),
    /** Where client id and grant type go in the token request. */
    tokenParameters: z.enum(['query', 'body']).meta({
      ...title('Token parameters in', '令牌参数位置'),
      labels: { query: word('The query string', '查询参数'), body: word('The request body', '请求体') },
    }),
    /** Attributes the target takes; nothing else is sent. */
    attributes: z
      .array(z.string().max(80))
      .min(1)
      .max(40)
      .meta({
        ...title('Attributes', '属性'),
        ...help('What the target takes; nothing else is sent.', '目标支持的属性，其他属性不会发送。'),
      }),
    required: z.array(z.string().max(80)).max(40).meta(title('Required attributes', '必填属性')),
    lowerCase: z.boolean().meta(title('User name in lower case', '用户名转为小写')),
    /** The target drops or replaces what follows an @ in a user name. */
    dropsDomain: z.boolean().meta({
      ...title('User name without domain', '用户名不含域名'),
      ...help(
        'The target drops or replaces what follows an @ in a user name.',
        '目标会去掉或替换用户名中 @ 之后的部分。',
      ),
    }),
    /** A user can be switched off by `active: false`. */
    canDisable: z.boolean().meta({
      ...title('Knows active', '支持停用'),
      ...help('A user can be switched off with active: false.', '可通过 active: false 停用用户。'),
    }),
    groups: z.enum(['none', 'push', 'users-first', 'entitlements']).meta({
      ...title('Groups', '组'),
      labels: {
        none: word('None', '不支持'),
        push: word('Pushed as groups', '作为组推送'),
        'users-first': word('Groups after their members', '先用户后组'),
        entitlements: word('As entitlements of the user', '作为用户的 entitlements'),
      },
    }),
    memberChunk: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .nullable()
      .meta(title('Members per request', '单次成员数')),
    /** A scope the token must carry, where the token answer names its scopes. */
    scope: z
      .string()
      .max(200)
      .nullable()
      .meta({
        ...title('Required OAuth scope', '所需 OAuth 范围'),
        ...help(
          'Test Connectivity checks that the token carries it.',
          '测试连接时会检查令牌是否包含该范围。',
        ),
      }),
    pageSize: z.number().int().min(1).max(1000).meta(title('Page size', '分页大小')),
  })
  .meta({ id: 'ScimDialect' });
export type ScimDialect = z.infer<typeof ScimDialect>;

export const Provisioning = z
  .strictObject({
    scope: PushScope.meta(title('Sync scope', '同步范围')),
    baseUrl: HttpUrl.meta({
      ...title('SCIM Base URL', 'SCIM Base URL'),
      ...help(
        'The address below which the target answers /Users; the target’s console shows it.',
        '目标 SCIM 服务的地址（其下为 /Users），可在目标控制台查看。',
      ),
    }),
    auth: z.enum(['client_credentials', 'bearer']).meta({
      ...title('Authentication', '认证方式'),
      labels: {
        client_credentials: word('OAuth client credentials', 'OAuth 客户端凭证'),
        bearer: word('Bearer token', 'Bearer Token'),
      },
    }),
    tokenUrl: HttpUrl.nullable().meta({
      ...title('Token Endpoint', 'Token Endpoint'),
      ...help('Where the client secret is exchanged for a token.', '用 Client Secret 换取令牌的地址。'),
    }),
    clientId: plainText(200)
      .nullable()
      .meta({
        ...title('Client ID', 'Client ID'),
        ...help('For RAM: the Application ID of the OAuth application.', 'RAM：OAuth 应用的应用 ID。'),
      }),
    clientSecret: z
      .string()
      .max(2000)
      .optional()
      .meta({
        ...title('Client Secret', 'Client Secret'),
        ...help(
          'For RAM: the value of the Application Secret (AppSecretValue), not its id.',
          'RAM：应用密钥的值（AppSecretValue），而非密钥 ID。',
        ),
        secret: true,
      }),
    clientAuth: z.enum(['client_secret_basic', 'client_secret_post']).meta({
      ...title('Client authentication', '客户端认证方式'),
      labels: {
        client_secret_basic: word('HTTP Basic (client_secret_basic)', 'HTTP Basic（client_secret_basic）'),
        client_secret_post: word('In the request (client_secret_post)', '请求参数（client_secret_post）'),
      },
    }),
    bearerToken: z
      .string()
      .max(8000)
      .optional()
      .meta({ ...title('Bearer Token', 'Bearer Token'), secret: true }),
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
    dialect: ScimDialect.meta(title('What the target understands', '目标支持的能力')),
  })
  .meta({ id: 'Provisioning' });
export type Provisioning = z.infer<typeof Provisioning>;

const ApplicationFields = z.strictObject({
  name: plainText(64).meta(title('Name', '名称')),
  enabled: z.boolean().meta(title('Provision accounts to the application', '同步账户到应用')),
  provisioning: Provisioning.meta(title('Provisioning', '账户同步')),
});

export const Application = ApplicationFields.extend({
  id: z.string(),
  instanceId: z.string(),
  template: z.string(),
  version: z.number().int(),
  /** While the target asks to be left alone, or cannot be reached. */
  pausedUntil: z.iso.datetime().nullable(),
  pause: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Application' });
export type Application = z.infer<typeof Application>;

/** Settings left out keep what the template (create) or the application (update) has. */
const ProvisioningChange = Provisioning.partial().extend({
  dialect: ScimDialect.partial().optional(),
});

export const ApplicationCreate = ApplicationFields.partial()
  .required({ name: true })
  .extend({ template: z.string().max(40), provisioning: ProvisioningChange.optional() })
  .meta({ id: 'ApplicationCreate' });
export type ApplicationCreate = z.infer<typeof ApplicationCreate>;

export const ApplicationPatch = ApplicationFields.partial()
  .extend({ provisioning: ProvisioningChange.optional() })
  .meta({ id: 'ApplicationPatch' });
export type ApplicationPatch = z.infer<typeof ApplicationPatch>;

export const LinkState = z.enum(['due', 'synced', 'parked', 'conflict', 'held', 'off', 'left', 'disabled']);
export type LinkState = z.infer<typeof LinkState>;

export const PushOp = z.enum(['create', 'update', 'disable', 'delete']);
export type PushOp = z.infer<typeof PushOp>;

/** One account at one target, as API and CLI show it. */
export const TargetLink = z
  .strictObject({
    applicationId: z.string(),
    accountId: z.string(),
    label: z.string(),
    remoteId: z.string().nullable(),
    remoteName: z.string().nullable(),
    op: PushOp,
    state: LinkState,
    desired: z.record(z.string(), z.unknown()).nullable(),
    acknowledged: z.record(z.string(), z.unknown()).nullable(),
    acknowledgedAt: z.iso.datetime().nullable(),
    attempts: z.number().int(),
    nextAttemptAt: z.iso.datetime().nullable(),
    error: z
      .strictObject({
        code: z.string(),
        message: z.string(),
        remedy: z.string(),
        status: z.number().int().nullable(),
        scimType: z.string().nullable(),
        detail: z.string().nullable(),
        requestId: z.string().nullable(),
        at: z.iso.datetime(),
      })
      .nullable(),
  })
  .meta({ id: 'TargetLink' });
export type TargetLink = z.infer<typeof TargetLink>;

/** One line of the preview of One-click Push. */
export const PushChange = z
  .strictObject({
    accountId: z.string(),
    label: z.string(),
    op: z.enum(['create', 'update', 'disable', 'delete', 'refused']),
    why: z.string(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'PushChange' });
export type PushChange = z.infer<typeof PushChange>;

export const PushPreview = z
  .strictObject({
    total: z.number().int(),
    create: z.number().int(),
    update: z.number().int(),
    disable: z.number().int(),
    delete: z.number().int(),
    same: z.number().int(),
    refused: z.number().int(),
    /** The deletions would wait for a person. */
    held: z.boolean(),
    /** The first changes, at most as many as asked for. */
    changes: z.array(PushChange),
  })
  .meta({ id: 'PushPreview' });
export type PushPreview = z.infer<typeof PushPreview>;
