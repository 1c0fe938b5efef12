import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Db } from '../../db/db.ts';
import { IDENTITY_SCOPES } from '../../model/cloud.ts';
import { bearerToken } from '../scim-auth.ts';
import { secretHash } from '../secrets.ts';
import { errorBody } from './answers.ts';
import { issuerOf } from './id-token.ts';
import { IDENTITY_COLUMNS, type Identity, identityClaims } from './identity.ts';
import { type FindSigningKey, SIGNING_ALGORITHM } from './signing-key.ts';

export interface OpenidOptions {
  readonly db: Db;
  readonly publicUrl: string;
  readonly keys: FindSigningKey;
  readonly now: () => Date;
}

type AccountRequest = FastifyRequest<{ Params: { account: string } }>;

/** Discovery, JWKS and userinfo of a cloud account, below /ram/{account}/oauth (“Obtain user information with OIDC”). */
export function openidRoutes(app: FastifyInstance, { db, publicUrl, keys, now }: OpenidOptions): void {
  app.get('/.well-known/openid-configuration', async (request: AccountRequest, reply) => {
    const { account } = request.params;
    if ((await keys(account)) === undefined) return unknownAccount(reply);
    return configuration(issuerOf(publicUrl, account));
  });
  app.get('/v1/keys', async (request: AccountRequest, reply) => {
    const key = await keys(request.params.account);
    return key === undefined ? unknownAccount(reply) : { keys: [key.publicKey] };
  });
  const userinfo = async (request: AccountRequest, reply: FastifyReply) => {
    const { account } = request.params;
    const { authorization } = request.headers;
    const token = authorization === undefined ? undefined : bearerToken(authorization);
    const key = await keys(account);
    const holder = token === undefined ? undefined : await holderOf(db, account, token, now());
    if (key === undefined || holder === undefined) {
      const why = authorization === undefined ? '' : ', error="invalid_token"';
      reply.code(401).header('www-authenticate', `Bearer realm="muster"${why}`);
      return errorBody('invalid_token', 'The token is unknown, expired or not for a RAM user.');
    }
    if (!holder.scopes.includes('openid')) {
      const why = 'Bearer realm="muster", error="insufficient_scope", scope="openid"';
      reply.code(403).header('www-authenticate', why);
      return errorBody('insufficient_scope', 'The token does not carry the scope openid.');
    }
    return identityClaims(holder, holder.scopes, key.subjectSalt);
  };
  app.get('/v1/userinfo', userinfo);
  app.post('/v1/userinfo', userinfo);
}

/** RAM's document, without the challenge method `plain`, and with what a generic client asks for. */
function configuration(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/v1/authorize`,
    token_endpoint: `${issuer}/v1/token`,
    revocation_endpoint: `${issuer}/v1/revoke`,
    userinfo_endpoint: `${issuer}/v1/userinfo`,
    jwks_uri: `${issuer}/v1/keys`,
    scopes_supported: IDENTITY_SCOPES,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [SIGNING_ALGORITHM],
    code_challenge_methods_supported: ['S256'],
  };
}

/** The RAM user of an access token and the scopes that both token and application still have. */
async function holderOf(
  db: Db,
  accountId: string,
  token: string,
  now: Date,
): Promise<(Identity & { scopes: string[] }) | undefined> {
  const { rows } = await db.query<Identity & { scopes: string[] }>({
    name: 'cloud-userinfo',
    text: `SELECT ${IDENTITY_COLUMNS}, ARRAY(SELECT unnest(t.scopes) INTERSECT SELECT unnest(app.scopes)) AS scopes
           FROM cloud_token t
           JOIN cloud_app app ON app.id = t.app_id
           JOIN cloud_user u ON u.id = t.user_id
           JOIN cloud_account a ON a.id = u.account_id
           WHERE t.hash = $1 AND t.kind = 'access' AND t.expires_at > $2 AND app.account_id = $3`,
    values: [secretHash(token), now, accountId],
  });
  return rows[0];
}

function unknownAccount(reply: FastifyReply): object {
  reply.code(404);
  return errorBody('not_found', 'There is no such cloud account.');
}
