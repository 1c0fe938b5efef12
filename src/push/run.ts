/** One-click Push: everything in scope is projected, what is due is sent, and the books are checked. */
import type { Db, Sql } from '../db/db.ts';
import type { Actor } from '../directory/change-log.ts';
import { MusterError } from '../errors/error.ts';
import type { Run } from '../model/run.ts';
import { createRun, type RunRow } from '../runs/runs.ts';
import type { RunContext, RunEnd } from '../runs/worker.ts';
import { withoutTarget } from './application-rows.ts';
import { getApplication, type LoadedApplication, loadApplication } from './applications.ts';
import { drain } from './drain.ts';
import { countLinks, lookAgain, releaseHeld } from './links.ts';
import { asOnlyPusher } from './lock.ts';
import { project } from './project.ts';
import type { DueRow, Failure, Outcome } from './queue.ts';
import type { StructureCounts } from './target.ts';
import { backoffOf, type PushDeps } from './targets.ts';
import { keepSnapshot, presentSnapshot } from './touched.ts';

/** Failures in a row, of one account or of the target, that a run sits out; live push carries on after it. */
const PATIENCE = 6;

/** Puts One-click Push in the queue; throws `application_without_target`, `application_disabled`, `full_push_empty`, `run_active`. Returns the run's id. */
export async function startPush(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  trigger = 'manual',
): Promise<string> {
  const { id, name, enabled, provisioning } = await getApplication(db, instanceId, idOrName);
  if (!provisioning) throw withoutTarget(name);
  if (!enabled) throw new MusterError('application_disabled', { name });
  if (!provisioning.fullPush.users) throw new MusterError('full_push_empty', { name });
  return createRun(db, { instanceId, kind: 'push', subjectId: id, trigger, createdBy: actor.name });
}

/** The work of a run of kind `push`, for the runs worker. */
export function pushWork(deps: PushDeps): (context: RunContext) => Promise<RunEnd> {
  return async (context) => {
    const { db, run, signal } = context;
    const application = await loadApplication(db, deps, run.instance_id, run.subject_id);
    if (!application.enabled) throw new MusterError('application_disabled', { name: application.name });
    return asOnlyPusher(db, application.id, signal, (held) => push(deps, context, application, held));
  };
}

async function push(
  deps: PushDeps,
  { db, run, log, report }: RunContext,
  application: LoadedApplication,
  signal: AbortSignal,
): Promise<RunEnd> {
  const target = deps.targets.target(application);
  const snapshot = await presentSnapshot(db);
  if (run.options.apply === true) await releasePlanned(db, run, application);
  await lookAgain(db, application.id);
  const { id: applicationId, instanceId } = application;
  const work = { sql: db, applicationId, instanceId, backoff: backoffOf(deps), signal, thorough: true };
  if (target.structure) report({}, { step: 'organizations' });
  const raised = await target.structure?.raise(work);
  // A full push creates and updates even where those are not pushed at once; it deletes only where that is allowed.
  const operations = { create: true, update: true, delete: application.settings.operations.delete };
  const verdict = await project(db, application, { touched: null, operations }, (done) => {
    signal.throwIfAborted();
    report({}, { step: 'project', done });
  });
  await keepSnapshot(db, application.id, snapshot);
  const ledger = new Ledger(await countLinks(db, application.id));
  const total = ledger.due;
  const last: { failure: Failure | null } = { failure: null };
  const { pause } = await drain({
    db,
    log,
    application,
    target,
    backoff: backoffOf(deps),
    signal,
    patience: PATIENCE,
    onOutcome(row, outcome) {
      ledger.note(row, outcome);
      if (outcome.kind === 'again') last.failure = outcome.failure;
      report({ user: ledger.counters() }, { step: 'push', done: ledger.done, total });
    },
  });
  const cleared = await target.structure?.clear(work);
  const counters = ledger.counters(await countLinks(db, application.id));
  await keepRecords(db, run.id, application.id);
  if (counters.held! > 0) await db.tx((sql) => keepHeld(sql, run.id, application.id));
  // Not one account got through: that is the target's failure, or the settings', and no one account's.
  const failure = pause ?? last.failure;
  if (failure && total > 0 && counters.failed === total) throw new MusterError(failure.code, failure.params);
  const orgs = raised && {
    ...raised,
    deleted: cleared?.deleted ?? 0,
    failed: raised.failed + (cleared?.failed ?? 0),
  };
  const books = ledger.books(counters);
  if (raised) books.lines.push(orgLine(raised));
  const line = books.lines.find(({ left, right }) => left !== right);
  if (line) throw new MusterError('books_unbalanced', line);
  const bad = counters.failed! + counters.parked! + counters.conflict! + (orgs?.failed ?? 0);
  return {
    state: counters.held! > 0 ? 'awaiting_confirmation' : bad > 0 ? 'partial_success' : 'success',
    counters: { user: counters, ...(orgs && { org: orgs }) },
    books,
    guard: { ...verdict, held: counters.held! > 0 },
  };
}

/** Each organization that is wanted ended in one way. */
function orgLine({ wanted, created, updated, linked, same, failed }: StructureCounts) {
  const what = 'org: wanted = created + updated + linked + same + failed';
  return { what, left: wanted, right: created + updated + linked + same + failed };
}

type Counts = Awaited<ReturnType<typeof countLinks>>;
type Event = 'created' | 'updated' | 'linked' | 'disabled' | 'deleted';

/** Counts each account of the application once, by what became of it in this run. */
class Ledger {
  readonly #before: Counts;
  readonly #events = new Map<string, Event>();
  readonly #counts = { created: 0, updated: 0, linked: 0, disabled: 0, deleted: 0 };

  constructor(before: Counts) {
    this.#before = before;
  }

  get due(): number {
    return this.#before.due;
  }

  get done(): number {
    return this.#events.size;
  }

  note({ accountId }: DueRow, outcome: Outcome): void {
    const earlier = this.#events.get(accountId);
    if (outcome.kind === 'written' && outcome.event !== 'renamed')
      this.#set(accountId, earlier === 'created' ? earlier : outcome.event);
    else if (outcome.kind === 'gone') this.#set(accountId, 'deleted');
    else if (earlier) {
      this.#counts[earlier]--;
      this.#events.delete(accountId);
    }
  }

  #set(accountId: string, event: Event): void {
    const earlier = this.#events.get(accountId);
    if (earlier) this.#counts[earlier]--;
    this.#events.set(accountId, event);
    this.#counts[event]++;
  }

  /** Failed, parked, conflict, held and off are what the database says in the end; while the run goes on they are left out. */
  counters(after?: Counts): Record<string, number> {
    const { due, synced, parked, conflict, held, off, left, disabled } = this.#before;
    return {
      total: due + synced + parked + conflict + held + off + left + disabled,
      ...this.#counts,
      same: synced,
      left: left + disabled,
      ...(after && {
        failed: after.due,
        parked: after.parked,
        conflict: after.conflict,
        held: after.held,
        off: after.off,
      }),
    };
  }

  books(counters: Record<string, number>): NonNullable<Run['books']> {
    const { total, ...parts } = counters;
    const right = Object.values(parts).reduce((sum, n) => sum + n, 0);
    const what = `user: total = ${Object.keys(parts).join(' + ')}`;
    return { balanced: total === right, lines: [{ what, left: total!, right }] };
  }
}

/** What did not end well, with the reason, for the run's page. */
async function keepRecords(sql: Sql, runId: string, applicationId: string): Promise<void> {
  await sql.query(
    `INSERT INTO run_record (run_id, kind, key, label, outcome, code, params)
     SELECT $1, 'user', account_id, label, CASE state WHEN 'due' THEN 'failed' ELSE state END, error->>'code', error->'params'
       FROM target_link WHERE application_id = $2 AND state IN ('due', 'parked', 'conflict', 'held') AND error IS NOT NULL ORDER BY account_id`,
    [runId, applicationId],
  );
  await sql.query(
    `INSERT INTO run_record (run_id, kind, key, label, outcome, code, params)
     SELECT $1, 'org', t.org_id, coalesce(o.name, t.name, t.org_id), 'failed', t.error->>'code', t.error->'params'
       FROM target_org t LEFT JOIN org_unit o ON o.id = t.org_id WHERE t.application_id = $2 AND t.error IS NOT NULL ORDER BY t.org_id`,
    [runId, applicationId],
  );
}

/** Releases the deletions a person has seen in the run's plan; what is held since then waits for a yes of its own. */
async function releasePlanned(sql: Sql, run: RunRow, { id, instanceId }: LoadedApplication): Promise<void> {
  const { rows } = await sql.query<{ key: string }>(`SELECT key FROM plan_change WHERE run_id = $1`, [
    run.id,
  ]);
  const accountIds = rows.map(({ key }) => key);
  await releaseHeld(sql, { name: run.created_by, runId: run.id }, instanceId, id, accountIds);
}

/** The deletions that wait, as the plan a person says yes to; plans of earlier runs that still wait are void. */
async function keepHeld(sql: Sql, runId: string, applicationId: string): Promise<void> {
  await sql.query(`DELETE FROM plan_change WHERE run_id = $1`, [runId]);
  await sql.query(
    `INSERT INTO plan_change (run_id, n, kind, key, op, label, entity_id, before, why)
     SELECT $1, row_number() OVER (ORDER BY account_id) - 1, 'user', account_id, op, label, account_id, acked,
            'the account is deleted or no longer in the sync scope'
       FROM target_link WHERE application_id = $2 AND state = 'held'`,
    [runId, applicationId],
  );
  await sql.query(
    `UPDATE run SET state = 'discarded', ended_at = now() WHERE subject_id = $1 AND id <> $2 AND state = 'awaiting_confirmation'`,
    [applicationId, runId],
  );
}
