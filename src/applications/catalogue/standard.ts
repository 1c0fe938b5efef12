/** Any application that speaks one of the protocols. */
import { BY_USERNAME, type Entry, PERSONAL, words } from './entry.ts';

export const genericOidc: Entry = {
  id: 'generic-oidc',
  title: words('Any OpenID Connect application', '通用 OIDC 应用'),
  description: words('Signs in by OpenID Connect.', '使用 OpenID Connect 登录。'),
  category: 'standard',
  icon: { letters: 'OI', colour: '#0d7a6b' },
  parameters: [],
  settings: { protocol: 'oidc', oidc: {} },
  applicationUsername: BY_USERNAME,
  authorisation: 'assigned',
  accounts: PERSONAL,
  target: null,
  guide: {
    en: [
      'Enter the redirect URIs of the application here and make a secret, or choose no client authentication for an application without a back end.',
      'Give the application the issuer {issuer}, client ID and secret; it finds the rest by discovery.',
      'Use the authorization code flow with PKCE.',
    ],
    zh: [
      '在此处填写应用的 Redirect URI 并创建密钥；没有后端的应用请选择不使用客户端认证。',
      '在应用中填写 issuer {issuer}、客户端 ID 与密钥，其余信息可自动发现。',
      '请使用带 PKCE 的授权码模式。',
    ],
  },
  tested: {
    with: words('Apache with mod_auth_openidc', 'Apache 与 mod_auth_openidc'),
    test: 'test/apache/openidc.test.ts',
  },
};

export const genericSaml: Entry = {
  id: 'generic-saml',
  title: words('Any SAML 2.0 application', '通用 SAML 2.0 应用'),
  description: words('Signs in by SAML 2.0.', '使用 SAML 2.0 登录。'),
  category: 'standard',
  icon: { letters: 'SA', colour: '#0d7a6b' },
  parameters: [],
  // Nothing can be said of it until its metadata is here.
  settings: { protocol: 'saml', saml: null },
  applicationUsername: BY_USERNAME,
  authorisation: 'assigned',
  accounts: PERSONAL,
  target: null,
  guide: {
    en: [
      'Import the metadata of the application here, or enter its entity ID and assertion consumer service.',
      'Give the application the metadata of this identity provider: {metadataUrl}.',
      'Choose NameID and attributes as the application asks for them, then switch sign-in on.',
    ],
    zh: [
      '在此处导入应用的元数据，或填写其 Entity ID 与 ACS 地址。',
      '将本身份提供方的元数据提供给应用：{metadataUrl}。',
      '按应用要求设置 NameID 与断言属性，然后启用单点登录。',
    ],
  },
  tested: {
    with: words('The service provider @node-saml/node-saml', '服务提供方 @node-saml/node-saml'),
    test: 'test/applications/sign-in.test.ts',
  },
};
