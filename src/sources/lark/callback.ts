/** Events by HTTP: plain, or encrypted and signed, as the app's page in the console has it. Pure. */
import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { MusterError } from '../../errors/error.ts';
import type { CallbackAnswer, CallbackRequest } from '../source.ts';
import type { Raw } from '../web-api/values.ts';
import type { LarkConfig } from './config.ts';
import { understand } from './events.ts';

/** Of a signed call: it is signed anew each time Lark repeats it. */
const REPLAY_WINDOW_MS = 15 * 60_000;
/** Of an unsigned one, by the event's own time: Lark repeats an event for seven hours and more. */
const PLAIN_WINDOW_MS = 12 * 3_600_000;
const IV_BYTES = 16;
const JSON_TYPE = 'application/json; charset=utf-8';

/** Checks and understands one call; throws `callback_refused`. */
export function larkCallback(
  config: LarkConfig,
  { method, headers, body }: CallbackRequest,
  now: Date,
): CallbackAnswer {
  const { verificationToken, encryptKey, appId } = config;
  if (verificationToken === undefined) throw refused('calls are not set up for this source');
  if (method !== 'POST') throw refused('events come by POST');
  const isSigned = (headers['x-lark-signature'] ?? '') !== '';
  if (encryptKey !== undefined && isSigned) checkSignature(encryptKey, headers, body, now);
  const message = messageOf(config, body);
  const header = (message.header ?? {}) as Raw;
  const isCheck = message.type === 'url_verification';
  assertToken(verificationToken, isCheck ? message.token : header.token);
  if (isCheck) {
    const { challenge } = message;
    if (typeof challenge !== 'string' || challenge === '') throw refused('there is no challenge');
    return { contentType: JSON_TYPE, body: JSON.stringify({ challenge }), events: [], probe: true };
  }
  // Lark does not sign the check of the address; everything else it does where there is a key.
  if (encryptKey !== undefined && !isSigned) throw refused('there is no signature');
  if (header.app_id !== appId) throw refused('it is meant for another application');
  if (encryptKey === undefined) checkTime(Number(header.create_time), PLAIN_WINDOW_MS, now);
  const understood = understand(message);
  return { contentType: JSON_TYPE, body: '{}', events: understood ? [understood] : [] };
}

/** SHA-256 over time, nonce, key and the bytes as they came. */
export function larkSignature(encryptKey: string, timestamp: string, nonce: string, body: Buffer): string {
  return createHash('sha256').update(`${timestamp}${nonce}${encryptKey}`).update(body).digest('hex');
}

/** AES-256-CBC under the hash of the key, the IV in front; throws `callback_refused` for what is not of this key. */
export function decryptLark(encryptKey: string, encrypted: string): string {
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.length < 2 * IV_BYTES || bytes.length % IV_BYTES !== 0) throw refused('the cipher text is cut');
  const key = createHash('sha256').update(encryptKey).digest();
  const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, IV_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw refused('the Encrypt Key is another one');
  }
}

function checkSignature(encryptKey: string, headers: Record<string, string>, body: Buffer, now: Date): void {
  const timestamp = headers['x-lark-request-timestamp'] ?? '';
  const expected = larkSignature(encryptKey, timestamp, headers['x-lark-request-nonce'] ?? '', body);
  if (!isSame(expected, headers['x-lark-signature']!)) throw refused('the signature is wrong');
  // After the signature: a stranger learns nothing of our clock.
  checkTime(Number(timestamp) * 1000, REPLAY_WINDOW_MS, now);
}

function checkTime(ms: number, windowMs: number, now: Date): void {
  if (!(Math.abs(ms - now.getTime()) <= windowMs)) throw refused('its time is too far from now');
}

/** A message where an Encrypt Key is set has to be encrypted with it. */
function messageOf({ encryptKey }: LarkConfig, body: Buffer): Raw {
  const outer = jsonObject(body.toString('utf8'), 'the body is no JSON object');
  const { encrypt } = outer;
  if (encryptKey === undefined) {
    if (encrypt === undefined) return outer;
    throw refused('it is encrypted, but the settings have no Encrypt Key');
  }
  if (typeof encrypt !== 'string') throw refused('the body holds nothing encrypted');
  return jsonObject(decryptLark(encryptKey, encrypt), 'the Encrypt Key is another one');
}

function assertToken(expected: string, given: unknown): void {
  if (typeof given !== 'string' || !isSame(expected, given)) throw refused('the verification token is wrong');
}

/** In a time that tells nothing of how much is right. */
function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function jsonObject(text: string, reason: string): Raw {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
  } catch {
    // Said below.
  }
  throw refused(reason);
}

function refused(reason: string): MusterError {
  return new MusterError('callback_refused', { reason });
}
