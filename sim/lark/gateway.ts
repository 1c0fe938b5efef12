/** The other end of persistent connections: WebSocket connections, frames, and what happens when nobody answers them. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  CONTROL,
  DATA,
  decodeFrame,
  encodeFrame,
  type Frame,
  headerOf,
} from '../../src/sources/lark/frame.ts';
import { refusal, type SimAnswer } from './answers.ts';
import type { OutEvent } from './outbox.ts';

export interface GatewaySettings {
  /** An event without an answer is sent again after this. */
  repeatMs: number;
  pingSeconds: number;
  /** What clients are told to wait before they reconnect: a random part of it. */
  reconnectNonceSeconds: number;
  /** Payloads are cut into parts of so many bytes; one part where left out. */
  partBytes: number | undefined;
}

const SERVICE = 33;
const CONNECTIONS_MAX = 50;
/** Beyond what a number of JavaScript holds. */
const LOG_ID = 7_345_678_901_234_567_890n;

export class Gateway {
  readonly settings: GatewaySettings;
  /** What clients answered, and whether the frame came back as it was, which not every client manages. */
  readonly answers: { eventId: string; code: number; echoed: boolean }[] = [];
  /** Connections that were made so far. */
  connected = 0;
  pings = 0;
  /** Code to give in place of an address, once for each. */
  readonly refusals: number[] = [];
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #devices = new Set<string>();
  readonly #waiting = new Map<string, { event: OutEvent; timer: NodeJS.Timeout; done: () => void }>();
  #closed = false;

  constructor(settings: Partial<GatewaySettings> = {}) {
    this.settings = {
      repeatMs: 15_000,
      pingSeconds: 120,
      reconnectNonceSeconds: 30,
      partBytes: undefined,
      ...settings,
    };
  }

  /** Connections that are open. */
  get open(): number {
    return this.#server.clients.size;
  }

  /** Where to connect to, with the settings of the connection. */
  endpoint(url: string): SimAnswer {
    const code = this.refusals.shift();
    if (code !== undefined) return { ...refusal(String(code), 'refused'), status: 200 };
    if (this.open >= CONNECTIONS_MAX)
      return { ...refusal('1000040350', 'the number of connections exceeded the limit'), status: 200 };
    const device = randomUUID();
    this.#devices.add(device);
    const URL = `${url.replace('http:', 'ws:')}/ws/v2?device_id=${device}&service_id=${SERVICE}`;
    return { status: 200, body: { code: 0, msg: '', data: { URL, ClientConfig: this.#clientConfig() } } };
  }

  #clientConfig(): Record<string, number> {
    const { pingSeconds: PingInterval, reconnectNonceSeconds: ReconnectNonce } = this.settings;
    return { PingInterval, ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce };
  }

  /** An address counts once. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, device: string): void {
    if (!this.#devices.delete(device)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nhandshake-status: 403\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => {
      this.connected++;
      connection.on('message', (data) => this.#onFrame(connection, data as Buffer));
      connection.on('error', () => connection.terminate());
    });
  }

  /** Resolves when a client took the event; repeats it until then. */
  deliver(event: OutEvent): Promise<void> {
    return new Promise((resolve) => this.#send(event, resolve));
  }

  /** Connections break without a word. */
  drop(): void {
    for (const connection of this.#server.clients) connection.terminate();
  }

  /** What no server should send. */
  sendRaw(data: Buffer | string): void {
    for (const connection of this.#server.clients) connection.send(data);
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.drop();
    this.#server.close();
  }

  #send(event: OutEvent, done: () => void): void {
    if (this.#closed) return;
    const messageId = randomUUID();
    const again = () => {
      this.#waiting.delete(messageId);
      this.#send(event, done);
    };
    this.#waiting.set(messageId, { event, done, timer: setTimeout(again, this.settings.repeatMs).unref() });
    // One of the connections, whichever.
    const connections = [...this.#server.clients];
    const connection = connections[Math.floor(Math.random() * connections.length)];
    if (connection) for (const frame of this.#framesOf(event, messageId)) connection.send(frame);
  }

  #framesOf(event: OutEvent, messageId: string): Buffer[] {
    const payload = Buffer.from(JSON.stringify(event));
    const size = this.settings.partBytes ?? payload.length;
    const sum = Math.ceil(payload.length / size);
    return Array.from({ length: sum }, (_, seq) =>
      encodeFrame({
        seqId: 0n,
        logId: LOG_ID,
        service: SERVICE,
        method: DATA,
        headers: [
          ['type', 'event'],
          ['message_id', messageId],
          ['sum', String(sum)],
          ['seq', String(seq)],
          ['trace_id', randomUUID()],
        ],
        payload: payload.subarray(seq * size, (seq + 1) * size),
      }),
    );
  }

  #onFrame(connection: WebSocket, data: Buffer): void {
    const frame = decodeFrame(Buffer.from(data));
    if (!frame) connection.terminate();
    else if (frame.method === CONTROL) this.#onPing(connection, frame);
    else this.#onAnswer(frame);
  }

  #onPing(connection: WebSocket, { service }: Frame): void {
    this.pings++;
    const payload = Buffer.from(JSON.stringify(this.#clientConfig()));
    const headers: Frame['headers'] = [['type', 'pong']];
    connection.send(encodeFrame({ seqId: 0n, logId: 0n, service, method: CONTROL, headers, payload }));
  }

  #onAnswer(frame: Frame): void {
    const waiting = this.#waiting.get(headerOf(frame, 'message_id') ?? '');
    const { code } = JSON.parse(String(frame.payload)) as { code: number };
    const echoed = headerOf(frame, 'biz_rt') !== undefined && frame.logId === LOG_ID;
    this.answers.push({ eventId: waiting?.event.header.event_id ?? '', code, echoed });
    if (!waiting || code !== 200) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(headerOf(frame, 'message_id')!);
    waiting.done();
  }
}
