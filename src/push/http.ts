/** Requests to a target: verified TLS, no redirects, timeouts, capped answers, and every way they fail as one of ours. */
import { rootCertificates } from 'node:tls';
import { errors, Pool } from 'undici';
import { MusterError } from '../errors/error.ts';
import type { ScimProvisioning } from '../model/scim-provisioning.ts';

export interface TargetRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query. */
  path: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

export interface TargetAnswer {
  status: number;
  /** The JSON object of the answer, null when there is none. */
  body: Record<string, unknown> | null;
  requestId: string | null;
  /** Seconds of Retry-After, null without one. */
  retryAfter: number | null;
}

/** Far beyond the largest page (1,000 users of a few kB). */
const MAX_ANSWER_MB = 8;
const USER_AGENT = 'Muster (SCIM client)';
const MAX_RETRY_AFTER_S = 3600;

export type HttpSettings = Pick<
  ScimProvisioning,
  'concurrency' | 'caCertificate' | 'connectTimeoutMs' | 'requestTimeoutMs'
>;

/** Connections to one origin. */
export class TargetHttp {
  readonly #pool: Pool;
  readonly #host: string;
  readonly #settings: HttpSettings;

  constructor(origin: string, settings: HttpSettings) {
    this.#host = new URL(origin).host;
    this.#settings = settings;
    const { caCertificate, connectTimeoutMs, requestTimeoutMs, concurrency } = settings;
    this.#pool = new Pool(origin, {
      connections: concurrency,
      pipelining: 1,
      connect: {
        timeout: connectTimeoutMs,
        ...(caCertificate !== null && { ca: [...rootCertificates, caCertificate] }),
      },
      headersTimeout: requestTimeoutMs,
      bodyTimeout: requestTimeoutMs,
      maxResponseSize: MAX_ANSWER_MB * 1024 * 1024,
    });
  }

  get host(): string {
    return this.#host;
  }

  /** Throws MusterError `target_…` when there is no usable answer; a 4xx with a SCIM body is an answer. */
  async request({ method, path, headers, body }: TargetRequest): Promise<TargetAnswer> {
    // undici's timeouts are per silence; this one ends an answer that drips.
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.#settings.requestTimeoutMs);
    try {
      const answer = await this.#pool.request({
        method,
        path,
        headers: { 'user-agent': USER_AGENT, ...headers },
        ...(body !== undefined && { body }),
        signal: abort.signal,
      });
      const text = await answer.body.text();
      return this.#read(answer.statusCode, answer.headers, text);
    } catch (error) {
      throw this.#failure(error, abort.signal.aborted);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  #read(status: number, headers: Record<string, string | string[] | undefined>, text: string): TargetAnswer {
    const header = (name: string) => (Array.isArray(headers[name]) ? headers[name][0] : headers[name]);
    const host = this.#host;
    if (status >= 300 && status < 400)
      throw new MusterError('target_redirect', {
        host,
        status,
        location: originOf(header('location'), host),
      });
    const body = parseObject(text);
    if (body === null && text.trim() !== '' && status < 500 && status !== 429) {
      const type = (header('content-type') ?? 'no content type').slice(0, 80);
      throw new MusterError('target_not_scim', { host, status, type });
    }
    return {
      status,
      body,
      requestId: (header('x-request-id') ?? header('x-acs-request-id') ?? null)?.slice(0, 100) ?? null,
      retryAfter: retryAfterSeconds(header('retry-after')),
    };
  }

  #failure(error: unknown, timedOut: boolean): MusterError {
    if (error instanceof MusterError) return error;
    const host = this.#host;
    const ms = this.#settings.requestTimeoutMs;
    if (timedOut || error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
      return new MusterError('target_timeout', { host, ms }, error);
    if (error instanceof errors.ResponseExceededMaxSizeError)
      return new MusterError('target_answer_too_large', { host, mb: MAX_ANSWER_MB }, error);
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string') {
      if (/CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_|^EPROTO$/.test(code))
        return new MusterError('target_tls', { host, reason: code }, error);
      if (NOT_CONNECTED.has(code))
        return new MusterError('target_unreachable', { host, reason: NOT_CONNECTED.get(code) }, error);
    }
    return new MusterError('target_connection_lost', { host }, error);
  }
}

const NOT_CONNECTED = new Map([
  ['ECONNREFUSED', 'the connection is refused'],
  ['ENOTFOUND', 'the name is not known to DNS'],
  ['EAI_AGAIN', 'DNS does not answer'],
  ['EHOSTUNREACH', 'there is no way to the host'],
  ['ENETUNREACH', 'there is no way to the network'],
  ['EADDRNOTAVAIL', 'no local address is free'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no answer to the attempt to connect'],
]);

/** Only where it leads: a query or path there may hold a secret. */
function originOf(location: string | undefined, host: string): string {
  if (location === undefined) return 'nowhere';
  if (!URL.canParse(location)) return host;
  return new URL(location).origin;
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

/** RFC 9110 §10.2.3: seconds or a date. */
export function retryAfterSeconds(value: string | undefined, now = Date.now()): number | null {
  if (value === undefined) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER_S) : null;
}
