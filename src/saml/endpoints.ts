/** What administrators copy from here to a service provider. */

import { findSso } from '../applications/access.ts';
import { requireApplication } from '../applications/sso.ts';
import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { SamlEndpoints } from '../model/saml.ts';
import type { Sealer } from '../secrets/seal.ts';
import { signingKeysOf } from '../signing/keys.ts';
import { offersLogout } from './logout.ts';
import { idpMetadata, publishedKeys } from './metadata.ts';
import { endpointsOf } from './names.ts';
import { factsOf } from './sp-metadata.ts';

export interface EndpointDeps {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly publicUrl: string;
}

/** Addresses and certificates; known before sign-in is switched on. Throws `not_found`, `saml_unknown`. */
export async function samlEndpoints(
  deps: EndpointDeps,
  instanceId: string,
  idOrName: string,
): Promise<SamlEndpoints> {
  const { here, keys } = await published(deps, instanceId, idOrName);
  const { entityId, sso, logout, metadata, start } = here.endpoints;
  return {
    entityId,
    ssoUrl: sso,
    logoutUrl: offersLogout(here) ? logout : null,
    metadataUrl: metadata,
    startUrl: start,
    certificates: publishedKeys(keys).map(({ certificate }) => factsOf(certificate)),
  };
}

/** The metadata document, as at the metadata URL. Throws `not_found`, `saml_unknown`. */
export async function samlMetadataOf(
  deps: EndpointDeps,
  instanceId: string,
  idOrName: string,
): Promise<string> {
  const { here, keys } = await published(deps, instanceId, idOrName);
  return idpMetadata(here, keys);
}

async function published(deps: EndpointDeps, instanceId: string, idOrName: string) {
  const { id } = await requireApplication(deps.db, instanceId, idOrName);
  const application = await findSso(deps.db, instanceId, id);
  const saml = application?.sso.saml;
  if (!application || !saml || application.sso.protocol !== 'saml') throw new MusterError('saml_unknown');
  const endpoints = endpointsOf(deps.publicUrl, application.instanceId, application.id);
  return { here: { saml, endpoints }, keys: await signingKeysOf(deps, instanceId, 'saml') };
}
