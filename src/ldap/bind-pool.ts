/** Kept connections to one server, for the log-ons of people. */
import type { ErrorCode } from '../errors/catalogue.ts';
import { MusterError } from '../errors/error.ts';
import { Breaker } from './breaker.ts';
import { type ConnectionOptions, connect, type LdapConnection } from './connection.ts';
import type { LdapEntry } from './entry.ts';
import type { SearchRequest } from './messages.ts';
import { bindOnce, type PasswordResult } from './password-messages.ts';
import { search } from './reader.ts';
import type { Endpoint } from './transport.ts';

export interface PoolLimits {
  /** Connections for binds: a bind ends whatever runs on its connection, so each carries one at a time. */
  connections: number;
  /** Log-ons that may wait for one of them, and for how long. */
  waiting: number;
  waitMs: number;
  /** Connections unused for this long are ended, before the server or a firewall between does it unnoticed. */
  idleMs: number;
  /** An answer that drips ends here. */
  answerMs: number;
  /** How long a server is left alone at first when it cannot be reached. */
  restMs: number;
}

export const POOL_LIMITS: PoolLimits = {
  connections: 8,
  waiting: 200,
  waitMs: 5000,
  idleMs: 60_000,
  answerMs: 10_000,
  restMs: 5000,
};

/** The server has not seen the password: another one may be asked. `busy`: this one is there, but has no hand free. */
export class NotAsked extends Error {
  readonly why: 'no_connection' | 'busy';
  constructor(why: 'no_connection' | 'busy', cause?: unknown) {
    super(why, { cause });
    this.why = why;
  }
}

/** Failures that mean the server, not the request. */
const SERVER_FAILURES: ReadonlySet<ErrorCode> = new Set([
  'ldap_address_unknown',
  'ldap_unreachable',
  'ldap_connect_timeout',
  'ldap_closed',
  'ldap_timeout',
  'ldap_slow',
  'ldap_protocol',
  'ldap_busy',
  'ldap_tls_failed',
  'ldap_tls_fingerprint',
  'ldap_tls_untrusted',
  'ldap_tls_name',
  'ldap_starttls_refused',
] as const);

export const isServerFailure = (error: unknown): boolean =>
  error instanceof MusterError && SERVER_FAILURES.has(error.code);

interface Kept {
  connection: LdapConnection;
  lastUsed: number;
}

/**
 * One server: up to eight connections that carry nothing but binds of people, one bind at a time on each, and one
 * connection logged on as the service account, for searches. A breaker leaves a server alone that cannot be reached.
 */
export class BindPool {
  readonly #endpoint: Endpoint;
  readonly #options: ConnectionOptions;
  readonly #logOn: (connection: LdapConnection) => Promise<void>;
  readonly #limits: PoolLimits;
  readonly #breaker: Breaker;
  readonly #idle: Kept[] = [];
  readonly #queue: { start(): void; timer: NodeJS.Timeout }[] = [];
  readonly #sweep: NodeJS.Timeout;
  #busy = 0;
  #searching = 0;
  #searcher: Kept | undefined;
  #opening: Promise<Kept> | undefined;
  #closed = false;

  /** `logOn` binds a fresh connection as the service account. */
  constructor(
    endpoint: Endpoint,
    options: ConnectionOptions,
    logOn: (connection: LdapConnection) => Promise<void>,
    limits: PoolLimits = POOL_LIMITS,
  ) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#logOn = logOn;
    this.#limits = limits;
    this.#breaker = new Breaker(limits.restMs);
    this.#sweep = setInterval(() => this.#endIdle(), Math.max(limits.idleMs / 4, 10)).unref();
  }

  /**
   * One bind with a person's password; its result, whatever it is. Throws `NotAsked` when the server never saw the
   * password; anything else thrown means that nobody knows whether it did.
   */
  async bind(dn: string, password: string): Promise<PasswordResult> {
    if (!this.#breaker.enter(performance.now())) throw new NotAsked('no_connection');
    try {
      await this.#takeTurn();
    } catch (error) {
      this.#breaker.withdrew();
      throw error;
    }
    try {
      // It may have opened while this one waited.
      if (this.#breaker.isOpen(performance.now())) throw new NotAsked('no_connection');
      const connection = this.#kept() ?? (await this.#open());
      const result = await this.#within(connection, bindOnce(connection, dn, password));
      this.#breaker.succeeded();
      this.#keep(connection);
      return result;
    } catch (error) {
      this.#breaker.failed(performance.now());
      throw error;
    } finally {
      this.#giveTurn();
    }
  }

  /** One search as the service account; asked again on a fresh connection when the kept one turns out to be dead. */
  async search(request: SearchRequest): Promise<LdapEntry[]> {
    if (!this.#breaker.enter(performance.now())) throw unreachable(this.#endpoint);
    try {
      const entries = await this.#searchOnce(request);
      this.#breaker.succeeded();
      return entries;
    } catch (error) {
      if (isServerFailure(error)) this.#breaker.failed(performance.now());
      else this.#breaker.succeeded();
      throw error;
    }
  }

  /** Ends what is idle at once, and the rest when its answer has come; nothing new begins. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#sweep);
    for (const { connection } of this.#idle.splice(0)) connection.close();
    if (this.#searching === 0) this.#searcher?.connection.close();
    for (const waiting of this.#queue.splice(0)) {
      clearTimeout(waiting.timer);
      waiting.start();
    }
  }

  async #searchOnce(request: SearchRequest): Promise<LdapEntry[]> {
    const kept = this.#searcher;
    if (kept?.connection.usable) {
      try {
        return await this.#searchOn(kept, request);
      } catch (error) {
        // Closed while it lay idle; one that is silent is slow, not stale, and gets no second question.
        if (!(error instanceof MusterError) || error.code !== 'ldap_closed') throw error;
      }
    }
    return this.#searchOn(await this.#openSearcher(), request);
  }

  async #searchOn(kept: Kept, request: SearchRequest): Promise<LdapEntry[]> {
    kept.lastUsed = performance.now();
    this.#searching++;
    try {
      return await this.#within(kept.connection, search(kept.connection, request));
    } finally {
      if (--this.#searching === 0 && this.#closed) this.#searcher?.connection.close();
    }
  }

  /** All who come while it is being opened share the one, and its failure. */
  async #openSearcher(): Promise<Kept> {
    if (this.#searcher?.connection.usable) return this.#searcher;
    this.#opening ??= this.#connectSearcher().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #connectSearcher(): Promise<Kept> {
    const connection = await connect(this.#endpoint, this.#options);
    try {
      await this.#within(connection, this.#logOn(connection));
      if (this.#closed) throw unreachable(this.#endpoint);
    } catch (error) {
      connection.close();
      throw error;
    }
    this.#searcher = { connection, lastUsed: performance.now() };
    return this.#searcher;
  }

  async #open(): Promise<LdapConnection> {
    try {
      return await connect(this.#endpoint, this.#options);
    } catch (error) {
      throw new NotAsked('no_connection', error);
    }
  }

  /** The connection used last, so that those not needed grow old. */
  #kept(): LdapConnection | undefined {
    for (let kept = this.#idle.pop(); kept; kept = this.#idle.pop())
      if (kept.connection.usable) return kept.connection;
    return undefined;
  }

  #keep(connection: LdapConnection): void {
    if (this.#closed) connection.close();
    else if (connection.usable) this.#idle.push({ connection, lastUsed: performance.now() });
  }

  /** Waits until fewer binds are under way than there are connections. */
  #takeTurn(): Promise<void> {
    const { connections, waiting, waitMs } = this.#limits;
    if (this.#closed) return Promise.reject(new NotAsked('no_connection'));
    if (this.#busy < connections) {
      this.#busy++;
      return Promise.resolve();
    }
    if (this.#queue.length >= waiting) return Promise.reject(new NotAsked('busy'));
    return new Promise((resolve, reject) => {
      const turn = {
        start: () => (this.#closed ? reject(new NotAsked('no_connection')) : resolve()),
        timer: setTimeout(() => {
          this.#queue.splice(this.#queue.indexOf(turn), 1);
          reject(new NotAsked('busy'));
        }, waitMs),
      };
      this.#queue.push(turn);
    });
  }

  #giveTurn(): void {
    const next = this.#queue.shift();
    if (!next) {
      this.#busy--;
      return;
    }
    clearTimeout(next.timer);
    next.start();
  }

  /** Ends a connection whose server sends a byte now and then and never an answer. */
  async #within<T>(connection: LdapConnection, answer: Promise<T>): Promise<T> {
    const { answerMs } = this.#limits;
    const { address } = connection;
    const late = () => connection.fail(new MusterError('ldap_slow', { address, seconds: answerMs / 1000 }));
    const timer = setTimeout(late, answerMs);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  #endIdle(): void {
    const limit = performance.now() - this.#limits.idleMs;
    const old = this.#idle.filter(({ connection, lastUsed }) => lastUsed < limit || !connection.usable);
    for (const kept of old) {
      this.#idle.splice(this.#idle.indexOf(kept), 1);
      kept.connection.close();
    }
    if (this.#searcher && this.#searcher.lastUsed < limit) {
      this.#searcher.connection.close();
      this.#searcher = undefined;
    }
  }
}

const unreachable = ({ host, port }: Endpoint): MusterError =>
  new MusterError('ldap_unreachable', {
    address: `${host}:${port}`,
    reason: 'it failed several times just now',
  });
