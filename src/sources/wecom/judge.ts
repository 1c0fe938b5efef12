/** What answers of WeCom mean. Every error comes inside HTTP 200; its text changes, so the code alone counts. Pure. */
import { MusterError } from '../../errors/error.ts';
import type { Verdict, WebAnswer } from '../web-api/client.ts';
import { addressIn, clipped, codeText } from '../web-api/vendor-text.ts';

/** WeCom, “Global error codes”. */
const TOKEN = new Set(['40014', '42001', '40001']);
const CREDENTIALS = new Set(['40001', '40013', '40091', '41004']);
const ADDRESS = '60020';
const BUSY = '-1';
const TOO_OFTEN = '45009';
const TOO_MANY_AT_ONCE = '45033';
/** Application not allowed, secret not allowed, contact-sync secret that may read ids only. */
export const NOT_ALLOWED: readonly string[] = ['48001', '48002', '48009'];
/** Department or member outside the visible range. */
export const OUT_OF_RANGE: readonly string[] = ['60011', '50002', '60021'];
export const NO_DEPARTMENT: readonly string[] = ['60003', '60123'];
export const NO_USER: readonly string[] = ['60111'];
export const NO_TAG: readonly string[] = ['40068'];
/** A log-on code that is used up, too old or invented. */
export const NO_CODE: readonly string[] = ['40029'];

/** The code as text; an answer without one succeeded. */
export function codeOf({ errcode }: Record<string, unknown>): string {
  return errcode === undefined || errcode === null ? '0' : codeText(errcode);
}

export interface Judging {
  host: string;
  /** How long to keep still after a limit was passed. */
  pauseMs: number;
  /** Codes that the caller understands itself. */
  expected?: readonly string[];
  /** What was asked for, and the permission that allows it. */
  what: string;
}

export function judgeAnswer({ status, body }: WebAnswer, judging: Judging): Verdict {
  const { host, pauseMs, expected = [] } = judging;
  if (body === null || status >= 500)
    return status >= 500 || status === 429
      ? { kind: 'again' }
      : { kind: 'failed', error: new MusterError('web_api_not_json', { host, status }) };
  const code = codeOf(body);
  if (code === '0' || expected.includes(code)) return { kind: 'ok' };
  if (TOKEN.has(code)) return { kind: 'token' };
  if (code === BUSY || code === TOO_MANY_AT_ONCE) return { kind: 'again' };
  if (code === TOO_OFTEN) return { kind: 'again', waitMs: pauseMs };
  return { kind: 'failed', error: refusal(code, textOf(body), judging) };
}

/** Judges the answer to the request for a token, where the same codes mean the credentials. */
export function judgeToken(answer: WebAnswer, judging: Judging): Verdict {
  const { host } = judging;
  const code = answer.body ? codeOf(answer.body) : '';
  if (CREDENTIALS.has(code)) {
    const reason = `${code} ${textOf(answer.body!)}`;
    return { kind: 'failed', error: new MusterError('web_api_credentials', { host, reason }) };
  }
  // Wrong secrets in a row block the address for an hour; nobody waits for that.
  if (code === TOO_OFTEN) return { kind: 'failed', error: new MusterError('web_api_limited', { host }) };
  return judgeAnswer(answer, judging);
}

function refusal(code: string, message: string, { host, what }: Judging): MusterError {
  if (code === ADDRESS) return new MusterError('web_api_ip_refused', { host, address: addressIn(message) });
  if (NOT_ALLOWED.includes(code))
    return new MusterError('web_api_permission', { host, permission: `${what} (${code})` });
  if (OUT_OF_RANGE.includes(code)) return new MusterError('web_api_range', { host, what });
  return new MusterError('web_api_refused', { host, code, message });
}

function textOf({ errmsg }: Record<string, unknown>): string {
  return typeof errmsg === 'string' ? clipped(errmsg) : '';
}
