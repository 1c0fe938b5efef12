/** Log-on: the pages a browser sees, codes that count once, tickets for what members agreed to show. */
import { randomBytes } from 'node:crypto';
import type { SimMember } from './company.ts';
import type { WeComState } from './state.ts';

const CODE_MS = 300_000;
const TICKET_MS = 1800_000;
const SHOWN = 20;

interface Coded {
  /** Undefined: somebody of another company. */
  member: SimMember | undefined;
  consent: boolean;
  until: number;
}

export interface LogonPage {
  status: number;
  html?: string;
  location?: string;
}

export class Logon {
  /** What members agree to show when they are asked. */
  consented: string[] = ['mobile', 'email', 'biz_mail', 'gender'];
  readonly #state: WeComState;
  readonly #codes = new Map<string, Coded>();
  readonly #tickets = new Map<string, { member: SimMember; until: number }>();

  constructor(state: WeComState) {
    this.#state = state;
  }

  /** The page that shows the code to scan, and the one inside WeCom; `as` stands for the person with the telephone. */
  authorize(path: string, query: URLSearchParams): LogonPage {
    const back = query.get('redirect_uri') ?? '';
    const inside = path === '/connect/oauth2/authorize';
    const consent = query.get('scope') === 'snsapi_privateinfo';
    const isOurs = query.get('appid') === this.#state.corpId;
    const hasAgent = query.get('agentid') === this.#state.agentId;
    if (!isOurs || (!hasAgent && (!inside || consent))) return refused(40013, '不合法的CorpID或agentid');
    if (inside && query.get('response_type') !== 'code') return refused(40003, 'response_type 参数错误');
    const { trustedDomains } = this.#state;
    if (!URL.canParse(back) || (trustedDomains.size > 0 && !trustedDomains.has(new URL(back).host)))
      return refused(50001, 'redirect_uri 与应用的可信域名不一致');
    const as = query.get('as');
    if (as === null) return { status: 200, html: this.#people(path, query) };
    const address = new URL(back);
    address.searchParams.set('code', this.codeFor(as, inside && consent));
    address.searchParams.set('state', query.get('state') ?? '');
    return { status: 302, location: address.href };
  }

  codeFor(userid: string, consent = false): string {
    const code = randomBytes(32).toString('base64url');
    this.#codes.set(code, { member: this.#state.member(userid), consent, until: Date.now() + CODE_MS });
    return code;
  }

  userInfo(code: string): Record<string, unknown> | undefined {
    const coded = this.#codes.get(code);
    this.#codes.delete(code);
    if (!coded || coded.until <= Date.now()) return undefined;
    const { member, consent } = coded;
    if (!member) return { openid: 'oAAAA-of-somebody-else' };
    if (!consent || !this.#state.seesMember(member)) return { userid: member.userid };
    const ticket = randomBytes(48).toString('base64url');
    this.#tickets.set(ticket, { member, until: Date.now() + TICKET_MS });
    return { userid: member.userid, user_ticket: ticket };
  }

  userDetail(ticket: string): Record<string, unknown> | undefined {
    const held = this.#tickets.get(ticket);
    if (!held || held.until <= Date.now()) return undefined;
    const { userid, ...fields } = held.member;
    const shown = Object.entries(fields).filter(([name]) => this.consented.includes(name));
    return { userid, ...Object.fromEntries(shown) };
  }

  #people(path: string, query: URLSearchParams): string {
    const links = [...this.#state.company.members.values()].slice(0, SHOWN).map(({ userid, name }) => {
      const search = new URLSearchParams(query);
      search.set('as', userid);
      return `<li><a href="${path}?${escaped(search.toString())}">${escaped(name)}</a></li>`;
    });
    return `<!doctype html><meta charset="utf-8"><title>企业微信登录</title><h1>选择登录的成员</h1><ul>${links.join('')}</ul>`;
  }
}

const refused = (code: number, text: string): LogonPage => ({
  status: 200,
  html: `<!doctype html><meta charset="utf-8"><h1>${text}，错误码：${code}</h1>`,
});

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
