/** The routes of a person on a real server: two instances, people with sessions, a mail server. */
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { HTTP_OPTIONS } from '../../src/api/register.ts';
import { createAccount } from '../../src/directory/accounts.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { csrfOf } from '../../src/logon/cookies.ts';
import type { LogonDeps } from '../../src/logon/deps.ts';
import { openPersonSession } from '../../src/logon/session-store.ts';
import { openMailer } from '../../src/mail/mailer.ts';
import type { AccountCreate } from '../../src/model/account.ts';
import { factorRoutes } from '../../src/people/factor-routes.ts';
import { servePeople } from '../../src/people/frame.ts';
import { passkeyRoutes } from '../../src/people/passkey-routes.ts';
import { profileRoutes } from '../../src/people/profile-routes.ts';
import { sealerOf } from '../../src/secrets/seal.ts';
import { testDb } from '../db.ts';
import { freePort } from '../free-port.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

export const ACTOR = { name: 'test' };

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  body: any;
}

export interface Person {
  id: string;
  instance: string;
  username: string;
  sessionId: string;
  cookie: string;
  csrf: string;
  /** Below `/{instance}/person/api`, as a page of ours calls. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export type PortalWorld = Awaited<ReturnType<typeof startPortal>>;

export async function startPortal(options: { mail?: boolean } = {}) {
  const { db, drop } = await testDb();
  const mailServer: MailServer = await startMailServer();
  const port = await freePort('localhost');
  const publicUrl = `http://localhost:${port}`;
  const clock = { aheadMs: 0 };
  // Stands still in the middle of a time step: codes are made and looked at in the same one.
  const middle = Math.floor(Date.now() / 30_000) * 30_000 + 15_000;
  const deps: LogonDeps = {
    db,
    sealer: sealerOf(Buffer.alloc(32, 7)),
    publicUrl,
    log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
    now: () => new Date(middle + clock.aheadMs),
    kinds: new Map(),
    mail:
      options.mail === false
        ? undefined
        : openMailer({ MUSTER_SMTP_URL: mailServer.url, MUSTER_MAIL_FROM: 'Muster <muster@example.com>' }),
  };
  const app = Fastify({ ...HTTP_OPTIONS, loggerInstance: deps.log as FastifyBaseLogger });
  const routes = [...profileRoutes, ...factorRoutes, ...passkeyRoutes];
  await servePeople(app as unknown as FastifyInstance, deps, routes, true);
  await app.listen({ host: 'localhost', port });
  for (const [id, name] of [
    ['acme', 'Acme <b>&</b> Söhne'],
    ['globex', 'Globex'],
  ] as const)
    await createInstance(db, ACTOR, { id, name });

  const call = async (
    person: Pick<Person, 'instance' | 'cookie' | 'csrf'>,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${publicUrl}/${person.instance}/person/api${path}`, {
      method,
      headers: {
        cookie: person.cookie,
        origin: publicUrl,
        'x-csrf-token': person.csrf,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };

  /** A new session of an account. */
  const signIn = async (instance: string, id: string, username: string): Promise<Person> => {
    const { sessionId, secret } = await openPersonSession(db, {
      instanceId: instance,
      accountId: id,
      methodId: null,
      methods: ['pwd'],
      from: { address: '127.0.0.1', agent: 'test' },
      previous: undefined,
    });
    const person = {
      id,
      instance,
      username,
      sessionId,
      cookie: `muster-${instance}=${secret}`,
      csrf: csrfOf(secret),
    };
    return { ...person, call: (...given) => call(person, ...given) };
  };

  return {
    db,
    deps,
    publicUrl,
    clock,
    mails: mailServer,
    call,
    signIn,
    async person(username: string, fields: Partial<AccountCreate> = {}, instance = 'acme'): Promise<Person> {
      const { id } = await createAccount(db, ACTOR, instance, { username, ...fields });
      return signIn(instance, id, username);
    },
    async close() {
      await app.close();
      await deps.mail?.close();
      await mailServer.close();
      await drop();
    },
  };
}
