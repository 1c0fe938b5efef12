/** Names that SAML 2.0 gives, and the addresses of an application here. */

import type { z } from 'zod';
import type { NameIdFormat } from '../model/sso.ts';

export const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const POST_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
export const REDIRECT_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
export const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

export type NameIdFormatName = z.infer<typeof NameIdFormat>;

/** SAML Core §8.3. */
export const NAME_ID_FORMATS: Readonly<Record<NameIdFormatName, string>> = {
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  emailAddress: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
};

/** SAML Core §8.2. */
export const ATTRIBUTE_FORMATS = {
  basic: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
  uri: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
  unspecified: 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified',
} as const;

/** SAML Core §3.2.2.2: what is answered when there is no assertion. */
const status = (name: string) => `urn:oasis:names:tc:SAML:2.0:status:${name}`;
export const STATUS = {
  success: status('Success'),
  requester: status('Requester'),
  responder: status('Responder'),
  noPassive: status('NoPassive'),
  noAuthnContext: status('NoAuthnContext'),
  invalidNameIdPolicy: status('InvalidNameIDPolicy'),
  unknownPrincipal: status('UnknownPrincipal'),
  unsupportedBinding: status('UnsupportedBinding'),
} as const;

/** Where an application finds its identity provider; each application has one of its own. */
export interface Endpoints {
  readonly entityId: string;
  readonly metadata: string;
  readonly sso: string;
  readonly start: string;
  readonly logout: string;
}

/** Addresses below `root`: the public URL, or nothing for paths of this server. */
export function endpointsOf(root: string, instanceId: string, applicationId: string): Endpoints {
  const entityId = `${root}/${encodeURIComponent(instanceId)}/saml/${encodeURIComponent(applicationId)}`;
  return {
    entityId,
    metadata: `${entityId}/metadata`,
    sso: `${entityId}/sso`,
    start: `${entityId}/start`,
    logout: `${entityId}/logout`,
  };
}
