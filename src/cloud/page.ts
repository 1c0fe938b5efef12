/** The frame of the pages that RAM users see: one style, no script, nothing from elsewhere. */
import { hash } from 'node:crypto';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;background:#f3f5f7;color:#1c2733}
main{background:#fff;padding:2rem;border-radius:8px;box-shadow:0 1px 4px #0002;box-sizing:border-box;width:min(26rem,92vw);overflow-wrap:anywhere}
h1{font-size:1.25rem;margin:0 0 .5rem}label{display:block;margin:1rem 0 .25rem}
input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #8795a5;border-radius:4px}
button,.button{font:inherit;display:block;box-sizing:border-box;width:100%;margin-top:1.5rem;padding:.6rem;border:0;border-radius:4px;background:#0f4c81;color:#fff;text-align:center;text-decoration:none;cursor:pointer}
button.second{margin-top:.75rem;background:#fff;color:#0f4c81;box-shadow:inset 0 0 0 1px #0f4c81}
dt{margin-top:.75rem;color:#52606d}dd{margin:0}
.wrong{color:#a3201d}`;

export type PageLanguage = 'en' | 'zh';

export function pageLanguage(acceptLanguage: string | undefined): PageLanguage {
  return /^\s*zh\b/i.test(acceptLanguage ?? '') ? 'zh' : 'en';
}

/** A whole page; `title` is text, `body` finished HTML. */
export function page(language: PageLanguage, title: string, body: string): string {
  const shown = escapeHtml(title);
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${shown}</title><style>${STYLE}</style></head>
<body><main><h1>${shown}</h1>${body}</main></body></html>`;
}

export function hiddenFields(fields: ReadonlyMap<string, string>): string {
  return [...fields]
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
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
