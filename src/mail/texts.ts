/** What the mails say, in English and Chinese, as text and as HTML. Pure. */
import type { Language } from '../errors/error.ts';
import { escapeHtml } from '../http/page.ts';

export interface MailText {
  subject: string;
  text: string;
  html: string;
}

/** The language of an account's `preferredLanguage` (`zh-CN`); where there is none, both languages are in the mail. */
export type MailLanguage = string | null;

/** Paragraphs; one that is a code or an address stands out. */
interface Words {
  subject: string;
  paragraphs: (string | { code: string } | { link: string })[];
}

export function codeMail(
  language: MailLanguage,
  about: { purpose: 'logon' | 'verify'; code: string; instance: string; minutes: number },
): MailText {
  const { purpose, code, instance, minutes } = about;
  return inWords(language, {
    en: {
      subject: `${instance}: ${purpose === 'logon' ? 'your log-on code' : 'confirm your e-mail address'}`,
      paragraphs: [
        purpose === 'logon'
          ? `The code to log on to ${instance} is:`
          : `The code that confirms this e-mail address at ${instance} is:`,
        { code },
        `It counts once, for ${minutes} minutes. Give it to nobody: no administrator asks for it.`,
        purpose === 'logon'
          ? 'If you are not logging on right now, somebody else knows your password: change it.'
          : 'If you did not ask for it, you need not do anything.',
      ],
    },
    zh: {
      subject: `${instance}：${purpose === 'logon' ? '登录验证码' : '确认邮箱地址'}`,
      paragraphs: [
        purpose === 'logon' ? `您登录 ${instance} 的验证码为：` : `用于在 ${instance} 确认此邮箱的验证码为：`,
        { code },
        `验证码 ${minutes} 分钟内有效，仅可使用一次。请勿告知他人，管理员不会向您索取。`,
        purpose === 'logon'
          ? '若您当前没有登录，说明他人已知道您的密码，请立即修改密码。'
          : '若非本人操作，请忽略本邮件。',
      ],
    },
  });
}

export function resetMail(
  language: MailLanguage,
  about: { link: string; instance: string; username: string; minutes: number },
): MailText {
  const { link, instance, username, minutes } = about;
  return inWords(language, {
    en: {
      subject: `${instance}: set a new password`,
      paragraphs: [
        `A new password was asked for, for the account ${username} at ${instance}. Set it here:`,
        { link },
        `The link counts once, for ${minutes} minutes.`,
        'If you did not ask for it, you need not do anything: the password stays as it is.',
      ],
    },
    zh: {
      subject: `${instance}：重置密码`,
      paragraphs: [
        `有人请求为 ${instance} 的账户 ${username} 设置新密码。请打开以下链接设置：`,
        { link },
        `链接 ${minutes} 分钟内有效，仅可使用一次。`,
        '若非本人操作，请忽略本邮件，密码不会改变。',
      ],
    },
  });
}

/** What changed about how one logs on; told to the address that was there before. */
export type SecurityNotice =
  | 'totp_added'
  | 'totp_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'recovery_new'
  | 'recovery_used'
  | 'email_changed'
  | 'factors_reset';

const NOTICES: Record<SecurityNotice, Record<Language, string>> = {
  totp_added: { en: 'An authenticator app was set up.', zh: '已绑定身份验证器应用。' },
  totp_removed: { en: 'The authenticator app was removed.', zh: '已解绑身份验证器应用。' },
  passkey_added: { en: 'A passkey was added.', zh: '已添加通行密钥。' },
  passkey_removed: { en: 'A passkey was removed.', zh: '已移除通行密钥。' },
  recovery_new: {
    en: 'New recovery codes were made; the old ones are void.',
    zh: '已生成新的恢复码，旧恢复码失效。',
  },
  recovery_used: { en: 'A recovery code was used to log on.', zh: '恢复码已被用于登录。' },
  email_changed: { en: 'The e-mail address was changed to another one.', zh: '邮箱已更换为其他地址。' },
  factors_reset: { en: 'An administrator removed the second factors.', zh: '管理员已移除二次验证方式。' },
};

export function noticeMail(
  language: MailLanguage,
  about: { notice: SecurityNotice; instance: string; username: string },
): MailText {
  const { notice, instance, username } = about;
  const what = NOTICES[notice];
  return inWords(language, {
    en: {
      subject: `${instance}: a change to how you log on`,
      paragraphs: [
        `For the account ${username} at ${instance}: ${what.en}`,
        'If it was not you, tell your administrator at once.',
      ],
    },
    zh: {
      subject: `${instance}：登录方式变更提醒`,
      paragraphs: [`${instance} 的账户 ${username}：${what.zh}`, '若非本人操作，请立即联系管理员。'],
    },
  });
}

function inWords(language: MailLanguage, words: Record<Language, Words>): MailText {
  const languages: Language[] =
    language === null ? ['zh', 'en'] : [language.toLowerCase().startsWith('zh') ? 'zh' : 'en'];
  const said = languages.map((one) => words[one]);
  return {
    subject: said.map(({ subject }) => subject).join(' / '),
    text: `${said.map(({ paragraphs }) => paragraphs.map(plain).join('\n\n')).join('\n\n---\n\n')}\n`,
    html: `<!doctype html><html lang="${languages[0] === 'zh' ? 'zh-CN' : 'en'}"><body style="font-family:sans-serif;line-height:1.6">${said
      .map(({ paragraphs }) => paragraphs.map(marked).join(''))
      .join('<hr>')}</body></html>`,
  };
}

type Paragraph = Words['paragraphs'][number];

function plain(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return paragraph;
  return 'code' in paragraph ? `    ${paragraph.code}` : paragraph.link;
}

function marked(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return `<p>${escapeHtml(paragraph)}</p>`;
  if ('code' in paragraph)
    return `<p style="font-size:1.6em;letter-spacing:0.2em"><b>${escapeHtml(paragraph.code)}</b></p>`;
  return `<p><a href="${escapeHtml(paragraph.link)}">${escapeHtml(paragraph.link)}</a></p>`;
}
