/** The SCIM target that a push is killed against. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Fault } from '../../sim/scim-target/faults.ts';
import type { SimUser } from '../../sim/scim-target/users.ts';

export interface TargetState {
  users: SimUser[];
  /** Creations, updates and deletions it was asked for. */
  writes: number;
}

export class Target {
  readonly url: string;
  readonly tokenUrl: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, { url, tokenUrl }: { url: string; tokenUrl: string }) {
    this.#child = child;
    this.url = url;
    this.tokenUrl = tokenUrl;
  }

  static async start(seed: number): Promise<Target> {
    const child = fork(join(import.meta.dirname, 'target-process.ts'), [String(seed)]);
    const [addresses] = await once(child, 'message');
    return new Target(child, addresses);
  }

  async state(): Promise<TargetState> {
    return this.#ask({});
  }

  /** From now on each request fails with these probabilities. */
  async misbehave(odds: Partial<Record<Fault, number>>): Promise<void> {
    await this.#ask({ odds });
  }

  async stop(): Promise<void> {
    if (!this.#child.connected) return;
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }

  async #ask(message: object): Promise<TargetState> {
    const answered = once(this.#child, 'message');
    this.#child.send(message);
    const [state] = await answered;
    return state;
  }
}
