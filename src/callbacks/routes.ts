/** What sources call when something has changed: /callbacks/{source}. An answer waits for nothing but the storing. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import { asMusterError, type MusterError } from '../errors/error.ts';
import { guardAnswers } from '../http/answers.ts';
import { FailedLogons } from '../secrets/failed-logons.ts';
import type { CallbackRequest } from '../sources/source.ts';
import { type CalledSource, calledSource, noteProbe, noteRefusal } from '../sync/callback.ts';
import { storeEvents } from '../sync/events.ts';
import type { SourceDeps } from '../sync/source-settings.ts';

export interface CallbackOptions extends Pick<SourceDeps, 'kinds' | 'open'> {
  readonly db: Db;
  readonly log: Logger;
  readonly publicUrl: string;
  readonly now: () => Date;
}

const BODY_MAX_BYTES = 1024 * 1024;
/** What a refused caller reads: enough for the person who sets it up, nothing for one who guesses. */
const REFUSED = { 403: 'refused', 404: 'unknown', 413: 'too large', 429: 'too many', 500: 'failed' } as const;

type SourceRequest = FastifyRequest<{ Params: { source: string } }>;

/** Fastify plugin. Who calls is shown by the signature that the kind of source checks; there is no other log-on. */
export async function callbackRoutes(app: FastifyInstance, options: CallbackOptions): Promise<void> {
  const refusals = new Refusals(options);
  await app.register(
    async (scope) => {
      await guardAnswers(scope, { https: options.publicUrl.startsWith('https:') });
      scope.removeAllContentTypeParsers();
      // Signatures are over the bytes as they came.
      scope.addContentTypeParser(
        '*',
        { parseAs: 'buffer', bodyLimit: BODY_MAX_BYTES },
        (_request, body, done) => done(null, body),
      );
      scope.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
        const status = error.statusCode ?? 500;
        if (status < 500) return refuse(reply, status === 413 ? 413 : 403);
        options.log.error({ err: error, requestId: request.id }, 'a call of a source failed');
        return refuse(reply, 500);
      });
      scope.route({
        method: ['GET', 'POST'],
        url: '/:source',
        exposeHeadRoute: false,
        handler: (request, reply) => answer(options, refusals, request as SourceRequest, reply),
      });
    },
    { prefix: '/callbacks', logLevel: 'warn' },
  );
}

async function answer(
  options: CallbackOptions,
  refusals: Refusals,
  request: SourceRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { db, now } = options;
  const source = await calledSource(db, options, request.params.source.replaceAll('\0', ''));
  if (!source) return refuse(reply, await refusals.count(request, undefined));
  let understood: ReturnType<NonNullable<typeof source.kindOf.callback>>;
  try {
    understood = source.kindOf.callback!(source.config, requestOf(request), now());
  } catch (error) {
    return refuse(reply, await refusals.count(request, { source, error: asMusterError(error) }));
  }
  if (understood.probe) await noteProbe(db, source.id);
  // A source that is switched off learns nothing of that; what happened meanwhile is found by the next full check.
  if (source.enabled) await storeEvents(db, source.id, understood.events);
  return reply.code(200).type(understood.contentType).send(understood.body);
}

function requestOf(request: SourceRequest): CallbackRequest {
  const one = (value: unknown) => String(Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));
  const texts = (from: object) => Object.fromEntries(Object.entries(from).map(([name, v]) => [name, one(v)]));
  return {
    method: request.method as CallbackRequest['method'],
    query: texts(request.query as object),
    headers: texts(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

/** Logs refused calls and keeps the last of each source, but not those of an address that never stops. */
class Refusals {
  readonly #options: CallbackOptions;
  readonly #failures = new FailedLogons();

  constructor(options: CallbackOptions) {
    this.#options = options;
  }

  async count(
    { ip, method, params }: SourceRequest,
    known: { source: CalledSource; error: MusterError } | undefined,
  ): Promise<keyof typeof REFUSED> {
    const { db, log } = this.#options;
    try {
      this.#failures.count(ip);
    } catch {
      return 429;
    }
    const about = { address: ip, method, source: params.source.slice(0, 80) };
    if (!known) {
      log.warn(about, 'call for a source that is unknown, or is not called');
      return 404;
    }
    const { source, error } = known;
    const isOurs = error.status >= 500;
    if (isOurs) log.error({ ...about, err: error.cause ?? error }, 'a call of a source failed');
    else log.warn({ ...about, code: error.code, ...error.params }, 'call of a source refused');
    await noteRefusal(db, source.id, error);
    return isOurs ? 500 : 403;
  }
}

function refuse(reply: FastifyReply, status: keyof typeof REFUSED): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(REFUSED[status]);
}
