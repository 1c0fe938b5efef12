/** Log-on: the page a browser sees, codes that count once, and who is behind a token of a person. */
import { legacyOk, modernError, modernOk, page, plain, type SimAnswer } from './answers.ts';
import type { Company, User } from './company.ts';
import { Handed } from './tokens.ts';

const CODE_SECONDS = 300;
const TOKEN_SECONDS = 7200;
const SHOWN = 20;

export class Logon {
  readonly #company: Company;
  readonly #clientId: string;
  readonly #clientSecret: string;
  readonly #codes = new Handed<User>(CODE_SECONDS);
  readonly #tokens = new Handed<User>(TOKEN_SECONDS);
  readonly #refresh = new Handed<User>(TOKEN_SECONDS);

  constructor(company: Company, clientId: string, clientSecret: string) {
    this.#company = company;
    this.#clientId = clientId;
    this.#clientSecret = clientSecret;
  }

  /** As the page inside DingTalk, or the browser, gets it. */
  codeFor(userid: string): string {
    return this.#codes.give(this.#company.users.get(userid)!);
  }

  /** The log-on page; `as` stands for scanning with that person's telephone, `refuse` for saying no there. */
  authorize(query: URLSearchParams): SimAnswer {
    const back = query.get('redirect_uri') ?? '';
    if (
      query.get('client_id') !== this.#clientId ||
      query.get('response_type') !== 'code' ||
      !URL.canParse(back)
    )
      return page(400, '<h1>参数错误</h1>');
    if (!/\bopenid\b/.test(query.get('scope') ?? '')) return page(400, '<h1>scope 参数错误</h1>');
    const address = new URL(back);
    const state = query.get('state');
    if (state !== null) address.searchParams.set('state', state);
    const as = query.get('as');
    const user = as === null ? undefined : this.#company.users.get(as);
    if (query.has('refuse')) address.searchParams.set('error', 'access_denied');
    else if (user) address.searchParams.set('authCode', this.#codes.give(user));
    else return page(200, this.#people(query));
    return { status: 302, body: undefined, location: address.href };
  }

  #people(query: URLSearchParams): string {
    const links = [...this.#company.users.values()].slice(0, SHOWN).map(({ userid, name }) => {
      const search = new URLSearchParams(query);
      search.set('as', userid);
      return `<li><a href="/oauth2/auth?${escaped(search.toString())}">${escaped(name)}</a></li>`;
    });
    return `<!doctype html><meta charset="utf-8"><title>钉钉登录</title><h1>选择登录的成员</h1><ul>${links.join('')}</ul>`;
  }

  userToken(input: Record<string, unknown>): SimAnswer {
    const { clientId, clientSecret, code, refreshToken, grantType } = input;
    if (clientId !== this.#clientId || clientSecret !== this.#clientSecret)
      return modernError(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
    const user =
      grantType === 'refresh_token'
        ? this.#refresh.take(String(refreshToken))
        : this.#codes.take(String(code));
    if (!user) return modernError(400, 'invalidParameter.authCode.notFound', '不存在的临时授权码');
    return modernOk({
      accessToken: this.#tokens.give(user),
      refreshToken: this.#refresh.give(user),
      expireIn: TOKEN_SECONDS,
      corpId: this.#company.corpId,
    });
  }

  me(token: string): SimAnswer {
    const user = this.#tokens.get(token);
    if (!user) return modernError(400, 'InvalidAuthentication', '不合法的access_token');
    const { name, unionid, fields } = user;
    return modernOk({
      nick: name,
      unionId: unionid,
      openId: `o-${unionid}`,
      avatarUrl: '',
      mobile: fields.mobile,
      stateCode: fields.state_code,
    });
  }

  /** Inside DingTalk. */
  userInfo(code: string): SimAnswer {
    const user = this.#codes.take(code);
    if (!user) return plain('40078');
    const { userid, unionid, name } = user;
    return legacyOk({ userid, unionid, name, sys: false, sys_level: 0, device_id: 'd-1' });
  }
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
