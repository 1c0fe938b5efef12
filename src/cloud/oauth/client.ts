import type { Sql } from '../../db/db.ts';
import type { CloudAppType, CloudScope } from '../../model/cloud.ts';
import { isSecret } from '../secrets.ts';
import { OAuthError } from './oauth-error.ts';
import type { Parameters } from './parameters.ts';

export interface OAuthClient {
  readonly appId: string;
  readonly displayName: string;
  readonly type: CloudAppType;
  readonly accessTokenValidity: number;
  readonly refreshTokenValidity: number;
  readonly secretRequired: boolean;
  readonly scopes: readonly CloudScope[];
  /** What the application may really have: its scopes, for a ServerApp only those an administrator authorised. */
  readonly grantedScopes: readonly CloudScope[];
  readonly redirectUris: readonly string[];
  readonly secrets: readonly { readonly id: string; readonly hash: string }[];
}

/** The application a client id names in this cloud account. */
export async function findClient(
  sql: Sql,
  accountId: string,
  appId: string,
): Promise<OAuthClient | undefined> {
  if (!/^\d{19}$/.test(appId) || accountId.includes('\0')) return undefined;
  const { rows } = await sql.query<{
    display_name: string;
    type: CloudAppType;
    access_token_validity: number;
    refresh_token_validity: number;
    secret_required: boolean;
    scopes: CloudScope[];
    authorised_scopes: CloudScope[];
    redirect_uris: string[];
    secrets: { id: string; hash: string }[];
  }>({
    name: 'cloud-oauth-client',
    text: `SELECT a.display_name, a.type, a.access_token_validity, a.refresh_token_validity, a.secret_required, a.scopes,
             a.authorised_scopes, a.redirect_uris,
             COALESCE((SELECT json_agg(json_build_object('id', s.id, 'hash', s.hash))
                       FROM cloud_app_secret s WHERE s.app_id = a.id), '[]') AS secrets
           FROM cloud_app a WHERE a.account_id = $1 AND a.id = $2`,
    values: [accountId, appId],
  });
  const row = rows[0];
  if (row === undefined) return undefined;
  const granted = row.scopes.filter(
    (scope) => row.type !== 'ServerApp' || row.authorised_scopes.includes(scope),
  );
  return {
    appId,
    displayName: row.display_name,
    type: row.type,
    accessTokenValidity: row.access_token_validity,
    refreshTokenValidity: row.refresh_token_validity,
    secretRequired: row.secret_required,
    scopes: row.scopes,
    grantedScopes: granted,
    redirectUris: row.redirect_uris,
    secrets: row.secrets,
  };
}

export interface AuthenticatedClient {
  readonly client: OAuthClient;
  /** Which secret proved it; undefined for a public client that only gave its id. */
  readonly secretId: string | undefined;
}

/**
 * Authenticates the client of a token request: HTTP Basic or client_secret in the body; a Native application that
 * need not use a secret may give its id alone. Throws `invalid_client` and never says what was wrong with it.
 */
export async function authenticateClient(
  sql: Sql,
  accountId: string,
  authorization: string | undefined,
  parameters: Parameters,
): Promise<AuthenticatedClient> {
  const basic = authorization === undefined ? undefined : readBasic(authorization);
  const named = parameters.get('client_id');
  const posted = parameters.get('client_secret');
  if (basic !== undefined && posted !== undefined) {
    throw new OAuthError('invalid_request', 'Use either HTTP Basic or client_secret, not both.');
  }
  if (basic !== undefined && named !== undefined && named !== basic.id) {
    throw new OAuthError('invalid_request', 'client_id differs from the one in the Authorization header.');
  }
  const refused = new OAuthError('invalid_client', 'Unknown client or wrong secret.', basic !== undefined);
  const id = basic?.id ?? named;
  const secret = basic?.secret ?? posted;
  const client = id === undefined ? undefined : await findClient(sql, accountId, id);
  if (client === undefined) throw refused;
  if (secret === undefined) {
    if (client.secretRequired) throw refused;
    return { client, secretId: undefined };
  }
  const matching = client.secrets.find(({ hash }) => isSecret(secret, hash));
  if (matching === undefined) throw refused;
  return { client, secretId: matching.id };
}

/** RFC 6749 §2.3.1: id and secret are form-encoded inside the Basic credentials. */
function readBasic(header: string): { id: string; secret: string } {
  const refused = new OAuthError('invalid_client', 'The Authorization header is not valid HTTP Basic.', true);
  const encoded = /^Basic +([A-Za-z0-9+/]+=*) *$/i.exec(header)?.[1];
  if (encoded === undefined || header.length > 4096) throw refused;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) throw refused;
  try {
    const decode = (part: string) => decodeURIComponent(part.replaceAll('+', ' '));
    return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
  } catch {
    throw refused;
  }
}

/** The scopes of a request: a subset of what is granted, or all of it when none is asked for. */
export function readScopes(requested: string | undefined, granted: readonly string[]): string[] {
  if (requested === undefined) return [...granted];
  const scopes = [...new Set(requested.split(' ').filter((scope) => scope !== ''))];
  const refused = scopes.find((scope) => !granted.includes(scope));
  if (refused !== undefined) {
    throw new OAuthError(
      'invalid_scope',
      'The application does not have this scope, or no administrator has authorised it.',
    );
  }
  return scopes;
}
