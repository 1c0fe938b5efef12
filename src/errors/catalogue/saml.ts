import type { Catalogue } from '../catalogue.ts';

/** Failures of SAML sign-in and of the XML beneath it. */
export const saml = {
  xml_malformed: {
    status: 422,
    en: [
      'The document is not well-formed XML in UTF-8.',
      'Let the partner send it again, or export it again, unchanged.',
    ],
    zh: ['该文档不是格式正确的 UTF-8 XML。', '请让对方重新发送，或重新导出，不要修改。'],
  },
  xml_refused: {
    status: 422,
    en: ['The document contains {what}.', 'Such documents are not read; let the partner leave that out.'],
    zh: ['该文档包含不允许的内容：{what}。', '此类文档会被拒绝，请让对方去除该内容。'],
  },
  xml_text_illegal: {
    status: 422,
    en: [
      'A value has a control character or broken Unicode, which XML cannot hold.',
      'Correct the field of the account that the value comes from.',
    ],
    zh: ['某个值包含 XML 无法表示的控制字符或损坏的 Unicode 字符。', '请修改该值所取自的账户字段。'],
  },
  certificate_invalid: {
    status: 422,
    en: [
      'The certificate cannot be used: {reason}.',
      'Paste an X.509 certificate as PEM, with an RSA key of 2048 bits or more, or an EC key.',
    ],
    zh: ['证书无法使用：{reason}。', '请粘贴 PEM 格式的 X.509 证书，密钥为 2048 位以上的 RSA 或 EC。'],
  },
  signature_missing: {
    status: 403,
    en: ['The message is not signed.', 'Switch signing on at the partner.'],
    zh: ['消息未签名。', '请在对方系统中启用签名。'],
  },
  signature_refused: {
    status: 403,
    en: [
      'The signature is not accepted: it has {what}.',
      'Let the partner sign the whole message with RSA-SHA256 and exclusive canonicalization.',
    ],
    zh: ['签名不被接受：{what}。', '请让对方使用 RSA-SHA256 和 exclusive C14N 对整个消息签名。'],
  },
  signature_invalid: {
    status: 403,
    en: [
      'The signature does not belong to this message and the certificates configured.',
      'Compare the certificate configured here with the one the partner signs with.',
    ],
    zh: ['签名与该消息及已配置的证书不符。', '请核对此处配置的证书与对方签名所用的证书。'],
  },
  saml_unknown: {
    status: 404,
    en: [
      'There is no application at this address that signs in by SAML.',
      'Open the application from the portal, or ask your administrator.',
    ],
    zh: ['该地址没有使用 SAML 登录的应用。', '请从门户打开应用，或联系管理员。'],
  },
  saml_disabled: {
    status: 403,
    en: ['Sign-in to this application is switched off.', 'Ask your administrator to switch it on.'],
    zh: ['该应用的单点登录未启用。', '请联系管理员启用。'],
  },
  saml_not_assigned: {
    status: 403,
    en: [
      'Your account may not sign in to {application}.',
      'Ask your administrator for access, then start again at the application.',
    ],
    zh: ['您的账户未获得应用 {application} 的授权。', '请联系管理员授权，然后重新从应用发起登录。'],
  },
  saml_no_username: {
    status: 403,
    en: [
      'Your account has no username at {application}.',
      'Ask your administrator to give you one, then start again at the application.',
    ],
    zh: [
      '您的账户在应用 {application} 中没有应用账户。',
      '请联系管理员添加应用账户，然后重新从应用发起登录。',
    ],
  },
  saml_username_taken: {
    status: 403,
    en: [
      'Your username at {application} belongs to another account there.',
      'Ask your administrator to give you another one.',
    ],
    zh: ['您在应用 {application} 中的应用账户已属于其他账户。', '请联系管理员更换应用账户。'],
  },
  saml_account_unusable: {
    status: 403,
    en: ['Your account cannot be used at present.', 'Ask your administrator.'],
    zh: ['您的账户当前不可用。', '请联系管理员。'],
  },
  saml_not_from_portal: {
    status: 403,
    en: [
      'This application does not let the portal begin a log-on.',
      'Open the application itself and log on there.',
    ],
    zh: ['该应用不支持从门户发起登录。', '请直接打开应用并登录。'],
  },
  saml_message_missing: {
    status: 400,
    en: ['The address was opened without a SAML message.', 'Start again at the application.'],
    zh: ['请求中没有 SAML 消息。', '请重新从应用发起登录。'],
  },
  saml_message_unreadable: {
    status: 400,
    en: [
      'The SAML message cannot be unpacked.',
      'Start again at the application; if it goes on, its binding is set up wrongly.',
    ],
    zh: ['无法解析 SAML 消息。', '请重新从应用发起登录；如仍失败，请检查应用的 Binding 配置。'],
  },
  saml_relay_state_refused: {
    status: 400,
    en: [
      'RelayState is longer than {max} characters or has control characters.',
      'Let the application send a shorter one.',
    ],
    zh: ['RelayState 超过 {max} 个字符或包含控制字符。', '请让应用发送更短的 RelayState。'],
  },
  saml_relay_state_foreign: {
    status: 400,
    en: [
      'RelayState leads to another site.',
      'Use a path such as /home, or the default RelayState of the application.',
    ],
    zh: ['RelayState 指向其他站点。', '请使用 /home 形式的路径，或应用的默认 RelayState。'],
  },
  saml_request_invalid: {
    status: 400,
    en: ['The SAML request is not valid: {what}.', 'Check the SAML settings of the application.'],
    zh: ['SAML 请求无效：{what}。', '请检查应用的 SAML 配置。'],
  },
  saml_issuer_other: {
    status: 403,
    en: [
      'The SAML request was issued by another entity than this application.',
      'Compare the SP entity ID here with the one in the application.',
    ],
    zh: ['SAML 请求的 Issuer 与该应用不符。', '请核对此处与应用中的 SP Entity ID。'],
  },
  saml_destination_other: {
    status: 403,
    en: [
      'The SAML request is meant for another address than {destination}, or names none although it is signed.',
      'Enter this address in the application.',
    ],
    zh: [
      'SAML 请求的 Destination 不是 {destination}，或已签名但未指定 Destination。',
      '请在应用中填写该地址。',
    ],
  },
  saml_acs_unknown: {
    status: 403,
    en: [
      'The SAML request asks for an answer at an address that is not configured.',
      'Add the ACS URL to the settings of the application.',
    ],
    zh: ['SAML 请求指定的 ACS 地址未配置。', '请在应用配置中添加该 ACS 地址。'],
  },
  saml_request_expired: {
    status: 403,
    en: [
      'The SAML request is too old, or comes from the future by more than {seconds} seconds.',
      'Start again at the application; if it goes on, set the clocks right.',
    ],
    zh: [
      'SAML 请求已过期，或其时间超前 {seconds} 秒以上。',
      '请重新从应用发起登录；如仍失败，请校准系统时间。',
    ],
  },
  saml_request_replayed: {
    status: 403,
    en: ['This SAML request was used before.', 'Start again at the application.'],
    zh: ['该 SAML 请求已被使用。', '请重新从应用发起登录。'],
  },
  saml_request_gone: {
    status: 403,
    en: [
      'This log-on has ended, or it began in another browser.',
      'Start again at the application, in this browser.',
    ],
    zh: ['该登录请求已结束，或由其他浏览器发起。', '请在当前浏览器中重新从应用发起登录。'],
  },
  saml_name_id_invalid: {
    status: 403,
    en: [
      'The NameID for your account cannot be sent: {reason}.',
      'Ask your administrator to correct your account or the NameID of the application.',
    ],
    zh: ['无法发送您账户的 NameID：{reason}。', '请联系管理员修改您的账户或应用的 NameID 配置。'],
  },
  saml_attribute_invalid: {
    status: 403,
    en: [
      'The attribute {name} for your account cannot be sent: {reason}.',
      'Ask your administrator to correct your account or the attributes of the application.',
    ],
    zh: ['无法发送您账户的断言属性 {name}：{reason}。', '请联系管理员修改您的账户或应用的断言属性配置。'],
  },
  saml_logout_not_offered: {
    status: 403,
    en: [
      'This application has no log-out address or no certificate to check a log-out by.',
      'Add both to its settings.',
    ],
    zh: ['该应用未配置登出地址或用于验证登出请求的证书。', '请在应用配置中添加。'],
  },
  saml_encryption_impossible: {
    status: 403,
    en: [
      'The assertion is to be encrypted, but no certificate of the application has an RSA key.',
      'Add such a certificate to the settings of the application.',
    ],
    zh: ['断言需要加密，但应用没有 RSA 密钥的证书。', '请在应用配置中添加此类证书。'],
  },
  saml_metadata_invalid: {
    status: 422,
    en: [
      'The metadata has no usable {what}.',
      'Export the metadata of the service provider (not of an identity provider) and paste it whole.',
    ],
    zh: ['元数据中没有可用的 {what}。', '请导出服务提供商（而非身份提供商）的元数据并完整粘贴。'],
  },
  saml_metadata_many: {
    status: 422,
    en: [
      'The metadata describes more than one service provider.',
      'Paste the EntityDescriptor of one of them.',
    ],
    zh: ['元数据包含多个服务提供商。', '请仅粘贴其中一个的 EntityDescriptor。'],
  },
} as const satisfies Catalogue;
