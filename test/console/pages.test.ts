/** Every page, in both languages, light and dark, wide and narrow: drawn whole, in one language, accessible. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { findChromium, settled, type View } from './browser.ts';
import { logOnAs } from './logon-hands.ts';
import { callAs, startWorld, type World } from './world.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROUTES = readFileSync(new URL('../../web/src/routes.tsx', import.meta.url), 'utf8');
const skip = findChromium() === undefined ? 'Chromium is not installed' : false;

/** Each language, width and appearance once: every page in all their combinations would take minutes. */
const VIEWS: View[] = [
  { language: 'en', width: 1440 },
  { language: 'zh', width: 390, height: 844, dark: true },
];

/** Parts of pages that are no page of their own: below the page and this search. */
const TABS: [page: string, tab: string][] = [
  ['/accounts/$account', 'logon'],
  ['/sources/$source', 'logon'],
  ['/logon/sessions', 'limits'],
  ['/logs', 'changes'],
  ['/logs', 'administration'],
  ['/logs', 'cloud'],
  ['/logs', 'streams'],
  ['/cloud/$cloudAccount', 'sso'],
  ['/applications/$application', 'sso'],
  ['/applications/$application', 'authorisation'],
  ['/applications/$application', 'app-accounts'],
];

/** The addresses of routes.tsx, their names filled in, and the tabs. */
function addresses(names: Record<string, string>): string[] {
  const paths = [...ROUTES.matchAll(/\bpage\(\s*[`']([^`']+)[`']/g)].map(([, path]) => path!);
  const tabs = TABS.map(([page, tab]) => `\${I}${page}?tab=${tab}`);
  return [...paths, ...tabs].map((path) =>
    path.replace(/\$\{I\}/, '/i/$$instance').replaceAll(/\$(\w+)/g, (_, name: string) => {
      assert.ok(names[name], `no ${name} for ${path}`);
      return names[name];
    }),
  );
}

describe('the pages of the console', { skip }, () => {
  let world: World;
  let all: string[];

  before(async () => {
    world = await startWorld();
    all = addresses(await furnish(world));
  });
  after(() => world?.close());

  for (const view of VIEWS) {
    const name = `${view.language}, ${view.width} wide, ${view.dark ? 'dark' : 'light'}`;
    it(`are whole and accessible: ${name}`, async () => {
      const page = await world.open(view);
      const complaints: string[] = [];
      let address = '';
      page.on('pageerror', (error) => complaints.push(`${address}: ${error.message}`));
      page.on('console', (message) => {
        // Violations are looked at by their event: axe makes documents of its own, whose styles are none of ours.
        if (message.type() === 'error' && !message.text().includes('Content Security Policy'))
          complaints.push(`${address}: ${message.text().slice(0, 300)}`);
      });
      await page.addInitScript(`window.violations = [];
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
          window.violations.push(violatedDirective + ' ' + blockedURI));`);
      for (address of all) {
        await page.goto(`${world.product.url}/console${address}`);
        await page.locator('h1').first().waitFor();
        await settled(page);
        complaints.push(...(await lookAt(page, view)).map((what) => `${address}: ${what}`));
      }
      await page.context().close();
      assert.deepEqual(complaints, []);
    });
  }
});

/** As axe reports one. */
interface Violation {
  id: string;
  impact: string;
  help: string;
  nodes: { html: string }[];
}

async function lookAt(page: Page, view: View): Promise<string[]> {
  const found: string[] = [];
  const text = (await page.locator('body').textContent()) ?? '';
  for (const [missing] of text.matchAll(/⟦[^⟧]*⟧/g)) found.push(`no text for ${missing}`);
  const words = await page.locator('nav, h1, h2, th, button').allTextContents();
  if (view.language === 'zh' && !words.some((word) => /\p{Script=Han}/u.test(word)))
    found.push('no word is Chinese');
  const sideways = Number(
    await page.evaluate(`Math.max(
      document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ...[document.getElementById('content')].map((main) => main.scrollWidth - main.clientWidth))`),
  );
  if (sideways > 1) found.push(`wider than the window by ${sideways} px`);
  found.push(...((await page.evaluate('window.violations')) as string[]));
  await page.evaluate(AXE);
  const violations = (await page.evaluate(
    "axe.run(document, { preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations)",
  )) as Violation[];
  for (const { id, impact, help, nodes } of violations)
    if (impact === 'serious' || impact === 'critical')
      found.push(
        `${id}: ${help} · ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 160))
          .join(' | ')}`,
      );
  return found;
}

/** An instance with everything in it, so that no page is empty. */
async function furnish({ open, product }: World): Promise<Record<string, string>> {
  const page = await open();
  const instance = 'acme';
  await callAs(page, 'POST', '/instances', { id: instance, name: 'Acme 示例公司' });
  const at = `/instances/${instance}`;
  const lab = await callAs(page, 'POST', `${at}/lab`, {});
  await callAs(page, 'POST', `${at}/fields`, { id: 'cost_center', title: 'Cost centre', type: 'string' });
  await product.json(['source', 'sync', lab.source.id, '--instance', instance]);
  await product.json(['push', lab.application.id, '--instance', instance]);
  const { id: run } = await product.json(['source', 'preview', lab.source.id, '--instance', instance]);
  const { items: accounts } = await callAs(page, 'GET', `${at}/accounts?limit=2`);
  // One of them is logged on, and there is a provider besides.
  const password = 'Gr33n-Kettle/7';
  const [{ id: account, username }] = accounts;
  await callAs(page, 'PUT', `${at}/accounts/${account}/password`, { password, temporary: false });
  const step = await logOnAs(product.url, instance, { username, password });
  assert.equal(step.kind, 'done');
  await callAs(page, 'POST', `${at}/logon-methods`, {
    kind: 'oidc',
    settings: {
      title: 'Head office',
      issuer: 'https://sso.example.com',
      clientId: 'muster',
      clientSecret: 'known to two',
    },
  });
  const { items: groups } = await callAs(page, 'GET', `${at}/groups?limit=1`);
  await callAs(page, 'POST', '/tokens', { name: 'ci', role: 'read-only' });
  const bin = `/api/v1${at}/accounts/${accounts[1].id}?force=true`;
  await page.evaluate((path) => fetch(path, { method: 'DELETE' }).then(() => {}), bin);
  await page.context().close();
  return {
    instance,
    account,
    group: groups[0].id,
    source: lab.source.id,
    run,
    application: lab.application.id,
    cloudAccount: lab.cloudAccount.id,
    app: lab.cloudApp.id,
  };
}
