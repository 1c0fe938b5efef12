/** The pages on which RAM users log on and allow applications their scopes. */
import type { Language } from '../../errors/error.ts';
import { escapeHtml, hiddenFields, page } from '../../http/page.ts';

const TEXT = {
  en: {
    title: 'Log on as a RAM user',
    asks: (app: string, scopes: string) => `${app} asks for access to ${scopes}.`,
    name: 'User name',
    password: 'Password',
    submit: 'Log on and allow',
    submitOnly: 'Log on',
    as: (upn: string) => `You are logged on as ${upn}.`,
    allowTitle: 'Allow access',
    allow: 'Allow',
    cancel: 'Cancel',
    refused: 'Unknown user or wrong password. After ten wrong tries a user is locked for an hour.',
    busy: 'Too many people are logging on right now. Try again in a moment.',
    expired: 'This page was open for too long. Enter your name and password again.',
    cannot: 'This request cannot be carried out',
    account: (name: string) => `Cloud account: ${name}`,
    enterprise: 'Log on with enterprise account',
    enterpriseWhy: 'RAM users of this cloud account log on through the identity provider of the company.',
    loggedOut: 'You are logged out.',
  },
  zh: {
    title: 'RAM 用户登录',
    asks: (app: string, scopes: string) => `${app} 请求访问 ${scopes}。`,
    name: '用户名',
    password: '密码',
    submit: '登录并授权',
    submitOnly: '登录',
    as: (upn: string) => `您已登录为 ${upn}。`,
    allowTitle: '授权访问',
    allow: '允许',
    cancel: '取消',
    refused: '用户不存在或密码错误。连续输错十次将锁定一小时。',
    busy: '当前登录人数过多，请稍后重试。',
    expired: '页面打开时间过长，请重新输入用户名和密码。',
    cannot: '无法处理该请求',
    account: (name: string) => `云账号：${name}`,
    enterprise: '使用企业账号登录',
    enterpriseWhy: '该云账号的 RAM 用户通过企业的身份提供商登录。',
    loggedOut: '您已退出登录。',
  },
} as const;

export type LogonProblem = 'refused' | 'busy' | 'expired';

export interface AskingApp {
  readonly displayName: string;
  readonly scopes: readonly string[];
}

/** The page on which a RAM user logs on and so allows an application its scopes. `hidden`: sent back unchanged. */
export function logonPage(
  language: Language,
  app: AskingApp,
  hidden: ReadonlyMap<string, string>,
  problem: LogonProblem | undefined,
): string {
  const text = TEXT[language];
  const asks = `<p>${escapeHtml(text.asks(app.displayName, app.scopes.join(', ')))}</p>`;
  return page(language, text.title, asks + passwordForm(language, hidden, problem, text.submit));
}

/** The page on which a RAM user logs on to the console of a cloud account by password. */
export function consoleLogonPage(
  language: Language,
  account: string,
  hidden: ReadonlyMap<string, string>,
  notice: LogonProblem | 'loggedOut' | undefined,
): string {
  const text = TEXT[language];
  const problem = notice === 'loggedOut' ? undefined : notice;
  const body =
    aboutAccount(language, account, notice === 'loggedOut') +
    passwordForm(language, hidden, problem, text.submitOnly);
  return page(language, text.title, body);
}

/** The same while user SSO is on: a way to the identity provider and no password. `to`: path that leads there. */
export function enterpriseLogonPage(
  language: Language,
  account: string,
  to: string,
  loggedOut: boolean,
): string {
  const text = TEXT[language];
  const body = `${aboutAccount(language, account, loggedOut)}<p>${text.enterpriseWhy}</p>
<a class="button" href="${escapeHtml(to)}">${text.enterprise}</a>`;
  return page(language, text.title, body);
}

/** Asks a RAM user who came back from the identity provider to allow an application its scopes. */
export function allowPage(
  language: Language,
  app: AskingApp,
  upn: string,
  hidden: ReadonlyMap<string, string>,
): string {
  const text = TEXT[language];
  return page(
    language,
    text.allowTitle,
    `<p>${escapeHtml(text.asks(app.displayName, app.scopes.join(', ')))}</p><p>${escapeHtml(text.as(upn))}</p>
<form method="post" action="?">${hiddenFields(hidden)}<button name="answer" value="allow">${text.allow}</button>
<button class="second" name="answer" value="cancel">${text.cancel}</button></form>`,
  );
}

export function refusalPage(language: Language, ...why: readonly string[]): string {
  return page(language, TEXT[language].cannot, why.map((part) => `<p>${escapeHtml(part)}</p>`).join(''));
}

function aboutAccount(language: Language, account: string, loggedOut: boolean): string {
  const text = TEXT[language];
  const status = loggedOut ? `<p role="status">${text.loggedOut}</p>` : '';
  return `<p>${escapeHtml(text.account(account))}</p>${status}`;
}

function passwordForm(
  language: Language,
  hidden: ReadonlyMap<string, string>,
  problem: LogonProblem | undefined,
  submit: string,
): string {
  const text = TEXT[language];
  return `
${problem === undefined ? '' : `<p class="wrong" role="alert">${text[problem]}</p>`}
<form method="post" action="?">${hiddenFields(hidden)}
<label for="username">${text.name}</label><input id="username" name="username" autocomplete="username" maxlength="320" required autofocus>
<label for="password">${text.password}</label><input id="password" name="password" type="password" autocomplete="current-password" maxlength="128" required>
<button>${submit}</button></form>`;
}
