/** The authorization endpoint: a RAM user logs on, by password or through the identity provider, and allows an application its scopes. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Db } from '../../db/db.ts';
import { MusterError } from '../../errors/error.ts';
import { languageOf } from '../../http/language.ts';
import { pageHeaders } from '../../http/page.ts';
import { FailedLogons } from '../../secrets/failed-logons.ts';
import {
  type AccountRequest,
  answerInPages,
  hasFormToken,
  newFormToken,
  refuseForeignForm,
} from '../page-answers.ts';
import { pagePaths } from '../user-sso/addresses.ts';
import { type Cookies, readRamCookie, writeRamCookie } from '../user-sso/cookies.ts';
import { LOGON_SECONDS, startSso } from '../user-sso/log-on.ts';
import { findAllowable, type PendingAllow, takeAllowable } from '../user-sso/pending-allow.ts';
import { isSsoOn } from '../user-sso/settings.ts';
import type { FindSpKey } from '../user-sso/sp-keys.ts';
import {
  type AuthorizationRequest,
  carriedOf,
  readAuthorization,
  redirectTarget,
  redirectTo,
} from './authorize.ts';
import { grantCode } from './grant-code.ts';
import { logOn } from './logon.ts';
import { allowPage, type LogonProblem, logonPage } from './logon-page.ts';
import { OAuthError } from './oauth-error.ts';
import { type Parameters, readParameters } from './parameters.ts';

export interface AuthorizeOptions {
  readonly db: Db;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
  /** Keys that AuthnRequests are signed with. */
  readonly spKeys: FindSpKey;
}

/** Pages below /ram/{account}/oauth. */
export function authorizeRoutes(app: FastifyInstance, options: AuthorizeOptions): void {
  const failures = new FailedLogons();
  const { db, log, publicUrl } = options;
  answerInPages(app, { log, https: publicUrl.startsWith('https:') });
  app.get('/v1/authorize', async (request: AccountRequest, reply) => {
    const parameters = readParameters(request.raw.url ?? '', undefined);
    return answerAuthorization(db, request, reply, parameters, async (asked) =>
      (await isSsoOn(db, request.params.account))
        ? sendToIdp(options, request, reply, parameters)
        : showPage(options, request, reply, { asked, parameters }),
    );
  });
  app.post('/v1/authorize', async (request: AccountRequest, reply) => {
    // Only what the form sends counts: a link cannot bring parameters along.
    const parameters = readParameters('', request.body);
    refuseForeignForm(request);
    return answerAuthorization(db, request, reply, parameters, async (asked) => {
      if (await isSsoOn(db, request.params.account)) throw new MusterError('ram_sso_password_off');
      return takeLogon({ ...options, failures }, request, reply, { asked, parameters });
    });
  });
  allowRoutes(app, options);
}

/** After the identity provider: the person sees who asks for what, and decides. */
function allowRoutes(app: FastifyInstance, { db, publicUrl, now }: AuthorizeOptions): void {
  const browserOf = (request: AccountRequest) =>
    readRamCookie(cookiesOf(publicUrl, request), 'logon', request.headers.cookie);
  const nowhere = () => new MusterError('ram_sso_begin_again', { reason: 'request_unknown' });
  app.get('/v1/allow', async (request: AccountRequest, reply) => {
    const id = readParameters(request.raw.url ?? '', undefined).get('request') ?? '';
    const { account } = request.params;
    const pending = await findAllowable(db, account, { id, browser: browserOf(request) }, now());
    if (pending === undefined) throw nowhere();
    const parameters = parametersOf(pending);
    return answerAuthorization(db, request, reply, parameters, async (asked) => {
      const app = { displayName: asked.client.displayName, scopes: asked.scopes };
      const hidden = new Map([
        ['request', id],
        ['csrf', pending.csrf],
      ]);
      const language = languageOf(request.headers['accept-language']);
      return reply.headers(formHeaders(asked)).send(allowPage(language, app, pending.upn, hidden));
    });
  });
  app.post('/v1/allow', async (request: AccountRequest, reply) => {
    const form = readParameters('', request.body);
    refuseForeignForm(request);
    const { account } = request.params;
    const named = { id: form.get('request') ?? '', browser: browserOf(request), csrf: form.get('csrf') };
    const pending = await takeAllowable(db, account, named, now());
    if (pending === undefined) throw nowhere();
    return answerAuthorization(db, request, reply, parametersOf(pending), async (asked) => {
      if (form.get('answer') !== 'allow')
        throw new OAuthError('access_denied', 'The RAM user did not allow it.');
      const code = await grantCode(db, asked, pending.userId, now());
      return redirect(reply, asked.redirectUri, { code, state: asked.state });
    });
  });
}

const parametersOf = ({ continuation }: PendingAllow): Parameters => new Map(Object.entries(continuation));

const cookiesOf = (publicUrl: string, request: AccountRequest): Cookies => ({
  accountId: request.params.account,
  https: publicUrl.startsWith('https:'),
});

async function sendToIdp(
  { db, publicUrl, spKeys, now }: AuthorizeOptions,
  request: AccountRequest,
  reply: FastifyReply,
  parameters: Parameters,
): Promise<unknown> {
  const cookies = cookiesOf(publicUrl, request);
  const continuation = Object.fromEntries(carriedOf(parameters));
  const browser = readRamCookie(cookies, 'logon', request.headers.cookie);
  const deps = { db, publicUrl, keys: spKeys };
  const sent = await startSso(deps, request.params.account, { browser, continuation }, now());
  reply.header('set-cookie', writeRamCookie(cookies, 'logon', sent.browser, LOGON_SECONDS));
  reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  return reply.redirect(sent.location, 303);
}

/** Checks the request; what is wrong goes to a page or, once the redirect URI is known to be good, there. */
async function answerAuthorization(
  db: Db,
  request: AccountRequest,
  reply: FastifyReply,
  parameters: Parameters,
  answer: (asked: AuthorizationRequest) => Promise<unknown>,
): Promise<unknown> {
  const target = await redirectTarget(db, request.params.account, parameters);
  try {
    return await answer(readAuthorization(target, parameters));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return redirect(reply, target.redirectUri, {
      error: error.code,
      error_description: error.message,
      state: parameters.get('state'),
    });
  }
}

interface Asked {
  readonly asked: AuthorizationRequest;
  readonly parameters: Parameters;
  readonly problem?: LogonProblem;
}

function showPage(
  { publicUrl }: AuthorizeOptions,
  request: AccountRequest,
  reply: FastifyReply,
  { asked, parameters, problem }: Asked,
): unknown {
  const path = pagePaths(publicUrl, request.params.account).authorize;
  const csrf = newFormToken(reply, { path, https: publicUrl.startsWith('https:') });
  const hidden = new Map([['csrf', csrf], ...carriedOf(parameters)]);
  const app = { displayName: asked.client.displayName, scopes: asked.scopes };
  const language = languageOf(request.headers['accept-language']);
  reply.headers(formHeaders(asked));
  return reply.code(problem === undefined ? 200 : 403).send(logonPage(language, app, hidden, problem));
}

async function takeLogon(
  options: AuthorizeOptions & { readonly failures: FailedLogons },
  request: AccountRequest,
  reply: FastifyReply,
  { asked, parameters }: Asked,
): Promise<unknown> {
  const again = (problem: LogonProblem) => showPage(options, request, reply, { asked, parameters, problem });
  if (!hasFormToken(request, parameters.get('csrf'))) return again('expired');
  const { db, failures } = options;
  const now = options.now();
  const logon = {
    accountId: request.params.account,
    userName: parameters.get('username') ?? '',
    password: parameters.get('password') ?? '',
    address: request.ip,
  };
  const verdict = await logOn(db, failures, logon, now);
  if (typeof verdict === 'string') return again(verdict);
  const code = await grantCode(db, asked, verdict.userId, now);
  return redirect(reply, asked.redirectUri, { code, state: asked.state });
}

/** A form here ends at the application, by way of the redirect. */
function formHeaders({ redirectUri }: AuthorizationRequest): Record<string, string> {
  const { origin, protocol } = new URL(redirectUri);
  return pageHeaders({ formAction: `'self' ${origin === 'null' ? protocol : origin}` });
}

function redirect(
  reply: FastifyReply,
  redirectUri: string,
  answer: Record<string, string | undefined>,
): unknown {
  reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  return reply.redirect(redirectTo(redirectUri, answer), 303);
}
