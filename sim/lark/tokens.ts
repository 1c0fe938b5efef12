import { randomUUID } from 'node:crypto';

/** The same token is given again while it holds for at least so long. */
const RENEW_SECONDS = 1800;

/** Tokens of the app. */
export class AppTokens {
  readonly #until = new Map<string, number>();
  seconds: number;

  constructor(seconds: number) {
    this.seconds = seconds;
  }

  /** With less than half an hour left there is a new one, and both work (“Get tenant_access_token”). */
  give(): { token: string; expire: number } {
    const now = Date.now();
    for (const [token, until] of this.#until) {
      const left = Math.floor((until - now) / 1000);
      if (left >= Math.min(RENEW_SECONDS, this.seconds / 4)) return { token, expire: left };
      if (left <= 0) this.#until.delete(token);
    }
    const token = `t-${randomUUID().replaceAll('-', '')}`;
    this.#until.set(token, now + this.seconds * 1000);
    return { token, expire: this.seconds };
  }

  isGood(token: string): boolean {
    return (this.#until.get(token) ?? 0) > Date.now();
  }

  /** Everything given out so far is void. */
  void(): void {
    this.#until.clear();
  }
}
