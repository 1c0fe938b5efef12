/** Tools of developers. */
import { BASE_URL, BY_USERNAME, type Entry, NAME, PERSONAL, parameter, same, words } from './entry.ts';

export const gitlab: Entry = {
  id: 'gitlab',
  title: same('GitLab'),
  description: words('Your own GitLab, by OpenID Connect.', '自建 GitLab，使用 OpenID Connect 登录。'),
  category: 'development',
  icon: { letters: 'GL', colour: '#b3543f' },
  parameters: [BASE_URL],
  settings: {
    protocol: 'oidc',
    oidc: {
      redirectUris: ['{url}/users/auth/openid_connect/callback'],
      scopes: ['openid', 'profile', 'email'],
      grantTypes: ['authorization_code'],
      loginUri: '{url}',
    },
  },
  applicationUsername: BY_USERNAME,
  authorisation: 'everyone',
  accounts: PERSONAL,
  target: null,
  guide: {
    en: [
      'In gitlab.rb add a provider openid_connect to omniauth_providers: issuer {issuer}, discovery true, response_type code, pkce true, uid_field preferred_username, scope openid profile email.',
      'As client_options set identifier and secret to client ID and secret of this application, redirect_uri to the redirect URI shown here.',
      'Run gitlab-ctl reconfigure and sign in with the new button.',
    ],
    zh: [
      '在 gitlab.rb 的 omniauth_providers 中添加 openid_connect：issuer 为 {issuer}，discovery true，response_type code，pkce true，uid_field preferred_username，scope 为 openid profile email。',
      'client_options 中的 identifier、secret 填写本应用的客户端 ID 与密钥，redirect_uri 填写此处显示的 Redirect URI。',
      '执行 gitlab-ctl reconfigure，然后使用新的登录按钮登录。',
    ],
  },
  tested: null,
};

export const github: Entry = {
  id: 'github-enterprise',
  title: same('GitHub Enterprise Cloud'),
  description: words(
    'An enterprise with managed users: SAML to sign in, SCIM for the users.',
    '使用托管用户的企业：SAML 登录，SCIM 同步用户。',
  ),
  category: 'development',
  icon: { letters: 'GH', colour: '#5a6871' },
  parameters: [
    parameter(
      'enterprise',
      words('Enterprise', '企业标识'),
      words('The short name in github.com/enterprises/….', 'github.com/enterprises/ 之后的短名称。'),
      NAME,
      'acme',
    ),
  ],
  settings: {
    protocol: 'saml',
    saml: {
      spEntityId: 'https://github.com/enterprises/{enterprise}',
      acsUrls: ['https://github.com/enterprises/{enterprise}/saml/consume'],
      nameIdFormat: 'persistent',
      // The NameID must equal what SCIM gave as externalId or user name.
      nameId: 'user.userId',
      attributes: [
        { name: 'emails', expression: 'user.email' },
        { name: 'full_name', expression: 'Coalesce(user.displayName, user.username)' },
      ],
    },
  },
  applicationUsername: BY_USERNAME,
  authorisation: 'everyone',
  accounts: PERSONAL,
  target: { template: 'github-emu' },
  guide: {
    en: [
      'As the enterprise’s setup user open Identity provider > Single sign-on configuration and require SAML authentication.',
      'Enter {ssoUrl} as sign-on URL, {entityId} as issuer, and the certificate from {metadataUrl}.',
      'Test, save, and keep the recovery codes.',
      'Then set up SCIM (Provisioning) with a token of the setup user and push the accounts.',
    ],
    zh: [
      '以企业的 setup 用户打开 Identity provider > Single sign-on configuration，启用 SAML authentication。',
      'Sign on URL 填写 {ssoUrl}，Issuer 填写 {entityId}，证书取自 {metadataUrl}。',
      '测试并保存，妥善保管恢复码。',
      '然后用 setup 用户的令牌配置 SCIM（账户同步），并推送账户。',
    ],
  },
  tested: null,
};

export const jenkins: Entry = {
  id: 'jenkins',
  title: same('Jenkins'),
  description: words(
    'By its plugin OpenID Connect Authentication.',
    '使用 OpenID Connect Authentication 插件登录。',
  ),
  category: 'development',
  icon: { letters: 'J', colour: '#7a4a86' },
  parameters: [BASE_URL],
  settings: {
    protocol: 'oidc',
    oidc: {
      redirectUris: ['{url}/securityRealm/finishLogin'],
      postLogoutRedirectUris: ['{url}/OicLogout'],
      grantTypes: ['authorization_code'],
      scopes: ['openid', 'profile', 'email', 'groups'],
      loginUri: '{url}/securityRealm/commenceLogin',
    },
  },
  applicationUsername: BY_USERNAME,
  authorisation: 'everyone',
  accounts: PERSONAL,
  target: null,
  guide: {
    en: [
      'Install the plugin OpenID Connect Authentication and choose Log in with OpenID Connect as security realm.',
      'Enter client ID and secret of this application and {issuer}/.well-known/openid-configuration as discovery address; switch PKCE on.',
      'Set user name field preferred_username, full name field name, e-mail field email, groups field groups.',
      'Keep an escape hatch user until the first log-on works.',
    ],
    zh: [
      '安装 OpenID Connect Authentication 插件，安全域选择 Log in with OpenID Connect。',
      '填写本应用的客户端 ID 与密钥，发现地址填写 {issuer}/.well-known/openid-configuration，并开启 PKCE。',
      '用户名字段 preferred_username，全名字段 name，邮箱字段 email，组字段 groups。',
      '首次登录成功前请保留 escape hatch 用户。',
    ],
  },
  tested: null,
};
