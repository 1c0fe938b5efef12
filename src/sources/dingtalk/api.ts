/** The calls to DingTalk that a source makes, each paced by itself since DingTalk counts per API. */
import { MusterError } from '../../errors/error.ts';
import { RateLimit } from '../../pacing.ts';
import type { SourceIo } from '../source.ts';
import { callApi, TokenCache, WebApi, type WebRequest } from '../web-api/client.ts';
import type { DingTalkConfig } from './config.ts';
import { codeOf, judgeLegacy, judgeModern, judgeToken } from './judge.ts';

/** Most rows that DingTalk gives in a page of people. */
const PAGE = 100;

/** An object as DingTalk sent it. */
export type Raw = Record<string, unknown>;

/** What came: the result, or a code that the caller said it understands. */
export interface Answer {
  code: string;
  result: unknown;
}

export interface UserPage {
  users: Raw[];
  /** Undefined: this was the last. */
  next: number | undefined;
}

/** Which departments and people the application may see. */
export interface Range {
  departments: string[];
  users: string[];
}

/** One application of one company. */
export class DingTalk {
  readonly config: DingTalkConfig;
  readonly legacy: WebApi;
  readonly modern: WebApi;
  readonly #io: SourceIo;
  readonly #token: TokenCache;
  readonly #limits = new Map<string, RateLimit>();

  constructor(config: DingTalkConfig, io: SourceIo) {
    this.config = config;
    this.#io = io;
    const { concurrency, connectTimeoutMs, requestTimeoutMs, proxy, ca } = config;
    const { signal } = io;
    const common = { concurrency, connectTimeoutMs, requestTimeoutMs, proxy, ca, signal };
    this.legacy = new WebApi({ ...common, origin: config.oapiOrigin });
    this.modern = new WebApi({ ...common, origin: config.apiOrigin });
    this.#token = new TokenCache(
      () => this.#fetchToken(),
      () => io.now().getTime(),
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.legacy.close(), this.modern.close()]);
  }

  /** Gets a token, which proves the credentials. */
  async token(): Promise<string> {
    return this.#token.get();
  }

  /** A POST to the older host; codes in `expected` come back instead of being thrown. */
  async ask(path: string, body: Raw, expected: readonly string[] = []): Promise<Answer> {
    return this.#call({ method: 'POST', path, body }, expected);
  }

  /** Direct children of a department; no order, no paging. */
  async childDepartments(id: string, expected: readonly string[] = []): Promise<Raw[] | undefined> {
    const { code, result } = await this.ask(
      '/topapi/v2/department/listsub',
      { dept_id: Number(id), language: 'zh_CN' },
      expected,
    );
    return code === '0' ? rows(result, 'department/listsub') : undefined;
  }

  async childDepartmentIds(id: string, expected: readonly string[] = []): Promise<string[] | undefined> {
    const { code, result } = await this.ask(
      '/topapi/v2/department/listsubid',
      { dept_id: Number(id) },
      expected,
    );
    return code === '0' ? texts((result as Raw | null)?.dept_id_list) : undefined;
  }

  /** A department with what only this call gives (order, leaders). */
  async department(id: string, expected: readonly string[] = []): Promise<Raw | undefined> {
    const { code, result } = await this.ask(
      '/topapi/v2/department/get',
      { dept_id: Number(id), language: 'zh_CN' },
      expected,
    );
    return code === '0' ? object(result, 'department/get') : undefined;
  }

  /** Direct members of a department from a cursor on; the first is 0. */
  async users(id: string, cursor: number, expected: readonly string[] = []): Promise<UserPage | undefined> {
    const body = { dept_id: Number(id), cursor, size: PAGE, language: 'zh_CN' };
    const { code, result } = await this.ask('/topapi/v2/user/list', body, expected);
    if (code !== '0') return undefined;
    const page = object(result, 'user/list');
    const users = rows(page.list, 'user/list');
    if (!truth(page.has_more)) return { users, next: undefined };
    const next = Number(page.next_cursor);
    // A cursor that does not move would go round for ever.
    if (!Number.isSafeInteger(next) || next <= cursor)
      throw this.#odd('user/list has more but no next cursor');
    return { users, next };
  }

  async user(id: string, expected: readonly string[] = []): Promise<Raw | undefined> {
    const { code, result } = await this.ask(
      '/topapi/v2/user/get',
      { userid: id, language: 'zh_CN' },
      expected,
    );
    return code === '0' ? object(result, 'user/get') : undefined;
  }

  async userIds(department: string, expected: readonly string[] = []): Promise<string[] | undefined> {
    const { code, result } = await this.ask('/topapi/user/listid', { dept_id: Number(department) }, expected);
    return code === '0' ? texts((result as Raw | null)?.userid_list) : undefined;
  }

  /** Everybody in the company, who has not activated included. */
  async countUsers(): Promise<number> {
    const { result } = await this.ask('/topapi/user/count', { only_active: false });
    const count = Number((result as Raw | null)?.count);
    if (!Number.isSafeInteger(count)) throw this.#odd('user/count without a count');
    return count;
  }

  async range(): Promise<Range> {
    const body = await this.#body({ method: 'GET', path: '/auth/scopes' }, []);
    const scopes = (body.auth_org_scopes ?? {}) as Raw;
    return { departments: texts(scopes.authed_dept), users: texts(scopes.authed_user) };
  }

  /** All roles, each with the name of its group. */
  async roles(): Promise<Raw[]> {
    const found: Raw[] = [];
    for await (const group of this.#offsetPages('/topapi/role/list', {}, 200))
      for (const role of rows(group.roles ?? [], 'role/list'))
        found.push({ ...role, group_name: group.name });
    return found;
  }

  /** userids of a role's people. */
  async roleUsers(id: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { userid } of this.#offsetPages(
      '/topapi/role/simplelist',
      { role_id: Number(id) },
      PAGE,
    ))
      if (userid !== undefined) found.push(idText(userid));
    return found;
  }

  /** A call to the newer host, without the application's token. */
  async askModern(request: WebRequest): Promise<Raw> {
    return callApi(request, {
      api: this.modern,
      limit: this.#limit(request.path),
      judge: (answer) => judgeModern(this.modern.host, answer),
      signal: this.#io.signal,
    });
  }

  async *#offsetPages(path: string, body: Raw, size: number): AsyncGenerator<Raw, void, void> {
    for (let offset = 0; ; offset += size) {
      const { result } = await this.ask(path, { ...body, offset, size });
      const page = object(result, path);
      const list = rows(page.list ?? [], path);
      yield* list;
      if (!truth(page.hasMore) || list.length === 0) return;
    }
  }

  async #call(request: WebRequest, expected: readonly string[]): Promise<Answer> {
    const body = await this.#body(request, expected);
    return { code: codeOf(body) ?? '', result: body.result };
  }

  #body(request: WebRequest, expected: readonly string[]): Promise<Raw> {
    return callApi(request, {
      api: this.legacy,
      limit: this.#limit(request.path),
      judge: (answer) => judgeLegacy(this.legacy.host, answer, this.#io.now(), expected),
      token: {
        source: this.#token,
        put: (plain, token) => ({ ...plain, query: { ...plain.query, access_token: token } }),
      },
      signal: this.#io.signal,
    });
  }

  async #fetchToken(): Promise<{ token: string; seconds: number }> {
    const { appKey, appSecret } = this.config;
    const path = '/gettoken';
    const body = await callApi(
      { method: 'GET', path, query: { appkey: appKey, appsecret: appSecret } },
      {
        api: this.legacy,
        limit: this.#limit(path),
        judge: (answer) => judgeToken(this.legacy.host, answer, this.#io.now()),
        signal: this.#io.signal,
      },
    );
    const { access_token: token, expires_in: seconds } = body;
    if (typeof token !== 'string' || token === '') throw this.#odd('no access_token');
    return { token, seconds: Number(seconds) > 0 ? Number(seconds) : 7200 };
  }

  #limit(path: string): RateLimit {
    let limit = this.#limits.get(path);
    if (!limit) {
      // Without a burst: DingTalk counts by the second, and a burst beside the pace would be over its limit.
      limit = new RateLimit(this.config.callsPerSecond, 1);
      this.#limits.set(path, limit);
    }
    return limit;
  }

  #odd(reason: string): MusterError {
    return new MusterError('web_api_answer_odd', { host: this.legacy.host, reason });
  }
}

/** Ids come as numbers or as texts of digits, with or without leading zeros: always text here. */
export function idText(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}

/** Truth values come as JSON has them, and in some answers as texts. */
export function truth(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => one !== null).map(idText) : [];
}

function object(value: unknown, what: string): Raw {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
  throw new MusterError('web_api_answer_odd', { host: 'DingTalk', reason: `${what} without a result` });
}

/** A missing list is no empty list: everybody would be gone. */
function rows(value: unknown, what: string): Raw[] {
  if (Array.isArray(value)) return value.map((row) => object(row, what));
  throw new MusterError('web_api_answer_odd', { host: 'DingTalk', reason: `${what} without a list` });
}
