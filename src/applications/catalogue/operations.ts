/** Tools of operations and of the office. */
import { BASE_URL, BY_USERNAME, type Entry, PERSONAL, same, words } from './entry.ts';

export const grafana: Entry = {
  id: 'grafana',
  title: same('Grafana'),
  description: words('Your own Grafana, by OpenID Connect.', '自建 Grafana，使用 OpenID Connect 登录。'),
  category: 'operations',
  icon: { letters: 'GR', colour: '#a8622a' },
  parameters: [BASE_URL],
  settings: {
    protocol: 'oidc',
    oidc: {
      redirectUris: ['{url}/login/generic_oauth'],
      postLogoutRedirectUris: ['{url}/login'],
      scopes: ['openid', 'profile', 'email', 'groups', 'offline_access'],
      loginUri: '{url}/login/generic_oauth',
    },
  },
  applicationUsername: BY_USERNAME,
  authorisation: 'everyone',
  accounts: PERSONAL,
  target: null,
  guide: {
    en: [
      'In grafana.ini, section [auth.generic_oauth], set enabled true, use_pkce true, client_id and client_secret of this application, scopes openid profile email groups offline_access.',
      'Take auth_url, token_url and api_url from {issuer}/.well-known/openid-configuration (api_url is userinfo_endpoint).',
      'Set login_attribute_path to preferred_username, name_attribute_path to name, email_attribute_path to email; map groups to roles with role_attribute_path.',
    ],
    zh: [
      '在 grafana.ini 的 [auth.generic_oauth] 中设置 enabled true、use_pkce true、本应用的 client_id 与 client_secret，scopes 为 openid profile email groups offline_access。',
      'auth_url、token_url、api_url 取自 {issuer}/.well-known/openid-configuration（api_url 即 userinfo_endpoint）。',
      'login_attribute_path 设为 preferred_username，name_attribute_path 设为 name，email_attribute_path 设为 email；用 role_attribute_path 将组映射为角色。',
    ],
  },
  tested: null,
};

export const nextcloud: Entry = {
  id: 'nextcloud',
  title: same('Nextcloud'),
  description: words(
    'By its app OpenID Connect user backend.',
    '使用 OpenID Connect user backend 应用登录。',
  ),
  category: 'office',
  icon: { letters: 'NC', colour: '#2b6fd6' },
  parameters: [BASE_URL],
  settings: {
    protocol: 'oidc',
    oidc: {
      redirectUris: ['{url}/apps/user_oidc/code'],
      postLogoutRedirectUris: ['{url}'],
      backchannelLogoutUri: '{url}/apps/user_oidc/backchannel-logout/muster',
      scopes: ['openid', 'profile', 'email', 'groups'],
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
      'Install the app OpenID Connect user backend (user_oidc) and register a provider with the identifier muster.',
      'Enter client ID and secret of this application, discovery address {issuer}/.well-known/openid-configuration, scope openid profile email groups.',
      'Map the user ID to preferred_username, and switch the use of unique user IDs off to keep existing accounts.',
    ],
    zh: [
      '安装 OpenID Connect user backend（user_oidc）应用，注册标识为 muster 的提供方。',
      '填写本应用的客户端 ID 与密钥，发现地址 {issuer}/.well-known/openid-configuration，scope 为 openid profile email groups。',
      '将用户 ID 映射为 preferred_username；如需沿用已有账户，请关闭唯一用户 ID。',
    ],
  },
  tested: null,
};
