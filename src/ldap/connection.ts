import type net from 'node:net';
import { MusterError } from '../errors/error.ts';
import { BerReader, protocolError } from './ber.ts';
import { FrameSplitter } from './frames.ts';
import {
  bindRequest,
  type LdapResult,
  message,
  Op,
  readEnvelope,
  readResult,
  unbindRequest,
} from './messages.ts';
import { bindError } from './result.ts';
import {
  connectTcp,
  type Endpoint,
  type Secured,
  secure,
  showEndpoint,
  type TransportOptions,
} from './transport.ts';

export interface ConnectionOptions extends TransportOptions {
  /** Silence allowed while an answer is awaited. */
  requestTimeoutMs: number;
}

/** Who waits for the answers to one request. */
export interface Waiting {
  /** One response; the reader stands before the operation `op`. What it throws ends the connection. */
  message(op: number, reader: BerReader): void;
  /** The connection is gone; no further message comes. */
  fail(error: unknown): void;
}

/**
 * One LDAP connection: sends requests, hands each response to whoever waits for its id. Any violation of the protocol,
 * silence beyond `requestTimeoutMs`, the end of the stream or the signal fails everything that waits.
 */
export class LdapConnection {
  readonly address: string;
  readonly requestTimeoutMs: number;
  readonly fingerprint: string | undefined;
  private readonly socket: net.Socket;
  private readonly splitter = new FrameSplitter();
  private readonly waiting = new Map<number, Waiting>();
  private readonly timer: NodeJS.Timeout;
  private readonly signal: AbortSignal | undefined;
  private lastId = 1;
  private failure: unknown;

  constructor(secured: Secured, endpoint: Endpoint, options: ConnectionOptions) {
    this.socket = secured.socket;
    this.fingerprint = secured.fingerprint;
    this.address = showEndpoint(endpoint);
    this.requestTimeoutMs = options.requestTimeoutMs;
    this.signal = options.signal;
    this.timer = setTimeout(() => this.silent(), options.requestTimeoutMs).unref();
    this.socket
      .on('data', (chunk: Buffer) => this.data(chunk))
      .on('error', (error) => this.fail(this.closed(error)))
      .on('close', () => this.fail(this.closed()));
    this.signal?.addEventListener('abort', this.aborted);
    if (this.socket.destroyed) this.fail(this.closed());
  }

  /** Neither side has ended it. */
  get usable(): boolean {
    return this.failure === undefined && this.socket.writable;
  }

  /** Sends a request; its responses go to `waiting` up to the final one. */
  exchange(operation: Buffer, waiting: Waiting, controls: readonly Buffer[] = []): void {
    if (this.failure !== undefined) {
      waiting.fail(this.failure);
      return;
    }
    const id = ++this.lastId;
    this.waiting.set(id, waiting);
    this.timer.refresh();
    this.socket.resume();
    this.socket.write(message(id, operation, controls));
  }

  /** Sends a request that has one response and gives its result; a response of another kind is an error. */
  request(operation: Buffer, response: number): Promise<LdapResult> {
    return new Promise((resolve, reject) => {
      this.exchange(operation, {
        message: (op, reader) => {
          if (op === Op.intermediateResponse) return;
          resolve(readResult(reader, response));
        },
        fail: reject,
      });
    });
  }

  /** Simple bind; throws the `ldap_bind_…` error that says why it was refused. */
  async bind(name: string, password: string): Promise<void> {
    // With an empty password many servers take the bind as anonymous and answer success (RFC 4513 §5.1.2).
    if (password === '') throw new MusterError('ldap_bind_empty_password', { field: 'bindPassword' });
    const result = await this.request(bindRequest(name, password), Op.bindResponse);
    if (result.code !== 0) throw bindError(result, name);
  }

  /** Stops reading until `resume`, unless another request than the caller's is waiting too. */
  pause(): void {
    if (this.waiting.size <= 1) this.socket.pause();
  }

  resume(): void {
    if (!this.socket.isPaused()) return;
    this.timer.refresh();
    this.socket.resume();
  }

  close(): void {
    if (this.failure === undefined && this.socket.writable)
      this.socket.end(message(++this.lastId, unbindRequest()));
    this.fail(this.closed());
  }

  private data(chunk: Buffer): void {
    this.timer.refresh();
    try {
      for (const frame of this.splitter.push(chunk)) this.dispatch(frame);
    } catch (error) {
      this.fail(error);
    }
  }

  private dispatch(frame: Buffer): void {
    const reader = new BerReader(frame);
    const id = readEnvelope(reader);
    const op = reader.peek();
    if (id === 0) throw this.notice(reader);
    const waiting = this.waiting.get(id);
    if (!waiting) throw protocolError(`answer to message ${id}, which is not open`);
    if (op !== Op.searchEntry && op !== Op.searchReference && op !== Op.intermediateResponse)
      this.waiting.delete(id);
    try {
      waiting.message(op, reader);
    } catch (error) {
      waiting.fail(error);
      throw error;
    }
  }

  /** Unsolicited notification: only the notice of disconnection exists (RFC 4511 §4.4.1). */
  private notice(reader: BerReader): MusterError {
    const { code, message } = readResult(reader, Op.extendedResponse);
    return this.closed(undefined, `${message} (${code})`);
  }

  private closed(
    cause?: unknown,
    reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? '',
  ): MusterError {
    return new MusterError('ldap_closed', { address: this.address, reason: reason && ` (${reason})` }, cause);
  }

  private silent(): void {
    if (this.waiting.size === 0 || this.socket.isPaused()) return;
    const seconds = this.requestTimeoutMs / 1000;
    this.fail(new MusterError('ldap_timeout', { address: this.address, seconds }));
  }

  private readonly aborted = (): void => this.fail(this.signal!.reason);

  /** Ends the connection; whatever waits fails with `error`. */
  fail(error: unknown): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    clearTimeout(this.timer);
    this.signal?.removeEventListener('abort', this.aborted);
    this.socket.destroySoon();
    if (this.waiting.size > 0) this.socket.destroy();
    for (const waiting of this.waiting.values()) waiting.fail(error);
    this.waiting.clear();
  }
}

/** Connects to one server without logging on; errors as in `connectTcp` and `secure`. */
export async function connect(endpoint: Endpoint, options: ConnectionOptions): Promise<LdapConnection> {
  const socket = await connectTcp(endpoint, options);
  return new LdapConnection(await secure(socket, endpoint, options), endpoint, options);
}

/** Connects to the first of several servers that can be reached and trusted; the first one's error when none can. */
export async function connectFirst(
  endpoints: readonly Endpoint[],
  options: ConnectionOptions,
): Promise<LdapConnection> {
  let first: unknown;
  for (const endpoint of endpoints) {
    try {
      return await connect(endpoint, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      first ??= error;
    }
  }
  throw first;
}
