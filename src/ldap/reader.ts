import { hash } from 'node:crypto';
import type { ErrorCode } from '../errors/catalogue.ts';
import { MusterError } from '../errors/error.ts';
import { type BerReader, MAX_MESSAGE_BYTES, protocolError } from './ber.ts';
import type { LdapConnection } from './connection.ts';
import { LdapEntry } from './entry.ts';
import {
  type LdapResult,
  Op,
  pagedResults,
  readPagedCookie,
  readResult,
  type SearchRequest,
  searchRequest,
} from './messages.ts';
import { searchError } from './result.ts';

/** Bytes of entries that may wait for the consumer before the socket is no longer read. */
const WAITING_BYTES = 32 * 1024 * 1024;
/** Entries handed over at once hold at most about this much, however large a page is. */
const BATCH_BYTES = 8 * 1024 * 1024;
/** AD may send empty pages while it passes over what may not be read; without an end this is a loop. */
const EMPTY_PAGES = 1000;
/** Entries that a search without pages may give; none of ours is for more than one. */
const FEW_ENTRIES = 16;
/** A server that drips is never silent: such a search ends after this many times the silence allowed. */
const SEARCH_PATIENCE = 10;
/** Beside a search for a single object the socket cannot be paused; a page that is larger then is no page. */
const MAX_WAITING_BYTES = 8 * WAITING_BYTES;
const NO_COOKIE = Buffer.alloc(0);
/** RFC 4511 appendix A. */
const SIZE_LIMIT_EXCEEDED = 4;
/** Failures of a search that mean its base cannot be seen, or is gone. */
const UNSEEN: ReadonlySet<ErrorCode> = new Set(['ldap_base_unreadable', 'ldap_access_denied'] as const);

export interface SearchTotals {
  entries: number;
  pages: number;
  /** Search references met; they are counted and never followed. */
  references: number;
}

/**
 * Everything below a base, page by page (RFC 2696), in batches of at most `pageSize`. The next page is asked for as
 * soon as the last one is taken, so the server works while the consumer does. Returning proves completeness: it ends
 * only on success with an empty cookie; any other result, a lost connection or pages going round in a loop throw.
 */
export async function* searchPaged(
  connection: LdapConnection,
  request: SearchRequest,
  pageSize: number,
): AsyncGenerator<LdapEntry[], SearchTotals, void> {
  const search = new PagedSearch(connection, request, pageSize);
  search.start();
  for (;;) {
    const batch = await search.next();
    if (!batch) return search.totals;
    yield batch;
  }
}

/**
 * One search without pages, for a single object or a few; throws as `searchPaged` does, also on a size limit, and
 * `ldap_protocol` beyond 16 entries, `ldap_slow` when the end has not come after ten times `requestTimeoutMs`.
 */
export async function search(connection: LdapConnection, request: SearchRequest): Promise<LdapEntry[]> {
  return patiently(connection, collect(connection, request));
}

/** True when a search finds anything; the server is asked for one object only. What may not be seen is not there. */
export async function exists(connection: LdapConnection, request: SearchRequest): Promise<boolean> {
  try {
    const found = collect(connection, { ...request, sizeLimit: 1 }, SIZE_LIMIT_EXCEEDED);
    return (await patiently(connection, found)).length > 0;
  } catch (error) {
    if (error instanceof MusterError && UNSEEN.has(error.code)) return false;
    throw error;
  }
}

async function patiently<T>(connection: LdapConnection, answer: Promise<T>): Promise<T> {
  const ms = connection.requestTimeoutMs * SEARCH_PATIENCE;
  const late = () =>
    connection.fail(new MusterError('ldap_slow', { address: connection.address, seconds: ms / 1000 }));
  const timer = setTimeout(late, ms);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
}

/** `limited` is the result that counts as success as well once something was found. */
function collect(connection: LdapConnection, request: SearchRequest, limited?: number): Promise<LdapEntry[]> {
  return new Promise((resolve, reject) => {
    const entries: LdapEntry[] = [];
    let bytes = 0;
    connection.exchange(searchRequest(request), {
      message(op, reader) {
        if (op === Op.searchEntry) {
          const entry = new LdapEntry(reader);
          bytes += entry.size;
          if (entries.push(entry) > FEW_ENTRIES || bytes > MAX_MESSAGE_BYTES)
            throw protocolError(
              `more than ${FEW_ENTRIES} entries or ${MAX_MESSAGE_BYTES} bytes for one object`,
            );
        } else if (op === Op.searchDone) {
          const result = readResult(reader, Op.searchDone);
          if (result.code === 0 || (result.code === limited && entries.length > 0)) resolve(entries);
          else reject(searchError(result, request.base));
        } else if (op !== Op.searchReference && op !== Op.intermediateResponse) throw unexpected(op);
      },
      fail: reject,
    });
  });
}

/** State of one paged search between the socket, which fills it, and the consumer, which empties it. */
class PagedSearch {
  readonly totals: SearchTotals = { entries: 0, pages: 0, references: 0 };
  private readonly connection: LdapConnection;
  private readonly operation: Buffer;
  private readonly base: string;
  private readonly pageSize: number;
  private readonly seenPages = new Set<string>();
  private ready: LdapEntry[][] = [];
  private batch: LdapEntry[] = [];
  private batchBytes = 0;
  private readyBytes = 0;
  private pageEntries = 0;
  private firstOfPage: LdapEntry | undefined;
  private lastOfPage: LdapEntry | undefined;
  private emptyPages = 0;
  /** Cookie of a page not asked for yet. */
  private cookie: Buffer | undefined;
  private ended = false;
  private failure: { error: unknown } | undefined;
  private wake: (() => void) | undefined;

  constructor(connection: LdapConnection, request: SearchRequest, pageSize: number) {
    this.connection = connection;
    this.operation = searchRequest(request);
    this.base = request.base;
    this.pageSize = pageSize;
  }

  start(): void {
    this.ask(NO_COOKIE);
  }

  async next(): Promise<LdapEntry[] | undefined> {
    for (;;) {
      if (this.failure) throw this.failure.error;
      const batch = this.ready.shift();
      if (this.ready.length === 0) this.askNext();
      if (batch) {
        for (const entry of batch) this.readyBytes -= entry.size;
        if (this.readyBytes < WAITING_BYTES) this.connection.resume();
        return batch;
      }
      if (this.ended) return undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private askNext(): void {
    const cookie = this.cookie;
    this.cookie = undefined;
    if (cookie) this.ask(cookie);
  }

  private ask(cookie: Buffer): void {
    this.connection.exchange(
      this.operation,
      {
        message: (op, reader) => this.message(op, reader),
        fail: (error) => {
          this.failure = { error };
          this.wake?.();
        },
      },
      [pagedResults(this.pageSize, cookie)],
    );
  }

  private message(op: number, reader: BerReader): void {
    if (op === Op.searchEntry) this.entry(new LdapEntry(reader));
    else if (op === Op.searchDone) this.done(readResult(reader, Op.searchDone), readPagedCookie(reader));
    else if (op === Op.searchReference) this.totals.references++;
    else if (op !== Op.intermediateResponse) throw unexpected(op);
  }

  private entry(entry: LdapEntry): void {
    this.batch.push(entry);
    this.batchBytes += entry.size;
    this.pageEntries++;
    this.firstOfPage ??= entry;
    this.lastOfPage = entry;
    if (this.batch.length >= this.pageSize || this.batchBytes >= BATCH_BYTES) this.handOver();
  }

  private handOver(): void {
    if (this.batch.length === 0) return;
    this.totals.entries += this.batch.length;
    this.readyBytes += this.batchBytes;
    this.ready.push(this.batch);
    this.batch = [];
    this.batchBytes = 0;
    if (this.readyBytes > MAX_WAITING_BYTES)
      throw protocolError(`page of more than ${MAX_WAITING_BYTES} bytes`);
    if (this.readyBytes >= WAITING_BYTES) this.connection.pause();
    this.wake?.();
  }

  private done(result: LdapResult, cookie: Buffer | undefined): void {
    if (result.code !== 0) {
      this.failure = { error: searchError(result, this.base) };
      this.wake?.();
      return;
    }
    if (!cookie) throw protocolError('page without the paging control');
    this.handOver();
    this.totals.pages++;
    this.refuseLoop();
    if (cookie.length === 0) this.ended = true;
    else {
      this.cookie = Buffer.from(cookie);
      if (this.ready.length === 0) this.askNext();
    }
    this.wake?.();
  }

  /** A cookie alone proves nothing (Samba's stays the same for a whole search): the same page twice does. */
  private refuseLoop(): void {
    if (this.pageEntries === 0) {
      if (++this.emptyPages > EMPTY_PAGES) throw new MusterError('ldap_paging_loop', { dn: this.base });
      return;
    }
    const ends = `${this.firstOfPage!.dn}\n${this.lastOfPage!.dn}\n${this.pageEntries}`;
    const page = hash('sha256', ends, 'base64');
    if (this.seenPages.has(page)) throw new MusterError('ldap_paging_loop', { dn: this.base });
    this.seenPages.add(page);
    this.pageEntries = 0;
    this.firstOfPage = undefined;
    this.lastOfPage = undefined;
    this.emptyPages = 0;
  }
}

function unexpected(op: number): MusterError {
  return protocolError(`operation 0x${op.toString(16)} in answer to a search`);
}
