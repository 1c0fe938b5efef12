/** One synchronization run: read and stage everything, plan, guard, apply (or keep the plan), check the books. */
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { RunContext, RunEnd } from '../runs/worker.ts';
import type { RecordKind, SourceKind } from '../sources/source.ts';
import { applyChanges } from './apply.ts';
import { balance, type Counters, emptyCounters, type Stored } from './books.ts';
import type { PlannedBatch, Removal } from './change.ts';
import { type GuardVerdict, judge } from './guard.ts';
import { keptPlan, refuseStale } from './kept-plan.ts';
import { applyRemovals, countRemovals, planRemovals } from './leavers.ts';
import { compileMapper } from './mapper.ts';
import { applyMembers } from './members.ts';
import { planOrgs } from './orgs.ts';
import { type PlanContext, planRecords } from './plan.ts';
import { loadSource } from './source-settings.ts';
import { dropStage, type StageTotals, stage } from './stage.ts';
import { countUnchanged, indexStage, refuseEmpty, reviveMoved, whatWasThere } from './staged.ts';
import { begin, put, putAll, putMembers, putRemovals, reject, uncount, type Work } from './work.ts';

export interface SyncDeps {
  kinds: ReadonlyMap<string, SourceKind>;
  open(sealed: string, context: string): string;
  now(): Date;
}

/** The work of a run of kind `sync`, for the runs worker. */
export function syncWork(deps: SyncDeps): (context: RunContext) => Promise<RunEnd> {
  return async (context) => {
    const source = await loadSource(context.db, deps, context.run.instance_id, context.run.subject_id);
    if (!source.enabled) throw new MusterError('source_disabled', { name: source.name });
    const work = begin(context, source);
    if (context.run.options.apply === true) return applyKept(work);
    try {
      return await freshRun(work, deps);
    } finally {
      await dropStage(context.db, context.run.id);
    }
  };
}

async function freshRun(work: Work, deps: SyncDeps): Promise<RunEnd> {
  const { run, source, scope, counters } = work;
  const db = run.db;
  const mapper = compileMapper(source.mappings, source.custom);
  const connection = source.kindOf.open(source.config, { log: run.log, now: deps.now, signal: run.signal });
  let kinds: RecordKind[];
  try {
    kinds = [...connection.kinds];
    const totals = await stage(
      db,
      connection,
      { ...scope, settingsVersion: source.settingsVersion, signal: run.signal },
      (staged) =>
        run.report(shown(counters, staged), { step: 'read', done: staged.org + staged.user + staged.group }),
    );
    for (const kind of kinds) counters[kind].read = totals[kind];
  } finally {
    await connection.close();
  }
  await refuseEmpty(db, scope, counters);
  await indexStage(work);
  const verdict = await guard(work, kinds);
  const asked = run.run.mode === 'plan';
  if (asked || verdict.held) work.kept = 0;
  const context: PlanContext = {
    db,
    scope,
    source: { id: source.id, priority: source.priority },
    mapper,
    orgs: new Map(),
    targetOrgId: source.targetOrgId,
    claims: work.kept === null ? null : new Map(),
    bound: new Set(),
    had: await whatWasThere(db, scope),
  };
  await planAndApply(work, context, kinds, verdict);
  if (work.kept !== null) {
    await db.query(`UPDATE run SET options = options || $2 WHERE id = $1`, [
      run.run.id,
      { sourceVersion: source.version },
    ]);
    await supersede(db, run.run.id, source.id);
    return { state: verdict.held ? 'awaiting_confirmation' : 'planned', counters, guard: { ...verdict } };
  }
  return finish(work, verdict);
}

async function planAndApply(
  work: Work,
  context: PlanContext,
  kinds: RecordKind[],
  verdict: GuardVerdict,
): Promise<void> {
  const orgs = await planOrgs(context);
  if (orgs.changes.length > 0 || verdict.removals.any) await reviveMoved(work, orgs);
  await countUnchanged(work, orgs);
  await put(work, orgs);
  await putAll(work, planRecords(context, 'user'));
  if (kinds.includes('group')) await putAll(work, planRecords(context, 'group'));
  for (const kind of ['user', 'group', 'org'] as const) {
    if (!kinds.includes(kind) || !verdict.removals.any) continue;
    const removals = await planRemovals(context.db, work.scope, kind, work.source.leavers, context.bound);
    if (kind === 'user') refuseMore(removals, verdict);
    if (removals.length > 0 && kind !== 'org') work.membersMoved = true;
    await putRemovals(work, removals);
  }
  await retryDuplicates(work, context);
  if (kinds.includes('group') && work.membersMoved) await putMembers(work);
}

/** The guard judged a number; people who left by another way since then were not in it. */
function refuseMore(removals: Removal[], { removals: judged }: GuardVerdict): void {
  const count = removals.filter(({ op }) => op !== 'unlink').length;
  if (count > judged.users)
    throw new MusterError('directory_moved', {
      reason: `${count} people would go, ${judged.users} were counted before`,
    });
}

/** A value that a leaver, or somebody renamed, held is free now: records rejected for it get one more try. */
async function retryDuplicates(work: Work, context: PlanContext): Promise<void> {
  if (work.kept !== null) return;
  context.had = { entities: true, binned: true };
  for (const kind of ['user', 'group'] as const) {
    const again = work.duplicates[kind];
    if (again.length === 0) continue;
    work.duplicates[kind] = [];
    const keys = again.map(({ key }) => key);
    work.counters[kind].rejected -= again.length;
    work.rejectedNew[kind] -= again.filter(({ linked }) => !linked).length;
    await work.run.db.query(`DELETE FROM run_record WHERE run_id = $1 AND kind = $2 AND key = ANY($3)`, [
      work.run.run.id,
      kind,
      keys,
    ]);
    await putAll(work, planRecords(context, kind, keys));
  }
}

/** Applies the kept plan exactly, after one more look whether it still holds. */
async function applyKept(work: Work): Promise<RunEnd> {
  const { run } = work;
  // What the plan counts is not done until the plan is known to hold.
  run.report(emptyCounters(), { step: 'check' });
  await refuseStale(run.db, run.run);
  work.counters = Object.assign(emptyCounters(), run.run.counters);
  run.report(work.counters, { step: 'apply' });
  for await (const batch of keptPlan(run.db, run.run.id)) {
    run.signal.throwIfAborted();
    const [first] = batch;
    if (first?.op === 'members') {
      for (const line of batch)
        if (line.op === 'members') await run.db.tx((sql) => applyMembers(sql, work.apply, line));
    } else if (first && 'link' in first) {
      const refused = await applyChanges(work.apply, first.kind, batch as Parameters<typeof applyChanges>[2]);
      for (const { kind, op } of batch.filter((line) =>
        refused.some((rejection) => 'key' in line && rejection.key === line.key),
      ) as PlannedBatch['changes'])
        uncount(work.counters, kind, op);
      await reject(work, refused);
    } else await applyRemovals(work.apply, batch as Parameters<typeof applyRemovals>[1]);
  }
  await run.db.query(`DELETE FROM plan_change WHERE run_id = $1`, [run.run.id]);
  const { rows } = await run.db.query<{ kind: RecordKind; n: number }>(
    `SELECT r.kind, count(*)::int AS n FROM run_record r WHERE r.run_id = $1
       AND NOT EXISTS (SELECT FROM link l WHERE l.source_id = $2 AND l.kind = r.kind AND l.key = r.key) GROUP BY r.kind`,
    [run.run.id, work.source.id],
  );
  for (const { kind, n } of rows) work.rejectedNew[kind] = n;
  return finish(work, null);
}

async function finish(work: Work, verdict: GuardVerdict | null): Promise<RunEnd> {
  const { run, counters } = work;
  const books = balance(counters, await stored(run.db, work.source.id), work.rejectedNew);
  if (!books.balanced) {
    const [wrong] = books.lines.filter(({ left, right }) => left !== right);
    await run.db.query(`UPDATE run SET books = $2 WHERE id = $1`, [run.run.id, books]);
    throw new MusterError('books_unbalanced', { what: wrong!.what, left: wrong!.left, right: wrong!.right });
  }
  const rejected = counters.org.rejected + counters.user.rejected + counters.group.rejected;
  return {
    state: rejected > 0 ? 'partial_success' : 'success',
    counters,
    books,
    ...(verdict && { guard: { ...verdict } }),
  };
}

async function stored(sql: Sql, sourceId: string): Promise<Record<RecordKind, Stored>> {
  const { rows } = await sql.query<{ kind: RecordKind; links: number; entities: number }>(
    `SELECT l.kind, count(*)::int AS links, count(coalesce(a.id, o.id, g.id))::int AS entities FROM link l
       LEFT JOIN account a ON l.kind = 'user' AND a.id = l.entity_id
       LEFT JOIN org_unit o ON l.kind = 'org' AND o.id = l.entity_id
       LEFT JOIN directory_group g ON l.kind = 'group' AND g.id = l.entity_id
      WHERE l.source_id = $1 AND l.gone_since IS NULL GROUP BY l.kind`,
    [sourceId],
  );
  const of = (kind: RecordKind) => rows.find((row) => row.kind === kind) ?? { links: 0, entities: 0 };
  return { org: of('org'), user: of('user'), group: of('group') };
}

async function guard(work: Work, kinds: RecordKind[]): Promise<GuardVerdict> {
  return judge(work.source.guard, await countRemovals(work.run.db, work.scope, kinds, work.source.leavers));
}

/** A newer plan makes older waiting ones of the same source void. */
async function supersede(sql: Sql, runId: string, sourceId: string): Promise<void> {
  await sql.query(
    `WITH discarded AS (
       UPDATE run SET state = 'discarded', ended_at = now()
        WHERE subject_id = $1 AND id <> $2 AND state IN ('planned', 'awaiting_confirmation') RETURNING id)
     DELETE FROM plan_change WHERE run_id IN (SELECT id FROM discarded)`,
    [sourceId, runId],
  );
}

function shown(counters: Counters, staged: StageTotals): Counters {
  return {
    org: { ...counters.org, read: staged.org },
    user: { ...counters.user, read: staged.user },
    group: { ...counters.group, read: staged.group },
  };
}
