import pino from 'pino';
import type { Db } from '../../src/db/db.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { MusterError } from '../../src/errors/error.ts';
import type { Run } from '../../src/model/run.ts';
import type { SourceCreate } from '../../src/model/source.ts';
import {
  cancelRun,
  confirmRun,
  createRun,
  getRunRow,
  listPlanLines,
  listRunRecords,
  runOf,
} from '../../src/runs/runs.ts';
import { startWorker, type Worker } from '../../src/runs/worker.ts';
import { type Intake, startIntake } from '../../src/sync/intake.ts';
import { syncWork } from '../../src/sync/run.ts';
import { createSource, type SourceDeps } from '../../src/sync/source-settings.ts';
import { testDb } from '../db.ts';
import { MemorySource } from './memory-source.ts';

export const ACTOR = { name: 'test' };
/** Waits for what is bound to happen. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

export const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

/** An instance with one memory source, a worker that runs its syncs, and short names for what the tests look at. */
export class Engine {
  readonly db: Db;
  readonly memory = new MemorySource();
  readonly deps: SourceDeps;
  #drop: () => Promise<void>;
  readonly #workers: Worker[] = [];
  readonly #intakes: Intake[] = [];

  private constructor(db: Db, drop: () => Promise<void>) {
    this.db = db;
    this.#drop = drop;
    this.deps = {
      kinds: new Map([[this.memory.kind.kind, this.memory.kind]]),
      seal: (text) => `sealed:${text}`,
      open: (text) => text.replace(/^sealed:/, ''),
    };
  }

  static async start(): Promise<Engine> {
    const { db, drop } = await testDb();
    const engine = new Engine(db, drop);
    await createInstance(db, ACTOR, { id: 'acme', name: 'Acme' });
    await engine.startWorker();
    return engine;
  }

  async startWorker(): Promise<void> {
    const work = syncWork({ ...this.deps, now: () => new Date() });
    this.#workers.push(await startWorker(this.db, log, { sync: work, push: work }));
  }

  /** What turns events into runs; several are as several server processes. */
  async startIntake(): Promise<Intake> {
    const intake = await startIntake(this.db, log, { ...this.deps, now: () => new Date() });
    this.#intakes.push(intake);
    return intake;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#intakes.map((intake) => intake.stop()));
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    await this.#drop();
  }

  async source(settings: Partial<SourceCreate> = {}): Promise<string> {
    const input = { name: 'Memory', kind: 'memory', config: {}, ...settings };
    return (await createSource(this.db, this.deps, ACTOR, 'acme', input)).id;
  }

  async start(sourceId: string, mode: 'run' | 'plan' = 'run'): Promise<string> {
    return createRun(this.db, {
      instanceId: 'acme',
      kind: 'sync',
      subjectId: sourceId,
      mode,
      createdBy: 'test',
    });
  }

  /** Runs a sync (or a dry run) to its end. */
  async sync(sourceId: string, mode: 'run' | 'plan' = 'run'): Promise<Run> {
    return this.ended(await this.start(sourceId, mode));
  }

  async confirm(runId: string): Promise<Run> {
    await confirmRun(this.db, 'acme', runId);
    return this.ended(runId);
  }

  async cancel(runId: string): Promise<void> {
    await cancelRun(this.db, 'acme', runId);
  }

  async ended(runId: string): Promise<Run> {
    for (;;) {
      const run = await this.run(runId);
      if (run.state !== 'pending' && run.state !== 'running') return run;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async run(runId: string): Promise<Run> {
    return runOf(await getRunRow(this.db, 'acme', runId));
  }

  async plan(runId: string): Promise<string[]> {
    const lines = await listPlanLines(this.db, runId, { limit: 1000 });
    return lines.map(({ op, label }) => `${op} ${label}`);
  }

  async rejected(runId: string): Promise<string[]> {
    const records = await listRunRecords(this.db, runId, { limit: 1000 });
    return records.map(
      ({ label, code, params }) => `${label} ${code}${params.field === undefined ? '' : ` ${params.field}`}`,
    );
  }

  /** Accounts by user name: display name, enabled, organization's name. */
  async accounts(): Promise<
    Record<string, { id: string; displayName: string | null; enabled: boolean; org: string; version: number }>
  > {
    const { rows } = await this.db.query(
      `SELECT a.*, o.name AS org FROM account a JOIN org_unit o ON o.id = a.primary_org_id WHERE a.instance_id = 'acme' ORDER BY username`,
    );
    return Object.fromEntries(
      rows.map((row) => [
        row.username,
        {
          id: row.id,
          displayName: row.display_name,
          enabled: row.enabled,
          org: row.org,
          version: Number(row.version),
        },
      ]),
    );
  }

  /** Runs of the source by now, the first one first. */
  async runs(sourceId: string): Promise<Run[]> {
    const { rows } = await this.db.query<{ id: string }>(
      `SELECT id FROM run WHERE subject_id = $1 ORDER BY id`,
      [sourceId],
    );
    return Promise.all(rows.map(({ id }) => this.run(id)));
  }

  /** Waits until no event is due and no run at work; returns the runs that were started for events. */
  async settled(sourceId: string): Promise<Run[]> {
    await until(async () => {
      const { rows } = await this.db.query<{ busy: boolean }>(
        `SELECT EXISTS (SELECT FROM source_event WHERE source_id = $1 AND state = 'due')
             OR EXISTS (SELECT FROM run WHERE subject_id = $1 AND state IN ('pending', 'running')) AS busy`,
        [sourceId],
      );
      return !rows[0]!.busy;
    });
    return (await this.runs(sourceId)).filter(({ trigger }) => trigger === 'event');
  }

  /** A full check, as soon as no run that an event started is in its way. */
  async check(sourceId: string): Promise<Run> {
    for (;;)
      try {
        return await this.sync(sourceId);
      } catch (error) {
        if (!(error instanceof MusterError && error.code === 'run_active')) throw error;
        await this.settled(sourceId);
      }
  }

  /** Names of the further organizations of an account, each with `by hand` or `by source`. */
  async further(username: string): Promise<string[]> {
    const { rows } = await this.db.query<{ name: string; source_id: string | null }>(
      `SELECT o.name, f.source_id FROM account_further_org f JOIN account a ON a.id = f.account_id JOIN org_unit o ON o.id = f.org_id
        WHERE a.username = $1 ORDER BY 1`,
      [username],
    );
    return rows.map(({ name, source_id }) => `${name} ${source_id === null ? 'by hand' : 'by source'}`);
  }

  async members(group: string): Promise<string[]> {
    const { rows } = await this.db.query<{ username: string }>(
      `SELECT a.username FROM group_member m JOIN account a ON a.id = m.account_id JOIN directory_group g ON g.id = m.group_id
        WHERE g.name = $1 ORDER BY 1`,
      [group],
    );
    return rows.map(({ username }) => username);
  }

  async count(table: string): Promise<number> {
    const { rows } = await this.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return rows[0]!.n;
  }
}
