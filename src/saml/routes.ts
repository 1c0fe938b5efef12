/** The identity provider on the web: `/{instance}/saml/{application}`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asMusterError, MusterError } from '../errors/error.ts';
import { hsts } from '../http/answers.ts';
import { readForms } from '../http/forms.ts';
import { languageOf } from '../http/language.ts';
import { isToken } from '../secrets/token.ts';
import { signingKeysOf } from '../signing/keys.ts';
import { browserOf } from './browser.ts';
import { audit, type From, findHere, type Here, type SamlDeps } from './here.ts';
import { logOutBy } from './logout.ts';
import { idpMetadata } from './metadata.ts';
import { plainHeaders, postHeaders, postPage, refusalPage } from './pages.ts';
import { queryOf, readParameters } from './parameters.ts';
import { acceptRequest, answerRequest, type Next, startAtPortal } from './sso.ts';

const MAX_FORM_BYTES = 256 * 1024;

type Request = FastifyRequest<{ Params: { instance: string; application: string } }>;

/** Registers metadata, sso, resume, start and logout of every application that signs in by SAML. */
export async function samlRoutes(app: FastifyInstance, deps: SamlDeps): Promise<void> {
  await app.register(
    async (scope) => {
      readForms(scope, MAX_FORM_BYTES);
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers(hsts(deps.publicUrl.startsWith('https:')));
      });
      scope.setErrorHandler((error, request, reply) => sendRefusal(deps, error, request, reply));
      signOnRoutes(scope, deps);
      logoutRoutes(scope, deps);
      scope.get('/metadata', async (request: Request, reply) => {
        const here = await hereOf(deps, request);
        const keys = await signingKeysOf(deps, here.application.instanceId, 'saml');
        return reply
          .headers({ ...plainHeaders(), 'content-type': 'application/samlmetadata+xml; charset=utf-8' })
          .send(idpMetadata(here, keys));
      });
    },
    { prefix: '/:instance/saml/:application', logLevel: 'warn' },
  );
}

function signOnRoutes(scope: FastifyInstance, deps: SamlDeps): void {
  const accept = async (request: Request, reply: FastifyReply, binding: 'redirect' | 'post') => {
    const here = await hereOf(deps, request);
    return audited(deps, here, request, async () => {
      const { browser, setCookie } = browserOf(
        deps.publicUrl,
        here.application.instanceId,
        request.headers.cookie,
      );
      const token = await acceptRequest(deps, here, parametersOf(request, binding), binding, browser);
      reply.header('set-cookie', setCookie);
      return send(request, reply, here, {
        kind: 'go',
        to: `${here.paths.entityId}/resume?request=${token}`,
      });
    });
  };
  scope.get('/sso', (request: Request, reply) => accept(request, reply, 'redirect'));
  scope.post('/sso', (request: Request, reply) => accept(request, reply, 'post'));
  scope.get('/resume', async (request: Request, reply) => {
    const here = await hereOf(deps, request);
    return audited(deps, here, request, async (from) => {
      const { cookie } = request.headers;
      const { browser } = browserOf(deps.publicUrl, here.application.instanceId, cookie);
      const token = parametersOf(request, 'redirect').get('request');
      if (!isToken(token)) throw new MusterError('saml_request_gone');
      const next = await answerRequest(deps, here, { token, browser, cookie, from });
      return send(request, reply, here, next);
    });
  });
  scope.get('/start', async (request: Request, reply) => {
    const here = await hereOf(deps, request);
    return audited(deps, here, request, async (from) => {
      const relayState = parametersOf(request, 'redirect').get('RelayState');
      const { cookie } = request.headers;
      const next = await startAtPortal(deps, here, { relayState, cookie, from });
      return send(request, reply, here, next);
    });
  });
}

function logoutRoutes(scope: FastifyInstance, deps: SamlDeps): void {
  const logOut = async (request: Request, reply: FastifyReply, binding: 'redirect' | 'post') => {
    const here = await hereOf(deps, request);
    return audited(deps, here, request, async (from) => {
      const parameters = parametersOf(request, binding);
      const next = await logOutBy(deps, here, { parameters, binding, from });
      return send(request, reply, here, next, 'outward');
    });
  };
  scope.get('/logout', (request: Request, reply) => logOut(request, reply, 'redirect'));
  scope.post('/logout', (request: Request, reply) => logOut(request, reply, 'post'));
}

function hereOf(deps: SamlDeps, request: Request): Promise<Here> {
  return findHere(deps, request.params.instance, request.params.application);
}

/** Of a post only the form counts: a link cannot bring parameters along. */
function parametersOf(request: Request, binding: 'redirect' | 'post') {
  const body = typeof request.body === 'string' ? request.body : '';
  return readParameters(binding === 'post' ? body : queryOf(request.raw.url ?? ''));
}

/** What is refused goes into the audit log, with the fine reason. */
async function audited<T>(
  deps: SamlDeps,
  here: Here,
  request: Request,
  work: (from: From) => Promise<T>,
): Promise<T> {
  const from: From = { address: request.ip, agent: request.headers['user-agent'] };
  try {
    return await work(from);
  } catch (error) {
    if (error instanceof MusterError && error.status < 500) {
      const { code: reason, params: details } = error;
      await audit(deps.db, here, from, { action: 'sso.refused', result: 'refused', reason, details });
    }
    throw error;
  }
}

function send(
  request: Request,
  reply: FastifyReply,
  { application }: Here,
  next: Next,
  purpose: 'onward' | 'outward' = 'onward',
): FastifyReply {
  if (next.kind === 'go') {
    reply.headers({ ...plainHeaders(), 'content-type': 'text/plain' });
    return reply.redirect(next.to, 303);
  }
  const language = languageOf(request.headers['accept-language']);
  const { action, message, relayState } = next;
  return reply
    .headers(postHeaders(action))
    .send(
      postPage(language, application.name, { action, field: 'SAMLResponse', message, relayState }, purpose),
    );
}

function sendRefusal(
  deps: SamlDeps,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = (thrown as { statusCode?: number }).statusCode;
  const error =
    !(thrown instanceof MusterError) && status !== undefined && status < 500
      ? new MusterError('saml_message_unreadable', {}, thrown)
      : asMusterError(thrown);
  if (error.status >= 500) {
    deps.log.error({ err: error.cause ?? error, requestId: request.id }, 'SAML request failed');
  }
  const language = languageOf(request.headers['accept-language']);
  return reply
    .code(error.status)
    .headers(plainHeaders())
    .send(refusalPage(language, error.text(language)));
}
