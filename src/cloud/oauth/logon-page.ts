import { hash } from 'node:crypto';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;background:#f3f5f7;color:#1c2733}
main{background:#fff;padding:2rem;border-radius:8px;box-shadow:0 1px 4px #0002;width:min(22rem,88vw)}
h1{font-size:1.25rem;margin:0 0 .5rem}label{display:block;margin:1rem 0 .25rem}
input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #8795a5;border-radius:4px}
button{font:inherit;width:100%;margin-top:1.5rem;padding:.6rem;border:0;border-radius:4px;background:#0f4c81;color:#fff}
.wrong{color:#a3201d}`;

const TEXT = {
  en: {
    title: 'Log on as a RAM user',
    asks: (app: string, scopes: string) => `${app} asks for access to ${scopes}.`,
    name: 'User name',
    password: 'Password',
    submit: 'Log on and allow',
    refused: 'Unknown user or wrong password. After ten wrong tries a user is locked for an hour.',
    busy: 'Too many people are logging on right now. Try again in a moment.',
    expired: 'This page was open for too long. Enter your name and password again.',
    cannot: 'This request cannot be carried out',
  },
  zh: {
    title: 'RAM 用户登录',
    asks: (app: string, scopes: string) => `${app} 请求访问 ${scopes}。`,
    name: '用户名',
    password: '密码',
    submit: '登录并授权',
    refused: '用户不存在或密码错误。连续输错十次将锁定一小时。',
    busy: '当前登录人数过多，请稍后重试。',
    expired: '页面打开时间过长，请重新输入用户名和密码。',
    cannot: '无法处理该请求',
  },
} as const;

export type PageLanguage = keyof typeof TEXT;
export type LogonProblem = 'refused' | 'busy' | 'expired';

export function pageLanguage(acceptLanguage: string | undefined): PageLanguage {
  return /^\s*zh\b/i.test(acceptLanguage ?? '') ? 'zh' : 'en';
}

/** The page on which a RAM user logs on and so allows an application its scopes. `hidden`: sent back unchanged. */
export function logonPage(
  language: PageLanguage,
  app: { readonly displayName: string; readonly scopes: readonly string[] },
  hidden: ReadonlyMap<string, string>,
  problem: LogonProblem | undefined,
): string {
  const text = TEXT[language];
  const fields = [...hidden].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return page(
    language,
    text.title,
    `<p>${escapeHtml(text.asks(app.displayName, app.scopes.join(', ')))}</p>
${problem === undefined ? '' : `<p class="wrong" role="alert">${text[problem]}</p>`}
<form method="post" action="?">${fields.join('')}
<label for="username">${text.name}</label><input id="username" name="username" autocomplete="username" maxlength="320" required autofocus>
<label for="password">${text.password}</label><input id="password" name="password" type="password" autocomplete="current-password" maxlength="128" required>
<button>${text.submit}</button></form>`,
  );
}

export function refusalPage(language: PageLanguage, why: string): string {
  return page(language, TEXT[language].cannot, `<p>${escapeHtml(why)}</p>`);
}

/**
 * Headers of these pages: nothing from elsewhere, not in a frame, not kept, and a form that can only end here or, by
 * way of the redirect, at the application's own address.
 */
export function pageHeaders(redirectUri?: string): Record<string, string> {
  const target = redirectUri === undefined ? '' : ` ${formTarget(redirectUri)}`;
  const style = hash('sha256', STYLE, 'base64');
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${style}'; form-action 'self'${target}; frame-ancestors 'none'; base-uri 'none'`,
  };
}

function formTarget(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return origin === 'null' ? protocol : origin;
}

function page(language: PageLanguage, title: string, body: string): string {
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
