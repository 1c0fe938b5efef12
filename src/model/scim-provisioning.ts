import { z } from 'zod';
import { plainText } from './account.ts';
import { HttpUrl, help, pushSettings, title, word } from './push-settings.ts';

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

const { scope, ...behaviour } = pushSettings;

/** Provisioning of a target that speaks SCIM 2.0. */
export const ScimProvisioning = z
  .strictObject({
    scope,
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
    ...behaviour,
    dialect: ScimDialect.meta(title('What the target understands', '目标支持的能力')),
  })
  .meta({ id: 'ScimProvisioning' });
export type ScimProvisioning = z.infer<typeof ScimProvisioning>;
