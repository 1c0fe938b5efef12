/**
 * WeCom in one process, for tests and for trying out: the API of a company with both secrets, the log-on pages and the
 * callback of Contacts sync, all at one address, over a made-up company.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { administer } from './admin.ts';
import { answerCall, giveToken, type Input, Refusal } from './api.ts';
import { Edits } from './edits.ts';
import { Logon } from './logon.ts';
import { Outbox } from './outbox.ts';
import { type Caller, type WeComOptions, WeComState } from './state.ts';

const BODY_MAX = 1024 * 1024;
const LOGON_PATHS = ['/connect/oauth2/authorize', '/wwlogin/sso/login', '/wwopen/sso/qrConnect'];

/** Starts it on the loopback; port 0 or none takes a free one. */
export async function startWeCom(options: WeComOptions = {}): Promise<WeComSim> {
  const sim = new WeComSim(options);
  await sim.listen(options.port ?? 0);
  return sim;
}

export class WeComSim extends WeComState {
  readonly outbox: Outbox;
  readonly edits: Edits;
  readonly logon: Logon;
  /** Called before a call is answered: what happens in the middle of somebody's reading. */
  onCall: ((path: string, input: Input) => void) | undefined;
  url = '';
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  constructor(options: WeComOptions) {
    super(options);
    this.outbox = new Outbox(this.corpId);
    this.edits = new Edits(this, this.outbox);
    this.logon = new Logon(this);
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
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://sim');
    try {
      const input = await inputOf(request, url);
      if (url.pathname.startsWith('/sim/')) {
        const { status, body } = await administer(this, url.pathname.slice(5), input);
        return sendJson(response, status, body);
      }
      if (LOGON_PATHS.includes(url.pathname)) {
        const { status, html = '', location } = this.logon.authorize(url.pathname, url.searchParams);
        if (location !== undefined) response.setHeader('location', location);
        return sendPage(response, status, html);
      }
      await this.#call(request, response, url.pathname.replace(/^\/cgi-bin\//, ''), input);
    } catch (error) {
      sendPage(response, 500, `<h1>simulator: ${(error as Error).message}</h1>`);
    }
  }

  async #call(request: IncomingMessage, response: ServerResponse, path: string, input: Input): Promise<void> {
    this.onCall?.(path, input);
    const fault = this.faults.next(path);
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 0));
    if (fault?.kind === 'reset') return void request.socket.destroy();
    if (fault?.kind === 'status') return sendPage(response, fault.number ?? 502, '<h1>502 Bad Gateway</h1>');
    const answer =
      fault?.kind === 'code'
        ? new Refusal(fault.number ?? -1, 'system error')
        : this.#answer(path, input, request.socket.remoteAddress ?? '');
    if (answer === undefined) return sendPage(response, 404, '<h1>404 Not Found</h1>');
    if (answer instanceof Refusal) return sendJson(response, 200, refusalBody(answer, request));
    const whole = { errcode: 0, errmsg: 'ok', ...answer };
    sendJson(response, 200, fault?.kind === 'cut' ? withoutLists(whole) : whole);
  }

  #answer(path: string, input: Input, address: string): Record<string, unknown> | Refusal | undefined {
    if (path === 'gettoken') return giveToken(this, input);
    const caller = this.#admit(path, String(input.access_token ?? ''), address);
    return caller instanceof Refusal ? caller : answerCall(this, this.logon, path, input, caller);
  }

  /** Whose call it is, or why it is none. */
  #admit(path: string, token: string, address: string): Caller | Refusal {
    if (token === '') return new Refusal(41001, 'access_token missing');
    const holder = this.holder(token);
    if (!holder) return new Refusal(40014, 'invalid access_token');
    if (holder.expired) return new Refusal(42001, 'access_token expired');
    if (this.trusted && !this.trusted.includes(address))
      return new Refusal(60020, 'not allow to access from your ip');
    if (this.count(path)) return new Refusal(45009, 'reach max api minute quota limit');
    if (this.forbidden.has(`${holder.caller} ${path}`)) return new Refusal(48002, 'api forbidden');
    return holder.caller;
  }
}

/** WeCom adds a hint, the address and a page to its texts. */
function refusalBody({ code, text }: Refusal, request: IncomingMessage): Record<string, unknown> {
  const page = `https://open.work.weixin.qq.com/devtool/query?e=${code}`;
  const address = request.socket.remoteAddress ?? '';
  return {
    errcode: code,
    errmsg: `${text}, hint: [1700000000123456789], from ip: ${address}, more info at ${page}`,
  };
}

function withoutLists(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => !Array.isArray(value)));
}

/** JSON body, with what the address says. */
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
  return text === '' ? query : { ...query, ...(JSON.parse(text) as Input) };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' });
  response.end(JSON.stringify(body));
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=UTF-8' });
  response.end(html);
}
