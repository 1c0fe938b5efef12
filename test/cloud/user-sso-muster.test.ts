/** The whole story but for the directory: Muster signs people in to a cloud account of Muster. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createApp } from '../../src/cloud/apps.ts';
import type { Browser, Page } from '../saml/world.ts';
import { hiddenOf } from './browser.ts';
import { asked, CALLBACK, codeForm, logOnClient } from './log-on.ts';
import { type MusterPair, openPair } from './muster-pair.ts';
import { ADMIN } from './world.ts';

let pair: MusterPair;
before(async () => {
  pair = await openPair();
});
after(() => pair.close());

/** From the identity provider's page that posts the answer to where the browser ends at the cloud account. */
async function deliver(browser: Browser, page: Page): Promise<Page> {
  const { action = '', ...fields } = page.form ?? {};
  assert.equal(action, `${pair.root}/saml/SSO`, page.text);
  let at = await browser.post(action, fields);
  while (at.location?.startsWith('/')) at = await browser.get(new URL(at.location, pair.root).href);
  return at;
}

/** A person who opens an address of the cloud account and logs on at Muster on the way. */
async function logOnAt(address: string): Promise<{ browser: Browser; page: Page }> {
  const browser = pair.idp.browser();
  const sent = await browser.get(address);
  assert.ok(sent.location!.startsWith(`${pair.idp.root(pair.application)}/sso?SAMLRequest=`), sent.text);
  const toLogon = await browser.follow(await browser.get(sent.location!));
  const logon = new URL(toLogon.location!, pair.idp.url);
  assert.equal(logon.pathname, '/acme/login');
  await pair.idp.logOn(browser, pair.person, ['ldap']);
  const answered = await browser.follow(await browser.get(logon.searchParams.get('return')!));
  return { browser, page: await deliver(browser, answered) };
}

test('from the log-on page of the cloud account over Muster to the console of the RAM user', async () => {
  const { page } = await logOnAt(`${pair.root}/login/sso`);
  assert.equal(page.status, 200, page.text);
  for (const fact of ['zhang.wei@acme.onaliyun.com', '张伟', 'SCIM'])
    assert.ok(page.text.includes(fact), fact);
});

test('from the portal', async () => {
  const browser = pair.idp.browser();
  await pair.idp.logOn(browser, pair.person);
  const page = await deliver(browser, await browser.get(`${pair.idp.root(pair.application)}/start`));
  assert.match(page.text, /zhang\.wei@acme\.onaliyun\.com/);
});

test('an OAuth application of the cloud account gets its code', async () => {
  const { appId } = await createApp(pair.idp.db, ADMIN, pair.account, {
    appName: 'client',
    displayName: 'Client',
    appType: 'NativeApp',
    predefinedScopes: ['openid', 'profile'],
    redirectUris: [CALLBACK],
  });
  const query = new URLSearchParams(asked(appId, { scope: 'openid profile' }));
  const { browser, page } = await logOnAt(`${pair.root}/oauth/v1/authorize?${query}`);
  assert.match(page.text, /Client asks for access to openid, profile/);
  const done = await browser.post(`${pair.root}/oauth/v1/allow`, { ...hiddenOf(page.text), answer: 'allow' });
  const code = new URL(done.location!).searchParams.get('code')!;
  const tokens = await logOnClient(pair).exchange(codeForm(appId, code));
  assert.equal(tokens.status, 200);
});

test('whoever is not a RAM user is let in by Muster and turned away here', async () => {
  const browser = pair.idp.browser();
  await pair.idp.logOn(browser, await pair.idp.account({ username: 'not.pushed' }));
  const page = await deliver(browser, await browser.get(`${pair.idp.root(pair.application)}/start`));
  assert.equal(page.status, 403);
  assert.match(page.text, /no RAM user for not\.pushed@acme\.onaliyun\.com/);
});
