import assert from 'node:assert/strict';
import type { World } from './world.ts';

/** A form as a page holds it. */
export type Form = Record<string, string>;

/**
 * A browser at the pages of a cloud account: it keeps cookies and shows pages, but follows no redirect by itself, so
 * that a test sees each step. As real ones do, it sends no `SameSite=Lax` cookies with a POST from another site.
 */
export function openBrowser(world: Pick<World, 'root'>) {
  const cookies = new Map<string, string>();
  const origin = new URL(world.root).origin;
  const call = async (to: string, init: RequestInit, withCookies: boolean) => {
    const cookie = withCookies ? [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') : '';
    const headers = { ...(init.headers as Form), ...(cookie && { cookie }) };
    const response = await fetch(new URL(to, `${origin}/`), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/; Max-Age=0(;|$)/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    /** `to`: a path or URL of this server. */
    get: (to: string, headers: Form = {}) => call(to, { headers }, true),
    /** A form of this site's own page. */
    post: (to: string, form: Form, headers: Form = {}) =>
      call(to, { method: 'POST', body: new URLSearchParams(form), headers }, true),
    /** A form that a page of another site sends here. */
    postFromElsewhere: (to: string, form: Form) =>
      call(
        to,
        { method: 'POST', body: new URLSearchParams(form), headers: { 'sec-fetch-site': 'cross-site' } },
        false,
      ),
  };
}
export type Browser = ReturnType<typeof openBrowser>;

/** The hidden fields of the first form of a page. */
export function hiddenOf(html: string): Form {
  const form = /<form[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const fields = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(
    fields.map(([, name, value]) => [
      name!,
      value!.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
    ]),
  );
}

/** Where a redirect leads. */
export function locationOf(response: Response): string {
  assert.equal(response.status, 303);
  return response.headers.get('location')!;
}
