/** A SCIM target in memory that behaves like RAM, or misbehaves on demand; in counting mode it only counts what it is sent. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, Faults } from './faults.ts';
import { type Refusal, type SimUser, SimUsers } from './users.ts';

export interface ScimTargetOptions {
  /** Answers every write as done and keeps nothing: measures the client. */
  counting?: boolean;
  seed?: number;
  port?: number;
  tokenSeconds?: number;
  clientId?: string;
  clientSecret?: string;
  /** Scopes of its tokens. */
  scope?: string;
}

export interface ScimTarget {
  /** SCIM Base URL. */
  url: string;
  tokenUrl: string;
  users: SimUsers;
  faults: Faults;
  /** Requests by what they were: `POST`, `PUT`, `DELETE`, `search`, `list`, `token`. */
  counts: Record<string, number>;
  /** Path and query of the last requests, newest last. */
  addresses: string[];
  /** The most requests under way at once. */
  peak(): number;
  stop(): Promise<void>;
}

export async function startScimTarget(options: ScimTargetOptions = {}): Promise<ScimTarget> {
  const target = new Target(options);
  const server = createServer((request, response) => void target.handle(request, response));
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  target.origin = origin;
  return {
    url: `${origin}/scim`,
    tokenUrl: `${origin}/v1/token`,
    users: target.users,
    faults: target.faults,
    counts: target.counts,
    addresses: target.addresses,
    peak: () => target.peak,
    stop: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

class Target {
  readonly users = new SimUsers();
  readonly faults: Faults;
  readonly counts: Record<string, number> = {};
  readonly addresses: string[] = [];
  origin = '';
  peak = 0;
  readonly #options: ScimTargetOptions;
  readonly #tokens = new Map<string, number>();
  #underWay = 0;
  #written = 0;

  constructor(options: ScimTargetOptions) {
    this.#options = options;
    this.faults = new Faults(options.seed);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    this.peak = Math.max(this.peak, ++this.#underWay);
    response.once('close', () => this.#underWay--);
    const body = await read(request);
    const url = new URL(request.url!, this.origin);
    if (this.addresses.push(request.url!) > 100) this.addresses.shift();
    if (url.pathname === '/counts') return answer(response, 200, this.counts);
    if (url.pathname === '/v1/token') return this.#token(request, response, url, body);
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if ((this.#tokens.get(token) ?? 0) < Date.now())
      return refuse(response, { status: 401, detail: 'the token is not valid' });
    const fault = this.faults.next(request.method!);
    if (fault === null) return this.#scim(request, response, url, body);
    if (fault === 'token_expired') this.#tokens.delete(token);
    if (fault.endsWith('_after')) this.#scim(request, null, url, body);
    misbehave(fault, request, response, this.faults.retryAfter);
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  #token(request: IncomingMessage, response: ServerResponse, url: URL, body: string): unknown {
    this.#count('token');
    const {
      clientId = 'client',
      clientSecret = 'secret',
      tokenSeconds = 3600,
      scope = '/acs/scim',
    } = this.#options;
    const parameters = new URLSearchParams(body);
    const basic = Buffer.from(
      request.headers.authorization?.replace(/^Basic /, '') ?? '',
      'base64',
    ).toString();
    const given = basic || `${parameters.get('client_id')}:${parameters.get('client_secret')}`;
    const grant = url.searchParams.get('grant_type') ?? parameters.get('grant_type');
    if (given !== `${clientId}:${clientSecret}`) return answer(response, 401, { error: 'invalid_client' });
    if (grant !== 'client_credentials') return answer(response, 400, { error: 'unsupported_grant_type' });
    const token = randomUUID();
    this.#tokens.set(token, Date.now() + tokenSeconds * 1000);
    // As a string, as in RAM's own sample.
    answer(response, 200, {
      access_token: token,
      token_type: 'Bearer',
      expires_in: String(tokenSeconds),
      scope,
    });
  }

  /** Does what was asked; without a response, the work is done and nobody is told. */
  #scim(request: IncomingMessage, response: ServerResponse | null, url: URL, body: string): unknown {
    const id = url.pathname.slice('/scim/Users/'.length);
    const method = request.method!;
    if (!url.pathname.startsWith('/scim/Users'))
      return respond(response, { status: 404, detail: 'no such endpoint' });
    if (method === 'GET') return this.#read(response, url, id);
    this.#count(method);
    if (this.#options.counting) return this.#pretend(response, method, id, body);
    const input = parse(body);
    switch (method) {
      case 'POST':
        return respond(response, this.users.create(input), 201);
      case 'PUT':
        return respond(response, this.users.replace(id, input), 200);
      case 'DELETE': {
        const refusal = this.users.remove(id);
        return refusal ? respond(response, refusal) : response?.writeHead(204).end();
      }
      default:
        return respond(response, { status: 501, detail: `${method} is not offered` });
    }
  }

  #pretend(response: ServerResponse | null, method: string, id: string, body: string): unknown {
    if (method === 'DELETE') return response?.writeHead(204).end();
    const user = { ...(parse(body) as object), id: id || `3${String(++this.#written).padStart(17, '0')}` };
    if (response) answer(response, method === 'POST' ? 201 : 200, user);
  }

  #read(response: ServerResponse | null, url: URL, id: string): unknown {
    if (id !== '') {
      this.#count('read');
      return respond(response, this.users.byId(id) ?? { status: 404, detail: 'there is no such user' });
    }
    const filter = url.searchParams.get('filter');
    const { ignoreFilters, ignorePaging, totalOff } = this.faults;
    this.#count(filter === null ? 'list' : 'search');
    const found = filter === null || ignoreFilters ? this.users.all() : this.#search(filter);
    const startIndex = ignorePaging ? 1 : Math.max(1, Number(url.searchParams.get('startIndex') ?? 1));
    const count = ignorePaging ? 100 : Math.min(100, Number(url.searchParams.get('count') ?? 30));
    const page = found.slice(startIndex - 1, startIndex - 1 + count);
    if (response)
      answer(response, 200, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: found.length + totalOff,
        startIndex,
        itemsPerPage: page.length,
        Resources: page.map(shown),
      });
  }

  #search(filter: string): SimUser[] {
    const match = /^(id|userName|externalId) eq ("(?:[^"\\]|\\.)*")$/.exec(filter);
    if (!match) return [];
    const value = JSON.parse(match[2]!) as string;
    const user =
      match[1] === 'id'
        ? this.users.byId(value)
        : match[1] === 'userName'
          ? this.users.byName(value)
          : this.users.byExternalId(value);
    return user ? [user] : [];
  }
}

function read(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', () => resolve(''));
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function shown({ externalId, ...user }: SimUser): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    ...user,
    ...(externalId !== null && { externalId }),
  };
}

function respond(response: ServerResponse | null, result: SimUser | Refusal, status = 200): unknown {
  if (!response) return;
  if ('status' in result) refuse(response, result);
  else answer(response, status, shown(result));
}

function refuse(response: ServerResponse, { status, scimType, detail }: Refusal): void {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
  answer(response, status, { schemas, status: String(status), ...(scimType && { scimType }), detail });
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/scim+json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function misbehave(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  retryAfter: string,
): unknown {
  switch (fault) {
    case 'error_before':
    case 'error_after':
      return refuse(response, { status: 500, detail: 'simulated failure' });
    case 'reset_before':
    case 'reset_after':
      return request.socket.resetAndDestroy();
    case 'hang':
    case 'hang_after':
      return;
    case 'html':
      return response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Log on</title>');
    case 'redirect':
      return response.writeHead(302, { location: 'https://logon.example.com/?token=abc' }).end();
    case 'huge':
      return response
        .writeHead(200, { 'content-type': 'application/scim+json' })
        .end(`{"Resources":["${'x'.repeat(10 * 1024 * 1024)}"]}`);
    case 'busy':
      response.setHeader('retry-after', retryAfter);
      return refuse(response, { status: 429, detail: 'slow down' });
    case 'unavailable':
      return refuse(response, { status: 503, detail: 'maintenance' });
    case 'token_expired':
      return refuse(response, { status: 401, detail: 'the token has expired' });
  }
}
