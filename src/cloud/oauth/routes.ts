import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Db } from '../../db/db.ts';
import { FailedLogons } from '../../secrets/failed-logons.ts';
import type { Sealer } from '../../secrets/seal.ts';
import { randomSecret } from '../secrets.ts';
import { issueToken, mayManageUsers, revokeToken } from '../tokens.ts';
import { answerInJson } from './answers.ts';
import {
  type AuthorizationRequest,
  RefusedOnPage,
  readAuthorization,
  redirectTarget,
  redirectTo,
} from './authorize.ts';
import { authenticateClient } from './client.ts';
import { issuerOf } from './id-token.ts';
import { logOn } from './logon.ts';
import { type LogonProblem, logonPage, pageHeaders, pageLanguage, refusalPage } from './logon-page.ts';
import { OAuthError } from './oauth-error.ts';
import { openidRoutes } from './openid.ts';
import { type Parameters, readParameters, requireParameter } from './parameters.ts';
import { type FindSigningKey, signingKeys } from './signing-key.ts';
import { tokenAnswer } from './token.ts';

export interface OAuthOptions {
  readonly db: Db;
  readonly publicUrl: string;
  readonly sealer: Sealer;
  readonly log: Logger;
  readonly now: () => Date;
}

const MAX_FORM_BYTES = 16_384;
const CODE_VALIDITY_SECONDS = 60;
const CSRF_COOKIE = 'muster_ram_logon';

type AccountRequest = FastifyRequest<{ Params: { account: string } }>;

/** The endpoints of a cloud account for tokens, log-on and identity, below /ram/{account}/oauth. */
export function oauthRoutes(app: FastifyInstance, options: OAuthOptions): void {
  app.register(
    async (oauth) => {
      readForms(oauth);
      oauth.register(async (inner) => {
        const keys = signingKeys(options.db, options.sealer);
        answerInJson(inner, options.log);
        tokenRoutes(inner, options, keys);
        openidRoutes(inner, { ...options, keys });
      });
      oauth.register(async (inner) => authorizeRoutes(inner, options));
    },
    { prefix: '/ram/:account/oauth', logLevel: 'warn' },
  );
}

function readForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    (_request, body, done) => done(null, body),
  );
}

function tokenRoutes(app: FastifyInstance, { db, publicUrl, now }: OAuthOptions, keys: FindSigningKey): void {
  app.post('/v1/token', async (request: AccountRequest) =>
    tokenAnswer({
      db,
      publicUrl,
      keys,
      accountId: request.params.account,
      authorization: request.headers.authorization,
      parameters: readParameters(request.raw.url ?? '', request.body),
      now: now(),
    }),
  );
  app.post('/v1/revoke', async (request: AccountRequest, reply) => {
    const parameters = readParameters(request.raw.url ?? '', request.body);
    const { account } = request.params;
    const { client } = await authenticateClient(db, account, request.headers.authorization, parameters);
    await revokeToken(db, client.appId, requireParameter(parameters, 'token'));
    return reply.code(200).send({ request_id: randomUUID() });
  });
}

function authorizeRoutes(app: FastifyInstance, options: OAuthOptions): void {
  const failures = new FailedLogons();
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const language = pageLanguage(request.headers['accept-language']);
    reply.headers(pageHeaders());
    if (error instanceof RefusedOnPage || error instanceof OAuthError) {
      return reply.code(400).send(refusalPage(language, error.message));
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) options.log.error({ err: error, requestId: request.id }, 'log-on page failed');
    return reply.code(status).send(refusalPage(language, 'The request could not be read or carried out.'));
  });
  app.get('/v1/authorize', async (request: AccountRequest, reply) => {
    const parameters = readParameters(request.raw.url ?? '', undefined);
    return answerAuthorization(options, request, reply, parameters, async (asked) =>
      showPage(options, request, reply, { asked, parameters }),
    );
  });
  app.post('/v1/authorize', async (request: AccountRequest, reply) => {
    // Only what the form sends counts: a link cannot bring parameters along.
    const parameters = readParameters('', request.body);
    refuseForeignForm(request);
    return answerAuthorization(options, request, reply, parameters, (asked) =>
      takeLogon({ ...options, failures }, request, reply, { asked, parameters }),
    );
  });
}

/** Checks the request; what is wrong goes to a page or, once the redirect URI is known to be good, there. */
async function answerAuthorization(
  { db }: OAuthOptions,
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

const CARRIED = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'access_type',
  'nonce',
  'code_challenge',
  'code_challenge_method',
];

function showPage(
  { publicUrl }: OAuthOptions,
  request: AccountRequest,
  reply: FastifyReply,
  { asked, parameters, problem }: Asked,
): unknown {
  const csrf = randomSecret();
  const hidden = new Map<string, string>([['csrf', csrf]]);
  for (const name of CARRIED) {
    const value = parameters.get(name);
    if (value !== undefined) hidden.set(name, value);
  }
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const path = new URL(`${issuerOf(publicUrl, request.params.account)}/v1/authorize`).pathname;
  reply.headers(pageHeaders(asked.redirectUri));
  reply.header(
    'set-cookie',
    `${CSRF_COOKIE}=${csrf}; Path=${path}; Max-Age=3600; HttpOnly; SameSite=Strict${secure}`,
  );
  const app = { displayName: asked.client.displayName, scopes: asked.scopes };
  const language = pageLanguage(request.headers['accept-language']);
  return reply.code(problem === undefined ? 200 : 403).send(logonPage(language, app, hidden, problem));
}

async function takeLogon(
  options: OAuthOptions & { readonly failures: FailedLogons },
  request: AccountRequest,
  reply: FastifyReply,
  { asked, parameters }: Asked,
): Promise<unknown> {
  const again = (problem: LogonProblem) => showPage(options, request, reply, { asked, parameters, problem });
  const cookie = new RegExp(`(?:^|;\\s*)${CSRF_COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(
    request.headers.cookie ?? '',
  );
  if (cookie === null || cookie[1] !== parameters.get('csrf')) return again('expired');
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
  if (asked.scopes.includes('/acs/scim') && !(await mayManageUsers(db, verdict.userId))) {
    throw new OAuthError(
      'access_denied',
      'This RAM user may not manage users: it needs the policy AdministratorAccess or AliyunRAMFullAccess.',
    );
  }
  const { client, scopes, redirectUri, codeChallenge, nonce, offline, state } = asked;
  const code = await issueToken(
    db,
    {
      kind: 'code',
      appId: client.appId,
      scopes,
      validitySeconds: CODE_VALIDITY_SECONDS,
      userId: verdict.userId,
      grantId: randomUUID(),
      redirectUri,
      offline,
      ...(codeChallenge === undefined ? {} : { codeChallenge }),
      ...(nonce === undefined ? {} : { nonce }),
    },
    now,
  );
  return redirect(reply, redirectUri, { code, state });
}

function redirect(
  reply: FastifyReply,
  redirectUri: string,
  answer: Record<string, string | undefined>,
): unknown {
  reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  return reply.redirect(redirectTo(redirectUri, answer), 303);
}

/** A form on another site must not log anybody on here; browsers say where a form was sent from. */
function refuseForeignForm(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') {
    throw new RefusedOnPage('This form was sent from another site.');
  }
}
