/** Applications as clients of oidc-provider, read anew for each request. */
import { randomBytes } from 'node:crypto';
import type { AdapterPayload, Client, ResponseType } from 'oidc-provider';
import { findSso, type SsoApplication } from '../applications/access.ts';
import { requireApplication } from '../applications/sso.ts';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { OidcSettings } from '../model/sso.ts';

/** Name under which the application stands in a client's metadata. */
export const METADATA = 'muster_application';

/** oidc-provider wants a secret with the client. Ours are kept as hashes and compared elsewhere; this one nobody knows. */
const NOBODYS_SECRET = randomBytes(48).toString('base64url');

export interface OidcApplication extends SsoApplication {
  oidc: OidcSettings;
}

/** The application as far as it signs people in by OpenID Connect and is enabled. */
export async function findOidc(
  sql: Sql,
  instanceId: string,
  applicationId: string,
): Promise<OidcApplication | undefined> {
  const application = await findSso(sql, instanceId, applicationId);
  if (!application?.sso.enabled || application.sso.protocol !== 'oidc' || application.sso.oidc === null)
    return undefined;
  // Defaults of settings that were added after these were stored.
  return { ...application, oidc: OidcSettings.parse(application.sso.oidc) };
}

/** The application whether it is enabled or not. Throws `not_found`, `oidc_not_used`. */
export async function requireOidc(sql: Sql, instanceId: string, idOrName: string): Promise<OidcApplication> {
  const { id, name } = await requireApplication(sql, instanceId, idOrName);
  const application = await findSso(sql, instanceId, id);
  if (!application) throw new MusterError('oidc_not_used', { application: name });
  if (application.sso.protocol !== 'oidc' || application.sso.oidc === null)
    throw new MusterError('oidc_not_used', { application: application.name });
  return { ...application, oidc: OidcSettings.parse(application.sso.oidc) };
}

/** The application behind a client that was made of it. */
export function applicationOf(client: Client): OidcApplication {
  return client[METADATA] as OidcApplication;
}

/** Metadata of RFC 7591 §2. */
export function metadataOf(application: OidcApplication): AdapterPayload {
  const { oidc } = application;
  const isPublic = oidc.clientAuthentication === 'none';
  const code = oidc.grantTypes.includes('authorization_code') && oidc.redirectUris.length > 0;
  return {
    client_id: application.id,
    client_name: application.name,
    // A web client may not have addresses of another scheme.
    application_type: oidc.redirectUris.every((uri) => /^https?:/.test(uri)) ? 'web' : 'native',
    redirect_uris: code ? oidc.redirectUris : [],
    response_types: code ? (['code'] satisfies ResponseType[]) : [],
    grant_types: oidc.grantTypes.filter((type) => type !== 'authorization_code' || code),
    scope: oidc.scopes.join(' '),
    token_endpoint_auth_method: oidc.clientAuthentication,
    ...(!isPublic && { client_secret: NOBODYS_SECRET }),
    [METADATA]: application,
  };
}

/** PKCE, for this application. */
export function needsPkce({ oidc }: OidcApplication): boolean {
  return oidc.pkceRequired || oidc.clientAuthentication === 'none';
}
