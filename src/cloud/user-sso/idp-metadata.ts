/** Reads the metadata of an identity provider (SAML Metadata §2.4) as RAM takes it: one provider, one or two certificates. */
import type { Element } from '@xmldom/xmldom';
import { MusterError } from '../../errors/error.ts';
import type { CloudIdentityProvider } from '../../model/cloud.ts';
import { readCertificate } from '../../xml/certificate.ts';
import { parseXml } from '../../xml/parse.ts';
import { attributeOf, childrenOf, isNamed, onlyChild, textOf } from '../../xml/read.ts';

const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

export interface IdentityProvider {
  readonly entityId: string;
  /** Where AuthnRequests go, by redirect. */
  readonly ssoUrl: string;
  /** PEM. */
  readonly certificates: readonly string[];
}

const field = 'metadataDocument';

/** Throws `ram_sso_metadata_*`. */
export function readIdpMetadata(text: string): IdentityProvider {
  if (/PRIVATE KEY/i.test(text)) throw new MusterError('ram_sso_metadata_private_key', { field });
  const root = parse(text);
  const idp = isNamed(root, METADATA, 'EntityDescriptor')
    ? onlyChild(root, METADATA, 'IDPSSODescriptor')
    : undefined;
  const entityId = attributeOf(root, 'entityID');
  const protocols = idp === undefined ? '' : (attributeOf(idp, 'protocolSupportEnumeration') ?? '');
  // SAML Core §8.3.6: an entity identifier is a URI of at most 1024 characters.
  if (
    idp === undefined ||
    !entityId ||
    entityId.length > 1024 ||
    !protocols.split(/\s+/).includes(PROTOCOL)
  ) {
    throw new MusterError('ram_sso_metadata_no_idp', { field });
  }
  return { entityId, ssoUrl: ssoUrlOf(idp), certificates: certificatesOf(idp) };
}

/** The same for people. */
export function describeIdp({ entityId, ssoUrl, certificates }: IdentityProvider): CloudIdentityProvider {
  return {
    entityId,
    ssoUrl,
    certificates: certificates.map((pem) => {
      const { subject, fingerprint256, validFromDate, validToDate } = readCertificate(pem);
      return {
        subject: (subject ?? '').replaceAll('\n', ', '),
        fingerprint: fingerprint256,
        notBefore: validFromDate.toISOString(),
        notAfter: validToDate.toISOString(),
      };
    }),
  };
}

function parse(text: string): Element {
  try {
    return parseXml(text.replace(/^\ufeff/, '')).documentElement;
  } catch (error) {
    throw new MusterError('ram_sso_metadata_unreadable', { field }, error);
  }
}

function ssoUrlOf(idp: Element): string {
  const location = childrenOf(idp, METADATA, 'SingleSignOnService')
    .filter((service) => attributeOf(service, 'Binding') === REDIRECT)
    .map((service) => attributeOf(service, 'Location') ?? '')
    .find(isWebUrl);
  if (location === undefined) throw new MusterError('ram_sso_metadata_sso_url', { field });
  return location;
}

function isWebUrl(text: string): boolean {
  // Printable ASCII: it goes into a Location header as it stands.
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || text.includes('#') || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

function certificatesOf(idp: Element): string[] {
  const certificates = childrenOf(idp, METADATA, 'KeyDescriptor')
    .filter((key) => (attributeOf(key, 'use') ?? 'signing') === 'signing')
    .flatMap((key) => childrenOf(key, DSIG, 'KeyInfo'))
    .flatMap((info) => childrenOf(info, DSIG, 'X509Data'))
    .flatMap((data) => childrenOf(data, DSIG, 'X509Certificate'))
    .map((certificate) => textOf(certificate) ?? '');
  try {
    const read = new Set(certificates.map((text) => readCertificate(text).toString()));
    if (read.size < 1 || certificates.length > 2)
      throw new MusterError('ram_sso_metadata_certificates', { field });
    return [...read];
  } catch (error) {
    throw new MusterError('ram_sso_metadata_certificates', { field }, error);
  }
}
