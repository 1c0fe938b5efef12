import { type KeyObject, X509Certificate } from 'node:crypto';
import { MusterError } from '../errors/error.ts';

const MINIMUM_RSA_BITS = 2048;

/**
 * A certificate from PEM or bare base64, as it stands in metadata. Its key counts, not its dates: in SAML a
 * certificate is trusted because it was configured, and partners go on after the date in it. Throws
 * `certificate_invalid`.
 */
export function readCertificate(text: string): X509Certificate {
  const base64 =
    /^\s*(?:-----BEGIN CERTIFICATE-----)?([A-Za-z0-9+/=\s]+)(?:-----END CERTIFICATE-----)?\s*$/.exec(
      text,
    )?.[1];
  if (base64 === undefined) throw new MusterError('certificate_invalid', { reason: 'it is not PEM' });
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(Buffer.from(base64, 'base64'));
  } catch (error) {
    throw new MusterError('certificate_invalid', { reason: 'it cannot be read' }, error);
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  if (type === 'ec') return certificate;
  if (type !== 'rsa')
    throw new MusterError('certificate_invalid', { reason: 'its key is neither RSA nor EC' });
  if ((details?.modulusLength ?? 0) < MINIMUM_RSA_BITS) {
    throw new MusterError('certificate_invalid', {
      reason: `its RSA key has less than ${MINIMUM_RSA_BITS} bits`,
    });
  }
  return certificate;
}

/** The public key of a certificate. */
export function publicKeyOf(certificate: string): KeyObject {
  return readCertificate(certificate).publicKey;
}

/** The certificate as base64 without the lines around it, as KeyInfo and metadata carry it. */
export function bareCertificate(certificate: string): string {
  return readCertificate(certificate).raw.toString('base64');
}
