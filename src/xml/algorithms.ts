/** The algorithms of XML Signature that are used and accepted, and no other: no SHA-1, no HMAC, no RSA-PSS parameters. */
import { createHash, type KeyLike, KeyObject, sign, verify } from 'node:crypto';

export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

/** Name of the digest by its identifier. */
export const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
]);

/** Kind of key and digest of a signature by its identifier (RFC 9231 §2.3). */
export const SIGNATURES: ReadonlyMap<string, { key: 'rsa' | 'ec'; digest: string }> = new Map(
  (['rsa', 'ecdsa'] as const).flatMap((family) =>
    ['sha256', 'sha384', 'sha512'].map((digest) => [
      `http://www.w3.org/2001/04/xmldsig-more#${family}-${digest}`,
      { key: family === 'rsa' ? ('rsa' as const) : ('ec' as const), digest },
    ]),
  ),
);

/** The signature we write with a key of this kind. */
export function signatureFor(key: KeyObject): string {
  const family = key.asymmetricKeyType === 'ec' ? 'ecdsa' : 'rsa';
  return `http://www.w3.org/2001/04/xmldsig-more#${family}-sha256`;
}

/** Signs octets; an ECDSA signature is r and s side by side, as XML Signature has it. */
export function signOctets(algorithm: string, octets: Buffer, key: KeyObject): Buffer {
  const { digest } = SIGNATURES.get(algorithm) ?? unknown(algorithm);
  return sign(digest, octets, { key, dsaEncoding: 'ieee-p1363' });
}

/** Whether the signature is right; false for an algorithm that is not accepted or does not go with the key. */
export function verifyOctets(algorithm: string, octets: Buffer, signature: Buffer, key: KeyObject): boolean {
  const known = SIGNATURES.get(algorithm);
  if (known === undefined || key.type !== 'public' || key.asymmetricKeyType !== known.key) return false;
  return verify(known.digest, octets, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function unknown(algorithm: string): never {
  throw new Error(`signature algorithm ${algorithm} is not known`);
}

/** The digests in the form `xml-crypto` takes them. */
export const hashClasses = Object.fromEntries(
  [...DIGESTS].map(([uri, digest]) => [
    uri,
    class {
      getAlgorithmName = () => uri;
      getHash = (xml: string) => createHash(digest).update(xml, 'utf8').digest('base64');
    },
  ]),
);

/** The signatures in the form `xml-crypto` takes them. */
export const signatureClasses = Object.fromEntries(
  [...SIGNATURES.keys()].map((uri) => [
    uri,
    class {
      getAlgorithmName = () => uri;
      getSignature = (signedInfo: unknown, key: KeyLike) =>
        signOctets(uri, Buffer.from(String(signedInfo)), asKey(key)).toString('base64');
      verifySignature = (material: string, key: KeyLike, signature: string) =>
        verifyOctets(uri, Buffer.from(material), Buffer.from(signature, 'base64'), asKey(key));
    },
  ]),
);

function asKey(key: KeyLike): KeyObject {
  if (!(key instanceof KeyObject)) throw new TypeError('a KeyObject is needed');
  return key;
}
