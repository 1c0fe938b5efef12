/** The calls that write a DingTalk directory, and those that look before. One attempt each: the queue repeats, looking first. */
import { MusterError } from '../../errors/error.ts';
import type { DingTalkProvisioning } from '../../model/dingtalk-provisioning.ts';
import { RateLimit } from '../../pacing.ts';
import { idText, type Raw, truth } from '../../sources/dingtalk/api.ts';
import { codeOf, judgeLegacy, judgeToken, NO_DEPARTMENT, NO_USER } from '../../sources/dingtalk/judge.ts';
import {
  TokenCache,
  type Verdict,
  type WebAnswer,
  WebApi,
  type WebRequest,
} from '../../sources/web-api/client.ts';
import { saidText } from '../safe-text.ts';

/** What a call is about, for the message of a refusal. */
interface What {
  operation: string;
  name: string;
}

interface Answer {
  code: string;
  result: unknown;
}

export interface ChildDepartment {
  id: string;
  name: string;
  /** The mark that whoever made it gave it; null where it has none. */
  mark: string | null;
}

const PAGE = 100;
const DEFAULT_LIFE_S = 7200;

export class DingTalkClient {
  readonly #api: WebApi;
  readonly #token: TokenCache;
  readonly #secret: string;
  readonly #limits = new Map<string, RateLimit>();
  readonly #rate: number;

  /** Throws `provisioning_incomplete`. */
  constructor(settings: DingTalkProvisioning) {
    const clientId = required(settings.clientId, 'clientId');
    this.#secret = required(settings.clientSecret, 'clientSecret');
    this.#rate = settings.rate;
    const { baseUrl: origin, concurrency, connectTimeoutMs, requestTimeoutMs, caCertificate } = settings;
    const ca = caCertificate ?? undefined;
    this.#api = new WebApi({ origin, concurrency, connectTimeoutMs, requestTimeoutMs, ca });
    this.#token = new TokenCache(() => this.#fetchToken(clientId));
  }

  get host(): string {
    return this.#api.host;
  }

  close(): Promise<void> {
    return this.#api.close();
  }

  /** Proves the credentials. */
  async authenticate(): Promise<void> {
    await this.#token.get();
  }

  /** Somebody by userid, with all fields the application may read. */
  async person(userid: string): Promise<Raw | undefined> {
    const what = { operation: 'looking up', name: userid };
    const { code, result } = await this.#ask('/topapi/v2/user/get', { userid }, what, NO_USER);
    return code === '0' ? this.#object(result, 'user/get') : undefined;
  }

  async idByMobile(mobile: string): Promise<string | undefined> {
    const what = { operation: 'looking up', name: mobile };
    const { code, result } = await this.#ask('/topapi/v2/user/getbymobile', { mobile }, what, NO_USER);
    return code === '0' ? idText(this.#object(result, 'user/getbymobile').userid) : undefined;
  }

  /** Direct members of a department; one that is gone has none. */
  async people(department: string): Promise<Raw[]> {
    const found: Raw[] = [];
    for (let cursor = 0; ; ) {
      const page = await this.#page(department, cursor, PAGE);
      found.push(...page.list);
      if (page.next === undefined) return found;
      cursor = page.next;
    }
  }

  async hasPeople(department: string): Promise<boolean> {
    return (await this.#page(department, 0, 1)).list.length > 0;
  }

  async #page(department: string, cursor: number, size: number): Promise<{ list: Raw[]; next?: number }> {
    const what = { operation: 'listing', name: `people of department ${department}` };
    const body = { dept_id: Number(department), cursor, size };
    const { code, result } = await this.#ask('/topapi/v2/user/list', body, what, NO_DEPARTMENT);
    if (code !== '0') return { list: [] };
    const page = this.#object(result, 'user/list');
    if (!Array.isArray(page.list)) throw this.#odd('user/list without a list');
    const next = Number(page.next_cursor);
    if (!truth(page.has_more)) return { list: page.list };
    if (!Number.isSafeInteger(next) || next <= cursor)
      throw this.#odd('user/list has more but no next cursor');
    return { list: page.list, next };
  }

  /** The userid of the new person. */
  async create(person: Raw, name: string): Promise<string> {
    const { result } = await this.#ask('/topapi/v2/user/create', person, { operation: 'creating', name });
    const { userid } = (result ?? {}) as Raw;
    if (typeof userid !== 'string' || userid === '') throw new MusterError('target_no_id', { name });
    return userid;
  }

  /** Fields that are not named stay as they are. */
  async update(userid: string, change: Raw, name: string): Promise<void> {
    await this.#ask('/topapi/v2/user/update', { userid, ...change }, { operation: 'updating', name });
  }

  async remove(userid: string, name: string): Promise<void> {
    await this.#ask('/topapi/v2/user/delete', { userid }, { operation: 'deleting', name });
  }

  /** Is changing the directory permitted? Asked for a person who cannot exist, so that nothing changes. */
  async mayWrite(userid: string): Promise<void> {
    await this.#ask('/topapi/v2/user/update', { userid }, { operation: 'updating', name: userid }, NO_USER);
  }

  async countPeople(): Promise<number> {
    const what = { operation: 'counting', name: 'people' };
    const { result } = await this.#ask('/topapi/user/count', { only_active: false }, what);
    return Number(this.#object(result, 'user/count').count);
  }

  /** Departments the application may see, each with what lies below. */
  async visibleDepartments(): Promise<string[]> {
    const what = { operation: 'asking', name: 'the visible range' };
    const { body } = await this.#call({ method: 'GET', path: '/auth/scopes' }, what);
    const { authed_dept: ids } = (body.auth_org_scopes ?? {}) as Raw;
    return Array.isArray(ids) ? ids.map(idText) : [];
  }

  async department(id: string): Promise<Raw | undefined> {
    const what = { operation: 'looking up', name: `department ${id}` };
    const body = { dept_id: Number(id) };
    const { code, result } = await this.#ask('/topapi/v2/department/get', body, what, NO_DEPARTMENT);
    return code === '0' ? this.#object(result, 'department/get') : undefined;
  }

  /** Direct children; one that is gone has none. */
  async children(id: string): Promise<ChildDepartment[]> {
    const what = { operation: 'listing', name: `departments of ${id}` };
    const body = { dept_id: Number(id) };
    const { code, result } = await this.#ask('/topapi/v2/department/listsub', body, what, NO_DEPARTMENT);
    if (code !== '0') return [];
    if (!Array.isArray(result)) throw this.#odd('department/listsub without a list');
    return result.map(({ dept_id, name, source_identifier: mark }: Raw) => ({
      id: idText(dept_id),
      name: String(name),
      mark: typeof mark === 'string' && mark !== '' ? mark : null,
    }));
  }

  /** `mark` comes back in lists, so that an answer that was lost does no harm. */
  async createDepartment(name: string, parent: string, mark: string): Promise<string> {
    const body = { name, parent_id: Number(parent), source_identifier: mark };
    const what = { operation: 'creating', name: `department ${name}` };
    const { result } = await this.#ask('/topapi/v2/department/create', body, what);
    const { dept_id: id } = (result ?? {}) as Raw;
    if (!Number.isSafeInteger(Number(id ?? undefined)))
      throw new MusterError('target_no_id', { name: `department ${name}` });
    return idText(id);
  }

  async updateDepartment(id: string, name: string, parent: string): Promise<void> {
    const body = { dept_id: Number(id), name, parent_id: Number(parent) };
    const what = { operation: 'updating', name: `department ${name}` };
    await this.#ask('/topapi/v2/department/update', body, what);
  }

  /** One that is gone is removed. */
  async removeDepartment(id: string, name: string): Promise<void> {
    const what = { operation: 'deleting', name: `department ${name}` };
    await this.#ask('/topapi/v2/department/delete', { dept_id: Number(id) }, what, NO_DEPARTMENT);
  }

  async #ask(path: string, body: Raw, what: What, expected: readonly string[] = []): Promise<Answer> {
    const answer = await this.#call({ method: 'POST', path, body }, what, expected);
    return { code: answer.code, result: answer.body.result };
  }

  /** Codes in `expected` come back; after a refused token once more with a new one. */
  async #call(
    request: WebRequest,
    what: What,
    expected: readonly string[] = [],
  ): Promise<{ code: string; body: Raw }> {
    for (let renewed = false; ; renewed = true) {
      const token = await this.#token.get();
      await this.#limit(request.path).take();
      const answer = await this.#api.send({ ...request, query: { access_token: token } });
      const verdict = judgeLegacy(this.host, answer, new Date(), expected);
      if (verdict.kind === 'ok') return { code: codeOf(answer.body!)!, body: answer.body! };
      if (verdict.kind !== 'token') throw this.#failure(verdict, answer, what);
      this.#token.forget(token);
      if (renewed) throw new MusterError('web_api_token_refused', { host: this.host });
    }
  }

  async #fetchToken(appkey: string): Promise<{ token: string; seconds: number }> {
    const path = '/gettoken';
    await this.#limit(path).take();
    const answer = await this.#api.send({ method: 'GET', path, query: { appkey, appsecret: this.#secret } });
    const verdict = judgeToken(this.host, answer, new Date());
    if (verdict.kind !== 'ok')
      throw this.#failure(verdict, answer, { operation: 'log-on', name: 'the application' });
    const { access_token: token, expires_in: seconds } = answer.body!;
    if (typeof token !== 'string' || token === '') throw this.#odd('no access_token');
    return { token, seconds: Number(seconds) > 0 ? Number(seconds) : DEFAULT_LIFE_S };
  }

  #failure(verdict: Exclude<Verdict, { kind: 'ok' }>, { status, body }: WebAnswer, what: What): MusterError {
    const { host } = this;
    const code = Number((body && codeOf(body)) ?? status);
    const text = [body?.sub_msg, body?.errmsg].find((part) => typeof part === 'string' && part !== '');
    const detail = saidText(String(text ?? 'no reason given'), [this.#secret], 300);
    const requestId = typeof body?.request_id === 'string' ? body.request_id.slice(0, 100) : 'none';
    const params = { host, status: code, detail, requestId };
    if (verdict.kind === 'token') return new MusterError('web_api_token_refused', { host });
    if (verdict.kind === 'again')
      return verdict.waitMs === undefined
        ? new MusterError('target_failing', params)
        : new MusterError('target_busy', { host, status: code, seconds: Math.ceil(verdict.waitMs / 1000) });
    const aboutThis = verdict.error.code === 'web_api_refused' || verdict.error.code === 'web_api_range';
    return aboutThis
      ? new MusterError('target_refused', { ...params, ...what, scimType: '' })
      : verdict.error;
  }

  /** Without a burst: DingTalk counts calls of each API by the second. */
  #limit(path: string): RateLimit {
    let limit = this.#limits.get(path);
    if (!limit) {
      limit = new RateLimit(this.#rate, 1);
      this.#limits.set(path, limit);
    }
    return limit;
  }

  #object(value: unknown, what: string): Raw {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
    throw this.#odd(`${what} without a result`);
  }

  #odd(reason: string): MusterError {
    return new MusterError('web_api_answer_odd', { host: this.host, reason });
  }
}

function required(value: string | null | undefined, field: string): string {
  if (value === null || value === undefined || value === '')
    throw new MusterError('provisioning_incomplete', { field });
  return value;
}
