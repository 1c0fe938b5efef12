import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { readForms } from '../../http/forms.ts';
import type { Sealer } from '../../secrets/seal.ts';
import type { AccountRequest } from '../page-answers.ts';
import { revokeToken } from '../tokens.ts';
import { answerInJson } from './answers.ts';
import { type AuthorizeOptions, authorizeRoutes } from './authorize-routes.ts';
import { authenticateClient } from './client.ts';
import { openidRoutes } from './openid.ts';
import { readParameters, requireParameter } from './parameters.ts';
import { type FindSigningKey, signingKeys } from './signing-key.ts';
import { tokenAnswer } from './token.ts';

export interface OAuthOptions extends AuthorizeOptions {
  readonly sealer: Sealer;
}

const MAX_FORM_BYTES = 16_384;

/** The endpoints of a cloud account for tokens, log-on and identity, below /ram/{account}/oauth. */
export function oauthRoutes(app: FastifyInstance, options: OAuthOptions): void {
  app.register(
    async (oauth) => {
      readForms(oauth, MAX_FORM_BYTES);
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
