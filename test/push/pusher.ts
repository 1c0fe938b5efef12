import pino from 'pino';
import { type ScimTarget, type ScimTargetOptions, startScimTarget } from '../../sim/scim-target/server.ts';
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

type Settings = NonNullable<ApplicationPatch['provisioning']>;

/** An instance, a simulated target with an application for it, and the worker; failures are retried within milliseconds. */
export class Pusher {
  readonly db: Db;
  readonly target: ScimTarget;
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

  private constructor(test: TestDb, target: ScimTarget) {
    this.#test = test;
    this.db = test.db;
    this.target = target;
  }

  static async start(settings: Settings = {}, target: ScimTargetOptions = {}): Promise<Pusher> {
    const pusher = new Pusher(await testDb(), await startScimTarget(target));
    const { db, deps } = pusher;
    await createInstance(db, ACTOR, { id: 'acme', name: 'Acme' });
    const application = await createApplication(db, deps, ACTOR, 'acme', {
      template: 'alibaba-ram',
      name: 'RAM',
      provisioning: {
        baseUrl: pusher.target.url,
        tokenUrl: pusher.target.tokenUrl,
        clientId: 'client',
        clientSecret: 'secret',
        rate: 100_000,
        concurrency: 8,
        requestTimeoutMs: 500,
        ...settings,
      },
    });
    pusher.appId = application.id;
    pusher.#worker = await startWorker(db, log, { sync: refuseSync, push: pushWork(deps) });
    return pusher;
  }

  async stop(): Promise<void> {
    await this.#live?.stop();
    await this.#worker?.stop();
    await this.deps.targets.close();
    await this.target.stop();
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

  /** Usernames at the target, sorted. */
  names(): string[] {
    return this.target.users
      .all()
      .map(({ userName }) => userName)
      .sort();
  }

  /** Resolves once `holds` is true; gives up with its last value after ten seconds. */
  async until(holds: () => boolean | Promise<boolean>): Promise<boolean> {
    for (let n = 0; n < 1000; n++) {
      if (await holds()) return true;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
  }

  writes(): number {
    const { POST = 0, PUT = 0, DELETE = 0 } = this.target.counts;
    return POST + PUT + DELETE;
  }
}

async function refuseSync(): Promise<never> {
  throw new Error('no syncs here');
}
