/** A real browser between two sites: it alone knows which cookies go along, and what a policy lets a form do. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createApp } from '../../src/cloud/apps.ts';
import { setUserSso } from '../../src/cloud/user-sso/settings.ts';
import { findChromium, launchChromium, openView, type View } from '../console/browser.ts';
import { asked } from './log-on.ts';
import { type MusterPair, openPair } from './muster-pair.ts';
import { ADMIN } from './world.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const skip = findChromium() === undefined && 'Chromium is not installed';

describe('user SSO in Chromium', { skip }, () => {
  let pair: MusterPair;
  let chromium: Browser;
  before(async () => {
    // For a browser localhost and 127.0.0.1 are two sites: the answer is posted from one to the other.
    pair = await openPair('localhost');
    chromium = await launchChromium();
  });
  after(async () => {
    await chromium?.close();
    await pair?.close();
  });

  /** A window whose person is logged on at the identity provider. */
  async function open(view: View = {}): Promise<Page> {
    const context = await openView(chromium, view);
    const there = pair.idp.browser();
    await pair.idp.logOn(there, pair.person);
    await context.addCookies([...there.cookies].map(([name, value]) => ({ name, value, url: pair.idp.url })));
    return context.newPage();
  }

  it('from one site to the other and back to the console; accessible in both languages', async () => {
    for (const language of ['en', 'zh'] as const) {
      const page = await open({ language, width: language === 'zh' ? 390 : 1440 });
      await page.goto(`${pair.root}/login`);
      assert.deepEqual(await complaintsOf(page), []);
      await page.locator('a.button').click();
      await page.waitForURL(`${pair.root}/`);
      assert.match((await page.textContent('main')) ?? '', /zhang\.wei@acme\.onaliyun\.com/);
      assert.deepEqual(await complaintsOf(page), []);
      await page.locator('button').click();
      await page.waitForURL(/\/login\?loggedOut=1$/);
      assert.deepEqual(await complaintsOf(page), []);
      await page.context().close();
    }
  });

  it('from the portal, without a log-on begun here', async () => {
    const page = await open();
    await page.goto(`${pair.idp.root(pair.application)}/start`);
    await page.waitForURL(`${pair.root}/`);
    assert.match((await page.textContent('main')) ?? '', /zhang\.wei/);
    await page.context().close();
  });

  it('to an application: allow, and the code arrives there', async () => {
    const callback = 'http://localhost:1/callback';
    const { appId } = await createApp(pair.idp.db, ADMIN, pair.account, {
      appName: 'client',
      displayName: 'Client',
      appType: 'NativeApp',
      predefinedScopes: ['openid'],
      redirectUris: [callback],
    });
    const page = await open();
    const query = new URLSearchParams(asked(appId, { scope: 'openid', redirect_uri: callback }));
    await page.goto(`${pair.root}/oauth/v1/authorize?${query}`);
    await page.waitForURL(/\/oauth\/v1\/allow\?/);
    assert.deepEqual(await complaintsOf(page), []);
    // Nobody listens there; that the browser asks is what counts.
    const [request] = await Promise.all([
      page.waitForRequest((one) => one.url().startsWith(callback)),
      page.locator('button[value=allow]').click(),
    ]);
    assert.ok(new URL(request.url()).searchParams.get('code'));
    await page.context().close();
  });

  it('the password form, its refusal and the page of an error are accessible', async () => {
    await setUserSso(pair.idp.db, ADMIN, pair.account, { ssoEnabled: false });
    const page = await open({ width: 390 });
    await page.goto(`${pair.root}/login`);
    assert.deepEqual(await complaintsOf(page), []);
    await page.locator('#username').fill('nobody');
    await page.locator('#password').fill('wrong');
    await page.locator('button').click();
    await page.locator('[role=alert]').waitFor();
    assert.deepEqual(await complaintsOf(page), []);
    await page.goto(`${pair.root}/login/sso`);
    assert.deepEqual(await complaintsOf(page), []);
    await page.context().close();
  });
});

/** What axe finds, and whether the page is wider than its window. */
async function complaintsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const violations = (await page.evaluate(
    "axe.run(document, { preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations.map(({ id, help }) => id + ': ' + help))",
  )) as string[];
  const sideways = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  return [...violations, ...(Number(sideways) > 0 ? [`wider than the window by ${sideways} px`] : [])];
}
