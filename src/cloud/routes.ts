import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import type { Sealer } from '../secrets/seal.ts';
import { oauthRoutes } from './oauth/routes.ts';
import { scimRoutes } from './scim-routes.ts';
import { userSsoRoutes } from './user-sso/routes.ts';
import { spKeys } from './user-sso/sp-keys.ts';

export interface CloudOptions {
  readonly db: Db;
  /** Where clients reach this server, without a slash at the end; never taken from the Host header. */
  readonly publicUrl: string;
  /** Seals the keys that sign id_tokens and AuthnRequests. */
  readonly sealer: Sealer;
  readonly log: Logger;
  readonly now: () => Date;
}

/**
 * Fastify plugin of the RAM side: /ram/{account}/oauth/v1/{token,revoke,authorize,keys,userinfo}, OpenID discovery at
 * /ram/{account}/oauth, /ram/{account}/scim, and for people /ram/{account}/ with its log-on and SAML service provider.
 */
export async function cloudRoutes(app: FastifyInstance, options: CloudOptions): Promise<void> {
  const withKeys = { ...options, spKeys: spKeys(options.db, options.sealer) };
  oauthRoutes(app, withKeys);
  userSsoRoutes(app, withKeys);
  scimRoutes(app, options);
}
