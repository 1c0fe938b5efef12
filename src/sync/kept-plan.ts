import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { type PlanReason, planReasonText } from '../model/plan-reason.ts';
import type { Leavers } from '../model/source.ts';
import type { RecordKind } from '../sources/source.ts';
import type { Change, MembersChange, Rejection, Removal } from './change.ts';
import { copyRows, copyText } from './copy.ts';
import { ENTITY } from './entities.ts';

export type PlanLine = Change | Removal | (MembersChange & { op: 'members' });

const MEMBERSHIP: PlanReason = { code: 'membership' };

/** Kept beside the code, for a version that does not know it. */
const words = (why: PlanReason | null) => (why && planReasonText(why, 'en')) ?? '';

/** Writes lines of a plan that waits for a person; `n` numbers them in the order they will be applied. */
export async function keepPlan(db: Db, runId: string, from: number, lines: PlanLine[]): Promise<number> {
  let n = from;
  let text = '';
  for (const line of lines) {
    const row =
      line.op === 'members'
        ? [
            'group',
            '',
            'members',
            line.label,
            line.groupId,
            null,
            null,
            JSON.stringify({ add: line.add.length, remove: line.remove.length }),
            words(MEMBERSHIP),
            JSON.stringify({ add: line.add, remove: line.remove, reason: MEMBERSHIP }),
          ]
        : [
            line.kind,
            line.key,
            line.op,
            line.label,
            line.entityId,
            'entityVersion' in line ? line.entityVersion : null,
            JSON.stringify(line.before),
            'after' in line ? JSON.stringify(line.after) : null,
            words(line.why),
            JSON.stringify({
              ...('link' in line ? { link: line.link } : { elsewhere: line.elsewhere }),
              reason: line.why,
            }),
          ];
    text += `${runId}\t${n++}\t${row.map(copyText).join('\t')}\n`;
  }
  await db.tx((sql) =>
    copyRows(
      sql,
      'plan_change',
      'run_id, n, kind, key, op, label, entity_id, entity_version, before, after, why, detail',
      text,
    ),
  );
  return n;
}

interface PlanRow {
  n: number;
  kind: RecordKind;
  key: string;
  op: PlanLine['op'];
  label: string;
  entity_id: string;
  entity_version: number | null;
  before: Record<string, never> | null;
  after: Record<string, never> | null;
  detail: {
    link?: Change['link'];
    elsewhere?: boolean;
    add?: string[];
    remove?: string[];
    reason?: PlanReason;
  } | null;
}

/** The kept plan in batches, each of one kind and of one sort of line. */
export async function* keptPlan(
  sql: Sql,
  runId: string,
  size = 2000,
): AsyncGenerator<PlanLine[], void, void> {
  let after = -1;
  for (;;) {
    const { rows } = await sql.query<PlanRow>(
      `SELECT * FROM plan_change WHERE run_id = $1 AND n > $2 ORDER BY n LIMIT $3`,
      [runId, after, size],
    );
    if (rows.length === 0) return;
    after = rows.at(-1)!.n;
    let batch: PlanLine[] = [];
    for (const line of rows.map(lineOf)) {
      const last = batch.at(-1);
      if (last !== undefined && sort(last) !== sort(line)) {
        yield batch;
        batch = [];
      }
      batch.push(line);
    }
    yield batch;
  }
}

function sort(line: PlanLine): string {
  if (line.op === 'members') return 'members';
  return `${line.kind} ${'link' in line ? 'change' : 'removal'}`;
}

function lineOf(row: PlanRow): PlanLine {
  const { kind, key, label } = row;
  const why = row.detail?.reason ?? null;
  if (row.op === 'members')
    return {
      op: 'members',
      label,
      groupId: row.entity_id,
      add: row.detail?.add ?? [],
      remove: row.detail?.remove ?? [],
    };
  const common = { kind, key, label, why, entityId: row.entity_id, before: row.before ?? {} };
  if (row.op === 'delete' || row.op === 'disable' || row.op === 'unlink')
    return {
      ...common,
      op: row.op,
      entityVersion: Number(row.entity_version),
      after: row.after ?? {},
      elsewhere: row.detail?.elsewhere === true,
    };
  return {
    ...common,
    op: row.op,
    entityVersion: row.entity_version,
    after: row.after ?? {},
    // A plan kept by an earlier version knows no further organizations.
    link: { ...row.detail!.link!, further: row.detail!.link!.further ?? [] },
  };
}

/**
 * The settings of a source that a plan follows from: what and how it reads and where that goes (`settings_version`
 * counts changes of these), how it weighs against other sources, what becomes of leavers. Not its name, its schedule,
 * or its guard: whoever confirms a plan stands above that.
 */
export interface PlanBasis {
  settingsVersion: number;
  priority: number;
  leavers: Leavers;
}

export function basisOf({ settingsVersion, priority, leavers }: PlanBasis): PlanBasis {
  return { settingsVersion, priority, leavers };
}

/** Compared by the database, to which the order of fields does not matter. */
async function hasOtherBasis(
  sql: Sql,
  { subject_id, options }: { subject_id: string; options: Record<string, unknown> },
): Promise<boolean> {
  const { rows } = await sql.query<{ same: boolean }>(
    `SELECT CASE WHEN $2::jsonb IS NULL THEN to_jsonb(version) IS NOT DISTINCT FROM $3::jsonb
            ELSE jsonb_build_object('settingsVersion', settings_version, 'priority', priority, 'leavers', leavers) = $2 END AS same
       FROM source WHERE id = $1`,
    // A plan kept by an earlier version goes by the version of all settings.
    [subject_id, jsonOf(options.basis), jsonOf(options.sourceVersion)],
  );
  return rows[0]?.same !== true;
}

const jsonOf = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

/**
 * Refuses a kept plan that no longer describes what would happen: settings it follows from changed, another run of the
 * source wrote since, or an entity of the plan moved. Throws `plan_stale` with the first reason found.
 */
export async function refuseStale(
  sql: Sql,
  run: { id: string; subject_id: string; options: Record<string, unknown> },
): Promise<void> {
  if (await hasOtherBasis(sql, run))
    throw new MusterError('plan_stale', { reason: 'the settings of the source changed' });
  // A partial run read, and may have written, only what it names.
  const { rows: later } = await sql.query<{ id: string }>(
    `SELECT id FROM run r WHERE subject_id = $1 AND id > $2 AND mode = 'run' AND state IN ('success', 'partial_success', 'failed', 'cancelled')
        AND (NOT options ? 'touched' OR EXISTS (
          SELECT FROM jsonb_to_recordset(r.options -> 'read') k (kind text, key text)
            JOIN plan_change p ON p.run_id = $2 AND p.kind = k.kind AND p.key = k.key)) LIMIT 1`,
    [run.subject_id, run.id],
  );
  if (later[0]) throw new MusterError('plan_stale', { reason: `run ${later[0].id} wrote since` });
  for (const { table, entity } of Object.values(ENTITY)) {
    const kind = entity === 'account' ? 'user' : entity;
    const { rows } = await sql.query<{ label: string }>(
      `SELECT p.label FROM plan_change p LEFT JOIN ${table} e ON e.id = p.entity_id
        WHERE p.run_id = $1 AND p.kind = $2 AND p.op <> 'members'
          AND (p.entity_version IS NULL) <> (e.id IS NULL) OR p.run_id = $1 AND p.kind = $2 AND p.entity_version <> e.version LIMIT 1`,
      [run.id, kind],
    );
    if (rows[0]) throw new MusterError('plan_stale', { reason: `${entity} ${rows[0].label} changed since` });
  }
}

/** Keeps the records of a run that did not end well, with their reasons. */
export async function keepRejections(db: Db, runId: string, rejections: Rejection[]): Promise<void> {
  let text = '';
  for (const { kind, key, label, outcome, code, params } of rejections)
    text += `${runId}\t${kind}\t${copyText(key)}\t${copyText(label)}\t${outcome}\t${code}\t${copyText(JSON.stringify(params))}\n`;
  await db.tx((sql) => copyRows(sql, 'run_record', 'run_id, kind, key, label, outcome, code, params', text));
}
