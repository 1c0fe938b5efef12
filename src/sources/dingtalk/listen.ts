/** Stream mode kept open: another connection before the gateway closes one, and back again after one was lost. */
import { asMusterError } from '../../errors/error.ts';
import { delayAfter, sleep } from '../../pacing.ts';
import type { Listening, SourceEvent, SourceIo } from '../source.ts';
import { DingTalk } from './api.ts';
import type { DingTalkConfig } from './config.ts';
import { understand } from './events.ts';
import { openStream, type StreamConnection } from './stream.ts';

const BACKOFF = { baseMs: 1000, maxMs: 60_000 };
/** A connection that held for so long was a good one: its loss is no reason to wait. */
const GOOD_MS = 60_000;

/** Opens the connection; throws where the first attempt fails, and reconnects by itself from then on. */
export async function listenToStream(
  config: DingTalkConfig,
  io: SourceIo,
  onEvents: (events: SourceEvent[]) => Promise<void>,
): Promise<Listening> {
  const listener = new StreamListener(config, io, onEvents);
  await listener.start();
  return listener;
}

class StreamListener implements Listening {
  readonly #config: DingTalkConfig;
  readonly #io: SourceIo;
  readonly #app: DingTalk;
  readonly #onEvents: (events: SourceEvent[]) => Promise<void>;
  readonly #closing = new AbortController();
  readonly #signal: AbortSignal;
  /** More than one while one replaces another. */
  readonly #connections = new Set<StreamConnection>();
  #failures = 0;
  #reconnecting: Promise<void> | undefined;

  constructor(config: DingTalkConfig, io: SourceIo, onEvents: (events: SourceEvent[]) => Promise<void>) {
    this.#config = config;
    this.#io = io;
    this.#onEvents = onEvents;
    this.#signal = io.signal ? AbortSignal.any([io.signal, this.#closing.signal]) : this.#closing.signal;
    this.#app = new DingTalk(config, { ...io, signal: this.#signal });
  }

  async start(): Promise<void> {
    try {
      await this.#open();
      this.#io.signal?.addEventListener('abort', () => void this.close(), { once: true });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#reconnecting;
    const connections = [...this.#connections];
    for (const connection of connections) connection.close();
    await Promise.all(connections.map(({ ended }) => ended));
    await this.#app.close();
  }

  async #open(): Promise<void> {
    const opened = performance.now();
    let replaced = false;
    // `onEnd` may come before `openStream` returns.
    let connection: StreamConnection | undefined;
    let over = false;
    connection = await openStream(this.#app, {
      onEvent: (event) => this.#onEvent(event),
      onExpiring: () => {
        replaced = true;
        this.#reconnect(0);
      },
      onEnd: () => {
        over = true;
        if (connection) this.#connections.delete(connection);
        else return;
        if (replaced) return;
        this.#failures = performance.now() - opened > GOOD_MS ? 0 : this.#failures + 1;
        this.#reconnect(this.#failures);
      },
      onOddFrame: (reason) => this.#io.log.warn({ reason }, 'DingTalk sent what is not understood'),
    });
    if (over) throw new Error('the connection was lost at once');
    this.#connections.add(connection);
    if (this.#signal.aborted) connection.close();
  }

  async #onEvent(event: Parameters<typeof understand>[0]): Promise<void> {
    const understood = understand(event, this.#config);
    if (!understood) return;
    try {
      await this.#onEvents([understood]);
    } catch (error) {
      this.#io.log.error({ err: error }, 'an event of DingTalk could not be stored; it will come again');
      throw error;
    }
  }

  /** One attempt after the other until one succeeds; `failures` says how long to wait before the first. */
  #reconnect(failures: number): void {
    if (this.#signal.aborted) return;
    this.#reconnecting ??= this.#untilOpen(failures).finally(() => {
      this.#reconnecting = undefined;
    });
  }

  async #untilOpen(failures: number): Promise<void> {
    for (let count = failures; !this.#signal.aborted; count++) {
      if (count > 0) await sleep(delayAfter(count - 1, BACKOFF), this.#signal);
      if (this.#signal.aborted) return;
      try {
        return await this.#open();
      } catch (error) {
        if (this.#signal.aborted) return;
        this.#failures = count + 1;
        this.#io.log.warn(
          { err: error, code: asMusterError(error).code },
          'Stream mode of DingTalk cannot be reached; trying again',
        );
      }
    }
  }
}
