/** What the pages of the RAM side have in common beyond their look: refusals, headers, forms that come from here only. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { MusterError } from '../errors/error.ts';
import { refusalPage } from './oauth/logon-page.ts';
import { OAuthError } from './oauth/oauth-error.ts';
import { pageHeaders, pageLanguage } from './page.ts';
import { randomSecret } from './secrets.ts';

export type AccountRequest = FastifyRequest<{ Params: { account: string } }>;

/** Refused before it was known where an answer may go: nothing is sent there, a page says why. */
export class RefusedOnPage extends Error {}

/** Tells failures of the routes on a page, in the reader's language. */
export function answerInPages(app: FastifyInstance, { log, https }: { log: Logger; https: boolean }): void {
  if (https) {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
    });
  }
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const language = pageLanguage(request.headers['accept-language']);
    reply.headers(pageHeaders());
    if (error instanceof RefusedOnPage || error instanceof OAuthError) {
      return reply.code(400).send(refusalPage(language, error.message));
    }
    if (error instanceof MusterError && error.status < 500) {
      const { message, remedy } = error.text(language);
      return reply.code(error.status).send(refusalPage(language, message, remedy));
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error, requestId: request.id }, 'log-on page failed');
    return reply.code(status).send(refusalPage(language, 'The request could not be read or carried out.'));
  });
}

/** Takes forms as text, to be read by `readParameters`, and no other kind of body. */
export function readForms(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: maxBytes },
    (_request, body, done) => done(null, body),
  );
}

const FORM_COOKIE = 'muster_ram_logon';

/** A value for the form's field `csrf`, put into a cookie as well: only a page of ours can bring both. */
export function newFormToken(reply: FastifyReply, { path, https }: { path: string; https: boolean }): string {
  const token = randomSecret();
  const secure = https ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${FORM_COOKIE}=${token}; Path=${path}; Max-Age=3600; HttpOnly; SameSite=Strict${secure}`,
  );
  return token;
}

export function hasFormToken(request: FastifyRequest, given: string | undefined): boolean {
  const cookie = new RegExp(`(?:^|;\\s*)${FORM_COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(
    request.headers.cookie ?? '',
  );
  return cookie !== null && cookie[1] === given;
}

/** A form on another site must not log anybody on here; browsers say where a form was sent from. */
export function refuseForeignForm(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') {
    throw new RefusedOnPage('This form was sent from another site.');
  }
}
