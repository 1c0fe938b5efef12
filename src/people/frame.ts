/**
 * The routes of people below `/{instance}/person/api`: who calls, that the call comes from our own pages, what they
 * send and get. Each is data (`personRoute`), as the routes of administrators are.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import { parseJsonBody, refuseHostile } from '../api/json-body.ts';
import { sendProblem } from '../api/problem.ts';
import type { Method, PathParams } from '../api/route.ts';
import { validate } from '../api/validate.ts';
import { type Language, MusterError } from '../errors/error.ts';
import { guardAnswers } from '../http/answers.ts';
import { languageOf } from '../http/language.ts';
import { type Attempt, findAttempt } from '../logon/attempt.ts';
import { attemptCookie, csrfMatches, personCookie } from '../logon/cookies.ts';
import type { From, LogonDeps } from '../logon/deps.ts';
import { currentPerson, type SignedIn } from '../logon/person.ts';

/** How fresh a log-on has to be for what a thief of a session must not do. */
export const RECENT_MS = 10 * 60_000;

/**
 * What a call needs: nothing (GET only), a log-on under way, a person, or a person who has authenticated within the
 * last ten minutes. Every call but GET needs the CSRF token of that log-on or session in `X-CSRF-Token`.
 */
export type Needs = 'anyone' | 'attempt' | 'person' | 'recent';

export interface PersonCall {
  deps: LogonDeps;
  log: Logger;
  language: Language;
  instance: { id: string; name: string };
  from: From;
  /** The Cookie header. */
  cookie: string | undefined;
  setCookie(line: string): void;
}
export interface AttemptCall extends PersonCall {
  attempt: Attempt;
}
export interface SignedInCall extends PersonCall {
  person: SignedIn;
}
type CallOf<N extends Needs> = N extends 'attempt'
  ? AttemptCall
  : N extends 'person' | 'recent'
    ? SignedInCall
    : PersonCall;

interface Definition<
  N extends Needs,
  Path extends string,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> {
  method: Method;
  /** Below `/{instance}/person/api`; parameters as in `/sessions/{session}`. */
  path: Path;
  needs: N;
  query?: Q;
  body?: B;
  /** `Nothing` for 204. */
  reply: R;
  run(
    call: CallOf<N>,
    input: { params: Record<PathParams<Path>, string>; query: z.output<Q>; body: z.output<B> },
  ): Promise<z.input<R>>;
}

/** A route with its types rubbed off. */
export interface PersonRoute {
  method: Method;
  path: string;
  needs: Needs;
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType;
  reply: z.ZodType;
  run(call: PersonCall, input: { params: unknown; query: unknown; body: unknown }): Promise<unknown>;
}

/** The reply of a call that answers 204. */
export const Nothing = z.void();
const NO_QUERY = z.strictObject({});
const NO_BODY = z.strictObject({}).optional();

export function personRoute<
  const N extends Needs,
  const Path extends string,
  R extends z.ZodType,
  Q extends z.ZodType = typeof NO_QUERY,
  B extends z.ZodType = typeof NO_BODY,
>(definition: Definition<N, Path, Q, B, R>): PersonRoute {
  const { method, path, needs, reply } = definition;
  if (needs === 'anyone' && method !== 'GET') throw new TypeError(`${path}: a write needs somebody`);
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  return {
    method,
    path,
    needs,
    reply,
    params: z.object(Object.fromEntries(names.map((name) => [name, z.string().min(1).max(256)]))),
    query: definition.query ?? NO_QUERY,
    body: definition.body ?? NO_BODY,
    run: definition.run as PersonRoute['run'],
  };
}

/** Serves tables of routes. `checkReplies`: every answer against its schema too; tests do. */
export async function servePeople(
  app: FastifyInstance,
  deps: LogonDeps,
  routes: readonly PersonRoute[],
  checkReplies = false,
): Promise<void> {
  await app.register(
    async (scope) => {
      await guardAnswers(scope, { https: deps.publicUrl.startsWith('https:') });
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        'application/json',
        { parseAs: 'buffer', bodyLimit: 256 * 1024 },
        async (_request: unknown, body: Buffer) => parseJsonBody(body),
      );
      scope.setErrorHandler(sendProblem);
      scope.setNotFoundHandler((request, reply) => {
        const path = request.url.split('?', 1)[0]!.slice(0, 200);
        sendProblem(new MusterError('route_unknown', { method: request.method, path }), request, reply);
      });
      for (const route of routes) serve(scope, deps, route, checkReplies);
    },
    { prefix: '/:instance/person/api' },
  );
}

function serve(scope: FastifyInstance, deps: LogonDeps, route: PersonRoute, checkReplies: boolean): void {
  const instances = new WeakMap<FastifyRequest, { id: string; name: string }>();
  scope.route({
    method: route.method,
    exposeHeadRoute: false,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    // Before the body is read.
    onRequest: async (request) => {
      if (route.method !== 'GET') requireOwnPage(deps.publicUrl, request);
      refuseHostile(request.params);
      instances.set(request, await findInstance(deps, (request.params as { instance: string }).instance));
    },
    handler: async (request, reply) => {
      const call = await callOf(deps, route, instances.get(request)!, request, reply);
      refuseHostile(request.query);
      const { instance: _, ...params } = request.params as Record<string, string>;
      const input = {
        params: validate(route.params, params, 'the path', call.language),
        query: validate(route.query, { ...(request.query as object) }, 'the query', call.language),
        body: validate(route.body, request.body, 'the body', call.language),
      };
      const result = await route.run(call, input).finally(() => {
        // A refused log-on may have ended the one under way.
        for (const line of (call as Partial<AttemptCall>).attempt?.setCookies ?? []) call.setCookie(line);
      });
      if (checkReplies) route.reply.parse(result);
      if (route.reply === Nothing) return reply.code(204).send();
      return result;
    },
  });
}

async function callOf(
  deps: LogonDeps,
  route: PersonRoute,
  instance: { id: string; name: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<PersonCall> {
  const { cookie } = request.headers;
  const call: PersonCall = {
    deps,
    log: request.log as Logger,
    language: languageOf(request.headers['accept-language']),
    instance,
    from: fromOf(request),
    cookie,
    setCookie: (line) => void reply.header('set-cookie', line),
  };
  if (route.needs === 'anyone') return call;
  if (route.needs === 'attempt') {
    const attempt = await findAttempt(deps, instance.id, cookie);
    if (!attempt) throw new MusterError('logon_expired');
    requireToken(route, request, attemptCookie(deps.publicUrl, instance.id, cookie));
    return { ...call, attempt } as AttemptCall;
  }
  const person = await currentPerson(deps, instance.id, cookie);
  if (!person) throw new MusterError('signed_out');
  requireToken(route, request, personCookie(deps.publicUrl, instance.id, cookie));
  if (route.needs === 'recent' && deps.now().getTime() - person.at.getTime() > RECENT_MS)
    throw new MusterError('reauthentication_needed');
  return { ...call, person } as SignedInCall;
}

/** Where a request came from, for limits and the log. */
export function fromOf(request: FastifyRequest): From {
  return { address: request.ip, agent: String(request.headers['user-agent'] ?? '').slice(0, 300) };
}

/** The instance of a path; throws `not_found`. */
export async function findInstance(
  deps: Pick<LogonDeps, 'db'>,
  id: string,
): Promise<{ id: string; name: string }> {
  const { rows } = await deps.db.query<{ id: string; name: string }>(
    `SELECT id, name FROM instance WHERE id = $1`,
    [id],
  );
  if (!rows[0]) throw new MusterError('not_found', { what: 'instance', id: id.slice(0, 80) });
  return rows[0];
}

function requireToken(route: PersonRoute, request: FastifyRequest, secret: string | undefined): void {
  if (route.method === 'GET') return;
  if (secret === undefined || !csrfMatches(secret, request.headers['x-csrf-token']))
    throw new MusterError('csrf_wrong');
}

/**
 * Cookies travel with calls that other sites make. Browsers say where a call comes from in Sec-Fetch-Site and Origin,
 * which no script of another site can set; a write that says nothing of the kind is refused.
 */
function requireOwnPage(publicUrl: string, request: FastifyRequest): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const own =
    origin !== undefined &&
    URL.canParse(origin) &&
    (origin === new URL(publicUrl).origin || new URL(origin).host === host);
  const fine =
    origin === undefined ? site === 'same-origin' : own && (site ?? 'same-origin') === 'same-origin';
  if (!fine) throw new MusterError('cross_site');
}
