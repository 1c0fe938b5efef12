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
  signal: AbortSignal;
  /** Live counters and progress; written to the row at most a few times a second. Throws `run_cancelled` when asked to stop. */
  report(counters: RunRow['counters'], progress: Run['progress']): void;
}

/** How a run's work ends; a thrown MusterError ends it as `failed` (or `cancelled`). */
export interface RunEnd {
  state: RunState;
  counters: RunRow['counters'];
  books?: Run['books'];
  guard?: Record<string, unknown>;
}

export type RunWork = (context: RunContext) => Promise<RunEnd>;
