import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Role } from '../../src/admin/caller.ts';
import { createToken } from '../../src/admin/tokens.ts';
import { HTTP_OPTIONS, registerApi } from '../../src/api/register.ts';
import type { ApiDeps, Route } from '../../src/api/route.ts';
import type { Db } from '../../src/db/db.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { testDb } from '../db.ts';
import { freePort } from '../free-port.ts';

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  body: any;
}

export interface TestApi {
  /** Address of the server, without `/api`. */
  url: string;
  db: Db;
  deps: ApiDeps;
  /** One token per role. */
  tokens: Record<Role, string>;
  /** Calls below `/api/v1` as the role admin, unless `as` says otherwise. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  as?: Role | 'nobody' | { token: string };
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

const ACTOR = { name: 'test' };

/** The API on a fresh database and a real port, with an instance `acme` and a token for each role. */
export async function startApi(
  options: {
    routes?: readonly Route[];
    deps?: Partial<ApiDeps>;
    /** Puts more on the same server. */
    also?(app: FastifyInstance, deps: ApiDeps): Promise<unknown>;
  } = {},
): Promise<TestApi> {
  const { db, drop } = await testDb();
  const port = await freePort();
  const deps: ApiDeps = {
    db,
    version: '0.0.0-test',
    publicUrl: `http://127.0.0.1:${port}`,
    kinds: new Map(),
    seal: (text, context) => `${Buffer.from(context).toString('hex')}.${Buffer.from(text).toString('hex')}`,
    open(sealed, context) {
      const [sealedContext = '', text = ''] = sealed.split('.');
      if (Buffer.from(sealedContext, 'hex').toString() !== context)
        throw new Error('sealed for something else');
      return Buffer.from(text, 'hex').toString();
    },
    ...options.deps,
  };
  const log: FastifyBaseLogger = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const app = Fastify({ ...HTTP_OPTIONS, loggerInstance: log });
  await registerApi(app, deps, { ...(options.routes && { routes: options.routes }), checkReplies: true });
  await options.also?.(app as unknown as FastifyInstance, deps);
  const url = await app.listen({ host: '127.0.0.1', port });
  await createInstance(db, ACTOR, { id: 'acme', name: 'Acme' });
  const tokens = {} as TestApi['tokens'];
  for (const role of ['admin', 'operator', 'read-only'] as const)
    tokens[role] = (await createToken(db, ACTOR, null, { name: role, role })).token;
  return {
    url,
    db,
    deps,
    tokens,
    call: (method, path, call = {}) => fetchApi(url, tokens, method, path, call),
    async close() {
      await app.close();
      await drop();
    },
  };
}

async function fetchApi(
  url: string,
  tokens: TestApi['tokens'],
  method: string,
  path: string,
  options: CallOptions,
): Promise<Answer> {
  const { as = 'admin', body, raw } = options;
  const token = typeof as === 'object' ? as.token : as === 'nobody' ? undefined : tokens[as];
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await response.text();
  const json = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: json && text !== '' ? JSON.parse(text) : text,
  };
}
