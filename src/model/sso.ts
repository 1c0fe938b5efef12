/** How people sign in to an application: protocol and its settings, who may, and under which name. */
import { z } from 'zod';
import { plainText } from './account.ts';
import { said } from './said.ts';

const words = (title: string, zh: string, help?: string, helpZh?: string) => ({
  title,
  zh,
  ...(help && { help, helpZh }),
});
/** Shown only when the person asks for more. */
const more = (...given: Parameters<typeof words>) => ({ ...words(...given), advanced: true });
const label = (en: string, zh: string) => ({ en, zh });

/** Addresses are kept as they were given, so nothing may stand in them that a parser would drop. */
const isVisible = (text: string) => text.isWellFormed() && !/[\s\p{Cc}]/u.test(text);

const HttpUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine(isVisible, { error: said('no spaces or control characters', '不能包含空格或控制字符') })
  .refine((text) => !text.includes('#'), { error: said('no fragment (#…)', '不能包含片段（#…）') });
/** Native applications have addresses of their own scheme (RFC 8252 §7.1), with a dot in it. */
const RedirectUri = z
  .union([
    HttpUrl,
    z
      .string()
      .max(2000)
      .regex(/^[a-z][a-z0-9+-]*\.[a-z0-9.+-]+:\/[^\s#]*$/)
      .refine(isVisible, { error: said('no spaces or control characters', '不能包含空格或控制字符') }),
  ])
  .meta({ id: 'RedirectUri' });
const Expression = plainText(2000);
const seconds = (min: number, max: number) => z.int().min(min).max(max);

export const GrantType = z
  .enum([
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:device_code',
  ])
  .meta({
    labels: {
      authorization_code: label('Authorization code', '授权码'),
      refresh_token: label('Refresh token', '刷新令牌'),
      client_credentials: label('Client credentials', '客户端凭证'),
      'urn:ietf:params:oauth:grant-type:device_code': label('Device code', '设备码'),
    },
  });

export const OidcSettings = z
  .strictObject({
    redirectUris: z
      .array(RedirectUri)
      .max(50)
      .default([])
      .meta(
        words(
          'Redirect URIs',
          '登录 Redirect URI',
          'Where the application takes people back to, compared letter by letter.',
          '登录后返回应用的地址，逐字比较。',
        ),
      ),
    postLogoutRedirectUris: z
      .array(RedirectUri)
      .max(50)
      .default([])
      .meta(
        more(
          'Redirect URIs after log-out',
          '登出回调地址',
          'Where the application may send people to after it has logged them out here.',
          '应用发起登出后允许跳转的地址。',
        ),
      ),
    backchannelLogoutUri: HttpUrl.nullable()
      .default(null)
      .meta(
        more(
          'Back-channel log-out',
          '后端登出地址',
          'Told by this server when a session ends (OpenID Connect Back-Channel Logout).',
          '会话结束时由本服务器通知该地址。',
        ),
      ),
    /** `none`: a public client, which must use PKCE. */
    clientAuthentication: z
      .enum(['client_secret_basic', 'client_secret_post', 'none'])
      .default('client_secret_basic')
      .meta({
        ...words(
          'Client authentication',
          '客户端认证方式',
          'Without a secret (mobile, single page) an application must use PKCE.',
          '没有密钥的应用（移动端、单页应用）必须使用 PKCE。',
        ),
        labels: {
          client_secret_basic: label('Secret in the header (basic)', '请求头携带密钥（basic）'),
          client_secret_post: label('Secret in the body (post)', '请求体携带密钥（post）'),
          none: label('No secret: public client', '无密钥：公开客户端'),
        },
      }),
    grantTypes: z
      .array(GrantType)
      .min(1)
      .max(4)
      .default(['authorization_code', 'refresh_token'])
      .meta(words('Grant types', '授权模式')),
    pkceRequired: z
      .boolean()
      .default(true)
      .meta(
        words(
          'PKCE required',
          '强制 PKCE',
          'Switch off only for applications that cannot do it.',
          '仅当应用不支持时关闭。',
        ),
      ),
    scopes: z
      .array(z.enum(['openid', 'profile', 'email', 'phone', 'groups', 'offline_access']))
      .default(['openid', 'profile', 'email', 'offline_access'])
      .meta({
        ...words('Scopes', '可申请的 scope'),
        labels: {
          openid: label('openid', 'openid'),
          profile: label('profile: names', 'profile：姓名'),
          email: label('email', 'email：邮箱'),
          phone: label('phone', 'phone：手机号'),
          groups: label('groups', 'groups：组'),
          offline_access: label('offline_access: refresh tokens', 'offline_access：刷新令牌'),
        },
      }),
    accessTokenFormat: z
      .enum(['opaque', 'jwt'])
      .default('opaque')
      .meta({
        ...more('Access token format', 'access_token 格式'),
        labels: { opaque: label('Opaque', '不透明'), jwt: label('JWT', 'JWT') },
      }),
    accessTokenSeconds: seconds(60, 86_400)
      .default(1200)
      .meta(more('Access token lives (s)', 'access_token 有效期（秒）')),
    idTokenSeconds: seconds(60, 86_400)
      .default(300)
      .meta(more('ID token lives (s)', 'id_token 有效期（秒）')),
    refreshTokenSeconds: seconds(300, 31_536_000)
      .default(86_400)
      .meta(more('Refresh token lives (s)', 'refresh_token 有效期（秒）')),
    /** Value of `sub`; expression over `user` and `appUser`. */
    subject: Expression.default('user.userId').meta(
      more(
        'Subject',
        'sub 取值表达式',
        'Expression over user and appUser; what the application knows the person by. It should never change.',
        '基于 user 与 appUser 的表达式；应用据此识别用户，不应变化。',
      ),
    ),
    claims: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[A-Za-z][A-Za-z0-9_.:/-]{0,99}$/),
          expression: Expression,
        }),
      )
      .max(50)
      .default([])
      .meta(
        words(
          'Further claims',
          '扩展 claims',
          'Put into ID token and userinfo; an expression over user and appUser each.',
          '写入 ID token 与 userinfo；每项为基于 user 与 appUser 的表达式。',
        ),
      ),
    consent: z.boolean().default(false).meta(more('Ask for consent', '需要用户确认授权')),
    /** The application's own log-on address: where a tile of the portal leads. */
    loginUri: HttpUrl.nullable()
      .default(null)
      .meta(
        words(
          'Address of the application',
          '应用登录地址',
          'Where its tile in the portal leads; without one there is no tile to press.',
          '门户中应用图标跳转的地址；不填则无法从门户打开。',
        ),
      ),
  })
  .meta({ id: 'OidcSettings' });
export type OidcSettings = z.infer<typeof OidcSettings>;

export const NameIdFormat = z.enum(['unspecified', 'emailAddress', 'persistent', 'transient']).meta({
  labels: {
    unspecified: label('Unspecified', '未指定'),
    emailAddress: label('E-mail address', '邮箱'),
    persistent: label('Persistent', '持久'),
    transient: label('Transient', '临时'),
  },
});
const Certificate = plainText(20_000);

export const SamlSettings = z
  .strictObject({
    spEntityId: plainText(1024).meta(words('SP entity ID', 'SP Entity ID')),
    /** The first is used where a request names none. */
    acsUrls: z
      .array(HttpUrl)
      .min(1)
      .max(20)
      .meta(
        words(
          'Assertion consumer services',
          'ACS 地址',
          'Where assertions may be sent; the first is used where a request names none.',
          '允许接收断言的地址；请求未指定时使用第一个。',
        ),
      ),
    nameIdFormat: NameIdFormat.default('unspecified').meta(words('NameID format', 'NameID 格式')),
    nameId: Expression.default('appUser.username').meta(
      words(
        'NameID value',
        'NameID 取值表达式',
        'Expression over user and appUser, such as appUser.username or user.email.',
        '基于 user 与 appUser 的表达式，例如 appUser.username 或 user.email。',
      ),
    ),
    attributes: z
      .array(
        z.strictObject({
          name: plainText(300),
          expression: Expression,
          /** One attribute value per element where the expression gives a list. */
          format: z
            .enum(['basic', 'uri', 'unspecified'])
            .default('basic')
            .meta({
              labels: {
                basic: label('Basic', '基本'),
                uri: label('URI', 'URI'),
                unspecified: label('Unspecified', '未指定'),
              },
            }),
        }),
      )
      .max(50)
      .default([])
      .meta(
        words(
          'Attribute statements',
          '断言属性',
          'An expression that gives a list becomes an attribute of several values.',
          '表达式结果为列表时生成多值属性。',
        ),
      ),
    signAssertion: z.boolean().default(true).meta(words('Sign the assertion', '断言签名')),
    signResponse: z.boolean().default(false).meta(more('Sign the response', '响应签名')),
    /** PEM; also what signatures of requests are checked with. */
    spCertificates: z
      .array(Certificate)
      .max(4)
      .default([])
      .meta(
        more(
          'Certificates of the SP',
          'SP 证书',
          'PEM; signatures of requests are checked with them, and assertions encrypted for the first.',
          'PEM 格式；用于校验请求签名，加密断言时使用第一张。',
        ),
      ),
    requireSignedRequests: z.boolean().default(false).meta(more('Only signed requests', '要求请求签名')),
    encryptAssertion: z.boolean().default(false).meta(more('Encrypt the assertion', '加密断言')),
    /** `sp`: only the application begins a log-on; `both`: the portal may too. */
    initiatedBy: z
      .enum(['sp', 'both'])
      .default('both')
      .meta({
        ...more('Log-on begins at', 'SSO 发起方'),
        labels: {
          sp: label('The application only', '仅应用侧'),
          both: label('The application or the portal', '应用侧或门户'),
        },
      }),
    defaultRelayState: plainText(2000)
      .nullable()
      .default(null)
      .meta(more('Default RelayState', '默认 RelayState')),
    singleLogoutUrl: HttpUrl.nullable().default(null).meta(more('Log-out address', '单点登出地址')),
    assertionSeconds: seconds(30, 3600).default(300).meta(more('Assertion lives (s)', '断言有效期（秒）')),
    clockSkewSeconds: seconds(0, 600).default(60).meta(more('Clock skew (s)', '时钟偏差（秒）')),
  })
  .refine((saml) => saml.signAssertion || saml.signResponse, {
    error: said('sign the assertion, the response or both', '断言与响应至少签名其一'),
    path: ['signAssertion'],
  })
  .refine((saml) => !saml.encryptAssertion || saml.spCertificates.length > 0, {
    error: said('encrypting needs a certificate of the SP', '加密需要 SP 证书'),
    path: ['spCertificates'],
  })
  .refine((saml) => !saml.requireSignedRequests || saml.spCertificates.length > 0, {
    error: said('checking requests needs a certificate of the SP', '校验请求签名需要 SP 证书'),
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

/** JSON Schemas that draw the forms of sign-in. */
export const SsoSchemas = z
  .strictObject({ oidc: z.record(z.string(), z.unknown()), saml: z.record(z.string(), z.unknown()) })
  .meta({ id: 'SsoSchemas' });

/**
 * Changes what it names; `oidc` and `saml` whole, with the defaults of what they leave out. A new template, or the first,
 * begins with its own settings; new parameters move those that were not changed by hand.
 */
export const SsoPatch = Sso.omit({ protocol: true })
  .partial()
  .extend({ template: z.string().min(1).max(40).optional() })
  .meta({ id: 'ApplicationSsoPatch' });
export type SsoPatch = z.infer<typeof SsoPatch>;
