/** One oidc-provider for one instance: its configuration, and where ours goes another way than the library. */
import {
  type Adapter,
  type Client,
  type Configuration,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import { MusterError } from '../errors/error.ts';
import { logonAddress, type PersonDeps } from '../logon/person.ts';
import type { SigningKey } from '../signing/keys.ts';
import { FURTHER, findAccount } from './account.ts';
import { applicationOf, findOidc, METADATA, metadataOf, needsPkce } from './client.ts';
import { allowedOrigin, asksOffline } from './client-request.ts';
import { mayIntrospect, mayRevoke } from './introspection.ts';
import { issuerOf, MULTI_FACTOR, pathOf, ROUTES, SCOPE_CLAIMS, SCOPES, SINGLE_FACTOR } from './names.ts';
import { grantFor, policyOf } from './policy.ts';
import { deviceDonePage, errorPage, userCodeConfirmPage, userCodePage } from './provider-pages.ts';
import { recordsOf } from './records.ts';
import { isSecretOf } from './secrets.ts';
import { takeSessionsOfPeople } from './session.ts';
import { nameSubjectInJwt, takeTokenFormats } from './token-format.ts';
import type { UserCodeLimit } from './user-code-limit.ts';

export interface OidcDeps extends PersonDeps {
  userCodes: UserCodeLimit;
}

/** Time for log-on, second factor and consent. */
const INTERACTION_SECONDS = 30 * 60;
const CODE_SECONDS = 60;
const DEVICE_CODE_SECONDS = 10 * 60;
const HOUR = 3600;

/** Makes the provider. `keys`: the current one first, as it signs. */
export function makeProvider(deps: OidcDeps, instanceId: string, keys: readonly SigningKey[]): Provider {
  const provider = new Provider(
    issuerOf(deps.publicUrl, instanceId),
    configurationOf(deps, instanceId, keys),
  );
  // Host and protocol come from settings (routes.ts), by way of the headers that a proxy would send.
  provider.proxy = true;
  takeSessionsOfPeople(provider, deps, instanceId);
  takeTokenFormats(provider);
  const client = provider.Client.prototype as Client & { redirectUriAllowed(uri: string): boolean };
  client.compareClientSecret = function (this: Client, given: string) {
    return isSecretOf(deps.db, this.clientId, given) as unknown as boolean;
  };
  // Exactly as registered: no other port of the loopback either (RFC 9700 §4.1.3 leaves native apps that choice).
  client.redirectUriAllowed = function (this: Client, uri: string) {
    return this.redirectUris?.includes(uri) === true;
  };
  writeOwnClaims(provider);
  provider.on('server_error', (_ctx, error: unknown) => {
    // Too many wrong codes: told on the page.
    if (error instanceof MusterError && error.status < 500) return;
    deps.log.error({ err: error, instanceId }, 'OpenID Connect failed');
  });
  return provider;
}

/** Claims of the administrator's own, and `sub` as the application knows the person. */
function writeOwnClaims(provider: Provider): void {
  type Written = { available: { [FURTHER]?: object }; result(): Promise<object> };
  const claims = (provider as unknown as { Claims: { prototype: Written } }).Claims.prototype;
  const { result } = claims;
  claims.result = async function (this: Written) {
    return { ...(await result.call(this)), ...this.available[FURTHER] };
  };
}

const oidcOf = (client: Client) => applicationOf(client).oidc;

const LIFETIMES: NonNullable<Configuration['ttl']> = {
  AccessToken: (_ctx, _token, client) => oidcOf(client).accessTokenSeconds,
  ClientCredentials: (_ctx, _token, client) => oidcOf(client).accessTokenSeconds,
  IdToken: (_ctx, _token, client) => oidcOf(client).idTokenSeconds,
  // Counted from the log-on: a token that is used again and again does not live for ever.
  RefreshToken: (ctx, _token, client) => {
    const before = ctx.oidc.entities.RotatedRefreshToken;
    return before ? Math.max(1, before.remainingTTL) : oidcOf(client).refreshTokenSeconds;
  },
  Grant: (ctx) => {
    const { accessTokenSeconds, refreshTokenSeconds } = oidcOf(ctx.oidc.client!);
    return accessTokenSeconds + refreshTokenSeconds + HOUR;
  },
  AuthorizationCode: CODE_SECONDS,
  DeviceCode: DEVICE_CODE_SECONDS,
  Interaction: INTERACTION_SECONDS,
  Session: HOUR,
};

function configurationOf(deps: OidcDeps, instanceId: string, keys: readonly SigningKey[]): Configuration {
  const { db } = deps;
  const issuer = issuerOf(deps.publicUrl, instanceId);
  return {
    adapter: (kind: string) =>
      kind === 'Client' ? clientsOf(deps, instanceId) : limited(deps, recordsOf(deps, instanceId, kind)),
    jwks: {
      keys: keys.map(({ publicJwk: { kid, alg, use }, privateKey }) => ({
        ...privateKey().export({ format: 'jwk' }),
        kid,
        alg,
        use,
      })),
    },
    routes: ROUTES,
    scopes: SCOPES,
    claims: { ...claimsConfiguration(), acr: null, auth_time: null, iss: null, sid: null },
    acrValues: [SINGLE_FACTOR, MULTI_FACTOR],
    // Many applications read the ID token and nothing else.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: enabledAlgorithms(),
    extraClientMetadata: { properties: [METADATA] },
    allowOmittingSingleRegisteredRedirectUri: false,
    enableHttpPostMethods: true,
    discovery: {
      end_session_endpoint: `${issuer}${ROUTES.end_session}`,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      ui_locales_supported: ['en', 'zh-CN'],
    },
    cookies: {
      names: { session: 'unused', interaction: 'muster.oidc', resume: 'muster.oidc.resume' },
      // Of a cookie that is never set; without it oidc-provider takes no requests by POST, which Core §3.1.2.1 asks for.
      long: { sameSite: 'none' },
      short: { httpOnly: true, sameSite: 'lax', secure: deps.publicUrl.startsWith('https:') },
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
      // Ours (logout.ts, backchannel.ts): the session is not oidc-provider's.
      rpInitiatedLogout: { enabled: false },
      backchannelLogout: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (ctx, client, token) => mayIntrospect(db, ctx, client, token),
      },
      revocation: { enabled: true, allowedPolicy: mayRevoke },
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '****-****',
        deviceInfo: () => ({}),
        userCodeInputSource: userCodePage,
        userCodeConfirmSource: userCodeConfirmPage,
        successSource: deviceDonePage,
      },
    },
    formats: { customizers: { jwt: nameSubjectInJwt as never } },
    extraParams: { access_type: asksOffline },
    pkce: { required: (_ctx, client) => needsPkce(applicationOf(client)) },
    clientBasedCORS: allowedOrigin,
    findAccount: (ctx, sub, source) => findAccount(db, ctx, sub, source),
    loadExistingGrant: (ctx) => grantFor(db, ctx),
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // Bound to the session in the records instead.
    expiresWithSession: async () => false,
    rotateRefreshToken: true,
    interactions: { policy: policyOf(db), url: (ctx, interaction) => pageOf(instanceId, ctx, interaction) },
    renderError: errorPage,
    ttl: LIFETIMES,
  };
}

/** Applications are read and never written here. */
function clientsOf({ db }: OidcDeps, instanceId: string) {
  const readOnly = async () => {
    throw new TypeError('applications are not written by oidc-provider');
  };
  return {
    async find(id: string) {
      const application = await findOidc(db, instanceId, id);
      return application && metadataOf(application);
    },
    upsert: readOnly,
    findByUid: readOnly,
    findByUserCode: readOnly,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
  };
}

/** Looks codes of devices up for people who have not guessed too often. */
function limited({ userCodes }: OidcDeps, records: Adapter): Adapter {
  return {
    ...records,
    findByUserCode(code) {
      const ctx = Provider.ctx!;
      const find = async () => (await records.findByUserCode(code)) ?? undefined;
      return userCodes.look(ctx.ip, ctx.oidc.session!.uid, find);
    },
  };
}

const claimsConfiguration = () =>
  Object.fromEntries(Object.entries(SCOPE_CLAIMS).map(([scope, claims]) => [scope, [...claims]]));

/** RS256 and nothing else, wherever something is signed. */
function enabledAlgorithms(): NonNullable<Configuration['enabledJWA']> {
  return { idTokenSigningAlgValues: ['RS256'] };
}

/** Where an interaction takes place. */
function pageOf(
  instanceId: string,
  ctx: KoaContextWithOIDC,
  { uid, returnTo, prompt }: { uid: string; returnTo: string; prompt: { name: string; reasons: string[] } },
): string {
  if (prompt.name === 'access') return `${pathOf(instanceId)}/refused/${uid}`;
  if (prompt.name === 'consent') return `${pathOf(instanceId)}/consent/${uid}`;
  const { login_hint: hint, max_age: maxAge } = ctx.oidc.params ?? {};
  const again = prompt.reasons.some((reason) => reason !== 'no_session');
  return logonAddress(instanceId, new URL(returnTo).pathname, {
    ...(again && ctx.oidc.session?.accountId && { prompt: 'login' as const }),
    ...(maxAge !== undefined && { maxAgeSeconds: Number(maxAge) }),
    ...(typeof hint === 'string' && { hint }),
  });
}
