import type { Socket } from 'node:net';
import { MusterError } from '../../src/errors/error.ts';
import { BerReader, protocolError } from '../../src/ldap/ber.ts';
import { FrameSplitter } from '../../src/ldap/frames.ts';
import { Op, readEnvelope, START_TLS } from '../../src/ldap/messages.ts';
import { bind, wrongCredentials } from './bind.ts';
import { dnOf, type Entry, hasClass } from './entry.ts';
import { GARBAGE } from './faults.ts';
import { type Filter, readFilter } from './filter.ts';
import {
  Code,
  type Controls,
  disconnectionNotice,
  entryMessage,
  type Result,
  readAttributeList,
  readControls,
  readSearchHead,
  referenceMessage,
  responseTag,
  resultMessage,
  type SearchHead,
} from './messages.ts';
import { MAX_PAGE, type Page, Pager } from './paging.ts';
import { continuations, findBase, matching, rootDse, selectAttributes } from './search.ts';
import type { ServerSettings } from './server.ts';

const ABANDON = 0x50;
const DELETE = 0x4a;
/** Requests that change something, and compare: known, and refused. */
const REFUSED_REQUESTS = new Set([0x66, 0x68, DELETE, 0x6c, 0x6e]);

interface Search extends SearchHead {
  id: number;
  filter: Filter;
  attributes: string[];
  controls: Controls;
}

/** One connection: who it is logged on as, and what it has not finished reading. */
export class Session {
  private readonly socket: Socket;
  private readonly settings: ServerSettings;
  private readonly splitter = new FrameSplitter(1024 * 1024);
  private readonly pager: Pager;
  private readonly waiting = new Map<number, NodeJS.Timeout>();
  private account: Entry | undefined;

  constructor(socket: Socket, settings: ServerSettings) {
    this.socket = socket;
    this.settings = settings;
    this.pager = new Pager(settings.faults);
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const timer of this.waiting.values()) clearTimeout(timer);
    });
  }

  private receive(chunk: Buffer): void {
    try {
      for (const frame of this.splitter.push(chunk)) this.handle(frame);
    } catch (error) {
      if (!(error instanceof MusterError)) throw error;
      // What could not be read has no known end either.
      this.socket.end(disconnectionNotice());
    }
  }

  private handle(frame: Buffer): void {
    const reader = new BerReader(frame);
    const id = readEnvelope(reader);
    const tag = reader.peek();
    switch (tag) {
      case Op.bindRequest:
        this.bind(id, reader.sub(tag));
        return;
      case Op.unbindRequest:
        this.socket.end();
        return;
      case ABANDON:
        this.abandon(reader.int(ABANDON));
        return;
      case Op.searchRequest: {
        const operation = reader.sub(tag);
        const head = readSearchHead(operation);
        const filter = readFilter(operation, this.settings.store);
        const attributes = readAttributeList(operation);
        this.search({ ...head, id, filter, attributes, controls: readControls(reader) });
        return;
      }
      case Op.extendedRequest:
        this.extended(id, reader.sub(tag).text(0x80));
        return;
      default:
        if (!REFUSED_REQUESTS.has(tag)) throw protocolError(`no request has the tag ${tag}`);
        this.socket.write(
          resultMessage(id, responseTag(tag), {
            code: Code.unwillingToPerform,
            message: 'This demonstration directory is changed through its programming interface only.',
          }),
        );
    }
  }

  private bind(id: number, operation: BerReader): void {
    const { store, faults, lockoutThreshold } = this.settings;
    const version = operation.int();
    const name = operation.text();
    const simple = operation.peek() === 0x80;
    this.account = undefined;
    let result: Result;
    if (version !== 3) result = { code: Code.protocolError, message: 'only version 3 is spoken here' };
    else if (!simple)
      result = { code: Code.authMethodNotSupported, message: 'only simple binds are taken here' };
    else if (faults.has('refuseBind')) result = wrongCredentials();
    else {
      const outcome = bind(store, name, operation.text(0x80), lockoutThreshold);
      this.account = outcome.entry;
      result = outcome.result;
    }
    this.socket.write(resultMessage(id, Op.bindResponse, result));
  }

  private extended(id: number, name: string): void {
    const result =
      name === START_TLS
        ? {
            code: Code.unavailable,
            message: '00000000: LdapErr: DSID-0C0911B5, comment: Error initializing SSL/TLS, data 0, v4563',
          }
        : {
            code: Code.protocolError,
            message: '0000203D: LdapErr: DSID-0C090C7D, comment: Unknown extended request OID, data 0, v4563',
          };
    this.socket.write(resultMessage(id, Op.extendedResponse, result));
  }

  private abandon(id: number): void {
    clearTimeout(this.waiting.get(id));
    this.waiting.delete(id);
  }

  private search(search: Search): void {
    if (search.scope === 'base' || !this.settings.faults.has('slow')) {
      this.answer(search);
      return;
    }
    const timer = setTimeout(() => {
      this.waiting.delete(search.id);
      this.answer(search);
    }, this.settings.slowMs);
    this.waiting.set(search.id, timer);
  }

  private answer(search: Search): void {
    const { store } = this.settings;
    const { id, controls } = search;
    if (search.base === '' && search.scope === 'base') {
      this.socket.write(entryMessage(id, '', rootDse(store, search.attributes)));
      this.done(id, { code: Code.success });
      return;
    }
    if (!this.account) {
      this.done(id, {
        code: Code.operationsError,
        message:
          '000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563',
      });
      return;
    }
    if (controls.unknown !== undefined) {
      this.done(id, badControl());
      return;
    }
    const base = findBase(store, search.base);
    if ('code' in base) {
      this.done(id, base);
      return;
    }
    if (controls.paged) this.answerPage(search, base, controls.paged);
    else this.answerAtOnce(search, base);
  }

  private answerAtOnce(search: Search, base: Entry): void {
    const entries = this.find(search, base);
    const limit = search.sizeLimit > 0 ? Math.min(search.sizeLimit, MAX_PAGE) : MAX_PAGE;
    const code = entries.length > limit ? Code.sizeLimitExceeded : Code.success;
    this.give(search, base, { entries: entries.slice(0, limit), cookie: Buffer.alloc(0) }, { code });
  }

  private answerPage(search: Search, base: Entry, paged: { size: number; cookie: Buffer }): void {
    if (paged.cookie.length === 0) {
      const found = this.find(search, base);
      const limited = search.sizeLimit > 0 && found.length > search.sizeLimit;
      const entries = limited ? found.slice(0, search.sizeLimit) : found;
      const page = this.pager.first(entries, paged.size);
      const code = limited && page.cookie.length === 0 ? Code.sizeLimitExceeded : Code.success;
      this.give(search, base, page, { code });
      return;
    }
    const page = this.pager.next(paged.cookie, paged.size);
    if (page) this.give(search, base, page, { code: Code.success });
    else this.done(search.id, badControl());
  }

  private find(search: Search, base: Entry): Entry[] {
    const found = matching(this.settings.store, base, search.scope, search.filter);
    if (search.scope === 'base' || !this.settings.faults.has('zeroUsers')) return found;
    return found.filter((entry) => !hasClass(entry, 'user'));
  }

  private give(search: Search, base: Entry, page: Page, result: Result): void {
    const { store } = this.settings;
    const { id } = search;
    const last = page.cookie.length === 0;
    const cut = search.scope === 'base' ? undefined : this.cutOf(last);
    const entries = cut ? page.entries.slice(0, Math.ceil(page.entries.length / 2)) : page.entries;
    for (const entry of entries) {
      const attributes = selectAttributes(entry, search.attributes);
      if (search.typesOnly) for (const name of attributes.keys()) attributes.set(name, []);
      this.socket.write(entryMessage(id, dnOf(entry), attributes));
    }
    if (cut === 'stopMidPage') this.socket.end();
    else if (cut === 'garbage') this.socket.write(GARBAGE);
    else if (cut === 'sizeLimit')
      this.done(id, { code: Code.sizeLimitExceeded }, search.controls, Buffer.alloc(0));
    else {
      if (last && !search.controls.domainScope) {
        for (const url of continuations(store, base, search.scope)) {
          this.socket.write(referenceMessage(id, url));
        }
      }
      this.done(id, result, search.controls, page.cookie);
    }
  }

  private cutOf(last: boolean): 'stopMidPage' | 'garbage' | 'sizeLimit' | undefined {
    const { faults } = this.settings;
    if (last && faults.has('stopMidPage')) return 'stopMidPage';
    if (faults.has('garbage')) return 'garbage';
    if (faults.has('sizeLimit')) return 'sizeLimit';
    return undefined;
  }

  private done(id: number, result: Result, controls?: Controls, cookie?: Buffer): void {
    this.socket.write(resultMessage(id, Op.searchDone, result, controls?.paged ? cookie : undefined));
  }
}

function badControl(): Result {
  return {
    code: Code.unavailableCriticalExtension,
    message: '00000057: LdapErr: DSID-0C0907D8, comment: Error processing control, data 0, v4563',
  };
}
