import type { Sql } from '../../db/db.ts';
import { RefusedOnPage } from '../page-answers.ts';
import { findClient, type OAuthClient, readScopes } from './client.ts';
import { OAuthError } from './oauth-error.ts';
import { type Parameters, requireParameter } from './parameters.ts';

/** A checked authorization request (“Web应用登录阿里云”: parameters of /oauth2/v1/auth). */
export interface AuthorizationRequest {
  readonly client: OAuthClient;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly nonce: string | undefined;
  readonly offline: boolean;
}

/**
 * The application and redirect URI of a request. The URI must equal a registered one byte for byte; only then may
 * anything, errors included, be sent to it. Throws RefusedOnPage.
 */
export async function redirectTarget(
  sql: Sql,
  accountId: string,
  parameters: Parameters,
): Promise<{ client: OAuthClient; redirectUri: string }> {
  const client = await findClient(sql, accountId, parameters.get('client_id') ?? '');
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (client === undefined || client.type === 'ServerApp' || !client.redirectUris.includes(redirectUri)) {
    throw new RefusedOnPage('Unknown application, or a callback URL that is not registered for it.');
  }
  return { client, redirectUri };
}

/** The rest of the request. Throws OAuthError, whose code goes to the redirect URI. */
export function readAuthorization(
  { client, redirectUri }: { client: OAuthClient; redirectUri: string },
  parameters: Parameters,
): AuthorizationRequest {
  if (requireParameter(parameters, 'response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code.');
  }
  const scopes = readScopes(parameters.get('scope'), client.grantedScopes);
  const codeChallenge = parameters.get('code_challenge');
  if (codeChallenge === undefined) {
    // Without a secret the verifier is all that ties the code to whoever asked for it.
    if (client.secrets.length === 0) {
      throw new OAuthError(
        'invalid_request',
        'code_challenge is missing: an application without secret must use PKCE.',
      );
    }
  } else if (
    parameters.get('code_challenge_method') !== 'S256' ||
    !/^[A-Za-z0-9_-]{43}$/.test(codeChallenge)
  ) {
    throw new OAuthError('invalid_request', 'Use a code_challenge of the method S256.');
  }
  return {
    client,
    redirectUri,
    scopes,
    state: parameters.get('state'),
    codeChallenge,
    nonce: parameters.get('nonce'),
    offline: parameters.get('access_type') === 'offline',
  };
}

/** The redirect URI with parameters added; what the application registered in it stays. */
export function redirectTo(redirectUri: string, answer: Record<string, string | undefined>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) {
    if (value !== undefined) url.searchParams.append(name, value);
  }
  return url.href;
}

/** What a page hands on from step to step; it is read and checked anew at each. */
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

/** The parameters of an authorization request, and no others. */
export function carriedOf(parameters: Parameters): Map<string, string> {
  const carried = new Map<string, string>();
  for (const name of CARRIED) {
    const value = parameters.get(name);
    if (value !== undefined) carried.set(name, value);
  }
  return carried;
}
