/**
 * Lark in one process, for tests and for trying out: the API, the log-on page, events by HTTP and over persistent
 * connections, all at one address, over a made-up company.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CompanyPeople } from '../company/company.ts';
import { administer } from './admin.ts';
import { ok, page, refusal, type SimAnswer, tooOften } from './answers.ts';
import { Company, type CompanyEvent } from './company.ts';
import { contactsAnswer, type Query } from './contacts.ts';
import { CallMeter, Faults, type Limits } from './faults.ts';
import { Gateway, type GatewaySettings } from './gateway.ts';
import { Logon } from './logon.ts';
import { Outbox } from './outbox.ts';
import { DEFAULT_IDS, shownDepartment, shownUser } from './shown.ts';
import { AppTokens } from './tokens.ts';

export interface LarkOptions {
  port?: number;
  people?: number;
  seed?: number;
  /** The company to have, instead of one made from the seed. */
  made?: CompanyPeople | undefined;
  appId?: string;
  appSecret?: string;
  tokenSeconds?: number;
  /** As the vendor counts: 1,000 calls a minute and 50 a second of each API. Off unless asked for. */
  limits?: boolean;
  gateway?: Partial<GatewaySettings>;
}

const DOCUMENTED: Limits = { perMinute: 1000, perSecond: 50 };
const BODY_MAX = 1024 * 1024;
const CONTACTS = '/open-apis/contact/v3';

/** Starts it on the loopback; port 0 or none takes a free one. */
export async function startLark(options: LarkOptions = {}): Promise<LarkSim> {
  const sim = new LarkSim(options);
  await sim.listen(options.port ?? 0);
  return sim;
}

export class LarkSim {
  readonly appId: string;
  readonly appSecret: string;
  readonly company: Company;
  readonly faults = new Faults();
  readonly gateway: Gateway;
  readonly outbox: Outbox;
  readonly logon: Logon;
  readonly tokens: AppTokens;
  /** Calls by path, ids left out. */
  readonly counts: Record<string, number> = {};
  /** Called before a call is answered: what happens in the middle of somebody's reading. */
  onCall: ((path: string, query: Query) => void) | undefined;
  url = '';
  readonly #meter = new CallMeter();
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  constructor(options: LarkOptions) {
    this.appId = options.appId ?? 'cli_0123456789abcdef';
    this.appSecret = options.appSecret ?? 'simulated-secret';
    this.tokens = new AppTokens(options.tokenSeconds ?? 7200);
    this.gateway = new Gateway(options.gateway);
    const { people, seed, made } = options;
    this.company = new Company(
      { made, ...(people === undefined ? {} : { people }), ...(seed === undefined ? {} : { seed }) },
      (event) => this.#tell(event),
    );
    this.outbox = new Outbox({ appId: this.appId, tenantKey: this.company.tenantKey }, this.gateway);
    this.logon = new Logon(this.company, this.appId, this.appSecret);
    if (options.limits) this.faults.limits = DOCUMENTED;
    this.#server.on('upgrade', (request, socket, head) => {
      const device = new URL(request.url!, 'http://sim').searchParams.get('device_id') ?? '';
      this.gateway.upgrade(request, socket, head, device);
    });
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.outbox.close();
    this.gateway.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Only what lies in the contact scope is told of. */
  #tell(event: CompanyEvent): void {
    const { company, faults } = this;
    const { withdrawn } = faults;
    if (event.type === 'scope') {
      const { before, after } = event;
      const lists = (one: typeof before) => ({
        departments: (one?.departments ?? []).map((id) => ({ open_department_id: id })),
        users: (one?.users ?? []).map((id) => ({ union_id: id })),
        user_groups: (one?.groups ?? []).map((id) => ({ user_group_id: id })),
      });
      this.outbox.tell('contact.scope.updated_v3', { added: lists(after), removed: lists(before) });
      return;
    }
    const old = event.changed ? { old_object: event.changed } : {};
    if ('user' in event) {
      if (!company.seesUser(event.user)) return;
      const { orders: _orders, ...object } = shownUser(company, event.user, DEFAULT_IDS, withdrawn);
      this.outbox.tell(`contact.user.${event.type}_v3`, { object, ...old });
      return;
    }
    const { department } = event;
    if (company.visible && !company.sees(department.openId)) return;
    const object = shownDepartment(company, department, DEFAULT_IDS, withdrawn);
    // A number here, a text everywhere else.
    const sent = { ...object, ...(object.order === undefined ? {} : { order: department.order }) };
    this.outbox.tell(`contact.department.${event.type}_v3`, { object: sent, ...old });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://sim');
    const path = url.pathname;
    const query = Object.fromEntries(url.searchParams);
    try {
      const body = await bodyOf(request);
      if (path.startsWith('/sim/')) return send(response, await administer(this, path.slice(5), body));
      const api = path.replace(/\/(on_|ou_|od-|g1)[^/]+|(?<=departments)\/0(?=\/|$)/, '/:id');
      this.counts[api] = (this.counts[api] ?? 0) + 1;
      this.onCall?.(path, query);
      const fault = this.faults.next(path);
      if (fault === 'reset') return void request.socket.destroy();
      if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, this.faults.slowMs));
      const answer =
        this.#faulty(fault) ??
        this.#limited(api) ??
        this.#answer(request, path, url.searchParams, query, body);
      if (fault === 'no_token') Object.assign((answer.body as { data: object }).data, { has_more: true });
      if (fault === 'cut') return cut(response, answer);
      send(response, answer);
    } catch (error) {
      send(response, page(500, `<h1>simulator: ${(error as Error).message}</h1>`));
    }
  }

  #faulty(fault: ReturnType<Faults['next']>): SimAnswer | undefined {
    if (fault === 'limit') return tooOften(1000, 1);
    if (fault === 'limit_old') return refusal('99991400', 'request trigger frequency limit');
    if (fault === 'quota') return refusal('99991403', 'This month’s API call quota has been exceeded');
    if (fault === 'busy') return refusal('40003', 'internal error');
    if (fault === 'error') return page(500, '<h1>Internal Server Error</h1>');
    if (fault === 'gateway') return page(502, '<h1>502 Bad Gateway</h1>');
    if (fault === 'html') return page(200, '<!doctype html><title>登录</title>');
    if (fault === 'empty') return ok({});
    if (fault === 'token') this.tokens.void();
    return undefined;
  }

  #limited(api: string): SimAnswer | undefined {
    const { limits } = this.faults;
    const wait = limits && this.#meter.take(api, limits);
    return wait === undefined ? undefined : tooOften(limits!.perMinute, wait);
  }

  #answer(
    request: IncomingMessage,
    path: string,
    search: URLSearchParams,
    query: Query,
    body: Record<string, unknown>,
  ): SimAnswer {
    if (path === '/open-apis/authen/v1/authorize') return this.logon.authorize(search);
    if (path === '/open-apis/auth/v3/tenant_access_token/internal') return this.#appToken(body);
    if (path === '/open-apis/authen/v2/oauth/token') return this.logon.userToken(body);
    if (path === '/callback/ws/endpoint')
      return body.AppID === this.appId && body.AppSecret === this.appSecret
        ? this.gateway.endpoint(this.url)
        : { ...refusal('514', 'auth failed'), status: 200 };
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return refusal('99991661');
    if (path === '/open-apis/authen/v1/user_info') return this.logon.me(token);
    if (!/^[tu]-/.test(token)) return refusal('99991671');
    if (!this.tokens.isGood(token)) return refusal('99991663');
    if (this.faults.addressRefused)
      return refusal('99991401', 'ip 203.0.113.9 is denied by app setting, please add it to the whitelist');
    const answer = path.startsWith(`${CONTACTS}/`)
      ? contactsAnswer(this.company, this.faults, path.slice(CONTACTS.length), query)
      : undefined;
    return answer ?? page(404, '404 page not found');
  }

  #appToken({ app_id: id, app_secret: secret }: Record<string, unknown>): SimAnswer {
    if (typeof id !== 'string' || typeof secret !== 'string' || id !== this.appId) return refusal('10003');
    if (secret !== this.appSecret) return refusal('10014');
    const { token, expire } = this.tokens.give();
    return { status: 200, body: { code: 0, msg: 'ok', tenant_access_token: token, expire } };
  }
}

/** Whatever a client sends along, `{}` with a GET too. */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > BODY_MAX) throw new Error('the body is too large');
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function send(response: ServerResponse, { status, body, html, location, headers = {} }: SimAnswer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (location !== undefined) response.setHeader('location', location);
  const type = html === undefined ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
  response.writeHead(status, { 'content-type': type });
  response.end(html ?? (body === undefined ? '' : JSON.stringify(body)));
}

/** Half of an answer, then the end of the connection. */
function cut(response: ServerResponse, { status, body }: SimAnswer): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}
