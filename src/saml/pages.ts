/** The pages people see on the way to an application: one that sends the answer on, one that says why there is none. */
import type { ErrorText, Language } from '../errors/error.ts';
import { escapeHtml, hiddenFields, page, pageHeaders } from '../http/page.ts';

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
  const fields: [string, string][] = [[field, Buffer.from(message, 'utf8').toString('base64')]];
  if (relayState !== undefined) fields.push(['RelayState', relayState]);
  return page(
    language,
    text[purpose](application),
    `<p>${text.wait}</p>
<form id="answer" method="post" action="${escapeHtml(action)}" accept-charset="utf-8">${hiddenFields(fields)}<button>${text.button}</button></form>
<script>${SCRIPT}</script>`,
  );
}

/** Says what is wrong and what helps. */
export function refusalPage(language: Language, { message, remedy }: ErrorText): string {
  return page(language, TEXT[language].cannot, `<p>${escapeHtml(message)}</p><p>${escapeHtml(remedy)}</p>`);
}

/** SAML Bindings §3.4.5.1 and §3.5.5.1 ask for this header beside those of every page. */
const UNKEPT = { pragma: 'no-cache' };

/**
 * The form goes to the address `action`; where its answer redirects to is the application's business, and browsers hold
 * that to `form-action` too, so its scheme is allowed as well.
 */
export function postHeaders(action: string): Record<string, string> {
  const { origin, protocol } = new URL(action);
  const schemes = protocol === 'http:' ? 'http: https:' : 'https:';
  return { ...pageHeaders({ formAction: `${origin} ${schemes}`, script: SCRIPT }), ...UNKEPT };
}

/** Of everything without a form. */
export function plainHeaders(): Record<string, string> {
  return { ...pageHeaders({ formAction: "'none'" }), ...UNKEPT };
}
