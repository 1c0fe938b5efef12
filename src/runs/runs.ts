import type { Sql } from '../db/db.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { describe, type ErrorParams, type Language, MusterError } from '../errors/error.ts';
import { newId } from '../model/ids.ts';
import { type PlanReason, planReasonText } from '../model/plan-reason.ts';
import type { Run, RunState } from '../model/run.ts';

/** A row of `run` as the database has it. */
export interface RunRow {
  id: string;
  instance_id: string;
  kind: 'sync' | 'push';
  subject_id: string;
  subject_name: string | null;
  trigger: string;
  mode: 'run' | 'plan';
  state: RunState;
  options: Record<string, unknown>;
  counters: Record<string, Record<string, number>>;
  progress: Run['progress'];
  books: Run['books'];
  guard: Record<string, unknown> | null;
  error: { code: ErrorCode; params: ErrorParams } | null;
  cancel: boolean;
  created_by: string;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
}

const SELECT = `SELECT r.*, coalesce(s.name, a.name) AS subject_name FROM run r
  LEFT JOIN source s ON s.id = r.subject_id LEFT JOIN application a ON a.id = r.subject_id`;

export interface NewRun {
  instanceId: string;
  kind: 'sync' | 'push';
  subjectId: string;
  mode?: 'run' | 'plan';
  trigger?: string;
  createdBy: string;
  options?: Record<string, unknown>;
}

/**
 * Puts a run in the queue; a worker takes it at once. One source or application has one active run at a time:
 * a second is refused with `run_active`, by the database's unique index.
 */
export async function createRun(sql: Sql, input: NewRun): Promise<string> {
  const id = newId('run');
  try {
    await sql.query(
      `INSERT INTO run (id, instance_id, kind, subject_id, trigger, mode, state, options, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8)`,
      [
        id,
        input.instanceId,
        input.kind,
        input.subjectId,
        input.trigger ?? 'manual',
        input.mode ?? 'run',
        input.options ?? {},
        input.createdBy,
      ],
    );
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'run_one_active')
      throw new MusterError('run_active', {}, error);
    throw error;
  }
  await sql.query(`SELECT pg_notify('muster_run', $1)`, [id]);
  return id;
}

export async function getRunRow(sql: Sql, instanceId: string, id: string): Promise<RunRow> {
  const { rows } = await sql.query<RunRow>(`${SELECT} WHERE r.instance_id = $1 AND r.id = $2`, [
    instanceId,
    id,
  ]);
  if (!rows[0]) throw new MusterError('not_found', { what: 'run', id });
  return rows[0];
}

/** Newest first; `before` is the id of the last run of the previous page. */
export async function listRunRows(
  sql: Sql,
  instanceId: string,
  filter: {
    subjectId?: string | undefined;
    kind?: string | undefined;
    state?: string | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<RunRow[]> {
  const { rows } = await sql.query<RunRow>(
    `${SELECT} WHERE r.instance_id = $1 AND ($2::text IS NULL OR r.subject_id = $2) AND ($3::text IS NULL OR r.kind = $3)
       AND ($4::text IS NULL OR r.id < $4) AND ($6::text IS NULL OR r.state = $6) ORDER BY r.id DESC LIMIT $5`,
    [
      instanceId,
      filter.subjectId ?? null,
      filter.kind ?? null,
      filter.before ?? null,
      filter.limit,
      filter.state ?? null,
    ],
  );
  return rows;
}

/** The run as API and CLI show it. */
export function runOf(row: RunRow, language: Language = 'en'): Run {
  const seconds =
    row.started_at && row.ended_at ? (row.ended_at.getTime() - row.started_at.getTime()) / 1000 : null;
  const records = Object.values(row.counters).reduce(
    (sum, counters) => sum + (counters.read ?? counters.total ?? 0),
    0,
  );
  const text = row.error && describe(row.error.code, row.error.params, language);
  return {
    id: row.id,
    instanceId: row.instance_id,
    kind: row.kind,
    subjectId: row.subject_id,
    subjectName: row.subject_name,
    trigger: row.trigger,
    mode: row.mode,
    state: row.state,
    counters: row.counters,
    progress: row.progress,
    books: row.books,
    guard: row.guard,
    error: text && { code: text.code, message: text.message, remedy: text.remedy },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    seconds,
    rate: seconds && records ? Math.round(records / seconds) : null,
  };
}

/** Asks a run to stop; the worker obeys at its next step. A run that waits (planned, held by the guard) is discarded. */
export async function cancelRun(sql: Sql, instanceId: string, id: string): Promise<void> {
  const { rows } = await sql.query<{ state: RunState }>(
    `UPDATE run SET cancel = true,
       state = CASE WHEN state = 'pending' THEN 'cancelled' WHEN state IN ('planned', 'awaiting_confirmation') THEN 'discarded' ELSE state END,
       ended_at = CASE WHEN state = 'running' THEN ended_at ELSE coalesce(ended_at, now()) END
     WHERE instance_id = $1 AND id = $2 AND state IN ('pending', 'running', 'planned', 'awaiting_confirmation') RETURNING state`,
    [instanceId, id],
  );
  if (rows[0]) {
    if (rows[0].state === 'discarded') await sql.query(`DELETE FROM plan_change WHERE run_id = $1`, [id]);
    await sql.query(`SELECT pg_notify('muster_run', $1)`, [id]);
    return;
  }
  const row = await getRunRow(sql, instanceId, id);
  throw new MusterError('run_ended', { id, state: row.state });
}

/**
 * A person says yes: a run that waits (planned, or held by the guard) goes back into the queue to be applied exactly
 * as planned. Throws `plan_not_waiting`, or `run_active` while another run of the same subject works.
 */
export async function confirmRun(sql: Sql, instanceId: string, id: string): Promise<void> {
  try {
    const { rowCount } = await sql.query(
      `UPDATE run SET state = 'pending', mode = 'run', ended_at = NULL, options = options || '{"apply": true}'
        WHERE instance_id = $1 AND id = $2 AND state IN ('planned', 'awaiting_confirmation')`,
      [instanceId, id],
    );
    if (rowCount === 0) {
      const row = await getRunRow(sql, instanceId, id);
      throw new MusterError('plan_not_waiting', { id, state: row.state });
    }
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'run_one_active')
      throw new MusterError('run_active', {}, error);
    throw error;
  }
  await sql.query(`SELECT pg_notify('muster_run', $1)`, [id]);
}

/** A line of a kept plan, as a person reads it. */
export interface PlanLineRow {
  n: number;
  kind: string;
  op: string;
  label: string;
  entity_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  why: string;
}

/**
 * Lines of the kept plan after line `after`, with reasons in the reader's language where the plan has more than words;
 * records that stay the same are left out.
 */
export async function listPlanLines(
  sql: Sql,
  runId: string,
  options: { after?: number | undefined; op?: string | undefined; limit: number; language?: Language },
): Promise<PlanLineRow[]> {
  const { rows } = await sql.query<PlanLineRow & { reason: PlanReason | null }>(
    `SELECT n, kind, op, label, entity_id, before, after, why, detail -> 'reason' AS reason FROM plan_change
      WHERE run_id = $1 AND n > $2 AND op <> 'same' AND ($3::text IS NULL OR op = $3) ORDER BY n LIMIT $4`,
    [runId, options.after ?? -1, options.op ?? null, options.limit],
  );
  const inWords = (reason: PlanReason | null) => reason && planReasonText(reason, options.language ?? 'en');
  return rows.map(({ reason, ...line }) => ({ ...line, why: inWords(reason) ?? line.why }));
}

/** How many lines of the kept plan do what, by kind of record. */
export async function countPlanLines(
  sql: Sql,
  runId: string,
): Promise<{ kind: string; op: string; count: number }[]> {
  const { rows } = await sql.query<{ kind: string; op: string; count: number }>(
    `SELECT kind, op, count(*)::int AS count FROM plan_change
      WHERE run_id = $1 AND op <> 'same' GROUP BY kind, op ORDER BY kind, op`,
    [runId],
  );
  return rows;
}

/** Records of a run that did not end well, with reason and remedy. */
export interface RunRecordRow {
  id: number;
  kind: string;
  key: string;
  label: string;
  outcome: string;
  code: ErrorCode;
  params: ErrorParams;
}

export async function listRunRecords(
  sql: Sql,
  runId: string,
  options: { after?: number | undefined; limit: number },
): Promise<RunRecordRow[]> {
  const { rows } = await sql.query<RunRecordRow>(
    `SELECT id, kind, key, label, outcome, code, params FROM run_record WHERE run_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
    [runId, options.after ?? 0, options.limit],
  );
  return rows;
}
