/** The forms in which Lark answers. */

export interface SimAnswer {
  status: number;
  body?: unknown;
  /** A page in place of JSON. */
  html?: string;
  location?: string;
  headers?: Record<string, string>;
}

/** Status and text as the vendor's pages and its gateway have them. */
const ERRORS: Record<string, [status: number, text: string]> = {
  '10003': [400, 'invalid param'],
  '10014': [400, 'app secret invalid'],
  '10015': [400, 'app secret invalid'],
  '40001': [400, 'param error'],
  '40004': [403, 'no dept authority error'],
  '40011': [400, 'page size is invalid'],
  '40012': [400, 'page token is invalid error'],
  '40015': [400, 'department not exist'],
  '41012': [400, 'user id invalid error'],
  '41050': [403, 'no user authority error'],
  '42009': [403, 'no user group authority error'],
  '43010': [400, 'big dept forbid recursion error'],
  '99991661': [400, 'Missing access token for authorization. Please make a request with token attached.'],
  '99991663': [400, 'Invalid access token for authorization. Please make a request with token attached.'],
  '99991671': [400, 'Invalid access token, must start with t- or u-'],
};

let requests = 0;
const logId = () => `2026${(1_000_000 + requests++).toString(16).toUpperCase()}`;

export function ok(data: unknown): SimAnswer {
  return { status: 200, body: { code: 0, data, msg: 'success' } };
}

export function refusal(code: string, text?: string, status?: number): SimAnswer {
  const [known, msg] = ERRORS[code] ?? [400, 'error'];
  const body = { code: Number(code), msg: text ?? msg, error: { log_id: logId() } };
  return { status: status ?? known, body };
}

/** Any one of the permissions would do. */
export function lacksPermission(permissions: readonly string[]): SimAnswer {
  const msg = `Access denied. One of the following scopes is required: [${permissions.join(', ')}].应用尚未开通所需的应用身份权限：[${permissions.join(', ')}]`;
  const violations = permissions.map((subject) => ({ type: 'action_privilege_required', subject }));
  return {
    status: 400,
    body: { code: 99991672, msg, error: { log_id: logId(), permission_violations: violations } },
  };
}

export function tooOften(limit: number, seconds: number): SimAnswer {
  const body = { code: 99991400, msg: 'request trigger frequency limit' };
  const headers = { 'x-ogw-ratelimit-limit': String(limit), 'x-ogw-ratelimit-reset': String(seconds) };
  return { status: 429, body, headers };
}

export const page = (status: number, html: string): SimAnswer => ({ status, html });
