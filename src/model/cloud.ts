import { z } from 'zod';
import { plainText } from './account.ts';
import { said } from './said.ts';

const title = (en: string, zh: string) => ({ title: en, zh });

/** RAM's rules: “Overview of OAuth applications”, IMS CreateApplication and CreateUser. */
export const CloudAppType = z.enum(['WebApp', 'NativeApp', 'ServerApp']);
export type CloudAppType = z.infer<typeof CloudAppType>;

/** RAM's scopes about the person who logs on; `openid` is always there and cannot be removed. */
export const IDENTITY_SCOPES = ['openid', 'profile', 'aliuid'] as const;

/** The OAuth scopes that mean something here, out of RAM's predefined ones (“Add OAuth Scope”). */
export const CloudScope = z.enum([...IDENTITY_SCOPES, '/acs/scim']);
export type CloudScope = z.infer<typeof CloudScope>;

export const REFRESH_TOKEN_VALIDITY_DEFAULT = {
  WebApp: 2_592_000,
  NativeApp: 7_776_000,
  ServerApp: 2_592_000,
} as const satisfies Record<CloudAppType, number>;

const AppFields = z.strictObject({
  appName: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, {
      error: said(
        'letters, digits and . _ - only, at most 64 characters',
        '仅限字母、数字与 . _ -，最多 64 个字符',
      ),
    })
    .meta(title('Application name', '应用名称')),
  displayName: plainText(24).meta(title('Display name', '显示名称')),
  appType: CloudAppType.meta(title('Application type', '应用类型')),
  accessTokenValidity: z
    .number()
    .int()
    .min(900)
    .max(10_800)
    .meta(title('Access token validity (seconds)', '访问令牌有效期（秒）')),
  refreshTokenValidity: z
    .number()
    .int()
    .min(7200)
    .max(31_536_000)
    .meta(title('Refresh token validity (seconds)', '刷新令牌有效期（秒）')),
  secretRequired: z.boolean().meta(title('Secret required', '必须使用密钥')),
  predefinedScopes: z.array(CloudScope).max(20).meta(title('OAuth scopes', 'OAuth 范围')),
  redirectUris: z.array(z.string().min(1).max(1024)).max(10).meta(title('Callback URLs', '回调地址')),
});

export const CloudApp = AppFields.extend({
  appId: z.string().meta(title('Application ID', '应用 ID')),
  accountId: z.string(),
  /** Only a ServerApp is ever authorised; the others need it not. */
  authorised: z.boolean().meta(title('Authorised', '已授权')),
  delegatedScopes: z.array(CloudScope),
  createDate: z.iso.datetime(),
  updateDate: z.iso.datetime(),
}).meta({ id: 'CloudApp' });
export type CloudApp = z.infer<typeof CloudApp>;

export const CloudAppCreate = AppFields.partial()
  .required({ appName: true, displayName: true, appType: true })
  .meta({ id: 'CloudAppCreate' });
export type CloudAppCreate = z.infer<typeof CloudAppCreate>;

/** The name and type of an application never change; lists replace the old ones. */
export const CloudAppPatch = AppFields.omit({ appName: true, appType: true })
  .partial()
  .meta({ id: 'CloudAppPatch' });
export type CloudAppPatch = z.infer<typeof CloudAppPatch>;

export const CloudAppSecret = z
  .strictObject({
    appId: z.string(),
    appSecretId: z.uuid().meta(title('Secret ID', '密钥 ID')),
    createDate: z.iso.datetime(),
  })
  .meta({ id: 'CloudAppSecret' });
export type CloudAppSecret = z.infer<typeof CloudAppSecret>;

/** The one answer that holds the value. */
export const CloudAppSecretCreated = CloudAppSecret.extend({
  appSecretValue: z.string().meta({ ...title('Secret (shown once)', '密钥（仅显示一次）'), secret: true }),
}).meta({ id: 'CloudAppSecretCreated' });
export type CloudAppSecretCreated = z.infer<typeof CloudAppSecretCreated>;

const AccountFields = z.strictObject({
  name: plainText(64).meta(title('Name', '名称')),
  alias: z
    .string()
    .regex(/^[a-z0-9](-?[a-z0-9])*$/, {
      error: said(
        'lower-case letters, digits and single hyphens inside',
        '仅限小写字母、数字，中间可用单个连字符',
      ),
    })
    .min(3)
    .max(64)
    .meta(title('Account alias', '账号别名')),
  userQuota: z.number().int().min(0).max(1_000_000).meta(title('RAM user quota', 'RAM 用户配额')),
});

export const CloudAccount = AccountFields.extend({
  id: z.string(),
  defaultDomain: z.string().meta(title('Default domain', '默认域名')),
  userCount: z.number().int().meta(title('RAM users', 'RAM 用户数')),
  createDate: z.iso.datetime(),
  updateDate: z.iso.datetime(),
}).meta({ id: 'CloudAccount' });
export type CloudAccount = z.infer<typeof CloudAccount>;

export const CloudAccountCreate = AccountFields.partial()
  .required({ name: true })
  .meta({ id: 'CloudAccountCreate' });
export type CloudAccountCreate = z.infer<typeof CloudAccountCreate>;
export const CloudAccountPatch = AccountFields.partial().meta({ id: 'CloudAccountPatch' });
export type CloudAccountPatch = z.infer<typeof CloudAccountPatch>;

/** What a RAM user can hold that keeps it from being deleted. */
export const AttachmentKind = z.enum(['AccessKey', 'MFADevice', 'Policy', 'Group']);
export type AttachmentKind = z.infer<typeof AttachmentKind>;

export const CloudAttachment = z
  .strictObject({
    kind: AttachmentKind.meta(title('Kind', '类型')),
    name: plainText(128).meta(title('Name', '名称')),
  })
  .meta({ id: 'CloudAttachment' });
export type CloudAttachment = z.infer<typeof CloudAttachment>;

const UserFields = z.strictObject({
  userName: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, {
      error: said(
        'letters, digits and . - _ only, at most 64 characters',
        '仅限字母、数字与 . - _，最多 64 个字符',
      ),
    })
    .meta(title('User name', '用户名')),
  displayName: plainText(128).meta(title('Display name', '显示名称')),
});

export const CloudUser = UserFields.extend({
  userId: z.string().meta(title('User ID', '用户 ID')),
  userPrincipalName: z.string().meta(title('Logon name', '登录名称')),
  externalId: z.string().nullable().meta(title('External ID', '外部 ID')),
  provisionType: z.enum(['Manual', 'SCIM']).meta(title('Synchronization type', '同步类型')),
  loginProfile: z.boolean().meta(title('Console password set', '已设置控制台密码')),
  attachments: z.array(CloudAttachment).meta(title('Holds', '关联资源')),
  version: z.number().int(),
  createDate: z.iso.datetime(),
  updateDate: z.iso.datetime(),
}).meta({ id: 'CloudUser' });
export type CloudUser = z.infer<typeof CloudUser>;

export const CloudUserCreate = UserFields.partial()
  .required({ userName: true })
  .meta({ id: 'CloudUserCreate' });
export type CloudUserCreate = z.infer<typeof CloudUserCreate>;
export const CloudUserPatch = UserFields.partial().meta({ id: 'CloudUserPatch' });
export type CloudUserPatch = z.infer<typeof CloudUserPatch>;

/** RAM's default password policy asks for 8 to 32 characters. */
export const CloudPassword = z
  .string()
  .min(8)
  .max(32)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), {
    error: said('contains broken characters', '包含无效字符'),
  })
  .meta({ ...title('Password', '密码'), secret: true });

export const CloudUserQuery = z.strictObject({
  /** The beginning of the user name, case ignored. */
  search: z.string().max(64).optional(),
  provisionType: z.enum(['Manual', 'SCIM']).optional(),
  /** The last user id of the page before. */
  after: z.string().max(20).optional(),
  limit: z.number().int().min(1).max(1000).optional(),
});
export type CloudUserQuery = z.infer<typeof CloudUserQuery>;

/** RAM offers rsa-sha1 besides; no signature with SHA-1 is made here. */
export const AuthnSignAlgo = z.enum(['rsa-sha256', 'rsa-sha512']);
export type AuthnSignAlgo = z.infer<typeof AuthnSignAlgo>;

const Domain = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/, {
    error: said('a domain name in lower case, such as example.com', '应为小写域名，例如 example.com'),
  });

/** IMS SetUserSsoSettings and GetUserSsoSettings; the domain alias stands beside them, since only log-on uses it here. */
const UserSsoFields = z.strictObject({
  ssoEnabled: z.boolean().meta({
    ...title('SSO status', 'SSO 功能状态'),
    help: 'While it is on, RAM users log on through the identity provider only; their passwords do not count.',
    helpZh: '开启后，RAM 用户只能通过身份提供商登录，密码登录不再可用。',
  }),
  metadataDocument: z
    .string()
    .min(1)
    .max(100_000)
    .nullable()
    .meta({
      ...title('Metadata document', '元数据文档'),
      help: 'SAML 2.0 metadata (XML) of the identity provider, with one or two certificates.',
      helpZh: '身份提供商的 SAML 2.0 元数据（XML），可包含一个或两个证书。',
    }),
  domainAlias: Domain.nullable().meta({
    ...title('Domain alias', '域别名'),
    help: 'A domain of your own for log-on names; while there is one, the auxiliary domain does not count.',
    helpZh: '登录名称可使用的自有域名；设置后辅助域名不生效。',
  }),
  auxiliaryDomain: Domain.nullable().meta({
    ...title('Auxiliary domain', '辅助域名'),
    help: 'What may stand after the @ of the NameID instead of the default domain.',
    helpZh: 'NameID 中 @ 之后可以使用的域名，用于代替默认域名。',
  }),
  ssoLoginWithDomain: z.boolean().meta({
    ...title('NameID with domain', 'NameID 包含域名'),
    help: 'On: the NameID is user@domain. Off: it is the user name alone.',
    helpZh: '开启：NameID 为“用户名@域名”；关闭：NameID 仅为用户名。',
  }),
  authnSignAlgo: AuthnSignAlgo.meta(title('Signature of requests', '请求签名算法')),
});

export const CloudUserSso = UserSsoFields.extend({ updateDate: z.iso.datetime() });
export type CloudUserSso = z.infer<typeof CloudUserSso>;

/** What is left out stays. */
export const CloudUserSsoPatch = UserSsoFields.partial().meta({ id: 'CloudUserSsoPatch' });
export type CloudUserSsoPatch = z.infer<typeof CloudUserSsoPatch>;

/** What the metadata document says, so that a person need not read XML. */
export const CloudIdentityProvider = z
  .strictObject({
    entityId: z.string().meta(title('Entity ID', 'Entity ID')),
    ssoUrl: z.string().meta(title('SSO URL', 'SSO 地址')),
    certificates: z.array(
      z.strictObject({
        subject: z.string().meta(title('Subject', '主题')),
        fingerprint: z.string().meta(title('SHA-256 fingerprint', 'SHA-256 指纹')),
        notBefore: z.iso.datetime().meta(title('Valid from', '生效时间')),
        notAfter: z.iso.datetime().meta(title('Valid until', '到期时间')),
      }),
    ),
  })
  .meta({ id: 'CloudIdentityProvider' });
export type CloudIdentityProvider = z.infer<typeof CloudIdentityProvider>;

/** The settings with what an identity provider and its people need of this side. */
export const CloudUserSsoShown = CloudUserSso.extend({
  identityProvider: CloudIdentityProvider.nullable(),
  spEntityId: z.string().meta(title('SP entity ID', 'SP Entity ID')),
  spMetadataUrl: z.string().meta(title('SP metadata URL', 'SP 元数据地址')),
  acsUrl: z.string().meta(title('Assertion consumer service', 'ACS 地址')),
  logonUrl: z.string().meta(title('Log-on page of RAM users', 'RAM 用户登录地址')),
}).meta({ id: 'CloudUserSso' });
export type CloudUserSsoShown = z.infer<typeof CloudUserSsoShown>;

export const CloudLogEntry = z
  .strictObject({
    seq: z.number().int(),
    at: z.iso.datetime(),
    actor: z.string(),
    action: z.string(),
    subjectId: z.string(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'CloudLogEntry' });
export type CloudLogEntry = z.infer<typeof CloudLogEntry>;
