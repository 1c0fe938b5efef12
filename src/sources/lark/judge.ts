/** What answers of Lark mean. The code in the body counts; one code comes with several HTTP statuses. Pure. */
import { MusterError } from '../../errors/error.ts';
import type { Verdict, WebAnswer } from '../web-api/client.ts';
import { addressIn, clipped, codeText, textIn } from '../web-api/vendor-text.ts';

/** Feishu Open Platform, “Generic error codes”. */
const TOKEN = new Set(['99991663', '99991664', '99991665']);
/** Wrong App ID or secret; app stopped, not installed, not authorized. */
const CREDENTIALS = new Set(['10003', '10014', '10015', '99991662', '99991673']);
/** Of the call that asks where to connect to. */
const CONNECTION_CREDENTIALS = new Set(['403', '514']);
const PERMISSION = new Set(['99991672', '99991679']);
const ADDRESS = '99991401';
const TOO_OFTEN = '99991400';
const MONTH_USED_UP = '99991403';
/** “Internal error” of the contacts API; busy and internal error of the persistent connection. */
const BUSY = new Set(['40003', '1', '1000040343']);
/** Department, parent department, user, user group outside the contact scope. */
export const OUT_OF_RANGE: readonly string[] = ['40004', '40014', '41050', '42009'];
export const NO_DEPARTMENT: readonly string[] = ['40015', '40008'];
export const NO_USER: readonly string[] = ['41012'];
/** Too large for all levels in one list. */
export const TOO_LARGE: readonly string[] = ['43010'];

const LIMIT_MS = 1000;
const LIMIT_MS_MAX = 60_000;

/** The code as text; undefined where the answer has none. */
export function codeOf({ code }: Record<string, unknown>): string | undefined {
  return code === undefined || code === null ? undefined : codeText(code);
}

export interface Judging {
  host: string;
  /** Codes that the caller understands itself. */
  expected?: readonly string[];
  /** What was asked for. */
  what: string;
}

export function judgeAnswer(answer: WebAnswer, judging: Judging): Verdict {
  const { status, body } = answer;
  const { host, expected = [] } = judging;
  const failed = (error: MusterError): Verdict => ({ kind: 'failed', error });
  const code = body ? codeOf(body) : undefined;
  if (code === undefined) {
    if (status >= 500 || status === 429) return { kind: 'again', waitMs: limitMs(answer) };
    if (body === null) return failed(new MusterError('web_api_not_json', { host, status }));
    return failed(new MusterError('web_api_answer_odd', { host, reason: 'an answer without a code' }));
  }
  if (code === '0' || expected.includes(code)) return { kind: 'ok' };
  if (TOKEN.has(code)) return { kind: 'token' };
  if (code === TOO_OFTEN || status === 429) return { kind: 'again', waitMs: limitMs(answer) ?? LIMIT_MS };
  if (BUSY.has(code) || status >= 500) return { kind: 'again' };
  return failed(refusal(code, body!, judging));
}

/** Judges the answer to the request for a persistent connection, which has codes of its own. */
export function judgeConnection(answer: WebAnswer, judging: Judging): Verdict {
  const code = answer.body ? codeOf(answer.body) : undefined;
  if (code === undefined || !CONNECTION_CREDENTIALS.has(code)) return judgeAnswer(answer, judging);
  const reason = `${code} ${textOf(answer.body!)}`;
  return { kind: 'failed', error: new MusterError('web_api_credentials', { host: judging.host, reason }) };
}

/** How long Lark wants us to keep still, where it says so. */
function limitMs({ headers }: WebAnswer): number | undefined {
  const seconds = Number([headers['x-ogw-ratelimit-reset']].flat()[0]);
  return seconds > 0 ? Math.min(seconds * 1000, LIMIT_MS_MAX) : undefined;
}

function refusal(code: string, body: Record<string, unknown>, { host, what }: Judging): MusterError {
  const message = textOf(body);
  if (CREDENTIALS.has(code))
    return new MusterError('web_api_credentials', { host, reason: `${code} ${message}` });
  if (PERMISSION.has(code))
    return new MusterError('web_api_permission', { host, permission: permissionsIn(body) });
  if (code === ADDRESS) return new MusterError('web_api_ip_refused', { host, address: addressIn(message) });
  if (code === MONTH_USED_UP) return new MusterError('web_api_quota', { host });
  if (OUT_OF_RANGE.includes(code)) return new MusterError('web_api_range', { host, what });
  return new MusterError('web_api_refused', { host, code, message });
}

/** Any one of them helps. Newer answers list them, older ones name them in the text. */
function permissionsIn(body: Record<string, unknown>): string {
  const { permission_violations: listed } = (body.error ?? {}) as Record<string, unknown>;
  const subjects = (Array.isArray(listed) ? listed : []).flatMap((row) =>
    typeof row?.subject === 'string' ? [clipped(row.subject)] : [],
  );
  const names = subjects.length > 0 ? subjects : (textIn(body.msg).match(SCOPE) ?? []);
  return names.length > 0 ? [...new Set(names)].slice(0, 8).join(' / ') : textOf(body);
}

const SCOPE = /\b[a-z][a-z_]+:[a-z_.]+(?::[a-z_]+)?\b/g;

/** A vendor's message as it may be shown: short, without line breaks. */
function textOf({ msg, error_description: description }: Record<string, unknown>): string {
  return clipped(textIn(msg, description));
}
