/** How people sign in to applications, set up by mouse: the catalogue, the settings of both protocols, signing keys. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Json } from '../../src/cli/client.ts';
import { eventually } from '../story/product.ts';
import { findChromium, logOn, openView, settled } from './browser.ts';
import { fill, heading, keepPicture, openTab, press, row, see } from './hands.ts';
import { callAs, startWorld, type World } from './world.ts';

const skip = findChromium() === undefined ? 'Chromium is not installed' : false;
const INSTANCE = 'acme';
const AT = `/instances/${INSTANCE}`;
const METADATA = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:example:intranet">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" WantAssertionsSigned="true">
    <AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://intranet.example.com/acs"/>
  </SPSSODescriptor>
</EntityDescriptor>`;

describe('sign-in to applications, set up at the console', { skip }, () => {
  let world: World;
  let asker: Page;
  let page: Page;
  const ask = (method: string, rest: string, body?: unknown): Promise<Json> =>
    callAs(asker, method, `${AT}${rest}`, body);
  const make = async (name: string, template: string, more: object = {}): Promise<string> => {
    const { id } = await ask('POST', '/applications', { name, template, ...more });
    return `/applications/${id}`;
  };
  /** Waits until what is stored is so. */
  const stored = (path: string, what: string, is: (sso: Json) => boolean) =>
    eventually(what, async () => is(await ask('GET', `${path}/sso`)));

  before(async () => {
    world = await startWorld();
    asker = await world.open();
    await callAs(asker, 'POST', '/instances', { id: INSTANCE, name: 'Acme 示例公司' });
  });
  after(() => world?.close());
  afterEach(async (t) => {
    if ('passed' in t && !t.passed) await keepPicture(page, t.name);
    await page.close();
  });

  const open = async (path: string, view?: Parameters<World['open']>[0]) => {
    page = await world.open(view, `/i/${INSTANCE}${path}`);
    page.setDefaultTimeout(60_000);
    await see(page.getByRole('heading', { level: 1 }));
  };

  it('finds an entry of the catalogue and makes an application of it with what it asks for', async () => {
    await open('/applications/new');
    await fill(page, 'Search templates', 'grafana');
    const main = page.getByRole('main');
    await main.getByRole('link', { name: /Grafana/ }).click();
    await see(heading(page, 'Add Grafana'));
    await press(page, 'Add');
    await see(main.locator('.ant-form-item-explain-error'));
    await fill(page, 'Name', 'Graphs');
    await main.getByLabel(/Address/).fill('https://grafana.example.com');
    await press(page, /Add$/);
    await see(page.getByRole('heading', { level: 1 }).getByText('Graphs'));
    const [made] = (await ask('GET', '/applications')).items.filter(({ name }: Json) => name === 'Graphs');
    const { enabled, oidc } = await ask('GET', `/applications/${made.id}/sso`);
    assert.deepEqual(
      [enabled, oidc.redirectUris],
      [false, ['https://grafana.example.com/login/generic_oauth']],
    );
  });

  it('tells beside its field that a redirect address is wrong, then saves addresses and a claim', async () => {
    const path = await make('Wiki', 'generic-oidc');
    await open(`${path}?tab=sso`);
    await press(page, /Add address$/);
    const address = page.getByRole('textbox', { name: 'Redirect URIs 1' });
    await address.fill('wiki.example.com/callback');
    await press(page, /Save$/);
    await see(page.locator('.ant-form-item-explain-error'));
    await address.fill('https://wiki.example.com/callback');
    await press(page, /Add claim$/);
    await fill(page, 'Line 1: name', 'department');
    await fill(page, 'Line 1: expression', 'user.description');
    await press(page, /Save$/);
    await stored(
      path,
      'both being stored',
      ({ oidc }) =>
        oidc.redirectUris.join() === 'https://wiki.example.com/callback' &&
        oidc.claims[0]?.expression === 'user.description',
    );
    await page.getByText('Not saved yet').waitFor({ state: 'hidden' });
    await page.getByRole('switch', { name: 'Sign-in', exact: true }).click();
    await stored(path, 'sign-in being on', ({ enabled }) => enabled);
  });

  it('overwrites nothing that another window has stored meanwhile', async () => {
    const path = await make('Twice', 'generic-oidc');
    await open(`${path}?tab=sso`);
    await page.getByRole('radio', { name: 'Given to each by hand' }).check();
    await ask('PATCH', `${path}/sso`, { portal: 'hidden' });
    await press(page, /Save$/);
    await see(page.getByRole('button', { name: 'Show what is stored' }));
    assert.equal((await ask('GET', `${path}/sso`)).applicationUsername.by, 'username');
    await press(page, 'Show what is stored');
    await page.getByRole('radio', { name: 'Given to each by hand' }).check();
    await press(page, /Save$/);
    await stored(path, 'the second attempt being stored', (sso) => sso.applicationUsername.by === 'manual');
  });

  it('shows what the metadata of a service provider changes, and stores it with the form only', async () => {
    const path = await make('Intranet', 'generic-saml');
    await open(`${path}?tab=sso`);
    await press(page, /Import SP metadata$/);
    const dialog = page.getByRole('dialog', { name: 'Import SP metadata' });
    await fill(dialog, 'SP metadata (XML)', '<no/>');
    await press(dialog, /Read$/);
    await see(dialog.getByRole('alert'));
    await fill(dialog, 'SP metadata (XML)', METADATA);
    await press(dialog, /Read$/);
    await see(dialog.getByText('urn:example:intranet').first());
    await press(dialog, /Put into the form$/);
    await dialog.waitFor({ state: 'hidden' });
    assert.equal((await ask('GET', `${path}/sso`)).saml, null);
    await press(page, /Save$/);
    await stored(
      path,
      'the metadata being stored',
      ({ saml }) => saml?.spEntityId === 'urn:example:intranet',
    );
  });

  it('gives sign-in to an application that is only pushed to', async () => {
    const path = await make('Payroll', 'generic-strict', {
      enabled: false,
      provisioning: { baseUrl: 'https://scim.example.com' },
    });
    await open(`${path}?tab=sso`);
    await see(page.getByText('Nobody signs in to this application'));
    assert.equal(await page.getByRole('tab', { name: 'Authorisation' }).count(), 0);
    await press(page, 'Set up sign-in');
    await fill(page, 'Application', 'Any OpenID');
    await page.getByTitle('Any OpenID Connect application').filter({ visible: true }).last().click();
    await press(page, /Set up sign-in$/);
    await stored(path, 'the protocol being there', ({ protocol }) => protocol === 'oidc');
    await openTab(page, 'Authorisation');
    await see(page.getByText('Nothing is assigned'));
    await page.goto(`${world.product.url}/console/i/${INSTANCE}/applications`);
    await see(row(page, 'Payroll').getByText('OpenID Connect'));
  });

  it('takes a signing key through its steps, and says first what each means', async () => {
    await open('/logon/keys');
    const saml = page
      .locator('div')
      .filter({ has: heading(page, 'SAML 2.0: assertions') })
      .last();
    const part = saml.locator('xpath=..');
    await press(part, 'Prepare the next key');
    const prepare = page.getByRole('dialog', { name: 'Prepare the next key' });
    await see(prepare.getByText('sign-in goes on as it is'));
    await press(prepare, /Prepare the next key$/);
    await prepare.waitFor({ state: 'hidden' });
    await press(part, 'Switch to the next key');
    const change = page.getByRole('dialog', { name: 'Switch to the next key' });
    await press(change, /Switch to the next key$/);
    await change.waitFor({ state: 'hidden' });
    await press(part, 'Retire the key before');
    const retire = page.getByRole('dialog', { name: 'Retire the key before' });
    await press(retire, /Retire the key before$/);
    await see(retire.getByRole('alert'));
    await retire.getByRole('checkbox', { name: 'Do not wait: a key is no longer secret' }).check();
    await press(retire, /Retire the key before$/);
    await retire.waitFor({ state: 'hidden' });
    await see(part.getByRole('button', { name: 'Prepare the next key' }));
    const { items } = await ask('GET', '/signing-keys?use=saml');
    assert.deepEqual(
      items.map(({ state }: Json) => state),
      ['current'],
    );
  });

  it('is read in Chinese', async () => {
    const path = await make('中文', 'generic-saml');
    await open(`${path}?tab=sso`, { language: 'zh' });
    await see(page.getByText('导入 SP 元数据'));
    await see(page.getByLabel('SP Entity ID', { exact: true }));
    await see(page.getByText('在应用侧的操作步骤'));
  });

  it('lets a read-only administrator look and nothing else', async () => {
    const path = await make('Looked at', 'generic-oidc');
    const reader = { username: 'looks-only', password: 'Looks at everything, changes nothing.' };
    await callAs(asker, 'POST', '/administrators', { ...reader, role: 'read-only' });
    page = await (await openView(world.browser)).newPage();
    page.setDefaultTimeout(60_000);
    await logOn(page, world.product.url, reader);
    for (const where of [`${path}?tab=sso`, '/logon/keys']) {
      await page.goto(`${world.product.url}/console/i/${INSTANCE}${where}`);
      await see(page.getByRole('heading', { level: 1 }));
      await settled(page);
      const main = page.getByRole('main');
      const changing = main.getByRole('button', {
        name: /^(Save|Add|Create|Import|Prepare|Switch|Retire|Delete)/,
      });
      for (const button of await changing.all()) assert.ok(await button.isDisabled(), where);
      for (const one of await main.getByRole('switch').all()) assert.ok(await one.isDisabled(), where);
    }
  });
});
