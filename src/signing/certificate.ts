/** Self-signed X.509 certificates, as partners of SAML want a public key: RFC 5280, RSA with SHA-256. */
import { hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  bool,
  explicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  time,
  utf8String,
} from './der.ts';

export interface CertificateFacts {
  /** Common name of subject and issuer; cut to the 64 characters of X.520. */
  commonName: string;
  notBefore: Date;
  notAfter: Date;
}

const OID = {
  sha256WithRsa: '1.2.840.113549.1.1.11',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  basicConstraints: '2.5.29.19',
} as const;
const NULL = Buffer.from([0x05, 0x00]);
const V3 = Buffer.from([2]);

/** A certificate for this RSA key, signed with it, as PEM. */
export function selfSigned(
  keys: { privateKey: KeyObject; publicKey: KeyObject },
  facts: CertificateFacts,
): string {
  const algorithm = sequence(oid(OID.sha256WithRsa), NULL);
  const name = sequence(
    setOf(sequence(oid(OID.commonName), utf8String([...facts.commonName].slice(0, 64).join('')))),
  );
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(
    explicit(0, integer(V3)),
    integer(serialNumber()),
    algorithm,
    name,
    sequence(time(facts.notBefore), time(facts.notAfter)),
    name,
    publicKey,
    explicit(3, extensions(publicKey)),
  );
  const signature = sign('sha256', body, keys.privateKey);
  return pem(sequence(body, algorithm, bitString(signature)));
}

/** 127 random bits, of which the first is set: positive and never short (RFC 5280 §4.1.2.2). */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}

/**
 * No authority over others. Without a key usage: one that leaves out signing certificates has OpenSSL refuse a self-signed
 * certificate as its own issuer, and partners check chains of length one.
 */
function extensions(publicKey: Buffer): Buffer {
  const keyIdentifier = hash('sha256', publicKey, 'buffer').subarray(0, 20);
  return sequence(
    sequence(oid(OID.basicConstraints), bool(true), octetString(sequence())),
    sequence(oid(OID.subjectKeyIdentifier), octetString(octetString(keyIdentifier))),
  );
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
