/** Numbers of an instance's directory; each is read off indexes, whatever the directory holds. */
import type { Sql } from '../db/db.ts';
import type { AccountCounts, DashboardDay, SourceCount } from '../model/dashboard.ts';
import type { CalendarDay } from '../model/days.ts';
import { STATUS_SQL } from './account-filter.ts';

export async function countStatuses(sql: Sql, instanceId: string): Promise<AccountCounts> {
  const count = (condition: string) =>
    `(SELECT count(*) FROM account a WHERE a.instance_id = $1 AND ${condition})`;
  const { rows } = await sql.query<Omit<AccountCounts, 'enabled'>>(
    `SELECT ${count('true')} AS total, ${count(STATUS_SQL.disabled)} AS disabled, ${count(STATUS_SQL.locked)} AS locked,
            ${count(STATUS_SQL.expired)} AS expired`,
    [instanceId],
  );
  const counts = rows[0]!;
  const { total, disabled, locked, expired } = counts;
  // Every account has one of the four.
  return { ...counts, enabled: total - disabled - locked - expired };
}

export async function countOrgsAndGroups(
  sql: Sql,
  instanceId: string,
): Promise<{ orgs: number; groups: number }> {
  const { rows } = await sql.query<{ orgs: number; groups: number }>(
    `SELECT (SELECT count(*) FROM org_unit WHERE instance_id = $1) AS orgs,
            (SELECT count(*) FROM directory_group WHERE instance_id = $1) AS groups`,
    [instanceId],
  );
  return rows[0]!;
}

/** Accounts by the sources that have a record of them, sources by priority; those of none last. */
export async function countBySource(sql: Sql, instanceId: string): Promise<SourceCount[]> {
  const { rows } = await sql.query<SourceCount>(
    `SELECT s.id AS "sourceId", s.name, s.kind,
            (SELECT count(DISTINCT l.entity_id) FROM link l WHERE l.source_id = s.id AND l.kind = 'user') AS count
       FROM source s WHERE s.instance_id = $1 ORDER BY s.priority, s.id`,
    [instanceId],
  );
  const none = await sql.query<{ n: number }>(
    `SELECT count(*) AS n FROM account a WHERE a.instance_id = $1 AND NOT EXISTS (SELECT FROM link l WHERE l.entity_id = a.id)`,
    [instanceId],
  );
  return [...rows, { sourceId: null, name: null, kind: null, count: none.rows[0]!.n }];
}

/** Writes to accounts on each of these days, in their order; an account that comes back from the recycle bin counts as created. */
export async function countAccountChanges(
  sql: Sql,
  instanceId: string,
  days: readonly CalendarDay[],
): Promise<DashboardDay['changes'][]> {
  const { rows } = await sql.query<DashboardDay['changes']>(
    `SELECT c.created, c.updated, c.deleted
       FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY d ("from", "to", n)
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE op IN ('create', 'restore')) AS created,
               count(*) FILTER (WHERE op = 'update') AS updated, count(*) FILTER (WHERE op = 'delete') AS deleted
          FROM change_log WHERE instance_id = $1 AND entity = 'account' AND at >= d."from" AND at < d."to") c
      ORDER BY d.n`,
    [instanceId, days.map(({ from }) => from), days.map(({ to }) => to)],
  );
  return rows;
}
