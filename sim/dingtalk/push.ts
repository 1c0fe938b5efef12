/** HTTP push: signed, encrypted, judged by the answer, repeated where it was no good. */
import { randomBytes, randomUUID } from 'node:crypto';
import { openCallback, sealCallback } from '../../src/sources/web-api/callback-crypto.ts';

export interface PushSettings {
  url: string;
  token: string;
  aesKey: string;
  /** For whom messages are: the AppKey, or the CorpId for a subscription of the company. */
  receiver: string;
  /** `old`: upper-case names, no event id, as older subscriptions get them. */
  style?: 'current' | 'old';
}

/** An event in the form a channel gives it. */
export interface OutEvent {
  id: string;
  type: string;
  time: number;
  corpId: string;
  data: Record<string, unknown>;
}

export type Outcome = 'taken' | 'refused' | 'unreachable' | 'too late' | 'answered wrongly';

/** How a call goes wrong on purpose. */
export type Spoilt = 'signature' | 'receiver' | 'time' | 'key';

/** A receiver that takes longer has not answered (DingTalk, “Event callback”). */
const ANSWER_MS = 1500;

export interface Pushed {
  outcome: Outcome;
  status?: number | undefined;
}

/** One attempt. */
export async function push(settings: PushSettings, event: OutEvent, spoilt?: Spoilt): Promise<Pushed> {
  const { url, token, aesKey, receiver } = settings;
  const time = spoilt === 'time' ? Date.now() - 24 * 3600 * 1000 : Date.now();
  const sealed = sealCallback(
    { token, aesKey: spoilt === 'key' ? randomBytes(32).toString('base64').slice(0, 43) : aesKey },
    JSON.stringify(bodyOf(settings, event)),
    spoilt === 'receiver' ? 'dingsomebodyelse' : receiver,
    String(time),
    randomUUID().slice(0, 8),
  );
  const address = new URL(url);
  address.search = new URLSearchParams({
    signature: spoilt === 'signature' ? '0'.repeat(40) : sealed.signature,
    // Older senders write the names as WeCom does; this one is between the two.
    [settings.style === 'old' ? 'timeStamp' : 'timestamp']: sealed.timestamp,
    nonce: sealed.nonce,
  }).toString();
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ encrypt: sealed.encrypt }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await answer.text();
    if (answer.status !== 200) return { outcome: 'refused', status: answer.status };
    return { outcome: isSuccess(settings, text) ? 'taken' : 'answered wrongly', status: 200 };
  } catch (error) {
    return { outcome: (error as Error).name === 'TimeoutError' ? 'too late' : 'unreachable' };
  }
}

function bodyOf({ style = 'current' }: PushSettings, { id, type, time, corpId, data }: OutEvent): unknown {
  if (style === 'current')
    return {
      EventType: type,
      EventTime: time,
      CorpId: corpId,
      BizId: id,
      eventId: id,
      timeStamp: String(time),
      ...data,
    };
  const upper = Object.entries(data).map(([name, value]) => [name[0]!.toUpperCase() + name.slice(1), value]);
  return { EventType: type, TimeStamp: String(time), CorpId: corpId, ...Object.fromEntries(upper) };
}

/** Only the word, encrypted and signed with the same key for the same receiver, counts. */
function isSuccess({ token, aesKey, receiver }: PushSettings, text: string): boolean {
  try {
    const { msg_signature: signature, timeStamp: timestamp, nonce, encrypt } = JSON.parse(text);
    return (
      openCallback({ token, aesKey }, { signature, timestamp, nonce, encrypt }, [receiver]).message ===
      'success'
    );
  } catch {
    return false;
  }
}
