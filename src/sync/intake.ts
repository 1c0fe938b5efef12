/**
 * Turns events into runs, and holds the connections that sources tell their changes over. Every worker process has one:
 * an event becomes one run whoever sees it first, and a connection is held by whoever has its advisory lock.
 */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { createRun } from '../runs/runs.ts';
import { forgetEvents, waitingSources } from './events.ts';
import { Listeners } from './listeners.ts';
import type { SyncDeps } from './run.ts';

export interface Intake {
  /** Closes the connections of sources; events that come later wait in the database. */
  stop(): Promise<void>;
}

/** Missed notifications, ended back-offs and changed settings are found this soon. */
const TICK_MS = 1000;
const FORGET_EVERY_MS = 10 * 60_000;
const CREATED_BY = 'event';

export async function startIntake(db: Db, log: Logger, deps: SyncDeps): Promise<Intake> {
  const intake = new EventIntake(db, log, deps);
  await intake.start();
  return intake;
}

class EventIntake implements Intake {
  readonly #db: Db;
  readonly #log: Logger;
  readonly #listeners: Listeners;
  #connection: pg.PoolClient | undefined;
  #tick: NodeJS.Timeout | undefined;
  #due: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #forgotten = 0;
  #stopping = false;

  constructor(db: Db, log: Logger, deps: SyncDeps) {
    this.#db = db;
    this.#log = log;
    this.#listeners = new Listeners(db, log, deps);
  }

  async start(): Promise<void> {
    await this.#connect();
    this.#tick = setInterval(() => this.#look(), TICK_MS);
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#tick);
    clearTimeout(this.#due);
    await this.#looking;
    await this.#listeners.close();
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.release(true);
  }

  /** One connection hears of events and holds the locks of the sources that are listened to. */
  async #connect(): Promise<void> {
    const connection = await this.#db.connect();
    connection.on('notification', () => this.#look());
    connection.on('error', (error) => {
      // A connection that is being closed may still report an error.
      if (this.#connection !== connection) return;
      this.#log.error({ err: error }, 'lost the connection that hears of events');
      this.#connection = undefined;
      connection.release(true);
    });
    await connection.query('LISTEN muster_event; LISTEN muster_run_end');
    this.#connection = connection;
  }

  #look(): void {
    if (this.#stopping) return;
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#looking = this.#round()
      .catch((error) => this.#log.error({ err: error }, 'looking for events of sources failed'))
      .finally(() => {
        this.#looking = undefined;
        if (this.#again) this.#look();
      });
  }

  async #round(): Promise<void> {
    if (!this.#connection) {
      // Another process may hold the locks by now.
      await this.#listeners.close();
      await this.#connect();
    }
    await this.#startRuns();
    this.#listeners.look(this.#connection!);
    if (Date.now() - this.#forgotten < FORGET_EVERY_MS) return;
    await forgetEvents(this.#db);
    this.#forgotten = Date.now();
  }

  async #startRuns(): Promise<void> {
    const waiting = await waitingSources(this.#db);
    for (const { sourceId, instanceId, wait } of waiting) {
      if (wait > 0) continue;
      try {
        const run = await createRun(this.#db, {
          instanceId,
          kind: 'sync',
          subjectId: sourceId,
          trigger: 'event',
          createdBy: CREATED_BY,
          options: { events: true },
        });
        this.#log.info({ source: sourceId, run }, 'sync started by events');
      } catch (error) {
        // Another process was faster, or somebody started one: its end is heard.
        if (!(error instanceof MusterError && error.code === 'run_active')) throw error;
      }
    }
    clearTimeout(this.#due);
    const next = Math.min(...waiting.filter(({ wait }) => wait > 0).map(({ wait }) => wait));
    if (next < TICK_MS && !this.#stopping) this.#due = setTimeout(() => this.#look(), next);
  }
}
