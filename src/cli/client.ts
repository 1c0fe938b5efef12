import { randomUUID } from 'node:crypto';
import { type Dispatcher, request } from 'undici';
import type { Language } from '../errors/error.ts';
import { CliError, EXIT, exitOfStatus } from './exit.ts';
import { say } from './text.ts';

export interface ClientSettings {
  /** `http://host:port`, without `/api`. */
  url: string;
  token: string | undefined;
  language: Language;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are shown, not computed with; the server has checked them
export type Json = any;

export interface CallOptions {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A thin client of `/api/v1`; every failure is a CliError with the exit code it leads to. */
export interface Client {
  readonly settings: ClientSettings;
  get(path: string, query?: CallOptions['query']): Promise<Json>;
  post(path: string, body?: unknown): Promise<Json>;
  put(path: string, body: unknown): Promise<Json>;
  /** With `version`, only while what is changed still has that version. */
  patch(path: string, body: unknown, version?: number): Promise<Json>;
  delete(path: string, options?: CallOptions): Promise<Json>;
  /** Every item of a paged list, up to `limit`. */
  list(path: string, options?: { query?: CallOptions['query']; limit?: number }): Promise<Json[]>;
  /** A file, piece by piece. */
  file(path: string, query?: CallOptions['query']): AsyncGenerator<string>;
  /** Server-Sent Events of a call, until the server ends them. */
  events(method: 'GET' | 'POST', path: string, body?: unknown): AsyncGenerator<{ event: string; data: Json }>;
}

/** A path with its values escaped: p`/instances/${id}`. */
export function p(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce(
    (path, part, i) => path + part + (i < values.length ? encodeURIComponent(values[i]!) : ''),
    '',
  );
}

const PAGE = 200;

export function openClient(settings: ClientSettings): Client {
  const call = async (
    method: Dispatcher.HttpMethod,
    path: string,
    options: CallOptions = {},
  ): Promise<Json> => {
    const response = await send(settings, method, path, options);
    const text = await response.body.text();
    return text === '' ? undefined : parsed(settings, text);
  };
  return {
    settings,
    get: (path, query) => call('GET', path, query ? { query } : {}),
    post: (path, body) => call('POST', path, { body, headers: { 'idempotency-key': randomUUID() } }),
    put: (path, body) => call('PUT', path, { body }),
    patch: (path, body, version) =>
      call('PATCH', path, {
        body,
        ...(version !== undefined && { headers: { 'if-match': `"${version}"` } }),
      }),
    delete: (path, options) => call('DELETE', path, options),
    async list(path, { query = {}, limit = Number.POSITIVE_INFINITY } = {}) {
      const items: Json[] = [];
      let cursor: string | undefined;
      do {
        const page = await call('GET', path, {
          query: { ...query, limit: Math.min(PAGE, limit - items.length), cursor },
        });
        items.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && items.length < limit);
      return items;
    },
    async *file(path, query = {}) {
      const response = await send(settings, 'GET', path, { query });
      const decoder = new TextDecoder();
      try {
        for await (const chunk of response.body) yield decoder.decode(chunk, { stream: true });
      } catch (error) {
        throw unreachable(settings, error);
      }
    },
    async *events(method, path, body) {
      const headers = { accept: 'text/event-stream' };
      const response = await send(settings, method, path, { body, headers });
      yield* eventsOf(settings, response.body);
    },
  };
}

async function send(
  settings: ClientSettings,
  method: Dispatcher.HttpMethod,
  path: string,
  options: CallOptions,
): Promise<Dispatcher.ResponseData> {
  const url = new URL(`${settings.url.replace(/\/$/, '')}/api/v1${path}`);
  for (const [key, value] of Object.entries(options.query ?? {}))
    if (value !== undefined) url.searchParams.set(key, String(value));
  const response = await request(url, {
    method,
    headers: {
      ...(settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` }),
      'accept-language': settings.language,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    // A quiet event stream says something every 15 seconds.
    bodyTimeout: 60_000,
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  }).catch((cause: Error) => {
    throw unreachable(settings, cause);
  });
  if (response.statusCode >= 400) throw refusal(settings, response.statusCode, await response.body.text());
  return response;
}

function unreachable({ url, language }: ClientSettings, cause: unknown): CliError {
  return new CliError(EXIT.unreachable, say(language, 'unreachable', { url }), {
    remedy: say(language, 'unreachable_remedy'),
    cause,
  });
}

function refusal(settings: ClientSettings, status: number, text: string): CliError {
  const problem = parsed(settings, text);
  const fields: { field: string; message: string }[] = problem.errors ?? [];
  const more =
    fields.length > 1 ? fields.map(({ field, message }) => `\n  ${field}: ${message}`).join('') : '';
  return new CliError(exitOfStatus(status), `${problem.detail ?? `HTTP ${status}`}${more}`, {
    problem,
    ...(problem.remedy ? { remedy: problem.remedy } : {}),
  });
}

function parsed({ url, language }: ClientSettings, text: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError(EXIT.unreachable, say(language, 'not_muster', { url }), { cause });
  }
}

async function* eventsOf(
  settings: ClientSettings,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ event: string; data: Json }> {
  const decoder = new TextDecoder();
  let buffer = '';
  try {
    for await (const chunk of body) {
      buffer += decoder.decode(chunk, { stream: true });
      const blocks = buffer.split('\n\n');
      buffer = blocks.pop()!;
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data === undefined) continue;
        const event = /^event: (.*)$/m.exec(block)?.[1] ?? 'message';
        if (event === 'problem') throw refusal(settings, 500, data);
        yield { event, data: parsed(settings, data) };
      }
    }
  } catch (error) {
    throw error instanceof CliError ? error : unreachable(settings, error);
  }
}
