/** Starts the synchronizations that sources have a schedule for. Every server process may run one. */
import type { Logger } from 'pino';
import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Schedule } from '../model/source.ts';
import { createRun } from '../runs/runs.ts';
import { nextTime } from './schedule.ts';

/** A schedule is kept to the minute; a look is one query over an index. */
const LOOK_EVERY_MS = 5000;
const CREATED_BY = 'schedule';

export interface Scheduler {
  stop(): Promise<void>;
}

/** Looks at once (a time that passed while no server ran is made up for, once), then every few seconds. */
export function startScheduler(db: Db, log: Logger, now: () => Date): Scheduler {
  let looking: Promise<void> | undefined;
  const look = () => {
    looking ??= startDueSyncs(db, log, now())
      .catch((error) => log.error({ err: error }, 'looking for scheduled syncs failed'))
      .then(() => {
        looking = undefined;
      });
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  look();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

interface DueSource {
  id: string;
  instance_id: string;
  schedule: Schedule;
}

/**
 * Starts a run for every source whose time has come and sets its next time after `now`, in one transaction each: the
 * row is locked meanwhile, so that of several processes one does it. While a run of the source works, or the first plan
 * of a source waits, its time passes.
 */
export async function startDueSyncs(db: Db, log: Logger, now: Date): Promise<void> {
  for (;;) {
    const isMore = await db.tx(async (sql) => {
      const { rows } = await sql.query<DueSource>(
        // A run that events started is over in a moment: no reason to pass a full check over.
        `SELECT id, instance_id, schedule FROM source s WHERE next_run_at <= $1 AND NOT EXISTS (
            SELECT FROM run r WHERE r.subject_id = s.id AND r.trigger = 'event' AND r.state IN ('pending', 'running'))
          ORDER BY next_run_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [now],
      );
      const [due] = rows;
      if (!due) return false;
      await sql.query(`UPDATE source SET next_run_at = $2 WHERE id = $1`, [due.id, next(log, due, now)]);
      if (await isFirstPlanWaiting(sql, due.id)) {
        log.info(
          { source: due.id },
          'scheduled sync passed over: the first plan of the source waits for a person',
        );
        return true;
      }
      const run = await createUnlessActive(sql, due);
      const about = { source: due.id, ...(run !== null && { run }) };
      log.info(
        about,
        run === null ? 'scheduled sync passed over: a run is under way' : 'scheduled sync started',
      );
      return true;
    });
    if (!isMore) return;
  }
}

/** Schedules are checked when they are set; one that can no longer be read stops, and must not stop the others. */
function next(log: Logger, { id, schedule }: DueSource, now: Date): Date | null {
  try {
    return nextTime(schedule, now);
  } catch (error) {
    log.error({ err: error, source: id }, 'the schedule of a source cannot be read any more');
    return null;
  }
}

/** What a source would bring at first is seen before it happens: a plan that waits is not made void by doing it. */
async function isFirstPlanWaiting(sql: Sql, sourceId: string): Promise<boolean> {
  const { rows } = await sql.query<{ waits: boolean }>(
    `SELECT EXISTS (SELECT FROM run WHERE subject_id = $1 AND state IN ('planned', 'awaiting_confirmation'))
        AND NOT EXISTS (SELECT FROM run WHERE subject_id = $1 AND mode = 'run' AND state IN ('success', 'partial_success')) AS waits`,
    [sourceId],
  );
  return rows[0]!.waits;
}

async function createUnlessActive(sql: Sql, due: DueSource): Promise<string | null> {
  await sql.query('SAVEPOINT before_run');
  try {
    return await createRun(sql, {
      instanceId: due.instance_id,
      kind: 'sync',
      subjectId: due.id,
      trigger: 'schedule',
      createdBy: CREATED_BY,
    });
  } catch (error) {
    if (!(error instanceof MusterError && error.code === 'run_active')) throw error;
    await sql.query('ROLLBACK TO SAVEPOINT before_run');
    return null;
  }
}
