/** What a cloud account says as a service provider: its metadata, and AuthnRequests. Pure. */
import { type KeyObject, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { AuthnSignAlgo } from '../../model/cloud.ts';
import { bareCertificate } from '../../xml/certificate.ts';
import { element } from '../../xml/markup.ts';

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';

interface Provider {
  readonly entityId: string;
  readonly acsUrl: string;
}

/** SP metadata (SAML Metadata §2.4.4), to be uploaded at the identity provider. */
export function spMetadata({ entityId, acsUrl }: Provider, certificate: string): string {
  const x509 = element('ds:X509Certificate', {}, bareCertificate(certificate));
  const keyInfo = element(
    'ds:KeyInfo',
    { 'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#' },
    element('ds:X509Data', {}, x509),
  );
  const descriptor = element(
    'md:SPSSODescriptor',
    { AuthnRequestsSigned: 'true', WantAssertionsSigned: 'true', protocolSupportEnumeration: PROTOCOL },
    element('md:KeyDescriptor', { use: 'signing' }, keyInfo),
    element('md:AssertionConsumerService', {
      Binding: POST,
      Location: acsUrl,
      index: '0',
      isDefault: 'true',
    }),
  );
  const root = element(
    'md:EntityDescriptor',
    { 'xmlns:md': 'urn:oasis:names:tc:SAML:2.0:metadata', entityID: entityId },
    descriptor,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}\n`;
}

export interface Request extends Provider {
  readonly id: string;
  readonly ssoUrl: string;
  readonly now: Date;
  readonly algorithm: AuthnSignAlgo;
  readonly key: KeyObject;
}

/**
 * Where the browser is sent: the identity provider's address with a signed AuthnRequest (SAML Bindings §3.4). There is
 * no RelayState: what goes on afterwards is kept here, under the request's ID.
 */
export function authnRequestUrl(request: Request): string {
  const { entityId, acsUrl, id, ssoUrl, now, algorithm, key } = request;
  const { markup } = element(
    'samlp:AuthnRequest',
    {
      'xmlns:samlp': PROTOCOL,
      'xmlns:saml': 'urn:oasis:names:tc:SAML:2.0:assertion',
      ID: id,
      Version: '2.0',
      IssueInstant: `${now.toISOString().slice(0, 19)}Z`,
      Destination: ssoUrl,
      ProtocolBinding: POST,
      AssertionConsumerServiceURL: acsUrl,
    },
    element('saml:Issuer', {}, entityId),
  );
  const message = encodeURIComponent(deflateRawSync(markup).toString('base64'));
  const sigAlg = encodeURIComponent(`http://www.w3.org/2001/04/xmldsig-more#${algorithm}`);
  const signed = `SAMLRequest=${message}&SigAlg=${sigAlg}`;
  const signature = sign(algorithm.slice('rsa-'.length), Buffer.from(signed), key).toString('base64');
  return `${ssoUrl}${ssoUrl.includes('?') ? '&' : '?'}${signed}&Signature=${encodeURIComponent(signature)}`;
}
