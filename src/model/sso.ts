/** How people sign in to an application: protocol and its settings, who may, and under which name. */
import { z } from 'zod';
import { plainText } from './account.ts';

const words = (title: string, zh: string, help?: string, helpZh?: string) => ({
  title,
  zh,
  ...(help && { help, helpZh }),
});

/** Addresses are kept as they were given, so nothing may stand in them that a parser would drop. */
const isVisible = (text: string) => text.isWellFormed() && !/[\s\p{Cc}]/u.test(text);

const HttpUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine(isVisible, { error: 'no spaces or control characters' })
  .refine((text) => !text.includes('#'), { error: 'no fragment (#…)' });
/** Native applications have addresses of their own scheme (RFC 8252 §7.1), with a dot in it. */
const RedirectUri = z
  .union([
    HttpUrl,
    z
      .string()
      .max(2000)
      .regex(/^[a-z][a-z0-9+-]*\.[a-z0-9.+-]+:\/[^\s#]*$/)
      .refine(isVisible, { error: 'no spaces or control characters' }),
  ])
  .meta({ id: 'RedirectUri' });
const Expression = plainText(2000);
const seconds = (min: number, max: number) => z.int().min(min).max(max);

export const GrantType = z.enum([
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
]);

export const OidcSettings = z
  .strictObject({
    redirectUris: z.array(RedirectUri).max(50).default([]).meta(words('Redirect URIs', '登录 Redirect URI')),
    postLogoutRedirectUris: z
      .array(RedirectUri)
      .max(50)
      .default([])
      .meta(words('Redirect URIs after log-out', '登出回调地址')),
    backchannelLogoutUri: HttpUrl.nullable()
      .default(null)
      .meta(words('Back-channel log-out', '后端登出地址')),
    /** `none`: a public client, which must use PKCE. */
    clientAuthentication: z
      .enum(['client_secret_basic', 'client_secret_post', 'none'])
      .default('client_secret_basic')
      .meta(words('Client authentication', '客户端认证方式')),
    grantTypes: z
      .array(GrantType)
      .min(1)
      .max(4)
      .default(['authorization_code', 'refresh_token'])
      .meta(words('Grant types', '授权模式')),
    pkceRequired: z.boolean().default(true).meta(words('PKCE required', '强制 PKCE')),
    scopes: z
      .array(z.enum(['openid', 'profile', 'email', 'phone', 'groups', 'offline_access']))
      .default(['openid', 'profile', 'email', 'offline_access'])
      .meta(words('Scopes', '授权范围')),
    accessTokenFormat: z
      .enum(['opaque', 'jwt'])
      .default('opaque')
      .meta(words('Access token format', 'access_token 格式')),
    accessTokenSeconds: seconds(60, 86_400)
      .default(1200)
      .meta(words('Access token lives (s)', 'access_token 有效期（秒）')),
    idTokenSeconds: seconds(60, 86_400)
      .default(300)
      .meta(words('ID token lives (s)', 'id_token 有效期（秒）')),
    refreshTokenSeconds: seconds(300, 31_536_000)
      .default(86_400)
      .meta(words('Refresh token lives (s)', 'refresh_token 有效期（秒）')),
    /** Value of `sub`; expression over `user` and `appUser`. */
    subject: Expression.default('user.userId').meta(words('Subject', 'sub 取值表达式')),
    claims: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[A-Za-z][A-Za-z0-9_.:/-]{0,99}$/),
          expression: Expression,
        }),
      )
      .max(50)
      .default([])
      .meta(words('Further claims', '扩展 claims')),
    consent: z.boolean().default(false).meta(words('Ask for consent', '需要用户确认授权')),
    /** The application's own log-on address: where a tile of the portal leads. */
    loginUri: HttpUrl.nullable().default(null).meta(words('Address of the application', '应用登录地址')),
  })
  .meta({ id: 'OidcSettings' });
export type OidcSettings = z.infer<typeof OidcSettings>;

export const NameIdFormat = z.enum(['unspecified', 'emailAddress', 'persistent', 'transient']);
const Certificate = plainText(20_000);

export const SamlSettings = z
  .strictObject({
    spEntityId: plainText(1024).meta(words('SP entity ID', 'SP Entity ID')),
    /** The first is used where a request names none. */
    acsUrls: z.array(HttpUrl).min(1).max(20).meta(words('Assertion consumer services', 'ACS 地址')),
    nameIdFormat: NameIdFormat.default('unspecified').meta(words('NameID format', 'NameID 格式')),
    nameId: Expression.default('appUser.username').meta(words('NameID value', 'NameID 取值表达式')),
    attributes: z
      .array(
        z.strictObject({
          name: plainText(300),
          expression: Expression,
          /** One attribute value per element where the expression gives a list. */
          format: z.enum(['basic', 'uri', 'unspecified']).default('basic'),
        }),
      )
      .max(50)
      .default([])
      .meta(words('Attribute statements', '断言属性')),
    signAssertion: z.boolean().default(true).meta(words('Sign the assertion', '断言签名')),
    signResponse: z.boolean().default(false).meta(words('Sign the response', '响应签名')),
    /** PEM; also what signatures of requests are checked with. */
    spCertificates: z.array(Certificate).max(4).default([]).meta(words('Certificates of the SP', 'SP 证书')),
    requireSignedRequests: z.boolean().default(false).meta(words('Only signed requests', '要求请求签名')),
    encryptAssertion: z.boolean().default(false).meta(words('Encrypt the assertion', '加密断言')),
    /** `sp`: only the application begins a log-on; `both`: the portal may too. */
    initiatedBy: z.enum(['sp', 'both']).default('both').meta(words('Log-on begins at', 'SSO 发起方')),
    defaultRelayState: plainText(2000)
      .nullable()
      .default(null)
      .meta(words('Default RelayState', '默认 RelayState')),
    singleLogoutUrl: HttpUrl.nullable().default(null).meta(words('Log-out address', '单点登出地址')),
    assertionSeconds: seconds(30, 3600).default(300).meta(words('Assertion lives (s)', '断言有效期（秒）')),
    clockSkewSeconds: seconds(0, 600).default(60).meta(words('Clock skew (s)', '时钟偏差（秒）')),
  })
  .refine((saml) => saml.signAssertion || saml.signResponse, {
    error: 'sign the assertion, the response or both',
    path: ['signAssertion'],
  })
  .refine((saml) => !saml.encryptAssertion || saml.spCertificates.length > 0, {
    error: 'encrypting needs a certificate of the SP',
    path: ['spCertificates'],
  })
  .refine((saml) => !saml.requireSignedRequests || saml.spCertificates.length > 0, {
    error: 'checking requests needs a certificate of the SP',
    path: ['spCertificates'],
  })
  .meta({ id: 'SamlSettings' });
export type SamlSettings = z.infer<typeof SamlSettings>;

/** What an application is called with: the same for everybody of its kind, or given by hand to each. */
export const ApplicationUsername = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('username') }),
    z.strictObject({ by: z.literal('expression'), expression: Expression }),
    /** Given to each account by hand; several where the template allows it (roles). */
    z.strictObject({ by: z.literal('manual') }),
  ])
  .meta({ id: 'ApplicationUsername' });
export type ApplicationUsername = z.infer<typeof ApplicationUsername>;

/** Values the template asked for, such as the cloud account's id. */
export const SsoParameters = z.record(z.string().regex(/^[a-zA-Z]{1,40}$/), plainText(300));
export type SsoParameters = z.infer<typeof SsoParameters>;

export const Sso = z
  .strictObject({
    enabled: z.boolean().meta(words('Sign-in', '单点登录')),
    protocol: z.enum(['none', 'oidc', 'saml']).meta(words('Protocol', '协议')),
    oidc: OidcSettings.nullable(),
    saml: SamlSettings.nullable(),
    applicationUsername: ApplicationUsername.meta(words('Application username', '应用账户')),
    /** `everyone`: all accounts; `assigned`: accounts, organizations with what is below them, and groups that are named. */
    authorisation: z.enum(['everyone', 'assigned']).meta(words('Who may sign in', '授权范围')),
    portal: z.enum(['shown', 'hidden']).meta(words('On the portal', '门户展示')),
    parameters: SsoParameters,
  })
  .meta({ id: 'Sso' });
export type Sso = z.infer<typeof Sso>;

/** Sign-in of an application as the API shows it; protocol `none` and version 0 where it has none. */
export const ApplicationSso = Sso.extend({
  applicationId: z.string(),
  /** Entry of the catalogue; null where there is no sign-in yet. */
  template: z.string().nullable(),
  version: z.number().int(),
  updatedAt: z.iso.datetime().nullable(),
}).meta({ id: 'ApplicationSso' });
export type ApplicationSso = z.infer<typeof ApplicationSso>;

/** With what the console shows beside it: where it is, and what to do at the other side. */
export const ApplicationSsoDetails = ApplicationSso.extend({
  addresses: z.record(z.string(), z.string()),
  guide: z.strictObject({ en: z.array(z.string()), zh: z.array(z.string()) }).nullable(),
}).meta({ id: 'ApplicationSsoDetails' });

/**
 * Changes what it names; `oidc` and `saml` whole, with the defaults of what they leave out. A new template, or the first,
 * begins with its own settings; new parameters move those that were not changed by hand.
 */
export const SsoPatch = Sso.omit({ protocol: true })
  .partial()
  .extend({ template: z.string().min(1).max(40).optional() })
  .meta({ id: 'ApplicationSsoPatch' });
export type SsoPatch = z.infer<typeof SsoPatch>;
