import assert from 'node:assert/strict';
import { setUserSso } from '../../src/cloud/user-sso/settings.ts';
import { createUser } from '../../src/cloud/users.ts';
import { type Browser, locationOf, openBrowser } from './browser.ts';
import { type Facts, type Idp, openIdp, readAuthnRequest } from './idp.ts';
import { ADMIN, openWorld, PUBLIC_URL, type World } from './world.ts';

export type SsoWorld = Awaited<ReturnType<typeof openSsoWorld>>;

/** A cloud account with user SSO on, an identity provider, and the RAM users alice and Bob. */
export async function openSsoWorld() {
  const world = await openWorld();
  const idp = openIdp();
  const { userId: alice } = await createUser(world.db, ADMIN, world.account, { userName: 'alice' });
  const { userId: bob } = await createUser(world.db, ADMIN, world.account, { userName: 'Bob' });
  await setUserSso(world.db, ADMIN, world.account, { ssoEnabled: true, metadataDocument: idp.metadata() });
  return { ...world, idp, alice, bob, ...clientOf(world, idp) };
}

/** What a browser and the identity provider do in turn at one server. */
export function clientOf(world: Pick<World, 'root' | 'account'>, idp: Idp) {
  const entityId = `${PUBLIC_URL}/ram/${world.account.accountId}/saml`;
  const acs = `${entityId}/SSO`;
  const post = (browser: Browser, SAMLResponse: string, more: Record<string, string> = {}) =>
    browser.postFromElsewhere(`${world.root}/saml/SSO`, { SAMLResponse, ...more });
  return {
    entityId,
    acs,
    browser: () => openBrowser(world),
    facts: (more: Partial<Facts> = {}): Facts => ({
      acs,
      audience: entityId,
      nameId: 'alice@acme.onaliyun.com',
      ...more,
    }),
    /** The browser is sent to the identity provider; the id of the AuthnRequest it carries. */
    async start(browser: Browser, from = `${world.root}/login/sso`): Promise<string> {
      const metadata = await (await browser.get(`${world.root}/saml/metadata.xml`)).text();
      return readAuthnRequest(locationOf(await browser.get(from)), metadata).id;
    },
    post,
    /** The identity provider's answer, posted by its page, and where the browser ends. */
    async arrive(browser: Browser, facts: Facts, more: Record<string, string> = {}): Promise<Response> {
      return browser.get(locationOf(await post(browser, idp.answer(facts), more)));
    },
    /** Name on the console page; undefined when it sends to the log-on. */
    async whoIs(browser: Browser): Promise<string | undefined> {
      const page = await browser.get(`${world.root}/`);
      if (page.status === 303) return undefined;
      assert.equal(page.status, 200);
      return /<dd>([^<]*)<\/dd>/.exec(await page.text())![1];
    },
  };
}
