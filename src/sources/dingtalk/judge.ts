/** What answers of DingTalk mean. Errors of the older host come inside HTTP 200, many of them wrapped in code 88. Pure. */
import { MusterError } from '../../errors/error.ts';
import type { Verdict, WebAnswer } from '../web-api/client.ts';
import { addressIn, clipped, codeText, textIn } from '../web-api/vendor-text.ts';

/** DingTalk, “Server-side error codes”: what a refusal is about, by `sub_code` where code 88 wraps it. */
const TOKEN = new Set(['40014', '42001', '40001']);
const CREDENTIALS = new Set(['40089', '40096', '40035', '40001', '40013']);
const PERMISSION = '60011';
const ADDRESS = '60020';
/** Department outside the range, user outside the range. */
export const OUT_OF_RANGE: readonly string[] = ['50004', '50002'];
export const NO_DEPARTMENT: readonly string[] = ['60003'];
export const NO_USER: readonly string[] = ['60121', '33012'];
/** A log-on code that is used up, too old or invented. */
export const NO_CODE: readonly string[] = ['40078'];
/** 90001 to 90018 are limits of calls in a second by what is counted; 90020 is the quota of a month and not waited for. */
const LIMITED = /^900(0\d|1\d)$/;
const BUSY = '-1';

/** The gateway says for how long a limit holds, in local time of China: “限制将在 2026-09-11 00:01:00 结束”. */
const LIMIT_ENDS = /限制将在\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/;
const LIMIT_MS = 1000;
const LIMIT_MS_MAX = 60_000;
const MINUTE = 60_000;

/** The code that counts: the wrapped one where there is one, as text; undefined where the answer has none. */
export function codeOf(body: Record<string, unknown>): string | undefined {
  const { errcode, sub_code: sub } = body;
  if (errcode === undefined || errcode === null) return undefined;
  const code = codeText(errcode);
  if (code !== '88') return code;
  if (typeof sub === 'string' || typeof sub === 'number') return codeText(sub);
  return codeText(/subcode=(-?\d+)/.exec(textOf(body))?.[1] ?? code);
}

const textOf = ({ sub_msg: sub, errmsg, message }: Record<string, unknown>): string =>
  textIn(sub, errmsg, message);

/** Judges an answer of the older host; codes in `expected` are the caller's to understand. */
export function judgeLegacy(
  host: string,
  answer: WebAnswer,
  now: Date,
  expected: readonly string[] = [],
): Verdict {
  const { body, status } = answer;
  const blocked = addressBlocked(answer);
  if (blocked) return blocked;
  if (body === null)
    return status >= 500
      ? { kind: 'again' }
      : { kind: 'failed', error: new MusterError('web_api_not_json', { host, status }) };
  const code = codeOf(body);
  if (code === '0' || (code !== undefined && expected.includes(code))) return { kind: 'ok' };
  if (code === undefined) {
    if (status >= 500) return { kind: 'again' };
    const reason = 'an answer without errcode';
    return { kind: 'failed', error: new MusterError('web_api_answer_odd', { host, reason }) };
  }
  if (TOKEN.has(code)) return { kind: 'token' };
  if (code === BUSY) return { kind: 'again' };
  if (LIMITED.test(code)) return { kind: 'again', waitMs: limitMs(textOf(body), now) };
  return { kind: 'failed', error: refusal(host, code, textOf(body)) };
}

/** Judges the answer to the request for a token, where the same codes mean the credentials. */
export function judgeToken(host: string, answer: WebAnswer, now: Date): Verdict {
  const code = answer.body && codeOf(answer.body);
  if (code && CREDENTIALS.has(code)) {
    const reason = `${code} ${clipped(textOf(answer.body!))}`;
    return { kind: 'failed', error: new MusterError('web_api_credentials', { host, reason }) };
  }
  return judgeLegacy(host, answer, now);
}

/** Judges an answer of the newer host: the code text counts, since one code comes with several statuses. */
export function judgeModern(host: string, answer: WebAnswer): Verdict {
  const { status, body } = answer;
  const blocked = addressBlocked(answer);
  if (blocked) return blocked;
  if (status >= 200 && status < 300) return { kind: 'ok' };
  const code = typeof body?.code === 'string' ? codeText(body.code) : '';
  const message = body ? textOf(body) : '';
  const failed = (error: MusterError): Verdict => ({ kind: 'failed', error });
  if (/^InvalidAuthentication/.test(code)) return { kind: 'token' };
  if (/QpsLimit/.test(code)) return { kind: 'again', waitMs: LIMIT_MS };
  if (/^invalidClientIdOrSecret|^invalid\.client|^unauthorized\.client|^authFailed/i.test(code)) {
    const reason = `${code} ${clipped(message)}`;
    return failed(new MusterError('web_api_credentials', { host, reason }));
  }
  if (/AccessTokenPermissionDenied/.test(code))
    return failed(new MusterError('web_api_permission', { host, permission: permissionIn(message) }));
  if (/IpNotInWhiteList/.test(code))
    return failed(new MusterError('web_api_ip_refused', { host, address: addressIn(message) }));
  if (status >= 500) return { kind: 'again' };
  if (body === null) return failed(new MusterError('web_api_not_json', { host, status }));
  return failed(
    new MusterError('web_api_refused', { host, code: clipped(code), message: clipped(message), status }),
  );
}

/** Too many calls of one public address: a page, or JSON of another kind, for five minutes (“wait”). */
function addressBlocked({ body, text }: WebAnswer): Verdict | undefined {
  if (body === null) return /punish|x5sec/i.test(text) ? { kind: 'again', waitMs: MINUTE } : undefined;
  if (String(body.status) !== '1111') return undefined;
  const minutes = Number(body.wait);
  return { kind: 'again', waitMs: Number.isFinite(minutes) ? Math.min(minutes, 5) * MINUTE : MINUTE };
}

function limitMs(text: string, now: Date): number {
  const [, day, time] = LIMIT_ENDS.exec(text) ?? [];
  if (day === undefined) return LIMIT_MS;
  const left = Date.parse(`${day}T${time}+08:00`) - now.getTime();
  return Number.isFinite(left) ? Math.min(Math.max(left, LIMIT_MS), LIMIT_MS_MAX) : LIMIT_MS;
}

function refusal(host: string, code: string, text: string): MusterError {
  if (code === PERMISSION)
    return new MusterError('web_api_permission', { host, permission: permissionIn(text) });
  if (OUT_OF_RANGE.includes(code))
    return new MusterError('web_api_range', { what: `what was asked for (${code})`, host });
  if (code === ADDRESS) return new MusterError('web_api_ip_refused', { host, address: addressIn(text) });
  return new MusterError('web_api_refused', { host, code, message: clipped(text) });
}

/** The permission as the message names it, else the message. */
const permissionIn = (text: string): string =>
  /qyapi_\w+|Contact\.[\w.]+/.exec(text)?.[0] ?? /\[([^\]]{1,100})\]/.exec(text)?.[1] ?? clipped(text);
