/** Fastify plugin: /healthz (the process answers), /readyz (its database too), /metrics (Prometheus). */
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bearerToken, findToken } from './admin/tokens.ts';
import type { Sql } from './db/db.ts';
import { httpSeconds, metrics } from './metrics.ts';

const READY_WITHIN_MS = 2000;

export async function healthRoutes(app: FastifyInstance, { db }: { db: Sql }): Promise<void> {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }));
  app.get('/readyz', { logLevel: 'warn' }, async (request, reply) => {
    try {
      await Promise.race([db.query('SELECT 1'), tooLate(READY_WITHIN_MS)]);
      return { status: 'ok' };
    } catch (error) {
      request.log.warn({ err: error }, 'not ready: the database does not answer');
      return reply.code(503).send({ status: 'database does not answer' });
    }
  });
  app.get('/metrics', { logLevel: 'warn' }, async (request, reply) => {
    if (!isLocal(request) && !(await hasToken(db, request)))
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer realm="muster"')
        .send({ status: 'metrics need an API token, except from the machine itself' });
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
}

/** From this machine itself: a proxy on it, trusted or not, says that it passes somebody else's call on. */
function isLocal({ ip, headers }: FastifyRequest): boolean {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false;
  const address = ip.replace(/^::ffff:/i, '');
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

async function hasToken(db: Sql, { headers }: FastifyRequest): Promise<boolean> {
  const token = bearerToken(headers.authorization);
  return token !== undefined && (await findToken(db, token)) !== undefined;
}

/** Times every answer of the server; set on the outermost instance, before the routes. */
export function measureAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    httpSeconds.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
  });
}

function tooLate(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms).unref();
  });
}
