/**
 * Sends what is due of one application: rows are claimed in batches, sent with bounded concurrency, and acknowledged in
 * batches while the others are still under way. A crash at any point leaves rows marked as attempted, which are looked
 * up before they are created again.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { type ErrorParams, MusterError } from '../errors/error.ts';
import { type Backoff, delayAfter, sleep } from '../pacing.ts';
import type { LoadedApplication } from './applications.ts';
import { blockedRows, claimBlocked, setBlockedAside, stopBlocked } from './blocked.ts';
import { type FlatUser, hashOf } from './flat-user.ts';
import { unblock } from './plan.ts';
import { acknowledge, claimRows, type DueRow, dueTotals, type Outcome, reclaim } from './queue.ts';
import { jsonbText } from './safe-text.ts';
import { type SendContext, type Sent, send } from './send.ts';
import type { Target } from './target.ts';

export interface DrainOptions {
  db: Db;
  log: Logger;
  application: LoadedApplication;
  target: Target;
  backoff: Backoff;
  signal: AbortSignal;
  /**
   * `patience`: how many failures in a row, of one row or of the whole target, are sat out before giving up. Null:
   * whatever cannot be sent at once is left for later (live push).
   */
  patience: number | null;
  onOutcome?: (row: DueRow, outcome: Outcome) => void;
  /** Asked between batches; true ends the drain early. */
  shouldYield?: () => Promise<boolean> | boolean;
}

export interface DrainEnd {
  /** Why the target as a whole is left alone, when it is. */
  pause: { code: ErrorCode; params: ErrorParams } | null;
  /** Milliseconds until a row left behind is due again; null when none is. */
  nextInMs: number | null;
}

const FLUSH_ROWS = 500;
const FLUSH_MS = 200;
const MAX_BATCH = 1000;
const BLOCKED_AT_ONCE = 5000;

/** Only for the holder of the application's lock. Throws when the signal aborts; nothing in hand is lost by that. */
export async function drain(options: DrainOptions): Promise<DrainEnd> {
  await reclaim(options.db, options.application.id);
  await options.target.prepare?.(options.db, options.application.id);
  return new Drain(options).run();
}

class Drain {
  readonly #options: DrainOptions;
  readonly #claim = randomUUID();
  readonly #maxAttempts: number;
  readonly #batch: number;
  #context: SendContext | undefined;
  #pause: DrainEnd['pause'] = null;
  #pausedUntil = 0;
  /** Whole-target failures since the last success. */
  #pauses = 0;
  #failuresInARow = 0;
  #finished: [DueRow, Outcome][] = [];
  #flushing: Promise<void> = Promise.resolve();
  #next: Promise<DueRow[]> | null = null;

  constructor(options: DrainOptions) {
    const { rate, concurrency } = options.application.settings;
    this.#options = options;
    this.#maxAttempts = options.patience ?? 2_000_000_000;
    // At most about two seconds' worth in hand, so that a slow target does not keep others from yielding.
    this.#batch = Math.min(MAX_BATCH, Math.max(concurrency, Math.ceil(rate * 2)));
  }

  async run(): Promise<DrainEnd> {
    try {
      return await this.#run();
    } finally {
      for (const row of (await this.#takeNext()) ?? []) this.#finish(row, { outcome: { kind: 'untried' } });
      await this.#flush();
    }
  }

  async #run(): Promise<DrainEnd> {
    const { db, application, signal, patience, shouldYield } = this.#options;
    await sleep((application.busyUntil?.getTime() ?? 0) - Date.now(), signal);
    await db.query(
      `UPDATE application SET paused_until = NULL, pause = NULL WHERE id = $1 AND paused_until IS NOT NULL`,
      [application.id],
    );
    for (;;) {
      signal.throwIfAborted();
      if (await this.#mustStop()) break;
      if (await shouldYield?.()) break;
      const rows = (await this.#takeNext()) ?? (await this.#take([false, true]));
      if (rows.length > 0) {
        await this.#sendAll(rows);
        continue;
      }
      const totals = await dueTotals(db, application.id, this.#maxAttempts);
      if (totals.blocked > 0 && (await this.#unblock())) continue;
      if (patience === null || totals.waitMs === null) break;
      await sleep(Math.max(totals.waitMs, 1), signal);
    }
    await this.#rememberPause();
    const { waitMs } = await dueTotals(db, application.id, this.#maxAttempts);
    return { pause: this.#pause, nextInMs: waitMs };
  }

  /** Sits a pause out, or says that it is time to give up. */
  async #mustStop(): Promise<boolean> {
    if (this.#pause === null) return false;
    const { patience, signal } = this.#options;
    if (patience === null || this.#pauses > patience) return true;
    await this.#rememberPause();
    await sleep(this.#pausedUntil - Date.now(), signal);
    this.#pause = null;
    return false;
  }

  /** The rows claimed ahead, if any; null when there are none. */
  async #takeNext(): Promise<DueRow[] | null> {
    const rows = await this.#next;
    this.#next = null;
    return rows === null || rows.length === 0 ? null : rows;
  }

  async #take(phases: boolean[]): Promise<DueRow[]> {
    const { db, application } = this.#options;
    const options = { claim: this.#claim, limit: this.#batch, maxAttempts: this.#maxAttempts };
    for (const deletions of phases) {
      const rows = await claimRows(db, application.id, { ...options, deletions });
      if (rows.length === 0) continue;
      const aside = await setBlockedAside(db, application.id, rows);
      const free = rows.filter(({ accountId }) => !aside.has(accountId));
      return free.length > 0 ? free : this.#take(phases);
    }
    return [];
  }

  async #sendAll(rows: readonly DueRow[]): Promise<void> {
    let context: SendContext;
    try {
      context = await this.#contextFor(rows);
    } catch (error) {
      for (const row of rows) this.#finish(row, { outcome: { kind: 'untried' } });
      await this.#flush();
      if (!(error instanceof MusterError)) throw error;
      return this.#pauseTarget({ code: error.code, params: error.params });
    }
    let at = 0;
    // A full batch means there is probably more; it is claimed while this one is under way.
    const ahead = rows.length === this.#batch && rows[0]?.op !== 'delete';
    const lane = async () => {
      for (let row = rows[at++]; row; row = rows[at++]) {
        const stopped = this.#pause !== null || this.#options.signal.aborted;
        if (ahead && at > rows.length / 2 && !stopped) this.#next ??= this.#claimAhead();
        this.#finish(row, stopped ? { outcome: { kind: 'untried' } } : await send(context, row));
      }
    };
    const timer = setInterval(() => void this.#flush(), FLUSH_MS);
    try {
      const lanes = Math.min(this.#options.application.settings.concurrency, rows.length);
      const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
    } finally {
      clearInterval(timer);
      await this.#flush();
    }
  }

  #claimAhead(): Promise<DueRow[]> {
    const next = this.#take([false]);
    next.catch(() => {});
    return next;
  }

  /** Made at the first batch, since listing the target is worth it only when there is much to create. */
  async #contextFor(rows: readonly DueRow[]): Promise<SendContext> {
    const { db, application, target, backoff } = this.#options;
    if (this.#context) return this.#context;
    const { create } = await dueTotals(db, application.id, this.#maxAttempts);
    const inHand = rows.filter(
      ({ op, remoteId, unknown }) => op === 'create' && remoteId === null && !unknown,
    );
    const listing = await target.list(create + inHand.length);
    const base = {
      sql: db,
      applicationId: application.id,
      target,
      adopt: application.settings.existing === 'adopt',
      backoff,
      written: new Map() as SendContext['written'],
    };
    this.#context = { ...base, listing };
    return this.#context;
  }

  #finish(row: DueRow, { outcome, pause }: Sent): void {
    if (outcome.kind === 'again') this.#failuresInARow++;
    else if (outcome.kind !== 'untried') {
      this.#failuresInARow = 0;
      this.#pauses = 0;
    }
    const many = Math.max(10, this.#options.application.settings.concurrency * 2);
    if (pause) this.#pauseTarget(pause);
    else if (outcome.kind === 'again' && this.#failuresInARow >= many) this.#pauseTarget(outcome.failure);
    if (outcome.kind !== 'untried') this.#options.onOutcome?.(row, outcome);
    this.#finished.push([row, outcome]);
    if (this.#finished.length >= FLUSH_ROWS) void this.#flush();
  }

  #pauseTarget(pause: NonNullable<DrainEnd['pause']>): void {
    const asked = pause.params.seconds;
    const ms = typeof asked === 'number' ? asked * 1000 : delayAfter(this.#pauses, this.#options.backoff);
    // Answers to what was under way when the pause began are the same pause.
    if (this.#pause === null) this.#pauses++;
    this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + ms);
    this.#pause =
      pause.code === 'target_busy'
        ? { ...pause, params: { ...pause.params, seconds: Math.ceil(ms / 1000) } }
        : pause;
    this.#failuresInARow = 0;
  }

  #flush(): Promise<void> {
    const finished = this.#finished;
    this.#finished = [];
    if (finished.length > 0) {
      const { db, application } = this.#options;
      this.#flushing = this.#flushing.then(async () => {
        const otherwise = await acknowledge(db, application.id, this.#claim, finished);
        for (const [row, outcome] of otherwise) this.#options.onOutcome?.(row, outcome);
      });
      // The waiting end of the chain reports it; this only keeps it from being unhandled meanwhile.
      this.#flushing.catch(() => {});
    }
    return this.#flushing;
  }

  /** Frees blocked rows, settles those that can never go, breaks a ring; false when all have to wait. */
  async #unblock(): Promise<boolean> {
    const { db, application, target } = this.#options;
    const before = await dueTotals(db, application.id, this.#maxAttempts);
    const waiting = await blockedRows(db, application.id, BLOCKED_AT_ONCE);
    const verdicts = unblock(waiting, target.setAside({}) !== null);
    await stopBlocked(
      db,
      application.id,
      verdicts.filter((verdict) => verdict.do === 'conflict'),
    );
    const aside = verdicts
      .filter((verdict) => verdict.do === 'temporary_name')
      .map(({ accountId }) => accountId);
    const rows = aside.length > 0 ? await claimBlocked(db, application.id, this.#claim, aside) : [];
    if (rows.length > 0)
      await this.#sendAll(rows.map((row) => temporarilyNamed(row, target.setAside(row.acked ?? {})!)));
    const after = await dueTotals(db, application.id, this.#maxAttempts);
    return after.blocked < before.blocked;
  }

  async #rememberPause(): Promise<void> {
    const { db, application, log } = this.#options;
    const wait = this.#pausedUntil - Date.now();
    if (this.#pause === null || wait <= 0) return;
    log.warn(
      { application: application.id, code: this.#pause.code, seconds: Math.ceil(wait / 1000) },
      'target paused',
    );
    await db.query(
      `UPDATE application SET paused_until = now() + $2 * interval '1 millisecond', pause = $3 WHERE id = $1`,
      [application.id, wait, jsonbText(this.#pause)],
    );
  }
}

/** The row as a rename to a name nobody has, for one of those that swap theirs. */
function temporarilyNamed(
  row: Pick<DueRow, 'accountId' | 'label' | 'acked'> & { remoteId: string },
  user: FlatUser,
): DueRow {
  return {
    ...row,
    op: 'update',
    remoteName: null,
    remoteKey: null,
    key: null,
    user,
    hash: hashOf(user),
    attempts: 0,
    confirmed: false,
    unknown: false,
  };
}
