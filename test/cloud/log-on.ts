import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { type Answer, answerOf, type World } from './world.ts';

export const CALLBACK = 'https://client.example.com/callback?keep=1';
const VERIFIER = 'v'.repeat(43);

type Form = Record<string, string>;

/** A good authorization request; `''` leaves a parameter out. */
export function asked(appId: string, more: Form = {}): Form {
  return {
    client_id: appId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: '/acs/scim',
    state: 's&t"',
    access_type: 'offline',
    code_challenge: hash('sha256', VERIFIER, 'base64url'),
    code_challenge_method: 'S256',
    ...more,
  };
}

export function codeForm(appId: string, code: string, more: Form = {}): Form {
  return {
    grant_type: 'authorization_code',
    client_id: appId,
    code,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    ...more,
  };
}

/** What the redirect brings to the application. */
export function redirected(response: Response): URLSearchParams {
  assert.equal(response.status, 303);
  return new URL(response.headers.get('location')!).searchParams;
}

/** What a browser and an application do in turn; the RAM user is root-admin with the password `correct horse`. */
export function logOnClient(world: Pick<World, 'root'>) {
  const getPage = (parameters: Form) =>
    fetch(`${world.root}/oauth/v1/authorize?${new URLSearchParams(parameters)}`, { redirect: 'manual' });
  return {
    getPage,
    async submit(parameters: Form, logon: Form = {}, headers: Form = {}): Promise<Response> {
      const page = await getPage(parameters);
      const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0]!;
      const html = await page.text();
      // As a browser: what the form holds; where no page was shown, an attacker's own form.
      const hidden = [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name, value]) => [name!, value!.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))],
      );
      const form = {
        ...(page.ok ? (Object.fromEntries(hidden) as Form) : parameters),
        username: 'Root-Admin@acme.onaliyun.com',
        password: 'correct horse',
        ...logon,
      };
      return fetch(`${world.root}/oauth/v1/authorize`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, ...headers },
        body: new URLSearchParams(form),
      });
    },
    async exchange(form: Form): Promise<Answer> {
      const body = new URLSearchParams(form);
      return answerOf(await fetch(`${world.root}/oauth/v1/token`, { method: 'POST', body }));
    },
  };
}
