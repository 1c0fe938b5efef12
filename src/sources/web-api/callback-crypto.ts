/**
 * The one scheme by which DingTalk and WeCom sign and encrypt what they send to a callback address: SHA-1 over the sorted
 * token, time, nonce and cipher text; AES-256-CBC with the key's beginning as IV. Pure.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { MusterError } from '../../errors/error.ts';

/** Length of the key as both vendors' consoles show it. */
export const CALLBACK_KEY_LENGTH = 43;

const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
/** Padding is of PKCS#7's kind but to 32 bytes, so pads of 17 to 32 occur, which a cipher's own unpadding refuses. */
const BLOCK_BYTES = 32;

export interface CallbackSecrets {
  token: string;
  /** The 43 characters of the console (AES key, EncodingAESKey). */
  aesKey: string;
}

/** What is signed, with the signature. */
export interface SignedCallback {
  signature: string;
  timestamp: string;
  nonce: string;
  encrypt: string;
}

/** What was in the cipher text: the message, and whom it is for (corpid, AppKey). */
export interface OpenedCallback {
  message: string;
  receiver: string;
}

/** Hex SHA-1 over the four texts in code-unit order. */
export function callbackSignature(token: string, timestamp: string, nonce: string, encrypt: string): string {
  // The default order of sort() is that of code units.
  return createHash('sha1').update([token, timestamp, nonce, encrypt].sort().join('')).digest('hex');
}

/**
 * Checks the signature, in constant time and before anything is decrypted, then decrypts and checks whom it is for.
 * Throws `callback_refused`. Age is the caller's to check: the vendors write times differently.
 */
export function openCallback(
  { token, aesKey }: CallbackSecrets,
  { signature, timestamp, nonce, encrypt }: SignedCallback,
  receivers: readonly string[],
): OpenedCallback {
  const expected = Buffer.from(callbackSignature(token, timestamp, nonce, encrypt));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw refused('the signature is wrong');
  const opened = decryptCallback(aesKey, encrypt);
  if (!receivers.includes(opened.receiver)) throw refused('it is meant for another application');
  return opened;
}

/** Encrypts an answer and signs it. */
export function sealCallback(
  { token, aesKey }: CallbackSecrets,
  message: string,
  receiver: string,
  timestamp: string,
  nonce: string,
  random: Buffer = randomBytes(RANDOM_BYTES),
): SignedCallback {
  const encrypt = encryptCallback(aesKey, message, receiver, random);
  return { signature: callbackSignature(token, timestamp, nonce, encrypt), timestamp, nonce, encrypt };
}

/** The message in a cipher text; throws `callback_refused` where it is not one of this key. */
export function decryptCallback(aesKey: string, encrypt: string): OpenedCallback {
  const key = keyOf(aesKey);
  const cipherText = Buffer.from(encrypt, 'base64');
  if (cipherText.length === 0 || cipherText.length % BLOCK_BYTES !== 0)
    throw refused('the cipher text is cut');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(cipherText), decipher.final()]);
  const pad = padded.at(-1)!;
  const start = RANDOM_BYTES + LENGTH_BYTES;
  const end = padded.length - pad;
  if (pad < 1 || pad > BLOCK_BYTES || end < start) throw refused('the key is another one');
  const length = padded.readUInt32BE(RANDOM_BYTES);
  if (length > end - start) throw refused('the key is another one');
  return {
    message: padded.toString('utf8', start, start + length),
    receiver: padded.toString('utf8', start + length, end),
  };
}

/** Cipher text of a message; `random` is 16 bytes. */
export function encryptCallback(
  aesKey: string,
  message: string,
  receiver: string,
  random: Buffer = randomBytes(RANDOM_BYTES),
): string {
  const key = keyOf(aesKey);
  const body = Buffer.from(message);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([random, length, body, Buffer.from(receiver)]);
  const pad = BLOCK_BYTES - (plain.length % BLOCK_BYTES);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]).toString('base64');
}

/** The last character of the 43 may hold bits beyond the 32 bytes; Buffer drops them, as the vendors do. */
function keyOf(aesKey: string): Buffer {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  if (aesKey.length !== CALLBACK_KEY_LENGTH || key.length !== 32)
    throw refused('the key in the settings is not one of 43 characters');
  return key;
}

function refused(reason: string): MusterError {
  return new MusterError('callback_refused', { reason });
}
