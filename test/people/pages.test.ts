/** Every page and step of people, in both languages, light and dark, wide and narrow: whole, in one language, accessible. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { findChromium, openView, type View } from '../console/browser.ts';
import { see, shownSecret, totpCode } from './hands.ts';
import { lookAt, watch } from './look-at.ts';
import { INSTANCE, PASSWORD, type PeopleWorld, startPeople } from './world.ts';

const skip = findChromium() === undefined ? 'Chromium is not installed' : false;

const VIEWS: View[] = [
  { language: 'en', width: 1440 },
  { language: 'zh', width: 1440, dark: true },
  { language: 'en', width: 320, height: 700, dark: true },
  { language: 'zh', width: 390, height: 844 },
];

/** Colours of companies that are hard to read on, light and dark. */
const COLOURS = ['#0d5c6b', '#ffd200', '#ef7d00', '#1b1b1b'];

describe('the pages of people', { skip }, () => {
  let world: PeopleWorld;
  before(async () => {
    world = await startPeople();
    await world.admin('PATCH', '/logon-settings', {
      portalFields: ['displayName', 'email', 'phone', 'preferredLanguage'],
      secondFactor: { policy: 'always', rememberDays: 30, factors: ['totp', 'email', 'passkey'] },
    });
    const { items } = await world.admin('GET', '/logon-methods');
    const passkey = items.find(({ kind }: { kind: string }) => kind === 'passkey');
    await world.admin('PATCH', `/logon-methods/${passkey.id}`, { enabled: true });
    for (let n = 1; n <= 8; n++) await world.application(`Application ${n}`);
  });
  after(() => world?.close());

  for (const [turn, view] of VIEWS.entries()) {
    const name = `${view.language}, ${view.width} wide, ${view.dark ? 'dark' : 'light'}`;
    it(`are whole and accessible: ${name}`, async () => {
      await world.admin('PATCH', '/logon-settings', {
        look: {
          companyName: 'Acme 示例公司',
          logo: null,
          colour: COLOURS[turn],
          notice: { en: 'For staff of Acme only.', zh: '仅限 Acme 员工使用。' },
        },
      });
      const context = await openView(world.browser, view);
      const page = await context.newPage();
      const complaints: string[] = [];
      const errors = await watch(page);
      const look = async (what: string) => {
        const folder = process.env.TEST_PICTURES;
        if (folder) await page.screenshot({ path: join(folder, `seen-${what}-${turn}.png`) });
        for (const found of await lookAt(page, view)) complaints.push(`${what}: ${found}`);
      };
      await walkLogon(world, page, `walker${turn}`, look);
      await walkPortal(world, page, look);
      await context.close();
      assert.deepEqual([...complaints, ...errors], []);
    });
  }
});

type Look = (what: string) => Promise<void>;

/** By place, not by words: the walk is the same in every language. */
const send = (page: Page) => page.locator('button[type=submit]').last().click();
const at = (page: Page, path: string) => page.goto(`about:blank`).then(() => page.goto(path));

async function walkLogon(world: PeopleWorld, page: Page, username: string, look: Look): Promise<void> {
  const logon = `${world.url}/${INSTANCE}/login`;
  await world.person({ username, email: `${username}@example.com`, emailVerified: true, temporary: true });
  await at(page, `${logon}#forgot`);
  await see(page.locator('form'));
  await look('forgot');
  await page.locator('input').fill(username);
  await send(page);
  await page.locator('form').waitFor({ state: 'detached' });
  await look('forgot-sent');
  await at(page, `${logon}#reset=abc`);
  await see(page.locator('.rules'));
  await send(page);
  await look('reset');

  await at(page, logon);
  await see(page.locator('.way'));
  await look('start');
  await send(page);
  await look('start-empty');
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill('not this one');
  await send(page);
  await see(page.getByRole('alert'));
  await look('start-wrong');
  await page.locator('input[name=password]').fill(PASSWORD);
  await send(page);
  // The second factor comes first: nobody changes a password with the password alone.
  await see(page.locator('h1:focus'));
  await look('second-factor');
  await send(page);
  await see(page.locator('.input-code'));
  await look('second-factor-sent');
  const { text } = await world.mails.arrived(`${username}@example.com`, 2);
  await page.locator('.input-code').fill('000000');
  await send(page);
  await see(page.getByRole('alert'));
  await look('second-factor-wrong');
  await page.locator('.input-code').fill(/\b\d{6}\b/.exec(text)![0]);
  await send(page);
  await see(page.locator('.rules'));
  await page.locator('input[autocomplete=new-password]').fill('short');
  await send(page);
  await look('change-password');
  await page.locator('input[autocomplete=new-password]').fill('Bl4ck-Teapot/9');
  await send(page);
  await see(page.locator('.tiles'));

  const without = `${username}.plain`;
  await world.person({ username: without });
  await enrol(world, page, without, look);
}

/** Somebody without any factor, in the same browser after a log-out. */
async function enrol(world: PeopleWorld, page: Page, username: string, look: Look): Promise<void> {
  await page.context().clearCookies();
  await at(page, `${world.url}/${INSTANCE}/login`);
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(PASSWORD);
  await send(page);
  await see(page.locator('h1:focus'));
  await look('enrol');
  await page.locator('.way').first().click();
  await see(page.locator('.qr'));
  await look('enrol-totp');
  await page.locator('.input-code').fill(totpCode(await shownSecret(page)));
  await send(page);
  await see(page.locator('.codes'));
  await send(page);
  await see(page.getByRole('alert'));
  await look('enrol-codes');
  await page.locator('input[type=checkbox]').check();
  await send(page);
  await see(page.locator('.tiles'));
}

async function walkPortal(world: PeopleWorld, page: Page, look: Look): Promise<void> {
  const portal = `${world.url}/${INSTANCE}/portal`;
  await look('applications');
  await page.locator('input[type=search]').fill('zzz');
  await see(page.locator('.nothing'));
  await look('applications-none');
  await page.locator('.account-button').click();
  await look('account-menu');
  await at(page, `${portal}/profile`);
  await see(page.locator('.facts'));
  await page.locator('input[autocomplete=tel-national]').fill('1');
  await send(page);
  await see(page.locator('[aria-invalid]'));
  await look('profile');
  await at(page, `${portal}/security`);
  await see(page.locator('.part').nth(2));
  await look('security');
  await page.locator('.part').first().getByRole('button').click();
  await see(page.getByRole('dialog'));
  await send(page);
  await look('password-dialog');
  await page.keyboard.press('Escape');
  await page.locator('.part').nth(1).getByRole('button').first().click();
  await see(page.locator('dialog .qr'));
  await look('totp-dialog');
  await page.keyboard.press('Escape');
  await page.locator('.part').nth(2).getByRole('button').click();
  await see(page.getByRole('dialog'));
  await look('passkey-dialog');
  await at(page, `${portal}/activity`);
  await see(page.locator('.part').nth(1).getByRole('listitem'));
  await look('activity');
  await at(page, `${portal}/nowhere`);
  await see(page.locator('h1'));
  await look('not-found');
  await world.db.query('DELETE FROM person_session');
  await page.locator('.section').nth(3).click();
  await see(page.getByRole('dialog'));
  await look('ended');
}
