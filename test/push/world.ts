import pino from 'pino';
import type { Db } from '../../src/db/db.ts';
import { createAccount, deleteAccount, updateAccount } from '../../src/directory/accounts.ts';
import { createInstance } from '../../src/directory/instances.ts';
import type { Account } from '../../src/model/account.ts';
import type { ApplicationPatch, TargetLink } from '../../src/model/application.ts';
import type { Run } from '../../src/model/run.ts';
import { createApplication, updateApplication } from '../../src/push/applications.ts';
import { listLinks } from '../../src/push/links.ts';
import { type LivePush, startLivePush } from '../../src/push/live.ts';
import { pushWork, startPush } from '../../src/push/run.ts';
import { Targets } from '../../src/push/targets.ts';
import { confirmRun, getRunRow, runOf } from '../../src/runs/runs.ts';
import { startWorker, type Worker } from '../../src/runs/worker.ts';
import { type TestDb, testDb } from '../db.ts';

export const ACTOR = { name: 'test' };
const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

export type Settings = NonNullable<ApplicationPatch['provisioning']>;

/** An instance with an application, and the worker; failures are retried within milliseconds. */
export class PushWorld {
  readonly db: Db;
  readonly deps = {
    seal: (text: string) => `sealed:${text}`,
    open: (text: string) => text.replace(/^sealed:/, ''),
    targets: new Targets(),
    backoff: { baseMs: 2, maxMs: 20 },
  };
  appId = '';
  readonly #test: TestDb;
  #worker: Worker | undefined;
  #live: LivePush | undefined;

  protected constructor(test: TestDb) {
    this.#test = test;
    this.db = test.db;
  }

  protected static database(): Promise<TestDb> {
    return testDb();
  }

  protected async open(template: string, name: string, provisioning: Settings): Promise<void> {
    const { db, deps } = this;
    await createInstance(db, ACTOR, { id: 'acme', name: 'Acme' });
    const application = await createApplication(db, deps, ACTOR, 'acme', { template, name, provisioning });
    this.appId = application.id;
    this.#worker = await startWorker(db, log, { sync: refuseSync, push: pushWork(deps) });
  }

  async stop(): Promise<void> {
    await this.#live?.stop();
    await this.#worker?.stop();
    await this.deps.targets.close();
    await this.#test.drop();
  }

  async live(): Promise<void> {
    this.#live = await startLivePush(this.db, log, this.deps);
  }

  /** One-click Push to its end. */
  async push(): Promise<Run> {
    return this.ended(await startPush(this.db, ACTOR, 'acme', this.appId));
  }

  async confirm(runId: string): Promise<Run> {
    await confirmRun(this.db, 'acme', runId);
    return this.ended(runId);
  }

  async ended(runId: string): Promise<Run> {
    for (;;) {
      const run = runOf(await getRunRow(this.db, 'acme', runId));
      if (run.state !== 'pending' && run.state !== 'running') return run;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  set(settings: Settings): Promise<unknown> {
    return updateApplication(this.db, this.deps, ACTOR, 'acme', this.appId, { provisioning: settings });
  }

  account(username: string, fields: object = {}): Promise<Account> {
    return createAccount(this.db, ACTOR, 'acme', { username, ...fields });
  }

  async accounts(count: number, prefix = 'user'): Promise<Account[]> {
    const made: Account[] = [];
    for (let n = 0; n < count; n++) made.push(await this.account(`${prefix}${n}`));
    return made;
  }

  change(username: string, fields: object): Promise<Account> {
    return updateAccount(this.db, ACTOR, 'acme', username, fields);
  }

  remove(username: string): Promise<void> {
    return deleteAccount(this.db, ACTOR, 'acme', username);
  }

  async link(username: string): Promise<TargetLink | undefined> {
    const links = await listLinks(this.db, 'acme', this.appId, { limit: 10_000 });
    return links.find(({ label }) => label === username);
  }

  /** Resolves once `holds` is true; gives up with its last value after ten seconds. */
  async until(holds: () => boolean | Promise<boolean>): Promise<boolean> {
    for (let n = 0; n < 1000; n++) {
      if (await holds()) return true;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
  }
}

async function refuseSync(): Promise<never> {
  throw new Error('no syncs here');
}
