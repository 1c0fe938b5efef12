/** Settings of the ways to log on that lead through somebody else: a source of the instance, or an OpenID provider. */
import { z } from 'zod';
import { plainText } from './account.ts';
import { type Drawn, words } from './drawn.ts';
import { FieldMapping } from './mapping.ts';
import { said } from './said.ts';

const EXPERT: Drawn = { advanced: true };

/** Delegated log-on: the password is the directory's, and only the directory is asked. */
export const DirectoryLogonSettings = z
  .strictObject({
    updatePassword: z
      .boolean()
      .default(false)
      .meta({
        ...words('Fill an empty password of Muster', '自动更新密码'),
        help: 'After a log-on with the password of the directory, an account that has no password here gets this one, if the password policy allows it.',
        helpZh: '使用目录密码登录成功后，若账户在本系统尚无密码且该密码符合密码策略，则自动设为同一密码。',
      }),
    changePassword: z
      .boolean()
      .default(false)
      .meta({
        ...words('Change passwords in the directory', '允许修改目录密码'),
        help: 'People whose password has expired or must be changed choose a new one here, and it is set in the directory together with the present one. Needs an encrypted connection, and the right “Change password”, which Active Directory gives everybody by default.',
        helpZh:
          '密码已过期或须修改的用户可在此凭当前密码设置新密码并写入目录。要求连接已加密，且具有“更改密码”权限（Active Directory 默认授予所有人）。',
      }),
    allowPlainText: z
      .boolean()
      .default(false)
      .meta({
        ...words('Passwords over an unencrypted connection', '允许明文传输密码', EXPERT),
        help: 'Without encryption everybody on the way can read the passwords of those who log on. A directory on this machine needs no permission.',
        helpZh: '连接未加密时，传输途中的任何人都能读取登录者的密码。目录位于本机时无需开启。',
      }),
  })
  .meta({ id: 'DirectoryLogonSettings' });
export type DirectoryLogonSettings = z.infer<typeof DirectoryLogonSettings>;

/** Log-on on the page of a vendor (DingTalk, WeCom, Lark): all it needs stands in the settings of the source. */
export const VendorLogonSettings = z.strictObject({}).meta({ id: 'VendorLogonSettings' });
export type VendorLogonSettings = z.infer<typeof VendorLogonSettings>;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An issuer as its tokens name it (OpenID Connect Discovery 1.0 §3): https, no query, no fragment; http on this machine only. */
const Issuer = z
  .url({ protocol: /^https?$/ })
  .max(1000)
  .refine((text) => isIssuer(text), {
    error: said(
      'https, without user name, query and fragment (http only on this machine)',
      '须为 https 地址，不含用户名、查询参数与片段（仅本机可用 http）',
    ),
  });

function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return true; // What is no address at all is refused as such.
  const isPlain = url.username + url.password + url.search + url.hash === '' && !/[?#]$/.test(text);
  return isPlain && (url.protocol === 'https:' || LOOPBACK.has(url.hostname));
}

/** One way to recognise who comes back: a value made from the claims (model `idpUser`), equal to a field of one account. */
export const OidcMatch = z
  .strictObject({
    field: z.enum(['username', 'email', 'externalId']).meta({
      ...words('Account field', '账户字段', {
        labels: {
          username: { en: 'Username', zh: '账户名' },
          email: { en: 'E-mail (only if the provider says it is verified)', zh: '邮箱（仅限已验证）' },
          externalId: { en: 'External ID', zh: '外部 ID' },
        },
      }),
    }),
    expression: z
      .string()
      .min(1)
      .max(2000)
      .meta(words('Value (expression over idpUser)', '取值表达式（idpUser）')),
  })
  .meta({ id: 'OidcMatch' });
export type OidcMatch = z.infer<typeof OidcMatch>;

/** Log-on with another OpenID provider. */
export const OidcLogonSettings = z
  .strictObject({
    title: plainText(40).meta(words('Name on the log-on page', '登录页显示名称')),
    issuer: Issuer.meta({
      ...words('Issuer', 'Issuer'),
      help: 'Its address followed by /.well-known/openid-configuration describes the provider.',
      helpZh: '该地址加上 /.well-known/openid-configuration 即为其配置文档。',
    }),
    clientId: plainText(300).meta(words('Client ID', 'Client ID')),
    clientAuthentication: z
      .enum(['client_secret_basic', 'client_secret_post', 'none'])
      .default('client_secret_basic')
      .meta(words('Client authentication', '客户端认证方式')),
    clientSecret: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .meta({ ...words('Client secret', 'Client Secret'), secret: true }),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/))
      .max(20)
      .default(['openid', 'profile', 'email'])
      .meta(words('Scopes', '授权范围')),
    userInfo: z
      .boolean()
      .default(false)
      .meta({
        ...words('Read the userinfo endpoint too', '同时读取 userinfo', EXPERT),
        help: 'For providers that put few claims into the ID token. Claims of the ID token win.',
        helpZh: '适用于 id_token 中 claims 较少的提供方；同名 claim 以 id_token 为准。',
      }),
    trustEmail: z
      .boolean()
      .default(false)
      .meta({
        ...words('Take its e-mail addresses as verified', '信任该提供方的邮箱', EXPERT),
        help: 'Only for a provider of your own company that gives every person the right address: whoever can set an address there gets into the account that has it. Without it, addresses count where the provider says email_verified.',
        helpZh:
          '仅适用于由贵公司管理、保证邮箱准确的提供方：能在该处设置邮箱的人即可登录对应账户。关闭时仅采用 email_verified 为真的邮箱。',
      }),
    match: z
      .array(OidcMatch)
      .max(5)
      .default([{ field: 'email', expression: 'idpUser.email' }])
      .meta({
        ...words('An account is found by', '账户匹配'),
        help: 'In this order, at the first log-on of a person; later ones go by the subject of the provider. Empty: only accounts that are made here.',
        helpZh: '首次登录时按顺序匹配，之后以提供方的 sub 为准。留空则仅使用自动创建的账户。',
      }),
    create: z
      .boolean()
      .default(false)
      .meta({
        ...words('Create an account at the first log-on', '首次登录时自动创建账户'),
        help: 'For who matches no account. Without it such a person is refused.',
        helpZh: '未匹配到账户时自动创建；关闭时拒绝登录。',
      }),
    update: z
      .boolean()
      .default(false)
      .meta({
        ...words('Update that account at each log-on', '每次登录时更新该账户'),
        help: 'Only accounts that were created this way; what was changed by hand stays.',
        helpZh: '仅限以此方式创建的账户；手工修改过的字段保持不变。',
      }),
    organizationId: z
      .string()
      .max(64)
      .nullable()
      .default(null)
      .meta({
        ...words('Organization of new accounts', '新账户所属组织'),
        help: 'The root organization if none is chosen.',
        helpZh: '未选择时为根组织。',
      }),
    mappings: z
      .array(FieldMapping)
      .max(50)
      .default([
        {
          target: 'username',
          type: 'expression',
          value: 'Coalesce(idpUser.preferred_username, idpUser.email)',
        },
        { target: 'displayName', type: 'field', value: 'name' },
        { target: 'email', type: 'field', value: 'email' },
      ])
      .meta(words('Account fields', '账户字段')),
    ca: z
      .string()
      .max(200_000)
      .optional()
      .meta(words('Certificates of the issuing authority (PEM)', '签发机构证书（PEM）', EXPERT)),
    clockSkewSeconds: z
      .int()
      .min(0)
      .max(600)
      .default(60)
      .meta(words('Clock skew (s)', '时钟偏差（秒）', EXPERT)),
    timeoutMs: z
      .int()
      .min(100)
      .max(60_000)
      .default(10_000)
      .meta(words('Time-out (ms)', '超时（毫秒）', EXPERT)),
  })
  .refine((oidc) => oidc.clientAuthentication === 'none' || oidc.clientSecret !== undefined, {
    error: said('needed, unless the client authenticates by “none”', '必填，除非客户端认证方式为 none'),
    path: ['clientSecret'],
  })
  .refine((oidc) => oidc.scopes.includes('openid'), {
    error: said('openid must be one of them', '必须包含 openid'),
    path: ['scopes'],
  })
  .refine((oidc) => !oidc.create || oidc.mappings.some(({ target }) => /^(user\.)?username$/.test(target)), {
    error: said('an account needs a username', '账户必须有用户名'),
    path: ['mappings'],
  })
  .meta({ id: 'OidcLogonSettings' });
export type OidcLogonSettings = z.infer<typeof OidcLogonSettings>;

/** The settings that say where the client secret goes: changing one asks for it again. */
export const OIDC_SECRET_GOES_TO = ['issuer', 'ca'] as const;
