import type { KeyObject } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import {
  DSIG,
  ENVELOPED,
  EXCLUSIVE_C14N,
  hashClasses,
  signatureClasses,
  signatureFor,
} from './algorithms.ts';
import { bareCertificate } from './certificate.ts';

export interface SignOptions {
  /** Value of the attribute `ID` of the element to be signed. */
  readonly reference: string;
  readonly key: KeyObject;
  /** PEM; goes into KeyInfo. */
  readonly certificate: string;
  /** SAML schema: after the Issuer of a message or an assertion; first in metadata. */
  readonly where: 'after-issuer' | 'first';
}

/** Written as references, since some parsers read them as line ends, and the signature would not fit any more. */
const LINE_ENDS_OF_XML_11 = /[\u0085\u2028\u2029]/g;

/** The document with an enveloped signature (exclusive C14N, SHA-256, RSA or ECDSA) in the element that has the ID. */
export function signElement(xml: string, { reference, key, certificate, where }: SignOptions): string {
  if (!/^[A-Za-z_][\w.-]*$/.test(reference)) throw new TypeError('the reference is not an ID');
  const x509 = bareCertificate(certificate);
  const signer = new SignedXml({
    privateKey: key,
    signatureAlgorithm: signatureFor(key),
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
    getKeyInfoContent: () => `<ds:X509Data><ds:X509Certificate>${x509}</ds:X509Certificate></ds:X509Data>`,
  });
  signer.SignatureAlgorithms = signatureClasses;
  signer.HashAlgorithms = hashClasses;
  const target = `//*[@ID='${reference}']`;
  signer.addReference({
    xpath: target,
    transforms: [ENVELOPED, EXCLUSIVE_C14N],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signer.computeSignature(safe(xml), {
    prefix: 'ds',
    attrs: { 'xmlns:ds': DSIG },
    location:
      where === 'first'
        ? { reference: target, action: 'prepend' }
        : { reference: `${target}/*[local-name(.)='Issuer']`, action: 'after' },
  });
  return safe(signer.getSignedXml());
}

function safe(xml: string): string {
  return xml.replace(LINE_ENDS_OF_XML_11, (char) => `&#x${char.charCodeAt(0).toString(16)};`);
}
