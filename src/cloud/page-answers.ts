/** What the pages of the RAM side have in common beyond their look: refusals, headers, forms that come from here only. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { MusterError } from '../errors/error.ts';
import { hsts } from '../http/answers.ts';
import { readCookie, writeCookie } from '../http/cookies.ts';
import { isFromHere } from '../http/forms.ts';
import { languageOf } from '../http/language.ts';
import { pageHeaders } from '../http/page.ts';
import { randomToken } from '../secrets/token.ts';
import { refusalPage } from './oauth/logon-page.ts';
import { OAuthError } from './oauth/oauth-error.ts';

export type AccountRequest = FastifyRequest<{ Params: { account: string } }>;

/** Refused before it was known where an answer may go: nothing is sent there, a page says why. */
export class RefusedOnPage extends Error {}

/** Tells failures of the routes on a page, in the reader's language. */
export function answerInPages(app: FastifyInstance, { log, https }: { log: Logger; https: boolean }): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(hsts(https));
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const language = languageOf(request.headers['accept-language']);
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

const FORM_COOKIE = 'muster_ram_logon';

/** A value for the form's field `csrf`, put into a cookie as well: only a page of ours can bring both. */
export function newFormToken(reply: FastifyReply, { path, https }: { path: string; https: boolean }): string {
  const value = randomToken();
  const cookie = { name: FORM_COOKIE, value, seconds: 3600, sameSite: 'Strict', path, https } as const;
  reply.header('set-cookie', writeCookie(cookie));
  return value;
}

export function hasFormToken(request: FastifyRequest, given: string | undefined): boolean {
  const kept = readCookie(request.headers.cookie, FORM_COOKIE);
  return kept !== undefined && kept === given;
}

/** A form on another site must not log anybody on here. */
export function refuseForeignForm(request: FastifyRequest): void {
  if (!isFromHere(request)) throw new RefusedOnPage('This form was sent from another site.');
}
