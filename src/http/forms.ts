/** Forms that browsers send. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Takes forms as text, and no other kind of body: who reads them decides what a name that comes twice means. */
export function readForms(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: maxBytes },
    (_request, body, done) => done(null, body),
  );
}

/** False for a form of another site: browsers say where one was sent from, and no script there can say otherwise. */
export function isFromHere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin';
}
