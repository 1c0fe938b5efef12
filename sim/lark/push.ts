/** Events by HTTP: plain or encrypted and signed, tried by a challenge, repeated where nobody answered in time. */
import { createCipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';

export interface PushSettings {
  url: string;
  verificationToken: string;
  /** Left out: events go out plain. */
  encryptKey?: string | undefined;
}

/** How a call goes wrong on purpose. */
export type Spoilt = 'signature' | 'no signature' | 'token' | 'time' | 'key' | 'receiver';

export interface Pushed {
  outcome: 'taken' | 'refused' | 'unreachable' | 'too late' | 'answered wrongly';
  status?: number | undefined;
}

/** Whoever takes longer has not answered. */
const ANSWER_MS = 3000;
const CHECK_MS = 1000;

/** What saving the address in the console does. */
export async function checkAddress(settings: PushSettings, spoilt?: Spoilt): Promise<Pushed> {
  const challenge = randomUUID();
  const token = spoilt === 'token' ? 'wrong' : settings.verificationToken;
  const body = bodyOf(settings, { challenge, token, type: 'url_verification' }, spoilt);
  const { pushed, text } = await call(settings.url, body, {}, CHECK_MS);
  if (pushed.outcome !== 'taken') return pushed;
  return isAnswerTo(challenge, text) ? pushed : { ...pushed, outcome: 'answered wrongly' };
}

/** One attempt. */
export async function push(settings: PushSettings, event: unknown, spoilt?: Spoilt): Promise<Pushed> {
  const body = bodyOf(settings, event, spoilt);
  const time = Math.floor(Date.now() / 1000) - (spoilt === 'time' ? 86_400 : 0);
  const nonce = randomUUID().slice(0, 8);
  const signature = createHash('sha256')
    .update(`${time}${nonce}${settings.encryptKey ?? ''}${body}`)
    .digest('hex');
  const headers: Record<string, string> = {
    'x-lark-request-timestamp': String(time),
    'x-lark-request-nonce': nonce,
    ...(spoilt === 'no signature'
      ? {}
      : { 'x-lark-signature': spoilt === 'signature' ? '0'.repeat(64) : signature }),
  };
  return (await call(settings.url, body, headers, ANSWER_MS)).pushed;
}

/** AES-256-CBC under the hash of the key, with the IV in front. */
export function encryptLark(encryptKey: string, plain: string, iv: Buffer = randomBytes(16)): string {
  const key = createHash('sha256').update(encryptKey).digest();
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final()]).toString('base64');
}

/** Compact, as the vendor's own library hashes what it makes of the parsed body. */
function bodyOf({ encryptKey }: PushSettings, message: unknown, spoilt: Spoilt | undefined): string {
  const plain = JSON.stringify(message);
  if (encryptKey === undefined) return plain;
  return JSON.stringify({ encrypt: encryptLark(spoilt === 'key' ? 'another key' : encryptKey, plain) });
}

async function call(
  url: string,
  body: string,
  headers: Record<string, string>,
  withinMs: number,
): Promise<{ pushed: Pushed; text: string }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(withinMs),
    });
    const text = await answer.text();
    return { pushed: { outcome: answer.status === 200 ? 'taken' : 'refused', status: answer.status }, text };
  } catch (error) {
    const isLate = (error as Error).name === 'TimeoutError';
    return { pushed: { outcome: isLate ? 'too late' : 'unreachable' }, text: '' };
  }
}

function isAnswerTo(challenge: string, text: string): boolean {
  try {
    return (JSON.parse(text) as { challenge?: unknown }).challenge === challenge;
  } catch {
    return false;
  }
}
