/** The frame of the pages that are drawn here rather than by scripts: one style, nothing from elsewhere. */
import { hash } from 'node:crypto';
import type { Language } from '../errors/error.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;background:#f3f5f7;color:#1c2733}
main{background:#fff;padding:2rem;border-radius:8px;box-shadow:0 1px 4px #0002;box-sizing:border-box;width:min(26rem,92vw);overflow-wrap:anywhere}
h1{font-size:1.25rem;margin:0 0 .5rem}label{display:block;margin:1rem 0 .25rem}
input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #8795a5;border-radius:4px}
button,.button{font:inherit;display:block;box-sizing:border-box;width:100%;margin-top:1.5rem;padding:.6rem;border:0;border-radius:4px;background:#0f4c81;color:#fff;text-align:center;text-decoration:none;cursor:pointer}
button.second{margin-top:.75rem;background:#fff;color:#0f4c81;box-shadow:inset 0 0 0 1px #0f4c81}
dt{margin-top:.75rem;color:#52606d}dd{margin:0}
.wrong{color:#a3201d}`;

const digest = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`;
const STYLE_DIGEST = digest(STYLE);

/** A whole page; `title` is text, `body` finished HTML. */
export function page(language: Language, title: string, body: string): string {
  const shown = escapeHtml(title);
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${shown}</title><style>${STYLE}</style></head>
<body><main><h1>${shown}</h1>${body}</main></body></html>`;
}

export function hiddenFields(fields: Iterable<readonly [name: string, value: string]>): string {
  return [...fields]
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

export interface PagePolicy {
  /**
   * Sources of `form-action`; only this server unless said otherwise. Browsers hold the redirects that follow a form to
   * it too, so where they may lead belongs to it.
   */
  formAction?: string | undefined;
  /** The text of the page's one script; none may run without. */
  script?: string | undefined;
}

/** Headers of these pages: nothing from elsewhere, not in a frame, not kept. */
export function pageHeaders({ formAction = "'self'", script }: PagePolicy = {}): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src ${STYLE_DIGEST}`,
    ...(script === undefined ? [] : [`script-src ${digest(script)}`]),
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-security-policy': policy.join('; '),
  };
}
