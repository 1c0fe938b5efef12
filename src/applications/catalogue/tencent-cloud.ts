/** Role-based SSO of Tencent Cloud's CAM. */
import { DIGITS, DOMAIN, type Entry, NAME, parameter, ROLES, words } from './entry.ts';

const attribute = (name: string) => `https://cloud.tencent.com/SAML/Attributes/${name}`;

export const tencentCloud: Entry = {
  id: 'tencent-cloud-role-sso',
  title: words('Tencent Cloud role SSO', '腾讯云角色 SSO'),
  description: words(
    'People sign in to the Tencent Cloud console with CAM roles.',
    '员工以 CAM 角色登录腾讯云控制台。',
  ),
  category: 'cloud',
  icon: { letters: 'TC', colour: '#2f6fb0' },
  parameters: [
    parameter(
      'accountId',
      words('Tencent Cloud account ID', '腾讯云主账号 ID'),
      words('The UIN on the page Account Information.', '账号信息页面中的账号 ID（UIN）。'),
      DIGITS,
      '100012345678',
    ),
    parameter(
      'provider',
      words('Identity provider in CAM', 'CAM 身份提供商名称'),
      words('The name given to this identity provider in CAM.', '在 CAM 中创建身份提供商时填写的名称。'),
      NAME,
      'muster',
      'muster',
    ),
    parameter(
      'site',
      words('Site', '站点'),
      words(
        'cloud.tencent.com for China, www.tencentcloud.com for the international site.',
        '中国站为 cloud.tencent.com，国际站为 www.tencentcloud.com。',
      ),
      DOMAIN,
      'cloud.tencent.com',
      'cloud.tencent.com',
    ),
  ],
  settings: {
    protocol: 'saml',
    saml: {
      spEntityId: '{site}',
      acsUrls: ['https://{site}/login/saml'],
      nameIdFormat: 'persistent',
      nameId: 'user.username',
      attributes: [
        {
          name: attribute('Role'),
          expression:
            'ArrayMap(appUser.usernames, Append("qcs::cam::uin/{accountId}:roleName/", __item, ",qcs::cam::uin/{accountId}:saml-provider/{provider}"))',
        },
        {
          name: attribute('RoleSessionName'),
          expression: 'Substring(RegexReplace(user.username, "[^A-Za-z0-9_.@=-]", "-"), 0, 32)',
        },
      ],
    },
  },
  applicationUsername: { by: 'manual' },
  authorisation: 'assigned',
  accounts: ROLES,
  target: null,
  guide: {
    en: [
      'In the CAM console open Identity Provider > Role SSO and create a SAML provider named as in the parameter here, with the metadata of this application ({metadataUrl}).',
      'Create CAM roles for this identity provider, with console access.',
      'Here, add application accounts: to each person the names of the roles they may take.',
      'Compare the SP entity ID with the metadata of Tencent Cloud (cloud.tencent.com/saml.xml), then sign in from the portal.',
    ],
    zh: [
      '在 CAM 控制台打开“身份提供商 > 角色 SSO”，创建 SAML 身份提供商，名称与此处参数一致，并上传本应用的元数据（{metadataUrl}）。',
      '为该身份提供商创建 CAM 角色，并允许访问控制台。',
      '在此处添加应用账户：为每个人填写可扮演的角色名。',
      '将 SP Entity ID 与腾讯云的元数据（cloud.tencent.com/saml.xml）核对，然后从门户登录。',
    ],
  },
  tested: null,
};
