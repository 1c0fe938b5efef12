/**
 * Calls to a vendor's JSON API: one pool of connections a host, no redirects, time-outs, capped answers, an even pace below
 * the vendor's limit, repetition of what a busy or limiting vendor refused, one token for all calls in flight.
 */
import { rootCertificates } from 'node:tls';
import { errors, Pool, ProxyAgent } from 'undici';
import { MusterError } from '../../errors/error.ts';
import { delayAfter, type RateLimit, sleep } from '../../pacing.ts';

export interface WebApiSettings {
  /** `https://host[:port]`, as the settings have it. */
  origin: string;
  /** Requests under way at once. */
  concurrency: number;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  /** `http://host:port` of a proxy on the way. */
  proxy?: string | undefined;
  /** PEM of an authority to trust besides the well-known ones. */
  ca?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface WebRequest {
  method: 'GET' | 'POST';
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface WebAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The JSON object of the answer; null when it is none (an error page, an empty body). */
  body: Record<string, unknown> | null;
  /** The beginning of an answer that is no JSON. */
  text: string;
}

/** What a vendor's answer means for the call. */
export type Verdict =
  | { kind: 'ok' }
  /** The token is used up or unknown: get another one, once. */
  | { kind: 'token' }
  /** Over a limit, or busy; wait at least this long. */
  | { kind: 'again'; waitMs?: number | undefined }
  | { kind: 'failed'; error: MusterError };

/** Attempts of one call that a busy vendor or a broken connection refuses; limits are waited for longer. */
const ATTEMPTS = 4;
const LIMIT_ATTEMPTS = 12;
const MAX_ANSWER_MB = 64;
const BACKOFF = { baseMs: 500, maxMs: 30_000 };
const PAGE_TEXT = 200;

/** One host of a vendor. */
export class WebApi {
  readonly #dispatcher: Pool | ProxyAgent;
  readonly #settings: WebApiSettings;
  #closing: Promise<void> | undefined;

  constructor(settings: WebApiSettings) {
    const { origin, concurrency, connectTimeoutMs, requestTimeoutMs, proxy, ca } = settings;
    this.#settings = settings;
    const common = {
      connections: concurrency,
      headersTimeout: requestTimeoutMs,
      bodyTimeout: requestTimeoutMs,
      maxResponseSize: MAX_ANSWER_MB * 1024 * 1024,
      connect: { timeout: connectTimeoutMs, ...(ca ? { ca: [...rootCertificates, ca] } : {}) },
    };
    this.#dispatcher = proxy
      ? new ProxyAgent({ uri: proxy, ...common, requestTls: common.connect })
      : new Pool(new URL(origin).origin, { ...common, pipelining: 1 });
  }

  get host(): string {
    return new URL(this.#settings.origin).host;
  }

  /** One attempt; throws `web_api_…` when there is no answer at all. */
  async send({ method, path, query = {}, headers = {}, body }: WebRequest): Promise<WebAnswer> {
    const { origin, requestTimeoutMs, signal } = this.#settings;
    const url = new URL(origin);
    const base = url.pathname.replace(/\/$/, '');
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    ).toString();
    // undici's time-outs are per silence; this one ends an answer that drips.
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    try {
      const answer = await this.#dispatcher.request({
        origin: url.origin,
        method,
        path: `${base}${path}${search === '' ? '' : `?${search}`}`,
        headers: {
          'user-agent': 'Muster',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const text = await answer.body.text();
      const parsed = parseObject(text);
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: parsed,
        text: parsed === null ? text.slice(0, PAGE_TEXT) : '',
      };
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#failure(error, timeout.aborted);
    }
  }

  /** Safe to call again: whoever stops and whoever aborts may both do so. */
  async close(): Promise<void> {
    this.#closing ??= this.#dispatcher.close();
    await this.#closing;
  }

  #failure(error: unknown, timedOut: boolean): MusterError {
    const { host } = this;
    if (timedOut || error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
      return new MusterError('web_api_timeout', { host, ms: this.#settings.requestTimeoutMs }, error);
    if (error instanceof errors.ResponseExceededMaxSizeError)
      return new MusterError('web_api_answer_too_large', { host, mb: MAX_ANSWER_MB }, error);
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string' && /CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_|^EPROTO$/.test(code))
      return new MusterError('web_api_tls', { host, reason: code }, error);
    const reason = typeof code === 'string' ? (NOT_CONNECTED.get(code) ?? code) : 'the connection was lost';
    return new MusterError('web_api_unreachable', { host, reason }, error);
  }
}

const NOT_CONNECTED = new Map([
  ['ECONNREFUSED', 'the connection is refused'],
  ['ECONNRESET', 'the connection was lost'],
  ['UND_ERR_SOCKET', 'the connection was lost'],
  ['ENOTFOUND', 'the name is not known to DNS'],
  ['EAI_AGAIN', 'DNS does not answer'],
  ['EHOSTUNREACH', 'there is no way to the host'],
  ['ENETUNREACH', 'there is no way to the network'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no answer to the attempt to connect'],
]);

/** Failures of the way there; the same call may succeed a moment later. */
const PASSING: ReadonlySet<string> = new Set(['web_api_timeout', 'web_api_unreachable']);

export interface CallOptions {
  api: WebApi;
  /** Paces calls of this kind; shared by all that count towards one limit of the vendor. */
  limit: Pick<RateLimit, 'take'>;
  judge(answer: WebAnswer): Verdict;
  /** Adds the token to a request; left out for calls without one. */
  token?: { source: TokenCache; put(request: WebRequest, token: string): WebRequest };
  signal?: AbortSignal | undefined;
}

/**
 * Makes a call until the vendor answers it: waits for limits, repeats after failures of the way, gets a new token once.
 * Throws what `judge` calls failed, and `web_api_limited` or the last failure when patience is over.
 */
export async function callApi(request: WebRequest, options: CallOptions): Promise<Record<string, unknown>> {
  const { api, limit, judge, token, signal } = options;
  let renewed = false;
  for (let attempt = 0, limited = 0; ; ) {
    signal?.throwIfAborted();
    const secret = token && (await token.source.get());
    await limit.take(signal);
    signal?.throwIfAborted();
    let verdict: Verdict;
    try {
      const answer = await api.send(token && secret !== undefined ? token.put(request, secret) : request);
      verdict = judge(answer);
      if (verdict.kind === 'ok' && answer.body) return answer.body;
      if (verdict.kind === 'ok')
        verdict = {
          kind: 'failed',
          error: new MusterError('web_api_not_json', { host: api.host, status: answer.status }),
        };
    } catch (error) {
      if (!(error instanceof MusterError) || !PASSING.has(error.code) || ++attempt >= ATTEMPTS) throw error;
      await sleep(delayAfter(attempt, BACKOFF), signal);
      continue;
    }
    if (verdict.kind === 'failed') throw verdict.error;
    if (verdict.kind === 'token') {
      if (!token || renewed) throw new MusterError('web_api_token_refused', { host: api.host });
      renewed = true;
      token.source.forget(secret!);
      continue;
    }
    if (++limited >= LIMIT_ATTEMPTS) throw new MusterError('web_api_limited', { host: api.host });
    await sleep(Math.max(verdict.waitMs ?? 0, delayAfter(Math.min(limited, 5), BACKOFF)), signal);
  }
}

/** A token kept until shortly before it ends; callers that come while it is fetched wait for the one fetch. */
export class TokenCache {
  readonly #fetch: () => Promise<{ token: string; seconds: number }>;
  readonly #now: () => number;
  #held: { token: string; until: number } | undefined;
  #fetching: Promise<string> | undefined;

  constructor(fetch: () => Promise<{ token: string; seconds: number }>, now: () => number = Date.now) {
    this.#fetch = fetch;
    this.#now = now;
  }

  async get(): Promise<string> {
    if (this.#held && this.#held.until > this.#now()) return this.#held.token;
    this.#fetching ??= this.#renew().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  /** The vendor refused this token; another one that came meanwhile stays. */
  forget(token: string): void {
    if (this.#held?.token === token) this.#held = undefined;
  }

  async #renew(): Promise<string> {
    const { token, seconds } = await this.#fetch();
    // A call under way must not outlive its token.
    this.#held = { token, until: this.#now() + Math.max(seconds - 200, seconds / 2) * 1000 };
    return token;
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
