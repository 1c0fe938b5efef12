import { MusterError } from '../errors/error.ts';
import type { ScimProvisioning } from '../model/scim-provisioning.ts';
import { RateLimit } from '../pacing.ts';
import type { FlatUser } from './flat-user.ts';
import { type TargetAnswer, TargetHttp, type TargetRequest } from './http.ts';
import { isPlainText, saidText } from './safe-text.ts';
import { flatOf, nameKey, patchOf, resourceOf } from './shape.ts';
import { type TokenSource, tokenSource } from './token.ts';

/** A user at the target; `attributes`: those of the dialect, flat. */
export interface RemoteUser {
  id: string;
  userName: string | null;
  externalId: string | null;
  attributes: Record<string, unknown>;
}

export interface SearchResult {
  hits: RemoteUser[];
  /** The answer held users that do not match: the target ignores filters, and "no hit" proves nothing. */
  filterIgnored: boolean;
}

const MAX_LISTED = 5_000_000;

/**
 * One target over SCIM 2.0 (RFC 7644). Methods throw MusterError: `target_refused` for a final 4xx (params `status`,
 * `scimType`, `detail`, `requestId`), otherwise what keeps the target from answering.
 */
export class ScimClient {
  readonly settings: ScimProvisioning;
  readonly #http: TargetHttp;
  readonly #root: string;
  readonly #token: TokenSource;
  readonly #writes: RateLimit;
  #patchRefused = false;

  /** Throws `provisioning_incomplete`. */
  constructor(settings: ScimProvisioning) {
    const url = new URL(settings.baseUrl);
    this.settings = settings;
    this.#token = tokenSource(settings);
    this.#root = url.pathname.replace(/\/+$/, '');
    this.#http = new TargetHttp(url.origin, settings);
    this.#writes = new RateLimit(settings.rate);
  }

  get host(): string {
    return this.#http.host;
  }

  /** The token alone, for Test Connectivity. */
  async authenticate(): Promise<TokenSource['granted']> {
    await this.#token.get();
    return this.#token.granted;
  }

  async create(user: FlatUser): Promise<RemoteUser> {
    const answer = await this.#write('POST', '/Users', user, resourceOf(user));
    const created = answer.body && this.#remote(answer.body);
    if (!created) throw new MusterError('target_no_id', { name: String(user.userName) });
    return created;
  }

  /** Makes the remote user exactly `user`, by PUT or PATCH as the target wants; the returned name is the target's. */
  async update(id: string, acked: FlatUser | null, user: FlatUser): Promise<RemoteUser> {
    const path = `/Users/${encodeURIComponent(id)}`;
    const answer =
      this.settings.dialect.update === 'patch' && !this.#patchRefused
        ? await this.#patch(path, acked, user)
        : await this.#write('PUT', path, user, resourceOf(user));
    const updated = answer.body && this.#remote(answer.body);
    return updated?.id === id ? updated : { id, userName: null, externalId: null, attributes: {} };
  }

  async #patch(path: string, acked: FlatUser | null, user: FlatUser): Promise<TargetAnswer> {
    try {
      return await this.#write('PATCH', path, user, patchOf(acked, user));
    } catch (error) {
      const status = error instanceof MusterError && error.code === 'target_refused' && error.params.status;
      if (status !== 501 && status !== 405) throw error;
    }
    // The target has no PATCH: read, merge, PUT, so that attributes that are not ours stay.
    this.#patchRefused = true;
    const present = await this.#send({ method: 'GET', path }, 'reading', String(user.userName));
    const { meta: _meta, groups: _groups, ...kept } = present.body ?? {};
    return this.#write('PUT', path, user, { ...kept, ...resourceOf(user) });
  }

  async remove(id: string, name: string): Promise<void> {
    await this.#writes.take();
    await this.#send({ method: 'DELETE', path: `/Users/${encodeURIComponent(id)}` }, 'deleting', name);
  }

  /** Users whose attribute equals the value; what came back is checked, since some targets ignore filters. */
  async search(attribute: 'externalId' | 'userName', value: string): Promise<SearchResult> {
    const filter = `${attribute} eq ${JSON.stringify(value)}`;
    const answer = await this.#send(
      { method: 'GET', path: `/Users?${query({ filter })}` },
      'looking up',
      value,
    );
    const found = this.#resources(answer);
    const { dialect } = this.settings;
    const hits = found.filter((user) =>
      attribute === 'externalId'
        ? user.externalId === value
        : user.userName !== null && nameKey(dialect, user.userName) === nameKey(dialect, value),
    );
    return { hits, filterIgnored: hits.length < found.length };
  }

  /** How many users the target says it has. */
  async count(): Promise<number> {
    const answer = await this.#page(1, 1);
    return typeof answer.body?.totalResults === 'number'
      ? answer.body.totalResults
      : Number.POSITIVE_INFINITY;
  }

  /**
   * Every user, page by page. Returning proves completeness; throws `target_list_broken` when pages repeat or fall
   * short. The length of a page is trusted, not what it says of itself.
   */
  async *list(): AsyncGenerator<RemoteUser[], void, void> {
    const { pageSize } = this.settings.dialect;
    const seen = new Set<string>();
    const broken = (reason: string) => new MusterError('target_list_broken', { host: this.host, reason });
    for (let startIndex = 1; ; ) {
      const answer = await this.#page(startIndex, pageSize);
      const page = this.#resources(answer);
      const total = Number(answer.body?.totalResults ?? 0);
      if (page.length === 0) {
        if (seen.size < total) throw broken(`${seen.size} users came, ${total} were announced`);
        return;
      }
      const fresh = page.filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      if (seen.size > MAX_LISTED) throw broken('it does not end');
      if (fresh.length > 0) yield fresh;
      else if (seen.size >= total) return;
      else throw broken('the same page comes again and again');
      startIndex += page.length;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#http.close(), this.#token.close()]);
  }

  #page(startIndex: number, count: number): Promise<TargetAnswer> {
    return this.#send({ method: 'GET', path: `/Users?${query({ startIndex, count })}` }, 'listing', 'users');
  }

  #resources({ body, status }: TargetAnswer): RemoteUser[] {
    const resources = body?.Resources ?? [];
    const users = Array.isArray(resources) ? resources.map((resource) => this.#remote(resource)) : [null];
    if (body === null || users.some((user) => user === null))
      throw new MusterError('target_not_scim', { host: this.host, status, type: 'no list of users' });
    return users as RemoteUser[];
  }

  #remote(resource: unknown): RemoteUser | null {
    if (typeof resource !== 'object' || resource === null) return null;
    const attributes = flatOf(this.settings.dialect, resource as Record<string, unknown>);
    const { id, userName, externalId } = resource as Record<string, unknown>;
    if (typeof id !== 'string' || id === '' || id.length > 200 || !isPlainText(id)) return null;
    if (typeof userName === 'string' && !isPlainText(userName)) return null;
    return {
      id,
      userName: typeof userName === 'string' ? userName : null,
      externalId: typeof externalId === 'string' && externalId !== '' ? externalId : null,
      attributes,
    };
  }

  async #write(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    user: FlatUser,
    body: Record<string, unknown>,
  ): Promise<TargetAnswer> {
    await this.#writes.take();
    const operation = method === 'POST' ? 'creating' : 'updating';
    return this.#send({ method, path, body: JSON.stringify(body) }, operation, String(user.userName));
  }

  /** Sends with the token; after a 401 once more with a new one. */
  async #send(
    request: Pick<TargetRequest, 'method' | 'path' | 'body'>,
    operation: string,
    name: string,
  ): Promise<TargetAnswer> {
    for (let attempt = 1; ; attempt++) {
      const token = await this.#token.get();
      const headers: Record<string, string> = {
        authorization: `Bearer ${token}`,
        accept: 'application/scim+json, application/json',
        ...(request.body !== undefined && { 'content-type': 'application/scim+json' }),
      };
      const answer = await this.#http.request({ ...request, path: this.#root + request.path, headers });
      if (answer.status === 401) {
        this.#token.refuse(token);
        if (attempt === 1 && this.settings.auth === 'client_credentials') continue;
        throw new MusterError('target_unauthorised', { host: this.host });
      }
      if (answer.status >= 200 && answer.status < 300) return answer;
      throw this.#refusal(answer, request, operation, name);
    }
  }

  #refusal(
    answer: TargetAnswer,
    { method, path }: Pick<TargetRequest, 'method' | 'path'>,
    operation: string,
    name: string,
  ): MusterError {
    const { status, body, requestId, retryAfter } = answer;
    const host = this.host;
    const secrets = this.#token.secrets().filter((secret) => secret.length >= 8);
    const text = (value: unknown) => (typeof value === 'string' ? saidText(value, secrets, 500) : '');
    const detail = text(body?.detail) || text(body?.message) || 'no reason given';
    const params = { host, status, detail, requestId: requestId ?? 'none' };
    if (status === 429 || (status === 503 && retryAfter !== null))
      return new MusterError('target_busy', { host, status, seconds: retryAfter ?? undefined });
    if (status >= 500 && status !== 501) return new MusterError('target_failing', params);
    if (status === 404 && (path === '/Users' || path.startsWith('/Users?')))
      return new MusterError('target_users_missing', { host });
    if (status === 403 && method === 'GET') return new MusterError('target_forbidden', params);
    return new MusterError('target_refused', { ...params, operation, name, scimType: text(body?.scimType) });
  }
}

function query(parameters: Record<string, string | number>): string {
  // Some parsers take + for a plus sign.
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}
