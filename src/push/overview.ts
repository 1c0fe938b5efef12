/** How an instance's applications with a target stand, and what keeps accounts out of them. */
import type { Sql } from '../db/db.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { describe, type ErrorParams, type Language } from '../errors/error.ts';
import type { LinkState } from '../model/application.ts';
import type { ApplicationOverview, StoppedLinks } from '../model/dashboard.ts';
import type { RunState } from '../model/run.ts';
import { listApplications } from './applications.ts';

const REASONS = 20;

export async function overviewOfApplications(
  sql: Sql,
  instanceId: string,
  language: Language,
): Promise<ApplicationOverview[]> {
  const applications = await listApplications(sql, instanceId, language);
  const overviews: ApplicationOverview[] = [];
  for (const { id, name, enabled, pausedUntil, pause, provisioning } of applications) {
    if (!provisioning) continue;
    const links = await countStates(sql, id);
    const last = await lastPush(sql, instanceId, id);
    overviews.push({ id, name, enabled, links, pausedUntil, pause, lastPush: last });
  }
  return overviews;
}

/**
 * As `countLinks`, but off the partial indexes: all are counted, and those that are not synchronized, which are few; the
 * conditions stand as the indexes have them.
 */
async function countStates(sql: Sql, applicationId: string): Promise<Record<LinkState, number>> {
  const { rows } = await sql.query<{ state: LinkState; n: number }>(
    `SELECT state, count(*) AS n FROM target_link WHERE application_id = $1 AND state NOT IN ('synced', 'due') GROUP BY state
     UNION ALL SELECT 'due', (SELECT count(*) FROM target_link WHERE application_id = $1 AND state = 'due' AND claim IS NULL AND NOT blocked)
       + (SELECT count(*) FROM target_link WHERE application_id = $1 AND state = 'due' AND (claim IS NOT NULL OR blocked))
     UNION ALL SELECT 'synced', (SELECT count(*) FROM target_link WHERE application_id = $1)`,
    [applicationId],
  );
  const counts = { due: 0, synced: 0, parked: 0, conflict: 0, held: 0, off: 0, left: 0, disabled: 0 };
  for (const { state, n } of rows) counts[state] = n;
  for (const { state, n } of rows) if (state !== 'synced') counts.synced -= n;
  return counts;
}

async function lastPush(
  sql: Sql,
  instanceId: string,
  applicationId: string,
): Promise<ApplicationOverview['lastPush']> {
  const { rows } = await sql.query<{ id: string; state: RunState; created_at: Date; ended_at: Date | null }>(
    `SELECT id, state, created_at, ended_at FROM run WHERE instance_id = $1 AND subject_id = $2 ORDER BY id DESC LIMIT 1`,
    [instanceId, applicationId],
  );
  const [run] = rows;
  if (!run) return null;
  const { id, state, created_at, ended_at } = run;
  return {
    runId: id,
    state,
    createdAt: created_at.toISOString(),
    endedAt: ended_at?.toISOString() ?? null,
  };
}

/** Why accounts are parked, in conflict or held, the most frequent reasons first, each with one account as its example. */
export async function reasonsOfStopped(
  sql: Sql,
  instanceId: string,
  language: Language,
): Promise<StoppedLinks[]> {
  // `state IN` as the partial index target_link_state has it.
  const { rows } = await sql.query<{
    application_id: string;
    application_name: string;
    state: LinkState;
    code: ErrorCode;
    params: ErrorParams | null;
    account_id: string;
    label: string;
    count: number;
  }>(
    `WITH reason AS (
        SELECT l.application_id, a.name AS application_name, l.state, l.error ->> 'code' AS code,
               min(l.account_id) AS account_id, count(*) AS count
          FROM application a JOIN target_link l ON l.application_id = a.id
         WHERE a.instance_id = $1 AND l.state IN ('parked', 'conflict', 'held') AND l.error IS NOT NULL
         GROUP BY l.application_id, a.name, l.state, l.error ->> 'code'
         ORDER BY count(*) DESC, l.application_id, l.state, code LIMIT ${REASONS})
     SELECT r.*, l.label, l.error -> 'params' AS params FROM reason r
       JOIN target_link l ON l.application_id = r.application_id AND l.account_id = r.account_id
      ORDER BY r.count DESC, r.application_id, r.state, r.code`,
    [instanceId],
  );
  return rows.map(({ code, params, ...row }) => {
    const { message, remedy } = describe(code, params ?? {}, language);
    return {
      applicationId: row.application_id,
      applicationName: row.application_name,
      state: row.state,
      code,
      message,
      remedy,
      accountId: row.account_id,
      label: row.label,
      count: row.count,
    };
  });
}
