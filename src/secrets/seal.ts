/** Secrets at rest: AES-256-GCM, bound to the place they belong to. */
import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { MusterError } from '../errors/error.ts';

export const KEY_BYTES = 32;
/** NIST SP 800-38D: 96-bit nonces are the ones GCM is made for; random ones are safe for 2^32 texts under a key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Tells "another key" from "damaged": a few bytes of a hash of the key give nothing away of 256 random bits. */
const KEY_ID_BYTES = 4;
const VERSION = 's1.';

export interface Sealer {
  /** Text for a column. `context` names the place (table, row and field); it is needed to open and not stored. */
  seal(plaintext: string, context: string): string;
  /** Throws `key_wrong` for what another key sealed, `secret_damaged` for changed text or another context. */
  open(sealed: string, context: string): string;
}

export function sealerOf(key: Buffer): Sealer {
  const keyId = Buffer.from(
    hash('sha256', Buffer.concat([Buffer.from('muster key id\0'), key]), 'buffer'),
  ).subarray(0, KEY_ID_BYTES);
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(context));
      const text = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return VERSION + Buffer.concat([keyId, nonce, cipher.getAuthTag(), text]).toString('base64url');
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
      const nonceEnd = KEY_ID_BYTES + NONCE_BYTES;
      if (!sealed.startsWith(VERSION) || bytes.length < nonceEnd + TAG_BYTES)
        throw new MusterError('secret_damaged', { context });
      if (!bytes.subarray(0, KEY_ID_BYTES).equals(keyId)) throw new MusterError('key_wrong');
      try {
        const nonce = bytes.subarray(KEY_ID_BYTES, nonceEnd);
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(context));
        decipher.setAuthTag(bytes.subarray(nonceEnd, nonceEnd + TAG_BYTES));
        return Buffer.concat([
          decipher.update(bytes.subarray(nonceEnd + TAG_BYTES)),
          decipher.final(),
        ]).toString();
      } catch (error) {
        throw new MusterError('secret_damaged', { context }, error);
      }
    },
  };
}
