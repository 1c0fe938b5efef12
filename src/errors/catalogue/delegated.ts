import type { Catalogue } from '../catalogue.ts';

/** Log-on through a source or another provider: what administrators set wrong, and what people are told. */
export const delegated = {
  directory_logon_ambiguous: {
    status: 422,
    en: [
      'Several people of the directory have this name.',
      'Log on with a name that only you have, such as your e-mail address.',
    ],
    zh: ['目录中有多名用户使用该名称。', '请使用唯一的名称登录，例如邮箱地址。'],
  },
  directory_logon_plain_text: {
    status: 422,
    en: [
      'The source “{source}” is read without encryption: passwords of people would travel in clear.',
      'Choose StartTLS or LDAPS in the settings of the source; or allow it in the settings of this log-on method.',
    ],
    zh: [
      '源“{source}”未使用加密连接：用户密码将以明文传输。',
      '请在源的设置中选择 StartTLS 或 LDAPS；或在该登录方式的设置中明确允许。',
    ],
  },
  source_logon_unsupported: {
    status: 422,
    en: [
      'Nobody can log on with a source of the kind {kind}.',
      'Choose a source of a kind that proves people, such as Active Directory, OpenLDAP, DingTalk, WeCom or Lark.',
    ],
    zh: [
      '{kind} 类型的源不支持登录。',
      '请选择支持登录的源，例如 Active Directory、OpenLDAP、钉钉、企业微信或飞书。',
    ],
  },
  source_logon_settings: {
    status: 422,
    en: [
      'The source lacks a setting that the log-on needs: {field}.',
      'Fill it in the settings of the source.',
    ],
    zh: ['源缺少登录所需的设置：{field}。', '请在源的设置中填写。'],
  },
  directory_unavailable: {
    status: 503,
    retry: true,
    en: [
      'The directory that knows your password does not answer.',
      'Try again in a few minutes; your password was not judged.',
    ],
    zh: ['验证密码的目录暂时没有响应。', '请几分钟后重试；本次未对密码作出判断。'],
  },
  directory_password_current: {
    status: 422,
    en: ['The present password is not right.', 'Type the password that you log on to the directory with.'],
    zh: ['当前密码不正确。', '请输入用于登录目录的当前密码。'],
  },
  directory_password_policy: {
    status: 422,
    en: [
      'The directory does not take this password: it is too short, too simple, used before, or too soon after the last change.',
      'Choose a longer one with letters of both cases, digits and other characters that you have not used before.',
    ],
    zh: [
      '目录不接受该密码：过短、过于简单、曾经使用过，或距上次修改时间过短。',
      '请设置更长且包含大小写字母、数字和其他字符的新密码，且不要使用旧密码。',
    ],
  },
  directory_password_history: {
    status: 422,
    en: ['You have used this password before.', 'Choose one that you have not used yet.'],
    zh: ['该密码曾经使用过。', '请设置未使用过的密码。'],
  },
  directory_password_too_young: {
    status: 422,
    en: ['Your password was changed only a short while ago.', 'Try again later, or ask your administrator.'],
    zh: ['密码刚刚修改过。', '请稍后重试，或联系管理员。'],
  },
  directory_password_unchangeable: {
    status: 422,
    en: [
      'The directory does not let Muster change this password.',
      'Change it where your company lets you, or ask your administrator.',
    ],
    zh: ['目录不允许通过本系统修改该密码。', '请通过公司提供的其他方式修改，或联系管理员。'],
  },
  logon_back_refused: {
    status: 400,
    en: [
      'This log-on does not belong to this browser, or has been used already.',
      'Begin again on the log-on page, in the same browser.',
    ],
    zh: ['该登录请求不属于此浏览器，或已被使用。', '请在同一浏览器中从登录页重新开始。'],
  },
  logon_stranger: {
    status: 403,
    en: [
      'You were recognised, but you have no account here.',
      'Ask your administrator for an account, or choose another way to log on.',
    ],
    zh: ['身份已确认，但您在此没有账户。', '请联系管理员开通账户，或选择其他登录方式。'],
  },
  logon_provider_refused: {
    status: 403,
    en: [
      'The log-on at {provider} was not completed.',
      'Try again; if it happens every time, ask your administrator, who finds the reason in the log.',
    ],
    zh: ['未能在 {provider} 完成登录。', '请重试；如果每次都出现，请联系管理员在日志中查看原因。'],
  },
  logon_provider_unavailable: {
    status: 503,
    retry: true,
    en: [
      '{provider} does not answer as it should.',
      'Try again in a few minutes, or choose another way to log on.',
    ],
    zh: ['{provider} 暂时无法正常响应。', '请几分钟后重试，或选择其他登录方式。'],
  },
  oidc_provider_unusable: {
    status: 422,
    en: [
      'The OpenID provider {issuer} cannot be used: {reason}.',
      'Check the issuer, and that its configuration document names the same issuer and endpoints under https.',
    ],
    zh: [
      '无法使用 OpenID 提供方 {issuer}：{reason}。',
      '请检查 Issuer，并确认其配置文档中的 issuer 一致且各端点均为 https。',
    ],
  },
  oidc_email_unverified: {
    status: 403,
    en: [
      'Your provider does not say that your e-mail address is yours.',
      'Have your provider verify the address, or ask your administrator to link your account.',
    ],
    zh: ['提供方未声明您的邮箱已验证。', '请在提供方验证邮箱，或联系管理员关联账户。'],
  },
} as const satisfies Catalogue;
