/**
 * One connection of Stream mode (DingTalk, “Stream mode: protocol”): frames of JSON over a WebSocket, each event answered
 * by its message id, and only when it is stored.
 */
import { MusterError } from '../../errors/error.ts';
import type { Endings } from '../web-api/kept-open.ts';
import { openSocket, type Socket } from '../web-api/socket.ts';
import type { DingTalk, Raw } from './api.ts';
import type { DingTalkConfig } from './config.ts';
import type { GivenEvent } from './events.ts';

/** When a connection counts as dead; tests use shorter times. */
export interface Beat {
  pingMs: number;
  /** Nothing heard for so long, not even an answer to a ping: dead, whatever TCP says. */
  silenceMs: number;
  /** A peer that does not answer the closing of the connection is left after this. */
  closeMs: number;
}

const BEAT: Beat = { pingMs: 30_000, silenceMs: 90_000, closeMs: 3000 };

export interface StreamHandlers extends Endings {
  /** Resolves when the event is stored; the gateway is told only then, and repeats what it was not told of. */
  onEvent(event: GivenEvent): Promise<void>;
  onOddFrame(reason: string): void;
}

/** Asks the gateway where to connect, and connects; resolves when the connection is open. */
export async function openStream(
  app: DingTalk,
  signal: AbortSignal | undefined,
  handlers: StreamHandlers,
  { pingMs: everyMs, silenceMs, closeMs } = BEAT,
): Promise<Socket> {
  const { appKey: clientId, appSecret: clientSecret, proxy, ca, connectTimeoutMs } = app.config;
  const { endpoint, ticket } = await app.askModern({
    method: 'POST',
    path: '/v1.0/gateway/connections/open',
    // Without it the gateway answers with XML.
    headers: { accept: 'application/json' },
    body: { clientId, clientSecret, ua: 'muster', subscriptions: [{ type: 'EVENT', topic: '*' }] },
  });
  const speaker = new Speaker(handlers);
  return openSocket(addressOf(app.config, endpoint, ticket), {
    proxy,
    ca,
    connectTimeoutMs,
    beat: { everyMs, silenceMs },
    closeMs,
    onMessage: (data, from) => speaker.hear(data, from),
    onEnd: () => handlers.onEnd(),
    signal,
  });
}

/** Where ticket and events go must be as safe as the API itself. */
function addressOf({ apiOrigin }: DingTalkConfig, endpoint: unknown, ticket: unknown): URL {
  const host = new URL(apiOrigin).host;
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint) || typeof ticket !== 'string' || ticket === '')
    throw new MusterError('web_api_answer_odd', { host, reason: 'no endpoint or ticket of Stream mode' });
  const address = new URL(endpoint);
  if (address.protocol !== 'wss:' && !(address.protocol === 'ws:' && apiOrigin.startsWith('http:')))
    throw new MusterError('web_api_answer_odd', {
      host,
      reason: 'the endpoint of Stream mode is not encrypted',
    });
  address.searchParams.set('ticket', ticket);
  return address;
}

/** Understands frames and answers them. */
class Speaker {
  readonly #handlers: StreamHandlers;

  constructor(handlers: StreamHandlers) {
    this.#handlers = handlers;
  }

  hear(data: Buffer | string, from: Socket): void {
    const frame = typeof data === 'string' ? parsed(data) : undefined;
    const headers = frame && isObject(frame.headers) ? frame.headers : undefined;
    if (!frame || !headers) this.#handlers.onOddFrame('no JSON frame');
    else if (frame.type === 'EVENT') void this.#onEvent(frame, headers, from);
    else if (frame.type === 'CALLBACK') answer(from, headers, 404, 'nobody listens to this topic', {});
    else if (frame.type === 'SYSTEM') this.#onSystem(frame, headers, from);
    else this.#handlers.onOddFrame('a frame of unknown type');
  }

  #onSystem(frame: Raw, headers: Raw, from: Socket): void {
    if (headers.topic === 'ping') send(from, headers, 200, 'OK', textOf(frame.data));
    else if (headers.topic === 'disconnect') this.#handlers.onExpiring();
  }

  async #onEvent(frame: Raw, headers: Raw, from: Socket): Promise<void> {
    const data = parsed(textOf(frame.data));
    const { eventType: type, eventId } = headers;
    // Nothing to be had from it, this time or the next.
    if (!data || typeof type !== 'string') {
      this.#handlers.onOddFrame('an event without type or data');
      answer(from, headers, 200, 'OK', { status: 'SUCCESS', message: 'not understood' });
      return;
    }
    const id = typeof eventId === 'string' && eventId !== '' ? eventId : undefined;
    try {
      await this.#handlers.onEvent({ type, id, data });
      answer(from, headers, 200, 'OK', { status: 'SUCCESS', message: 'stored' });
    } catch {
      answer(from, headers, 200, 'OK', { status: 'LATER', message: 'not stored' });
    }
  }
}

function answer(to: Socket, headers: Raw, code: number, message: string, data: Raw): void {
  send(to, headers, code, message, JSON.stringify(data));
}

/** An answer that finds the connection closed is lost; the gateway then repeats the event. */
function send(to: Socket, { messageId }: Raw, code: number, message: string, data: string): void {
  const headers = { messageId, contentType: 'application/json' };
  to.send(JSON.stringify({ code, message, headers, data }));
}

const isObject = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Data come as a text of JSON; an object in its place is taken too. */
const textOf = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data ?? {}));

function parsed(text: string): Raw | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
