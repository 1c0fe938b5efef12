/** The log-on page in a browser, step by step, against a whole server. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { findChromium } from '../console/browser.ts';
import {
  addAuthenticator,
  alertSays,
  chooseNewPassword,
  fill,
  giveNameAndPassword,
  goToSection,
  heading,
  inPortal,
  keepPicture,
  logOnToPortal,
  press,
  see,
  shownSecret,
  totpCode,
} from './hands.ts';
import { INSTANCE, openTab, PASSWORD, type PeopleWorld, startPeople } from './world.ts';

const skip = findChromium() === undefined ? 'Chromium is not installed' : false;
const OTHER = 'Bl4ck-Teapot/9';

describe('the log-on page', { skip }, () => {
  let world: PeopleWorld;
  let page: Page;
  before(async () => {
    world = await startPeople();
    await world.person({ username: 'li.lei', displayName: '李雷' });
  });
  after(() => world?.close());
  beforeEach(async () => {
    page = await world.open();
  });
  afterEach(async (t) => {
    if ('passed' in t && !t.passed) await keepPicture(page, t.name);
    await page.context().close();
  });

  const second = (policy: 'off' | 'smart' | 'always') =>
    world.admin('PATCH', '/logon-settings', {
      secondFactor: { policy, rememberDays: 30, factors: ['totp', 'email', 'passkey'] },
    });

  it('lets in with the password of Muster, and back to where the person was going', async () => {
    await page.goto(`${world.url}/${INSTANCE}/portal/security`);
    await giveNameAndPassword(page, { username: 'li.lei', password: PASSWORD });
    await see(heading(page, 'Security'));
    assert.equal(new URL(page.url()).pathname, `/${INSTANCE}/portal/security`);
    await page.goto(`${world.url}/${INSTANCE}/login`);
    await inPortal(page);
  });

  it('says the same of a wrong password and of a person that does not exist, and keeps the name', async () => {
    await giveNameAndPassword(page, { username: 'li.lei', password: 'not this one' });
    await alertSays(page, 'The user name or the password is not right');
    const said = await page.getByRole('alert').innerText();
    assert.equal(await page.getByLabel('User name').inputValue(), 'li.lei');
    await giveNameAndPassword(page, { username: 'nobody.here', password: 'not this one' });
    await page
      .getByRole('button', { name: 'Log on', exact: true })
      .and(page.locator(':not([aria-busy])'))
      .waitFor();
    assert.equal(await page.getByRole('alert').innerText(), said);
  });

  it('asks for what is not filled in, without a call', async () => {
    const calls: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && calls.push(request.url()));
    await press(page, 'Log on');
    await see(page.getByText('Please fill in.'));
    assert.equal(await page.getByLabel('User name').getAttribute('aria-invalid'), 'true');
    assert.deepEqual(calls, []);
  });

  it('shows the password on request, and tells of Caps Lock', async () => {
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('abc');
    await press(page, 'Show password');
    assert.equal(await password.getAttribute('type'), 'text');
    await press(page, 'Hide password');
    assert.equal(await password.getAttribute('type'), 'password');
    await page.evaluate(`document.querySelector('input[name=password]').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'A', bubbles: true, modifierCapsLock: true }))`);
    await see(page.getByText('Caps Lock is on.'));
  });

  it('goes nowhere but on this server', async () => {
    for (const [given, expected] of [
      ['https://evil.example/', `/${INSTANCE}/portal`],
      ['//evil.example/x', `/${INSTANCE}/portal`],
      ['/\\evil.example', `/${INSTANCE}/portal`],
      ['javascript:alert(1)', `/${INSTANCE}/portal`],
      [`/${INSTANCE}/portal/profile`, `/${INSTANCE}/portal/profile`],
    ] as const) {
      const visitor = await world.open(`/login?return=${encodeURIComponent(given)}`);
      await giveNameAndPassword(visitor, { username: 'li.lei', password: PASSWORD });
      await visitor.getByRole('navigation').waitFor();
      const { origin, pathname } = new URL(visitor.url());
      assert.deepEqual([origin, pathname], [world.url, expected], given);
      await visitor.context().close();
    }
  });

  it('does not follow an answer to another server either', async () => {
    await page.route('**/person/api/logon/password', (route) =>
      route.fulfill({ json: { kind: 'done', to: 'https://evil.example/' } }),
    );
    await giveNameAndPassword(page, { username: 'li.lei', password: PASSWORD });
    await page.waitForURL((url) => !url.pathname.endsWith('/login') || url.search.includes('return'));
    assert.equal(new URL(page.url()).origin, world.url);
  });

  it('asks for the second factor of an app; a wrong code stays there, the right one lets in', async () => {
    await world.person({ username: 'han.meimei' });
    const given = { username: 'han.meimei', password: PASSWORD };
    await logOnToPortal(page, given);
    await goToSection(page, 'Security');
    await press(page, 'Set up');
    const secret = await shownSecret(page);
    await fill(page, 'Six digits that the app shows', totpCode(secret));
    await press(page, 'Confirm');
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await see(codes);
    const recovery = await codes.allInnerTexts();
    assert.equal(recovery.length, 10);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await see(codes);
    await press(page, 'Continue');
    await alertSays(page, 'Please confirm that you have kept them.');
    await page.getByLabel('I have kept them in a safe place.').check();
    await press(page, 'Continue');
    await see(page.getByText('10 codes left'));

    const elsewhere = await world.open();
    await giveNameAndPassword(elsewhere, given);
    await see(heading(elsewhere, 'One more step'));
    assert.equal(await elsewhere.evaluate('document.activeElement.tagName'), 'H1');
    await fill(elsewhere, 'Code', '000000');
    await press(elsewhere, 'Confirm');
    await see(elsewhere.getByRole('alert'));
    await fill(elsewhere, 'Code', totpCode(secret, 1));
    await press(elsewhere, 'Confirm');
    await inPortal(elsewhere);
    await elsewhere.context().close();

    const lost = await world.open();
    await giveNameAndPassword(lost, given);
    await press(lost, 'Recovery code');
    await fill(lost, 'Recovery code', recovery[0]!);
    await press(lost, 'Confirm');
    await inPortal(lost);
    await goToSection(lost, 'Security');
    await see(lost.getByText('9 codes left'));
    await lost.context().close();
  });

  it('sends a code by e-mail, and again only after a while', async () => {
    const email = 'wei.hua@example.com';
    await world.person({ username: 'wei.hua', email, emailVerified: true });
    await second('always');
    try {
      await giveNameAndPassword(page, { username: 'wei.hua', password: PASSWORD });
      await see(heading(page, 'One more step'));
      await press(page, 'Send code');
      const { text } = await world.mails.arrived(email);
      assert.equal(await page.getByRole('button', { name: /Send again in/ }).isDisabled(), true);
      await fill(page, 'Code', /\b\d{6}\b/.exec(text)![0]);
      await press(page, 'Confirm');
      await inPortal(page);
    } finally {
      await second('smart');
    }
  });

  it('has a second factor set up where one is needed and there is none', async () => {
    await world.person({ username: 'lin.tao' });
    await second('always');
    try {
      await giveNameAndPassword(page, { username: 'lin.tao', password: PASSWORD });
      await see(heading(page, 'Protect your account'));
      await press(page, /Use an authenticator app/);
      const secret = await shownSecret(page);
      await see(page.getByRole('img', { name: 'QR code for the authenticator app' }));
      await fill(page, 'Six digits that the app shows', totpCode(secret));
      await press(page, 'Confirm');
      await see(heading(page, 'Keep your recovery codes'));
      await page.getByLabel('I have kept them in a safe place.').check();
      await press(page, 'Continue');
      await inPortal(page);
    } finally {
      await second('smart');
    }
  });

  it('forces a new password; rules are checked while typing, the server has the last word', async () => {
    await world.person({ username: 'new.comer', temporary: true });
    await giveNameAndPassword(page, { username: 'new.comer', password: PASSWORD });
    await see(heading(page, 'Choose a new password'));
    const rule = (text: string) => page.getByRole('listitem').filter({ hasText: text });
    await fill(page, 'New password', 'short');
    await see(rule('contains a small letter: met'));
    await press(page, 'Save and continue');
    await see(page.getByText('The new password does not meet every rule yet.'));
    await chooseNewPassword(page, `${PASSWORD}-new.comer`, 'Save and continue');
    await see(page.getByRole('alert'));
    await chooseNewPassword(page, OTHER, 'Save and continue');
    await inPortal(page);
    const elsewhere = await world.open();
    await logOnToPortal(elsewhere, { username: 'new.comer', password: OTHER });
    await elsewhere.context().close();
  });

  it('resets a forgotten password by the link of a mail; the address forgets the token', async () => {
    const email = 'jim.green@example.com';
    await world.person({ username: 'jim.green', email, emailVerified: true });
    await page.getByRole('link', { name: 'Forgot password' }).click();
    // The form before has a field of that name too.
    await see(page.getByRole('button', { name: 'Send the link' }));
    await fill(page, 'User name', 'jim.green');
    await press(page, 'Send the link');
    await see(heading(page, 'Look into your mailbox'));
    const { text } = await world.mails.arrived(email);
    const link = /https?:\/\/\S+/.exec(text)![0];
    const later = await openTab(page.context(), world.url, link.slice(`${world.url}/${INSTANCE}`.length));
    await see(heading(later, 'Set a new password'));
    assert.equal(new URL(later.url()).hash, '');
    await chooseNewPassword(later, OTHER, 'Save and continue');
    await see(later.getByText('The new password is set.'));
    await logOnToPortal(later, { username: 'jim.green', password: OTHER });

    const again = await world.open(link.slice(`${world.url}/${INSTANCE}`.length));
    await chooseNewPassword(again, 'Wh1te-Saucer/3', 'Save and continue');
    await alertSays(again, 'The link has been used or is too old.');
    await again.context().close();
  });

  it('says of a person without an address just what it says of one with', async () => {
    const told: string[] = [];
    for (const username of ['li.lei', 'nobody.here']) {
      const visitor = await world.open('/login#forgot');
      await fill(visitor, 'User name', username);
      await press(visitor, 'Send the link');
      await see(heading(visitor, 'Look into your mailbox'));
      told.push((await visitor.getByRole('main').innerText()).replaceAll(username, ''));
      await visitor.context().close();
    }
    assert.equal(told[0], told[1]);
  });

  it('logs on with a passkey that was made in the portal, without a user name', async () => {
    await passkeys(true);
    await world.person({ username: 'kate', displayName: 'Kate' });
    await page.reload();
    const device = await addAuthenticator(page);
    await giveNameAndPassword(page, { username: 'kate', password: PASSWORD });
    await inPortal(page);
    await goToSection(page, 'Security');
    await press(page, 'Add a passkey');
    await fill(page, 'Name', 'Laptop');
    await press(page, 'Continue');
    await page.getByLabel('I have kept them in a safe place.').check();
    await press(page, 'Continue');
    await see(page.getByText('Laptop', { exact: true }));

    await page.getByRole('button', { name: 'Account: Kate' }).click();
    await press(page, 'Log out');
    // The browser offers it in the field of the user name; a virtual device takes the offer at once.
    await page.waitForURL(/\/portal|\/login/);
    await Promise.race([
      inPortal(page),
      page
        .getByRole('button', { name: 'Use a passkey' })
        .click()
        .then(() => inPortal(page)),
    ]);
    await goToSection(page, 'Security');
    await see(page.getByText(/last used/));

    await press(page, 'Rename Laptop');
    await fill(page, 'Name', 'Old laptop');
    await press(page, 'Save');
    await press(page, 'Remove Old laptop');
    await press(page.getByRole('dialog'), 'Remove');
    await see(page.getByText('You have none yet.'));
    await device.send('WebAuthn.disable');
    await passkeys(false);
  });

  it('has a passkey made where a second factor is needed, and takes it as the second step from then on', async () => {
    await world.person({ username: 'wei.key', displayName: 'Wei Key' });
    await second('always');
    const device = await addAuthenticator(page);
    try {
      await giveNameAndPassword(page, { username: 'wei.key', password: PASSWORD });
      await see(heading(page, 'Protect your account'));
      await press(page, /Use a passkey/);
      await see(heading(page, 'Keep your recovery codes'));
      await page.getByLabel('I have kept them in a safe place.').check();
      await press(page, 'Continue');
      await inPortal(page);
      await page.getByRole('button', { name: 'Account: Wei Key' }).click();
      await press(page, 'Log out');
      await page.waitForURL(/\/login/);
      await giveNameAndPassword(page, { username: 'wei.key', password: PASSWORD });
      await press(page, 'Use a passkey');
      await inPortal(page);
      const { rows } = await world.db.query(
        `SELECT methods FROM person_session s JOIN account a ON a.id = s.account_id WHERE a.username = 'wei.key' AND ended_at IS NULL`,
      );
      assert.ok(
        rows[0]!.methods.includes('mfa') && rows[0]!.methods.includes('pwd'),
        rows[0]!.methods.join(),
      );
    } finally {
      await device.send('WebAuthn.disable');
      await second('smart');
    }
  });

  it('begins anew when the log-on has taken too long, and says so', async () => {
    await giveNameAndPassword(page, { username: 'li.lei', password: 'not this one' });
    await see(page.getByRole('alert'));
    await world.db.query('DELETE FROM logon_attempt');
    await giveNameAndPassword(page, { username: 'li.lei', password: PASSWORD });
    await alertSays(page, 'This log-on has taken too long or was finished elsewhere.');
    await logOnToPortal(page, { username: 'li.lei', password: PASSWORD });
  });

  it('says that the server cannot be reached, and keeps what was typed', async () => {
    await page.context().setOffline(true);
    await giveNameAndPassword(page, { username: 'li.lei', password: PASSWORD });
    await alertSays(page, 'The server cannot be reached.');
    await page.context().setOffline(false);
    assert.equal(await page.getByLabel('User name').inputValue(), 'li.lei');
    await press(page, 'Log on');
    await inPortal(page);
  });

  it('is walked through with the keyboard alone', async () => {
    assert.equal(await page.evaluate('document.activeElement.name'), 'username');
    await page.keyboard.type('li.lei');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await inPortal(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement.id'), 'content');
    for (let turn = 0; turn < 12; turn++) {
      await page.keyboard.press('Shift+Tab');
      if ((await page.evaluate('document.activeElement.textContent')) === 'Activity') break;
    }
    await page.keyboard.press('Enter');
    await see(heading(page, 'Activity'));
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1');
  });

  it('changes the language where one is, and remembers it', async () => {
    await press(page, '中文');
    await see(page.getByRole('heading', { name: '登录', exact: true }));
    await page.reload();
    await see(page.getByRole('heading', { name: '登录', exact: true }));
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  });

  it('tells what went wrong at another log-on page, by its code only', async () => {
    for (const [code, said] of [
      ['logon_back_refused', 'This log-on does not belong to this browser, or has been used already.'],
      ['<img src=x onerror=alert(1)>', 'Something went wrong'],
    ] as const) {
      const visitor = await world.open(`/login?problem=${encodeURIComponent(code)}`);
      await alertSays(visitor, said);
      assert.equal(new URL(visitor.url()).search, '');
      await visitor.context().close();
    }
  });

  it('has a tab for each directory, moved between by the arrows, and remembers the one used last', async () => {
    const { source } = await world.admin('POST', '/lab', {});
    await world.admin('PATCH', '/logon-settings', { methodOrder: [] });
    const { items } = await world.admin('GET', '/logon-methods');
    const { id } = items.find(({ sourceId }: { sourceId: string | null }) => sourceId === source.id);
    await world.admin('PATCH', `/logon-methods/${id}`, {
      enabled: true,
      settings: { allowPlainText: true },
      title: { en: 'Company directory', zh: '公司目录' },
    });
    await page.reload();
    await page.getByRole('tab', { name: 'Password', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    const directory = page.getByRole('tab', { name: 'Company directory' });
    assert.equal(await directory.getAttribute('aria-selected'), 'true');
    assert.equal(await page.getByRole('link', { name: 'Forgot password' }).count(), 0);
    await giveNameAndPassword(page, { username: 'nobody.here', password: 'not this one' });
    await see(page.getByRole('alert'));
    await page.keyboard.press('Home');
    await page.reload();
    await see(page.getByRole('tab', { name: 'Password', exact: true, selected: true }));
    await logOnToPortal(page, { username: 'li.lei', password: PASSWORD, tab: 'Password' });
    assert.match(String(await page.evaluate(`localStorage.getItem('muster.method.${INSTANCE}')`)), /^lgm_/);
    await world.admin('PATCH', `/logon-methods/${id}`, { enabled: false });
  });

  async function passkeys(enabled: boolean): Promise<void> {
    const { items } = await world.admin('GET', '/logon-methods');
    const { id } = items.find(({ kind }: { kind: string }) => kind === 'passkey');
    await world.admin('PATCH', `/logon-methods/${id}`, { enabled });
  }
});
