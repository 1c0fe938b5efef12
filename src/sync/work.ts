/** A run at work: its state, and how a planned batch is applied (or kept) and counted. */
import type { ErrorCode } from '../errors/catalogue.ts';
import type { RunContext } from '../runs/worker.ts';
import type { RecordKind } from '../sources/source.ts';
import { type ApplyContext, applyChanges } from './apply.ts';
import { type Counters, emptyCounters } from './books.ts';
import type { Scope } from './cases.ts';
import type { PlannedBatch, Rejection } from './change.ts';
import { keepPlan, keepRejections, type PlanLine } from './kept-plan.ts';
import { applyRemovals } from './leavers.ts';
import { applyMembers, planMembers } from './members.ts';
import type { ReadKey } from './members-partial.ts';
import type { LoadedSource } from './source-settings.ts';

/** State of a run while it works. */
export interface Work {
  run: RunContext;
  source: LoadedSource;
  scope: Scope;
  apply: ApplyContext;
  counters: Counters;
  rejectedNew: Record<RecordKind, number>;
  /** Rejected because somebody else had the value; tried once more after everybody has moved or gone. */
  duplicates: Record<'user' | 'group', Rejection[]>;
  /** Lines of the plan kept so far; null while the run applies what it plans. */
  kept: number | null;
  membersMoved: boolean;
  /** What a partial run read; null in a full one. */
  read: ReadKey[] | null;
  /** Records that are about to go and were too many to be asked for. */
  unasked: number;
  /** Groups whose members a partial run may move, as they were before it. */
  groups: string[];
}

/** Somebody else has the value; the run may yet take it from them. */
const TAKEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['duplicate_value', 'match_held']);

export function begin(run: RunContext, source: LoadedSource): Work {
  const scope: Scope = { instanceId: source.instanceId, sourceId: source.id, runId: run.run.id };
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
    read: null,
    unasked: 0,
    groups: [],
  };
}

/** Applies a planned batch, or keeps it; either way its records are counted. */
export async function put(work: Work, batch: PlannedBatch): Promise<void> {
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
    if (kind !== 'org' || op !== 'update') work.membersMoved = true;
  }
}

export async function reject(work: Work, rejections: Rejection[]): Promise<void> {
  if (rejections.length === 0) return;
  for (const rejection of rejections) {
    work.counters[rejection.kind].rejected++;
    if (!rejection.linked) work.rejectedNew[rejection.kind]++;
    if (TAKEN.has(rejection.code) && rejection.kind !== 'org')
      work.duplicates[rejection.kind].push(rejection);
  }
  await keepRejections(work.run.db, work.run.run.id, rejections);
}

/**
 * While batches are being written, the next is planned. A failed write fails the run, and nothing of a run is still
 * being written once this has ended, whichever way.
 */
export async function putAll(work: Work, batches: AsyncIterable<PlannedBatch>): Promise<void> {
  // The lines of a kept plan are numbered in the order they are written.
  const atOnce = work.kept === null ? 2 : 1;
  const writing = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const batch of batches) {
      while (writing.size >= atOnce) await Promise.race(writing);
      if (failures.length > 0) break;
      work.run.signal.throwIfAborted();
      const written = put(work, batch)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => writing.delete(written));
      writing.add(written);
    }
  } finally {
    await Promise.all(writing);
  }
  if (failures.length > 0) throw failures[0];
}

export async function putRemovals(work: Work, removals: PlanLine[]): Promise<void> {
  const size = 2000;
  for (let i = 0; i < removals.length; i += size) {
    const batch = removals.slice(i, i + size) as Parameters<typeof applyRemovals>[1];
    work.run.signal.throwIfAborted();
    if (work.kept !== null) {
      work.kept = await keepPlan(work.run.db, work.run.run.id, work.kept, batch);
      work.counters[batch[0]!.kind].deleted += batch.filter(({ op }) => op !== 'unlink').length;
    } else work.counters[batch[0]!.kind].deleted += await applyRemovals(work.apply, batch);
    work.run.report(work.counters, {
      step: work.kept === null ? 'apply' : 'plan',
      ...progressOf(work.counters),
    });
  }
}

export async function putMembers(work: Work): Promise<void> {
  const changes = await planMembers(work.run.db, work.scope, work.kept !== null);
  for (const change of changes) {
    if (work.kept === null) await work.run.db.tx((sql) => applyMembers(sql, work.apply, change));
    else work.kept = await keepPlan(work.run.db, work.run.run.id, work.kept, [{ op: 'members', ...change }]);
  }
}

export function uncount(counters: Counters, kind: RecordKind, op: string): void {
  if (op === 'create' || op === 'restore') counters[kind].created--;
  else if (op === 'update') counters[kind].updated--;
  else if (op === 'bind') counters[kind].bound--;
  else counters[kind].same--;
}

function progressOf(counters: Counters): { done: number; total: number } {
  const kinds = Object.values(counters);
  return {
    done: kinds.reduce((sum, c) => sum + c.created + c.updated + c.bound + c.same + c.rejected, 0),
    total: kinds.reduce((sum, c) => sum + c.read, 0),
  };
}
