/** OpenID Connect on the web: `/{instance}/oidc`, and `/{instance}/oidc-start/{application}` for the portal. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MusterError } from '../errors/error.ts';
import { hsts } from '../http/answers.ts';
import { languageOf } from '../http/language.ts';
import { pageHeaders } from '../http/page.ts';
import { currentPerson, logonAddress, onSessionEnd, type PersonDeps } from '../logon/person.ts';
import { FailedLogons } from '../secrets/failed-logons.ts';
import { sessionEnded } from './backchannel.ts';
import { pathOf, ROUTES } from './names.ts';
import { ownRoutes } from './own-routes.ts';
import { noticePage, protocolErrorPage } from './pages.ts';
import { Providers } from './providers.ts';
import { UserCodeLimit } from './user-code-limit.ts';
import { prefilled } from './wrapping.ts';

type Request = FastifyRequest<{ Params: { instance: string; '*': string } }>;

/** Registers the providers of all instances. */
export async function oidcRoutes(app: FastifyInstance, deps: PersonDeps): Promise<void> {
  const providers = new Providers({ ...deps, userCodes: new UserCodeLimit(new FailedLogons()) });
  const stopListening = onSessionEnd(({ sessionId }) => sessionEnded(deps.db, sessionId));
  app.addHook('onClose', async () => stopListening());
  await app.register(
    async (scope) => {
      answerErrors(scope, deps);
      ownRoutes(scope, deps, providers);
    },
    { logLevel: 'warn' },
  );
  await app.register(
    async (scope) => {
      answerErrors(scope, deps);
      // oidc-provider reads bodies by itself.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      scope.all('/*', (request: Request, reply) => pass(deps, providers, request, reply));
    },
    { prefix: '/:instance/oidc', logLevel: 'warn' },
  );
}

/** Hands a request to the provider of its instance. */
async function pass(
  deps: PersonDeps,
  providers: Providers,
  request: Request,
  reply: FastifyReply,
): Promise<void> {
  const { instance } = request.params;
  const { handle } = await providers.of(instance);
  const { raw } = request;
  const below = raw.url!.slice(pathOf(instance).length);
  const [path = '', query] = below.split('?', 2);
  let url = below;
  if (path.toLowerCase().replace(/\/$/, '') === ROUTES.code_verification) {
    // The code of a device is asked for once it is known who the person is.
    if (!(await currentPerson(deps, instance, request.headers.cookie))) {
      const back = request.method === 'GET' ? `${pathOf(instance)}${below}` : `${pathOf(instance)}${path}`;
      return reply.redirect(logonAddress(instance, back), 303);
    }
    const code = new URLSearchParams(query).get('user_code');
    if (request.method === 'GET' && code !== null) {
      prefilled.set(raw, code.slice(0, 40));
      url = path;
    }
  }
  Object.assign(raw, { originalUrl: pathOf(instance) + url, url });
  presentAs(deps.publicUrl, request);
  reply.hijack();
  await handle(raw, reply.raw);
}

/** Addresses in answers are those of the settings, whatever host the client named. */
function presentAs(publicUrl: string, { raw, ip }: Request): void {
  const { host, protocol } = new URL(publicUrl);
  delete raw.headers['x-forwarded-host'];
  raw.headers.host = host;
  raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  raw.headers['x-forwarded-for'] = ip;
}

/** Failures before oidc-provider has taken over, and in the routes of our own. */
function answerErrors(app: FastifyInstance, { log, publicUrl }: PersonDeps): void {
  app.addHook('onRequest', async (_request, reply) => {
    const { 'content-type': _, ...headers } = pageHeaders();
    reply.headers({ ...headers, ...hsts(publicUrl.startsWith('https:')) });
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error instanceof MusterError ? error.status : (error.statusCode ?? 500);
    if (status >= 500) log.error({ err: error, requestId: request.id }, 'OpenID Connect failed');
    reply.code(status);
    const language = languageOf(request.headers['accept-language']);
    if (/\btext\/html\b/.test(request.headers.accept ?? '')) {
      const html =
        status === 404
          ? noticePage(language, 'errorTitle', 'unknownApplication')
          : protocolErrorPage(language, status >= 500, status >= 500 ? 'server_error' : 'invalid_request');
      return reply.type('text/html; charset=utf-8').send(html);
    }
    return reply.send({
      error: status >= 500 ? 'server_error' : status === 404 ? 'not_found' : 'invalid_request',
    });
  });
}
