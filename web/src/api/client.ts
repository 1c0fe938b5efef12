/** The one way to the server: language, session, repeat protection and errors are dealt with here. */
import { language } from '../text/text.ts';
import { Api } from './generated.ts';
import { readProblem } from './problem.ts';

type LogOnAgain = () => Promise<void>;

let logOnAgain: LogOnAgain | undefined;

/** Who asks the person to log on again when the session has ended; the call waits and is then repeated. */
export function onSessionEnd(ask: LogOnAgain | undefined): void {
  logOnAgain = ask;
}

const SESSION = '/api/v1/session';

/** `fetch` for API calls; throws ApiProblem for every answer that is no success. */
export async function callApi(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Accept-Language', language());
  // The same key for the repetition after a log-on: what was done is not done twice.
  if (init.method === 'POST' && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', randomKey());
  const request = { ...init, headers, credentials: 'same-origin' as const };
  const response = await fetch(input, request);
  if (response.ok) return response;
  const isLogon = String(input).endsWith(SESSION);
  if (response.status === 401 && logOnAgain && !isLogon) {
    await logOnAgain();
    const again = await fetch(input, request);
    if (again.ok) return again;
    throw await readProblem(again);
  }
  throw await readProblem(response);
}

/** For calls that write over what was read: the server refuses them when another version is stored by now. */
export function ifMatch(version: number): { headers: Record<string, string> } {
  return { headers: { 'If-Match': `"${version}"` } };
}

/** `crypto.randomUUID` exists on https and localhost only. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, '0')).join('');
}

const client = new Api({ baseUrl: '/api/v1', customFetch: callApi });

type Data<F> = F extends (...args: infer A) => Promise<{ data: infer R }>
  ? (...args: A) => Promise<R>
  : never;
type DataOf<G> = { [K in keyof G]: Data<G[K]> };

/** Answers come as what they hold: `api.accounts.getAccount(instance, id)` gives the account. */
function unwrapped<G extends object>(group: G): DataOf<G> {
  return Object.fromEntries(
    Object.entries(group).map(([name, call]) => [
      name,
      async (...args: unknown[]) => (await call(...args)).data,
    ]),
  ) as DataOf<G>;
}

type Groups = {
  [K in keyof typeof client as (typeof client)[K] extends Record<string, (...args: never[]) => unknown>
    ? K
    : never]: (typeof client)[K];
};

/** Every call of the administration API, grouped by its tag. */
export const api = Object.fromEntries(
  Object.entries(client)
    .filter(
      ([, group]) =>
        typeof group === 'object' &&
        group !== null &&
        Object.values(group).length > 0 &&
        Object.values(group).every((call) => typeof call === 'function'),
    )
    .map(([name, group]) => [name, unwrapped(group as object)]),
) as { [K in keyof Groups]: DataOf<Groups[K]> };
