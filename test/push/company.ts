import { type DingTalkSim, startDingTalk } from '../../sim/dingtalk/server.ts';
import type { Account } from '../../src/model/account.ts';
import type { TestDb } from '../db.ts';
import { PushWorld, type Settings } from './world.ts';

/** The department everything is pushed below; the company itself has people of its own. */
const TOP_NAME = 'Muster';
const WRITES = /^\/topapi\/v2\/(user|department)\/(create|update|delete)$/;

/** A simulated DingTalk company of twenty people with an application for it. */
export class Company extends PushWorld {
  readonly sim: DingTalkSim;
  readonly top: number;
  /** userids that were there before anything was pushed. */
  readonly natives: ReadonlySet<string>;

  private constructor(test: TestDb, sim: DingTalkSim) {
    super(test);
    this.sim = sim;
    this.top = sim.company.addDepartment(TOP_NAME, 1);
    this.natives = new Set(sim.company.users.keys());
  }

  static async start(settings: Settings = {}): Promise<Company> {
    const company = new Company(await PushWorld.database(), await startDingTalk({ people: 20 }));
    await company.open('dingtalk', 'DingTalk', {
      baseUrl: company.sim.url,
      clientId: company.sim.clientId,
      clientSecret: company.sim.clientSecret,
      departmentId: String(company.top),
      rate: 1000,
      requestTimeoutMs: 500,
      guard: { deletions: 10, share: 100 },
      ...settings,
    });
    return company;
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.sim.close();
  }

  /** An account with a number that nobody of the company has. */
  async person(username: string, fields: object = {}): Promise<Account> {
    return this.account(username, {
      displayName: `Name of ${username}`,
      phoneRegion: '86',
      phoneNumber: `1990000${String(this.#made++).padStart(4, '0')}`,
      ...fields,
    });
  }
  #made = 0;

  /** Whom a push made, by userid. */
  pushed() {
    return [...this.sim.company.users.values()].filter(({ userid }) => !this.natives.has(userid));
  }

  user(account: Pick<Account, 'id'>) {
    return this.sim.company.users.get(account.id);
  }

  /** Departments below the one of the settings, as paths. */
  paths(): string[] {
    const { company } = this.sim;
    const pathsBelow = (id: number): string[] =>
      company
        .children(id)
        .flatMap((child) => [child.name, ...pathsBelow(child.id).map((path) => `${child.name}/${path}`)]);
    return pathsBelow(this.top).sort();
  }

  /** The paths of a person's departments; the one of the settings is `.`. */
  places(account: Pick<Account, 'id'>): string[] {
    const { company } = this.sim;
    const path = (id: number): string => {
      if (id === this.top) return '.';
      const { name, parent } = company.departments.get(id)!;
      const above = path(parent!);
      return above === '.' ? name : `${above}/${name}`;
    };
    return this.user(account)!.departments.map(path);
  }

  writes(): number {
    return Object.entries(this.sim.counts).reduce((sum, [path, n]) => sum + (WRITES.test(path) ? n : 0), 0);
  }
}
