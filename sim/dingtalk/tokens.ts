import { randomUUID } from 'node:crypto';

/** Things that are given out and end by themselves: tokens, tickets, codes. */
export class Handed<T> {
  readonly #held = new Map<string, { value: T; until: number }>();
  seconds: number;

  constructor(seconds: number) {
    this.seconds = seconds;
  }

  give(value: T): string {
    const token = randomUUID().replaceAll('-', '');
    this.#held.set(token, { value, until: Date.now() + this.seconds * 1000 });
    return token;
  }

  /** The same one while it holds, as DingTalk gives it: a repeated call renews it. */
  giveAgain(value: T): string {
    const [token] = [...this.#held].find(([, held]) => held.value === value && held.until > Date.now()) ?? [];
    if (token === undefined) return this.give(value);
    this.#held.get(token)!.until = Date.now() + this.seconds * 1000;
    return token;
  }

  get(token: string): T | undefined {
    const held = this.#held.get(token);
    return held && held.until > Date.now() ? held.value : undefined;
  }

  /** For what counts once. */
  take(token: string): T | undefined {
    const value = this.get(token);
    this.#held.delete(token);
    return value;
  }

  /** Everything given out so far is void. */
  void(): void {
    this.#held.clear();
  }
}
