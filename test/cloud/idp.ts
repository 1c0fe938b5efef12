/** An identity provider of the tests' own: signs with xml-crypto directly, so that nothing here leans on what is tested. */
import { createVerify, randomBytes, X509Certificate } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import { type KeyPair, keyPair } from '../saml/key-pair.ts';

export const IDP = 'https://idp.example.com/saml/app';
export const SSO_URL = 'https://idp.example.com/saml/app/sso?tenant=1';

const NS = `xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"`;
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** What an answer says; tests change one thing at a time. `undefined` leaves an attribute or element out. */
export interface Facts {
  acs: string;
  audience: string | undefined;
  nameId: string;
  inResponseTo?: string | undefined;
  responseInResponseTo?: string | undefined;
  issuer?: string;
  responseIssuer?: string;
  destination?: string | undefined;
  recipient?: string;
  method?: string;
  status?: string;
  confirmationUntil?: string | undefined;
  notBefore?: string;
  notOnOrAfter?: string;
  sessionUntil?: string;
  assertionId?: string;
  /** Raw XML in place of what belongs there. */
  subject?: string;
  moreConditions?: string;
  authnStatement?: string;
  version?: string;
}

export const at = (seconds: number) => `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;
export const newId = () => `_${randomBytes(16).toString('hex')}`;
const attribute = (name: string, value: string | undefined) =>
  value === undefined ? '' : ` ${name}="${value}"`;

export function confirmationOf(facts: Facts): string {
  const until = 'confirmationUntil' in facts ? facts.confirmationUntil : at(300);
  const data = `${attribute('NotOnOrAfter', until)}${attribute('Recipient', facts.recipient ?? facts.acs)}${attribute('InResponseTo', facts.inResponseTo)}`;
  return `<saml:SubjectConfirmation Method="${facts.method ?? 'urn:oasis:names:tc:SAML:2.0:cm:bearer'}"><saml:SubjectConfirmationData${data}/></saml:SubjectConfirmation>`;
}

export const nameIdOf = (value: string) =>
  `<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${value}</saml:NameID>`;

export function assertionOf(facts: Facts): string {
  const audience =
    facts.audience === undefined
      ? ''
      : `<saml:AudienceRestriction><saml:Audience>${facts.audience}</saml:Audience></saml:AudienceRestriction>`;
  const statement =
    facts.authnStatement ??
    `<saml:AuthnStatement AuthnInstant="${at(-5)}"${attribute('SessionNotOnOrAfter', facts.sessionUntil)}><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`;
  return `<saml:Assertion ${NS} ID="${facts.assertionId ?? newId()}" Version="${facts.version ?? '2.0'}" IssueInstant="${at(0)}"><saml:Issuer>${facts.issuer ?? IDP}</saml:Issuer><saml:Subject>${facts.subject ?? nameIdOf(facts.nameId) + confirmationOf(facts)}</saml:Subject><saml:Conditions NotBefore="${facts.notBefore ?? at(-60)}" NotOnOrAfter="${facts.notOnOrAfter ?? at(300)}">${audience}${facts.moreConditions ?? ''}</saml:Conditions>${statement}</saml:Assertion>`;
}

export function responseOf(facts: Facts, assertions: string, id = newId()): string {
  const destination = 'destination' in facts ? facts.destination : facts.acs;
  const answers = 'responseInResponseTo' in facts ? facts.responseInResponseTo : facts.inResponseTo;
  return `<samlp:Response ${NS} ID="${id}" Version="2.0" IssueInstant="${at(0)}"${attribute('Destination', destination)}${attribute('InResponseTo', answers)}><saml:Issuer>${facts.responseIssuer ?? facts.issuer ?? IDP}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${facts.status ?? 'Success'}"/></samlp:Status>${assertions}</samlp:Response>`;
}

export interface Signing {
  algorithm?: string;
  digest?: string;
  /** In place of the private key, for HMAC. */
  secret?: string;
}

/** Signs the element named, with the signature right after its Issuer. */
export function signed(
  pair: KeyPair,
  xml: string,
  name: 'Assertion' | 'Response',
  how: Signing = {},
): string {
  const algorithm = how.algorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
  const signer = new SignedXml({
    privateKey: how.secret ?? pair.keyPem,
    publicCert: pair.certificate,
    signatureAlgorithm: algorithm,
    canonicalizationAlgorithm: C14N,
  });
  if (how.secret !== undefined) signer.enableHMAC();
  const target = `//*[local-name(.)='${name}']`;
  signer.addReference({
    xpath: target,
    transforms: [`${DSIG}enveloped-signature`, C14N],
    digestAlgorithm: how.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `${target}/*[local-name(.)='Issuer']`, action: 'after' },
  });
  return signer.getSignedXml();
}

export const base64 = (xml: string) => Buffer.from(xml).toString('base64');

export function openIdp(pair: KeyPair = keyPair()) {
  const bare = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');
  return {
    pair,
    metadata: (certificates: readonly string[] = [pair.certificate], entityId = IDP, ssoUrl = SSO_URL) =>
      metadataOf(certificates.map(bare), entityId, ssoUrl),
    /** A good answer: the assertion is signed, the envelope is not. */
    answer: (facts: Facts) => base64(responseOf(facts, signed(pair, assertionOf(facts), 'Assertion'))),
  };
}
export type Idp = ReturnType<typeof openIdp>;

export function metadataOf(certificates: readonly string[], entityId: string, ssoUrl: string): string {
  const keys = certificates.map(
    (certificate) =>
      `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${DSIG}"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.join('')}<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/post"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${ssoUrl}"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
}

/** The AuthnRequest in a redirect, its signature checked with the certificate of the SP metadata. */
export function readAuthnRequest(location: string, spMetadata: string): { xml: string; id: string } {
  const [, query = ''] = /^[^?]*\?(?:tenant=1&)?(.*)$/.exec(location) ?? [];
  const [signedPart = '', signature = ''] = query.split('&Signature=');
  const bare = /<ds:X509Certificate>([^<]+)</.exec(spMetadata)![1]!;
  const certificate = new X509Certificate(Buffer.from(bare, 'base64'));
  const algorithm = new URLSearchParams(query).get('SigAlg')!.replace(/.*#rsa-/, '');
  const verifier = createVerify(algorithm).update(signedPart);
  if (!verifier.verify(certificate.publicKey, decodeURIComponent(signature), 'base64')) {
    throw new Error('the AuthnRequest is not signed by the SP');
  }
  const message = new URLSearchParams(query).get('SAMLRequest')!;
  const xml = inflateRawSync(Buffer.from(message, 'base64')).toString();
  return { xml, id: / ID="([^"]+)"/.exec(xml)![1]! };
}
