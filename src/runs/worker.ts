/**
 * Takes runs from the queue and works them. A run is owned by the process that holds an advisory lock on its id: a
 * process that dies loses the lock with its connection, and the next one to look marks the run failed.
 */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import { asMusterError, MusterError } from '../errors/error.ts';
import type { Run, RunState } from '../model/run.ts';
import type { RunRow } from './runs.ts';

/** What a run's work is given: its row, where to report, and when to stop. */
export interface RunContext {
  db: Db;
  run: RunRow;
  log: Logger;
  /** Aborted with `run_cancelled` when somebody cancels, and when the process stops. */
  signal: AbortSignal;
  /** Live counters and progress; written to the row a few times a second. */
  report(counters: RunRow['counters'], progress: Run['progress']): void;
}

/** How a run's work ends; a thrown error ends it as `failed` (or `cancelled`). */
export interface RunEnd {
  state: RunState;
  counters: RunRow['counters'];
  books?: Run['books'];
  guard?: Record<string, unknown>;
}

export type RunWork = (context: RunContext) => Promise<RunEnd>;

export interface Worker {
  /** Stops taking runs, cancels what is under way and waits for it. */
  stop(): Promise<void>;
}

const AT_ONCE = 4;
const REPORT_EVERY_MS = 250;
/** Look for orphans and for missed notifications this often. */
const TICK_MS = 2000;

export async function startWorker(
  db: Db,
  log: Logger,
  works: Record<RunRow['kind'], RunWork>,
): Promise<Worker> {
  const worker = new RunWorker(db, log, works);
  await worker.start();
  return worker;
}

class RunWorker implements Worker {
  readonly #db: Db;
  readonly #log: Logger;
  readonly #works: Record<RunRow['kind'], RunWork>;
  readonly #active = new Map<string, { abort: AbortController; done: Promise<void> }>();
  #connection: pg.PoolClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(db: Db, log: Logger, works: Record<RunRow['kind'], RunWork>) {
    this.#db = db;
    this.#log = log;
    this.#works = works;
  }

  async start(): Promise<void> {
    await this.#listen();
    this.#timer = setInterval(() => this.#look(), TICK_MS);
    this.#look();
    await this.#looking;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    for (const { abort } of this.#active.values()) abort.abort(new MusterError('run_interrupted'));
    await Promise.all([...this.#active.values()].map(({ done }) => done));
    await this.#looking;
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.release(true);
  }

  /** One connection of its own holds the locks and hears `muster_run`; losing it means losing the runs. */
  async #listen(): Promise<void> {
    const connection = await this.#db.connect();
    connection.on('notification', ({ payload }) => {
      const run = payload ? this.#active.get(payload) : undefined;
      if (run) this.#obeyCancel(payload!, run.abort).catch(() => this.#look());
      else this.#look();
    });
    connection.once('error', (error) => {
      // After a stop the connection has been given back already.
      if (this.#connection !== connection) return;
      this.#log.error({ err: error }, 'lost the connection that holds the runs');
      this.#connection = undefined;
      for (const { abort } of this.#active.values()) abort.abort(new MusterError('run_interrupted'));
      connection.release(true);
    });
    await connection.query('LISTEN muster_run');
    this.#connection = connection;
  }

  #look(): void {
    this.#looking = this.#looking
      .then(() => this.#takeAll())
      .catch((error) => {
        this.#log.error({ err: error }, 'looking for runs failed');
      });
  }

  async #takeAll(): Promise<void> {
    if (this.#stopping) return;
    if (!this.#connection) await this.#listen();
    for (const [id, { abort }] of this.#active) await this.#obeyCancel(id, abort);
    await this.#buryDead();
    while (this.#active.size < AT_ONCE && !this.#stopping) {
      const row = await this.#claim();
      if (!row) return;
      const abort = new AbortController();
      const done = this.#work(row, abort).finally(() => {
        this.#active.delete(row.id);
        this.#look();
      });
      this.#active.set(row.id, { abort, done });
      // A cancel between the claim and this line was heard by nobody.
      await this.#obeyCancel(row.id, abort);
    }
  }

  async #claim(): Promise<RunRow | undefined> {
    const { rows } = await this.#db.query<{ id: string }>(
      `SELECT id FROM run WHERE state = 'pending' ORDER BY created_at, id LIMIT 20`,
    );
    for (const { id } of rows) {
      if (!(await this.#lock(id))) continue;
      const claimed = await this.#db.query<RunRow>(
        `UPDATE run SET state = 'running', started_at = now(), cancel = false WHERE id = $1 AND state = 'pending' RETURNING *`,
        [id],
      );
      if (claimed.rows[0]) return claimed.rows[0];
      await this.#unlock(id);
    }
    return undefined;
  }

  /** Runs that say "running" but whose process is gone. */
  async #buryDead(): Promise<void> {
    const { rows } = await this.#db.query<{ id: string }>(`SELECT id FROM run WHERE state = 'running'`);
    for (const { id } of rows) {
      if (this.#active.has(id) || !(await this.#lock(id))) continue;
      const buried = await this.#db.query(
        `UPDATE run SET state = 'failed', ended_at = now(), error = '{"code":"run_died","params":{}}' WHERE id = $1 AND state = 'running'`,
        [id],
      );
      if (buried.rowCount) this.#log.warn({ run: id }, 'run of a process that died marked as failed');
      await this.#unlock(id);
    }
  }

  async #lock(id: string): Promise<boolean> {
    const { rows } = await this.#connection!.query<{ held: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended($1, 7)) AS held`,
      [id],
    );
    return rows[0]!.held;
  }

  async #unlock(id: string): Promise<void> {
    await this.#connection?.query(`SELECT pg_advisory_unlock(hashtextextended($1, 7))`, [id]);
  }

  async #work(row: RunRow, abort: AbortController): Promise<void> {
    const log = this.#log.child({ run: row.id, subject: row.subject_id });
    const reporter = new Reporter(this.#db, row.id);
    log.info({ kind: row.kind, mode: row.mode }, 'run started');
    try {
      const context = { db: this.#db, run: row, log, signal: abort.signal, report: reporter.report };
      const end = await this.#works[row.kind](context);
      await reporter.close();
      await this.#end(row.id, end.state, {
        counters: end.counters,
        books: end.books ?? null,
        guard: end.guard ?? null,
      });
      log.info({ state: end.state }, 'run ended');
    } catch (error) {
      await reporter.close();
      const failure = asMusterError(
        abort.signal.aborted && abort.signal.reason ? abort.signal.reason : error,
      );
      const state = failure.code === 'run_cancelled' ? 'cancelled' : 'failed';
      log.error({ err: error, state }, 'run failed');
      await this.#end(row.id, state, {
        error: { code: failure.code, params: failure.params },
        counters: reporter.counters,
      }).catch((lost) => log.error({ err: lost }, 'the end of the run could not be written'));
    } finally {
      await this.#unlock(row.id).catch(() => {});
    }
  }

  async #end(
    id: string,
    state: RunState,
    fields: { counters?: unknown; books?: unknown; guard?: unknown; error?: unknown },
  ): Promise<void> {
    await this.#db.query(
      `UPDATE run SET state = $2, ended_at = CASE WHEN $2 IN ('planned', 'awaiting_confirmation') THEN NULL ELSE now() END,
         counters = coalesce($3, counters), books = coalesce($4, books), guard = coalesce($5, guard), error = $6, progress = '{}'
       WHERE id = $1 AND state = 'running'`,
      [id, state, json(fields.counters), json(fields.books), json(fields.guard), json(fields.error)],
    );
    await this.#db.query(`SELECT pg_notify('muster_run_end', $1)`, [id]);
  }

  async #obeyCancel(id: string, abort: AbortController): Promise<void> {
    const { rows } = await this.#db.query<{ cancel: boolean }>(`SELECT cancel FROM run WHERE id = $1`, [id]);
    if (rows[0]?.cancel) abort.abort(new MusterError('run_cancelled'));
  }
}

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

/** Writes the latest report of a run at most four times a second. */
class Reporter {
  counters: RunRow['counters'] | undefined;
  #progress: Run['progress'] = {};
  readonly #db: Db;
  readonly #id: string;
  #step: string | undefined;
  #stepStarted = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(db: Db, id: string) {
    this.#db = db;
    this.#id = id;
  }

  report = (counters: RunRow['counters'], progress: Run['progress']): void => {
    if (progress.step !== this.#step) {
      this.#step = progress.step;
      this.#stepStarted = performance.now();
    }
    const seconds = (performance.now() - this.#stepStarted) / 1000;
    this.counters = counters;
    this.#progress = {
      ...progress,
      ...(progress.done && seconds > 0.2 && { rate: Math.round(progress.done / seconds) }),
    };
    this.#timer ??= setTimeout(() => this.#write(), REPORT_EVERY_MS);
  };

  #write(): void {
    this.#timer = undefined;
    this.#writing = this.#db
      .query(`UPDATE run SET counters = $2, progress = $3 WHERE id = $1 AND state = 'running'`, [
        this.#id,
        json(this.counters),
        json(this.#progress),
      ])
      .catch(() => {});
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
  }
}
