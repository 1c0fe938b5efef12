/** Role-based SSO of RAM: who signs in takes a role, and no RAM user is needed (“SAML assertion attributes for role-based SSO”). */
import { DIGITS, type Entry, NAME, parameter, ROLES, words } from './entry.ts';

const ROLE = 'https://www.aliyun.com/SAML-Role/Attributes/Role';
const SESSION_NAME = 'https://www.aliyun.com/SAML-Role/Attributes/RoleSessionName';

function roleSso(id: string, title: Entry['title'], spEntityId: string, acsUrl: string): Entry {
  return {
    id,
    title,
    description: words(
      'People sign in to the Alibaba Cloud console with RAM roles; no RAM users are needed.',
      '员工以 RAM 角色登录阿里云控制台，无需 RAM 用户。',
    ),
    category: 'cloud',
    icon: { letters: 'ROL', colour: '#c2571a' },
    parameters: [
      parameter(
        'accountId',
        words('Alibaba Cloud account ID', '阿里云主账号 ID'),
        words('The number in the console’s account menu.', '控制台右上角账号菜单中的数字 ID。'),
        DIGITS,
        '1234567890123456',
      ),
      parameter(
        'provider',
        words('Identity provider in RAM', 'RAM 身份提供商名称'),
        words('The name given to this identity provider in RAM.', '在 RAM 中创建身份提供商时填写的名称。'),
        NAME,
        'muster',
        'muster',
      ),
    ],
    settings: {
      protocol: 'saml',
      saml: {
        spEntityId,
        acsUrls: [acsUrl],
        nameIdFormat: 'persistent',
        nameId: 'user.username',
        signAssertion: true,
        attributes: [
          {
            name: ROLE,
            expression:
              'ArrayMap(appUser.usernames, Append("acs:ram::{accountId}:role/", __item, ",acs:ram::{accountId}:saml-provider/{provider}"))',
          },
          // 2 to 64 characters, letters, digits and - _ . @ =
          {
            name: SESSION_NAME,
            expression: 'Substring(RegexReplace(user.username, "[^A-Za-z0-9_.@=-]", "-"), 0, 64)',
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
        'In the RAM console open Integrations > SSO > Role-based SSO and create a SAML identity provider named as in the parameter here, with the metadata of this application ({metadataUrl}).',
        'Create RAM roles whose trusted entity is this identity provider, and give them permissions.',
        'Here, add application accounts: to each person the names of the roles they may take; several are allowed.',
        'Sign in from the portal. With several roles the console asks which one to take.',
      ],
      zh: [
        '在 RAM 控制台打开“集成管理 > SSO 管理 > 角色 SSO”，创建 SAML 身份提供商，名称与此处参数一致，并上传本应用的元数据（{metadataUrl}）。',
        '创建以该身份提供商为可信实体的 RAM 角色，并授予权限。',
        '在此处添加应用账户：为每个人填写可扮演的角色名，可以有多个。',
        '从门户登录；有多个角色时，控制台会询问使用哪一个。',
      ],
    },
    tested: null,
  };
}

export const alibabaRoleSso = roleSso(
  'alibaba-cloud-role-sso',
  words('Alibaba Cloud role SSO (China)', '阿里云角色 SSO（中国站）'),
  'urn:alibaba:cloudcomputing',
  'https://signin.aliyun.com/saml-role/sso',
);

export const alibabaRoleSsoInternational = roleSso(
  'alibaba-cloud-role-sso-intl',
  words('Alibaba Cloud role SSO (International)', '阿里云角色 SSO（国际站）'),
  'urn:alibaba:cloudcomputing:international',
  'https://signin.alibabacloud.com/saml-role/sso',
);
