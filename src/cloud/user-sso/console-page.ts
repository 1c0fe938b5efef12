/** The RAM console of a person: who is logged on, and the way out. */
import type { Language } from '../../errors/error.ts';
import { escapeHtml, hiddenFields, page } from '../../http/page.ts';
import type { RamSession } from './sessions.ts';

const TEXT = {
  en: {
    title: 'RAM console',
    name: 'User name',
    displayName: 'Display name',
    upn: 'Logon name',
    account: 'Cloud account',
    type: 'Synchronization type',
    via: 'Logged on',
    sso: 'through the identity provider',
    password: 'by password',
    logOut: 'Log out',
    switchTitle: 'Log on as somebody else?',
    now: (upn: string) => `You are logged on as ${upn}.`,
    wanted: (upn: string) => `The identity provider sends you as ${upn}.`,
    change: (upn: string) => `Go on as ${upn}`,
    stay: 'Stay as you are',
  },
  zh: {
    title: 'RAM 控制台',
    name: '用户名',
    displayName: '显示名称',
    upn: '登录名称',
    account: '云账号',
    type: '同步类型',
    via: '登录方式',
    sso: '身份提供商',
    password: '密码',
    logOut: '退出登录',
    switchTitle: '切换登录用户？',
    now: (upn: string) => `您当前登录为 ${upn}。`,
    wanted: (upn: string) => `身份提供商要求以 ${upn} 登录。`,
    change: (upn: string) => `切换为 ${upn}`,
    stay: '保持当前用户',
  },
} as const;

export function consolePage(
  language: Language,
  account: { readonly name: string; readonly accountId: string },
  session: RamSession,
  logOut: string,
): string {
  const text = TEXT[language];
  const facts: [string, string][] = [
    [text.name, session.userName],
    [text.displayName, session.displayName],
    [text.upn, session.upn],
    [text.account, `${account.name} (${account.accountId})`],
    [text.type, session.provisionType],
    [text.via, text[session.via]],
  ];
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join('');
  const hidden = hiddenFields([['csrf', session.csrf]]);
  return page(
    language,
    text.title,
    `<dl>${list}</dl>
<form method="post" action="${escapeHtml(logOut)}">${hidden}<button>${text.logOut}</button></form>`,
  );
}

/** Somebody is logged on, and the identity provider sends another: a link elsewhere must not decide this. */
export function switchPage(
  language: Language,
  session: RamSession,
  wanted: string,
  to: { readonly landed: string; readonly console: string; readonly ticket: string },
): string {
  const text = TEXT[language];
  const hidden = hiddenFields([
    ['csrf', session.csrf],
    ['ticket', to.ticket],
  ]);
  return page(
    language,
    text.switchTitle,
    `<p>${escapeHtml(text.now(session.upn))}</p><p>${escapeHtml(text.wanted(wanted))}</p>
<form method="post" action="${escapeHtml(to.landed)}">${hidden}<button>${escapeHtml(text.change(wanted))}</button></form>
<p><a href="${escapeHtml(to.console)}">${text.stay}</a></p>`,
  );
}
