/** The few pages of OpenID Connect, in English and Chinese: plain HTML that works without scripts. Pure. */
import type { Language } from '../errors/error.ts';
import { escapeHtml, hiddenFields, page } from '../http/page.ts';
import type { Refusal } from './account.ts';

const SCOPE_TEXT: Readonly<Record<string, Record<Language, string>>> = {
  openid: { en: 'Know who you are', zh: '确认您的身份' },
  profile: { en: 'Read your name, username and language', zh: '读取您的姓名、用户名和语言' },
  email: { en: 'Read your e-mail address', zh: '读取您的邮箱地址' },
  phone: { en: 'Read your phone number', zh: '读取您的手机号' },
  groups: { en: 'Read which groups you are in', zh: '读取您所在的组' },
  offline_access: { en: 'Keep this access when you are logged out', zh: '在您退出登录后继续保持访问' },
};

const REFUSAL_TEXT: Readonly<Record<Refusal, Record<Language, string>>> = {
  sso_disabled: { en: 'Signing in to this application is switched off.', zh: '该应用的单点登录已停用。' },
  not_assigned: {
    en: 'You are not among the people who may use this application.',
    zh: '您未获得该应用的使用授权。',
  },
  no_application_username: {
    en: 'You have no username at this application yet.',
    zh: '您在该应用中尚无应用账户。',
  },
  application_username_taken: {
    en: 'Your username at this application belongs to another account.',
    zh: '您在该应用中的账户名已被其他账户占用。',
  },
  account_unusable: {
    en: 'Your account is disabled, locked or expired.',
    zh: '您的账户已被停用、锁定或已过期。',
  },
  subject_missing: {
    en: 'Your account lacks the value this application knows people by.',
    zh: '您的账户缺少该应用用于识别用户的属性值。',
  },
};

const TEXT = {
  en: {
    as: (name: string) => `You are logged on as ${name}.`,
    consentTitle: (app: string) => `Allow ${app}?`,
    consentAsks: (app: string) => `${app} would like to:`,
    allow: 'Allow',
    deny: 'Do not allow',
    refusedTitle: (app: string) => `You cannot use ${app}`,
    refusedHelp: 'If you need it, ask the administrator of your organization.',
    back: (app: string) => `Back to ${app}`,
    errorTitle: 'This request cannot be carried out',
    error:
      'The application sent a request that Muster does not accept. Go back to the application and try again.',
    serverError: 'Something went wrong here. Try again in a moment.',
    technical: 'For the administrator of the application:',
    deviceTitle: 'Connect a device',
    deviceAsk: 'Enter the code that your device shows.',
    deviceCode: 'Code',
    go: 'Continue',
    deviceWrong: 'There is no such code. Look at your device and type it again.',
    deviceExpired: 'This code has run out. Ask your device for a new one.',
    deviceUsed: 'This code has been used already. Ask your device for a new one.',
    deviceStopped: 'The device was not connected.',
    deviceMany: 'Too many wrong codes. Wait a few minutes, then try again.',
    deviceFailed: 'The device could not be connected.',
    confirmTitle: (app: string) => `Sign in to ${app} on a device?`,
    confirmAsk: 'Your device should show exactly this code:',
    confirmWarn: 'Go on only if you started this yourself and have the device before you.',
    stop: 'Stop',
    doneTitle: 'The device is connected',
    done: 'You can close this page and go on with your device.',
    logoutTitle: 'Log out?',
    logoutAsk: 'You will be logged out here, and applications that you have signed in to are told.',
    logout: 'Log out',
    stay: 'Stay logged on',
    loggedOutTitle: 'You are logged out',
    stayedTitle: 'You are still logged on',
    closePage: 'You can close this page.',
    startNone: 'This application has no address to start from. Open it by itself and sign in there.',
    unknownApplication: 'There is no such application, or signing in to it is switched off.',
  },
  zh: {
    as: (name: string) => `您当前登录为 ${name}。`,
    consentTitle: (app: string) => `是否授权 ${app}？`,
    consentAsks: (app: string) => `${app} 请求：`,
    allow: '允许',
    deny: '不允许',
    refusedTitle: (app: string) => `您无法使用 ${app}`,
    refusedHelp: '如需使用，请联系贵组织的管理员。',
    back: (app: string) => `返回 ${app}`,
    errorTitle: '无法处理该请求',
    error: '应用发送的请求不被接受，请返回应用后重试。',
    serverError: '服务出现异常，请稍后重试。',
    technical: '供应用管理员参考：',
    deviceTitle: '连接设备',
    deviceAsk: '请输入设备上显示的代码。',
    deviceCode: '代码',
    go: '继续',
    deviceWrong: '代码不存在，请核对设备上的代码后重新输入。',
    deviceExpired: '代码已过期，请在设备上重新获取。',
    deviceUsed: '代码已被使用，请在设备上重新获取。',
    deviceStopped: '设备未连接。',
    deviceMany: '错误次数过多，请几分钟后再试。',
    deviceFailed: '无法连接设备。',
    confirmTitle: (app: string) => `是否在设备上登录 ${app}？`,
    confirmAsk: '设备上应显示完全相同的代码：',
    confirmWarn: '仅当由您本人发起且设备就在您面前时才继续。',
    stop: '停止',
    doneTitle: '设备已连接',
    done: '您可以关闭此页面，在设备上继续操作。',
    logoutTitle: '是否退出登录？',
    logoutAsk: '您将在此退出登录，您登录过的应用也会收到通知。',
    logout: '退出登录',
    stay: '保持登录',
    loggedOutTitle: '您已退出登录',
    stayedTitle: '您仍处于登录状态',
    closePage: '您可以关闭此页面。',
    startNone: '该应用没有发起登录的地址，请直接打开应用并在其中登录。',
    unknownApplication: '应用不存在，或其单点登录已停用。',
  },
} as const;

const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
const fields = (values: Record<string, string>) => hiddenFields(Object.entries(values));

export interface Asking {
  application: string;
  username: string;
  csrf: string;
}

export function consentPage(language: Language, asking: Asking, scopes: readonly string[]): string {
  const text = TEXT[language];
  const items = scopes
    .map((scope) => `<li>${escapeHtml(SCOPE_TEXT[scope]?.[language] ?? scope)}</li>`)
    .join('');
  return page(
    language,
    text.consentTitle(asking.application),
    `${paragraph(text.consentAsks(asking.application))}<ul>${items}</ul>${paragraph(text.as(asking.username))}
<form method="post" action="?">${fields({ csrf: asking.csrf })}<button name="answer" value="allow">${text.allow}</button>
<button class="second" name="answer" value="deny">${text.deny}</button></form>`,
  );
}

/** Why a person may not use an application; the button brings the application the same answer. */
export function refusedPage(language: Language, asking: Asking, reason: Refusal): string {
  const text = TEXT[language];
  return page(
    language,
    text.refusedTitle(asking.application),
    `${paragraph(REFUSAL_TEXT[reason][language])}${paragraph(text.refusedHelp)}${paragraph(text.as(asking.username))}
<form method="post" action="?">${fields({ csrf: asking.csrf })}<button>${escapeHtml(text.back(asking.application))}</button></form>`,
  );
}

/** The same where the person came from the portal. */
export function notUsablePage(language: Language, application: string, reason: Refusal): string {
  const text = TEXT[language];
  return page(
    language,
    text.refusedTitle(application),
    paragraph(REFUSAL_TEXT[reason][language]) + paragraph(text.refusedHelp),
  );
}

export function noticePage(
  language: Language,
  title: 'loggedOutTitle' | 'stayedTitle' | 'errorTitle',
  body: 'closePage' | 'startNone' | 'unknownApplication' | 'error',
): string {
  return page(language, TEXT[language][title], paragraph(TEXT[language][body]));
}

/** `technical`: error code and description of the protocol, in English as they are. */
export function protocolErrorPage(language: Language, server: boolean, technical: string): string {
  const text = TEXT[language];
  return page(
    language,
    text.errorTitle,
    `${paragraph(server ? text.serverError : text.error)}<p>${text.technical}<br><span lang="en">${escapeHtml(technical)}</span></p>`,
  );
}

export type DeviceProblem =
  | 'deviceWrong'
  | 'deviceExpired'
  | 'deviceUsed'
  | 'deviceStopped'
  | 'deviceMany'
  | 'deviceFailed';

export function deviceCodePage(
  language: Language,
  {
    action,
    csrf,
    code,
    problem,
  }: { action: string; csrf: string; code: string; problem?: DeviceProblem | undefined },
): string {
  const text = TEXT[language];
  const wrong = problem === undefined ? '' : `<p class="wrong" role="alert">${text[problem]}</p>`;
  return page(
    language,
    text.deviceTitle,
    `${wrong}${paragraph(text.deviceAsk)}
<form method="post" action="${escapeHtml(action)}">${fields({ xsrf: csrf })}
<label for="user_code">${text.deviceCode}</label><input id="user_code" name="user_code" value="${escapeHtml(code)}" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40" required autofocus>
<button>${text.go}</button></form>`,
  );
}

export function deviceConfirmPage(
  language: Language,
  asking: Asking & { action: string; code: string },
): string {
  const text = TEXT[language];
  return page(
    language,
    text.confirmTitle(asking.application),
    `${paragraph(text.confirmAsk)}<p><strong>${escapeHtml(asking.code)}</strong></p>${paragraph(text.confirmWarn)}
${paragraph(text.as(asking.username))}
<form method="post" action="${escapeHtml(asking.action)}">${fields({ xsrf: asking.csrf, user_code: asking.code })}
<button name="confirm" value="yes">${text.go}</button>
<button class="second" name="abort" value="yes">${text.stop}</button></form>`,
  );
}

export function devicePage(language: Language): string {
  return page(language, TEXT[language].doneTitle, paragraph(TEXT[language].done));
}

/** `hidden`: the request that was made, sent back unchanged. */
export function logoutPage(
  language: Language,
  { username, hidden }: { username: string; hidden: Record<string, string> },
): string {
  const text = TEXT[language];
  return page(
    language,
    text.logoutTitle,
    `${paragraph(text.as(username))}${paragraph(text.logoutAsk)}
<form method="post" action="?">${fields(hidden)}<button name="answer" value="logout">${text.logout}</button>
<button class="second" name="answer" value="stay">${text.stay}</button></form>`,
  );
}
