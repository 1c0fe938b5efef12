/** The calls to WeCom that a source makes, each paced by itself since WeCom counts per API. */
import { MusterError } from '../../errors/error.ts';
import { RateLimit } from '../../pacing.ts';
import type { SourceIo } from '../source.ts';
import { callApi, TokenCache, WebApi, type WebRequest } from '../web-api/client.ts';
import { idText, idTexts, objects, type Raw } from '../web-api/values.ts';
import type { WeComConfig } from './config.ts';
import { codeOf, type Judging, judgeAnswer, judgeToken } from './judge.ts';

/** Most rows that WeCom gives in a page of member ids. */
const ID_PAGE = 10_000;

/** Whose secret a call is made with: the self-built application's, or that of Contacts sync. */
export type Caller = 'app' | 'sync';

/** As the admin console calls what allows a call. */
const CALLERS: Record<Caller, string> = { app: '自建应用', sync: '通讯录同步' };

/** A member in one department. */
export interface MemberId {
  userid: string;
  department: string;
}

/** What the application may see, and whether it is switched on. */
export interface Agent {
  name: string;
  closed: boolean;
  departments: string[];
  users: string[];
  tags: string[];
}

export interface Tag {
  id: string;
  name: string;
}

export interface TagMembers {
  users: string[];
  departments: string[];
}

interface Asked {
  as: Caller;
  expected?: readonly string[];
}

/** One company, by one or two secrets. */
export class WeCom {
  readonly config: WeComConfig;
  readonly #api: WebApi;
  readonly #io: SourceIo;
  readonly #tokens: Partial<Record<Caller, TokenCache>> = {};
  readonly #limits = new Map<string, RateLimit>();

  constructor(config: WeComConfig, io: SourceIo) {
    this.config = config;
    this.#io = io;
    const { apiOrigin: origin, concurrency, connectTimeoutMs, requestTimeoutMs, proxy, ca } = config;
    const { signal } = io;
    this.#api = new WebApi({ origin, concurrency, connectTimeoutMs, requestTimeoutMs, proxy, ca, signal });
    const secrets = { app: config.appSecret, sync: config.syncSecret };
    for (const caller of ['app', 'sync'] as const) {
      const secret = secrets[caller];
      if (secret === undefined) continue;
      this.#tokens[caller] = new TokenCache(
        () => this.#fetchToken(secret),
        () => io.now().getTime(),
      );
    }
  }

  async close(): Promise<void> {
    await this.#api.close();
  }

  get host(): string {
    return this.#api.host;
  }

  has(caller: Caller): boolean {
    return this.#tokens[caller] !== undefined;
  }

  /** Gets a token, which proves the secret. */
  async token(caller: Caller): Promise<string> {
    return this.#tokenOf(caller).get();
  }

  /** Departments that may be seen, with everything WeCom says of them; undefined where an expected code came. */
  async departments(asked: Asked): Promise<Raw[] | undefined> {
    const body = await this.#get('/cgi-bin/department/list', {}, asked);
    return body && this.#rows(body.department, 'department/list');
  }

  /** Ids and parents of all departments of the company. */
  async departmentIds(asked: Asked): Promise<Raw[] | undefined> {
    const body = await this.#get('/cgi-bin/department/simplelist', {}, asked);
    return body && this.#rows(body.department_id, 'department/simplelist');
  }

  /** One department, or the code that came instead. */
  async department(id: string, asked: Asked): Promise<Raw | string> {
    const { code, body } = await this.#ask('/cgi-bin/department/get', { id }, asked);
    if (code !== '0') return code;
    const { department } = body;
    if (typeof department === 'object' && department !== null && !Array.isArray(department))
      return department as Raw;
    throw this.#odd('department/get without a department');
  }

  /** Direct members of a department, or the code that came instead. */
  async users(department: string, asked: Asked): Promise<Raw[] | string> {
    const query = { department_id: department };
    const { code, body } = await this.#ask('/cgi-bin/user/list', query, asked);
    return code === '0' ? this.#rows(body.userlist, 'user/list') : code;
  }

  /** userids of a department's direct members, or the code that came instead. */
  async userIds(department: string, asked: Asked): Promise<string[] | string> {
    const query = { department_id: department };
    const { code, body } = await this.#ask('/cgi-bin/user/simplelist', query, asked);
    if (code !== '0') return code;
    return this.#rows(body.userlist, 'user/simplelist').map(({ userid }) => idText(userid));
  }

  /** One member, or the code that came instead. */
  async user(id: string, asked: Asked): Promise<Raw | string> {
    const { code, body } = await this.#ask('/cgi-bin/user/get', { userid: id }, asked);
    if (code !== '0') return code;
    if (body.userid === undefined) throw this.#odd('user/get without a userid');
    return body;
  }

  /** Every member of the company with a department, page by page. */
  async *memberIds(): AsyncGenerator<MemberId[], void, void> {
    const seen = new Set<string>();
    for (let cursor: string | undefined; ; ) {
      const request: WebRequest = {
        method: 'POST',
        path: '/cgi-bin/user/list_id',
        body: { ...(cursor === undefined ? {} : { cursor }), limit: ID_PAGE },
      };
      const body = await this.#call(request, { as: 'sync' });
      yield this.#rows(body.dept_user, 'user/list_id').map(({ userid, department }) => ({
        userid: idText(userid),
        department: idText(department),
      }));
      const { next_cursor: next } = body;
      if (next === undefined || next === null || next === '') return;
      cursor = idText(next);
      // A cursor that comes back would go round for ever.
      if (seen.has(cursor)) throw this.#odd('user/list_id gives the same cursor again');
      seen.add(cursor);
    }
  }

  /** The application itself; undefined without an AgentId. */
  async agent(): Promise<Agent | undefined> {
    const { agentId } = this.config;
    if (agentId === '' || !this.has('app')) return undefined;
    const body = await this.#call(
      { method: 'GET', path: '/cgi-bin/agent/get', query: { agentid: agentId } },
      { as: 'app' },
    );
    const part = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {});
    return {
      name: typeof body.name === 'string' ? body.name : '',
      closed: String(body.close ?? 0) === '1',
      departments: idTexts(part(body.allow_partys).partyid),
      users: objects(part(body.allow_userinfos).user).map(({ userid }) => idText(userid)),
      tags: idTexts(part(body.allow_tags).tagid),
    };
  }

  async tags(asked: Asked): Promise<Tag[]> {
    const body = await this.#call({ method: 'GET', path: '/cgi-bin/tag/list' }, asked);
    return this.#rows(body.taglist, 'tag/list').map(({ tagid, tagname }) => ({
      id: idText(tagid),
      name: typeof tagname === 'string' ? tagname : idText(tagid),
    }));
  }

  /** Who is in a tag as far as it may be seen; undefined where an expected code came. */
  async tagMembers(id: string, asked: Asked): Promise<TagMembers | undefined> {
    const body = await this.#get('/cgi-bin/tag/get', { tagid: id }, asked);
    return (
      body && {
        users: this.#rows(body.userlist, 'tag/get').map(({ userid }) => idText(userid)),
        departments: idTexts(body.partylist),
      }
    );
  }

  /** Any other call, with the application's secret. */
  async ask(request: WebRequest, expected: readonly string[] = []): Promise<{ code: string; body: Raw }> {
    const body = await this.#call(request, { as: 'app', expected });
    return { code: codeOf(body), body };
  }

  async #ask(
    path: string,
    query: Record<string, string>,
    asked: Asked,
  ): Promise<{ code: string; body: Raw }> {
    const body = await this.#call({ method: 'GET', path, query }, asked);
    return { code: codeOf(body), body };
  }

  async #get(path: string, query: Record<string, string>, asked: Asked): Promise<Raw | undefined> {
    const { code, body } = await this.#ask(path, query, asked);
    return code === '0' ? body : undefined;
  }

  #call(request: WebRequest, { as, expected }: Asked): Promise<Raw> {
    const what = `${CALLERS[as]} ${request.path.replace('/cgi-bin/', '')}${aboutWhat(request)}`;
    return callApi(request, {
      api: this.#api,
      limit: this.#limit(request.path),
      judge: (answer) => judgeAnswer(answer, this.#judging(what, expected)),
      token: {
        source: this.#tokenOf(as),
        put: (plain, token) => ({ ...plain, query: { access_token: token, ...plain.query } }),
      },
      signal: this.#io.signal,
    });
  }

  async #fetchToken(secret: string): Promise<{ token: string; seconds: number }> {
    const path = '/cgi-bin/gettoken';
    const body = await callApi(
      { method: 'GET', path, query: { corpid: this.config.corpId, corpsecret: secret } },
      {
        api: this.#api,
        limit: this.#limit(path),
        judge: (answer) => judgeToken(answer, this.#judging('gettoken')),
        signal: this.#io.signal,
      },
    );
    const { access_token: token, expires_in: seconds } = body;
    if (typeof token !== 'string' || token === '') throw this.#odd('no access_token');
    return { token, seconds: Number(seconds) > 0 ? Number(seconds) : 7200 };
  }

  #judging(what: string, expected: readonly string[] = []): Judging {
    return { host: this.#api.host, pauseMs: this.config.limitPauseMs, expected, what };
  }

  #tokenOf(caller: Caller): TokenCache {
    const tokens = this.#tokens[caller];
    if (!tokens) throw new Error(`no ${caller} secret`);
    return tokens;
  }

  #limit(path: string): RateLimit {
    let limit = this.#limits.get(path);
    if (!limit) {
      limit = new RateLimit(this.config.callsPerSecond, this.config.callsInBurst);
      this.#limits.set(path, limit);
    }
    return limit;
  }

  /** A missing list is no empty list: everybody would be gone. */
  #rows(value: unknown, what: string): Raw[] {
    if (!Array.isArray(value)) throw this.#odd(`${what} without a list`);
    const rows = objects(value);
    if (rows.length < value.length) throw this.#odd(`${what} with rows that are no objects`);
    return rows;
  }

  #odd(reason: string): MusterError {
    return new MusterError('web_api_answer_odd', { host: this.#api.host, reason });
  }
}

/** The object asked for, so that a refusal names it. */
function aboutWhat({ query = {} }: WebRequest): string {
  const [id] = ['id', 'department_id', 'userid', 'tagid', 'agentid'].flatMap((name) =>
    query[name] === undefined ? [] : [query[name]],
  );
  return id === undefined ? '' : ` ${id}`;
}
