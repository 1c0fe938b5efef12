import { randomBytes } from 'node:crypto';
import type { Entry } from './entry.ts';
import type { Faults } from './faults.ts';

/** MaxPageSize of Windows' default query policy; also what a search without pages may give. */
export const MAX_PAGE = 1000;

export interface Page {
  entries: Entry[];
  /** Empty at the last page. */
  cookie: Buffer;
}

/** What one connection has yet to read; as on Windows a cookie is worth nothing on another connection. */
export class Pager {
  private readonly open = new Map<string, { rest: Entry[]; number: number }>();
  private readonly faults: Faults;

  constructor(faults: Faults) {
    this.faults = faults;
  }

  first(entries: Entry[], size: number): Page {
    return this.take(entries, size, 1);
  }

  /** Undefined for a cookie that was not given out here, or was used already. Size 0 gives the search up. */
  next(cookie: Buffer, size: number): Page | undefined {
    const key = cookie.toString('hex');
    const state = this.open.get(key);
    this.open.delete(key);
    if (!state) return undefined;
    if (size === 0) return { entries: [], cookie: Buffer.alloc(0) };
    return this.take(state.rest, size, state.number + 1);
  }

  private take(rest: Entry[], size: number, number: number): Page {
    const count = Math.min(size, MAX_PAGE);
    if (this.faults.has('loopPages')) {
      return { entries: rest.slice(0, count), cookie: this.remember(rest, number) };
    }
    const withEmptyPage = this.faults.has('emptyPageWithCookie');
    if (withEmptyPage && number === 2) return { entries: [], cookie: this.remember(rest, number) };
    const left = rest.slice(count);
    const more = left.length > 0 || (withEmptyPage && number === 1);
    return { entries: rest.slice(0, count), cookie: more ? this.remember(left, number) : Buffer.alloc(0) };
  }

  private remember(rest: Entry[], number: number): Buffer {
    const cookie = randomBytes(16);
    this.open.set(cookie.toString('hex'), { rest, number });
    return cookie;
  }
}
