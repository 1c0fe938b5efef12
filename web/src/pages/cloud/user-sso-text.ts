import { defineText } from '../../text/text.ts';

/** The words of the RAM console, Integrations > SSO > User-based SSO. */
export const userSsoText = defineText('userSso', {
  tab: ['User-based SSO', '用户 SSO'],
  about: [
    'RAM users log on through an identity provider over SAML 2.0 instead of with a password of their own.',
    'RAM 用户通过 SAML 2.0 身份提供商登录，而不再使用自己的密码。',
  ],
  status: ['SSO status', 'SSO 功能状态'],
  on: ['On', '已开启'],
  off: ['Off', '未开启'],
  statusHint: [
    'It counts for the whole account: while it is on, no RAM user logs on with a password.',
    '对整个账号生效：开启期间，所有 RAM 用户均无法使用密码登录。',
  ],
  needsMetadata: ['Give the metadata of the identity provider first.', '请先上传身份提供商的元数据。'],
  edit: ['Change SSO settings', '修改 SSO 设置'],
  editTitle: ['User-based SSO', '用户 SSO 设置'],
  identityProvider: ['Identity provider', '身份提供商'],
  noProvider: ['No identity provider yet', '尚未配置身份提供商'],
  noProviderHint: [
    'Take the metadata of an application of this instance that signs in over SAML, or upload another provider’s.',
    '可选用本实例中某个 SAML 应用的元数据，或上传其他身份提供商的元数据。',
  ],
  entityId: ['Entity ID', 'Entity ID'],
  ssoUrl: ['SSO URL', 'SSO 地址'],
  certificate: ['Certificate', '证书'],
  validUntil: ['valid until', '有效期至'],
  metadata: ['Metadata document', '元数据文档'],
  metadataHint: [
    'SAML 2.0 metadata (XML), with one or two certificates.',
    'SAML 2.0 元数据（XML），可包含一个或两个证书。',
  ],
  upload: ['Upload file', '上传文件'],
  fromApplication: ['Take that of an application here', '使用本实例应用的元数据'],
  noSamlApplication: ['No application signs in over SAML yet', '尚无 SAML 应用'],
  domainAlias: ['Domain alias', '域别名'],
  domainAliasHint: [
    'A domain of your own for log-on names; while there is one, the auxiliary domain does not count.',
    '登录名称可使用的自有域名；设置后辅助域名不生效。',
  ],
  auxiliaryDomain: ['Auxiliary domain name', '辅助域名'],
  auxiliaryDomainHint: [
    'May stand after the @ of the NameID instead of the default domain.',
    'NameID 中 @ 之后可使用的域名，用于代替默认域名。',
  ],
  withDomain: ['NameID with domain', 'NameID 包含域名'],
  withDomainHint: ['On: user@domain. Off: the user name alone.', '开启：用户名@域名；关闭：仅用户名。'],
  signature: ['Signature of requests', '请求签名算法'],
  ofThisSide: ['What the identity provider needs', '提供给身份提供商的信息'],
  spEntityId: ['SP entity ID', 'SP Entity ID'],
  spMetadataUrl: ['SP metadata URL', 'SAML 服务提供方元数据 URL'],
  acsUrl: ['Assertion consumer service', 'ACS 地址'],
  logonUrl: ['Log-on page of RAM users', 'RAM 用户登录地址'],
});
