import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { OAuthError } from './oauth-error.ts';

/** Answers errors the way RFC 6749 §5.2 says, and keeps answers out of caches. */
export function answerInJson(app: FastifyInstance, log: Logger): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof OAuthError) {
      if (error.status === 401) reply.header('www-authenticate', 'Basic realm="muster"');
      return reply.code(error.status).send(errorBody(error.code, error.message));
    }
    const status = error.statusCode ?? 500;
    if (status < 500) {
      const what =
        'Send the parameters as application/x-www-form-urlencoded, at most 16 kB, or in the query string.';
      return reply.code(status).send(errorBody('invalid_request', what));
    }
    log.error({ err: error, requestId: request.id }, 'OAuth request failed');
    return reply
      .code(500)
      .send(errorBody('server_error', 'Something went wrong; look in the log of the server.'));
  });
}

export function errorBody(error: string, description: string): object {
  return { error, error_description: description, request_id: randomUUID() };
}
