/** What every page has in common, at the keyboard and the mouse: session, addresses, search, language, appearance, roles, failures. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { type Db, openDb } from '../../src/db/db.ts';
import { startProduct } from '../story/product.ts';
import { findChromium, logOn, openView, settled, type View } from './browser.ts';
import { fill, goTo, heading, keepPicture, press, row, see } from './hands.ts';
import { ADMINISTRATOR, callAs, startWorld, type World } from './world.ts';

const skip = findChromium() === undefined ? 'Chromium is not installed' : false;
const MANY = 6000;

describe('the frame of the console', { skip }, () => {
  let world: World;
  let db: Db;
  let page: Page;
  /** Where a page of the lab's instance is. */
  const at = (path: string) => `${world.product.url}/console/i/acme/${path}`;

  before(async () => {
    world = await startWorld();
    db = openDb(world.product.database, { max: 2 });
    page = await world.open();
    await callAs(page, 'POST', '/instances', { id: 'acme', name: 'Acme 示例公司' });
    const { source } = await callAs(page, 'POST', '/instances/acme/lab', {});
    await world.product.json(['source', 'sync', source.id, '--instance', 'acme']);
    await page.close();
  });
  after(async () => {
    await db?.close();
    await world?.close();
  });
  afterEach(async (t) => {
    if ('passed' in t && !t.passed) await keepPicture(page, t.name);
    await page.close();
  });

  const open = async (path: string, view?: View) => {
    page = await world.open(view, `/i/acme/${path}`);
    page.setDefaultTimeout(60_000);
    await see(page.getByRole('heading', { level: 1 }));
  };
  const alert = (text: string | RegExp): Locator => page.getByRole('alert').filter({ hasText: text });
  const people = () => page.getByRole('table', { name: 'Accounts' });

  it('says that the password is wrong, and lets in with the right one', async () => {
    page = await (await openView(world.browser)).newPage();
    await page.goto(at('groups'));
    await fill(page, 'Username', ADMINISTRATOR.username);
    await fill(page, 'Password', 'not this one');
    await press(page, 'Log on');
    await see(alert('The user name or the password is wrong'));
    await fill(page, 'Password', ADMINISTRATOR.password);
    await press(page, 'Log on');
    await see(heading(page, 'Groups'));
  });

  it('asks for the password over a half-filled form when the session has ended, and loses nothing', async () => {
    await open('accounts');
    await page.getByRole('button', { name: 'Create account' }).click();
    const form = page.getByRole('dialog', { name: 'Create account' });
    await fill(form, 'Username', 'halfway');
    await fill(form, 'Display name', 'Half Way 半途');
    await db.query('DELETE FROM admin_session');
    await press(form, 'Create');
    const again = page.getByRole('dialog', { name: 'Your session has ended' });
    await fill(again, 'Password', 'not this one');
    await press(again, 'Log on');
    await see(again.getByRole('alert'));
    assert.equal(await form.getByLabel('Display name').first().inputValue(), 'Half Way 半途');
    await fill(again, 'Password', ADMINISTRATOR.password);
    await press(again, 'Log on');
    await see(heading(page, 'Half Way 半途'));
    const { rows } = await db.query(`SELECT display_name FROM account WHERE username = 'halfway'`);
    assert.deepEqual(rows, [{ display_name: 'Half Way 半途' }]);
  });

  it('keeps filters in the address: a reload keeps them, and back returns to them', async () => {
    await open('accounts?status=disabled');
    const count = await accountsWhere(`enabled = false`);
    const rows = page.getByText(`${count} rows`);
    await see(rows);
    await page.reload();
    await see(rows);
    const name = await people().getByRole('link').first().innerText();
    await people().getByRole('link').first().click();
    await see(page.getByRole('main').getByText(name, { exact: true }));
    await page.goBack();
    await see(rows);
    assert.equal(new URL(page.url()).search, '?status=disabled');
    await see(row(people(), name));
  });

  it('opens an account by the keyboard alone', async () => {
    await open('dashboard');
    const [someone] = (
      await db.query(`SELECT username, display_name FROM account WHERE enabled ORDER BY id LIMIT 1`)
    ).rows;
    await page.keyboard.press('Control+k');
    const search = page.getByRole('combobox', { name: 'Search everything' });
    await see(search);
    await page.keyboard.type(someone!.username);
    const found = page
      .getByRole('group', { name: 'Accounts' })
      .getByRole('option')
      .filter({ hasText: someone!.username });
    await see(found);
    const options = await page.getByRole('option').all();
    for (let n = 0; n < options.length; n++) {
      if ((await found.first().getAttribute('aria-selected')) === 'true') break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await see(heading(page, someone!.display_name));
    assert.match(page.url(), /\/accounts\/user_/);
  });

  it('changes the language where one is, for good', async () => {
    await open('accounts?status=disabled');
    await page.getByRole('button', { name: '中文' }).click();
    await see(heading(page, '全部账户'));
    assert.equal(new URL(page.url()).search, '?status=disabled');
    await page.reload();
    await see(heading(page, '全部账户'));
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
    await press(page, 'English');
    await see(heading(page, 'All accounts'));
  });

  it('keeps the dark appearance', async () => {
    await open('groups');
    const ink = () => page.evaluate('getComputedStyle(document.querySelector("h1")).color');
    const light = await ink();
    await press(page, 'Appearance');
    await page.getByRole('menuitem', { name: 'Dark' }).click();
    const scheme = () => page.evaluate('document.documentElement.style.colorScheme');
    assert.equal(await scheme(), 'dark');
    await page.reload();
    await see(heading(page, 'Groups'));
    assert.equal(await scheme(), 'dark');
    assert.notEqual(await ink(), light);
    // It would be kept for the tests after this one.
    await page.evaluate('localStorage.clear()');
  });

  it('releases what sync protection holds, on a phone, by the name of the source', async () => {
    await open('quick-start', { width: 390, height: 844 });
    await callAs(page, 'POST', '/instances/acme/lab/changes', { change: 'leave', count: 40 });
    const before = await accountsWhere('true');
    await press(page, 'Menu');
    await goTo(page, 'Identity providers');
    // The page before has links of that name too.
    await see(page.getByRole('heading', { level: 1 }).getByText('Identity providers'));
    const link = page.getByRole('main').getByRole('link', { name: /^Active Directory/ });
    const source = await link.innerText();
    await link.click();
    await press(page, 'Sync now');
    await see(page.getByText('Stopped by the sync guard'));
    await see(page.getByText('40 accounts would be removed or disabled.'));
    assert.equal(await accountsWhere('true'), before);
    await press(page, 'Apply anyway');
    const dialog = page.getByRole('dialog');
    const apply = dialog.getByRole('button', { name: 'Apply anyway' });
    await fill(dialog, `Type ${source} to confirm`, source.slice(0, -1));
    assert.equal(await apply.isDisabled(), true);
    await fill(dialog, `Type ${source} to confirm`, source);
    await apply.click();
    await see(page.getByRole('heading', { level: 1 }).getByText('Succeeded'));
    assert.equal(await accountsWhere('true'), before - 40);
  });

  it('offers a read-only administrator nothing that changes anything', async () => {
    const reader = { username: 'reader', password: 'I only look at things.' };
    await open('quick-start');
    await callAs(page, 'POST', '/administrators', { ...reader, role: 'read-only' });
    const [application] = (await callAs(page, 'GET', '/instances/acme/applications')).items;
    const [source] = (await callAs(page, 'GET', '/instances/acme/sources')).items;
    const [cloud] = (await callAs(page, 'GET', '/instances/acme/cloud-accounts')).items;
    const [someone] = (await callAs(page, 'GET', '/instances/acme/accounts?limit=1')).items;
    await page.close();
    page = await (await openView(world.browser)).newPage();
    await logOn(page, world.product.url, reader);
    const found: string[] = [];
    for (const path of [
      ...['quick-start', 'accounts', `accounts/${someone.id}`, 'fields', `sources/${source.id}`],
      ...[`sources/${source.id}?tab=settings`, 'settings', `applications/${application.id}`],
      `cloud/${cloud.id}?tab=users`,
    ]) {
      await page.goto(at(path));
      await see(page.getByRole('heading', { level: 1 }));
      await settled(page);
      for (const button of await page.getByRole('main').getByRole('button', { name: CHANGES }).all())
        if (await button.isEnabled()) found.push(`${path}: ${await button.innerText()}`);
    }
    assert.deepEqual(found, []);
  });

  it('says readably that the server failed, and tries again', async () => {
    await open('groups');
    await db.query('ALTER TABLE custom_field RENAME TO custom_field_away');
    try {
      await goTo(page, 'Fields');
      await see(alert(/Request \w/));
      assert.doesNotMatch(await alert(/Request/).innerText(), /custom_field|SELECT|relation/);
    } finally {
      await db.query('ALTER TABLE custom_field_away RENAME TO custom_field');
    }
    await press(alert(/Request/), 'Retry');
    await alert(/Request/).waitFor({ state: 'hidden' });
    await see(page.getByRole('main').getByRole('button', { name: /field/i }));
  });

  it('says that the server cannot be reached, and keeps what was typed', async () => {
    const other = await startProduct();
    page = await (await openView(world.browser)).newPage();
    await logOn(page, other.url, ADMINISTRATOR);
    await fill(page, 'Name', 'Never made');
    await other.stop();
    await press(page, 'Create Instance');
    await see(alert('Muster cannot be reached.'));
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Never made');
  });

  it(`draws only what is seen of ${MANY} accounts`, async () => {
    await open('quick-start');
    await callAs(page, 'POST', '/instances', { id: 'many', name: 'Many' });
    await db.query(
      `INSERT INTO account (id, instance_id, username, display_name, primary_org_id)
       SELECT 'user_many' || lpad(n::text, 6, '0'), 'many', 'many' || lpad(n::text, 6, '0'), 'Number ' || n, o.id
         FROM generate_series(1, $1::int) AS n, org_unit o WHERE o.instance_id = 'many' AND o.parent_id IS NULL`,
      [MANY],
    );
    await page.goto(`${world.product.url}/console/i/many/accounts`);
    await see(row(people(), 'many000001'));
    await see(page.getByText(/ of 6,?000$/));
    await people().hover();
    let furthest = 0;
    for (let turn = 0; turn < 1000 && furthest < 1500; turn++) {
      await page.mouse.wheel(0, 2000);
      const drawn = await people().getByRole('row').getByRole('link').allInnerTexts();
      assert.ok(drawn.length < 80, `${drawn.length} rows are drawn`);
      furthest = Math.max(0, ...drawn.map((name) => Number(name.slice('many'.length))));
    }
    assert.ok(furthest >= 1500, `came as far as ${furthest}`);
  });

  async function accountsWhere(condition: string): Promise<number> {
    const { rows } = await db.query<{ n: number }>(
      `SELECT count(*) AS n FROM account WHERE instance_id = 'acme' AND ${condition}`,
    );
    return rows[0]!.n;
  }
});

/** Words on buttons that change something. */
const CHANGES =
  /^(\w+ )?(Create|Add|Delete|Save|Sync now|Synchronize|One-click Push|Push now|Remove|Disable|Enable|Lock|Edit|Import|Authorize|Set up|Restore)/;
