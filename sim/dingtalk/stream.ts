/** The gateway of Stream mode: tickets, WebSocket connections, frames, and what happens when nobody answers them. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { OutEvent } from './push.ts';
import { Handed } from './tokens.ts';

const TICKET_SECONDS = 90;

export interface StreamSettings {
  /** An event without an answer is sent again after this. */
  repeatMs: number;
  /** Time between `disconnect` and the end of the connection. */
  disconnectMs: number;
}

export class StreamGateway {
  readonly tickets = new Handed<string>(TICKET_SECONDS);
  readonly settings: StreamSettings;
  /** What clients answered, by message: `SUCCESS`, `LATER`, or the code where it was not 200. */
  readonly answers: { eventId: string; answer: string }[] = [];
  /** Connections that were made so far. */
  connected = 0;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #waiting = new Map<string, { event: OutEvent; timer: NodeJS.Timeout; done: () => void }>();
  #closed = false;

  constructor(settings: Partial<StreamSettings> = {}) {
    this.settings = { repeatMs: 60_000, disconnectMs: 10_000, ...settings };
  }

  /** Connections that are open. */
  get open(): number {
    return this.#server.clients.size;
  }

  /** The ticket counts once. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, ticket: string): void {
    if (this.tickets.take(ticket) === undefined) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => {
      this.connected++;
      connection.on('message', (data) => this.#onAnswer(String(data)));
      connection.on('error', () => connection.terminate());
      this.#system(connection, 'CONNECTED', {});
      this.#system(connection, 'REGISTERED', {});
    });
  }

  /** Resolves when a client took the event; repeats it until then. */
  deliver(event: OutEvent): Promise<void> {
    return new Promise((resolve) => this.#send(event, resolve));
  }

  /** As an expiring connection: the client is asked to open another one first. */
  expire(): void {
    for (const connection of this.#server.clients) {
      this.#system(connection, 'disconnect', { reason: 'connection is expired' });
      setTimeout(() => connection.close(), this.settings.disconnectMs).unref();
    }
  }

  /** Connections break without a word. */
  drop(): void {
    for (const connection of this.#server.clients) connection.terminate();
  }

  /** Connections stay open and hear nothing any more, as behind a firewall that forgot them. */
  freeze(): void {
    for (const connection of this.#server.clients) connection.pause();
  }

  /** Asks whether the clients are there; they answer with the same data. */
  ping(opaque: string): void {
    for (const connection of this.#server.clients) this.#system(connection, 'ping', { opaque });
  }

  /** What no server should send. */
  sendRaw(text: string): void {
    for (const connection of this.#server.clients) connection.send(text);
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
    connection?.send(
      JSON.stringify({
        specVersion: '1.0',
        type: 'EVENT',
        headers: {
          topic: '*',
          messageId,
          contentType: 'application/json',
          time: String(Date.now()),
          eventType: event.type,
          eventId: event.id,
          eventBornTime: String(event.time),
          eventCorpId: event.corpId,
          eventUnifiedAppId: 'bbb381b6-0000-0000-0000-000000000000',
        },
        data: JSON.stringify({ timeStamp: String(event.time), ...event.data }),
      }),
    );
  }

  #onAnswer(text: string): void {
    const { code, headers, data } = JSON.parse(text) as {
      code: number;
      headers: { messageId: string };
      data: string;
    };
    const waiting = this.#waiting.get(headers.messageId);
    if (!waiting) {
      this.answers.push({ eventId: '', answer: String(data) });
      return;
    }
    const status = code === 200 ? String((JSON.parse(data) as { status?: string }).status) : String(code);
    this.answers.push({ eventId: waiting.event.id, answer: status });
    if (status !== 'SUCCESS') return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(headers.messageId);
    waiting.done();
  }

  #system(connection: WebSocket, topic: string, data: Record<string, unknown>): void {
    connection.send(
      JSON.stringify({
        specVersion: '1.0',
        type: 'SYSTEM',
        headers: {
          topic,
          messageId: randomUUID(),
          contentType: 'application/json',
          time: String(Date.now()),
        },
        data: JSON.stringify(data),
      }),
    );
  }
}
