/** Log-on: the page a browser sees, codes that count once, and who is behind a token of a person. */
import { createHash, randomUUID } from 'node:crypto';
import { ok, page, refusal, type SimAnswer } from './answers.ts';
import type { Company } from './company.ts';
import type { User } from './person.ts';

const CODE_MS = 300_000;
const TOKEN_SECONDS = 7200;
const SHOWN = 20;

interface Code {
  user: User;
  until: number;
  used: boolean;
  redirectUri: string | undefined;
  challenge: string | undefined;
}

export class Logon {
  readonly #company: Company;
  readonly #appId: string;
  readonly #appSecret: string;
  readonly #codes = new Map<string, Code>();
  readonly #tokens = new Map<string, User>();
  /** Of the company the person logs on to: another one than the app's when told to. */
  tenantKey: string;

  constructor(company: Company, appId: string, appSecret: string) {
    this.#company = company;
    this.#appId = appId;
    this.#appSecret = appSecret;
    this.tenantKey = company.tenantKey;
  }

  /** As the browser brings it back; without a challenge where a page made it without one. */
  codeFor(id: string, { redirectUri, challenge }: { redirectUri?: string; challenge?: string } = {}): string {
    const code = `${randomUUID()}${randomUUID()}`.replaceAll('-', '');
    const user = this.#company.users.get(id)!;
    this.#codes.set(code, { user, until: Date.now() + CODE_MS, used: false, redirectUri, challenge });
    return code;
  }

  expireCodes(): void {
    for (const code of this.#codes.values()) code.until = 0;
  }

  /** The log-on page; `as` stands for scanning with that person's telephone, `refuse` for saying no there. */
  authorize(query: URLSearchParams): SimAnswer {
    const back = query.get('redirect_uri') ?? '';
    if (
      query.get('client_id') !== this.#appId ||
      query.get('response_type') !== 'code' ||
      !URL.canParse(back)
    )
      return page(400, '<h1>请求非法：20029 redirect_uri 请求不合法</h1>');
    const address = new URL(back);
    const state = query.get('state');
    if (state !== null) address.searchParams.set('state', state);
    const as = query.get('as');
    const challenge = query.get('code_challenge');
    if (query.has('refuse')) address.searchParams.set('error', 'access_denied');
    else if (as !== null && this.#company.users.has(as))
      address.searchParams.set(
        'code',
        this.codeFor(as, { redirectUri: back, ...(challenge === null ? {} : { challenge }) }),
      );
    else return page(200, this.#people(query));
    return { status: 302, location: address.href };
  }

  #people(query: URLSearchParams): string {
    const links = [...this.#company.users.values()].slice(0, SHOWN).map(({ unionId, name }) => {
      const search = new URLSearchParams(query);
      search.set('as', unionId);
      return `<li><a href="/open-apis/authen/v1/authorize?${escaped(search.toString())}">${escaped(name)}</a></li>`;
    });
    return `<!doctype html><meta charset="utf-8"><title>飞书登录</title><h1>选择登录的成员</h1><ul>${links.join('')}</ul>`;
  }

  userToken(input: Record<string, unknown>): SimAnswer {
    if (input.grant_type !== 'authorization_code')
      return failed(20001, 'The request is missing a parameter.');
    if (input.client_id !== this.#appId || input.client_secret !== this.#appSecret)
      return failed(20002, 'The client secret is invalid.', 'invalid_client');
    const code = this.#codes.get(String(input.code));
    if (!code) return failed(20003, 'The authorization code is not found.');
    if (code.used) return failed(20065, 'The authorization code has been used.');
    if (code.until < Date.now()) return failed(20004, 'The authorization code has expired.');
    if (code.redirectUri !== undefined && code.redirectUri !== input.redirect_uri)
      return failed(20071, 'The redirect_uri does not match.');
    if (code.challenge !== undefined && challengeOf(String(input.code_verifier ?? '')) !== code.challenge)
      return failed(20049, 'The PKCE verification failed.');
    code.used = true;
    const token = `u-${randomUUID().replaceAll('-', '')}`;
    this.#tokens.set(token, code.user);
    const body = { code: 0, access_token: token, expires_in: TOKEN_SECONDS, token_type: 'Bearer', scope: '' };
    return { status: 200, body };
  }

  me(token: string): SimAnswer {
    const known = this.#tokens.get(token);
    if (!known) return refusal('20005', 'The access token passed is invalid. Please check the value');
    if (!this.#company.users.has(known.unionId)) return refusal('20021', 'User resigned');
    if (known.status.is_frozen) return refusal('20022', 'User frozen');
    const { name, openId, unionId, userId, fields } = known;
    const { mobile, enterprise_email: mail, employee_no: number } = fields;
    return ok({
      name,
      en_name: name,
      avatar_url: '',
      open_id: openId,
      union_id: unionId,
      user_id: userId,
      enterprise_email: mail,
      mobile,
      employee_no: number,
      tenant_key: this.tenantKey,
    });
  }
}

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

function failed(code: number, description: string, error = 'invalid_grant'): SimAnswer {
  return { status: 400, body: { code, error, error_description: description } };
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
