import type { Sql } from '../db/db.ts';
import type { Earlier } from './guard.ts';

/** Longer ago than this, removals have nothing to do with each other. */
const WINDOW_HOURS = 24;

/**
 * What runs that events started have removed since the last run of the source that a person or a schedule started, or
 * that a person confirmed; at most a day back. Looked at one by one, many small runs could remove everybody.
 */
export async function removedByEvents(sql: Sql, sourceId: string, exceptRun: string): Promise<Earlier> {
  const { rows } = await sql.query<Earlier>(
    `WITH judged AS (
        SELECT max(ended_at) AS at FROM run
         WHERE subject_id = $1 AND kind = 'sync' AND mode = 'run' AND state IN ('success', 'partial_success')
           AND (trigger <> 'event' OR options ? 'apply'))
     SELECT coalesce(sum((counters #>> '{user,deleted}')::int), 0)::int AS users,
            coalesce(sum((counters #>> '{org,deleted}')::int), 0)::int AS orgs,
            coalesce(sum((counters #>> '{group,deleted}')::int), 0)::int AS groups
       FROM run, judged
      WHERE subject_id = $1 AND kind = 'sync' AND id <> $2 AND trigger = 'event' AND NOT options ? 'apply'
        AND state IN ('success', 'partial_success', 'failed', 'cancelled')
        AND started_at > coalesce(judged.at, '-infinity') AND started_at > now() - make_interval(hours => $3)`,
    [sourceId, exceptRun, WINDOW_HOURS],
  );
  return rows[0]!;
}
