/** IAM user SSO of Huawei Cloud: the external identity ID of an IAM user is what the assertion names. */
import { ADDRESS, BY_USERNAME, ENTITY, type Entry, NAME, PERSONAL, parameter, words } from './entry.ts';

export const huaweiCloud: Entry = {
  id: 'huawei-cloud-user-sso',
  title: words('Huawei Cloud IAM user SSO', '华为云 IAM 用户 SSO'),
  description: words(
    'People sign in to the Huawei Cloud console as IAM users.',
    '员工以 IAM 用户身份登录华为云控制台。',
  ),
  category: 'cloud',
  icon: { letters: 'HW', colour: '#b3543f' },
  parameters: [
    parameter(
      'domainId',
      words('Account ID', '账号 ID'),
      words('The ID on the page My Credentials.', '“我的凭证”页面中的账号 ID。'),
      '[0-9a-f]{32}',
      '0123456789abcdef0123456789abcdef',
    ),
    parameter(
      'provider',
      words('Identity provider in IAM', 'IAM 身份提供商名称'),
      words('The name given to this identity provider in IAM.', '在 IAM 中创建身份提供商时填写的名称。'),
      NAME,
      'muster',
      'muster',
    ),
    parameter(
      'entityId',
      words('SP entity ID', 'SP Entity ID'),
      words('entityID in Huawei Cloud’s SP metadata.', '华为云 SP 元数据中的 entityID。'),
      ENTITY,
      'https://auth.huaweicloud.com/',
      'https://auth.huaweicloud.com/',
    ),
    parameter(
      'acsUrl',
      words('ACS URL', 'ACS 地址'),
      words('Location of AssertionConsumerService in it.', '元数据中 AssertionConsumerService 的 Location。'),
      ADDRESS,
      'https://auth.huaweicloud.com/authui/saml/SAMLAssertionConsumer',
      'https://auth.huaweicloud.com/authui/saml/SAMLAssertionConsumer',
    ),
  ],
  settings: {
    protocol: 'saml',
    saml: {
      spEntityId: '{entityId}',
      acsUrls: ['{acsUrl}'],
      nameIdFormat: 'persistent',
      attributes: [
        { name: 'IAM_SAML_Attributes_xUserId', expression: 'appUser.username' },
        { name: 'IAM_SAML_Attributes_domain_id', expression: '"{domainId}"' },
        { name: 'IAM_SAML_Attributes_idp_id', expression: '"{provider}"' },
      ],
    },
  },
  applicationUsername: BY_USERNAME,
  authorisation: 'everyone',
  accounts: PERSONAL,
  target: null,
  guide: {
    en: [
      'In the IAM console open Identity Providers and create one: protocol SAML, SSO type IAM user, named as in the parameter here, with the metadata of this application ({metadataUrl}).',
      'Compare SP entity ID and ACS URL with Huawei Cloud’s metadata (auth.huaweicloud.com/authui/saml/metadata.xml).',
      'Give each IAM user the application username as its external identity ID.',
      'Sign in from the portal, or by the log-on link of the identity provider.',
    ],
    zh: [
      '在 IAM 控制台打开“身份提供商”并创建：协议 SAML，类型 IAM 用户 SSO，名称与此处参数一致，并上传本应用的元数据（{metadataUrl}）。',
      '将 SP Entity ID 与 ACS 地址同华为云的元数据（auth.huaweicloud.com/authui/saml/metadata.xml）核对。',
      '将每个 IAM 用户的“外部身份 ID”设置为其应用账户。',
      '从门户登录，或使用身份提供商的登录链接。',
    ],
  },
  tested: null,
};
