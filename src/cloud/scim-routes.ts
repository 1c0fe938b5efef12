import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { MAX_BODY_BYTES } from '../scim/body.ts';
import { listResponse, schemaResources, serviceProviderConfig, typeResources } from '../scim/discovery.ts';
import { parameter, type Query } from '../scim/query.ts';
import { RAM_USER } from './ram-profile.ts';
import { answerInScim, SCIM_TYPE } from './scim-answers.ts';
import { authenticate, inFlightLimit } from './scim-auth.ts';
import { MAX_COUNT, type UserHandlers, userHandlers } from './scim-users.ts';
import { tokenVerifier } from './tokens.ts';

export interface ScimOptions {
  readonly db: Db;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
}

type Params = { account: string; id: string };
/**
 * RAM's SCIM endpoint (“Provision users to Alibaba Cloud RAM using SCIM”): users only, at /ram/{account}/scim and, for
 * clients that insist, at …/scim/v2. PATCH, ETags and ServiceProviderConfig are a superset of what RAM documents.
 */
export function scimRoutes(app: FastifyInstance, options: ScimOptions): void {
  const base = (account: string) => `${options.publicUrl}/ram/${account}/scim`;
  const scope = { verify: tokenVerifier(options.db, options.now), limit: inFlightLimit() };
  const users = userHandlers(options.db, base);
  for (const root of ['/ram/:account/scim', '/ram/:account/scim/v2']) {
    app.register(
      async (scim) => {
        answerInScim(scim, options.log);
        readBodiesAsBytes(scim);
        scim.register(async (inner) => discoveryRoutes(inner, base, scope.verify));
        scim.register(async (inner) => userRoutes(inner, users, scope));
      },
      { prefix: root, logLevel: 'warn' },
    );
  }
}

/** The body stays bytes until the handler asks for it, so that a DELETE with an empty JSON body does no harm. */
function readBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['application/scim+json', 'application/json'],
    { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
    (_request, body, done) => done(null, body),
  );
}

function discoveryRoutes(
  app: FastifyInstance,
  base: (account: string) => string,
  verify: ReturnType<typeof tokenVerifier>,
): void {
  app.addHook('onRequest', async (request) => {
    const { account } = request.params as Params;
    // RAM shows these without a token; a wrong token is an error all the same.
    if (request.headers.authorization !== undefined) await authenticate(verify, request, account);
    if (parameter(request.query as Query, 'filter') !== undefined)
      throw new MusterError('scim_filter_refused');
  });
  const show = (url: string, answer: (root: string, id: string) => object | undefined) =>
    app.get<{ Params: Params }>(url, async ({ params }, reply) => {
      const body = answer(base(params.account), params.id);
      if (body === undefined) throw new MusterError('scim_endpoint_unknown');
      return reply.header('content-type', SCIM_TYPE).send(JSON.stringify(body));
    });
  show('/ServiceProviderConfig', (root) =>
    serviceProviderConfig(root, {
      patch: true,
      etag: true,
      filterMaxResults: MAX_COUNT,
      authentication: {
        name: 'OAuth 2.0',
        description: 'Token of an OAuth application with the scope /acs/scim.',
      },
    }),
  );
  const named = (resources: readonly { id: string }[], id: string) =>
    resources.find((resource) => resource.id.toLowerCase() === id.toLowerCase());
  show('/Schemas', (root) => listResponse(schemaResources(root, [RAM_USER])));
  show('/Schemas/:id', (root, id) => named(schemaResources(root, [RAM_USER]), id));
  show('/ResourceTypes', (root) => listResponse(typeResources(root, [RAM_USER])));
  show('/ResourceTypes/:id', (root, id) => named(typeResources(root, [RAM_USER]), id));
}

function userRoutes(
  app: FastifyInstance,
  users: UserHandlers,
  { verify, limit }: { verify: ReturnType<typeof tokenVerifier>; limit: ReturnType<typeof inFlightLimit> },
): void {
  app.decorateRequest('cloudCaller', null);
  app.addHook('onRequest', async (request) => {
    request.cloudCaller = await authenticate(verify, request, (request.params as Params).account);
    if (!limit.enter(request)) throw new MusterError('scim_too_many');
  });
  app.addHook('onResponse', async (request) => limit.leave(request));
  app.addHook('onRequestAbort', async (request) => limit.leave(request));
  for (const url of ['/Users', '/Users/']) {
    app.get(url, users.list);
    app.post(url, users.create);
  }
  app.get('/Users/:id', users.read);
  app.put('/Users/:id', users.replace);
  app.patch('/Users/:id', users.patch);
  app.delete('/Users/:id', users.remove);
  for (const what of ['/Bulk', '/Me', '/.search', '/Users/.search']) {
    app.all(what, async () => {
      throw new MusterError('scim_not_offered', { what });
    });
  }
}
