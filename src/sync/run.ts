/** One synchronization run: read and stage everything, plan, guard, apply (or keep the plan), check the books. */
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { RunContext, RunEnd } from '../runs/worker.ts';
import type { RecordKind, Source, SourceKind, Touched } from '../sources/source.ts';
import { applyChanges } from './apply.ts';
import { balance, type Counters, emptyCounters, keptCounters, type Stored } from './books.ts';
import type { PlannedBatch, Removal } from './change.ts';
import { coverEvents, endEvents, takeEvents } from './events.ts';
import { applyFurther } from './further.ts';
import { type GuardVerdict, judge } from './guard.ts';
import { placesOfRemovals } from './guard-places.ts';
import { removedByEvents } from './guard-window.ts';
import { basisOf, keptPlan, refuseStale } from './kept-plan.ts';
import { applyRemovals, countRemovals, planRemovals } from './leavers.ts';
import { lookAgain } from './look-again.ts';
import { compileMapper } from './mapper.ts';
import { applyMembers } from './members.ts';
import { groupsAround, type ReadKey } from './members-partial.ts';
import { planOrgs } from './orgs.ts';
import { knownOrgs, putMembersAround, readTouched, supersedePartial } from './partial.ts';
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
    const { instance_id, subject_id, options } = context.run;
    // First of all: what fails from here on leaves them due later, not at once.
    const events =
      options.events === true && !options.apply ? await takeEvents(context.db, subject_id) : null;
    const source = await loadSource(context.db, deps, instance_id, subject_id);
    if (!source.enabled) throw new MusterError('source_disabled', { name: source.name });
    const work = begin(context, source);
    if (options.apply === true) return applyKept(work);
    try {
      const end = await freshRun(work, deps, events?.touched ?? null);
      // Whatever the guard holds waits for a person now, and no event needs to bring it up again.
      if (events && work.read) await endEvents(context.db, source.id, events.ids);
      else if (end.state !== 'planned') await coverEvents(context.db, source.id, context.run.started_at!);
      return end;
    } finally {
      await dropStage(context.db, context.run.id);
    }
  };
}

async function freshRun(work: Work, deps: SyncDeps, touched: readonly Touched[] | null): Promise<RunEnd> {
  const { run, source, scope, counters } = work;
  const db = run.db;
  // Mappings that cannot be read are told before a long reading.
  compileMapper(source.mappings, source.custom);
  const connection = source.kindOf.open(source.config, { log: run.log, now: deps.now, signal: run.signal });
  let kinds: RecordKind[];
  try {
    kinds = [...connection.kinds];
    if (touched && connection.reread) await readTouched(work, connection, touched);
    else await readAll(work, connection);
  } finally {
    await connection.close();
  }
  await indexStage(work);
  const verdict = await guard(work, kinds);
  const asked = run.run.mode === 'plan';
  if (asked || verdict.held) work.kept = 0;
  const context: PlanContext = {
    db,
    scope,
    source: { id: source.id, priority: source.priority },
    mapper: compileMapper(source.mappings, source.custom, source.withheld),
    orgs: await knownOrgs(db, scope),
    targetOrgId: source.targetOrgId,
    claims: work.kept === null ? null : new Map(),
    bound: new Set(),
    had: await whatWasThere(db, scope),
  };
  await planAndApply(work, context, kinds, verdict);
  if (work.kept !== null) {
    await db.query(`UPDATE run SET options = options || $2 WHERE id = $1`, [
      run.run.id,
      { basis: basisOf(source) },
    ]);
    await (work.read ? supersedePartial : supersede)(db, run.run.id, source.id);
    return { state: verdict.held ? 'awaiting_confirmation' : 'planned', counters, guard: { ...verdict } };
  }
  if (work.read) await supersedePartial(db, run.run.id, source.id);
  return finish(work, verdict);
}

/** Stages the complete source, and keeps with it what it does not let us see. */
async function readAll(work: Work, connection: Source): Promise<void> {
  const { run, source, scope, counters } = work;
  const { totals, withheld } = await stage(
    run.db,
    connection,
    { ...scope, settingsVersion: source.settingsVersion, signal: run.signal },
    (staged) =>
      run.report(shown(counters, staged), { step: 'read', done: staged.org + staged.user + staged.group }),
  );
  for (const kind of connection.kinds) counters[kind].read = totals[kind];
  await refuseEmpty(run.db, scope, counters);
  await lookAgain(work, connection);
  source.withheld = withheld;
  await run.db.query(`UPDATE source SET withheld = $2 WHERE id = $1 AND withheld <> $2`, [
    source.id,
    withheld,
  ]);
}

async function planAndApply(
  work: Work,
  context: PlanContext,
  kinds: RecordKind[],
  verdict: GuardVerdict,
): Promise<void> {
  const orgs = await planOrgs(context);
  if (!work.read && (orgs.changes.length > 0 || verdict.removals.any)) await reviveMoved(work, orgs);
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
  if (!work.read && kinds.includes('group') && work.membersMoved) await putMembers(work);
  if (work.kept === null) await putSurroundings(work);
}

/** What follows from links as they are now, and so is no line of a plan. */
async function putSurroundings(work: Work): Promise<void> {
  if (work.read) await putMembersAround(work);
  await applyFurther(work.run.db, work.apply, work.run.signal);
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
  work.counters = keptCounters(run.run.counters);
  if ('touched' in run.run.options) {
    work.read = run.run.options.read as ReadKey[];
    work.groups = await groupsAround(run.db, work.source.id, work.read);
  }
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
  await putSurroundings(work);
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
  const { source, read, rejectedNew } = work;
  const there = read?.filter(({ gone }) => !gone) ?? null;
  const left =
    read &&
    (await stored(
      run.db,
      source.id,
      read.filter(({ gone }) => gone),
    ));
  const books = balance(
    counters,
    await stored(run.db, source.id, there),
    rejectedNew,
    left ? linksIn(left) : undefined,
  );
  if (!books.balanced) {
    const [wrong] = books.lines.filter(({ left, right }) => left !== right);
    await run.db.query(`UPDATE run SET books = $2 WHERE id = $1`, [run.run.id, books]);
    throw new MusterError('books_unbalanced', { what: wrong!.what, left: wrong!.left, right: wrong!.right });
  }
  const amiss = Object.values(counters).reduce((sum, { rejected, hidden }) => sum + rejected + hidden, 0);
  return {
    state: amiss > 0 ? 'partial_success' : 'success',
    counters,
    books,
    ...(verdict && { guard: { ...verdict } }),
  };
}

/** What the source has in the directory; with `among`, of these records only. */
async function stored(
  sql: Sql,
  sourceId: string,
  among: readonly ReadKey[] | null,
): Promise<Record<RecordKind, Stored>> {
  const { rows } = await sql.query<{ kind: RecordKind; links: number; entities: number }>(
    `SELECT l.kind, count(*)::int AS links, count(coalesce(a.id, o.id, g.id))::int AS entities FROM link l
       LEFT JOIN account a ON l.kind = 'user' AND a.id = l.entity_id
       LEFT JOIN org_unit o ON l.kind = 'org' AND o.id = l.entity_id
       LEFT JOIN directory_group g ON l.kind = 'group' AND g.id = l.entity_id
      WHERE l.source_id = $1 AND l.gone_since IS NULL
        AND ($2::text[] IS NULL OR (l.kind, l.key) IN (SELECT * FROM unnest($2::text[], $3::text[]))) GROUP BY l.kind`,
    [sourceId, among?.map(({ kind }) => kind) ?? null, among?.map(({ key }) => key) ?? null],
  );
  const of = (kind: RecordKind) => rows.find((row) => row.kind === kind) ?? { links: 0, entities: 0 };
  return { org: of('org'), user: of('user'), group: of('group') };
}

const linksIn = ({ org, user, group }: Record<RecordKind, Stored>) => org.links + user.links + group.links;

async function guard(work: Work, kinds: RecordKind[]): Promise<GuardVerdict> {
  const { run, source, scope, read } = work;
  if (read && !read.some(({ gone }) => gone)) return judge(source.guard, NO_REMOVALS);
  const removals = await countRemovals(run.db, scope, kinds, source.leavers);
  const earlier =
    run.run.trigger === 'event' ? await removedByEvents(run.db, source.id, run.run.id) : undefined;
  const hidden = Object.values(work.counters).reduce((sum, kind) => sum + kind.hidden, 0);
  const verdict = judge(source.guard, removals, earlier, { unasked: work.unasked, hidden });
  return verdict.held ? { ...verdict, organizations: await placesOfRemovals(run.db, scope) } : verdict;
}

const NO_REMOVALS = { users: 0, orgs: 0, groups: 0, linkedUsers: 0, any: false };

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
