/** Events on their way out: over Stream, over HTTP push, held back, doubled, out of order or lost when told to. */
import { randomUUID } from 'node:crypto';
import { randomOf } from '../directory/random.ts';
import type { CompanyEvent } from './company.ts';
import { type OutEvent, type Pushed, type PushSettings, push, type Spoilt } from './push.ts';
import type { StreamGateway } from './stream.ts';

export interface Delivery extends Pushed {
  eventId: string;
  type: string;
  attempt: number;
}

/** What becomes of events that were held back. */
export interface Release {
  shuffle?: boolean;
  /** Every event goes out twice. */
  double?: boolean;
  /** Share that never arrives, from 0 to 1. */
  lose?: number;
  seed?: number;
}

export class Outbox {
  /** Where HTTP push goes; undefined: nowhere. */
  push: PushSettings | undefined;
  /** Waits before the second and the third attempt of HTTP push. */
  retryMs: readonly number[] = [10_000, 60_000];
  /** Every attempt of HTTP push, in order. */
  readonly deliveries: Delivery[] = [];
  /** Given up; handed out by the call for failed events. */
  readonly failed: OutEvent[] = [];
  readonly #corpId: string;
  readonly #gateway: StreamGateway;
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #held: OutEvent[] | undefined;

  constructor(corpId: string, gateway: StreamGateway) {
    this.#corpId = corpId;
    this.#gateway = gateway;
  }

  tell({ type, users, departments, roles }: CompanyEvent): void {
    const data = {
      ...(users ? { userId: users } : {}),
      ...(departments ? { deptId: departments } : {}),
      ...(roles ? { labelIdList: roles } : {}),
    };
    const event = {
      id: randomUUID().replaceAll('-', ''),
      type,
      time: Date.now(),
      corpId: this.#corpId,
      data,
    };
    if (this.#held) this.#held.push(event);
    else this.#send(event);
  }

  /** Nothing goes out until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release({ shuffle = false, double = false, lose = 0, seed = 1 }: Release = {}): void {
    const random = randomOf(seed);
    const events = (this.#held ?? []).flatMap((event) => (double ? [event, event] : [event]));
    this.#held = undefined;
    if (shuffle) events.sort(() => random.next() - 0.5);
    for (const event of events) if (!random.chance(lose)) this.#send(event);
  }

  /** One call of HTTP push, spoilt or not, that is never repeated. */
  async pushOnce(type: string, data: Record<string, unknown>, spoilt?: Spoilt): Promise<Pushed> {
    if (!this.push) throw new Error('HTTP push is not set up');
    const event = { id: randomUUID(), type, time: Date.now(), corpId: this.#corpId, data };
    return push(this.push, event, spoilt);
  }

  /** What saving the address in the console does. */
  checkUrl(): Promise<Pushed> {
    return this.pushOnce('check_url', {});
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  close(): void {
    this.#closing.abort();
  }

  #send(event: OutEvent): void {
    const track = (work: Promise<void>) => {
      const tracked = work.finally(() => this.#underWay.delete(tracked));
      this.#underWay.add(tracked);
    };
    if (this.push) track(this.#pushUntilTaken(this.push, event));
    else if (this.#gateway.open > 0) track(this.#gateway.deliver(event));
  }

  async #pushUntilTaken(settings: PushSettings, event: OutEvent): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const pushed = await push(settings, event);
      this.deliveries.push({ eventId: event.id, type: event.type, attempt, ...pushed });
      if (pushed.outcome === 'taken') return;
      const wait = this.retryMs[attempt - 1];
      if (wait === undefined || this.#closing.signal.aborted) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait);
        this.#closing.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    this.failed.push(event);
  }
}
