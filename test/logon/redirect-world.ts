/** The log-on of people on a real server, with browsers that keep cookies. */
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { HTTP_OPTIONS } from '../../src/api/register.ts';
import { createAccount } from '../../src/directory/accounts.ts';
import type { LogonDeps } from '../../src/logon/deps.ts';
import { createMethod, ensureMethods, updateMethod } from '../../src/logon/methods.ts';
import { peopleRoutes } from '../../src/people/routes.ts';
import { sourceKinds } from '../../src/sources/index.ts';
import type { SourceKind } from '../../src/sources/source.ts';
import { freePort } from '../free-port.ts';
import { ACTOR, Engine, log } from '../sync/engine.ts';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  body: any;
}

export class LogonWorld {
  readonly engine: Engine;
  readonly deps: LogonDeps;
  readonly publicUrl: string;
  readonly #app: FastifyInstance;

  private constructor(engine: Engine, deps: LogonDeps, app: FastifyInstance) {
    this.engine = engine;
    this.deps = deps;
    this.publicUrl = deps.publicUrl;
    this.#app = app;
  }

  static async start(): Promise<LogonWorld> {
    const engine = await Engine.start();
    const { seal, open } = engine.deps;
    const kinds = engine.deps.kinds as Map<string, SourceKind>;
    for (const [name, kind] of sourceKinds) kinds.set(name, kind);
    const port = await freePort();
    const deps: LogonDeps = {
      db: engine.db,
      sealer: { seal, open },
      kinds,
      publicUrl: `http://127.0.0.1:${port}`,
      log,
      now: () => new Date(),
    };
    const app = Fastify({
      ...HTTP_OPTIONS,
      loggerInstance: log as FastifyBaseLogger,
    }) as unknown as FastifyInstance;
    await app.register(peopleRoutes, { ...deps, checkReplies: true });
    await app.listen({ host: '127.0.0.1', port });
    return new LogonWorld(engine, deps, app);
  }

  async stop(): Promise<void> {
    await this.#app.close();
    await this.engine.stop();
  }

  browser(agent = 'Mozilla/5.0', instance = 'acme'): Browser {
    return new Browser(this.publicUrl, instance, agent);
  }

  /** The log-on method of a source, switched on. */
  async sourceMethod(sourceId: string): Promise<string> {
    await ensureMethods(this.engine.db, this.deps.kinds, 'acme');
    const { rows } = await this.engine.db.query<{ id: string }>(
      `SELECT id FROM logon_method WHERE source_id = $1`,
      [sourceId],
    );
    const { id } = rows[0]!;
    await updateMethod(this.deps, ACTOR, 'acme', id, { enabled: true });
    return id;
  }

  async oidcMethod(settings: Record<string, unknown>): Promise<string> {
    const input = { kind: 'oidc', enabled: true, title: null, settings };
    return (await createMethod(this.deps, ACTOR, 'acme', input)).id;
  }

  async account(username: string, fields: Record<string, unknown> = {}): Promise<string> {
    return (await createAccount(this.engine.db, ACTOR, 'acme', { username, ...fields })).id;
  }

  /** Why the last log-on was refused, as the audit log has it. */
  async lastRefusal(): Promise<string | undefined> {
    const { rows } = await this.engine.db.query<{ reason: string }>(
      `SELECT reason FROM audit_entry WHERE action = 'logon.refused' ORDER BY id DESC LIMIT 1`,
    );
    return rows[0]?.reason;
  }

  /** Who has a live session with the cookie of this browser. */
  async signedIn(browser: Browser): Promise<string | undefined> {
    const { status, body } = await browser.get('/me');
    return status === 200 ? (body.account?.username ?? body.username) : undefined;
  }
}

/** One browser: its cookies, and the token of the log-on page it has open. */
export class Browser {
  readonly cookies = new Map<string, string>();
  csrf = '';
  readonly #base: string;
  readonly #instance: string;
  readonly #agent: string;

  constructor(base: string, instance: string, agent: string) {
    this.#base = base;
    this.#instance = instance;
    this.#agent = agent;
  }

  async open(query = ''): Promise<Answer> {
    const answer = await this.get(`/logon${query}`);
    this.csrf = answer.body.csrf;
    return answer;
  }

  get(path: string): Promise<Answer> {
    return this.#call('GET', path);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.#call('POST', path, body);
  }

  /** From our page to the address that the log-on leads to. */
  async leave(method: string): Promise<string> {
    await this.open();
    const { status, body } = await this.post('/logon/redirect', { method });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body.to;
  }

  /** Follows an address of ours as a browser does on its way back; tells where it is sent. */
  async follow(address: string): Promise<{ status: number; to: string }> {
    const response = await fetch(address, { redirect: 'manual', headers: this.#headers() });
    this.#keep(response);
    await response.arrayBuffer();
    return { status: response.status, to: response.headers.get('location') ?? '' };
  }

  async #call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.#base}/${this.#instance}/person/api${path}`, {
      method,
      headers: {
        ...this.#headers(),
        origin: this.#base,
        'x-csrf-token': this.csrf,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.#keep(response);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  #headers(): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { 'user-agent': this.#agent, ...(cookie !== '' && { cookie }) };
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
