/** The connections that sources tell their changes over: one a source in all processes, as its settings want it. */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import { asMusterError } from '../errors/error.ts';
import type { Listening } from '../sources/source.ts';
import { storeEvents } from './events.ts';
import type { SyncDeps } from './run.ts';
import { loadSource } from './source-settings.ts';

/** Second key of the advisory locks of sources that are listened to; runs and applications use others. */
const KIND = 11;
const RETRY_MS = 1000;
const RETRY_MAX_MS = 5 * 60_000;

interface Wanted {
  id: string;
  instanceId: string;
  version: number;
}

interface Held {
  /** Of the settings it was opened with. */
  version: number;
  abort: AbortController;
  /** Undefined where the settings want no connection: the lock alone is held. */
  listening: Listening | undefined;
}

export class Listeners {
  readonly #db: Db;
  readonly #log: Logger;
  readonly #deps: SyncDeps;
  readonly #kinds: readonly string[];
  readonly #held = new Map<string, Held>();
  /** Ends openings that are under way. */
  #opening = new AbortController();
  #looking: Promise<void> | undefined;
  readonly #failures = new Map<string, { version: number; count: number; until: number }>();

  constructor(db: Db, log: Logger, deps: SyncDeps) {
    this.#db = db;
    this.#log = log;
    this.#deps = deps;
    this.#kinds = [...deps.kinds.values()].filter(({ listen }) => listen).map(({ kind }) => kind);
  }

  /** Opens, closes and reopens what the sources want by now, in the background; `connection` holds the locks. */
  look(connection: pg.PoolClient): void {
    if (this.#kinds.length === 0) return;
    this.#looking ??= this.#round(connection)
      .catch((error) => this.#log.error({ err: error }, 'looking for sources to listen to failed'))
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #round(connection: pg.PoolClient): Promise<void> {
    const { rows } = await this.#db.query<Wanted>(
      `SELECT id, instance_id AS "instanceId", version FROM source WHERE enabled AND kind = ANY($1)`,
      [this.#kinds],
    );
    const wanted = new Map(rows.map((row) => [row.id, row]));
    for (const [id, { version }] of this.#held)
      if (wanted.get(id)?.version !== version) await this.#leave(connection, id);
    for (const id of this.#failures.keys()) if (!wanted.has(id)) this.#failures.delete(id);
    const missing = rows.filter((row) => !this.#held.has(row.id) && !this.#isPaused(row));
    await Promise.all(missing.map((row) => this.#enter(connection, row)));
  }

  /** Closes everything; the locks are free once the connection that holds them is closed. */
  async close(): Promise<void> {
    this.#opening.abort();
    await this.#looking;
    this.#opening = new AbortController();
    const held = [...this.#held.entries()];
    this.#held.clear();
    await Promise.all(held.map(([id, one]) => this.#closeOne(id, one)));
  }

  #isPaused({ id, version }: Wanted): boolean {
    const failed = this.#failures.get(id);
    return failed !== undefined && failed.version === version && failed.until > Date.now();
  }

  async #enter(connection: pg.PoolClient, source: Wanted): Promise<void> {
    const { id, version } = source;
    const { rows } = await connection.query<{ held: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended($1, $2)) AS held`,
      [id, KIND],
    );
    if (!rows[0]!.held) return;
    const abort = new AbortController();
    try {
      const listening = await this.#open(source, AbortSignal.any([abort.signal, this.#opening.signal]));
      this.#held.set(id, { version, abort, listening });
      this.#failures.delete(id);
      if (listening) this.#log.info({ source: id }, 'listening to a source');
    } catch (error) {
      abort.abort();
      this.#failed(source, error);
      await this.#unlock(connection, id);
    }
  }

  async #open({ id, instanceId }: Wanted, signal: AbortSignal): Promise<Listening | undefined> {
    const { kindOf, config } = await loadSource(this.#db, this.#deps, instanceId, id);
    if (!kindOf.listens?.(config)) return undefined;
    const log = this.#log.child({ source: id });
    return kindOf.listen!(config, { log, now: this.#deps.now, signal }, async (events) => {
      // A connection that is no longer ours tells another process the same.
      signal.throwIfAborted();
      await storeEvents(this.#db, id, events);
    });
  }

  #failed({ id, version }: Wanted, error: unknown): void {
    const before = this.#failures.get(id);
    const count = before?.version === version ? before.count + 1 : 1;
    const wait = Math.min(RETRY_MS * 2 ** (count - 1), RETRY_MAX_MS);
    this.#failures.set(id, { version, count, until: Date.now() + wait });
    this.#log.error(
      { err: error, code: asMusterError(error).code, source: id, retryInMs: wait },
      'listening to a source failed',
    );
  }

  async #leave(connection: pg.PoolClient, id: string): Promise<void> {
    const held = this.#held.get(id)!;
    this.#held.delete(id);
    await this.#closeOne(id, held);
    await this.#unlock(connection, id);
  }

  async #closeOne(id: string, { abort, listening }: Held): Promise<void> {
    await listening
      ?.close()
      .catch((error) => this.#log.warn({ err: error, source: id }, 'closing a listener failed'));
    abort.abort();
    if (listening) this.#log.info({ source: id }, 'no longer listening to a source');
  }

  async #unlock(connection: pg.PoolClient, id: string): Promise<void> {
    await connection.query(`SELECT pg_advisory_unlock(hashtextextended($1, $2))`, [id, KIND]);
  }
}
