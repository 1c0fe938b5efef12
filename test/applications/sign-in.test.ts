/** Applications as the catalogue makes them, signed in to: what its entries call “tested”. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createApplication } from '../../src/applications/create.ts';
import { updateSso } from '../../src/applications/sso.ts';
import { setUserSso } from '../../src/cloud/user-sso/settings.ts';
import { type MusterPair, openPair } from '../cloud/muster-pair.ts';
import { ADMIN } from '../cloud/world.ts';
import { ACS, type Browser, openWorld, type Page, SP, type World } from '../saml/world.ts';
import { ACTOR, DEPS } from './world.ts';

describe('the cloud account of this installation', () => {
  let pair: MusterPair;
  let application: string;
  before(async () => {
    pair = await openPair();
    const { db } = pair.idp;
    const deps = { ...DEPS, publicUrl: new URL(pair.root).origin };
    const made = await createApplication(db, deps, ACTOR, 'acme', {
      name: 'Own cloud',
      template: 'muster-cloud-user-sso',
      parameters: { cloudAccount: pair.account.accountId },
    });
    await updateSso(db, deps, ACTOR, 'acme', made.id, { enabled: true });
    application = made.id;
    const metadataDocument = await (await fetch(`${pair.idp.root(application)}/metadata`)).text();
    await setUserSso(db, ADMIN, pair.account, { metadataDocument, ssoEnabled: true });
  });
  after(() => pair.close());

  async function deliver(browser: Browser, page: Page): Promise<Page> {
    const { action = '', ...fields } = page.form ?? {};
    assert.equal(action, `${pair.root}/saml/SSO`, page.text);
    let at = await browser.post(action, fields);
    while (at.location?.startsWith('/')) at = await browser.get(new URL(at.location, pair.root).href);
    return at;
  }

  test('lets the RAM user in from the portal', async () => {
    const browser = pair.idp.browser();
    await pair.idp.logOn(browser, pair.person);
    const page = await deliver(browser, await browser.get(`${pair.idp.root(application)}/start`));
    assert.match(page.text, /zhang\.wei@acme\.onaliyun\.com/);
  });

  test('lets the RAM user in from its own log-on page', async () => {
    const browser = pair.idp.browser();
    await pair.idp.logOn(browser, pair.person);
    const sent = await browser.get(`${pair.root}/login/sso`);
    assert.ok(sent.location!.startsWith(`${pair.idp.root(application)}/sso?SAMLRequest=`), sent.text);
    const page = await deliver(browser, await browser.follow(await browser.get(sent.location!)));
    assert.match(page.text, /zhang\.wei@acme\.onaliyun\.com/);
  });

  test('lets nobody in to whom it is not assigned', async () => {
    const { db } = pair.idp;
    await updateSso(db, DEPS, ACTOR, 'acme', application, { authorisation: 'assigned' });
    const browser = pair.idp.browser();
    await pair.idp.logOn(browser, pair.person);
    const page = await browser.get(`${pair.idp.root(application)}/start`);
    assert.equal(page.form, undefined);
    assert.ok(page.status >= 400, page.text);
  });
});

describe('any SAML 2.0 application', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  test('signs in with names that are full of XML’s own signs', async () => {
    const { id } = await createApplication(world.db, DEPS, ACTOR, 'acme', {
      name: 'Any',
      template: 'generic-saml',
    });
    await updateSso(world.db, DEPS, ACTOR, 'acme', id, {
      enabled: true,
      authorisation: 'everyone',
      saml: {
        spEntityId: SP,
        acsUrls: [ACS],
        nameId: 'Append("<&>\\"\'", appUser.username)',
        attributes: [
          { name: 'mail', expression: 'user.email' },
          { name: 'tags', expression: 'Split("]]>|<!--|&amp;", "|")' },
        ],
      },
    });
    const browser = world.browser();
    await world.logOn(browser, await world.account({ username: 'o.brien', email: 'o@example.com' }));
    const client = world.client(id);
    const page = await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {}));
    const { profile } = await client.validatePostResponseAsync({ SAMLResponse: page.form!.SAMLResponse! });
    assert.equal(profile?.nameID, '<&>"\'o.brien');
    assert.equal(profile.mail, 'o@example.com');
    assert.deepEqual(profile.tags, [']]>', '<!--', '&amp;']);
  });
});
