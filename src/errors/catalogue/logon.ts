import type { Catalogue } from '../catalogue.ts';

/** Failures of people's log-on. What they are told never says whether an account exists. */
export const logon = {
  logon_failed: {
    status: 401,
    en: [
      'The user name or the password is not right, or the account may not log on.',
      'Check both and try again. If it goes on, ask your administrator.',
    ],
    zh: ['用户名或密码错误，或该账户不允许登录。', '请核对后重试；若仍无法登录，请联系管理员。'],
  },
  logon_expired: {
    status: 409,
    en: ['This log-on has taken too long or was finished elsewhere.', 'Begin again.'],
    zh: ['本次登录已超时，或已在别处完成。', '请重新开始登录。'],
  },
  logon_out_of_turn: {
    status: 409,
    en: ['The log-on is not at this step.', 'Load the page again.'],
    zh: ['登录尚未进行到此步骤。', '请刷新页面后继续。'],
  },
  logon_method_off: {
    status: 409,
    en: ['This way to log on is switched off.', 'Choose another one, or ask your administrator.'],
    zh: ['该登录方式已停用。', '请选择其他登录方式，或联系管理员。'],
  },
  password_expired: {
    status: 403,
    en: [
      'The password has expired and does not let you in any more.',
      'Ask your administrator for a new one.',
    ],
    zh: ['密码已过期，无法登录。', '请联系管理员重置密码。'],
  },
  directory_password_expired: {
    status: 403,
    en: [
      'The password has expired in the directory it belongs to.',
      'Change it at a computer of your company, or ask your administrator.',
    ],
    zh: ['密码在所属目录中已过期。', '请在公司电脑上修改密码，或联系管理员。'],
  },
  directory_password_must_change: {
    status: 403,
    en: [
      'The directory wants another password before it lets you in.',
      'Change it at a computer of your company, or ask your administrator.',
    ],
    zh: ['目录要求先修改密码才能登录。', '请在公司电脑上修改密码，或联系管理员。'],
  },
  password_too_weak: {
    status: 403,
    en: [
      'The password is one that is guessed first; it does not let you in.',
      'Set another one by “Forgot password”, or ask your administrator.',
    ],
    zh: ['该密码属于弱密码，无法登录。', '请通过“忘记密码”设置新密码，或联系管理员。'],
  },
  second_factor_impossible: {
    status: 403,
    en: [
      'A second factor is needed, and there is none that you have or could set up.',
      'Ask your administrator.',
    ],
    zh: ['登录需要二次认证，但您没有可用的验证方式，也无法设置。', '请联系管理员。'],
  },
  csrf_wrong: {
    status: 403,
    en: ['The page is out of date: its protection token does not fit.', 'Load the page again.'],
    zh: ['页面已过期：安全令牌不匹配。', '请刷新页面后重试。'],
  },
  signed_out: {
    status: 401,
    en: ['You are not logged on, or the session has ended.', 'Log on again.'],
    zh: ['您尚未登录，或会话已结束。', '请重新登录。'],
  },
  reauthentication_needed: {
    status: 401,
    en: ['This needs a log-on of the last ten minutes.', 'Log on once more, then repeat it.'],
    zh: ['该操作要求在最近十分钟内登录过。', '请重新登录后再试。'],
  },
  own_password_wrong: {
    status: 422,
    en: ['The present password is not right.', 'Enter the password you log on with now.'],
    zh: ['当前密码不正确。', '请输入您现在登录时使用的密码。'],
  },
  password_refused: {
    status: 422,
    en: ['This password is not allowed: {reasons}.', 'Choose another one.'],
    zh: ['该密码不符合要求：{reasons}。', '请换一个密码。'],
  },
  password_elsewhere: {
    status: 409,
    en: [
      'There is no password to change here: this account logs on in another way.',
      'Change the password where the account comes from.',
    ],
    zh: ['此处没有可修改的密码：该账户使用其他方式登录。', '请在账户来源处修改密码。'],
  },
  reset_link_invalid: {
    status: 422,
    en: ['The link has been used or is too old.', 'Ask for a new one by “Forgot password”.'],
    zh: ['该链接已使用或已失效。', '请通过“忘记密码”重新获取。'],
  },
  logon_method_fixed: {
    status: 409,
    en: [
      'The log-on method {name} belongs to the instance or to a source and cannot be deleted.',
      'Switch it off instead.',
    ],
    zh: ['登录方式 {name} 属于实例或来源，不能删除。', '可将其停用。'],
  },
} as const satisfies Catalogue;
