/**
 * DingTalk in one process, for tests and for trying out: the older and the newer API, the log-on page, the gateway of
 * Stream mode and HTTP push, all at one address, over a made-up company.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CompanyPeople } from '../company/company.ts';
import { administer } from './admin.ts';
import { legacyOk, modernError, modernOk, page, plain, type SimAnswer, wrapped } from './answers.ts';
import { Company } from './company.ts';
import { directoryAnswer, type Input } from './directory-api.ts';
import { CallMeter, Faults } from './faults.ts';
import { Logon } from './logon.ts';
import { Outbox } from './outbox.ts';
import { StreamGateway, type StreamSettings } from './stream.ts';
import { Handed } from './tokens.ts';

export interface DingTalkOptions {
  port?: number;
  people?: number;
  seed?: number;
  /** The company to have, instead of one made from the seed. */
  made?: CompanyPeople | undefined;
  clientId?: string;
  clientSecret?: string;
  tokenSeconds?: number;
  /** As the vendor's standard edition: 20 calls a second of each API. Off unless asked for. */
  limits?: boolean;
  stream?: Partial<StreamSettings>;
}

const STANDARD_LIMIT = 20;
const BODY_MAX = 1024 * 1024;

/** Starts it on the loopback; port 0 or none takes a free one. */
export async function startDingTalk(options: DingTalkOptions = {}): Promise<DingTalkSim> {
  const sim = new DingTalkSim(options);
  await sim.listen(options.port ?? 0);
  return sim;
}

export class DingTalkSim {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly company: Company;
  readonly faults = new Faults();
  readonly gateway: StreamGateway;
  readonly outbox: Outbox;
  readonly logon: Logon;
  readonly tokens: Handed<string>;
  /** Calls by path. */
  readonly counts: Record<string, number> = {};
  /** Called before a call is answered: what happens in the middle of somebody's reading. */
  onCall: ((path: string, input: Input) => void) | undefined;
  url = '';
  readonly #meter = new CallMeter();
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  constructor(options: DingTalkOptions) {
    this.clientId = options.clientId ?? 'dingappkey000001';
    this.clientSecret = options.clientSecret ?? 'simulated-secret';
    this.tokens = new Handed(options.tokenSeconds ?? 7200);
    this.gateway = new StreamGateway(options.stream);
    const { people, seed, made } = options;
    this.company = new Company(
      { made, ...(people === undefined ? {} : { people }), ...(seed === undefined ? {} : { seed }) },
      (event) => this.outbox.tell(event),
    );
    this.outbox = new Outbox(this.company.corpId, this.gateway);
    this.logon = new Logon(this.company, this.clientId, this.clientSecret);
    if (options.limits) this.faults.callsPerSecond = STANDARD_LIMIT;
    this.#server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url!, 'http://sim').searchParams.get('ticket') ?? '';
      this.gateway.upgrade(request, socket, head, ticket);
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

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://sim');
    const path = url.pathname;
    try {
      const input = await inputOf(request, url);
      if (path.startsWith('/sim/')) return send(response, await administer(this, path.slice(5), input));
      this.counts[path] = (this.counts[path] ?? 0) + 1;
      this.onCall?.(path, input);
      const fault = this.faults.next(path);
      if (fault === 'reset') return void request.socket.destroy();
      if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, this.faults.slowMs));
      const answer = this.#faulty(fault) ?? this.#refused(path) ?? this.#answer(request, path, url, input);
      if (fault === 'cut') return cut(response, answer);
      if (fault === 'reset_after') return void request.socket.destroy();
      if (fault === 'error_after') return send(response, page(500, '<h1>Internal Server Error</h1>'));
      send(response, answer);
    } catch (error) {
      send(response, page(500, `<h1>simulator: ${(error as Error).message}</h1>`));
    }
  }

  #faulty(fault: ReturnType<Faults['next']>): SimAnswer | undefined {
    if (fault === 'limit_app') return wrapped('90018');
    if (fault === 'limit_all') {
      const time = new Date(Date.now() + 8 * 3600_000 + 1000).toISOString().slice(0, 19).replace('T', ' ');
      return wrapped('90002', `, 请求总次数超过 1200 次, 限制将在 ${time} 结束.`);
    }
    if (fault === 'limit_plain') return plain('90018');
    if (fault === 'busy') return plain('-1');
    if (fault === 'error') return page(500, '<h1>Internal Server Error</h1>');
    if (fault === 'gateway') return page(502, '<h1>502 Bad Gateway</h1>');
    if (fault === 'html') return page(200, '<!doctype html><title>登录</title>');
    if (fault === 'blocked')
      return { status: 200, body: { status: 1111, wait: 0, source: 'x5', punish: 'deny', uuid: 'u' } };
    if (fault === 'empty') return legacyOk(undefined);
    if (fault === 'token') this.tokens.void();
    return undefined;
  }

  /** What the gateway refuses before an API sees the call. */
  #refused(path: string): SimAnswer | undefined {
    const isModern = path.startsWith('/v1.0/');
    if (this.faults.addressRefused && !path.startsWith('/oauth2/') && path !== '/gettoken')
      return isModern
        ? modernError(
            403,
            'Forbidden.AccessDenied.IpNotInWhiteList',
            'request ip=203.0.113.9 is not in white list',
          )
        : wrapped('60020', ',request ip=203.0.113.9 corpId(ding…)');
    const { callsPerSecond } = this.faults;
    if (callsPerSecond === undefined || this.#meter.take(path, callsPerSecond)) return undefined;
    return isModern
      ? modernError(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', '请求过于频繁')
      : wrapped('90018');
  }

  #answer(request: IncomingMessage, path: string, url: URL, input: Input): SimAnswer {
    if (path === '/oauth2/auth') return this.logon.authorize(url.searchParams);
    if (path === '/gettoken') return this.#legacyToken(input);
    if (path.startsWith('/v1.0/')) return this.#modern(request, path, input);
    const token = url.searchParams.get('access_token') ?? '';
    if (token === '') return wrapped('40000');
    if (this.tokens.get(token) === undefined) return wrapped('40014');
    if (path === '/auth/scopes') {
      const { departments, users } = this.company.visible ?? { departments: [1], users: [] };
      return legacyOk(undefined, {
        auth_user_field: ['name', 'email'],
        auth_org_scopes: { authed_dept: departments, authed_user: users },
      });
    }
    if (path === '/call_back/get_call_back_failed_result') return this.#failedEvents();
    if (path === '/topapi/v2/user/getuserinfo') return this.logon.userInfo(String(input.code));
    return directoryAnswer(this.company, this.faults, path, input) ?? wrapped('22');
  }

  #legacyToken({ appkey, appsecret, corpid, corpsecret }: Input): SimAnswer {
    // Older clients use the names of the company's own secret.
    const [id, secret] = [appkey ?? corpid, appsecret ?? corpsecret];
    if (!id || !secret) return plain('40035');
    if (id !== this.clientId || secret !== this.clientSecret) return plain('40096');
    return legacyOk(undefined, {
      access_token: this.tokens.giveAgain('legacy'),
      expires_in: this.tokens.seconds,
    });
  }

  #modern(request: IncomingMessage, path: string, input: Input): SimAnswer {
    const ours = (id: unknown, secret: unknown) => id === this.clientId && secret === this.clientSecret;
    if (path === '/v1.0/oauth2/accessToken') {
      if (!ours(input.appKey, input.appSecret))
        return modernError(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
      return modernOk({ accessToken: this.tokens.giveAgain('modern'), expireIn: this.tokens.seconds });
    }
    if (path === `/v1.0/oauth2/${this.company.corpId}/token`) {
      if (!ours(input.client_id, input.client_secret))
        return modernError(400, 'invalid.client', 'invalid client');
      return modernOk({ access_token: this.tokens.giveAgain('modern'), expires_in: this.tokens.seconds });
    }
    if (path === '/v1.0/oauth2/userAccessToken') return this.logon.userToken(input);
    if (path === '/v1.0/contact/users/me')
      return this.logon.me(String(request.headers['x-acs-dingtalk-access-token'] ?? ''));
    if (path === '/v1.0/gateway/connections/open') {
      if (!ours(input.clientId, input.clientSecret)) return modernError(401, 'authFailed', '鉴权失败');
      const endpoint = `${this.url.replace('http:', 'ws:')}/connect`;
      return modernOk({ endpoint, ticket: this.gateway.tickets.give('stream') });
    }
    return modernError(404, 'InvalidAction.NotFound', 'Specified api is not found');
  }

  #failedEvents(): SimAnswer {
    const given = this.outbox.failed.splice(0, 200);
    return legacyOk(undefined, {
      has_more: this.outbox.failed.length > 0,
      failed_list: given.map(({ type, time, corpId, data }) => ({
        call_back_tag: type,
        event_time: time,
        corpid: corpId,
        [type]: data,
      })),
    });
  }
}

/** JSON or form body, with what the address says. */
async function inputOf(request: IncomingMessage, url: URL): Promise<Input> {
  const query = Object.fromEntries(url.searchParams);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > BODY_MAX) throw new Error('the body is too large');
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return query;
  if (/x-www-form-urlencoded/.test(request.headers['content-type'] ?? ''))
    return { ...query, ...Object.fromEntries(new URLSearchParams(text)) };
  return { ...query, ...(JSON.parse(text) as Input) };
}

function send(response: ServerResponse, { status, body, html, location }: SimAnswer): void {
  if (location !== undefined) response.setHeader('location', location);
  const text = html ?? (body === undefined ? '' : JSON.stringify(body));
  response.writeHead(status, {
    'content-type': html === undefined ? 'application/json;charset=UTF-8' : 'text/html;charset=UTF-8',
  });
  response.end(text);
}

/** Half of an answer, then the end of the connection. */
function cut(response: ServerResponse, { status, body }: SimAnswer): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}
