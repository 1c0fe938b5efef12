/**
 * Live push: what changes in the directory is at the targets within a second while the server runs. One process serves
 * an application at a time (advisory lock); One-click Push takes precedence over it.
 */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Db, Sql } from '../db/db.ts';
import { asMusterError } from '../errors/error.ts';
import { delayAfter } from '../pacing.ts';
import { type LoadedApplication, loadApplication } from './applications.ts';
import { drain } from './drain.ts';
import { tryLockApplication, unlockApplication } from './lock.ts';
import { project } from './project.ts';
import { jsonbText } from './safe-text.ts';
import type { Structure, StructureWork } from './target.ts';
import { backoffOf, type PushDeps } from './targets.ts';
import { keepSnapshot, readTouched } from './touched.ts';

export interface LivePush {
  /** Ends after what is under way. */
  stop(): Promise<void>;
}

/** Missed notifications and rows whose back-off is over are found this soon. */
const TICK_MS = 1000;

export async function startLivePush(db: Db, log: Logger, deps: PushDeps): Promise<LivePush> {
  const live = new Live(db, log, deps);
  await live.start();
  return live;
}

class Live implements LivePush {
  readonly #db: Db;
  readonly #log: Logger;
  readonly #deps: PushDeps;
  readonly #serving = new Map<string, Promise<void>>();
  readonly #failures = new Map<string, number>();
  #connection: pg.PoolClient | undefined;
  /** Ends what is being served, on stop and when the connection with the locks is lost. */
  #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #wakes = 0;
  #stopping = false;

  constructor(db: Db, log: Logger, deps: PushDeps) {
    this.#db = db;
    this.#log = log;
    this.#deps = deps;
  }

  async start(): Promise<void> {
    await this.#connect();
    this.#timer = setInterval(() => this.#look(), TICK_MS);
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    this.#abort.abort();
    await this.#looking;
    await Promise.all(this.#serving.values());
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.release(true);
  }

  async #connect(): Promise<void> {
    const connection = await this.#db.connect();
    connection.on('notification', () => {
      this.#wakes++;
      this.#look();
    });
    connection.on('error', (error) => {
      // A connection that is being closed may still report an error.
      if (this.#connection !== connection) return;
      this.#log.error({ err: error }, 'lost the connection of live push');
      this.#connection = undefined;
      this.#abort.abort();
      connection.release(true);
    });
    await connection.query('LISTEN muster_change');
    this.#abort = new AbortController();
    this.#connection = connection;
  }

  #look(): void {
    if (this.#stopping || this.#looking) return;
    const wakes = this.#wakes;
    this.#looking = this.#serveAll()
      .catch((error) => this.#log.error({ err: error }, 'live push failed'))
      .finally(() => {
        this.#looking = undefined;
        if (this.#wakes !== wakes) this.#look();
      });
  }

  async #serveAll(): Promise<void> {
    if (!this.#connection) {
      await Promise.all(this.#serving.values());
      await this.#connect();
    }
    const { rows } = await this.#db.query<{ id: string; instance_id: string }>(
      `SELECT id, instance_id FROM application a WHERE enabled AND (paused_until IS NULL OR paused_until <= now()) AND NOT ${RUN_WAITS}`,
    );
    for (const { id, instance_id } of rows) {
      if (this.#serving.has(id)) continue;
      const serving = this.#serve(id, instance_id, this.#abort.signal)
        .then(() => void this.#failures.delete(id))
        .catch((error) => this.#failed(id, error))
        .finally(() => void this.#serving.delete(id));
      this.#serving.set(id, serving);
    }
  }

  /** Settings that do not work are looked at again ever more slowly, and written where people see them. */
  async #failed(id: string, error: unknown): Promise<void> {
    if (this.#abort.signal.aborted) return;
    const count = (this.#failures.get(id) ?? 0) + 1;
    const wait = delayAfter(count, backoffOf(this.#deps));
    this.#failures.set(id, count);
    const { code, params } = asMusterError(error);
    this.#log.error({ err: error, application: id }, 'live push of an application failed');
    await this.#db
      .query(
        `UPDATE application SET paused_until = now() + $2 * interval '1 millisecond', pause = $3 WHERE id = $1`,
        [id, wait, jsonbText({ code, params })],
      )
      .catch(() => {});
  }

  async #serve(id: string, instanceId: string, signal: AbortSignal): Promise<void> {
    const connection = this.#connection!;
    if (!(await hasWork(this.#db, id, instanceId))) return;
    if (!(await tryLockApplication(connection, id))) return;
    try {
      for (;;) {
        const wakes = this.#wakes;
        const application = await loadApplication(this.#db, this.#deps, instanceId, id);
        if (!application.enabled) return;
        await this.#projectNews(application, signal);
        await this.#send(application, signal, wakes);
        await this.#structureOf(application)?.clear(this.#structureWork(application, signal));
        if (this.#wakes === wakes || signal.aborted || (await runWaits(this.#db, id))) return;
      }
    } finally {
      await unlockApplication(connection, id).catch(() => {});
    }
  }

  async #projectNews(application: LoadedApplication, signal: AbortSignal): Promise<void> {
    // Organizations come all at once: nobody's departments are made before somebody pushed them for the first time.
    if (application.kind.structurePlan && !(await hasPushed(this.#db, application.id))) return;
    const { accountIds, snapshot, quiet } = await readTouched(this.#db, application);
    if (quiet) return;
    await this.#structureOf(application)?.raise(this.#structureWork(application, signal));
    if (accountIds === null || accountIds.length > 0)
      await project(this.#db, application, {
        touched: accountIds,
        operations: application.settings.operations,
      });
    await keepSnapshot(this.#db, application.id, snapshot);
  }

  /** Opens the target only where there is something to see to. */
  #structureOf(application: LoadedApplication): Structure | undefined {
    return application.kind.structurePlan && this.#deps.targets.target(application).structure;
  }

  #structureWork({ id: applicationId, instanceId }: LoadedApplication, signal: AbortSignal): StructureWork {
    return {
      sql: this.#db,
      applicationId,
      instanceId,
      backoff: backoffOf(this.#deps),
      signal,
      thorough: false,
    };
  }

  async #send(application: LoadedApplication, signal: AbortSignal, wakes: number): Promise<void> {
    const { rows } = await this.#db.query(
      `SELECT FROM target_link WHERE application_id = $1 AND state = 'due' LIMIT 1`,
      [application.id],
    );
    if (rows.length === 0) return;
    await drain({
      db: this.#db,
      log: this.#log,
      application,
      target: this.#deps.targets.target(application),
      backoff: backoffOf(this.#deps),
      signal,
      patience: null,
      shouldYield: async () => this.#wakes !== wakes || (await runWaits(this.#db, application.id)),
    });
  }
}

const RUN_WAITS = `EXISTS (SELECT FROM run r WHERE r.subject_id = a.id AND r.kind = 'push' AND r.state IN ('pending', 'running'))`;

async function runWaits(db: Db, id: string): Promise<boolean> {
  const { rows } = await db.query<{ waits: boolean }>(
    `SELECT ${RUN_WAITS} AS waits FROM application a WHERE id = $1`,
    [id],
  );
  return rows[0]?.waits ?? true;
}

/** Cheap enough to be asked every second for every application. */
async function hasWork(db: Db, id: string, instanceId: string): Promise<boolean> {
  const { rows } = await db.query<{ work: boolean }>(
    `SELECT EXISTS (SELECT FROM target_link WHERE application_id = $1 AND state = 'due' AND claim IS NULL AND NOT blocked AND next_attempt_at <= now())
         OR EXISTS (SELECT FROM target_link WHERE application_id = $1 AND state = 'due' AND (claim IS NOT NULL OR blocked))
         OR EXISTS (SELECT FROM change_log c, application a WHERE a.id = $1 AND c.instance_id = $2
              AND c.txid >= pg_snapshot_xmin(a.log_seen) AND NOT pg_visible_in_snapshot(c.txid, a.log_seen))
         OR EXISTS (SELECT FROM application a WHERE a.id = $1 AND pg_snapshot_xmin(a.log_seen) > pg_snapshot_xmax(pg_current_snapshot())) AS work`,
    [id, instanceId],
  );
  return rows[0]!.work;
}

async function hasPushed(sql: Sql, applicationId: string): Promise<boolean> {
  const { rows } = await sql.query(
    `SELECT FROM run WHERE subject_id = $1 AND kind = 'push' AND state IN ('success', 'partial_success') LIMIT 1`,
    [applicationId],
  );
  return rows.length > 0;
}
