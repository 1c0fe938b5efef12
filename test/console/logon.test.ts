/** Log-on as an administrator sets it up by mouse; what came of it is asked of the API and tried at the log-on page. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Json } from '../../src/cli/client.ts';
import { eventually } from '../story/product.ts';
import { findChromium, logOn, openView, settled } from './browser.ts';
import { fill, heading, keepPicture, pick, press, row, see, tick } from './hands.ts';
import { logOnAs, openLogon } from './logon-hands.ts';
import { callAs, startWorld, type World } from './world.ts';

// A button that has turned its wheel may have that in its name for a moment: the ends of names are looked for.
const skip = findChromium() === undefined ? 'Chromium is not installed' : false;
const INSTANCE = 'acme';
const AT = `/instances/${INSTANCE}`;
const PASSWORD = 'Gr33n-Kettle/7';
/** A picture of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('log-on, set up at the console', { skip }, () => {
  let world: World;
  /** Whose session asks the API what came of it. */
  let asker: Page;
  let page: Page;
  let lab: Json;
  const ask = (method: string, path: string, body?: unknown): Promise<Json> =>
    callAs(asker, method, `${AT}${path}`, body);
  const method = async (kind: string): Promise<Json> =>
    (await ask('GET', '/logon-methods')).items.find((one: Json) => one.kind === kind);
  const enter = (given: Parameters<typeof logOnAs>[2]) => logOnAs(world.product.url, INSTANCE, given);

  before(async () => {
    world = await startWorld();
    asker = await world.open();
    await callAs(asker, 'POST', '/instances', { id: INSTANCE, name: 'Acme 示例公司' });
    lab = await callAs(asker, 'POST', `${AT}/lab`, {});
    await world.product.json(['source', 'sync', lab.source.id, '--instance', INSTANCE]);
    lab = await ask('GET', '/lab');
  });
  after(() => world?.close());
  afterEach(async (t) => {
    if ('passed' in t && !t.passed) await keepPicture(page, t.name);
    await page.close();
  });

  const open = async (path: string) => {
    page = await world.open({}, `/i/${INSTANCE}/${path}`);
    page.setDefaultTimeout(60_000);
    await see(page.getByRole('heading', { level: 1 }));
  };
  const saved = () => see(page.getByText('Saved', { exact: true }));
  const person = async (username: string, password?: string): Promise<string> => {
    const { id } = await ask('POST', '/accounts', { username });
    if (password !== undefined) await ask('PUT', `/accounts/${id}/password`, { password, temporary: false });
    return id;
  };
  const delegation = () => page.getByRole('switch', { name: `Log on with ${lab.source.name}` });

  it('switches delegated authentication on at the source; it is one with the method, and lets people in', async () => {
    const { username, password } = lab.signIn.person;
    await ask('PATCH', `/logon-methods/${(await method('source')).id}`, { enabled: false });
    await open(`sources/${lab.source.id}?tab=logon`);
    assert.equal(await delegation().isChecked(), false);
    await delegation().click();
    await see(page.getByText(/\d+ accounts can log on this way/));
    await page.getByRole('switch', { name: 'Fill an empty password of Muster' }).click();
    await press(page, /Save$/);
    // The word that something was saved may still be that of the switch.
    await eventually('both being stored', async () => {
      const { enabled, settings } = await method('source');
      return enabled && settings.updatePassword;
    });
    await page.getByRole('link', { name: 'All log-on methods' }).click();
    await see(heading(page, 'Log-on methods'));
    assert.equal(await delegation().isChecked(), true);
    await see(page.getByText('Fills empty passwords of Muster'));
    assert.equal((await enter({ username, password, tab: 'directory' })).kind, 'done');
    await delegation().click();
    await eventually('delegation being off', async () => !(await method('source')).enabled);
  });

  it('asks before the last way to log on is switched off', async () => {
    await open('logon/methods');
    await page.getByRole('switch', { name: 'Log on with Password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Switch off the last way to log on?' });
    await press(dialog, 'Cancel');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal((await method('password')).enabled, true);
  });

  it('puts the methods into another order', async () => {
    await ask('PATCH', `/logon-methods/${(await method('source')).id}`, { enabled: true });
    const order = async () =>
      (await openLogon(world.product.url, INSTANCE)).page.methods.map(({ id }: Json) => id);
    const before = await order();
    const { items } = await ask('GET', '/logon-methods');
    const last = items.find(({ id }: Json) => id === before.at(-1));
    await open('logon/methods');
    await press(page, `Move ${last.shownTitle.en} up`);
    await saved();
    assert.deepEqual(await order(), before.toReversed());
  });

  it('adds an OpenID provider, keeps its secret at a change, and removes it by its name', async () => {
    await open('logon/methods');
    await press(page, /Add OpenID provider/);
    const drawer = page.getByRole('dialog', { name: 'Add OpenID provider' });
    await fill(drawer, 'Name on the log-on page', 'Head office');
    await fill(drawer, 'Issuer', 'http://sso.example.com');
    await fill(drawer, 'Client ID', 'muster');
    await fill(drawer, 'Client secret', 'known to two');
    await press(drawer, /Add$/);
    await see(drawer.getByText(/https, without user name/));
    await fill(drawer, 'Issuer', 'https://sso.example.com');
    await press(drawer, /Add$/);
    await see(page.getByText('Added. Register its redirect address'));
    const made = await method('oidc');
    assert.equal(made.enabled, false);
    assert.ok(!JSON.stringify(made).includes('known to two'));
    await see(page.getByText(`/${INSTANCE}/login/back/${made.id}`));
    await press(page, 'Actions of Head office');
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const again = page.getByRole('dialog', { name: 'Settings of Head office' });
    await fill(again, 'Name on the log-on page', 'Headquarters');
    await press(again, /Save$/);
    await saved();
    const { settings } = await method('oidc');
    assert.deepEqual([settings.title, settings.clientSecret], ['Headquarters', made.settings.clientSecret]);
    await press(page, 'Actions of Headquarters');
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    const sure = page.getByRole('dialog', { name: 'Remove Headquarters' });
    await fill(sure, 'Type Headquarters to confirm', 'Headquarters');
    await press(sure, 'Remove');
    await see(page.getByText('Headquarters is removed'));
    assert.equal(await method('oidc'), undefined);
  });

  it('tries a password against rules that are not saved yet, then saves them', async () => {
    await open('logon/passwords');
    await page.getByRole('radio', { name: /^Custom/ }).check();
    await fill(page, 'Shortest length', '14');
    await fill(page, 'Password to try', PASSWORD.slice(0, 13));
    await press(page, /Try$/);
    await see(page.getByText('It does not meet the policy'));
    await see(page.getByText('it is too short'));
    await fill(page, 'Password to try', PASSWORD);
    await page.getByLabel('Password to try').press('Enter');
    await see(page.getByText('It meets the policy'));
    assert.equal((await ask('GET', '/logon-settings')).passwordPolicy.template, 'recommended');
    await fill(page, 'Valid for days', '90');
    await pick(page, 'When it has expired', 'Is reminded and may go on');
    await press(page, /Save$/);
    await saved();
    const { passwordPolicy } = await ask('GET', '/logon-settings');
    assert.deepEqual(
      [passwordPolicy.template, passwordPolicy.custom.minLength, passwordPolicy.expiry],
      ['custom', 14, { days: 90, action: 'remind_update_password', noticeDays: 7 }],
    );
    await see(page.getByText('This server cannot send mails yet.'));
  });

  it('says what a second factor means for people before it is saved', async () => {
    await open('logon/second-factor');
    await page.getByRole('radio', { name: /^Always/ }).check();
    await see(page.getByText(/\d+ accounts without one have to set up Authenticator app/));
    await page.getByRole('checkbox', { name: /^Authenticator app/ }).uncheck();
    await see(page.getByText(/\d+ accounts without one cannot log on any more/));
    await page.getByRole('checkbox', { name: /^Authenticator app/ }).check();
    await page.getByRole('checkbox', { name: /^Code by e-mail/ }).uncheck();
    await press(page, /Save$/);
    await saved();
    const { secondFactor } = await ask('GET', '/logon-settings');
    assert.deepEqual([secondFactor.policy, secondFactor.factors.toSorted()], ['always', ['passkey', 'totp']]);
    await page.getByRole('radio', { name: /^Smart/ }).check();
    await press(page, /Save$/);
    await see(page.getByText('go on with the password alone'));
    await page.getByText('Changes are not saved yet.').waitFor({ state: 'hidden' });
    assert.equal((await ask('GET', '/logon-settings')).secondFactor.policy, 'smart');
  });

  it('makes a password for an account and shows it once; it lets in and has to be changed', async () => {
    const id = await person('handed-over');
    await open(`accounts/${id}?tab=logon`);
    await see(page.getByText('None: log-on by another method only'));
    await press(page, 'Set password');
    const dialog = page.getByRole('dialog', { name: 'Set the password of handed-over' });
    await press(dialog, /Set password$/);
    const shown = page.getByRole('dialog', { name: 'Password of handed-over' });
    const password = await shown.getByLabel('Password', { exact: true }).inputValue();
    await tick(shown.getByRole('checkbox', { name: 'I have stored it in a safe place' }));
    await press(shown, 'Close');
    await shown.waitFor({ state: 'hidden' });
    assert.ok(!(await page.content()).includes(password));
    await see(page.getByText('To be changed at the next log-on'));
    assert.equal((await ask('GET', `/accounts/${id}/logon`)).passwordTemporary, true);
    assert.equal((await enter({ username: 'handed-over', password })).kind, 'change-password');
  });

  it('shows beside its field why a typed password is refused', async () => {
    const id = await person('typed');
    await open(`accounts/${id}?tab=logon`);
    await press(page, 'Set password');
    const dialog = page.getByRole('dialog', { name: 'Set the password of typed' });
    await dialog.getByRole('radio', { name: 'Type one' }).check();
    await fill(dialog, 'New password', 'short');
    await press(dialog, /Set password$/);
    await see(dialog.getByText(/it is too short/));
    await fill(dialog, 'New password', PASSWORD);
    await dialog.getByRole('switch', { name: 'Has to be changed at the next log-on' }).click();
    await press(dialog, /Set password$/);
    await dialog.waitFor({ state: 'hidden' });
    assert.equal((await enter({ username: 'typed', password: PASSWORD })).kind, 'done');
  });

  it('ends one session, then all of a person', async () => {
    const id = await person('roamer', PASSWORD);
    const given = { username: 'roamer', password: PASSWORD };
    for (let n = 0; n < 3; n++) assert.equal((await enter(given)).kind, 'done');
    const count = async () => (await ask('GET', `/sessions?account=${id}`)).items.length;
    await open('logon/sessions?account=roamer');
    const sessions = page.getByRole('table', { name: 'Live sessions of people' });
    await see(row(sessions, 'roamer').getByText('Firefox on Linux'));
    await press(row(sessions, 'roamer'), 'Actions');
    await page.getByRole('menuitem', { name: 'End', exact: true }).click();
    await see(page.getByText('The session has ended'));
    assert.equal(await count(), 2);
    await press(row(sessions, 'roamer'), 'Actions');
    await page.getByRole('menuitem', { name: 'Log roamer out everywhere' }).click();
    await press(page.getByRole('dialog', { name: 'Log roamer out everywhere?' }), 'Log out everywhere');
    await see(page.getByText('2 sessions have ended'));
    assert.equal(await count(), 0);
    await see(page.getByText('Nobody is logged on'));
  });

  it('lets an account in again that guesses have shut out', async () => {
    const id = await person('guessed', PASSWORD);
    const { attempts } = (await ask('GET', '/logon-settings')).limits;
    for (let n = 0; n <= attempts; n++) await enter({ username: 'guessed', password: `not ${n}` });
    await open(`accounts/${id}?tab=logon`);
    await see(page.getByText('Wrong passwords have closed the log-on of this account'));
    await see(row(page.getByRole('region', { name: /^Log-ons of the account/ }), 'Refused'));
    await press(page, 'Unlock');
    await see(page.getByText('The account can log on again'));
    const { failures, blockedUntil } = await ask('GET', `/accounts/${id}/logon`);
    assert.deepEqual([failures, blockedUntil], [0, null]);
  });

  it('gives the log-on page a name, a logo, a colour and a notice, seen before they are saved', async () => {
    await open('logon/look');
    await fill(page, 'Name of the company', 'Globex');
    await fill(page, 'Colour', '#7a1f5c');
    await fill(page, 'Notice (English)', 'Help desk: 4711');
    const logo = page.getByLabel('Logo', { exact: true }).and(page.locator('input[type=file]'));
    const picture = { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') };
    await logo.setInputFiles(picture);
    await see(page.getByText('This is no PNG, JPEG, WebP or GIF.'));
    await logo.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.alloc(100_001) });
    await see(page.getByText('The file is larger than 100 kB.'));
    await logo.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') });
    await see(page.getByRole('img', { name: 'The logo as it is now' }));
    const preview = page.locator('.look-preview');
    await see(preview.getByText('Globex', { exact: true }));
    await see(preview.getByText('Help desk: 4711'));
    await press(page, /Save$/);
    await saved();
    const { look } = (await openLogon(world.product.url, INSTANCE)).page;
    assert.deepEqual(look, {
      companyName: 'Globex',
      logo: `data:image/png;base64,${PIXEL}`,
      colour: '#7a1f5c',
      notice: { en: 'Help desk: 4711', zh: '' },
    });
  });

  it('settles what people may edit in the portal, custom fields among it', async () => {
    await ask('POST', '/fields', { id: 'desk', title: 'Desk', type: 'string' });
    await open('logon/portal');
    await page.getByRole('checkbox', { name: 'Phone' }).check();
    await press(page, /Save$/);
    await saved();
    assert.deepEqual((await ask('GET', '/logon-settings')).portalFields.toSorted(), [
      'displayName',
      'phone',
      'preferredLanguage',
    ]);
    await pick(page, 'Portal permission of Desk', 'May be edited');
    await eventually(
      'the permission',
      async () => (await ask('GET', '/fields/desk')).portal === 'read_write',
    );
    await page.goto(`${world.product.url}/console/i/${INSTANCE}/fields`);
    await see(row(page, 'desk').getByText('May be edited'));
  });

  it('lets a read-only administrator look and nothing else', async () => {
    const reader = { username: 'reader', password: 'I only look at things.' };
    await callAs(asker, 'POST', '/administrators', { ...reader, role: 'read-only' });
    page = await (await openView(world.browser)).newPage();
    await logOn(page, world.product.url, reader);
    for (const path of ['methods', 'passwords', 'second-factor', 'sessions', 'look', 'portal']) {
      await page.goto(`${world.product.url}/console/i/${INSTANCE}/logon/${path}`);
      await see(page.getByRole('heading', { level: 1 }));
      await settled(page);
      const main = page.getByRole('main');
      assert.equal(await main.getByRole('button', { name: /^(Save|Add|Try|Move|Actions)/ }).count(), 0, path);
      for (const one of await main.getByRole('switch').all()) assert.ok(await one.isDisabled(), path);
      for (const one of await main.getByRole('radio').all())
        assert.ok((await one.isDisabled()) || path === 'look', path);
    }
  });
});
