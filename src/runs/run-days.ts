import type { Sql } from '../db/db.ts';
import type { DashboardDay } from '../model/dashboard.ts';
import type { CalendarDay } from '../model/days.ts';

type Counts = DashboardDay['runs'];

/** Runs made on each of these days, by kind and present state. */
export async function countRuns(
  sql: Sql,
  instanceId: string,
  days: readonly CalendarDay[],
): Promise<Counts[]> {
  const { rows } = await sql.query<Counts[number] & { n: number }>(
    `SELECT d.n::int AS n, r.kind, r.state, r.count
       FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY d ("from", "to", n)
      CROSS JOIN LATERAL (
        SELECT kind, state, count(*) AS count FROM run
         WHERE instance_id = $1 AND created_at >= d."from" AND created_at < d."to" GROUP BY kind, state) r
      ORDER BY d.n, r.kind, r.state`,
    [instanceId, days.map(({ from }) => from), days.map(({ to }) => to)],
  );
  const byDay = Map.groupBy(rows, ({ n }) => n);
  return days.map((_, i) =>
    (byDay.get(i + 1) ?? []).map(({ kind, state, count }) => ({ kind, state, count })),
  );
}
