/** Events on their way out: over a persistent connection, by HTTP, held back, doubled, out of order or lost when told to. */
import { randomUUID } from 'node:crypto';
import { randomOf } from '../directory/random.ts';
import type { Gateway } from './gateway.ts';
import { checkAddress, type Pushed, type PushSettings, push, type Spoilt } from './push.ts';

/** An event in version 2.0. */
export interface OutEvent {
  schema: '2.0';
  header: {
    event_id: string;
    event_type: string;
    create_time: string;
    token: string;
    app_id: string;
    tenant_key: string;
  };
  event: Record<string, unknown>;
}

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
  /** Where events go by HTTP; undefined: over the persistent connections. */
  push: PushSettings | undefined;
  /** Waits before the attempts after the first. */
  retryMs: readonly number[] = [15_000, 300_000, 3_600_000, 6 * 3_600_000];
  /** Every attempt by HTTP, in order. */
  readonly deliveries: Delivery[] = [];
  readonly #app: { appId: string; tenantKey: string };
  readonly #gateway: Gateway;
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #held: OutEvent[] | undefined;

  constructor(app: { appId: string; tenantKey: string }, gateway: Gateway) {
    this.#app = app;
    this.#gateway = gateway;
  }

  tell(type: string, event: Record<string, unknown>): void {
    const made = this.#eventOf(type, event);
    if (this.#held) this.#held.push(made);
    else this.#send(made);
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

  /** One call by HTTP, spoilt or not, that is never repeated. */
  async pushOnce(type: string, event: Record<string, unknown>, spoilt?: Spoilt): Promise<Pushed> {
    const made = this.#eventOf(type, event);
    if (spoilt === 'token') made.header.token = 'wrong';
    if (spoilt === 'receiver') made.header.app_id = 'cli_somebodyelse';
    if (spoilt === 'time') made.header.create_time = String(Date.now() - 24 * 3_600_000);
    return push(this.#settings(), made, spoilt);
  }

  /** What saving the address in the console does. */
  checkUrl(spoilt?: Spoilt): Promise<Pushed> {
    return checkAddress(this.#settings(), spoilt);
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  close(): void {
    this.#closing.abort();
  }

  #settings(): PushSettings {
    if (!this.push) throw new Error('events by HTTP are not set up');
    return this.push;
  }

  #eventOf(type: string, event: Record<string, unknown>): OutEvent {
    const header = {
      event_id: randomUUID().replaceAll('-', ''),
      event_type: type,
      create_time: String(Date.now()),
      token: this.push?.verificationToken ?? '',
      app_id: this.#app.appId,
      tenant_key: this.#app.tenantKey,
    };
    return { schema: '2.0', header, event };
  }

  #send(event: OutEvent): void {
    if (!this.push && this.#gateway.open === 0) return;
    const work = this.push ? this.#pushUntilTaken(this.push, event) : this.#gateway.deliver(event);
    const tracked: Promise<void> = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  async #pushUntilTaken(settings: PushSettings, event: OutEvent): Promise<void> {
    const { event_id: eventId, event_type: type } = event.header;
    for (let attempt = 1; ; attempt++) {
      const pushed = await push(settings, event);
      this.deliveries.push({ eventId, type, attempt, ...pushed });
      if (pushed.outcome === 'taken') return;
      const wait = this.retryMs[attempt - 1];
      if (wait === undefined || this.#closing.signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait);
        this.#closing.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}
