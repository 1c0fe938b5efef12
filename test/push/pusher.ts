import { type ScimTarget, type ScimTargetOptions, startScimTarget } from '../../sim/scim-target/server.ts';
import type { TestDb } from '../db.ts';
import { PushWorld, type Settings } from './world.ts';

/** A simulated SCIM target with an application for it. */
export class Pusher extends PushWorld {
  readonly target: ScimTarget;

  private constructor(test: TestDb, target: ScimTarget) {
    super(test);
    this.target = target;
  }

  static async start(settings: Settings = {}, target: ScimTargetOptions = {}): Promise<Pusher> {
    const pusher = new Pusher(await PushWorld.database(), await startScimTarget(target));
    await pusher.open('alibaba-ram', 'RAM', {
      baseUrl: pusher.target.url,
      tokenUrl: pusher.target.tokenUrl,
      clientId: 'client',
      clientSecret: 'secret',
      rate: 100_000,
      concurrency: 8,
      requestTimeoutMs: 500,
      ...settings,
    });
    return pusher;
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.target.stop();
  }

  /** Usernames at the target, sorted. */
  names(): string[] {
    return this.target.users
      .all()
      .map(({ userName }) => userName)
      .sort();
  }

  writes(): number {
    const { POST = 0, PUT = 0, DELETE = 0 } = this.target.counts;
    return POST + PUT + DELETE;
  }
}
