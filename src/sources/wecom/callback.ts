/** The callback of Contacts sync: signed, encrypted; tried by GET when its address is saved, told by POST. Pure. */
import { MusterError } from '../../errors/error.ts';
import type { CallbackAnswer, CallbackRequest } from '../source.ts';
import { openCallback } from '../web-api/callback-crypto.ts';
import type { WeComConfig } from './config.ts';
import { encryptedIn, understand, XML_MAX_BYTES, xmlElements } from './events.ts';

/** WeCom repeats a call at once, three times at most; older calls are somebody's replay. */
const REPLAY_WINDOW_MS = 15 * 60_000;
const PLAIN = 'text/plain; charset=utf-8';

/** Checks and understands one call; throws `callback_refused`. */
export function wecomCallback(
  config: WeComConfig,
  { method, query, body }: CallbackRequest,
  now: Date,
): CallbackAnswer {
  if (method === 'GET') {
    // WeCom, “Receive messages and events”: the answer is the plain text and nothing else, not even a line end.
    const echo = open(config, query, query.echostr ?? '', now);
    return { contentType: PLAIN, body: echo, events: [], probe: true };
  }
  if (body.length > XML_MAX_BYTES) throw refused('the body is too long');
  const encrypted = encryptedIn(body.toString('utf8'));
  if (encrypted === undefined) throw refused('the body holds nothing encrypted');
  const event = xmlElements(open(config, query, encrypted, now));
  if (!event) throw refused('the message is no XML of WeCom');
  const understood = understand(event, config);
  return { contentType: PLAIN, body: 'success', events: understood ? [understood] : [] };
}

function open(config: WeComConfig, query: Record<string, string>, encrypt: string, now: Date): string {
  const { callbackToken: token, callbackAesKey: aesKey, corpId } = config;
  if (token === undefined || aesKey === undefined)
    throw refused('the callback is not set up for this source');
  const { msg_signature: signature = '', timestamp = '', nonce = '' } = query;
  const { message } = openCallback({ token, aesKey }, { signature, timestamp, nonce, encrypt }, [corpId]);
  // After the signature: a stranger learns nothing of our clock. Seconds, unlike DingTalk's.
  if (!(Math.abs(Number(timestamp) * 1000 - now.getTime()) <= REPLAY_WINDOW_MS))
    throw refused('its time is too far from now');
  return message;
}

function refused(reason: string): MusterError {
  return new MusterError('callback_refused', { reason });
}
