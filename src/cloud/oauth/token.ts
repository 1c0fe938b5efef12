import { hash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Db } from '../../db/db.ts';
import { IDENTITY_SCOPES } from '../../model/cloud.ts';
import { secretHash } from '../secrets.ts';
import { issueToken } from '../tokens.ts';
import { type AuthenticatedClient, authenticateClient, type OAuthClient, readScopes } from './client.ts';
import { idToken, issuerOf } from './id-token.ts';
import { IDENTITY_COLUMNS, type Identity } from './identity.ts';
import { OAuthError } from './oauth-error.ts';
import { type Parameters, requireParameter } from './parameters.ts';
import type { FindSigningKey } from './signing-key.ts';

export interface TokenRequest {
  readonly db: Db;
  readonly publicUrl: string;
  readonly keys: FindSigningKey;
  readonly accountId: string;
  readonly authorization: string | undefined;
  readonly parameters: Parameters;
  readonly now: Date;
}

/**
 * Answers a token request (“通过SCIM协议…同步到阿里云RAM”, “Web应用登录阿里云”). The body for client_credentials has
 * RAM's shape, `expires_in` as a string included. Throws OAuthError.
 */
export async function tokenAnswer(request: TokenRequest): Promise<object> {
  const grantType = requireParameter(request.parameters, 'grant_type');
  const authenticated = await authenticateClient(
    request.db,
    request.accountId,
    request.authorization,
    request.parameters,
  );
  switch (grantType) {
    case 'client_credentials':
      return clientCredentials(request, authenticated);
    case 'authorization_code':
      return authorizationCode(request, authenticated);
    case 'refresh_token':
      return refreshToken(request, authenticated);
    default:
      throw new OAuthError(
        'unsupported_grant_type',
        'Use client_credentials, authorization_code or refresh_token.',
      );
  }
}

/**
 * For Server applications, and for Native ones that have a secret: the help page for RAM has the administrator make a
 * Native application and use its secret. A Server application that nobody authorised gets a token without scope.
 */
async function clientCredentials(
  { db, parameters, now }: TokenRequest,
  { client, secretId }: AuthenticatedClient,
): Promise<object> {
  if (client.type === 'WebApp') {
    throw new OAuthError('unauthorized_client', 'A Web application cannot use client_credentials.');
  }
  if (secretId === undefined) throw new OAuthError('invalid_client', 'Unknown client or wrong secret.');
  // The identity scopes are about a person; there is none here.
  const identity: readonly string[] = IDENTITY_SCOPES;
  const granted = client.grantedScopes.filter((scope) => !identity.includes(scope));
  const scopes = readScopes(parameters.get('scope'), granted);
  const validitySeconds = client.accessTokenValidity;
  const token = await issueToken(
    db,
    { kind: 'access', appId: client.appId, secretId, scopes, validitySeconds },
    now,
  );
  return {
    scope: scopes.join(' '),
    request_id: randomUUID(),
    access_token: token,
    token_type: 'Bearer',
    expires_in: String(validitySeconds),
  };
}

interface CodeRow extends Identity {
  grant_id: string;
  scopes: string[];
  redirect_uri: string;
  code_challenge: string | null;
  offline: boolean;
  nonce: string | null;
  used_at: Date | null;
}

async function authorizationCode(
  request: TokenRequest,
  { client, secretId }: AuthenticatedClient,
): Promise<object> {
  const { db, parameters, now } = request;
  requireCodeClient(client);
  const code = requireParameter(parameters, 'code');
  const redirectUri = requireParameter(parameters, 'redirect_uri');
  const answer = await db.tx(async (sql) => {
    const { rows } = await sql.query<CodeRow>(
      `SELECT ${IDENTITY_COLUMNS}, t.grant_id, t.scopes, t.redirect_uri, t.code_challenge, t.offline, t.nonce, t.used_at
       FROM cloud_token t JOIN cloud_user u ON u.id = t.user_id JOIN cloud_account a ON a.id = u.account_id
       WHERE t.hash = $1 AND t.kind = 'code' AND t.app_id = $2 AND t.expires_at > $3 FOR UPDATE OF t`,
      [secretHash(code), client.appId, now],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    if (row.used_at !== null) {
      // Used twice: somebody has stolen it, so everything got with it ends (RFC 6749 §4.1.2).
      await sql.query(`DELETE FROM cloud_token WHERE grant_id = $1`, [row.grant_id]);
      return undefined;
    }
    if (row.redirect_uri !== redirectUri || !isProven(row, parameters, secretId)) return undefined;
    await sql.query('UPDATE cloud_token SET used_at = $2 WHERE hash = $1', [secretHash(code), now]);
    const grant = { appId: client.appId, scopes: row.scopes, userId: row.user_id, grantId: row.grant_id };
    const access = { ...grant, kind: 'access', validitySeconds: client.accessTokenValidity } as const;
    const refresh = { ...grant, kind: 'refresh', validitySeconds: client.refreshTokenValidity } as const;
    const tokens = {
      ...userAnswer(await issueToken(sql, access, now), row.scopes, client),
      ...(row.offline ? { refresh_token: await issueToken(sql, refresh, now) } : {}),
    };
    return { row, tokens };
  });
  if (answer === undefined) {
    throw new OAuthError(
      'invalid_grant',
      'The code is unknown, expired, used, or not for this redirect_uri and verifier.',
    );
  }
  return { ...answer.tokens, ...(await identityAnswer(request, client, answer.row)) };
}

/** RAM: an id_token only for the scope openid. A scope the application has lost since the log-on tells nothing more. */
async function identityAnswer(
  { publicUrl, keys, now }: TokenRequest,
  client: OAuthClient,
  code: CodeRow,
): Promise<{ id_token?: string }> {
  const granted: readonly string[] = client.grantedScopes;
  const scopes = code.scopes.filter((scope) => granted.includes(scope));
  if (!scopes.includes('openid')) return {};
  const key = await keys(code.account_id);
  if (key === undefined) throw new OAuthError('invalid_grant', 'The cloud account has been deleted.');
  const { appId, accessTokenValidity: validitySeconds } = client;
  const grant = { appId, scopes, nonce: code.nonce, validitySeconds };
  return { id_token: await idToken(key, issuerOf(publicUrl, code.account_id), code, grant, now) };
}

/** RAM: refreshing returns a new access token only; the refresh token stays as it is until it expires. */
async function refreshToken(
  { db, parameters, now }: TokenRequest,
  { client }: AuthenticatedClient,
): Promise<object> {
  requireCodeClient(client);
  const { rows } = await db.query<{ scopes: string[]; user_id: string; grant_id: string }>(
    `SELECT scopes, user_id, grant_id FROM cloud_token
     WHERE hash = $1 AND kind = 'refresh' AND app_id = $2 AND expires_at > $3`,
    [secretHash(requireParameter(parameters, 'refresh_token')), client.appId, now],
  );
  const row = rows[0];
  if (row === undefined)
    throw new OAuthError('invalid_grant', 'The refresh token is unknown, expired or revoked.');
  const scopes = readScopes(parameters.get('scope'), row.scopes);
  const token = await issueToken(
    db,
    {
      kind: 'access',
      appId: client.appId,
      scopes,
      userId: row.user_id,
      grantId: row.grant_id,
      validitySeconds: client.accessTokenValidity,
    },
    now,
  );
  return userAnswer(token, scopes, client);
}

function userAnswer(accessToken: string, scopes: readonly string[], client: OAuthClient): object {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    // A number here, a string for client_credentials: so are RAM's samples.
    expires_in: client.accessTokenValidity,
    scope: scopes.join(' '),
    request_id: randomUUID(),
  };
}

function requireCodeClient(client: OAuthClient): void {
  if (client.type === 'ServerApp') {
    throw new OAuthError('unauthorized_client', 'A Server application can only use client_credentials.');
  }
}

/** Whoever brings a code must hold the verifier of its challenge, or where there was none, the application's secret. */
function isProven(row: CodeRow, parameters: Parameters, secretId: string | undefined): boolean {
  const verifier = parameters.get('code_verifier');
  if (row.code_challenge === null) return verifier === undefined && secretId !== undefined;
  if (verifier === undefined || !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  const challenge = Buffer.from(hash('sha256', verifier, 'base64url'));
  const expected = Buffer.from(row.code_challenge);
  return challenge.length === expected.length && timingSafeEqual(challenge, expected);
}
