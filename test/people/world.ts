/** A whole Muster with a mail server, an instance with people, and a browser at its log-on page. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Json } from '../../src/cli/client.ts';
import { type Db, openDb } from '../../src/db/db.ts';
import { launchChromium, openView, type View } from '../console/browser.ts';
import { buildConsole } from '../console/build.ts';
import { ADMINISTRATOR } from '../console/world.ts';
import { type MailServer, startMailServer } from '../logon/mail-server.ts';
import { type Product, startProduct } from '../story/product.ts';

export const INSTANCE = 'acme';
/** Meets the policy that an instance begins with. */
export const PASSWORD = 'Gr33n-Kettle/7';

export interface PersonFields {
  username: string;
  displayName?: string;
  email?: string;
  emailVerified?: boolean;
  password?: string;
  /** Has to be changed at the next log-on. */
  temporary?: boolean;
}

export interface PeopleWorld {
  product: Product;
  db: Db;
  mails: MailServer;
  browser: Browser;
  /** Where browsers reach it: a name, as passkeys need. */
  url: string;
  /** Calls the administration API below the instance. */
  admin(method: string, path: string, body?: unknown): Promise<Json>;
  /** Makes an account with a password. */
  person(fields: PersonFields): Promise<string>;
  /** An application in the portal of everybody. */
  application(name: string): Promise<string>;
  /** A browser of its own, at the log-on page or at another path below the instance. */
  open(path?: string, view?: View): Promise<Page>;
  close(): Promise<void>;
}

export async function startPeople(): Promise<PeopleWorld> {
  buildConsole();
  const mails = await startMailServer();
  const product = await startProduct((port) => ({
    MUSTER_PUBLIC_URL: `http://localhost:${port}`,
    MUSTER_SMTP_URL: mails.url,
    MUSTER_MAIL_FROM: 'Muster <muster@example.com>',
  }));
  const url = `http://localhost:${new URL(product.url).port}`;
  const call = await administrator(url);
  await call('POST', '/instances', { id: INSTANCE, name: 'Acme 示例公司' });
  const admin: PeopleWorld['admin'] = (method, path, body) =>
    call(method, `/instances/${INSTANCE}${path}`, body);
  const db = openDb(product.database, { max: 2 });
  const browser = await launchChromium();
  return {
    product,
    db,
    mails,
    browser,
    url,
    admin,
    async person({ password = PASSWORD, temporary = false, ...fields }) {
      const { id } = await admin('POST', '/accounts', fields);
      await admin('PUT', `/accounts/${id}/password`, { password, temporary });
      return id;
    },
    async application(name) {
      const { id } = await admin('POST', '/applications', { name, template: 'generic-saml' });
      await admin('PATCH', `/applications/${id}/sso`, {
        saml: { spEntityId: `urn:${id}`, acsUrls: ['https://sp.example.com/acs'] },
        authorisation: 'everyone',
        enabled: true,
      });
      return id;
    },
    async open(path = '/login', view = {}) {
      const context = await openView(browser, view);
      context.setDefaultTimeout(Number(process.env.TEST_PATIENCE ?? 20_000));
      return goTo(await context.newPage(), url, path);
    },
    async close() {
      await browser.close();
      await db.close();
      await product.stop();
      await mails.close();
    },
  };
}

async function goTo(page: Page, url: string, path: string): Promise<Page> {
  await page.goto(`${url}/${INSTANCE}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** The administration API, as an administrator's browser calls it. */
async function administrator(
  url: string,
): Promise<(method: string, path: string, body?: unknown) => Promise<Json>> {
  let cookie = '';
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        origin: url,
        cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    cookie ||= response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return text === '' ? undefined : JSON.parse(text);
  };
  await call('POST', '/session', ADMINISTRATOR);
  return call;
}

/** Another tab of the same browser. */
export const openTab = async (context: BrowserContext, url: string, path: string): Promise<Page> =>
  goTo(await context.newPage(), url, path);
