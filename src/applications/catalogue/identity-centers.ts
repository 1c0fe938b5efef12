/** Directories of clouds that have users of their own: SAML in, SCIM beside it. Both hand out their own SP metadata. */
import { BY_USERNAME, type Entry, FROM_METADATA, PERSONAL, same, words } from './entry.ts';

export const alibabaCloudSso: Entry = {
  id: 'alibaba-cloud-cloudsso',
  title: words('Alibaba Cloud CloudSSO', '阿里云云 SSO'),
  description: words(
    'One log-on to all accounts of a resource directory.',
    '一次登录，访问资源目录中的所有账号。',
  ),
  category: 'cloud',
  icon: { letters: 'SSO', colour: '#c2571a' },
  parameters: FROM_METADATA,
  settings: {
    protocol: 'saml',
    saml: {
      spEntityId: '{entityId}',
      acsUrls: ['{acsUrl}'],
      nameIdFormat: 'persistent',
      nameId: 'Lower(appUser.username)',
      signAssertion: true,
    },
  },
  applicationUsername: BY_USERNAME,
  authorisation: 'everyone',
  accounts: PERSONAL,
  target: { template: 'alibaba-cloudsso' },
  guide: {
    en: [
      'In the CloudSSO console open Settings, look up the SP metadata, and enter its entity ID and ACS URL here.',
      'Upload the metadata of this application ({metadataUrl}) there as the identity provider’s, and switch SSO on.',
      'Push the accounts by SCIM (Provisioning): the NameID must equal the user name in CloudSSO.',
    ],
    zh: [
      '在云 SSO 控制台的“设置”中查看 SP 元数据，将其中的 Entity ID 与 ACS URL 填写在此处。',
      '将本应用的元数据（{metadataUrl}）作为身份提供商元数据上传，并启用 SSO 登录。',
      '通过 SCIM 推送账户：NameID 必须与云 SSO 中的用户名一致。',
    ],
  },
  tested: null,
};

export const awsIdentityCenter: Entry = {
  id: 'aws-identity-center',
  title: same('AWS IAM Identity Center'),
  description: words(
    'One log-on to all accounts of an AWS organization.',
    '一次登录，访问 AWS 组织中的所有账号。',
  ),
  category: 'cloud',
  icon: { letters: 'AWS', colour: '#8a6d1f' },
  parameters: FROM_METADATA,
  settings: {
    protocol: 'saml',
    saml: {
      spEntityId: '{entityId}',
      acsUrls: ['{acsUrl}'],
      // AWS wants this format whatever the user name looks like.
      nameIdFormat: 'emailAddress',
      nameId: 'appUser.username',
      signAssertion: true,
    },
  },
  applicationUsername: BY_USERNAME,
  authorisation: 'everyone',
  accounts: PERSONAL,
  target: { template: 'aws-idc' },
  guide: {
    en: [
      'In IAM Identity Center choose Settings > Identity source > Change identity source > External identity provider.',
      'Enter the IAM Identity Center issuer URL here as SP entity ID, and its ACS URL.',
      'Upload the metadata of this application ({metadataUrl}) as IdP SAML metadata and accept the change.',
      'Switch automatic provisioning on and push the accounts (Provisioning): the NameID must equal the user name there, and be an e-mail address. Where usernames are none, map userName from the e-mail and take user.email as application username.',
    ],
    zh: [
      '在 IAM Identity Center 中选择 Settings > Identity source > Change identity source > External identity provider。',
      '将 IAM Identity Center issuer URL 作为 SP Entity ID 填写在此处，并填写其 ACS URL。',
      '将本应用的元数据（{metadataUrl}）作为 IdP SAML metadata 上传并确认更改。',
      '开启自动预置并推送账户：NameID 必须与其中的用户名一致，且为邮箱格式。账户名不是邮箱时，请将 userName 映射为邮箱，并以 user.email 作为应用账户。',
    ],
  },
  tested: null,
};
