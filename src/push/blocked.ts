/** Rows that cannot be sent yet because another link of the application holds the name they need. */
import type { Sql } from '../db/db.ts';
import type { LinkState } from '../model/application.ts';
import type { FlatUser } from './flat-user.ts';
import type { BlockedRow, Unblocking } from './plan.ts';
import type { DueRow } from './queue.ts';

const HOLDER = `SELECT DISTINCT ON (w.account_id) w.account_id AS waiting, w.desired_key AS key, w.remote_id IS NOT NULL AS linked, h.account_id, h.label,
    h.state, h.blocked, h.remote_key = w.desired_key AS has_it,
    h.remote_key = w.desired_key AND h.state = 'due' AND h.desired_key IS DISTINCT FROM w.desired_key AS leaves
  FROM target_link w CROSS JOIN LATERAL (
    SELECT * FROM target_link a WHERE a.application_id = w.application_id AND a.remote_key = w.desired_key AND a.remote_id IS NOT NULL
    UNION ALL
    SELECT * FROM target_link b WHERE b.application_id = w.application_id AND b.state = 'due' AND b.desired_key = w.desired_key
      AND w.remote_id IS NULL AND (b.remote_id IS NOT NULL OR b.account_id < w.account_id)) h
  WHERE w.application_id = $1 AND h.account_id <> w.account_id`;

/**
 * Of the rows in hand, those whose name another link has at the target, or is to get first. They are put back as blocked.
 */
export async function setBlockedAside(
  sql: Sql,
  applicationId: string,
  rows: readonly DueRow[],
): Promise<Set<string>> {
  const named = rows.filter(({ key, remoteKey }) => key !== null && key !== remoteKey);
  if (named.length === 0) return new Set();
  const { rows: blocked } = await sql.query<{ account_id: string }>(
    `WITH blocked AS (${HOLDER} AND w.account_id = ANY($2))
     UPDATE target_link l SET blocked = true, claim = NULL, attempting = u.unknown FROM blocked b, unnest($2::text[], $3::boolean[]) u (id, unknown)
      WHERE l.application_id = $1 AND l.account_id = b.waiting AND u.id = b.waiting RETURNING l.account_id`,
    [applicationId, named.map(({ accountId }) => accountId), named.map(({ unknown }) => unknown)],
  );
  return new Set(blocked.map(({ account_id }) => account_id));
}

/** Lets rows go on whose name has become free; the others come back with who holds it. */
export async function blockedRows(sql: Sql, applicationId: string, limit: number): Promise<BlockedRow[]> {
  await sql.query(
    `UPDATE target_link l SET blocked = false WHERE l.application_id = $1 AND l.state = 'due' AND l.blocked
        AND NOT EXISTS (${HOLDER} AND w.account_id = l.account_id)`,
    [applicationId],
  );
  const { rows } = await sql.query<{
    waiting: string;
    key: string;
    linked: boolean;
    account_id: string;
    label: string;
    state: LinkState;
    blocked: boolean;
    has_it: boolean | null;
    leaves: boolean | null;
  }>(`${HOLDER} AND w.state = 'due' AND w.blocked ORDER BY w.account_id, h.remote_id IS NULL LIMIT $2`, [
    applicationId,
    limit,
  ]);
  return rows.map((row) => ({
    accountId: row.waiting,
    key: row.key,
    linked: row.linked,
    holder: {
      accountId: row.account_id,
      label: row.label,
      state: row.state,
      hasIt: row.has_it ?? false,
      leaves: row.leaves ?? false,
      blocked: row.blocked,
    },
  }));
}

/** Writes down which blocked rows are conflicts. */
export async function stopBlocked(
  sql: Sql,
  applicationId: string,
  stopped: Extract<Unblocking, { do: 'conflict' }>[],
): Promise<void> {
  if (stopped.length === 0) return;
  await sql.query(
    `UPDATE target_link l SET state = 'conflict', blocked = false, error = jsonb_build_object('code', u.code, 'at', now(), 'params',
        jsonb_build_object('name', l.desired_key, 'holder', u.holder, 'state', u.state))
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) u (id, code, holder, state)
      WHERE l.application_id = $1 AND l.account_id = u.id AND l.blocked`,
    [
      applicationId,
      stopped.map(({ accountId }) => accountId),
      stopped.map(({ code }) => code),
      stopped.map(({ holder }) => holder),
      stopped.map(({ state }) => state),
    ],
  );
}

/** Takes blocked rows in hand all the same, to give them a temporary name. */
export async function claimBlocked(
  sql: Sql,
  applicationId: string,
  claim: string,
  accountIds: string[],
): Promise<{ accountId: string; label: string; remoteId: string; acked: FlatUser | null }[]> {
  const { rows } = await sql.query<{
    accountId: string;
    label: string;
    remoteId: string;
    acked: FlatUser | null;
  }>(
    `UPDATE target_link SET claim = $2, attempting = true, blocked = false
      WHERE application_id = $1 AND account_id = ANY($3) AND state = 'due' AND blocked AND remote_id IS NOT NULL
      RETURNING account_id AS "accountId", label, remote_id AS "remoteId", acked`,
    [applicationId, claim, accountIds],
  );
  return rows;
}
