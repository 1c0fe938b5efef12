/** A browser as far as signing in needs one: cookies with paths, redirects by hand, forms. */
export interface Page {
  status: number;
  headers: Headers;
  text: string;
  /** Where it redirects to. */
  location: string | undefined;
}

interface Cookie {
  name: string;
  value: string;
  path: string;
}

export class Browser {
  readonly #origin: string;
  #cookies: Cookie[] = [];
  /** Sent with every request. */
  headers: Record<string, string> = { accept: 'text/html', 'accept-language': 'en' };

  constructor(origin: string) {
    this.#origin = origin;
  }

  get cookies(): readonly Cookie[] {
    return this.#cookies;
  }

  /** Takes a `Set-Cookie` line. */
  keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const attribute = (name: string) =>
      attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
    const cookie = { name: pair.slice(0, at), value: pair.slice(at + 1), path: attribute('path') ?? '/' };
    this.#cookies = this.#cookies.filter(({ name, path }) => name !== cookie.name || path !== cookie.path);
    const gone = attribute('max-age') === '0' || Date.parse(attribute('expires') ?? '') < Date.now();
    if (!gone && cookie.value !== '') this.#cookies.push(cookie);
  }

  forget(): void {
    this.#cookies = [];
  }

  get(address: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#request('GET', address, undefined, headers);
  }

  post(address: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> {
    return this.#request('POST', address, new URLSearchParams(form), headers);
  }

  /** Follows redirects on this server, up to a page or to where it leads away. */
  async follow(page: Page): Promise<Page> {
    let last = page;
    for (let left = 10; left > 0; left--) {
      const { location } = last;
      if (location === undefined) return last;
      const url = new URL(location, this.#origin);
      if (url.origin !== this.#origin || /^\/\w+\/login$/.test(url.pathname)) return last;
      last = await this.get(url.href);
    }
    throw new Error(`redirects without end: ${last.location}`);
  }

  /** Presses a button of the form on a page. */
  async submit(page: Page, address: string, button: Record<string, string> = {}): Promise<Page> {
    return this.post(new URL(formOf(page).action, new URL(address, this.#origin)).href, {
      ...formOf(page).fields,
      ...button,
    });
  }

  async #request(
    method: string,
    address: string,
    body: URLSearchParams | undefined,
    headers: Record<string, string>,
  ): Promise<Page> {
    const url = new URL(address, this.#origin);
    const cookie = this.#cookies
      .filter(({ path }) => url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, '/')))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...this.headers, ...(cookie && { cookie }), ...headers },
      ...(body && { body }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: response.headers.get('location') ?? undefined,
    };
  }
}

const decode = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

/** The first form of a page. */
export function formOf({ text }: Page): { action: string; fields: Record<string, string> } {
  const form = /<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/.exec(text);
  if (!form) throw new Error(`no form on the page: ${text.slice(0, 600)}`);
  const attribute = (tag: string, name: string) =>
    decode(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
  const inputs = [...form[2]!.matchAll(/<input[^>]*>/g)].map(([tag]) => tag);
  return {
    action: decode(form[1]!),
    fields: Object.fromEntries(inputs.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')])),
  };
}
