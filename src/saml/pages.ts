/** The pages people see on the way to an application: one that sends the answer on, one that says why there is none. */
import { hash } from 'node:crypto';
import type { ErrorText, Language } from '../errors/error.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;background:#f3f5f7;color:#1c2733}
main{background:#fff;padding:2rem;border-radius:8px;box-shadow:0 1px 4px #0002;width:min(26rem,88vw);overflow-wrap:anywhere}
h1{font-size:1.25rem;margin:0 0 .5rem}
button{font:inherit;width:100%;margin-top:1.5rem;padding:.6rem;border:0;border-radius:4px;background:#0f4c81;color:#fff}`;

/** Named, because a field called “submit” would hide the method of that name. */
const SCRIPT = `HTMLFormElement.prototype.submit.call(document.getElementById('answer'))`;

const TEXT = {
  en: {
    onward: (name: string) => `Signing you in to ${name}`,
    outward: (name: string) => `Telling ${name} that you have logged out`,
    wait: 'This takes a moment. If nothing happens, use the button.',
    button: 'Go on',
    cannot: 'You could not be signed in',
  },
  zh: {
    onward: (name: string) => `正在登录 ${name}`,
    outward: (name: string) => `正在通知 ${name} 您已登出`,
    wait: '请稍候。如长时间无响应，请点击按钮。',
    button: '继续',
    cannot: '无法完成登录',
  },
} as const;

export interface Posted {
  /** Where the form goes; http or https. */
  readonly action: string;
  readonly field: 'SAMLResponse';
  readonly message: string;
  readonly relayState: string | undefined;
}

/** Sends a message on by the browser (SAML Bindings §3.5.4): by itself, or by its button where no script runs. */
export function postPage(
  language: Language,
  application: string,
  { action, field, message, relayState }: Posted,
  purpose: 'onward' | 'outward',
): string {
  const text = TEXT[language];
  const hidden = (name: string, value: string) =>
    `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
  const fields = [
    hidden(field, Buffer.from(message, 'utf8').toString('base64')),
    ...(relayState === undefined ? [] : [hidden('RelayState', relayState)]),
  ];
  return page(
    language,
    text[purpose](application),
    `<p>${text.wait}</p>
<form id="answer" method="post" action="${escapeHtml(action)}" accept-charset="utf-8">${fields.join('')}<button>${text.button}</button></form>
<script>${SCRIPT}</script>`,
  );
}

/** Says what is wrong and what helps. */
export function refusalPage(language: Language, { message, remedy }: ErrorText): string {
  return page(language, TEXT[language].cannot, `<p>${escapeHtml(message)}</p><p>${escapeHtml(remedy)}</p>`);
}

/**
 * Headers of these pages: nothing from elsewhere, not in a frame, not kept. The form goes to the address `action`; where
 * its answer redirects to is the application's business, and browsers hold that to `form-action` too, so its scheme is
 * allowed as well.
 */
export function pageHeaders(https: boolean, action?: string): Record<string, string> {
  const digest = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`;
  const policy = [
    "default-src 'none'",
    `style-src ${digest(STYLE)}`,
    ...(action === undefined ? [] : [`script-src ${digest(SCRIPT)}`]),
    `form-action ${action === undefined ? "'none'" : formTargets(new URL(action))}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-security-policy': policy.join('; '),
    ...(https && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}

function formTargets({ origin, protocol }: URL): string {
  return protocol === 'http:' ? `${origin} http: https:` : `${origin} https:`;
}

function page(language: Language, title: string, body: string): string {
  const shown = escapeHtml(title);
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${shown}</title><style>${STYLE}</style></head>
<body><main><h1>${shown}</h1>${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
