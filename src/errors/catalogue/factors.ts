import type { Catalogue } from '../catalogue.ts';

/** Second factors, passkeys, mails and what people change of themselves. */
export const factors = {
  factor_attempts: {
    status: 429,
    retry: true,
    en: ['Too many codes were wrong.', 'Wait {seconds} seconds, then try again with the right one.'],
    zh: ['验证码错误次数过多。', '请等待 {seconds} 秒后，使用正确的验证码重试。'],
  },
  factor_code_wrong: {
    status: 422,
    en: [
      'The code is not right, or does not count any more.',
      'Enter the code that is shown or was sent last; each counts once.',
    ],
    zh: ['验证码错误或已失效。', '请输入最新的验证码，每个验证码仅可使用一次。'],
  },
  factor_enrolment_gone: {
    status: 409,
    en: ['This set-up was not begun here, or too long ago.', 'Begin it again.'],
    zh: ['该绑定流程不是在此处发起的，或已超时。', '请重新开始绑定。'],
  },
  factor_missing: {
    status: 404,
    en: ['There is no such second factor.', 'Load the page again to see which there are.'],
    zh: ['不存在该二次验证方式。', '请刷新页面查看现有的验证方式。'],
  },
  factor_last: {
    status: 409,
    en: [
      'This is the last second factor, and one is needed to log on here.',
      'Set up another one first, or ask your administrator.',
    ],
    zh: ['这是最后一个二次验证方式，而登录时必须进行二次验证。', '请先绑定其他验证方式，或联系管理员。'],
  },
  factor_email_missing: {
    status: 409,
    en: [
      'There is no verified e-mail address to send a code to.',
      'Use another factor, or verify the address first.',
    ],
    zh: ['没有可接收验证码的已验证邮箱。', '请使用其他验证方式，或先验证邮箱。'],
  },
  factor_code_recent: {
    status: 429,
    retry: true,
    en: [
      'A code was sent less than {seconds} seconds ago.',
      'Look into your mail, or wait before you ask for another.',
    ],
    zh: ['{seconds} 秒内已发送过验证码。', '请查收邮件，或稍后再次获取。'],
  },
  recovery_needs_factor: {
    status: 409,
    en: [
      'Recovery codes stand in for a second factor, and there is none.',
      'Set up an authenticator app or a passkey first.',
    ],
    zh: ['恢复码用于替代二次验证，而当前尚未绑定任何验证方式。', '请先绑定身份验证器应用或通行密钥。'],
  },
  mail_not_sent: {
    status: 503,
    retry: true,
    en: [
      'The mail could not be sent.',
      'Try again later, or ask your administrator to look at the mail settings.',
    ],
    zh: ['邮件发送失败。', '请稍后重试，或请管理员检查邮件设置。'],
  },
  mail_limited: {
    status: 429,
    retry: true,
    en: ['This address has had too many mails.', 'Wait an hour, then try again.'],
    zh: ['该地址收到的邮件过多。', '请一小时后重试。'],
  },
  passkey_impossible: {
    status: 409,
    en: [
      'Browsers have passkeys only for a name reached over https.',
      'An administrator of the server has to set MUSTER_PUBLIC_URL to such an address.',
    ],
    zh: [
      '浏览器仅支持在使用 https 的域名上使用通行密钥。',
      '请服务器管理员将 MUSTER_PUBLIC_URL 设为此类地址。',
    ],
  },
  passkey_refused: {
    status: 422,
    en: [
      'The passkey could not be checked.',
      'Begin again; it has to be made on this page, within five minutes.',
    ],
    zh: ['无法校验该通行密钥。', '请重新开始，并在五分钟内于本页面完成创建。'],
  },
  passkey_known: {
    status: 409,
    en: ['This passkey has been registered before.', 'Use it as it is, or choose another device.'],
    zh: ['该通行密钥已注册过。', '可直接使用，或换用其他设备。'],
  },
  passkey_too_many: {
    status: 409,
    en: ['There are {limit} passkeys already.', 'Remove one that is not used any more.'],
    zh: ['通行密钥已达 {limit} 个。', '请先移除不再使用的通行密钥。'],
  },
  profile_field_fixed: {
    status: 403,
    en: [
      '{field} cannot be changed here.',
      'Ask your administrator; what comes from a source is changed there.',
    ],
    zh: ['{field} 不能在此修改。', '请联系管理员；由身份提供方同步的字段须在其来源处修改。'],
  },
  profile_value_taken: {
    status: 409,
    en: ['{field} cannot have this value: it is in use.', 'Choose another one, or ask your administrator.'],
    zh: ['{field} 不能使用该值：已被占用。', '请换一个值，或联系管理员。'],
  },
  email_verified_already: {
    status: 409,
    en: ['The address is verified already.', 'There is nothing to do.'],
    zh: ['该邮箱已验证。', '无需操作。'],
  },
} as const satisfies Catalogue;
