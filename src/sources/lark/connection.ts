/**
 * One persistent connection (“Receive events through persistent connection”): binary frames over a WebSocket, each event
 * acknowledged with its own frame, and only when it is stored.
 */
import { MusterError } from '../../errors/error.ts';
import type { SourceEvent } from '../source.ts';
import { openSocket, type Socket } from '../web-api/socket.ts';
import type { Raw } from '../web-api/values.ts';
import type { Lark } from './api.ts';
import { apiOriginOf } from './config.ts';
import { understand } from './events.ts';
import { CONTROL, DATA, decodeFrame, encodeFrame, type Frame, headerOf } from './frame.ts';

const PING_MS = 120_000;
const PING_MS_MIN = 1000;
/** An event in parts: more of them, or larger ones, nobody sends. */
const PARTS_MAX = 100;
const WAITING_MAX = 100;
const BYTES_MAX = 16 * 1024 * 1024;
const OK = 200;
const NOT_STORED = 500;

export interface ConnectionHandlers {
  /** Resolves when the event is stored; Lark is told only then, and repeats what it was not told of. */
  onEvent(event: SourceEvent): Promise<void>;
  onEnd(): void;
  onOdd(reason: string): void;
}

/** Asks where to connect to, and connects; resolves when the connection is open. */
export async function openConnection(
  app: Lark,
  signal: AbortSignal,
  handlers: ConnectionHandlers,
): Promise<Socket> {
  const { URL: given, ClientConfig: wanted } = await app.connection();
  const address = addressOf(app, given);
  const service = Number(address.searchParams.get('service_id'));
  const speaker = new Speaker(Number.isSafeInteger(service) ? service : 0, handlers);
  const { proxy, ca, connectTimeoutMs } = app.config;
  const { PingInterval: seconds } = (wanted ?? {}) as Raw;
  const pingMs = Number(seconds) > 0 ? Math.max(Number(seconds) * 1000, PING_MS_MIN) : PING_MS;
  const socket = await openSocket(address, {
    proxy,
    ca,
    connectTimeoutMs,
    // Each ping is answered; two that are not mean that nobody is there.
    beat: { everyMs: pingMs, silenceMs: pingMs * 2.5, send: (to) => to.send(speaker.ping()) },
    onMessage: (data, from) => speaker.hear(data, from),
    onEnd: handlers.onEnd,
    signal,
  });
  socket.send(speaker.ping());
  return socket;
}

/** Where events come from must be as safe as the API itself. */
function addressOf(app: Lark, given: unknown): URL {
  const odd = (reason: string) => new MusterError('web_api_answer_odd', { host: app.host, reason });
  if (typeof given !== 'string' || !URL.canParse(given)) throw odd('no address of the persistent connection');
  const address = new URL(given);
  const isPlain = address.protocol === 'ws:' && apiOriginOf(app.config).startsWith('http:');
  if (address.protocol !== 'wss:' && !isPlain) throw odd('the persistent connection is not encrypted');
  return address;
}

class Speaker {
  readonly #service: number;
  readonly #handlers: ConnectionHandlers;
  /** Parts of events that have not come as a whole, the oldest first. */
  readonly #parts = new Map<string, (Buffer | undefined)[]>();

  constructor(service: number, handlers: ConnectionHandlers) {
    this.#service = service;
    this.#handlers = handlers;
  }

  ping(): Buffer {
    const headers: Frame['headers'] = [['type', 'ping']];
    return encodeFrame({ seqId: 0n, logId: 0n, service: this.#service, method: CONTROL, headers });
  }

  hear(data: Buffer | string, from: Socket): void {
    const frame = typeof data === 'string' ? undefined : decodeFrame(data);
    if (!frame) this.#handlers.onOdd('no frame');
    // Pongs carry settings of the connection that is already open; they are heard, which is all they are for.
    else if (frame.method === DATA && headerOf(frame, 'type') === 'event') void this.#onEvent(frame, from);
  }

  async #onEvent(frame: Frame, from: Socket): Promise<void> {
    const whole = this.#joined(frame);
    if (whole === undefined) return;
    const message = parsed(whole);
    // Nothing to be had from it, this time or the next.
    if (!message) this.#handlers.onOdd('an event that is no JSON');
    const event = message && understand(message);
    const started = performance.now();
    const answer = (code: number) => from.send(acknowledged(frame, code, performance.now() - started));
    try {
      if (event) await this.#handlers.onEvent(event);
      answer(OK);
    } catch {
      answer(NOT_STORED);
    }
  }

  /** The payload once all its parts are there. */
  #joined(frame: Frame): Buffer | undefined {
    const payload = frame.payload ?? Buffer.alloc(0);
    const sum = Number(headerOf(frame, 'sum') ?? 1);
    if (sum === 1) return payload;
    const seq = Number(headerOf(frame, 'seq'));
    const id = headerOf(frame, 'message_id') ?? '';
    const isPart =
      Number.isInteger(sum) && sum > 1 && sum <= PARTS_MAX && Number.isInteger(seq) && seq >= 0 && seq < sum;
    const parts = this.#parts.get(id) ?? new Array<undefined>(isPart ? sum : 0).fill(undefined);
    if (!isPart || parts.length !== sum || payload.length * sum > BYTES_MAX) {
      this.#handlers.onOdd('a part of an event that fits nowhere');
      return undefined;
    }
    parts[seq] = payload;
    if (parts.every((part) => part !== undefined)) {
      this.#parts.delete(id);
      return Buffer.concat(parts);
    }
    this.#parts.set(id, parts);
    // What never became whole is sent again.
    if (this.#parts.size > WAITING_MAX) this.#parts.delete(this.#parts.keys().next().value!);
    return undefined;
  }
}

/** The frame goes back with the time it took and what came of it. */
function acknowledged(frame: Frame, code: number, tookMs: number): Buffer {
  return encodeFrame({
    ...frame,
    headers: [...frame.headers, ['biz_rt', String(Math.round(tookMs))]],
    payload: Buffer.from(JSON.stringify({ code })),
  });
}

function parsed(payload: Buffer): Raw | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : undefined;
  } catch {
    return undefined;
  }
}
