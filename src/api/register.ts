/** Puts the route tables on Fastify: who calls, what they send, what they get. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { actorOf, authorise, type Caller, NOBODY } from '../admin/caller.ts';
import { MusterError } from '../errors/error.ts';
import { guardAnswers } from '../http/answers.ts';
import { languageOf } from '../http/language.ts';
import { FailedLogons } from '../secrets/failed-logons.ts';
import { authenticate, isSecure, requireSameSite } from './authenticate.ts';
import { OpenStreams, sendCollected, sendEvents } from './events.ts';
import { sendFile } from './files.ts';
import { once } from './idempotency.ts';
import { parseJsonBody, refuseHostile } from './json-body.ts';
import { openapiDocument } from './openapi.ts';
import { BODY_LIMIT, sendProblem } from './problem.ts';
import type { ApiDeps, Call, FileAnswer, Method, Route, ServerEvent } from './route.ts';
import { ROUTES } from './routes.ts';
import { validate } from './validate.ts';

export const API_ROOT = '/api';
const V1 = '/v1';

/** What the Fastify that carries the API must be made with, so that every refusal is a problem document. */
export const HTTP_OPTIONS = {
  // Unique over restarts and processes: people look for it in the log.
  genReqId: () => randomUUID(),
  bodyLimit: BODY_LIMIT,
  requestTimeout: 60_000,
  routerOptions: { maxParamLength: 1024 },
  frameworkErrors: (error, request, reply) => {
    sendProblem(error, request as FastifyRequest, reply as FastifyReply);
  },
} satisfies FastifyServerOptions;

interface ApiOptions {
  /** The tables served; all of them unless a test wants others. */
  routes?: readonly Route[];
  /** Check every answer against its schema too; tests do. */
  checkReplies?: boolean;
}

/** Serves the administration API below `/api`, with its own body parser, error answers and security headers. */
export async function registerApi(
  app: FastifyInstance,
  deps: ApiDeps,
  options: ApiOptions = {},
): Promise<void> {
  const routes = options.routes ?? ROUTES;
  const shared: Shared = { deps, failures: new FailedLogons(), streams: new OpenStreams() };
  const document = openapiDocument(routes, deps);
  await app.register(
    async (scope) => {
      await guardAnswers(scope, { https: deps.publicUrl.startsWith('https:') });
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        'application/json',
        { parseAs: 'buffer' },
        async (_request: unknown, body: Buffer) => parseJsonBody(body),
      );
      scope.setErrorHandler(sendProblem);
      scope.setNotFoundHandler((request, reply) => sendProblem(notFound(routes, request), request, reply));
      scope.get('/openapi.json', async () => document);
      for (const route of routes) serve(scope, route, shared, options.checkReplies ?? false);
    },
    { prefix: API_ROOT },
  );
}

/** What all calls have in common. */
interface Shared {
  deps: ApiDeps;
  failures: FailedLogons;
  streams: OpenStreams;
}

function serve(scope: FastifyInstance, route: Route, shared: Shared, checkReplies: boolean): void {
  const { deps, failures, streams } = shared;
  const callers = new WeakMap<FastifyRequest, Caller>();
  scope.route({
    method: route.method,
    // A stream or a file would be made in full, to be thrown away.
    exposeHeadRoute: route.stream === undefined,
    url: V1 + route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    // Before the body is read: who may not call is not listened to.
    onRequest: async (request) => {
      const caller = route.can === 'anyone' ? nobody(request) : await authenticate(deps, failures, request);
      authorise(caller, route.can, (request.params as { instance?: string }).instance);
      callers.set(request, caller);
    },
    handler: async (request, reply) => {
      const call = callOf(shared, callers.get(request)!, request, reply);
      const input = inputOf(route, request, call);
      if (input.params.instance !== undefined) await requireInstance(deps, input.params.instance);
      if (route.stream) return streams.within(call.caller, () => stream(route, call, input, request, reply));
      if (!route.creates) return answer(route, call, input, reply, checkReplies);
      return once(deps, call, request, reply, () => answer(route, call, input, reply, checkReplies));
    },
  });
}

/** A page of another site must not log its visitor on under an account of its choice either. */
function nobody(request: FastifyRequest): Caller {
  if (request.headers.origin !== undefined) requireSameSite(request);
  return NOBODY;
}

interface CheckedInput {
  params: Record<string, string>;
  query: unknown;
  body: unknown;
}

function inputOf(route: Route, request: FastifyRequest, call: Call): CheckedInput {
  // Bodies were looked through when they were parsed.
  refuseHostile(request.params);
  refuseHostile(request.query);
  return {
    params: validate(route.params, request.params, 'the path', call.language) as Record<string, string>,
    query: validate(route.query, { ...(request.query as object) }, 'the query', call.language),
    body: validate(route.body, request.body, 'the body', call.language),
  };
}

async function answer(
  route: Route,
  call: Call,
  input: CheckedInput,
  reply: FastifyReply,
  checkReplies: boolean,
): Promise<unknown> {
  const result = await route.run(call, input);
  if (checkReplies) route.reply.parse(result);
  reply.code(route.status);
  return route.status === 204 ? null : result;
}

async function stream(
  route: Route,
  call: Call,
  input: CheckedInput,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  if (route.media !== undefined)
    return sendFile(route.run(call, input) as FileAnswer, route.media, call, reply);
  const events = route.run(call, input) as AsyncIterable<ServerEvent<unknown>>;
  const wanted = request.headers.accept ?? '';
  if (route.stream === 'events-or-list' && !wanted.includes('text/event-stream'))
    return sendCollected(events);
  return sendEvents(events, call, reply);
}

function callOf(
  { deps, failures }: Shared,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): Call {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  // Who left while the caller was looked up is not told of any more.
  if (reply.raw.closed) gone.abort();
  return {
    deps,
    db: deps.db,
    log: request.log as Call['log'],
    caller,
    actor: { ...actorOf(caller), address: request.ip },
    language: languageOf(request.headers['accept-language']),
    signal: gone.signal,
    expectedVersion: expectedVersion(request.headers['if-match']),
    failures,
    request: {
      address: request.ip,
      secure: isSecure(deps, request),
      cookie: request.headers.cookie,
      agent: request.headers['user-agent'],
    },
    setHeader: (name, value) => reply.header(name, value),
  };
}

function expectedVersion(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const version = /^"?(\d{1,15})"?$/.exec(header)?.[1];
  if (version === undefined)
    throw new MusterError('invalid_input', {
      field: 'If-Match',
      reason: 'the version of what is changed, e.g. "3"',
    });
  return Number(version);
}

async function requireInstance(deps: ApiDeps, id: string): Promise<void> {
  const { rowCount } = await deps.db.query(`SELECT 1 FROM instance WHERE id = $1`, [id]);
  if (rowCount === 0) throw new MusterError('not_found', { what: 'instance', id });
}

/** 405 where another method would do, else 404. */
function notFound(routes: readonly Route[], request: FastifyRequest): MusterError {
  const path = request.url.split('?', 1)[0]!;
  const shown = path.slice(0, 200);
  const allowed = new Set<Method>();
  for (const route of routes) if (matches(route, path)) allowed.add(route.method);
  if (allowed.size === 0) return new MusterError('route_unknown', { method: request.method, path: shown });
  return new MusterError('method_not_allowed', {
    method: request.method,
    path: shown,
    allowed: [...allowed].sort().join(', '),
  });
}

function matches(route: Route, path: string): boolean {
  const wanted = (API_ROOT + V1 + route.path).split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, i) => part.startsWith('{') || part === given[i])
  );
}
