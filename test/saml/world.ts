/** The identity provider on a real port, an application that signs in by it, and people in browsers. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml';
import Fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { HTTP_OPTIONS } from '../../src/api/register.ts';
import { createAccount } from '../../src/directory/accounts.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { setPersonCookie } from '../../src/logon/cookies.ts';
import { openPersonSession } from '../../src/logon/session-store.ts';
import { type SamlSettings, Sso } from '../../src/model/sso.ts';
import { samlRoutes } from '../../src/saml/routes.ts';
import { sealerOf } from '../../src/secrets/seal.ts';
import { signingKeysOf } from '../../src/signing/keys.ts';
import { testDb } from '../db.ts';
import { freePort } from '../free-port.ts';
import { type KeyPair, keyPair } from './key-pair.ts';

export const ACS = 'https://sp.example.com/acs';
export const SP = 'https://sp.example.com/metadata';
const ACTOR = { name: 'test' };

type Settings = Partial<ReturnType<typeof SamlSettings.parse>>;

export interface Page {
  status: number;
  headers: Headers;
  text: string;
  /** Where it redirects to. */
  location: string | undefined;
  /** Fields of its form, decoded, with the address it goes to. */
  form: (Record<string, string> & { action: string }) | undefined;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld() {
  const { db, drop } = await testDb();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const sealer = sealerOf(randomBytes(32));
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  let clock: () => Date = () => new Date();
  const app = Fastify({ ...HTTP_OPTIONS, loggerInstance: log }) as unknown as FastifyInstance;
  await samlRoutes(app, { db, sealer, publicUrl: url, log, now: () => clock() });
  await app.listen({ host: '127.0.0.1', port });
  for (const id of ['acme', 'other']) await createInstance(db, ACTOR, { id, name: id });
  const sp = keyPair();
  const [key] = await signingKeysOf({ db, sealer }, 'acme', 'saml');

  /** An application; `id` is its path. */
  async function application(
    settings: Settings = {},
    sso: Partial<Sso> = {},
    instance = 'acme',
  ): Promise<string> {
    const id = `app_${randomBytes(6).toString('hex')}`;
    await db.query(
      `INSERT INTO application (id, instance_id, template, name, enabled, provisioning)
       VALUES ($1, $2, 'saml', $3, false, NULL)`,
      [id, instance, `App <b>${id}</b>`],
    );
    const { enabled, ...stored } = Sso.parse({
      enabled: true,
      protocol: 'saml',
      oidc: null,
      saml: { spEntityId: SP, acsUrls: [ACS], ...settings },
      applicationUsername: { by: 'username' },
      authorisation: 'everyone',
      portal: 'shown',
      parameters: {},
      ...sso,
    });
    await db.query(
      `INSERT INTO application_sso (application_id, template, settings, enabled) VALUES ($1, 'saml', $2, $3)`,
      [id, JSON.stringify(stored), enabled],
    );
    return id;
  }

  const root = (id: string, instance = 'acme') => `${url}/${instance}/saml/${id}`;

  return {
    db,
    url,
    sp,
    idpCertificate: key!.certificate,
    application,
    root,
    /** `@node-saml/node-saml` as the application. */
    client: (id: string, more: Partial<SamlConfig> = {}) =>
      new SAML({
        entryPoint: `${root(id)}/sso`,
        issuer: SP,
        callbackUrl: ACS,
        audience: SP,
        idpCert: key!.certificate,
        idpIssuer: root(id),
        wantAuthnResponseSigned: false,
        wantAssertionsSigned: true,
        identifierFormat: null,
        validateInResponseTo: ValidateInResponseTo.always,
        signatureAlgorithm: 'sha256',
        digestAlgorithm: 'sha256',
        ...more,
      }),
    signing: (pair: KeyPair = sp): Partial<SamlConfig> => ({
      privateKey: pair.keyPem,
      publicCert: pair.certificate,
    }),
    async account(fields: Record<string, unknown> = {}, instance = 'acme'): Promise<string> {
      const username = `u${randomUUID().slice(0, 8)}`;
      const created = await createAccount(db, ACTOR, instance, {
        username,
        displayName: '张伟',
        ...fields,
      } as never);
      return created.id;
    },
    browser: () => openBrowser(url),
    /** Logs a person on in a browser, as the log-on page would. */
    async logOn(browser: Browser, accountId: string, methods = ['pwd'], instance = 'acme'): Promise<string> {
      const from = { address: '127.0.0.1', agent: 'test' };
      const { sessionId, secret } = await openPersonSession(db, {
        instanceId: instance,
        accountId,
        methodId: null,
        methods,
        from,
        previous: undefined,
      });
      browser.keep(setPersonCookie(url, instance, secret));
      return sessionId;
    },
    /** The application's request in this browser, up to the page that posts the answer. */
    async signIn(browser: Browser, address: string): Promise<Page> {
      return browser.follow(await browser.get(address));
    },
    /** The page says no, nothing is posted, and the log has the reason. */
    async refused(page: Page, code: string, id: string): Promise<void> {
      assert.ok(page.status >= 400 && page.status < 500, `${page.status} ${page.location}`);
      assert.equal(page.form, undefined);
      assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'none'/);
      const { rows } = await db.query<{ reason: string; result: string }>(
        `SELECT reason, result FROM audit_entry WHERE subject_id = $1 ORDER BY id DESC LIMIT 1`,
        [id],
      );
      assert.deepEqual(rows[0], { reason: code, result: 'refused' });
    },
    at(now: () => Date) {
      clock = now;
    },
    async close() {
      await app.close();
      await drop();
    },
  };
}

export type Browser = ReturnType<typeof openBrowser>;

/** Keeps cookies; follows no redirect by itself. */
function openBrowser(url: string) {
  const cookies = new Map<string, string>();
  const keep = (line: string) => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/Max-Age=0/.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  };
  const call = async (address: string, init: RequestInit = {}): Promise<Page> => {
    const response = await fetch(new URL(address, url), {
      redirect: 'manual',
      ...init,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(init.headers as Record<string, string>),
      },
    });
    for (const line of response.headers.getSetCookie()) keep(line);
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, text, location: headers.get('location') ?? undefined, form: formOf(text) };
  };
  return {
    cookies,
    keep,
    get: (address: string, headers: Record<string, string> = {}) => call(address, { headers }),
    post: (address: string, body: string | Record<string, string>) =>
      call(address, {
        method: 'POST',
        body: typeof body === 'string' ? body : new URLSearchParams(body).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    /** Follows redirects within the identity provider. */
    async follow(page: Page): Promise<Page> {
      let at = page;
      while (at.location?.includes('/saml/') && at.location.startsWith('/')) {
        at = await this.get(at.location);
      }
      return at;
    },
  };
}

function formOf(html: string): Page['form'] {
  const action = /<form [^>]*action="([^"]*)"/.exec(html)?.[1];
  if (action === undefined) return undefined;
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return {
    ...Object.fromEntries(fields.map(([, name, value]) => [name!, unescapeHtml(value!)])),
    action: unescapeHtml(action),
  };
}

const unescapeHtml = (text: string) =>
  text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

/** The message of the page's form as XML. */
export function messageOf(page: Page): string {
  assert.equal(page.status, 200, page.text);
  return Buffer.from(page.form!.SAMLResponse!, 'base64').toString();
}

/** Status codes of a Response, from the general to the particular, without their common start. */
export function statusOf(xml: string): string[] {
  return [...xml.matchAll(/StatusCode Value="urn:oasis:names:tc:SAML:2\.0:status:(\w+)"/g)].map(
    ([, name]) => name!,
  );
}
