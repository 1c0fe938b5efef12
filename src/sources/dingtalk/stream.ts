/**
 * One connection of Stream mode (DingTalk, “Stream mode: protocol”): frames of JSON over a WebSocket, each event answered
 * by its message id, and only when it is stored.
 */
import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, ProxyAgent, ping, WebSocket } from 'undici';
import { MusterError } from '../../errors/error.ts';
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
const PONG = 'undici:websocket:pong';

export interface StreamHandlers {
  /** Resolves when the event is stored; the gateway is told only then, and repeats what it was not told of. */
  onEvent(event: GivenEvent): Promise<void>;
  /** The gateway will close soon and wants another connection first. */
  onExpiring(): void;
  onEnd(reason: string): void;
  onOddFrame(reason: string): void;
}

/** Asks the gateway where to connect, and connects; resolves when the connection is open. */
export async function openStream(
  app: DingTalk,
  handlers: StreamHandlers,
  beat = BEAT,
): Promise<StreamConnection> {
  const { appKey: clientId, appSecret: clientSecret } = app.config;
  const { endpoint, ticket } = await app.askModern({
    method: 'POST',
    path: '/v1.0/gateway/connections/open',
    // Without it the gateway answers with XML.
    headers: { accept: 'application/json' },
    body: { clientId, clientSecret, ua: 'muster', subscriptions: [{ type: 'EVENT', topic: '*' }] },
  });
  const connection = new StreamConnection(
    addressOf(app.config, endpoint, ticket),
    app.config,
    handlers,
    beat,
  );
  await connection.opened;
  return connection;
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

export class StreamConnection {
  /** Rejects when the connection cannot be made. */
  readonly opened: Promise<void>;
  /** Resolves when it is over, however it ended. */
  readonly ended: Promise<void>;
  readonly #socket: WebSocket;
  readonly #handlers: StreamHandlers;
  readonly #dispatcher: Dispatcher;
  readonly #beat: Beat;
  #tcp: Socket | undefined;
  #heard = performance.now();
  #beating: NodeJS.Timeout | undefined;

  constructor(address: URL, config: DingTalkConfig, handlers: StreamHandlers, beat: Beat) {
    this.#handlers = handlers;
    this.#beat = beat;
    this.#dispatcher = this.#dispatcherOf(config);
    const socket = new WebSocket(address, { dispatcher: this.#dispatcher });
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#onMessage(data));
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.ended = ended;
    this.opened = new Promise((resolve, reject) => {
      socket.addEventListener('open', () => {
        this.#watch();
        resolve();
      });
      // Every end, failed attempts included, is told by `close`; `error` comes before it and says no more.
      socket.addEventListener('error', () => {});
      socket.addEventListener('close', ({ reason }) => {
        const { host } = address;
        reject(new MusterError('web_api_unreachable', { host, reason: 'the WebSocket was refused' }));
        this.#unwatch();
        void this.#dispatcher.destroy().catch(() => {});
        end();
        handlers.onEnd(reason);
      });
    });
    this.opened.catch(() => {});
  }

  close(): void {
    this.#socket.close();
    const { readyState, CLOSED } = this.#socket;
    if (readyState === CLOSED) return;
    const timer = setTimeout(() => {
      this.#tcp?.destroy();
      void this.#dispatcher.destroy().catch(() => {});
    }, this.#beat.closeMs);
    void this.ended.then(() => clearTimeout(timer));
  }

  #dispatcherOf({ proxy, ca, connectTimeoutMs: timeout }: DingTalkConfig): Dispatcher {
    const connect = { timeout, ...(ca ? { ca: [...rootCertificates, ca] } : {}) };
    if (proxy) return new ProxyAgent({ uri: proxy, requestTls: connect });
    const connector = buildConnector(connect);
    return new Agent({
      connect: (options, callback) =>
        connector(options, (...result: Parameters<typeof callback>) => {
          this.#tcp = result[1] ?? undefined;
          callback(...result);
        }),
    });
  }

  #watch(): void {
    diagnostics.subscribe(PONG, this.#onPong);
    this.#heard = performance.now();
    this.#beating = setInterval(() => {
      if (performance.now() - this.#heard > this.#beat.silenceMs) this.close();
      else ping(this.#socket);
    }, this.#beat.pingMs);
  }

  #unwatch(): void {
    clearInterval(this.#beating);
    diagnostics.unsubscribe(PONG, this.#onPong);
  }

  readonly #onPong = (message: unknown): void => {
    if ((message as { websocket?: unknown }).websocket === this.#socket) this.#heard = performance.now();
  };

  #onMessage(data: unknown): void {
    this.#heard = performance.now();
    const frame = typeof data === 'string' ? parsed(data) : undefined;
    const headers = frame && isObject(frame.headers) ? frame.headers : undefined;
    if (!frame || !headers) {
      this.#handlers.onOddFrame('no JSON frame');
      return;
    }
    if (frame.type === 'EVENT') void this.#onEvent(frame, headers);
    else if (frame.type === 'CALLBACK') this.#answer(headers, 404, 'nobody listens to this topic', {});
    else if (frame.type === 'SYSTEM') this.#onSystem(frame, headers);
    else this.#handlers.onOddFrame('a frame of unknown type');
  }

  #onSystem(frame: Raw, headers: Raw): void {
    if (headers.topic === 'ping') this.#send(headers, 200, 'OK', textOf(frame.data));
    else if (headers.topic === 'disconnect') this.#handlers.onExpiring();
  }

  async #onEvent(frame: Raw, headers: Raw): Promise<void> {
    const data = parsed(textOf(frame.data));
    const { eventType: type, eventId } = headers;
    // Nothing to be had from it, this time or the next.
    if (!data || typeof type !== 'string') {
      this.#handlers.onOddFrame('an event without type or data');
      this.#answer(headers, 200, 'OK', { status: 'SUCCESS', message: 'not understood' });
      return;
    }
    const id = typeof eventId === 'string' && eventId !== '' ? eventId : undefined;
    try {
      await this.#handlers.onEvent({ type, id, data });
      this.#answer(headers, 200, 'OK', { status: 'SUCCESS', message: 'stored' });
    } catch {
      this.#answer(headers, 200, 'OK', { status: 'LATER', message: 'not stored' });
    }
  }

  #answer(headers: Raw, code: number, message: string, data: Raw): void {
    this.#send(headers, code, message, JSON.stringify(data));
  }

  /** An answer that finds the connection closed is lost; the gateway then repeats the event. */
  #send({ messageId }: Raw, code: number, message: string, data: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const headers = { messageId, contentType: 'application/json' };
    this.#socket.send(JSON.stringify({ code, message, headers, data }));
  }
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
