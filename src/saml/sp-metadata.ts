/** Reads the metadata of a service provider (SAML Metadata §2.4.4) into the settings of an application. Pure. */
import type { Element } from '@xmldom/xmldom';
import { MusterError } from '../errors/error.ts';
import type { CertificateFacts, SpMetadata } from '../model/saml.ts';
import { SamlSettings } from '../model/sso.ts';
import { DSIG } from '../xml/algorithms.ts';
import { readCertificate } from '../xml/certificate.ts';
import { parseXml } from '../xml/parse.ts';
import { attributeOf, childrenOf, isNamed, textOf } from '../xml/read.ts';
import { METADATA, NAME_ID_FORMATS, type NameIdFormatName, POST_BINDING, PROTOCOL } from './names.ts';

const MAX_SIZE = 900_000;
const MAX_CERTIFICATES = 4;
const MAX_ADDRESSES = 20;

const invalid = (what: string) => new MusterError('saml_metadata_invalid', { what });

/** Throws `saml_metadata_invalid`, `certificate_invalid` or what `parseXml` throws. */
export function readSpMetadata(text: string): SpMetadata {
  const root = parseXml(text.replace(/^\ufeff/, '').trim(), {
    size: MAX_SIZE,
    elements: 20_000,
  }).documentElement;
  const { entity, role } = roleOf(root);
  const certificates = certificatesOf(role);
  const formats = childrenOf(role, METADATA, 'NameIDFormat').map(textOf);
  const known = (Object.keys(NAME_ID_FORMATS) as NameIdFormatName[]).filter((name) =>
    formats.includes(NAME_ID_FORMATS[name]),
  );
  const nameIdFormats = known.sort(
    (a, b) => formats.indexOf(NAME_ID_FORMATS[a]) - formats.indexOf(NAME_ID_FORMATS[b]),
  );
  const signAssertion = isTrue(role, 'WantAssertionsSigned') ?? true;
  const settings = {
    spEntityId: (attributeOf(entity, 'entityID') ?? '').trim(),
    acsUrls: acsUrlsOf(role),
    nameIdFormat: nameIdFormats[0] ?? 'unspecified',
    spCertificates: certificates.map(({ pem }) => pem),
    // Without a certificate nothing could be checked.
    requireSignedRequests: isTrue(role, 'AuthnRequestsSigned') === true && certificates.length > 0,
    signAssertion,
    signResponse: !signAssertion,
    singleLogoutUrl: logoutUrlOf(role),
  };
  const checked = SamlSettings.safeParse(settings);
  if (!checked.success) throw invalid(checked.error.issues[0]?.path.join('.') ?? 'entityID');
  const canEncrypt = certificates.some(
    ({ pem }) => readCertificate(pem).publicKey.asymmetricKeyType === 'rsa',
  );
  return { settings, nameIdFormats, certificates, canEncrypt };
}

/** A certificate with what people compare. */
export function factsOf(certificate: string): CertificateFacts {
  const read = readCertificate(certificate);
  return {
    pem: read.toString(),
    subject: read.subject.replaceAll('\n', ', ').slice(0, 300),
    notAfter: read.validToDate.toISOString(),
    fingerprint: read.fingerprint256,
  };
}

/** The one service provider in the document, which may be a federation's list of one. */
function roleOf(root: Element): { entity: Element; role: Element } {
  const entities = isNamed(root, METADATA, 'EntitiesDescriptor')
    ? childrenOf(root, METADATA, 'EntityDescriptor')
    : [root].filter((element) => isNamed(element, METADATA, 'EntityDescriptor'));
  const found = entities.flatMap((entity) =>
    childrenOf(entity, METADATA, 'SPSSODescriptor')
      .filter((role) => attributeOf(role, 'protocolSupportEnumeration')?.split(/\s+/).includes(PROTOCOL))
      .map((role) => ({ entity, role })),
  );
  const [one, second] = found;
  if (one === undefined) throw invalid('SPSSODescriptor');
  if (second !== undefined) throw new MusterError('saml_metadata_many');
  return one;
}

/** By POST only, the default first; then in the order of their indexes, which requests may name. */
function acsUrlsOf(role: Element): string[] {
  const services = childrenOf(role, METADATA, 'AssertionConsumerService')
    .filter((service) => attributeOf(service, 'Binding') === POST_BINDING)
    .map((service) => ({
      url: attributeOf(service, 'Location') ?? '',
      rank: isTrue(service, 'isDefault') === true ? -1 : Number(attributeOf(service, 'index') ?? 0),
    }))
    .sort((a, b) => a.rank - b.rank);
  if (services.length === 0) throw invalid('AssertionConsumerService (HTTP-POST)');
  return [...new Set(services.map(({ url }) => url))].slice(0, MAX_ADDRESSES);
}

/** Those for encryption first: assertions are encrypted for the first that can. */
function certificatesOf(role: Element): CertificateFacts[] {
  const descriptors = childrenOf(role, METADATA, 'KeyDescriptor');
  const ordered = ['encryption', undefined, 'signing'].flatMap((use) =>
    descriptors.filter((descriptor) => attributeOf(descriptor, 'use') === use),
  );
  const texts = ordered
    .flatMap((descriptor) => childrenOf(descriptor, DSIG, 'KeyInfo'))
    .flatMap((info) => childrenOf(info, DSIG, 'X509Data'))
    .flatMap((data) => childrenOf(data, DSIG, 'X509Certificate'))
    .map((certificate) => factsOf(textOf(certificate) ?? ''));
  return [...new Map(texts.map((facts) => [facts.fingerprint, facts])).values()].slice(0, MAX_CERTIFICATES);
}

function logoutUrlOf(role: Element): string | null {
  const services = childrenOf(role, METADATA, 'SingleLogoutService');
  const service = services.find((one) => attributeOf(one, 'Binding') === POST_BINDING) ?? services[0];
  return service
    ? (attributeOf(service, 'ResponseLocation') ?? attributeOf(service, 'Location') ?? null)
    : null;
}

function isTrue(element: Element, name: string): boolean | undefined {
  const text = attributeOf(element, name);
  return text === undefined ? undefined : ['true', '1'].includes(text);
}
