import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { asMusterError, type Language, MusterError } from '../errors/error.ts';
import { languageOf } from '../http/language.ts';
import { type FieldError, InvalidInput } from './validate.ts';

/** RFC 9457 problem details, with what Muster adds: code, remedy, the fields at fault, the id to look for in the log. */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    remedy: z.string(),
    errors: z.array(z.strictObject({ field: z.string(), message: z.string() })),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export const PROBLEM_MEDIA = 'application/problem+json';
export const BODY_LIMIT = 1024 * 1024;

/** Answers a failed call; what is not a MusterError is logged with its cause and told as `internal`. */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = asMusterError(fromFastify(thrown, request));
  if (error.status >= 500) request.log.error({ err: error.cause ?? error, code: error.code }, 'call failed');
  if (error.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="muster"');
  if (error.code === 'too_many_attempts') reply.header('retry-after', String(error.params.seconds));
  if (error.code === 'method_not_allowed') reply.header('allow', String(error.params.allowed));
  const problem = problemOf(error, languageOf(request.headers['accept-language']), request.id);
  return reply.code(error.status).type(PROBLEM_MEDIA).send(problem);
}

export function problemOf(error: MusterError, language: Language, requestId: string): Problem {
  const { code, message, remedy, field } = error.text(language);
  const named: FieldError[] = field === undefined ? [] : [{ field, message }];
  return {
    type: `/api/v1/errors/${code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    code,
    detail: message,
    remedy,
    errors: error instanceof InvalidInput ? error.fields : named,
    requestId,
  };
}

/** Fastify's own refusals as codes of the catalogue. */
function fromFastify(thrown: unknown, request: FastifyRequest): unknown {
  if (thrown instanceof MusterError) return thrown;
  const { code, statusCode } = thrown as { code?: string; statusCode?: number };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new MusterError('body_too_large', { limit: `${BODY_LIMIT / 1024 / 1024} MB` }, thrown);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new MusterError('media_type_unsupported', {}, thrown);
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new MusterError('request_malformed', { reason: 'Content-Length does not fit the body' }, thrown);
    case 'FST_ERR_BAD_URL':
      return new MusterError('request_malformed', { reason: 'the path is not a valid URL' }, thrown);
  }
  if (code?.startsWith('FST_') && statusCode !== undefined && statusCode < 500)
    return new MusterError('request_malformed', { reason: `${request.method} is not understood` }, thrown);
  return thrown;
}
