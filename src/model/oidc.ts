/** Signing keys of an instance, and what an administrator has of an application that signs in by OpenID Connect. */
import { z } from 'zod';

const words = (title: string, zh: string, help?: string, helpZh?: string) => ({
  title,
  zh,
  ...(help && { help, helpZh }),
});

export const OidcClientSecret = z
  .strictObject({
    id: z.string(),
    /** The last characters of the value. */
    ending: z.string().meta(words('Ends with', '尾号')),
    createdAt: z.iso.datetime(),
    /** To the minute. */
    lastUsedAt: z.iso.datetime().nullable().meta(words('Last used', '最近使用')),
  })
  .meta({ id: 'OidcClientSecret' });
export type OidcClientSecret = z.infer<typeof OidcClientSecret>;

export const OidcClientSecretCreated = OidcClientSecret.extend({
  /** Shown this once. */
  secret: z.string().meta(words('Client secret', '客户端密钥')),
}).meta({ id: 'OidcClientSecretCreated' });
export type OidcClientSecretCreated = z.infer<typeof OidcClientSecretCreated>;

/** What an administrator copies into the application. */
export const OidcEndpoints = z
  .strictObject({
    clientId: z.string().meta(words('Client ID', '客户端 ID')),
    issuer: z.string().meta(words('Issuer', 'Issuer')),
    discovery: z.string().meta(words('Discovery', 'Discovery 端点')),
    authorization: z.string().meta(words('Authorization', '授权端点')),
    token: z.string().meta(words('Token', 'Token 端点')),
    userinfo: z.string().meta(words('User info', '用户信息端点')),
    jwks: z.string().meta(words('Public keys', '验签公钥端点')),
    introspection: z.string().meta(words('Introspection', 'Token 自省端点')),
    revocation: z.string().meta(words('Revocation', 'Token 吊销端点')),
    deviceAuthorization: z.string().meta(words('Device authorization', '设备授权端点')),
    endSession: z.string().meta(words('Log-out', '登出端点')),
    /** Where a tile of the portal leads. */
    start: z.string().meta(words('Start of a log-on', '发起登录地址')),
  })
  .meta({ id: 'OidcEndpoints' });
export type OidcEndpoints = z.infer<typeof OidcEndpoints>;

export const KeyUse = z.enum(['oidc', 'saml']);
export const SigningKeyShown = z
  .strictObject({
    kid: z.string(),
    use: KeyUse,
    state: z.enum(['current', 'next', 'previous']).meta(words('State', '状态')),
    /** PEM. */
    certificate: z.string().meta(words('Certificate', '证书')),
    /** SHA-256 of the certificate, as other programs show it. */
    fingerprint: z.string().meta(words('Fingerprint', '证书指纹')),
    notAfter: z.iso.datetime().meta(words('Certificate valid until', '证书有效期至')),
    createdAt: z.iso.datetime(),
    signsSince: z.iso.datetime().nullable(),
    signedUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SigningKey' });
export type SigningKeyShown = z.infer<typeof SigningKeyShown>;

export const SigningKeyList = z
  .strictObject({
    items: z.array(SigningKeyShown),
    /**
     * Enabled applications of this protocol. For SAML: partners, each of which has to have the next certificate before
     * the switch, by reading the metadata again or by hand. One that has the current certificate alone refuses every
     * log-on from the switch on.
     */
    applications: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  })
  .meta({ id: 'SigningKeyList' });
export type SigningKeyList = z.infer<typeof SigningKeyList>;

export const KeyRotation = z
  .strictObject({
    use: KeyUse,
    step: z
      .enum(['prepare', 'switch', 'retire'])
      .meta(
        words(
          'Step',
          '步骤',
          'Prepare publishes a new key beside the current one. Switch signs with it. Retire takes the old one away.',
          '准备：发布新密钥；切换：改用新密钥签名；停用：撤下旧密钥。',
        ),
      ),
    force: z
      .boolean()
      .default(false)
      .meta(
        words(
          'Now',
          '立即执行',
          'For a key that is no longer secret: what it signed is refused from then on.',
          '用于密钥已泄露的情况：其已签发的内容将立即失效。',
        ),
      ),
  })
  .meta({ id: 'KeyRotation' });
export type KeyRotation = z.infer<typeof KeyRotation>;
