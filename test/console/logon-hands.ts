/** People at the log-on page, as a program plays them: what the console has set up is tried where it counts. */
import assert from 'node:assert/strict';
import type { Json } from '../../src/cli/client.ts';

export interface Given {
  username: string;
  password: string;
  /** Kind of the tab. */
  tab?: 'password' | 'directory';
}

/** What the log-on page of an instance is told, and the log-on that it began. */
export async function openLogon(url: string, instance: string) {
  const cookies = new Map<string, string>();
  const call = async (method: string, path: string, body?: unknown, csrf?: string): Promise<Json> => {
    const response = await fetch(`${url}/${instance}/person/api${path}`, {
      method,
      headers: {
        origin: url,
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name!, value!);
    }
    return response.status === 204 ? undefined : response.json();
  };
  const page = await call('GET', `/logon?return=${encodeURIComponent(`/${instance}/portal`)}`);
  return { page, send: (path: string, body: unknown) => call('POST', path, body, page.csrf) };
}

/** Logs on in a browser of its own; gives the next step, or the problem. */
export async function logOnAs(
  url: string,
  instance: string,
  { username, password, tab = 'password' }: Given,
): Promise<Json> {
  const { page, send } = await openLogon(url, instance);
  const method = page.methods.find(({ kind }: Json) => kind === tab);
  assert.ok(method, `there is no tab of the kind ${tab}`);
  return send('/logon/password', { method: method.id, username, password });
}
