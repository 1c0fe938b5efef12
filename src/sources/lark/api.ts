/** The calls to Lark that a source makes, each paced by itself since Lark counts per API. */
import { MusterError } from '../../errors/error.ts';
import type { SourceIo } from '../source.ts';
import { callApi, TokenCache, WebApi, type WebRequest } from '../web-api/client.ts';
import { idTexts, objects, type Raw } from '../web-api/values.ts';
import { WindowLimit } from '../web-api/window-limit.ts';
import { apiOriginOf, type LarkConfig } from './config.ts';
import { codeOf, type Judging, judgeAnswer, judgeConnection } from './judge.ts';

/** Most rows that Lark gives in a page of contacts, of the range, of groups. */
const PAGE = 50;
const RANGE_PAGE = 100;
const MINUTE = 60_000;
/** So many go at once; more of them would arrive together with those of the next second where the way is slow. */
const AT_ONCE = 4;
const CONTACTS = '/open-apis/contact/v3';
/** Ids that neither a replaced app nor an administrator changes: these people and departments are known by. */
const ID_TYPES = { user_id_type: 'union_id', department_id_type: 'open_department_id' };

/** What the application may see, where it is not everything. */
export interface Range {
  departments: string[];
  users: string[];
  groups: string[];
}

export interface GroupMembers {
  users: string[];
  departments: string[];
}

interface Asked {
  /** The path with names in place of ids: what Lark counts and limits. */
  api?: string;
  query?: Record<string, string | number | boolean | undefined>;
  expected?: readonly string[];
}

/** One app of one company. */
export class Lark {
  readonly config: LarkConfig;
  readonly #api: WebApi;
  readonly #io: SourceIo;
  readonly #token: TokenCache;
  readonly #limits = new Map<string, Pace>();

  constructor(config: LarkConfig, io: SourceIo) {
    this.config = config;
    this.#io = io;
    const { concurrency, connectTimeoutMs, requestTimeoutMs, proxy, ca } = config;
    const { signal } = io;
    const origin = apiOriginOf(config);
    this.#api = new WebApi({ origin, concurrency, connectTimeoutMs, requestTimeoutMs, proxy, ca, signal });
    this.#token = new TokenCache(
      () => this.#fetchToken(),
      () => io.now().getTime(),
    );
  }

  async close(): Promise<void> {
    await this.#api.close();
  }

  get host(): string {
    return this.#api.host;
  }

  /** Gets a token, which proves the credentials. */
  async token(): Promise<string> {
    return this.#token.get();
  }

  /** Departments below one, direct or of all levels, or the code that came instead; the company itself is `0`. */
  async children(id: string, deep: boolean, expected: readonly string[] = []): Promise<Raw[] | string> {
    const path = `${CONTACTS}/departments/${encodeURIComponent(id)}/children`;
    const api = `${CONTACTS}/departments/:id/children`;
    return this.#list(path, 'items', { api, query: { ...ID_TYPES, fetch_child: deep }, expected });
  }

  /** Whether anything lies below a department. */
  async hasChildren(id: string): Promise<boolean> {
    const path = `${CONTACTS}/departments/${encodeURIComponent(id)}/children`;
    const query = { ...ID_TYPES, fetch_child: false, page_size: 1 };
    const body = await this.#get(path, { api: `${CONTACTS}/departments/:id/children`, query });
    return objects(dataOf(body).items).length > 0;
  }

  /** One department, or the code that came instead. */
  async department(id: string, expected: readonly string[] = []): Promise<Raw | string> {
    const path = `${CONTACTS}/departments/${encodeURIComponent(id)}`;
    return this.#one(path, 'department', { api: `${CONTACTS}/departments/:id`, query: ID_TYPES, expected });
  }

  /** Direct members of a department, or the code that came instead. */
  async users(department: string, expected: readonly string[] = []): Promise<Raw[] | string> {
    const query = { ...ID_TYPES, department_id: department };
    return this.#list(`${CONTACTS}/users/find_by_department`, 'items', { query, expected });
  }

  /** One person by union_id, or by open_id where nothing else is known, or the code that came instead. */
  async user(id: string, expected: readonly string[] = []): Promise<Raw | string> {
    const query = { ...ID_TYPES, ...(id.startsWith('ou_') ? { user_id_type: 'open_id' } : {}) };
    const path = `${CONTACTS}/users/${encodeURIComponent(id)}`;
    return this.#one(path, 'user', { api: `${CONTACTS}/users/:id`, query, expected });
  }

  /** What was put into the contact scope; of the whole company the first level. */
  async range(): Promise<Range> {
    const range: Range = { departments: [], users: [], groups: [] };
    const asked = { query: { ...ID_TYPES, page_size: RANGE_PAGE } };
    for await (const data of this.#pages(`${CONTACTS}/scopes`, asked)) {
      range.departments.push(...idTexts(data.department_ids));
      range.users.push(...idTexts(data.user_ids));
      range.groups.push(...idTexts(data.group_ids));
    }
    return range;
  }

  /** User groups, those that people were put in and those that a rule fills. */
  async groups(): Promise<Raw[]> {
    const found: Raw[] = [];
    for (const type of [1, 2]) {
      const query = { type, page_size: RANGE_PAGE };
      const rows = await this.#list(`${CONTACTS}/group/simplelist`, 'grouplist', { query });
      if (typeof rows !== 'string') found.push(...rows);
    }
    return found;
  }

  /** Members of a user group; a call tells either people or departments. */
  async groupMembers(id: string): Promise<GroupMembers> {
    const path = `${CONTACTS}/group/${encodeURIComponent(id)}/member/simplelist`;
    const api = `${CONTACTS}/group/:id/member/simplelist`;
    // Of a department, open_id means open_department_id (“User group member: fields”).
    const ask = async (type: string, idType: string) => {
      const query = { member_type: type, member_id_type: idType, page_size: RANGE_PAGE };
      const rows = await this.#list(path, 'memberlist', { api, query });
      return idTexts((rows as Raw[]).map((row) => row.member_id));
    };
    return { users: await ask('user', 'union_id'), departments: await ask('department', 'open_id') };
  }

  /** Where to connect to for events, with what the vendor wants of the connection. */
  async connection(): Promise<Raw> {
    const { appId: AppID, appSecret: AppSecret } = this.config;
    const path = '/callback/ws/endpoint';
    const body = await callApi(
      { method: 'POST', path, headers: { locale: 'zh' }, body: { AppID, AppSecret } },
      {
        api: this.#api,
        limit: this.#limit(path),
        judge: (answer) => judgeConnection(answer, this.#judging('callback/ws/endpoint')),
        signal: this.#io.signal,
      },
    );
    return dataOf(body);
  }

  /** A call without the app's token: of a person who logs on. */
  async askAs(request: WebRequest, expected: readonly string[] = []): Promise<Raw> {
    return callApi(request, {
      api: this.#api,
      limit: this.#limit(request.path),
      judge: (answer) => judgeAnswer(answer, this.#judging(request.path, expected)),
      signal: this.#io.signal,
    });
  }

  async #one(path: string, name: string, asked: Asked): Promise<Raw | string> {
    const body = await this.#get(path, asked);
    const code = codeOf(body);
    if (code !== '0') return code!;
    const value = dataOf(body)[name];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
    throw this.#odd(`${path} without a ${name}`);
  }

  async #list(path: string, name: string, asked: Asked): Promise<Raw[] | string> {
    const found: Raw[] = [];
    const pages = this.#pages(path, { ...asked, query: { page_size: PAGE, ...asked.query } });
    for (let next = await pages.next(); ; next = await pages.next()) {
      if (next.done) return next.value ?? found;
      found.push(...this.#rows(next.value, name, path));
    }
  }

  /** Pages of data; returns the code where an expected one came instead. */
  async *#pages(path: string, asked: Asked): AsyncGenerator<Raw, string | undefined, void> {
    const seen = new Set<string>();
    for (let token: string | undefined; ; ) {
      const body = await this.#get(path, { ...asked, query: { ...asked.query, page_token: token } });
      const code = codeOf(body);
      if (code !== '0') return code;
      const data = dataOf(body);
      yield data;
      if (data.has_more !== true) {
        // Whether more follows is always said; an answer that does not say it is cut.
        if (data.has_more !== false) throw this.#odd(`${path} does not say whether more follows`);
        return undefined;
      }
      token = typeof data.page_token === 'string' ? data.page_token : '';
      // A token that comes back would go round for ever.
      if (token === '' || seen.has(token)) throw this.#odd(`${path} has more but no next page`);
      seen.add(token);
    }
  }

  #get(path: string, { api = path, query = {}, expected }: Asked): Promise<Raw> {
    const what = `${path.replace(/^\/open-apis\//, '')}${query.department_id ? ` ${query.department_id}` : ''}`;
    return callApi(
      { method: 'GET', path, query },
      {
        api: this.#api,
        limit: this.#limit(api),
        judge: (answer) => judgeAnswer(answer, this.#judging(what, expected)),
        token: {
          source: this.#token,
          put: (plain, token) => ({ ...plain, headers: { authorization: `Bearer ${token}` } }),
        },
        signal: this.#io.signal,
      },
    );
  }

  async #fetchToken(): Promise<{ token: string; seconds: number }> {
    const { appId, appSecret } = this.config;
    const path = '/open-apis/auth/v3/tenant_access_token/internal';
    const { tenant_access_token: token, expire } = await this.askAs({
      method: 'POST',
      path,
      body: { app_id: appId, app_secret: appSecret },
    });
    if (typeof token !== 'string' || token === '') throw this.#odd('no tenant_access_token');
    return { token, seconds: Number(expire) > 0 ? Number(expire) : 7200 };
  }

  #judging(what: string, expected: readonly string[] = []): Judging {
    return { host: this.#api.host, expected, what };
  }

  #limit(api: string): Pace {
    let limit = this.#limits.get(api);
    if (!limit) {
      limit = new Pace(this.config);
      this.#limits.set(api, limit);
    }
    return limit;
  }

  /** Lark leaves out a list that is empty, on the last page only. */
  #rows(data: Raw, name: string, path: string): Raw[] {
    const value = data[name];
    if ((value === undefined || value === null) && data.has_more === false) return [];
    const rows = objects(value);
    if (!Array.isArray(value) || rows.length < value.length)
      throw this.#odd(`${path} without a list of ${name}`);
    return rows;
  }

  #odd(reason: string): MusterError {
    return new MusterError('web_api_answer_odd', { host: this.#api.host, reason });
  }
}

/** Lark counts calls of an API by the minute, and by the second. */
class Pace {
  readonly #minute: WindowLimit;
  readonly #second: WindowLimit;

  constructor({ callsPerMinute, callsPerSecond }: LarkConfig) {
    this.#minute = new WindowLimit(callsPerMinute, MINUTE);
    this.#second = new WindowLimit(AT_ONCE, (AT_ONCE * 1000) / callsPerSecond);
  }

  async take(signal?: AbortSignal): Promise<void> {
    await this.#minute.take(signal);
    await this.#second.take(signal);
  }
}

const dataOf = ({ data }: Raw): Raw =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Raw) : {};
