/** What the provider of an instance is called, and where its endpoints are. Pure. */

/** Path of the provider below this server's root. */
export const pathOf = (instanceId: string) => `/${instanceId}/oidc`;
export const issuerOf = (publicUrl: string, instanceId: string) => `${publicUrl}${pathOf(instanceId)}`;

/** Routes of oidc-provider, below the issuer. */
export const ROUTES = {
  authorization: '/auth',
  token: '/token',
  userinfo: '/userinfo',
  introspection: '/token/introspection',
  revocation: '/token/revocation',
  jwks: '/jwks',
  device_authorization: '/device/auth',
  code_verification: '/device',
  pushed_authorization_request: '/request',
  end_session: '/logout',
} as const;

/** Addresses that an administrator copies into an application. */
export function endpointsOf(publicUrl: string, instanceId: string, clientId: string) {
  const issuer = issuerOf(publicUrl, instanceId);
  const at = (route: keyof typeof ROUTES) => issuer + ROUTES[route];
  return {
    clientId,
    issuer,
    discovery: `${issuer}/.well-known/openid-configuration`,
    authorization: at('authorization'),
    token: at('token'),
    userinfo: at('userinfo'),
    jwks: at('jwks'),
    introspection: at('introspection'),
    revocation: at('revocation'),
    deviceAuthorization: at('device_authorization'),
    endSession: at('end_session'),
    start: `${publicUrl}/${instanceId}/oidc-start/${clientId}`,
  };
}

/** ACR values: how sure the log-on was. */
export const SINGLE_FACTOR = 'urn:muster:single-factor';
export const MULTI_FACTOR = 'urn:muster:multi-factor';

/** What applications may ask for, with the claims of each scope (OpenID Connect Core §5.4). */
export const SCOPE_CLAIMS = {
  openid: ['sub', 'acr', 'amr', 'auth_time'],
  profile: ['name', 'preferred_username', 'locale'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  groups: ['groups'],
} as const;
export const SCOPES = [...Object.keys(SCOPE_CLAIMS), 'offline_access'];
