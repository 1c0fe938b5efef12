import { randomBytes } from 'node:crypto';
import Fastify from 'fastify';
import { pino } from 'pino';
import { createCloudAccount } from '../../src/cloud/accounts.ts';
import { authoriseApp, createApp } from '../../src/cloud/apps.ts';
import { cloudRoutes } from '../../src/cloud/routes.ts';
import { createSecret } from '../../src/cloud/secrets.ts';
import { type Db, openDb } from '../../src/db/db.ts';
import type { CloudAppCreate } from '../../src/model/cloud.ts';
import { sealerOf } from '../../src/secrets/seal.ts';
import { testDb } from '../db.ts';

export const ADMIN = { name: 'admin' };
export const PUBLIC_URL = 'https://muster.example.com';

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A cloud account behind a real HTTP server on a fresh database. `clock.ahead` moves the time tokens are judged by. */
export async function openWorld(options: { userQuota?: number } = {}) {
  const { db, url, drop } = await testDb();
  await db.query(`INSERT INTO instance (id, name, root_org_id) VALUES ('acme', 'Acme', 'ou_root')`);
  const created = await createCloudAccount(db, ADMIN, 'acme', { name: 'Main', alias: 'acme', ...options });
  const account = { instanceId: 'acme', accountId: created.id };
  const clock = { ahead: 0 };
  const sealer = sealerOf(randomBytes(32));
  const serve = async (own: Db) => {
    const server = Fastify();
    await server.register(cloudRoutes, {
      db: own,
      publicUrl: PUBLIC_URL,
      sealer,
      log: pino({ level: 'silent' }),
      now: () => new Date(Date.now() + clock.ahead),
    });
    const origin = await server.listen({ port: 0, host: '127.0.0.1' });
    return { root: `${origin}/ram/${account.accountId}`, close: () => server.close() };
  };
  const { root, close } = await serve(db);
  return {
    db,
    account,
    clock,
    root,
    scim: `${root}/scim`,
    /** Where the server says its resources are. */
    location: `${PUBLIC_URL}/ram/${account.accountId}/scim/Users`,
    /** Another server of the same installation, with nothing in common but the database and the key. */
    async another() {
      const own = openDb(url);
      const server = await serve(own);
      return {
        root: server.root,
        async close() {
          await server.close();
          await own.close();
        },
      };
    },
    async close() {
      await close();
      await drop();
    },
  };
}

/** An application with a secret, a Server application authorised as well. */
export async function openApp(world: World, input: Partial<CloudAppCreate> = {}) {
  const app = await createApp(world.db, ADMIN, world.account, {
    appName: 'idaas',
    displayName: 'IDaaS',
    appType: 'ServerApp',
    predefinedScopes: ['/acs/scim'],
    ...input,
  });
  const secret = await createSecret(world.db, ADMIN, world.account, app.appId);
  if (app.appType === 'ServerApp') await authoriseApp(world.db, ADMIN, world.account, app.appId);
  return { appId: app.appId, secretId: secret.appSecretId, secret: secret.appSecretValue };
}

export function basic(appId: string, secret: string): string {
  return `Basic ${Buffer.from(`${appId}:${secret}`).toString('base64')}`;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A token the way RAM's page shows: Basic header, everything else in the query string. */
export async function requestToken(world: World, app: { appId: string; secret: string }): Promise<Answer> {
  const url = `${world.root}/oauth/v1/token?grant_type=client_credentials&client_id=${app.appId}`;
  const headers = { authorization: basic(app.appId, app.secret) };
  return answerOf(await fetch(url, { method: 'POST', headers }));
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** A SCIM client with one token; a string body is sent as it is. */
export async function scimClient(world: World): Promise<Call & { token: string }> {
  const token: string = (await requestToken(world, await openApp(world))).body.access_token;
  const call: Call = async (method, path, body, headers = {}) => {
    const init: RequestInit = {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
    };
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
    return answerOf(await fetch(world.scim + path, init));
  };
  return Object.assign(call, { token });
}
