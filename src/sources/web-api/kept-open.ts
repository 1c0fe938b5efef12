/** A connection to a vendor that is there again after it was lost. */
import { asMusterError } from '../../errors/error.ts';
import { delayAfter, sleep } from '../../pacing.ts';
import type { Listening, SourceIo } from '../source.ts';
import type { Socket } from './socket.ts';

const BACKOFF = { baseMs: 1000, maxMs: 60_000 };
/** A connection that held for so long was a good one: its loss is no reason to wait. */
const GOOD_MS = 60_000;

export interface Kept<App extends { close(): Promise<void> }> {
  /** For the log. */
  name: string;
  io: SourceIo;
  /** What the connection is asked for by; closed with it. */
  make(signal: AbortSignal): App;
  open(app: App, signal: AbortSignal, on: Endings): Promise<Socket>;
}

export interface Endings {
  onEnd(): void;
  /** The vendor will close the connection soon and wants another one first. */
  onExpiring(): void;
}

/** Opens the connection; throws where the first attempt fails. */
export async function keepOpen<App extends { close(): Promise<void> }>(kept: Kept<App>): Promise<Listening> {
  const listener = new KeptOpen(kept);
  await listener.start();
  return listener;
}

class KeptOpen<App extends { close(): Promise<void> }> implements Listening {
  readonly #kept: Kept<App>;
  readonly #app: App;
  readonly #closing = new AbortController();
  readonly #signal: AbortSignal;
  /** More than one while one replaces another. */
  readonly #sockets = new Set<Socket>();
  #reconnecting: Promise<void> | undefined;
  #failures = 0;

  constructor(kept: Kept<App>) {
    this.#kept = kept;
    const { signal } = kept.io;
    this.#signal = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    this.#app = kept.make(this.#signal);
  }

  async start(): Promise<void> {
    try {
      await this.#open();
      this.#kept.io.signal?.addEventListener('abort', () => void this.close(), { once: true });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#reconnecting;
    const sockets = [...this.#sockets];
    for (const socket of sockets) socket.close();
    await Promise.all(sockets.map(({ ended }) => ended));
    await this.#app.close();
  }

  async #open(): Promise<void> {
    const opened = performance.now();
    let replaced = false;
    // The connection may end before it is handed over.
    let socket: Socket | undefined;
    let over = false;
    socket = await this.#kept.open(this.#app, this.#signal, {
      onExpiring: () => {
        replaced = true;
        this.#failures = 0;
        this.#reconnect();
      },
      onEnd: () => {
        over = true;
        if (socket) this.#sockets.delete(socket);
        if (replaced) return;
        this.#failures = performance.now() - opened > GOOD_MS ? 0 : this.#failures + 1;
        this.#reconnect();
      },
    });
    if (!over) this.#sockets.add(socket);
    if (this.#signal.aborted) socket.close();
  }

  #reconnect(): void {
    if (this.#signal.aborted) return;
    // An attempt under way may have opened the connection that ended just now.
    const before = this.#reconnecting ?? Promise.resolve();
    const attempt = before.then(() => this.#untilOpen());
    this.#reconnecting = attempt;
    void attempt.finally(() => {
      if (this.#reconnecting === attempt) this.#reconnecting = undefined;
    });
  }

  /** One attempt after the other until one succeeds. */
  async #untilOpen(): Promise<void> {
    while (!this.#signal.aborted) {
      if (this.#failures > 0) await sleep(delayAfter(this.#failures - 1, BACKOFF), this.#signal);
      if (this.#signal.aborted) return;
      try {
        return await this.#open();
      } catch (error) {
        if (this.#signal.aborted) return;
        this.#failures++;
        const { code } = asMusterError(error);
        this.#kept.io.log.warn({ err: error, code }, `${this.#kept.name} cannot be reached; trying again`);
      }
    }
  }
}
