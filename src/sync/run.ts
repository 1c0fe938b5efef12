/** One synchronization run: read and stage everything, plan, guard, apply (or keep the plan), check the books. */
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { RunContext, RunEnd } from '../runs/worker.ts';
import type { RecordKind, SourceKind } from '../sources/source.ts';
import { type ApplyContext, applyChanges } from './apply.ts';
import { balance, type Counters, emptyCounters, type Stored } from './books.ts';
import type { Scope } from './cases.ts';
import type { PlannedBatch, Rejection } from './change.ts';
import { type GuardVerdict, judge } from './guard.ts';
import { keepPlan, keepRejections, keptPlan, type PlanLine, refuseStale } from './kept-plan.ts';
import { applyRemovals, countRemovals, planRemovals } from './leavers.ts';
import { compileMapper } from './mapper.ts';
import { applyMembers, planMembers } from './members.ts';
import { planOrgs } from './orgs.ts';
import { type PlanContext, planRecords } from './plan.ts';
import { type LoadedSource, loadSource } from './source-settings.ts';
import { dropStage, type StageTotals, stage, stageTable } from './stage.ts';

export interface SyncDeps {
  kinds: ReadonlyMap<string, SourceKind>;
  open(sealed: string, context: string): string;
  now(): Date;
}

/** State of a run while it works. */
interface Work {
  run: RunContext;
  source: LoadedSource;
  scope: Scope;
  apply: ApplyContext;
  counters: Counters;
  rejectedNew: Record<RecordKind, number>;
  /** Rejected because a unique value was held; tried once more after the removals. */
  duplicates: Record<'user' | 'group', Rejection[]>;
  /** Lines of the plan kept so far; null while the run applies what it plans. */
  kept: number | null;
  membersMoved: boolean;
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

function begin(run: RunContext, source: LoadedSource): Work {
  const scope = { instanceId: source.instanceId, sourceId: source.id, runId: run.run.id };
  return {
    run,
    source,
    scope,
    apply: {
      db: run.db,
      instanceId: source.instanceId,
      sourceId: source.id,
      sourceKind: source.kind,
      runId: run.run.id,
      actor: `source:${source.name}`,
      uniqueCustom: source.custom.filter(({ unique }) => unique).map(({ id }) => id),
    },
    counters: emptyCounters(),
    rejectedNew: { org: 0, user: 0, group: 0 },
    duplicates: { user: [], group: [] },
    kept: null,
    membersMoved: false,
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
      { ...scope, settingsVersion: source.settingsVersion },
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
      { settingsVersion: source.settingsVersion },
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
  await reviveMoved(work, orgs);
  await countUnchanged(work, orgs);
  await put(work, orgs);
  await putAll(work, planRecords(context, 'user'));
  if (kinds.includes('group')) await putAll(work, planRecords(context, 'group'));
  for (const kind of ['user', 'group', 'org'] as const) {
    if (!kinds.includes(kind) || !verdict.removals.any) continue;
    const removals = await planRemovals(context.db, work.scope, kind, work.source.leavers, context.bound);
    if (removals.length > 0 && kind !== 'org') work.membersMoved = true;
    await putRemovals(work, removals);
  }
  await retryDuplicates(work, context);
  if (kinds.includes('group') && work.membersMoved) await putMembers(work);
}

/** Applies a planned batch, or keeps it; either way its records are counted. */
async function put(work: Work, batch: PlannedBatch): Promise<void> {
  const { kind, changes } = batch;
  let rejections = batch.rejections;
  if (work.kept === null) {
    const refused = await applyChanges(work.apply, kind, changes);
    rejections = [...rejections, ...refused];
  } else work.kept = await keepPlan(work.run.db, work.run.run.id, work.kept, changes);
  const refusedKeys = new Set(rejections.map(({ key }) => key));
  count(
    work,
    kind,
    changes.filter(({ key }) => !refusedKeys.has(key)),
  );
  await reject(work, rejections);
  const { done, total } = progressOf(work.counters);
  work.run.report(work.counters, { step: work.kept === null ? 'apply' : 'plan', done, total });
}

function count(work: Work, kind: RecordKind, changes: PlannedBatch['changes']): void {
  const counters = work.counters[kind];
  for (const { op } of changes) {
    if (op === 'create' || op === 'restore') counters.created++;
    else if (op === 'update') counters.updated++;
    else if (op === 'bind') counters.bound++;
    else counters.same++;
    if (kind === 'group' || op !== 'update') work.membersMoved = true;
  }
}

async function reject(work: Work, rejections: Rejection[]): Promise<void> {
  if (rejections.length === 0) return;
  for (const rejection of rejections) {
    work.counters[rejection.kind].rejected++;
    if (!rejection.linked) work.rejectedNew[rejection.kind]++;
    if (rejection.code === 'duplicate_value' && rejection.kind !== 'org')
      work.duplicates[rejection.kind].push(rejection);
  }
  await keepRejections(work.run.db, work.run.run.id, rejections);
}

/** While batches are being written, the next is planned. */
async function putAll(work: Work, batches: AsyncGenerator<PlannedBatch, void, void>): Promise<void> {
  // The lines of a kept plan are numbered in the order they are written.
  const atOnce = work.kept === null ? 2 : 1;
  const writing = new Set<Promise<void>>();
  for await (const batch of batches) {
    while (writing.size >= atOnce) await Promise.race(writing);
    work.run.signal.throwIfAborted();
    const written = put(work, batch).finally(() => writing.delete(written));
    written.catch(() => {});
    writing.add(written);
  }
  await Promise.all(writing);
}

async function putRemovals(work: Work, removals: PlanLine[]): Promise<void> {
  const size = 2000;
  for (let i = 0; i < removals.length; i += size) {
    const batch = removals.slice(i, i + size) as Parameters<typeof applyRemovals>[1];
    work.run.signal.throwIfAborted();
    if (work.kept !== null) {
      work.kept = await keepPlan(work.run.db, work.run.run.id, work.kept, batch);
      work.counters[batch[0]!.kind].deleted += batch.filter(({ op }) => op !== 'unlink').length;
    } else work.counters[batch[0]!.kind].deleted += await applyRemovals(work.apply, batch);
  }
}

/** A value that a leaver held is free now: records rejected for it get one more try. */
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
    await work.run.db.query(
      `DELETE FROM run_record WHERE run_id = $1 AND kind = $2 AND key = ANY($3) AND code = 'duplicate_value'`,
      [work.run.run.id, kind, keys],
    );
    await putAll(work, planRecords(context, kind, keys));
  }
}

async function putMembers(work: Work): Promise<void> {
  const changes = await planMembers(work.run.db, work.scope, work.kept !== null);
  for (const change of changes) {
    if (work.kept === null) await work.run.db.tx((sql) => applyMembers(sql, work.apply, change));
    else work.kept = await keepPlan(work.run.db, work.run.run.id, work.kept, [{ op: 'members', ...change }]);
  }
}

/** Applies the kept plan exactly, after one more look whether it still holds. */
async function applyKept(work: Work): Promise<RunEnd> {
  const { run } = work;
  await refuseStale(run.db, run.run);
  work.counters = Object.assign(emptyCounters(), run.run.counters);
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

function uncount(counters: Counters, kind: RecordKind, op: string): void {
  if (op === 'create' || op === 'restore') counters[kind].created--;
  else if (op === 'update') counters[kind].updated--;
  else if (op === 'bind') counters[kind].bound--;
  else counters[kind].same--;
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

/** An answer without a single user, where there were some, is a broken or narrowed source, never mass departure. */
async function refuseEmpty(sql: Sql, scope: Scope, counters: Counters): Promise<void> {
  if (counters.user.read > 0) return;
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM link WHERE source_id = $1 AND kind = 'user' AND gone_since IS NULL`,
    [scope.sourceId],
  );
  if (rows[0]!.n > 0) throw new MusterError('read_empty', { linked: rows[0]!.n });
}

/**
 * The same key twice in one read: the first counts, the others are rejected by name. The index that finds them also
 * keeps every later comparison fast, whatever the planner knows of tables that have just grown.
 */
async function indexStage(work: Work): Promise<void> {
  const { db } = work.run;
  const table = stageTable(work.scope.runId);
  const index = `CREATE UNIQUE INDEX ON ${table} (key, kind)`;
  try {
    await db.query(index);
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error;
    const { rows } = await db.query<{ kind: RecordKind; key: string }>(
      `DELETE FROM ${table} s USING (SELECT kind, key, min(ctid) AS first FROM ${table} GROUP BY kind, key HAVING count(*) > 1) d
        WHERE s.kind = d.kind AND s.key = d.key AND s.ctid <> d.first RETURNING s.kind, s.key`,
    );
    await db.query(index);
    await reject(
      work,
      rows.map(({ kind, key }): Rejection => {
        return {
          kind,
          key,
          label: key,
          outcome: 'rejected',
          code: 'record_twice',
          params: { key },
          linked: false,
        };
      }),
    );
  }
}

async function guard(work: Work, kinds: RecordKind[]): Promise<GuardVerdict> {
  return judge(work.source.guard, await countRemovals(work.run.db, work.scope, kinds));
}

/** Unchanged people under an organization that appears or disappears are looked at again, from their links. */
async function reviveMoved(work: Work, orgs: PlannedBatch): Promise<void> {
  const table = stageTable(work.scope.runId);
  const appeared = orgs.changes
    .filter(({ op }) => op === 'create' || op === 'restore')
    .map(({ link }) => link.locator);
  await work.run.db.query(
    `UPDATE ${table} s SET attributes = l.raw, locator = l.locator, alias = l.alias, parents = l.parents, refs = l.refs
       FROM link l WHERE l.source_id = $1 AND l.kind = 'user' AND s.kind = 'user' AND s.key = l.key AND s.attributes IS NULL
        AND l.parents && ($2::text[] || ARRAY(SELECT g.locator FROM link g WHERE g.source_id = $1 AND g.kind = 'org'
             AND NOT EXISTS (SELECT FROM ${table} t WHERE t.kind = 'org' AND t.key = g.key)))`,
    [work.source.id, appeared],
  );
}

async function countUnchanged(work: Work, orgs: PlannedBatch): Promise<void> {
  const { rows } = await work.run.db.query<{ kind: RecordKind; n: number }>(
    `SELECT kind, count(*)::int AS n FROM ${stageTable(work.scope.runId)} WHERE attributes IS NULL GROUP BY kind`,
  );
  for (const { kind, n } of rows) work.counters[kind].same += n;
  // Unchanged organizations that move because their surroundings did are counted as what happens to them.
  work.counters.org.same -= orgs.changes.length + orgs.rejections.length - orgs.records;
}

/** Before the first sync into an empty directory there is nobody to meet: look-ups that cannot find anything are saved. */
async function whatWasThere(sql: Sql, scope: Scope): Promise<PlanContext['had']> {
  const { rows } = await sql.query<PlanContext['had']>(
    `SELECT EXISTS (SELECT FROM account WHERE instance_id = $1) OR EXISTS (SELECT FROM directory_group WHERE instance_id = $1) AS entities,
            EXISTS (SELECT FROM recycle_bin WHERE source_id = $2) AS binned`,
    [scope.instanceId, scope.sourceId],
  );
  return rows[0]!;
}

/** A newer plan makes older waiting ones of the same source void. */
async function supersede(sql: Sql, runId: string, sourceId: string): Promise<void> {
  await sql.query(
    `UPDATE run SET state = 'discarded' WHERE subject_id = $1 AND id <> $2 AND state IN ('planned', 'awaiting_confirmation')`,
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

function progressOf(counters: Counters): { done: number; total: number } {
  const kinds = Object.values(counters);
  return {
    done: kinds.reduce((sum, c) => sum + c.created + c.updated + c.bound + c.same + c.rejected, 0),
    total: kinds.reduce((sum, c) => sum + c.read, 0),
  };
}
