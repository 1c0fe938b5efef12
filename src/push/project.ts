/**
 * From the directory to what each target is to have. Level-triggered and set-based: the database finds the accounts whose
 * version or settings differ from those projected last; only these are mapped here.
 */
import type { Db, Sql } from '../db/db.ts';
import { asMusterError } from '../errors/error.ts';
import type { LinkState, PushOp } from '../model/application.ts';
import type { PushOperations } from '../model/push-settings.ts';
import type { LoadedApplication } from './applications.ts';
import { type FlatUser, hashOf } from './flat-user.ts';
import { type Decision, type DeletionVerdict, decide, judgeDeletions } from './plan.ts';
import { jsonbText } from './safe-text.ts';
import { inScope } from './scope.ts';

/** An account in scope that must be looked at, with what is known of it at the target. */
export interface Candidate {
  accountId: string;
  label: string;
  version: number;
  acked: FlatUser | null;
  decision: Decision;
  /** What no two users of the target share, of the user decided on. */
  key: string | null;
}

export interface ProjectOptions {
  /** Only these accounts; null for all. */
  touched: readonly string[] | null;
  operations: PushOperations;
}

const BATCH = 2000;

/** Marks what is to be created, updated and deleted at the target. Nothing is sent. */
export async function project(
  db: Db,
  application: LoadedApplication,
  options: ProjectOptions,
  onBatch: (projected: number) => void = () => {},
): Promise<DeletionVerdict> {
  let projected = 0;
  for await (const batch of candidates(db, application, options)) {
    await keep(db, application, batch);
    projected += batch.length;
    onBatch(projected);
  }
  return oneView(db, (sql) => markLeaving(sql, application, options));
}

/** Accounts whose payload may differ from the one projected, decided; unchanged ones never leave the database. */
export async function* candidates(
  sql: Sql,
  { id, instanceId, kind, settings, settingsVersion }: LoadedApplication,
  { touched, operations }: ProjectOptions,
): AsyncGenerator<Candidate[], void, void> {
  const projection = await kind.projection(sql, instanceId, settings);
  const values: unknown[] = [id, settingsVersion, touched];
  const scope = inScope(instanceId, settings, values);
  const after = values.push('');
  const text = `SELECT a.id, a.username, a.version, l.remote_id, l.acked, l.acked_hash, ${projection.columns}
      FROM account a LEFT JOIN target_link l ON l.application_id = $1 AND l.account_id = a.id
     WHERE ${scope} AND a.id > $${after} AND ($3::text[] IS NULL OR a.id = ANY($3))
       AND (l.account_id IS NULL OR l.account_version IS DISTINCT FROM a.version OR l.settings_version <> $2
            OR l.op IN ('delete', 'disable') OR l.state = 'left' OR a.expires_at BETWEEN l.projected_at AND now()${projection.isVolatile ? ' OR true' : ''})
     ORDER BY a.id LIMIT ${BATCH}`;
  for (;;) {
    const { rows } = await sql.query<CandidateRow>(text, values);
    if (rows.length === 0) return;
    yield rows.map((row) => {
      const link = { remoteId: row.remote_id, acked: row.acked, ackedHash: row.acked_hash };
      const { id: accountId, username: label, version, acked } = row;
      const decision = decide(
        link,
        made(() => projection.user(row, label)),
        operations,
      );
      const key = decision.user && projection.key(decision.user);
      return { accountId, label, version, acked, decision, key };
    });
    if (rows.length < BATCH) return;
    values[after - 1] = rows.at(-1)!.id;
  }
}

interface CandidateRow extends Record<string, unknown> {
  id: string;
  username: string;
  version: number;
  remote_id: string | null;
  acked: FlatUser | null;
  acked_hash: Buffer | null;
}

function made(make: () => FlatUser) {
  try {
    const user = make();
    return { user, hash: hashOf(user) };
  } catch (error) {
    return { error: asMusterError(error) };
  }
}

async function keep(sql: Sql, application: LoadedApplication, batch: readonly Candidate[]): Promise<void> {
  const at = new Date().toISOString();
  await sql.query(
    `INSERT INTO target_link AS l (application_id, settings_version, account_id, label, account_version, desired, desired_hash,
        desired_key, op, state, error)
     SELECT $1, $2, u.account_id, u.label, u.version, u.desired::json, u.hash, u.key, u.op, u.state, u.error::jsonb
       FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::bytea[], $8::text[], $9::text[], $10::text[], $11::text[])
            u (account_id, label, version, desired, hash, key, op, state, error)
     ON CONFLICT (application_id, account_id) DO UPDATE SET settings_version = excluded.settings_version, label = excluded.label,
        account_version = excluded.account_version, projected_at = now(), desired = excluded.desired,
        desired_hash = excluded.desired_hash, desired_key = excluded.desired_key, op = excluded.op, state = excluded.state,
        error = excluded.error, confirmed = false, blocked = false, attempts = 0, next_attempt_at = now()`,
    [
      application.id,
      application.settingsVersion,
      batch.map(({ accountId }) => accountId),
      batch.map(({ label }) => label),
      batch.map(({ version }) => version),
      batch.map(({ decision }) => decision.user && JSON.stringify(decision.user)),
      batch.map(({ decision }) => decision.hash),
      batch.map(({ key }) => key),
      batch.map(({ decision }) => decision.op),
      batch.map(({ decision }) => decision.state),
      batch.map(({ decision }) => decision.error && jsonbText({ ...decision.error, at })),
    ],
  );
}

/** SQL that is true for a `target_link l` whose account is gone or out of scope and that is not dealt with yet. */
function leaving(application: LoadedApplication, options: ProjectOptions, values: unknown[]): string {
  const { settings, instanceId } = application;
  const op = settings.deprovision;
  const dealtWith =
    op === 'leave'
      ? `l.state = 'left'`
      : `l.op = '${op}' AND NOT (l.state = 'off' AND ${options.operations.delete}) AND l.state <> 'left'`;
  const touched = `$${values.push(options.touched)}`;
  return `l.application_id = $1 AND (${touched}::text[] IS NULL OR l.account_id = ANY(${touched})) AND NOT (${dealtWith})
     AND NOT EXISTS (SELECT FROM account a WHERE a.id = l.account_id AND ${inScope(instanceId, settings, values)})`;
}

/** The links that the next projection marks for deletion or disabling; none where those that leave are left alone. */
export async function leavingRows(
  sql: Sql,
  application: LoadedApplication,
  options: ProjectOptions,
): Promise<{ accountId: string; label: string; acked: FlatUser | null }[]> {
  if (application.settings.deprovision === 'leave' || !options.operations.delete) return [];
  const values: unknown[] = [application.id];
  const { rows } = await sql.query<{ accountId: string; label: string; acked: FlatUser | null }>(
    `SELECT l.account_id AS "accountId", l.label, l.acked FROM target_link l
      WHERE ${leaving(application, options, values)} AND ${AT_TARGET} ORDER BY l.account_id`,
    values,
  );
  return rows;
}

/** Counts what leaves, as the guard sees it; `gone`: links with nothing to keep them, sent or not. */
export async function judgeLeaving(
  sql: Sql,
  application: LoadedApplication,
  options: ProjectOptions,
): Promise<DeletionVerdict & { gone: number }> {
  const values: unknown[] = [application.id];
  const { rows } = await sql.query<{ n: number; never: number }>(
    `SELECT (count(*) FILTER (WHERE ${AT_TARGET}))::int AS n, (count(*) FILTER (WHERE NOT ${AT_TARGET}))::int AS never
       FROM target_link l WHERE ${leaving(application, options, values)}`,
    values,
  );
  const { n, never } = rows[0]!;
  if (n === 0 || application.settings.deprovision === 'leave' || !options.operations.delete)
    return { ...judgeDeletions(application.settings.guard, NO_DELETIONS), gone: n + never };
  const counted = await sql.query<{ linked: number; held: number; unconfirmed: number }>(
    `SELECT count(remote_id)::int AS linked, (count(*) FILTER (WHERE state = 'held'))::int AS held,
            (count(*) FILTER (WHERE state = 'due' AND op IN ('delete', 'disable') AND NOT confirmed))::int
            + (SELECT CASE WHEN deletions_since > now() - interval '1 hour' THEN deletions ELSE 0 END FROM application WHERE id = $1) AS unconfirmed
       FROM target_link WHERE application_id = $1`,
    [application.id],
  );
  const verdict = judgeDeletions(application.settings.guard, { leaving: n, ...counted.rows[0]! });
  return { ...verdict, gone: n + never };
}

const NO_DELETIONS = { leaving: 0, unconfirmed: 0, held: 0, linked: 0 };

/** The target has, or may have, a user for the link `l`. */
const AT_TARGET = `(l.remote_id IS NOT NULL OR l.attempting)`;

/** SQLSTATE 40001. */
const SERIALIZATION_FAILURE = '40001';
const VIEW_TRIES = 5;

/** One transaction with one view of the data: what is written is what was counted. Tried again when another write gets in between. */
async function oneView<T>(db: Db, work: (sql: Sql) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await db.tx(async (sql) => {
        await sql.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);
        return work(sql);
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== SERIALIZATION_FAILURE || tried === VIEW_TRIES) throw error;
    }
  }
}

/** Marks the remote users of accounts that are gone or out of scope, held when the guard says so; within `oneView`. */
async function markLeaving(
  sql: Sql,
  application: LoadedApplication,
  options: ProjectOptions,
): Promise<DeletionVerdict> {
  const { gone, ...verdict } = await judgeLeaving(sql, application, options);
  if (gone === 0) return verdict;
  const { deprovision } = application.settings;
  const op: PushOp = deprovision === 'leave' ? 'delete' : deprovision;
  const state: LinkState =
    deprovision === 'leave' ? 'left' : !options.operations.delete ? 'off' : verdict.hold ? 'held' : 'due';
  const limit = verdict.over[0] ?? {
    count: verdict.leaving + verdict.held,
    limit: application.settings.guard.deletions,
  };
  const values: unknown[] = [application.id];
  const condition = leaving(application, options, values);
  const parameter = (value: unknown) => `$${values.push(value)}`;
  await sql.query(
    `UPDATE target_link l SET op = ${parameter(op)}, state = ${parameter(state)}, desired_hash = NULL, desired_key = NULL,
       desired = CASE WHEN l.remote_id IS NULL THEN l.desired END,
       account_version = NULL, confirmed = false, blocked = false, attempts = 0, next_attempt_at = now(), projected_at = now(),
       error = CASE WHEN ${parameter(state)} = 'held' THEN jsonb_build_object('code', 'push_held', 'at', now(), 'params',
         jsonb_build_object('name', l.label, 'count', ${parameter(limit.count)}::numeric, 'limit', ${parameter(limit.limit)}::numeric)) END
     WHERE ${condition} AND ${AT_TARGET}`,
    values,
  );
  const own: unknown[] = [application.id];
  await sql.query(
    `DELETE FROM target_link l WHERE ${leaving(application, options, own)} AND NOT ${AT_TARGET}`,
    own,
  );
  return verdict;
}
