/** The portal in a browser, against a whole server. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { findChromium, type View } from '../console/browser.ts';
import { eventually } from '../story/product.ts';
import {
  alertSays,
  fill,
  giveNameAndPassword,
  goToSection,
  heading,
  inPortal,
  keepPicture,
  logOnToPortal,
  press,
  see,
} from './hands.ts';
import { INSTANCE, openTab, PASSWORD, type PeopleWorld, startPeople } from './world.ts';

const skip = findChromium() === undefined ? 'Chromium is not installed' : false;
const OTHER = 'Bl4ck-Teapot/9';
const NAMES = ['Alibaba Cloud', 'GitLab', 'Grafana', 'Jenkins', 'Nextcloud', 'Wiki', '费用报销'];

describe('the portal', { skip }, () => {
  let world: PeopleWorld;
  let page: Page;
  before(async () => {
    world = await startPeople();
    await world.admin('PATCH', '/logon-settings', {
      portalFields: ['displayName', 'email', 'phone', 'preferredLanguage'],
    });
  });
  after(() => world?.close());
  afterEach(async (t) => {
    if ('passed' in t && !t.passed) await keepPicture(page, t.name);
    await page.context().close();
  });

  /** A new person, logged on. */
  const enter = async (username: string, fields: object = {}, view: View = {}) => {
    const id = await world.person({ username, ...fields });
    page = await world.open('/login', view);
    await logOnToPortal(page, { username, password: PASSWORD });
    return id;
  };
  /** Their last log-on is long ago. */
  const age = (accountId: string) =>
    world.db.query(
      `UPDATE person_session SET authenticated_at = authenticated_at - interval '11 minutes' WHERE account_id = $1`,
      [accountId],
    );
  const tiles = () => page.getByRole('main').getByRole('list').getByRole('link');

  it('says that there is no application, then shows those there are, found by name and opened by key', async () => {
    await enter('li.lei', { displayName: '李雷' });
    await see(heading(page, 'No application yet'));
    for (const name of NAMES) await world.application(name);
    await page.reload();
    await see(tiles());
    assert.equal(await tiles().count(), NAMES.length);
    const search = page.getByRole('searchbox', { name: 'Search applications' });
    await search.fill('费用');
    assert.deepEqual(await tiles().count(), 1);
    await search.fill('zzz');
    await see(page.getByText('No application is called “zzz”.'));
    await press(page, 'Show all');
    await search.fill('gra');
    await search.press('ArrowDown');
    const opened = page.context().waitForEvent('page');
    await page.keyboard.press('Enter');
    assert.match((await opened).url(), new RegExp(`/${INSTANCE}/saml/app_\\w+/start`));
  });

  it('moves between tiles with the arrows, as the eye does', async () => {
    await enter('han.meimei');
    await see(tiles());
    const at = () => page.evaluate(`document.activeElement.querySelector('.tile-name')?.textContent`);
    const names = await page.locator('.tile-name').allInnerTexts();
    await tiles().first().focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await at(), names[1]);
    await page.keyboard.press('ArrowDown');
    assert.equal(await at(), names[4]);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    assert.equal(await at(), names[0]);
    await page.keyboard.press('End');
    assert.equal(await at(), names.at(-1));
  });

  it('changes what may be changed of the profile, and nothing else', async () => {
    await world.admin('POST', '/fields', {
      id: 'nick',
      title: 'Nickname',
      type: 'string',
      portal: 'read_write',
    });
    const id = await enter('wei.hua', { displayName: 'Wei Hua' });
    await goToSection(page, 'Profile');
    await fill(page, 'Name', '魏华');
    await fill(page, 'Nickname', 'Hua');
    await fill(page, 'Phone number', '12');
    await press(page, 'Save');
    await see(page.getByText('6 to 15 digits.'));
    await fill(page, 'Country code', '86');
    await fill(page, 'Phone number', '13800138000');
    await press(page, 'Save');
    await see(page.getByText('Saved.'));
    await page.reload();
    await see(page.getByText('魏华').first());
    const account = await world.admin('GET', `/accounts/${id}`);
    assert.deepEqual(
      [account.displayName, account.phoneNumber, account.custom.nick],
      ['魏华', '13800138000', 'Hua'],
    );
    assert.equal(await page.getByLabel('User name').count(), 0);
  });

  it('verifies an e-mail address by a code that goes to it', async () => {
    const id = await enter('lin.tao', { email: 'old@example.com' });
    await goToSection(page, 'Profile');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await fill(dialog, 'New address', 'lin.tao');
    await press(dialog, 'Send code');
    await see(dialog.getByText('Enter an e-mail address, as in name@example.com.'));
    await fill(dialog, 'New address', 'lin.tao@example.com');
    await press(dialog, 'Send code');
    const { text } = await world.mails.arrived('lin.tao@example.com');
    await fill(dialog, 'Code', '000000');
    await press(dialog, 'Verify');
    await see(dialog.getByRole('alert'));
    await fill(dialog, 'Code', /\b\d{6}\b/.exec(text)![0]);
    await press(dialog, 'Verify');
    await see(page.getByText('E-mail · verified'));
    const { email, emailVerified } = await world.admin('GET', `/accounts/${id}`);
    assert.deepEqual([email, emailVerified], ['lin.tao@example.com', true]);
  });

  it('changes the password, and goes on with the session', async () => {
    await enter('jim.green');
    await goToSection(page, 'Security');
    await press(page, 'Change password');
    const dialog = page.getByRole('dialog');
    await fill(dialog, 'Present password', 'not this one');
    await fill(dialog, 'New password', OTHER);
    await press(dialog, 'Save');
    await alertSays(page, 'The present password is not right.');
    await fill(dialog, 'Present password', PASSWORD);
    await press(dialog, 'Save');
    await see(page.getByText('The password is changed.'));
    await press(page, 'Set up');
    await see(page.getByRole('dialog', { name: 'Set up an authenticator app' }));
    await press(page.getByRole('dialog'), 'Cancel');
    const elsewhere = await world.open();
    await logOnToPortal(elsewhere, { username: 'jim.green', password: OTHER });
    await elsewhere.context().close();
  });

  it('asks for a fresh log-on before what is dangerous, and comes back', async () => {
    const id = await enter('kate');
    await goToSection(page, 'Security');
    await age(id);
    await press(page, 'Set up');
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await press(dialog, 'Log on again');
    await see(heading(page, 'Confirm that it is you'));
    assert.equal(await page.getByLabel('User name').inputValue(), 'kate');
    await giveNameAndPassword(page, { username: 'kate', password: PASSWORD });
    await see(heading(page, 'Security'));
    await press(page, 'Set up');
    await see(page.getByRole('dialog', { name: 'Set up an authenticator app' }));
  });

  it('asks before anything is typed where it knows that a fresh log-on is needed', async () => {
    const id = await enter('lucy');
    await age(id);
    await page.goto(`${world.url}/${INSTANCE}/portal/security`);
    await press(page, 'Change password');
    await see(page.getByRole('dialog', { name: 'Confirm that it is you' }));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('shows where one is logged on, ends one session, and the others', async () => {
    await enter('lily');
    for (const _ of [1, 2, 3]) {
      const elsewhere = await world.open();
      await logOnToPortal(elsewhere, { username: 'lily', password: PASSWORD });
      await elsewhere.context().close();
    }
    await goToSection(page, 'Activity');
    const sessions = page.getByRole('region', { name: 'Where you are logged on' }).getByRole('listitem');
    await see(sessions);
    assert.equal(await sessions.count(), 4);
    await see(sessions.first().getByText('this browser'));
    await sessions.nth(1).getByRole('button').click();
    await eventually('a session ends', async () => (await sessions.count()) === 3);
    await press(page, 'End all others');
    await press(page.getByRole('dialog'), 'End all others');
    await see(page.getByText('All other sessions are ended.'));
    assert.equal(await sessions.count(), 1);
    const logons = page.getByRole('region', { name: 'Recent log-ons' }).getByRole('listitem');
    assert.equal(await logons.count(), 4);
  });

  it('says so when the session was ended elsewhere, and comes back to the same page', async () => {
    await enter('tom');
    await goToSection(page, 'Activity');
    const elsewhere = await world.open();
    await logOnToPortal(elsewhere, { username: 'tom', password: PASSWORD });
    await goToSection(elsewhere, 'Activity');
    await press(elsewhere, 'End all others');
    await press(elsewhere.getByRole('dialog'), 'End all others');
    await see(elsewhere.getByText('All other sessions are ended.'));
    await elsewhere.context().close();

    await page.getByRole('link', { name: 'Security' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await see(dialog);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await press(dialog, 'Log on again');
    await giveNameAndPassword(page, { username: 'tom', password: PASSWORD });
    await see(heading(page, 'Security'));
  });

  it('logs out; the page is closed then, also for who comes back to it', async () => {
    await enter('rose', { displayName: 'Rose' });
    await page.getByRole('button', { name: 'Account: Rose' }).click();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('button', { name: 'Log out' }).count(), 0);
    await page.keyboard.press('Enter');
    await press(page, 'Log out');
    await see(heading(page, 'Log on'));
    const again = await openTab(page.context(), world.url, '/portal/profile');
    await see(heading(again, 'Log on'));
    assert.match(new URL(again.url()).search, /return=%2Facme%2Fportal%2Fprofile/);
  });

  it('says that a call failed and tries again, and that a page does not exist', async () => {
    await enter('bill');
    await page.route('**/person/api/sessions', (route) => route.abort());
    await page.getByRole('link', { name: 'Activity' }).click();
    await alertSays(page, 'The server cannot be reached.');
    await page.unroute('**/person/api/sessions');
    await press(page, 'Try again');
    await see(page.getByText('this browser'));
    await page.goto(`${world.url}/${INSTANCE}/portal/nowhere`);
    await see(heading(page, 'There is no such page.'));
    await page.getByRole('link', { name: 'To the applications' }).click();
    await inPortal(page);
  });

  it('loads anew, once, where a file of the page is gone, as after an update of the server', async () => {
    await enter('jill');
    let refused = 0;
    const refuse = (times: number) => {
      refused = 0;
      return page.route('**/assets/activity-*.js', (route) =>
        refused++ < times ? route.fulfill({ status: 404 }) : route.continue(),
      );
    };
    await refuse(1);
    await page.getByRole('link', { name: 'Activity' }).click();
    await see(page.getByText('this browser'));
    await page.unroute('**/assets/activity-*.js');
    await refuse(10);
    await page.reload();
    await see(heading(page, 'This page could not be shown.'));
    assert.equal(refused, 1);
    await page.unroute('**/assets/activity-*.js');
    await press(page, 'Load again');
    await see(page.getByText('this browser'));
  });

  it('is Chinese and dark where the browser is, and stays as chosen', async () => {
    await world.person({ username: 'xiao.ming', displayName: '小明' });
    page = await world.open('/login', { language: 'zh', dark: true, width: 390, height: 844 });
    await page.getByLabel('用户名').fill('xiao.ming');
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await see(heading(page, '小明，您好'));
    const scheme = () => page.evaluate('document.documentElement.style.colorScheme');
    assert.equal(await scheme(), 'dark');
    await page.getByRole('button', { name: '账户：小明' }).click();
    await page.getByLabel('浅色').check();
    assert.equal(await scheme(), 'light');
    await page.reload();
    await see(heading(page, '小明，您好'));
    assert.equal(await scheme(), 'light');
  });
});
