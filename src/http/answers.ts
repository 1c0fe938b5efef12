/** What answers bear that no page of ours shows: JSON, redirects, what machines call. */
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** A year, for the host and all below it; said over TLS only (RFC 6797 §7.2). */
export function hsts(https: boolean): Record<string, string> {
  return https ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {};
}

/** Nothing of these answers may be loaded, framed or kept, whatever a browser takes them for. */
export async function guardAnswers(app: FastifyInstance, { https }: { https: boolean }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: https,
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
}
