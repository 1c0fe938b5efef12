/** Metadata of the identity provider that one application sees (SAML Metadata §2.4.3). */
import type { SamlSettings } from '../model/sso.ts';
import type { SigningKey } from '../signing/keys.ts';
import { bareCertificate } from '../xml/certificate.ts';
import { element, type Markup } from '../xml/markup.ts';
import { offersLogout } from './logout.ts';
import {
  type Endpoints,
  METADATA,
  NAME_ID_FORMATS,
  POST_BINDING,
  PROTOCOL,
  REDIRECT_BINDING,
} from './names.ts';

/** The two keys an application should know: the one that signs, and the one that comes next or was before. */
export function publishedKeys(keys: readonly SigningKey[]): SigningKey[] {
  return (['current', 'next', 'previous'] as const)
    .flatMap((wanted) => keys.filter(({ state }) => state === wanted))
    .slice(0, 2);
}

/** What the document is made from: the settings, and the addresses below the public URL. */
export interface Described {
  readonly saml: SamlSettings;
  readonly endpoints: Endpoints;
}

export function idpMetadata(here: Described, keys: readonly SigningKey[]): string {
  const { saml, endpoints } = here;
  const services = (name: string, location: string): Markup[] =>
    [REDIRECT_BINDING, POST_BINDING].map((binding) =>
      element(`md:${name}`, { Binding: binding, Location: location }),
    );
  const { markup } = element(
    'md:EntityDescriptor',
    { 'xmlns:md': METADATA, 'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#', entityID: endpoints.entityId },
    element(
      'md:IDPSSODescriptor',
      {
        protocolSupportEnumeration: PROTOCOL,
        WantAuthnRequestsSigned: String(saml.requireSignedRequests),
      },
      ...publishedKeys(keys).map(keyDescriptor),
      ...(offersLogout(here) ? services('SingleLogoutService', endpoints.logout) : []),
      element('md:NameIDFormat', {}, NAME_ID_FORMATS[saml.nameIdFormat]),
      ...services('SingleSignOnService', endpoints.sso),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup}\n`;
}

function keyDescriptor({ certificate }: SigningKey): Markup {
  return element(
    'md:KeyDescriptor',
    { use: 'signing' },
    element(
      'ds:KeyInfo',
      {},
      element('ds:X509Data', {}, element('ds:X509Certificate', {}, bareCertificate(certificate))),
    ),
  );
}
