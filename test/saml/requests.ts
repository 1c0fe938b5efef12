/** AuthnRequests and LogoutRequests by hand, so that each part of them can be wrong. */
import { createSign, randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { signElement } from '../../src/xml/sign.ts';
import type { KeyPair } from './key-pair.ts';
import { ACS, SP } from './world.ts';

const NS =
  'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

export const messageId = () => `_${randomBytes(16).toString('hex')}`;
export const instant = (seconds = 0) => new Date(Date.now() + seconds * 1000).toISOString();

export interface Parts {
  name?: string;
  id?: string;
  version?: string;
  instant?: string;
  destination?: string | undefined;
  issuer?: string | undefined;
  /** Further attributes and content, as they are. */
  attributes?: string;
  content?: string;
}

/** An AuthnRequest to `destination`; what is given as undefined is left out. */
export function requestXml(parts: Parts = {}): string {
  const { name = 'AuthnRequest', id = messageId(), version = '2.0', attributes = '', content = '' } = parts;
  const issuer = 'issuer' in parts ? parts.issuer : SP;
  const destination = parts.destination === undefined ? '' : ` Destination="${parts.destination}"`;
  return `<samlp:${name} ${NS} ID="${id}" Version="${version}" IssueInstant="${parts.instant ?? instant()}"${destination}${attributes}>${
    issuer === undefined ? '' : `<saml:Issuer>${issuer}</saml:Issuer>`
  }${content}</samlp:${name}>`;
}

export const acs = (url = ACS) => ` AssertionConsumerServiceURL="${url}"`;

/** Signed within, as the POST binding has it. */
export function signedXml(xml: string, pair: KeyPair): string {
  const reference = /ID="([^"]+)"/.exec(xml)![1]!;
  return signElement(xml, { reference, key: pair.key, certificate: pair.certificate, where: 'after-issuer' });
}

export const base64 = (xml: string | Buffer) => Buffer.from(xml).toString('base64');
export const deflated = (xml: string | Buffer) => deflateRawSync(xml).toString('base64');

/** The query string of the redirect binding. */
export function query(message: string, more: Record<string, string> = {}): string {
  return Object.entries({ SAMLRequest: message, ...more })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** With a signature over the text as it is encoded. */
export function signedQuery(
  covered: string,
  pair: KeyPair,
  algorithm = RSA_SHA256,
  digest = 'sha256',
): string {
  const text = `${covered}&SigAlg=${encodeURIComponent(algorithm)}`;
  const signature = createSign(digest).update(text).sign(pair.key, 'base64');
  return `${text}&Signature=${encodeURIComponent(signature)}`;
}

/** Percent-encoding in small letters, as .NET writes it. */
export const lowerCase = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
