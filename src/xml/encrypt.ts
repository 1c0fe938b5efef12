import { encrypt } from 'xml-encryption';
import { publicKeyOf, readCertificate } from './certificate.ts';

/**
 * The element as xenc:EncryptedData: AES-256-GCM under a key of its own, which RSA-OAEP carries. OAEP with MGF1 and
 * SHA-1 is what every implementation reads; nothing in OAEP rests on the hash being free of collisions.
 */
export async function encryptElement(xml: string, certificate: string): Promise<string> {
  const data = await new Promise<string>((resolve, reject) => {
    encrypt(
      xml,
      {
        rsa_pub: publicKeyOf(certificate).export({ type: 'spki', format: 'pem' }) as string,
        pem: readCertificate(certificate).toString(),
        encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
        keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  return data.trim();
}
