/** HTTP push of DingTalk: signed, encrypted, answered in the same way within a second and a half. Pure. */
import { randomBytes } from 'node:crypto';
import { MusterError } from '../../errors/error.ts';
import type { CallbackAnswer, CallbackRequest } from '../source.ts';
import { openCallback, sealCallback } from '../web-api/callback-crypto.ts';
import type { Raw } from './api.ts';
import type { DingTalkConfig } from './config.ts';
import { CHECK_URL, givenByHttp, understand } from './events.ts';

/** DingTalk repeats what was not answered within minutes; older calls are somebody's replay. */
const REPLAY_WINDOW_MS = 15 * 60_000;
/** The only answer that counts; plain text does not. */
const TAKEN = 'success';

/** Checks and understands one call; throws `callback_refused`. */
export function dingtalkCallback(
  config: DingTalkConfig,
  { method, query, body }: CallbackRequest,
  now: Date,
): CallbackAnswer {
  const { callbackToken: token, callbackAesKey: aesKey, appKey, corpId } = config;
  if (token === undefined || aesKey === undefined) throw refused('HTTP push is not set up for this source');
  if (method !== 'POST') throw refused('events come by POST');
  // DingTalk, “Event callback”: some senders write the names as WeCom does.
  const signature = query.signature ?? query.msg_signature ?? '';
  const timestamp = query.timestamp ?? query.timeStamp ?? '';
  const { nonce = '' } = query;
  const { encrypt } = jsonObject(body.toString('utf8'), 'the body is no JSON object');
  if (typeof encrypt !== 'string') throw refused('the body holds nothing encrypted');
  const receivers = [appKey, corpId].filter((id) => id !== '');
  const { message, receiver } = openCallback(
    { token, aesKey },
    { signature, timestamp, nonce, encrypt },
    receivers,
  );
  // After the signature: a stranger learns nothing of our clock.
  if (!(Math.abs(Number(timestamp) - now.getTime()) <= REPLAY_WINDOW_MS))
    throw refused('its time is too far from now');
  const event = givenByHttp(jsonObject(message, 'the message is no JSON object'));
  const understood = understand(event, config);
  const answer = sealCallback(
    { token, aesKey },
    TAKEN,
    receiver,
    String(now.getTime()),
    randomBytes(8).toString('hex'),
  );
  return {
    contentType: 'application/json',
    body: JSON.stringify({
      msg_signature: answer.signature,
      timeStamp: answer.timestamp,
      nonce: answer.nonce,
      encrypt: answer.encrypt,
    }),
    events: understood ? [understood] : [],
    ...(event.type === CHECK_URL ? { probe: true } : {}),
  };
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
