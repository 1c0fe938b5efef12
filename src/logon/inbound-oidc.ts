/** Log-on with another OpenID provider: code flow with PKCE, nonce and issuer checked, every ID token's signature verified. */
import { createHash } from 'node:crypto';
import * as client from 'openid-client';
import { MusterError } from '../errors/error.ts';
import type { OidcLogonSettings } from '../model/logon-source.ts';
import { type ProviderHttp, providerHttp } from './oidc-fetch.ts';

/** What ties the answer to the request; kept with the log-on under way. */
export interface OidcRequest {
  redirectUri: string;
  state: string;
  /** PKCE (RFC 7636). */
  verifier: string;
  nonce: string;
}

export type Claims = Record<string, unknown> & { sub: string };

/** A provider that did not complete a log-on. `reason` is for the log; `down`: it can succeed later. */
export class ProviderRefused extends Error {
  readonly reason: string;
  readonly down: boolean;
  constructor(reason: string, down: boolean, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
    this.down = down;
  }
}

/** Where the browser is sent. Throws `ProviderRefused`. */
export async function oidcAddress(
  settings: OidcLogonSettings,
  { redirectUri, state, verifier, nonce }: OidcRequest,
  hint?: string | null,
): Promise<string> {
  const config = await configurationOf(settings);
  return orRefused(async () => {
    const address = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: settings.scopes.join(' '),
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(hint ? { login_hint: hint } : {}),
    });
    if (address.protocol !== 'https:' && !isInsecure(settings))
      throw new ProviderRefused('authorization_endpoint_insecure', false);
    return address.href;
  });
}

/** Who came back at `address`: the claims of the verified ID token. Throws `ProviderRefused`. */
export async function oidcClaims(
  settings: OidcLogonSettings,
  address: URL,
  { redirectUri, state, verifier, nonce }: OidcRequest,
): Promise<Claims> {
  const config = await configurationOf(settings);
  return orRefused(async () => {
    const own = new URL(redirectUri);
    own.search = address.search;
    const tokens = await client.authorizationCodeGrant(config, own, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims || claims.sub.length > 255) throw new ProviderRefused('no_subject', false);
    if (!settings.userInfo) return claims as Claims;
    const more = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    return { ...more, ...claims } as Claims;
  });
}

interface Known {
  configuration: Promise<client.Configuration>;
  http: ProviderHttp;
  until: number;
}

/** Configuration documents by the settings they were read with. */
const known = new Map<string, Known>();
const KNOWN_MS = 60 * 60_000;
const KNOWN_MAX = 100;

function configurationOf(settings: OidcLogonSettings): Promise<client.Configuration> {
  const { issuer, clientId, clientAuthentication, clientSecret, ca, clockSkewSeconds, timeoutMs } = settings;
  const parts = [issuer, clientId, clientAuthentication, clientSecret, ca, clockSkewSeconds, timeoutMs];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('base64');
  const found = known.get(key);
  if (found && found.until > performance.now()) return found.configuration;
  forget(key);
  const oldest = known.size >= KNOWN_MAX ? known.keys().next().value : undefined;
  if (oldest !== undefined) forget(oldest);
  const http = providerHttp(new URL(issuer), { ca, timeoutMs });
  const configuration = discover(settings, http);
  known.set(key, { configuration, http, until: performance.now() + KNOWN_MS });
  // What could not be read is asked for again by the next log-on.
  configuration.catch(() => known.get(key)?.configuration === configuration && forget(key));
  return configuration;
}

function forget(key: string): void {
  const entry = known.get(key);
  known.delete(key);
  entry?.http.close().catch(() => {});
}

/** Ends the kept connections to providers, at the end of the process. */
export async function closeProviders(): Promise<void> {
  const open = [...known.values()];
  known.clear();
  await Promise.all(open.map(({ http }) => http.close()));
}

const isInsecure = ({ issuer }: OidcLogonSettings) => issuer.startsWith('http:');

/** Reads the configuration document, which has to name the very issuer it was read for. */
function discover(settings: OidcLogonSettings, http: ProviderHttp): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret, clientAuthentication, clockSkewSeconds, timeoutMs } = settings;
  const authentication = {
    client_secret_basic: () => client.ClientSecretBasic(clientSecret),
    client_secret_post: () => client.ClientSecretPost(clientSecret),
    none: () => client.None(),
  }[clientAuthentication]();
  return orRefused(() =>
    client.discovery(
      new URL(issuer),
      clientId,
      { [client.clockTolerance]: clockSkewSeconds },
      authentication,
      {
        [client.customFetch]: http.fetch,
        timeout: timeoutMs / 1000,
        execute: [
          client.enableNonRepudiationChecks,
          ...(isInsecure(settings) ? [client.allowInsecureRequests] : []),
        ],
      },
    ),
  );
}

/** Test of the settings; throws `oidc_provider_unusable`. */
export async function assertOidcProvider(settings: OidcLogonSettings): Promise<void> {
  try {
    await configurationOf(settings);
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error;
    throw new MusterError(
      'oidc_provider_unusable',
      { issuer: settings.issuer, reason: error.reason, field: 'issuer' },
      error,
    );
  }
}

async function orRefused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderRefused || error instanceof MusterError) throw error;
    if (error instanceof client.AuthorizationResponseError)
      throw new ProviderRefused(`oidc_${word(error.error)}`, false, error);
    if (error instanceof client.ResponseBodyError)
      throw new ProviderRefused(`oidc_${word(error.error)}`, error.status >= 500, error);
    const code = (error as { code?: unknown }).code;
    // Codes of the library are for answers that are not what they should be; all else is the way there.
    if (typeof code === 'string' && code.startsWith('OAUTH_'))
      throw new ProviderRefused(code.toLowerCase(), isDown(error, code), error);
    throw new ProviderRefused('oidc_unreachable', true, error);
  }
}

const isDown = (error: unknown, code: string) =>
  code === 'OAUTH_TIMEOUT' ||
  (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' &&
    ((error as { cause?: { status?: number } }).cause?.status ?? 0) >= 500);

/** An error code of the provider, as the log can hold it. */
const word = (text: string) => text.replace(/[^a-zA-Z0-9_.-]/g, '').slice(0, 60);
