/** Calls to the receiver of contact events: tried by GET, told by POST, signed and encrypted. */
import { randomBytes, randomUUID } from 'node:crypto';
import { sealCallback } from '../../src/sources/web-api/callback-crypto.ts';

export interface PushSettings {
  url: string;
  token: string;
  aesKey: string;
  /** Set up before August 2022: events carry everything, and tell of every change. */
  longForm?: boolean;
}

/** How a call goes wrong on purpose. */
export type Spoilt = 'signature' | 'receiver' | 'time' | 'key' | 'dtd';

export interface Pushed {
  outcome: 'taken' | 'refused' | 'unreachable' | 'too late';
  status?: number;
  text?: string;
}

/** WeCom, “Receive messages and events”: whoever takes longer has not answered. */
const ANSWER_MS = 5000;
const CHECK_MS = 1000;

/** What saving the address in the console does: the decrypted text has to come back, byte for byte. */
export async function checkAddress(settings: PushSettings, corpId: string, spoilt?: Spoilt): Promise<Pushed> {
  const echo = String(randomBytes(6).readUIntBE(0, 6));
  const { address, encrypt } = sealed(settings, corpId, echo, spoilt);
  address.searchParams.set('echostr', encrypt);
  const pushed = await call(address, { method: 'GET' }, CHECK_MS);
  return pushed.outcome === 'taken' && pushed.text !== echo ? { ...pushed, outcome: 'refused' } : pushed;
}

/** One attempt. */
export async function push(
  settings: PushSettings,
  corpId: string,
  event: Record<string, string>,
  spoilt?: Spoilt,
): Promise<Pushed> {
  const { address, encrypt } = sealed(settings, corpId, xmlOf(event), spoilt);
  const dtd = spoilt === 'dtd' ? '<!DOCTYPE xml [<!ENTITY e "x">]>' : '';
  const body = `${dtd}<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt><AgentID><![CDATA[]]></AgentID></xml>`;
  return call(address, { method: 'POST', headers: { 'content-type': 'text/xml' }, body }, ANSWER_MS);
}

function sealed(
  { url, token, aesKey }: PushSettings,
  corpId: string,
  plain: string,
  spoilt: Spoilt | undefined,
): { address: URL; encrypt: string } {
  const time = Date.now() - (spoilt === 'time' ? 24 * 3600 * 1000 : 0);
  const { signature, timestamp, nonce, encrypt } = sealCallback(
    { token, aesKey: spoilt === 'key' ? randomBytes(32).toString('base64').slice(0, 43) : aesKey },
    plain,
    spoilt === 'receiver' ? 'wwsomebodyelse' : corpId,
    String(Math.floor(time / 1000)),
    randomUUID().slice(0, 8),
  );
  const address = new URL(url);
  address.search = new URLSearchParams({
    msg_signature: spoilt === 'signature' ? '0'.repeat(40) : signature,
    timestamp,
    nonce,
  }).toString();
  return { address, encrypt };
}

async function call(address: URL, request: RequestInit, withinMs: number): Promise<Pushed> {
  try {
    const answer = await fetch(address, { ...request, signal: AbortSignal.timeout(withinMs) });
    const text = await answer.text();
    return { outcome: answer.status === 200 ? 'taken' : 'refused', status: answer.status, text };
  } catch (error) {
    return { outcome: (error as Error).name === 'TimeoutError' ? 'too late' : 'unreachable' };
  }
}

/** Numbers as they are, texts in CDATA. */
export function xmlOf(event: Record<string, string>): string {
  const elements = Object.entries(event).map(([name, value]) =>
    /^(CreateTime|Id|ParentId|TagId|Order|Status|MainDepartment)$/.test(name)
      ? `<${name}>${value}</${name}>`
      : `<${name}><![CDATA[${value}]]></${name}>`,
  );
  return `<xml>${elements.join('')}</xml>`;
}
