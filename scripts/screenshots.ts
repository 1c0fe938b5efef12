/**
 * Makes the pictures of the documents: a Muster of its own, its lab, and a Chromium that looks at the main pages. Run it with
 * `npm run screenshots`; the names of single pictures may be given.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { Json } from '../src/cli/client.ts';
import { LAB_DIRECTORY } from '../src/lab/company.ts';
import type { View } from '../test/console/browser.ts';
import { addTo, fill, press, see } from '../test/console/hands.ts';
import { callAs, startWorld, type World } from '../test/console/world.ts';

const FOLDER = fileURLToPath(new URL('../docs/images', import.meta.url));
const MAX_BYTES = 250_000;
const INSTANCE = 'acme';
const AT = `/instances/${INSTANCE}`;

interface Picture {
  name: string;
  /** Below the instance. */
  path: (lab: Json) => string;
  view?: View;
  /** What is done before the picture is taken. */
  prepare?: (page: Page, lab: Json) => Promise<void>;
}

const CHINESE: View = { language: 'zh', dark: true };

const PICTURES: Picture[] = [
  { name: 'quick-start', path: () => 'quick-start' },
  { name: 'dashboard', path: () => 'dashboard' },
  { name: 'accounts', path: () => 'accounts' },
  { name: 'account', path: ({ someone }) => `accounts/${someone.id}` },
  { name: 'source-test', path: () => 'sources/new?kind=ad', prepare: testSource },
  {
    name: 'source-mapping',
    path: ({ source }) => `sources/${source.id}?tab=mapping`,
    prepare: (page) => see(page.getByRole('button', { name: /: works$/ })),
  },
  { name: 'application', path: ({ application }) => `applications/${application.id}`, prepare: testTarget },
  { name: 'ram-users', path: ({ cloudAccount }) => `cloud/${cloudAccount.id}?tab=users` },
  { name: 'quick-start-zh-dark', path: () => 'quick-start', view: CHINESE },
  { name: 'accounts-zh-dark', path: () => 'accounts', view: CHINESE },
  // Last: it leaves a plan that waits.
  { name: 'plan-held', path: () => 'runs', prepare: holdPlan },
];

/** The set-up of the example company's server, as far as its test. */
async function testSource(page: Page, { directory }: Json): Promise<void> {
  await fill(page, 'Name of the source', 'Example company');
  await addTo(page, 'Server addresses', directory.address);
  await fill(page, 'Bind account', LAB_DIRECTORY.bindAccount);
  await fill(page, 'Password', LAB_DIRECTORY.bindPassword);
  await fill(page, 'Base DN', LAB_DIRECTORY.baseDn);
  await press(page, 'Test connection');
  await see(page.getByText(/^The connection works/));
}

/** So many leave that sync protection wants a person to look at it. */
async function holdPlan(page: Page, { source }: Json): Promise<void> {
  await callAs(page, 'POST', `${AT}/lab/changes`, { change: 'leave', count: 40 });
  const run = await callAs(page, 'POST', `${AT}/sources/${source.id}/plan`);
  await page.goto(`${new URL(page.url()).origin}/console/i/${INSTANCE}/runs/${run.id}`);
  await see(page.getByText('Will be deleted'));
}

async function testTarget(page: Page): Promise<void> {
  await press(page, 'Test Connectivity');
  await see(page.getByText('Everything was found as it should be.'));
}

async function furnish({ open, product }: World): Promise<Json> {
  const page = await open();
  await callAs(page, 'POST', '/instances', { id: INSTANCE, name: 'Acme 示例公司' });
  const lab = await callAs(page, 'POST', `${AT}/lab`, {});
  await callAs(page, 'PATCH', `${AT}/cloud-accounts/${lab.cloudAccount.id}`, { alias: 'acme-example' });
  await product.json(['source', 'sync', lab.source.id, '--instance', INSTANCE]);
  await product.json(['push', lab.application.id, '--instance', INSTANCE]);
  const { items } = await callAs(page, 'GET', `${AT}/accounts?limit=10`);
  await page.context().close();
  return { ...lab, someone: items.at(-1) };
}

async function take({ open, product }: World, lab: Json, picture: Picture): Promise<void> {
  const { name, path, view = {}, prepare } = picture;
  const page = await open(view);
  await page.goto(`${product.url}/console/i/${INSTANCE}/${path(lab)}`);
  await see(page.getByRole('heading', { level: 1 }));
  await page.waitForLoadState('networkidle');
  await prepare?.(page, lab);
  // Fonts, and charts that draw themselves.
  await page.waitForTimeout(1000);
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  await page.context().close();
  const { size } = statSync(file);
  if (size > MAX_BYTES) throw new Error(`${name}.png has ${size} bytes, more than ${MAX_BYTES}`);
  console.log(`${name}.png ${Math.round(size / 1000)} kB`);
}

const names = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
const world = await startWorld();
try {
  const lab = await furnish(world);
  for (const picture of PICTURES)
    if (names.length === 0 || names.includes(picture.name)) await take(world, lab, picture);
} finally {
  await world.close();
}
