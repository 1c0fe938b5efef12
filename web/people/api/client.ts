/** The one way to the person API of this instance: CSRF token, language and problems are dealt with here. */
import { language } from '../text/text.ts';

/** The first segment of the address; the server answers only below instances. */
export const instanceId = location.pathname.split('/')[1] ?? '';

/** Problem details as the server sends them (RFC 9457), in the reader's language. */
export interface ProblemDetails {
  status: number;
  code: string;
  detail: string;
  remedy: string;
  errors: { field: string; message: string }[];
  requestId: string;
}

/** A call that was refused, or that never arrived (`unreachable`). */
export class Problem extends Error {
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails) {
    super(details.detail);
    this.name = 'Problem';
    this.details = details;
  }

  get code(): string {
    return this.details.code;
  }
}

let csrf = '';

/** Sent with everything that changes something; GET /logon and GET /me tell it. */
export function setCsrf(token: string): void {
  csrf = token;
}

type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Calls the person API; throws `Problem` for everything that is no success. */
export async function call<T>(verb: Verb, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'Accept-Language': language() };
  if (verb !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(`/${instanceId}/person/api${path}`, {
    method: verb,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Problem({ ...NOTHING, code: 'unreachable' });
  });
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

const NOTHING = { status: 0, detail: '', remedy: '', errors: [], requestId: '' };

/** A problem that only its code is known of, such as one in an address; `params` fill its sentences. */
export async function problemOfCode(code: string, params: Record<string, string>): Promise<Problem> {
  const known = /^[a-z0-9_]{1,60}$/.test(code);
  const response = await fetch(`/api/v1/errors/${known ? code : 'internal'}`).catch(() => undefined);
  if (!response?.ok) return new Problem({ ...NOTHING, code: 'unreachable' });
  const entry = (await response.json()) as Record<'en' | 'zh', { message: string; remedy: string }>;
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const { message, remedy } = entry[language()];
  return new Problem({ ...NOTHING, code, detail: fill(message), remedy: fill(remedy) });
}

/** A proxy's page instead of a problem becomes one too. */
async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  const known = typeof body === 'object' && body !== null && 'code' in body && 'detail' in body ? body : {};
  const { status } = response;
  const detail = `${status} ${response.statusText}`.trim();
  return new Problem({ ...NOTHING, detail, code: `http_${status}`, ...known, status });
}
