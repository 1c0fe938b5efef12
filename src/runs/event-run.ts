import { setTimeout } from 'node:timers/promises';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';

/** A run of a few objects is over sooner than this. */
const PATIENCE_MS = 5000;
const RETRY_MS = 50;

/**
 * Starts a run that a person wants. One that events started may be at work just then, unknown to them: `start` waits
 * for its end instead of being refused with `run_active`.
 */
export async function afterEventRun<T>(sql: Sql, subjectId: string, start: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof MusterError && error.code === 'run_active')) throw error;
      if (Date.now() > until || !(await isEventRun(sql, subjectId))) throw error;
      await setTimeout(RETRY_MS);
    }
  }
}

/** True too where the run has ended meanwhile. */
async function isEventRun(sql: Sql, subjectId: string): Promise<boolean> {
  const { rows } = await sql.query<{ trigger: string }>(
    `SELECT trigger FROM run WHERE subject_id = $1 AND state IN ('pending', 'running')`,
    [subjectId],
  );
  return rows.every(({ trigger }) => trigger === 'event');
}
