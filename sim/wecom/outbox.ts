/** Events on their way out: held back, doubled, out of order or lost when told to. */
import { randomOf } from '../directory/random.ts';
import { checkAddress, type Pushed, type PushSettings, push, type Spoilt } from './push.ts';

export interface Delivery extends Pushed {
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

type Event = Record<string, string>;

/** Repeated after a connection that failed or an answer that came too late, never after an answer. */
const ATTEMPTS = 4;

export class Outbox {
  /** Where events go; undefined: nowhere. */
  push: PushSettings | undefined;
  retryMs = 1000;
  /** Every attempt, in order. */
  readonly deliveries: Delivery[] = [];
  readonly #corpId: string;
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #held: Event[] | undefined;

  constructor(corpId: string) {
    this.#corpId = corpId;
  }

  /** `fields` without what every event has. */
  tell(type: string, fields: Event): void {
    const event = this.#eventOf(type, fields);
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

  /** One call, spoilt or not, that is never repeated. */
  async pushOnce(type: string, fields: Event, spoilt?: Spoilt): Promise<Pushed> {
    return push(this.#settings(), this.#corpId, this.#eventOf(type, fields), spoilt);
  }

  /** What saving the address in the console does. */
  async checkUrl(spoilt?: Spoilt): Promise<Pushed> {
    return checkAddress(this.#settings(), this.#corpId, spoilt);
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  close(): void {
    this.#closing.abort();
  }

  #settings(): PushSettings {
    if (!this.push) throw new Error('the callback is not set up');
    return this.push;
  }

  #eventOf(type: string, fields: Event): Event {
    return {
      ToUserName: this.#corpId,
      FromUserName: 'sys',
      CreateTime: String(Math.floor(Date.now() / 1000)),
      MsgType: 'event',
      Event: 'change_contact',
      ChangeType: type,
      ...fields,
    };
  }

  #send(event: Event): void {
    if (!this.push) return;
    const tracked: Promise<void> = this.#pushUntilAnswered(this.push, event).finally(() =>
      this.#underWay.delete(tracked),
    );
    this.#underWay.add(tracked);
  }

  async #pushUntilAnswered(settings: PushSettings, event: Event): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const pushed = await push(settings, this.#corpId, event);
      this.deliveries.push({ type: event.ChangeType!, attempt, ...pushed });
      if (pushed.outcome === 'taken' || pushed.outcome === 'refused') return;
      if (this.#closing.signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.retryMs);
        this.#closing.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}
