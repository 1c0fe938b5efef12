import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { createToken } from '../../src/admin/tokens.ts';
import { HTTP_OPTIONS, registerApi } from '../../src/api/register.ts';
import { createAccount } from '../../src/directory/accounts.ts';
import { createInstance } from '../../src/directory/instances.ts';
import type { LogonDeps } from '../../src/logon/deps.ts';
import { openMailer } from '../../src/mail/mailer.ts';
import { peopleRoutes } from '../../src/people/routes.ts';
import { sealerOf } from '../../src/secrets/seal.ts';
import type { SourceKind } from '../../src/sources/source.ts';
import { testDb } from '../db.ts';
import { freePort } from '../free-port.ts';

export const ACTOR = { name: 'test' };
export const PASSWORD = 'Teal-Harbour-47!';

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Two instances, `acme` and `other`, on a real port, with the administration API and a mail server. */
export async function openWorld(
  options: {
    publicUrl?: string;
    kinds?: ReadonlyMap<string, SourceKind>;
    mail?: boolean;
    /** A database with an instance `acme`, and what opens its secrets; its owner drops it. */
    on?: Pick<LogonDeps, 'db' | 'sealer' | 'kinds'>;
  } = {},
) {
  const { db, drop } = options.on ? { db: options.on.db, drop: async () => {} } : await testDb();
  const mails: { to: string; text: string }[] = [];
  const smtp = await mailServer(mails);
  const mail =
    options.mail === false
      ? undefined
      : openMailer({ MUSTER_SMTP_URL: smtp.url, MUSTER_MAIL_FROM: 'muster@example.com' });
  const port = await freePort();
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const clock = { ahead: 0 };
  const sealer = options.on?.sealer ?? sealerOf(randomBytes(32));
  const kinds = options.on?.kinds ?? options.kinds ?? new Map<string, SourceKind>();
  const url = `http://127.0.0.1:${port}`;
  const deps: LogonDeps = {
    db,
    sealer,
    log,
    kinds,
    mail,
    publicUrl: options.publicUrl ?? url,
    now: () => new Date(Date.now() + clock.ahead),
  };
  const app = Fastify({ ...HTTP_OPTIONS, loggerInstance: log, trustProxy: '127.0.0.1' });
  await app.register(peopleRoutes, { ...deps, checkReplies: true });
  const { seal, open } = sealer;
  await registerApi(
    app as unknown as FastifyInstance,
    { db, version: '0', publicUrl: deps.publicUrl, kinds, seal, open, mail },
    { checkReplies: true },
  );
  await app.listen({ host: '127.0.0.1', port });
  if (!options.on) await createInstance(db, ACTOR, { id: 'acme', name: 'Acme' });
  await createInstance(db, ACTOR, { id: 'other', name: 'Other' });
  const { token } = await createToken(db, ACTOR, null, { name: 'admin', role: 'admin' });
  /** The administration API. */
  const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    answerOf(
      await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  return {
    db,
    url,
    deps,
    clock,
    mails,
    api,
    /** An account with the password `PASSWORD`, unless another one or none is wanted. */
    async person(fields: { username: string } & Record<string, unknown>, password: string | null = PASSWORD) {
      const { instance = 'acme', ...rest } = fields as { instance?: string; username: string };
      const account = await createAccount(db, ACTOR, instance, rest);
      if (password !== null)
        await api('PUT', `/instances/${instance}/accounts/${account.id}/password`, {
          password,
          temporary: false,
        });
      return account;
    },
    async close() {
      await app.close();
      await mail?.close();
      await smtp.close();
      await drop();
    },
  };
}

async function mailServer(mails: { to: string; text: string }[]) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo[0]?.address ?? '',
          text: Buffer.concat(chunks).toString().replaceAll('=\r\n', '').replaceAll('=3D', '='),
        });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: json && text !== '' ? JSON.parse(text) : text,
  };
}

export interface Send {
  body?: unknown;
  /** Sent as it is. */
  raw?: string;
  csrf?: string | null;
  headers?: Record<string, string>;
}

/** A browser: keeps cookies, sends the token of the log-on or session it is in. */
export class Browser {
  readonly world: Pick<World, 'url'>;
  readonly instance: string;
  readonly cookies = new Map<string, string>();
  /** Sent with every write. */
  csrf = '';
  address: string;
  setCookies: string[] = [];

  constructor(world: Pick<World, 'url'>, instance = 'acme', address = '192.0.2.1') {
    this.world = world;
    this.instance = instance;
    this.address = address;
  }

  async call(method: string, path: string, send: Send = {}): Promise<Answer> {
    const { body, raw, csrf = this.csrf } = send;
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.world.url}/${this.instance}/person/api${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'sec-fetch-site': 'same-origin',
        'x-forwarded-for': this.address,
        ...(cookie === '' ? {} : { cookie }),
        ...(csrf === null || csrf === '' ? {} : { 'x-csrf-token': csrf }),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...send.headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    this.setCookies = response.headers.getSetCookie();
    for (const line of this.setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answerOf(response);
  }

  /** Opens the log-on page. */
  async open(query: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.call('GET', `/logon?${new URLSearchParams(query)}`);
    if (answer.status === 200) this.csrf = answer.body.csrf;
    return answer;
  }

  /** The id of the first method of a kind on the page. */
  async method(kind = 'password'): Promise<string> {
    const { body } = await this.open();
    return body.methods.find((method: { kind: string }) => method.kind === kind)?.id ?? '';
  }

  async password(username: string, password: string): Promise<Answer> {
    const method = await this.method();
    return this.call('POST', '/logon/password', { body: { method, username, password } });
  }

  /** Logs on with the password and takes the session's token. */
  async logOn(username: string, password = PASSWORD): Promise<Answer> {
    const answer = await this.password(username, password);
    if (answer.body.kind === 'done') await this.enter();
    return answer;
  }

  /** Takes the session's token. */
  async enter(): Promise<void> {
    this.csrf = (await this.call('GET', '/me')).body.csrf;
  }

  sessionCookie(): string | undefined {
    return this.cookies.get(`muster-${this.instance}`);
  }
}
