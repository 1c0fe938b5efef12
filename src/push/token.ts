import { MusterError } from '../errors/error.ts';
import type { ScimProvisioning } from '../model/scim-provisioning.ts';
import { type TargetAnswer, TargetHttp } from './http.ts';
import { saidText } from './safe-text.ts';

export interface TokenSource {
  /** The bearer token to use now. Throws `target_token_…`, `target_scope_missing`, or a transport failure. */
  get(): Promise<string>;
  /** The target said 401 to this token: the next `get` asks for a new one, where that is possible. */
  refuse(token: string): void;
  /** What the last answer said of the token: scopes if it names them, seconds it lives. */
  readonly granted: { scope: string | null; seconds: number | null };
  /** What must not appear in any message. */
  secrets(): string[];
  close(): Promise<void>;
}

/** The part of its life for which a token is used, so that none runs out under way. */
const USED_SHARE = 0.9;
const DEFAULT_LIFE_S = 600;

/** The token source of the settings; throws `provisioning_incomplete`. */
export function tokenSource(settings: ScimProvisioning): TokenSource {
  if (settings.auth === 'bearer') {
    const token = required(settings.bearerToken, 'bearerToken');
    const granted = { scope: null, seconds: null };
    return { get: async () => token, refuse() {}, granted, secrets: () => [token], async close() {} };
  }
  return new ClientCredentials(settings);
}

function required<T>(value: T | null | undefined | '', field: string): T {
  if (value === null || value === undefined || value === '')
    throw new MusterError('provisioning_incomplete', { field });
  return value;
}

/** OAuth 2.0 client credentials (RFC 6749 §4.4), one token for all requests until 90 % of its life is over. */
class ClientCredentials implements TokenSource {
  readonly #settings: ScimProvisioning;
  readonly #url: URL;
  readonly #clientId: string;
  readonly #secret: string;
  readonly #http: TargetHttp;
  granted: TokenSource['granted'] = { scope: null, seconds: null };
  #token: { value: string; until: number } | undefined;
  #underWay: Promise<string> | undefined;

  constructor(settings: ScimProvisioning) {
    this.#settings = settings;
    this.#url = new URL(required(settings.tokenUrl, 'tokenUrl'));
    this.#clientId = required(settings.clientId, 'clientId');
    this.#secret = required(settings.clientSecret, 'clientSecret');
    this.#http = new TargetHttp(this.#url.origin, { ...settings, concurrency: 1 });
  }

  async get(): Promise<string> {
    if (this.#token && performance.now() < this.#token.until) return this.#token.value;
    this.#underWay ??= this.#ask().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  refuse(token: string): void {
    if (this.#token?.value === token) this.#token = undefined;
  }

  secrets(): string[] {
    return this.#token ? [this.#secret, this.#token.value] : [this.#secret];
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  async #ask(): Promise<string> {
    const answer = await this.#http.request({ method: 'POST', ...this.#request() });
    if (answer.status !== 200) throw this.#refused(answer);
    const { access_token: value, token_type: type, expires_in: expires, scope } = answer.body ?? {};
    const host = this.#url.host;
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value))
      throw new MusterError('target_token_answer', { host, reason: 'access_token is missing or no token' });
    if (typeof type === 'string' && type.toLowerCase() !== 'bearer')
      throw new MusterError('target_token_answer', { host, reason: 'its type is not Bearer' });
    const needed = this.#settings.dialect.scope;
    const granted = typeof scope === 'string' ? saidText(scope, [this.#secret, value], 200) : null;
    if (needed !== null && typeof scope === 'string' && !scope.split(' ').includes(needed))
      throw new MusterError('target_scope_missing', { needed, given: granted ?? '' });
    // RAM's own sample has expires_in as a string.
    const life = Number(expires) > 0 ? Number(expires) : DEFAULT_LIFE_S;
    this.granted = { scope: granted, seconds: life };
    this.#token = { value, until: performance.now() + life * 1000 * USED_SHARE };
    return value;
  }

  /** RAM: Basic, with grant type and client id in the query (“Provision users to Alibaba Cloud RAM using SCIM”). */
  #request(): { path: string; headers: Record<string, string>; body?: string } {
    const { clientAuth, dialect } = this.#settings;
    const parameters = new URLSearchParams({ grant_type: 'client_credentials' });
    const headers: Record<string, string> = { accept: 'application/json' };
    if (clientAuth === 'client_secret_basic') {
      // RFC 6749 §2.3.1 form-encodes both; RAM shows plain base64, and its ids and secrets need no encoding.
      const encode = (text: string) => (dialect.tokenParameters === 'query' ? text : formEncoded(text));
      const pair = `${encode(this.#clientId)}:${encode(this.#secret)}`;
      headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    if (dialect.tokenParameters === 'query' || clientAuth === 'client_secret_post')
      parameters.set('client_id', this.#clientId);
    // A secret in a query would end in the logs of everything on the way.
    if (clientAuth === 'client_secret_post') parameters.set('client_secret', this.#secret);
    if (dialect.tokenParameters === 'query' && clientAuth === 'client_secret_basic')
      return { path: `${this.#url.pathname}?${parameters}`, headers: { ...headers, 'content-length': '0' } };
    if (dialect.scope !== null && dialect.tokenParameters === 'body') parameters.set('scope', dialect.scope);
    headers['content-type'] = 'application/x-www-form-urlencoded';
    return { path: this.#url.pathname, headers, body: parameters.toString() };
  }

  #refused({ status, body, retryAfter, requestId }: TargetAnswer): MusterError {
    const host = this.#url.host;
    const said = [body?.error, body?.error_description].filter((part) => typeof part === 'string').join(': ');
    const detail = saidText(said, [this.#secret], 300) || 'no reason given';
    if (status === 429 || status === 503)
      return new MusterError('target_busy', { host, status, seconds: retryAfter ?? undefined });
    if (status >= 500)
      return new MusterError('target_failing', { host, status, detail, requestId: requestId ?? 'none' });
    if (UUID.test(this.#secret)) return new MusterError('target_token_secret_id', { host, status, detail });
    return new MusterError('target_token_refused', { host, status, detail });
  }
}

/** RAM's AppSecretId is a UUID; its AppSecretValue is not. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
