/** The rows of an application as people look at them and act on them. */
import type { Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { lookupText } from '../directory/input.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { describe, type ErrorParams, type Language } from '../errors/error.ts';
import type { LinkState, PushOp, TargetLink } from '../model/application.ts';
import { getApplication } from './applications.ts';
import type { FlatUser } from './flat-user.ts';

interface LinkRow {
  application_id: string;
  account_id: string;
  label: string;
  remote_id: string | null;
  remote_name: string | null;
  op: PushOp;
  state: LinkState;
  desired: FlatUser | null;
  acked: FlatUser | null;
  acked_at: Date | null;
  attempts: number;
  next_attempt_at: Date;
  error: { code: ErrorCode; params: ErrorParams; at: string } | null;
}

export interface LinkFilter {
  state?: LinkState | undefined;
  accountId?: string | undefined;
  /** Only rows with an error, whatever their state. */
  failed?: boolean | undefined;
  /** `accountId` of the last row of the page before. */
  after?: string | undefined;
  limit: number;
}

/** A page of the accounts of an application, by account id. */
export async function listLinks(
  sql: Sql,
  instanceId: string,
  idOrName: string,
  filter: LinkFilter,
  language: Language = 'en',
): Promise<TargetLink[]> {
  const { id } = await getApplication(sql, instanceId, idOrName);
  const { rows } = await sql.query<LinkRow>(
    `SELECT * FROM target_link WHERE application_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR account_id = $3)
        AND (NOT $4 OR error IS NOT NULL) AND ($5::text IS NULL OR account_id > $5) ORDER BY account_id LIMIT $6`,
    [
      id,
      filter.state ?? null,
      filter.accountId === undefined ? null : lookupText(filter.accountId),
      filter.failed ?? false,
      filter.after === undefined ? null : lookupText(filter.after),
      filter.limit,
    ],
  );
  return rows.map((row) => linkOf(row, language));
}

/** What every application has of one account. */
export async function linksOfAccount(
  sql: Sql,
  instanceId: string,
  accountId: string,
  language: Language = 'en',
): Promise<TargetLink[]> {
  const { rows } = await sql.query<LinkRow>(
    `SELECT l.* FROM target_link l JOIN application a ON a.id = l.application_id
      WHERE a.instance_id = $1 AND l.account_id = $2 ORDER BY l.application_id`,
    [lookupText(instanceId), lookupText(accountId)],
  );
  return rows.map((row) => linkOf(row, language));
}

/** How many rows are in each state. */
export async function countLinks(sql: Sql, applicationId: string): Promise<Record<LinkState, number>> {
  const { rows } = await sql.query<{ state: LinkState; n: number }>(
    `SELECT state, count(*)::int AS n FROM target_link WHERE application_id = $1 GROUP BY state`,
    [applicationId],
  );
  const counts = { due: 0, synced: 0, parked: 0, conflict: 0, held: 0, off: 0, left: 0, disabled: 0 };
  for (const { state, n } of rows) counts[state] = n;
  return counts;
}

/**
 * Tries parked rows, conflicts and rows in back-off again, at once while provisioning is enabled; returns how many. What
 * the mapping itself refused is not among them: it goes on when the account or the mapping changes.
 */
export async function retryFailed(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  accountIds?: readonly string[],
): Promise<number> {
  return release(
    sql,
    { actor, instanceId, idOrName, op: 'retry' },
    `attempts = 0, next_attempt_at = now()`,
    `(state IN ('parked', 'conflict') OR state = 'due' AND error IS NOT NULL) AND (desired IS NOT NULL OR op IN ('delete', 'disable'))`,
    accountIds,
  );
}

/** A person's word that held deletions may be made; returns how many. */
export async function releaseHeld(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  accountIds?: readonly string[],
): Promise<number> {
  const how = { actor, instanceId, idOrName, op: 'release' };
  return release(
    sql,
    how,
    `confirmed = true, next_attempt_at = now(), error = NULL`,
    `state = 'held'`,
    accountIds,
  );
}

async function release(
  sql: Sql,
  how: { actor: Actor; instanceId: string; idOrName: string; op: string },
  change: string,
  which: string,
  accountIds: readonly string[] | undefined,
): Promise<number> {
  const { id } = await getApplication(sql, how.instanceId, how.idOrName);
  const { rowCount } = await sql.query(
    `UPDATE target_link SET state = 'due', ${change} WHERE application_id = $1 AND claim IS NULL AND ${which}
        AND ($2::text[] IS NULL OR account_id = ANY($2))`,
    [id, accountIds?.map(lookupText) ?? null],
  );
  const count = rowCount ?? 0;
  if (count === 0) return 0;
  const { actor, instanceId, op } = how;
  await appendChange(sql, actor, {
    instanceId,
    entity: 'application',
    entityId: id,
    op,
    before: null,
    after: { count },
  });
  return count;
}

/** Before a full push: what was refused or switched off is decided anew. */
export async function lookAgain(sql: Sql, applicationId: string): Promise<void> {
  await sql.query(
    `UPDATE target_link SET account_version = NULL WHERE application_id = $1 AND state IN ('parked', 'conflict', 'off') AND op IN ('create', 'update')`,
    [applicationId],
  );
  await sql.query(
    `UPDATE target_link SET state = 'due', attempts = 0, next_attempt_at = now()
      WHERE application_id = $1 AND state = 'parked' AND op IN ('delete', 'disable')`,
    [applicationId],
  );
  await sql.query(
    `UPDATE target_link SET attempts = 0, next_attempt_at = now() WHERE application_id = $1 AND state = 'due' AND attempts > 0`,
    [applicationId],
  );
}

function linkOf(row: LinkRow, language: Language): TargetLink {
  return {
    applicationId: row.application_id,
    accountId: row.account_id,
    label: row.label,
    remoteId: row.remote_id,
    remoteName: row.remote_name,
    op: row.op,
    state: row.state,
    desired: row.desired,
    acknowledged: row.acked,
    acknowledgedAt: row.acked_at?.toISOString() ?? null,
    attempts: row.attempts,
    nextAttemptAt: row.state === 'due' ? row.next_attempt_at.toISOString() : null,
    error: row.error && errorOf(row.error, language),
  };
}

function errorOf(
  { code, params, at }: NonNullable<LinkRow['error']>,
  language: Language,
): TargetLink['error'] {
  const { message, remedy } = describe(code, params, language);
  const text = (value: string | number | undefined) =>
    value === undefined || value === '' ? null : String(value);
  return {
    code,
    message,
    remedy,
    status: typeof params.status === 'number' ? params.status : null,
    scimType: text(params.scimType),
    detail: text(params.detail),
    requestId: text(params.requestId),
    at: new Date(at).toISOString(),
  };
}
