import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import type { Sealer } from '../secrets/seal.ts';
import { oauthRoutes } from './oauth/routes.ts';
import { scimRoutes } from './scim-routes.ts';

export interface CloudOptions {
  readonly db: Db;
  /** Where clients reach this server, without a slash at the end; never taken from the Host header. */
  readonly publicUrl: string;
  /** Seals the keys that sign id_tokens. */
  readonly sealer: Sealer;
  readonly log: Logger;
  readonly now: () => Date;
}

/**
 * Fastify plugin of the RAM side: /ram/{account}/oauth/v1/{token,revoke,authorize,keys,userinfo}, OpenID discovery at
 * /ram/{account}/oauth, and /ram/{account}/scim.
 */
export async function cloudRoutes(app: FastifyInstance, options: CloudOptions): Promise<void> {
  oauthRoutes(app, options);
  scimRoutes(app, options);
}
