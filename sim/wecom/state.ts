/** What a simulated WeCom knows beside the company: credentials, tokens, what the application may see, limits. */
import { randomBytes } from 'node:crypto';
import type { CompanyPeople } from '../company/company.ts';
import { makeWeComCompany, ROOT, type SimCompany, type SimDepartment, type SimMember } from './company.ts';
import { Faults } from './faults.ts';

export interface WeComOptions {
  port?: number;
  people?: number;
  seed?: number;
  /** The company to have, instead of one made from the seed. */
  made?: CompanyPeople | undefined;
  corpId?: string;
  agentId?: string;
  appSecret?: string;
  syncSecret?: string;
  /** The application was made before June 2022: it gets private fields. */
  privateFields?: boolean;
  /** The contact-sync secret was used before August 2022: it reads everything. */
  oldSync?: boolean;
  tokenSeconds?: number;
  /** Calls of one API in a minute; no limit where left out. */
  callsPerMinute?: number;
}

export type Caller = 'app' | 'sync';

/** Whose secret a token stands for, and until when. */
interface Issued {
  caller: Caller;
  until: number;
}

/** What the application may see; the whole company where it names the root. */
export interface Range {
  departments: number[];
  users: string[];
}

/** Never sent to newer applications. */
const PRIVATE = ['avatar', 'gender', 'mobile', 'email', 'biz_mail', 'qr_code', 'address'];
const MINUTE = 60_000;

/** Everything but the way calls come in and events go out. */
export class WeComState {
  readonly corpId: string;
  readonly agentId: string;
  readonly secrets: Record<Caller, string>;
  readonly company: SimCompany;
  readonly faults = new Faults();
  /** Calls by path without `/cgi-bin/`. */
  readonly counts: Record<string, number> = {};
  range: Range = { departments: [ROOT], users: [] };
  privateFields: boolean;
  oldSync: boolean;
  tokenSeconds: number;
  callsPerMinute: number | undefined;
  /** Addresses whose calls are answered; all where undefined. */
  trusted: string[] | undefined;
  agentClosed = false;
  /** APIs (without `/cgi-bin/`) that a secret may not call. */
  readonly forbidden = new Set<string>();
  /** Rows of a page of `user/list_id`, however many are asked for. */
  pageMax = 10_000;
  /** `user/list_id` spells userids in capitals, which are the same to WeCom. */
  capitalIds = false;
  /** Hosts that log-on may send a browser back to; all where empty. */
  readonly trustedDomains = new Set<string>();
  readonly #tokens = new Map<string, Issued>();
  readonly #windows = new Map<string, { began: number; calls: number }>();

  constructor(options: WeComOptions) {
    this.corpId = options.corpId ?? 'ww1234567890abcdef';
    this.agentId = options.agentId ?? '1000002';
    this.secrets = {
      app: options.appSecret ?? 'app-secret-of-the-simulator',
      sync: options.syncSecret ?? 'sync-secret-of-the-simulator',
    };
    const { people = 300, seed = 1, made } = options;
    this.company = makeWeComCompany({ people, seed, made });
    this.privateFields = options.privateFields ?? false;
    this.oldSync = options.oldSync ?? false;
    this.tokenSeconds = options.tokenSeconds ?? 7200;
    this.callsPerMinute = options.callsPerMinute;
  }

  /** A repeated call gives the same token while it holds. */
  issue(caller: Caller): string {
    const now = Date.now();
    for (const [token, { caller: of, until }] of this.#tokens) if (of === caller && until > now) return token;
    const token = randomBytes(48).toString('base64url');
    this.#tokens.set(token, { caller, until: now + this.tokenSeconds * 1000 });
    return token;
  }

  /** Undefined for a token that was never given. */
  holder(token: string): { caller: Caller; expired: boolean } | undefined {
    const issued = this.#tokens.get(token);
    return issued && { caller: issued.caller, expired: issued.until <= Date.now() };
  }

  /** Every token given so far has run out. */
  expireTokens(): void {
    for (const issued of this.#tokens.values()) issued.until = 0;
  }

  /** Counts a call; true when it is one too many. */
  count(path: string): boolean {
    this.counts[path] = (this.counts[path] ?? 0) + 1;
    if (this.callsPerMinute === undefined) return false;
    const now = Date.now();
    const window = this.#windows.get(path);
    if (!window || now - window.began >= MINUTE) {
      this.#windows.set(path, { began: now, calls: 1 });
      return false;
    }
    return ++window.calls > this.callsPerMinute;
  }

  /** Ends the block of every API. */
  forgetLimits(): void {
    this.#windows.clear();
  }

  seesDepartment(id: number): boolean {
    const path = new Set<number>();
    for (let at: number | undefined = id; at !== undefined && !path.has(at); ) {
      if (this.range.departments.includes(at)) return true;
      path.add(at);
      at = this.company.departments.get(at)?.parentid;
    }
    return false;
  }

  seesMember({ userid, department }: SimMember): boolean {
    return this.range.users.includes(userid) || department.some((id) => this.seesDepartment(id));
  }

  member(userid: string): SimMember | undefined {
    return this.company.members.get(userid.toLowerCase());
  }

  /** A member as the caller may have it. */
  shown(member: SimMember, caller: Caller): Record<string, unknown> {
    const all = (caller === 'app' && this.privateFields) || (caller === 'sync' && this.oldSync);
    const shown: Record<string, unknown> = { ...member };
    if (!all) for (const name of PRIVATE) delete shown[name];
    return shown;
  }

  departmentsBelow(id: number): SimDepartment[] {
    const below = new Map<number, SimDepartment[]>();
    for (const department of this.company.departments.values()) {
      const siblings = below.get(department.parentid);
      if (siblings) siblings.push(department);
      else below.set(department.parentid, [department]);
    }
    const top = this.company.departments.get(id);
    const found = new Set<SimDepartment>(top ? [top] : []);
    for (const at of found) for (const child of below.get(at.id) ?? []) found.add(child);
    return [...found];
  }

  /** Direct members by department, made anew only when asked after a change. */
  membersOf(id: number): SimMember[] {
    this.#byDepartment ??= this.#indexed();
    return this.#byDepartment.get(id) ?? [];
  }

  #byDepartment: Map<number, SimMember[]> | undefined;

  /** To be called after every change of the company. */
  changed(): void {
    this.#byDepartment = undefined;
  }

  #indexed(): Map<number, SimMember[]> {
    const index = new Map<number, SimMember[]>();
    for (const member of this.company.members.values())
      for (const id of member.department) {
        const list = index.get(id);
        if (list) list.push(member);
        else index.set(id, [member]);
      }
    return index;
  }
}
