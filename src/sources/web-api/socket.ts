/** A WebSocket to a vendor: by proxy and own authority like the calls, given up when nobody answers. */
import diagnostics from 'node:diagnostics_channel';
import type { Socket as TcpSocket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, ProxyAgent, ping, WebSocket } from 'undici';
import { MusterError } from '../../errors/error.ts';

/** A peer that does not answer the closing of the connection is left after this. */
const CLOSE_MS = 3000;
const PONG = 'undici:websocket:pong';

export interface SocketSettings {
  proxy?: string | undefined;
  ca?: string | undefined;
  connectTimeoutMs: number;
  /**
   * Sent again and again, a ping of the WebSocket unless the vendor has one of its own; nothing heard for `silenceMs`, not
   * even an answer to it, means that the connection is dead, whatever TCP says.
   */
  beat: { everyMs: number; silenceMs: number; send?(to: Socket): void };
  closeMs?: number;
  onMessage(data: Buffer | string, from: Socket): void;
  /** However it ended; not called for a connection that never opened. */
  onEnd(): void;
  /** Ends an attempt to connect; an open connection is closed by `close`. */
  signal?: AbortSignal | undefined;
}

/** Connects; throws `web_api_unreachable`. */
export async function openSocket(address: URL, settings: SocketSettings): Promise<Socket> {
  const { signal } = settings;
  signal?.throwIfAborted();
  const socket = new Socket(address, settings);
  const stop = () => socket.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await socket.opened;
    return socket;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

export class Socket {
  /** Rejects when the connection cannot be made. */
  readonly opened: Promise<void>;
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  readonly #web: WebSocket;
  readonly #dispatcher: Dispatcher;
  readonly #settings: SocketSettings;
  #tcp: TcpSocket | undefined;
  #heard = performance.now();
  #beat: NodeJS.Timeout | undefined;

  constructor(address: URL, settings: SocketSettings) {
    this.#settings = settings;
    this.#dispatcher = this.#dispatcherOf(settings);
    const web = new WebSocket(address, { dispatcher: this.#dispatcher });
    web.binaryType = 'arraybuffer';
    this.#web = web;
    web.addEventListener('message', ({ data }) => {
      this.#heard = performance.now();
      settings.onMessage(typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer), this);
    });
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.ended = ended;
    let isOpen = false;
    this.opened = new Promise((resolve, reject) => {
      web.addEventListener('open', () => {
        isOpen = true;
        this.#watch();
        resolve();
      });
      // Every end, failed attempts included, is told by `close`; `error` comes before it and says no more.
      web.addEventListener('error', () => {});
      web.addEventListener('close', () => {
        const reason = 'the WebSocket was refused';
        reject(new MusterError('web_api_unreachable', { host: address.host, reason }));
        this.#unwatch();
        void this.#dispatcher.destroy().catch(() => {});
        end();
        if (isOpen) settings.onEnd();
      });
    });
    this.opened.catch(() => {});
  }

  /** What finds the connection closed is lost. */
  send(data: Buffer | string): void {
    if (this.#web.readyState !== this.#web.OPEN) return;
    this.#web.send(typeof data === 'string' ? data : new Uint8Array(data));
  }

  close(): void {
    this.#web.close();
    if (this.#web.readyState === this.#web.CLOSED) return;
    const timer = setTimeout(() => {
      this.#tcp?.destroy();
      void this.#dispatcher.destroy().catch(() => {});
    }, this.#settings.closeMs ?? CLOSE_MS);
    void this.ended.then(() => clearTimeout(timer));
  }

  #watch(): void {
    const { everyMs, silenceMs, send = () => ping(this.#web) } = this.#settings.beat;
    diagnostics.subscribe(PONG, this.#onPong);
    this.#heard = performance.now();
    this.#beat = setInterval(() => {
      if (performance.now() - this.#heard > silenceMs) this.close();
      else send(this);
    }, everyMs);
  }

  #unwatch(): void {
    clearInterval(this.#beat);
    diagnostics.unsubscribe(PONG, this.#onPong);
  }

  readonly #onPong = (message: unknown): void => {
    if ((message as { websocket?: unknown }).websocket === this.#web) this.#heard = performance.now();
  };

  #dispatcherOf({ proxy, ca, connectTimeoutMs: timeout }: SocketSettings): Dispatcher {
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
}
