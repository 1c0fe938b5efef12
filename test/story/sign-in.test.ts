/**
 * The product's second promise, as people and their administrator meet it: a real Active Directory, passwords typed into a
 * real browser, and behind them the cloud account whose users were pushed by SCIM.
 */
import assert from 'node:assert/strict';
import { hash, randomBytes } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Json } from '../../src/cli/client.ts';
import { findChromium } from '../console/browser.ts';
import { type Lab, missing, startSamba } from '../lab/lab.ts';
import { readAttribute, settingsOf } from '../logon/delegated-world.ts';
import {
  addAuthenticator,
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
} from '../people/hands.ts';
import { INSTANCE, type PeopleWorld, startPeople } from '../people/world.ts';
import { connectRam, ramUsers } from './product.ts';

const skip = missing('samba') || (findChromium() === undefined && 'Chromium is not installed');
const TAB = 'Company directory';
const REFUSED = 'The user name or the password is not right';

describe('from the AD password to the cloud account', { skip }, () => {
  let lab: Lab;
  let world: PeopleWorld;
  let source: Json;
  let cloud: Json;
  let application: string;
  let methods: Json[];
  const pages: Page[] = [];

  before(async () => {
    [lab, world] = await Promise.all([startSamba({ strongAuth: true, singleProcess: true }), startPeople()]);
    // So that a password may be changed soon after it was set.
    await lab.modify(`dn: ${lab.baseDn}\nchangetype: modify\nreplace: minPwdAge\nminPwdAge: 0\n`);
  });
  afterEach(async (t) => {
    if ('passed' in t && !t.passed) for (const page of pages) await keepPicture(page, t.name);
    for (const page of pages.splice(0)) await page.context().close();
  });
  after(async () => {
    await world?.close();
    await lab?.stop();
  });

  async function open(path?: string): Promise<Page> {
    const page = await world.open(path);
    pages.push(page);
    return page;
  }

  /** At the pages of the cloud account. */
  async function openRam(path: string): Promise<Page> {
    const page = await open();
    await page.goto(`${world.url}/ram/${cloud.id}${path}`);
    return page;
  }

  const given = (username: string, password = lab.userPassword) => ({ username, password, tab: TAB });
  const set = (method: Json, patch: object) => world.admin('PATCH', `/logon-methods/${method.id}`, patch);
  const methodOf = (wanted: (method: Json) => boolean): Json => methods.find(wanted)!;
  const isAd = ({ sourceId }: Json) => sourceId === source.id;
  const badPasswords = (account: string) => readAttribute(lab, 'sAMAccountName', account, 'badPwdCount');
  const inRam = (page: Page, username: string) => see(page.getByText(`${username}@acme-cloud.onaliyun.com`));

  /** Where the entry of an account lies. */
  async function dnOf(username: string): Promise<string> {
    const { records } = await world.product.json(['explain', username]);
    return records[0].locator;
  }

  /** Results and reasons of the log-ons of one person, the newest first. */
  async function logonsOf(username: string): Promise<string[]> {
    const { items } = await world.admin('GET', `/audit?category=logon&actor=${username}`);
    return items
      .filter(({ action }: Json) => /^logon\.(ok|refused|failed)$/.test(action))
      .map(({ result, reason }: Json) => [result, reason].filter(Boolean).join(' '));
  }

  it('is set up: AD read and pushed, its passwords taken, user SSO switched on', async () => {
    source = await world.admin('POST', '/sources', { kind: 'ad', name: TAB, config: settingsOf(lab) });
    await world.product.json(['source', 'sync', TAB]);
    cloud = await world.admin('POST', '/cloud-accounts', { name: 'production', alias: 'acme-cloud' });
    await connectRam(world.product, 'RAM', 'ServerApp');
    const push = await world.product.json(['push', 'RAM']);
    assert.equal(push.state, 'success');
    assert.ok((await ramUsers(world.product)).has('lina'));

    methods = (await world.admin('GET', '/logon-methods')).items;
    const method = methodOf(isAd);
    assert.equal(method.enabled, false, 'delegated authentication is switched on by a person');
    await set(method, { enabled: true, settings: { changePassword: true } });

    const target = await world.product.json(['app', 'show', 'RAM']);
    application = target.id;
    await world.admin('PATCH', `/applications/${application}/sso`, {
      template: 'muster-cloud-user-sso',
      parameters: { cloudAccount: cloud.id },
      enabled: true,
    });
    const metadata = await fetch(`${world.url}/${INSTANCE}/saml/${application}/metadata`);
    const path = `/cloud-accounts/${cloud.id}/user-sso`;
    await world.admin('PATCH', path, { metadataDocument: await metadata.text() });
    await world.admin('PATCH', path, { ssoEnabled: true });
  });

  it('AD password → portal → tile → the RAM user that was pushed', async () => {
    const page = await open();
    await logOnToPortal(page, given('lina'));
    const [ram] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: /^RAM/ }).click(),
    ]);
    await inRam(ram, 'lina');
    await see(ram.getByText('李娜'));
    await see(ram.getByText('SCIM', { exact: true }));
    assert.equal(new URL(ram.url()).pathname, `/ram/${cloud.id}/`);
    assert.deepEqual(await logonsOf('lina'), ['ok']);
  });

  it('begun at the log-on page of the cloud account, by the user principal name', async () => {
    const page = await openRam('/login');
    await page.getByRole('link', { name: 'Log on with enterprise account' }).click();
    await giveNameAndPassword(page, given('zhangwei@lab.example'));
    await inRam(page, 'zhangwei');
  });

  it('an OAuth application of the cloud account gets a code, and tokens for it', async () => {
    const { appId } = await world.product.json([
      'cloud',
      'app',
      'add',
      'production',
      'client',
      '--type',
      'NativeApp',
    ]);
    const callback = 'http://127.0.0.1:1/callback';
    await world.admin('PATCH', `/cloud-accounts/${cloud.id}/apps/${appId}`, { redirectUris: [callback] });
    for (const scope of ['openid', 'profile'])
      await world.admin('POST', `/cloud-accounts/${cloud.id}/apps/${appId}/scopes`, { scope });
    const verifier = randomBytes(32).toString('base64url');
    const state = randomBytes(8).toString('hex');
    const page = await openRam(
      `/oauth/v1/authorize?${new URLSearchParams({
        client_id: appId,
        redirect_uri: callback,
        response_type: 'code',
        scope: 'openid profile',
        state,
        code_challenge: hash('sha256', verifier, 'base64url'),
        code_challenge_method: 'S256',
      })}`,
    );
    await giveNameAndPassword(page, given('jsmith'));
    await see(page.getByRole('button', { name: 'Allow' }));
    // Nobody listens there; that the browser asks is what counts.
    const [request] = await Promise.all([
      page.waitForRequest((one) => one.url().startsWith(callback)),
      press(page, 'Allow'),
    ]);
    const answer = new URL(request.url()).searchParams;
    assert.equal(answer.get('state'), state);
    const response = await fetch(`${world.url}/ram/${cloud.id}/oauth/v1/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: appId,
        code: answer.get('code')!,
        redirect_uri: callback,
        code_verifier: verifier,
      }),
    });
    const tokens = (await response.json()) as Json;
    assert.equal(response.status, 200, JSON.stringify(tokens));
    const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url').toString());
    assert.equal(claims.upn, 'jsmith@acme-cloud.onaliyun.com');
  });

  it('a wrong password and a person that does not exist hear the same; AD counts one failure', async () => {
    const page = await open();
    await giveNameAndPassword(page, given('tuser04', 'not this one'));
    await alertSays(page, REFUSED);
    const said = await page.getByRole('alert').innerText();
    assert.equal(await badPasswords('tuser04'), '1');
    await giveNameAndPassword(page, given('nobody.here', 'not this one'));
    await page
      .getByRole('button', { name: 'Log on', exact: true })
      .and(page.locator(':not([aria-busy])'))
      .waitFor();
    assert.equal(await page.getByRole('alert').innerText(), said);
    await logOnToPortal(page, given('tuser04'));
    assert.equal(await badPasswords('tuser04'), '0');
    assert.deepEqual(await logonsOf('tuser04'), ['ok', 'refused ad_52e']);
  });

  for (const [username, reason] of [
    ['locked1', 'ad_775'],
    ['disabled1', 'ad_533'],
    ['expired1', 'ad_701'],
    ['hours1', 'ad_530'],
  ] as const)
    it(`${username} hears no more with the right password; the log has ${reason}`, async () => {
      const page = await open();
      await giveNameAndPassword(page, given(username));
      await alertSays(page, REFUSED);
      assert.deepEqual(await logonsOf(username), [`refused ${reason}`]);
    });

  for (const [username, why] of [
    ['oldpw1', 'Your password has expired.'],
    ['mustchange1', 'Your administrator asks you to choose a password of your own.'],
  ] as const)
    it(`${username} chooses a new password on the page, it holds in the AD, and is in`, async () => {
      const page = await open();
      await giveNameAndPassword(page, given(username));
      await see(heading(page, 'Choose a new password'));
      await see(page.getByText(why));
      await see(page.getByText('It is kept in your company directory'));
      // Its own history is the directory's to know.
      await see(page.getByText('Your company directory has rules of its own'));
      await fill(page, 'New password', lab.userPassword);
      await press(page, 'Save and continue');
      await see(page.getByRole('alert'));
      await fill(page, 'New password', `Fresh.${username}.2`);
      await press(page, 'Save and continue');
      await inPortal(page);
      const later = await open();
      await logOnToPortal(later, given(username, `Fresh.${username}.2`));
    });

  it('where the method changes no passwords, the page says where to', async () => {
    await lab.modify(
      `dn: ${await dnOf('tuser08')}\nchangetype: modify\nreplace: pwdLastSet\npwdLastSet: 0\n`,
    );
    await set(methodOf(isAd), { settings: { changePassword: false } });
    const page = await open();
    await giveNameAndPassword(page, given('tuser08'));
    await alertSays(page, 'Change it at a computer of your company, or ask your administrator.');
    await set(methodOf(isAd), { settings: { changePassword: true } });
  });

  it('a passkey made in the portal stands in for the password, all the way into the cloud account', async () => {
    await set(
      methodOf(({ kind }) => kind === 'passkey'),
      { enabled: true },
    );
    const page = await open();
    const device = await addAuthenticator(page);
    await logOnToPortal(page, given('tuser05'));
    await goToSection(page, 'Security');
    await press(page, 'Add a passkey');
    await fill(page, 'Name', 'Laptop');
    await press(page, 'Continue');
    await page.getByLabel('I have kept them in a safe place.').check();
    await press(page, 'Continue');
    await see(page.getByText('Laptop', { exact: true }));
    await page.getByRole('button', { name: /^Account: / }).click();
    await press(page, 'Log out');
    await page.waitForURL(/\/login/);
    const failures = await badPasswords('tuser05');
    await page.goto(`${world.url}/ram/${cloud.id}/login/sso`);
    // The browser may offer it in the field of the user name, and the virtual device takes the offer at once.
    await Promise.race([
      inRam(page, 'tuser05'),
      page
        .getByRole('button', { name: 'Use a passkey' })
        .click()
        .then(() => inRam(page, 'tuser05')),
    ]);
    assert.equal(await badPasswords('tuser05'), failures);
    const [last] = (await world.admin('GET', '/audit?category=logon&action=logon.ok&actor=tuser05')).items;
    assert.ok(!JSON.stringify(last).includes('ldap'), JSON.stringify(last));
    await device.send('WebAuthn.disable');
  });

  it('logs out everywhere: by the person in all other browsers, by the administrator in every one', async () => {
    const [here, there] = [await open(), await open()];
    for (const page of [here, there]) await logOnToPortal(page, given('tuser06'));
    await goToSection(here, 'Activity');
    await press(here, 'End all others');
    await press(here.getByRole('dialog'), 'End all others');
    await see(here.getByText('All other sessions are ended.'));
    await there.goto(`${world.url}/${INSTANCE}/portal`);
    await see(there.getByRole('button', { name: 'Log on', exact: true }));
    const { ended } = await world.admin('DELETE', '/accounts/tuser06/sessions');
    assert.equal(ended, 1);
    await here.goto(`${world.url}/${INSTANCE}/portal`);
    await see(here.getByRole('button', { name: 'Log on', exact: true }));
  });

  it('who is disabled in the AD is out of portal and cloud account with the next synchronization', async () => {
    const page = await open();
    await logOnToPortal(page, given('tuser09'));
    await lab.modify(
      `dn: ${await dnOf('tuser09')}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: 514\n`,
    );
    await world.product.json(['source', 'sync', TAB]);
    await page.goto(`${world.url}/${INSTANCE}/saml/${application}/start`);
    await see(page.getByRole('button', { name: 'Log on', exact: true }));
    await giveNameAndPassword(page, given('tuser09'));
    await alertSays(page, REFUSED);
  });
});
