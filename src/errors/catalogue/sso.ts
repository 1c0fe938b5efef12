import type { Catalogue } from '../catalogue.ts';

/** Failures of applications that people sign in to: settings, assignments, application accounts. */
export const sso = {
  application_without_target: {
    status: 409,
    en: [
      '{name} has no target: people only sign in to it.',
      'Use an application whose template has a target for provisioning.',
    ],
    zh: ['{name} 没有同步目标，仅用于登录。', '账户同步请使用带有同步目标的应用模板。'],
  },
  application_parameter_missing: {
    status: 422,
    en: ['The template needs a value for {title} ({field}).', 'Enter it; it looks like {example}.'],
    zh: ['模板需要填写 {titleZh}（{field}）。', '请填写，格式如 {example}。'],
  },
  sso_template_missing: {
    status: 422,
    en: [
      '{name} has no sign-in yet, and no template to take one from.',
      'Name an entry of the application catalogue as template.',
    ],
    zh: ['{name} 尚未配置单点登录，也未指定模板。', '请在 template 中指定应用目录中的一个模板。'],
  },
  sso_incomplete: {
    status: 422,
    en: [
      'Sign-in to {name} cannot be switched on: {field} is missing.',
      'Fill it in, or import the metadata of the application, and switch it on again.',
    ],
    zh: ['无法启用 {name} 的单点登录：缺少 {field}。', '请填写，或导入应用的元数据后再启用。'],
  },
  sso_protocol_other: {
    status: 422,
    en: [
      'The template of {name} signs in by {protocol}; settings of another protocol were given.',
      'Leave {field} out, or choose another template.',
    ],
    zh: ['{name} 的模板使用 {protocol} 登录，但提交了其他协议的设置。', '请去掉 {field}，或选择其他模板。'],
  },
  sso_certificate_invalid: {
    status: 422,
    en: [
      'One of the certificates of the service provider cannot be read ({field}).',
      'Paste it in PEM form, with the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----.',
    ],
    zh: [
      '无法读取服务提供方证书（{field}）。',
      '请粘贴 PEM 格式，包含 -----BEGIN CERTIFICATE----- 与 -----END CERTIFICATE-----。',
    ],
  },
  application_username_invalid: {
    status: 422,
    en: [
      '“{username}” cannot be a name at this application.',
      'Use the name exactly as the application has it, without spaces around it or signs that cannot be seen.',
    ],
    zh: [
      '“{username}” 不能作为该应用的应用账户。',
      '请填写与应用中完全一致的名称，首尾不含空格，不含不可见字符。',
    ],
  },
  application_username_taken: {
    status: 409,
    en: [
      '“{username}” is the name of {holder} at this application.',
      'Choose another name, or take it from {holder} first; whoever has it signs in as that user.',
    ],
    zh: [
      '“{username}” 是 {holder} 在该应用中的账户。',
      '请换一个名称，或先从 {holder} 收回；持有该名称的人会以该用户身份登录。',
    ],
  },
  application_username_second: {
    status: 409,
    en: [
      '{account} has a name at this application already, and its template allows one.',
      'Remove the present name first.',
    ],
    zh: ['{account} 在该应用中已有应用账户，且模板只允许一个。', '请先移除现有的应用账户。'],
  },
  application_accounts_in_the_way: {
    status: 409,
    en: [
      'The template cannot be changed: application accounts given by hand do not fit the new one.',
      'Remove names that several people have, and further names of one person, first.',
    ],
    zh: ['无法更换模板：手工分配的应用账户不符合新模板。', '请先移除多人共用的名称，以及同一人的多余名称。'],
  },
} as const satisfies Catalogue;
