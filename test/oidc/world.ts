/** The provider on a real port, applications that sign in by it, and people in browsers. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import * as openid from 'openid-client';
import { pino } from 'pino';
import { HTTP_OPTIONS } from '../../src/api/register.ts';
import { createAccount } from '../../src/directory/accounts.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { setPersonCookie } from '../../src/logon/cookies.ts';
import { currentPerson } from '../../src/logon/person.ts';
import { tellOfEnded } from '../../src/logon/session-end.ts';
import { openPersonSession } from '../../src/logon/session-store.ts';
import { type OidcSettings, Sso } from '../../src/model/sso.ts';
import { deliverDue } from '../../src/oidc/backchannel.ts';
import { oidcRoutes } from '../../src/oidc/routes.ts';
import { createSecret } from '../../src/oidc/secrets.ts';
import { sealerOf } from '../../src/secrets/seal.ts';
import { testDb } from '../db.ts';
import { freePort } from '../free-port.ts';
import { Browser, type Page } from './browser.ts';

export const BACK = 'https://app.example.com/back';
export const ACTOR = { name: 'test' };

type Settings = Partial<OidcSettings>;
export type World = Awaited<ReturnType<typeof openWorld>>;

export interface App {
  id: string;
  secret: string;
  name: string;
}

export async function openWorld(options: { publicUrl?: string } = {}) {
  const { db, drop } = await testDb();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const publicUrl = options.publicUrl ?? url;
  const sealer = sealerOf(randomBytes(32));
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const deps = { db, sealer, publicUrl, log, now: () => new Date() };
  const app = Fastify({ ...HTTP_OPTIONS, loggerInstance: log }) as unknown as FastifyInstance;
  await oidcRoutes(app, deps);
  await app.listen({ host: '127.0.0.1', port });
  for (const id of ['acme', 'other']) await createInstance(db, ACTOR, { id, name: id });
  const issuer = (instance = 'acme') => `${url}/${instance}/oidc`;

  async function application(
    settings: Settings = {},
    sso: Partial<Sso> = {},
    instance = 'acme',
  ): Promise<App> {
    const id = `app_${randomBytes(6).toString('hex')}`;
    const name = `App <b>${id}</b>`;
    await db.query(
      `INSERT INTO application (id, instance_id, template, name, enabled, provisioning)
       VALUES ($1, $2, 'generic-oidc', $3, false, NULL)`,
      [id, instance, name],
    );
    const { enabled, ...stored } = Sso.parse({
      enabled: true,
      protocol: 'oidc',
      oidc: { redirectUris: [BACK], ...settings },
      saml: null,
      applicationUsername: { by: 'username' },
      authorisation: 'everyone',
      portal: 'shown',
      parameters: {},
      ...sso,
    });
    await db.query(
      `INSERT INTO application_sso (application_id, template, settings, enabled) VALUES ($1, 'generic-oidc', $2, $3)`,
      [id, JSON.stringify(stored), enabled],
    );
    const hasNone = settings.clientAuthentication === 'none' || stored.protocol !== 'oidc';
    const secret = hasNone ? '' : (await createSecret(db, ACTOR, instance, id)).secret;
    return { id, secret, name };
  }

  async function logOn(browser: Browser, accountId: string, methods = ['pwd'], instance = 'acme') {
    const cookie = browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const person = await currentPerson(deps, instance, cookie);
    const { sessionId, secret } = await openPersonSession(db, {
      instanceId: instance,
      accountId,
      methodId: null,
      methods,
      from: { address: '127.0.0.1', agent: 'test' },
      previous: person && { secret: '', person },
    });
    browser.keep(setPersonCookie(publicUrl, instance, secret));
    return sessionId;
  }

  /** The address of a request with PKCE; parameters of `more` replace those there are, undefined leaves one out. */
  function authorize(
    { id }: Pick<App, 'id'>,
    more: Record<string, string | undefined> = {},
    instance = 'acme',
  ): { address: string; verifier: string } {
    const verifier = randomBytes(32).toString('base64url');
    const parameters = {
      client_id: id,
      redirect_uri: BACK,
      response_type: 'code',
      scope: 'openid',
      state: 'st',
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
      ...more,
    };
    const given = Object.entries(parameters).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    );
    return { address: `${issuer(instance)}/auth?${new URLSearchParams(given)}`, verifier };
  }

  async function token(
    app: Partial<Pick<App, 'id' | 'secret'>>,
    body: Record<string, string | undefined>,
    instance = 'acme',
    path = '/token',
  ): Promise<TokenAnswer> {
    const given = Object.entries(body).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const credentials = Buffer.from(`${app.id}:${app.secret}`).toString('base64');
    const response = await fetch(issuer(instance) + path, {
      method: 'POST',
      body: new URLSearchParams(given),
      headers: app.secret ? { authorization: `Basic ${credentials}` } : {},
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  }

  /** A code for a person who is logged on in this browser. */
  async function code(
    browser: Browser,
    app: Pick<App, 'id'>,
    more: Record<string, string | undefined> = {},
  ): Promise<{ code: string; verifier: string; page: Page }> {
    const { address, verifier } = authorize(app, more);
    const page = await browser.follow(await browser.get(address));
    const code = new URL(page.location ?? 'x:').searchParams.get('code');
    if (code === null)
      throw new Error(`no code: ${page.status} ${page.location} ${page.text.slice(0, 2000)}`);
    return { code, verifier, page };
  }

  async function exchange(
    app: App,
    given: { code: string; verifier: string },
    more: Record<string, string | undefined> = {},
  ) {
    return token(app, {
      grant_type: 'authorization_code',
      code: given.code,
      redirect_uri: BACK,
      code_verifier: given.verifier,
      ...(app.secret === '' && { client_id: app.id }),
      ...more,
    });
  }

  return {
    db,
    url,
    deps,
    issuer,
    application,
    logOn,
    authorize,
    token,
    code,
    exchange,
    browser: () => new Browser(url),
    async account(fields: Record<string, unknown> = {}, instance = 'acme') {
      const username = `u${randomUUID().slice(0, 8)}`;
      return createAccount(db, ACTOR, instance, { username, displayName: '张伟', ...fields } as never);
    },
    /** A person who is logged on. */
    async person(fields: Record<string, unknown> = {}, methods = ['pwd']) {
      const account = await this.account(fields);
      const browser = new Browser(url);
      const sessionId = await logOn(browser, account.id, methods);
      return { account, browser, sessionId };
    },
    /** Codes and tokens of somebody new. */
    async signedIn(app: App, more: Record<string, string | undefined> = {}) {
      const person = await this.person({ email: `${randomUUID()}@example.com` });
      const answer = await exchange(app, await code(person.browser, app, more));
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return { ...person, tokens: answer.body as Record<string, string> };
    },
    async userinfo(accessToken: string, instance = 'acme') {
      const response = await fetch(`${issuer(instance)}/userinfo`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      const body = (await response.json()) as TokenAnswer['body'];
      return { status: response.status, headers: response.headers, body };
    },
    introspect: async (app: App, given: string, instance = 'acme') =>
      (await token(app, { token: given }, instance, '/token/introspection')).body,
    /** `openid-client` as the application. */
    client: (app: App, instance = 'acme') =>
      openid.discovery(
        new URL(issuer(instance)),
        app.id,
        undefined,
        app.secret === '' ? openid.None() : openid.ClientSecretBasic(app.secret),
        { execute: [openid.allowInsecureRequests] },
      ),
    /** What the worker would do by now: ends of sessions are told, and applications of them. */
    async tell() {
      await tellOfEnded(db, log);
      await deliverDue(deps);
    },
    async lastAudit(subjectId: string) {
      const { rows } = await db.query<Record<string, string>>(
        `SELECT action, result, reason, actor_id FROM audit_entry WHERE subject_id = $1 AND category = 'sso'
          ORDER BY id DESC LIMIT 1`,
        [subjectId],
      );
      return rows[0];
    },
    async close() {
      await app.close();
      await drop();
    },
  };
}

export interface TokenAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  body: any;
}

export const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

/** Error and description of a redirect to an application. */
export function errorOf(page: Page): {
  error: string | null;
  state: string | null;
  iss: string | null;
  to: string;
} {
  const url = new URL(page.location ?? 'none:');
  const fragment = new URLSearchParams(url.hash.slice(1));
  const get = (name: string) => url.searchParams.get(name) ?? fragment.get(name);
  return { error: get('error'), state: get('state'), iss: get('iss'), to: url.origin + url.pathname };
}
