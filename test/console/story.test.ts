/** The product's main job by mouse: from an Active Directory, hardened as most are, to RAM users. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type Lab, missing, startSamba } from '../lab/lab.ts';
import { findChromium } from './browser.ts';
import { addTo, fill, goTo, heading, keepPicture, openTab, pick, press, row, see, tick } from './hands.ts';
import { startWorld, type World } from './world.ts';

const skip = missing('samba') || (findChromium() === undefined && 'Chromium is not installed');

describe('from Active Directory to RAM, by mouse', { skip }, () => {
  let lab: Lab;
  let world: World;
  let page: Page;
  const oauth = { id: '', secret: '', scim: '', token: '' };

  before(async () => {
    [lab, world] = await Promise.all([startSamba({ strongAuth: true, singleProcess: true }), startWorld()]);
    page = await world.open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    page.setDefaultTimeout(60_000);
  });
  after(async () => {
    await world?.close();
    await lab?.stop();
  });

  let lost = false;
  /** Each step begins where the one before it ended. */
  const step = (name: string, work: () => Promise<void>) =>
    it(name, async () => {
      assert.ok(!lost, 'an earlier step failed');
      try {
        await work();
      } catch (error) {
        lost = true;
        await keepPicture(page, name);
        throw error;
      }
    });

  step('makes an instance, whose quick start shows the way', async () => {
    await fill(page, 'Name', 'Acme Ltd');
    assert.equal(await page.getByLabel('Instance ID', { exact: true }).inputValue(), 'acme-ltd');
    await press(page, 'Create Instance');
    await see(heading(page, 'Quick start'));
    const way = page.getByRole('progressbar', { name: 'The way to RAM' });
    await see(way);
    assert.equal(await way.getAttribute('aria-valuenow'), '1');
    const next = page.getByRole('listitem').and(page.locator('[aria-current=step]'));
    await see(heading(next, 'Connect a source'));
  });

  step('says which step of the connection fails, and takes the fingerprint over by a click', async () => {
    await goTo(page, 'Identity providers');
    // The quick start has links to set up things too.
    await see(page.getByRole('heading', { level: 1 }).getByText('Identity providers'));
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Active Directory' })
      .getByRole('link', { name: 'Set up', exact: true })
      .click();
    await see(heading(page, 'Set up Active Directory'));
    await addTo(page, 'Server addresses', new URL(lab.url).host);
    await pick(page, 'Encryption', 'StartTLS');
    await fill(page, 'Bind account', lab.syncAccount);
    await fill(page, 'Password', lab.syncPassword);
    await fill(page, 'Base DN', lab.baseDn);
    await press(page, 'Test connection');
    const steps = page.getByRole('list', { name: 'Steps of the test' });
    await see(page.getByText('The connection does not work yet.'));
    const tls = steps.getByRole('listitem').filter({ hasText: 'Encryption' });
    await see(tls.getByRole('img', { name: 'failed' }));
    await see(tls.getByText(lab.fingerprint.replaceAll(':', '')));
    await see(tls.getByText('Add this fingerprint'));
    await press(tls, 'Accept this certificate');
    await press(page, 'Test again');
    await see(page.getByText('The connection works.'));
    assert.equal(await steps.getByRole('img', { name: 'failed' }).count(), 0);
    await see(steps.getByRole('listitem').filter({ hasText: 'Count' }));
    await press(page, 'Next');
  });

  step('picks what is read out of the live tree, and what comes along', async () => {
    await see(heading(page, 'Scope'));
    await page.getByRole('radio', { name: 'Only the nodes chosen' }).check();
    const tree = page.getByRole('tree', { name: 'Nodes of the source' });
    await tree.getByText('Company', { exact: true }).waitFor();
    await tree.getByRole('checkbox', { name: 'Company' }).click();
    await see(page.getByText(`OU=Company,${lab.baseDn}`, { exact: true }));
    await press(page, 'Next');
    await see(heading(page, 'Abilities'));
    await page.getByRole('switch', { name: 'Read groups' }).click();
    await press(page, 'Next');
  });

  step('tries the mapping on a live person', async () => {
    await see(heading(page, 'Field mapping'));
    await page.getByLabel('Find a person by name').fill('李娜');
    await see(page.getByRole('button', { name: 'lina: works', pressed: true }));
    const name = page.getByRole('group', { name: /^Mapping \d+: Display name$/ });
    await see(name.getByText('李娜', { exact: true }));
    await press(page, 'Next');
  });

  step('previews, synchronizes as planned, and shows the people', async () => {
    await press(page, 'Save the source and preview');
    await see(page.getByText('This is what the first synchronization would do'));
    const lines = page.getByRole('region', { name: 'Changes of the plan' });
    await see(row(lines, 'jsmith').getByText('Create'));
    await press(page, 'Synchronize as planned');
    await see(page.getByText('Active Directory is synchronized'));
    await page.getByRole('link', { name: 'Open the run' }).click();
    await see(page.getByRole('heading', { level: 1 }).getByText('Succeeded'));
    await goTo(page, 'Accounts and orgs');
    const people = page.getByRole('table', { name: 'Accounts' });
    for (const name of ['李娜', 'Smith, John (EMEA)']) await see(row(people, name));
    await see(row(people, 'disabled1').getByText('Disabled', { exact: true }));
    await people.hover();
    await page.mouse.wheel(0, 5000);
    await see(row(people, 'Zhang Wei 张伟'));
    await page.mouse.wheel(0, -5000);
  });

  step('says of a person which source gave what', async () => {
    await page.getByRole('link', { name: 'lina', exact: true }).click();
    await see(heading(page, '李娜'));
    const fields = page.getByRole('region', { name: 'Fields of the account' });
    await see(row(fields, 'Display name').getByRole('cell', { name: 'Active Directory', exact: true }));
    await openTab(page, 'Sources and targets');
    await see(page.getByText(`CN=李娜,OU=研发中心,OU=Engineering,OU=Company,${lab.baseDn}`));
  });

  step('makes an OAuth application of the RAM side, with scope and a secret shown once', async () => {
    await goTo(page, 'Cloud account (RAM)');
    await page.getByRole('button', { name: 'Create Cloud Account' }).first().click();
    await fill(page, 'Name', 'production');
    await fill(page, 'Account alias', 'acme-production');
    await press(page, 'Create');
    await see(heading(page, 'production'));
    await openTab(page, 'Endpoints');
    oauth.scim = await textOf('SCIM Base URL');
    oauth.token = await textOf('Token Endpoint');
    await openTab(page, 'Enterprise Application');
    await createApplication('muster', 'Muster', 'Native Application', '1800');
    await see(page.getByText('1,800 s'));
    await addScimScope();
    await openTab(page, 'Application Secret');
    await page.getByRole('button', { name: 'Create Secret' }).click();
    const shown = page.getByRole('dialog', { name: 'Application Secret created' });
    await see(shown.getByText('This is shown once only'));
    oauth.id = await shown.getByLabel('Application ID', { exact: true }).inputValue();
    await press(shown, 'Copy Client Secret (AppSecretValue)');
    oauth.secret = String(await page.evaluate('navigator.clipboard.readText()'));
    assert.equal(
      await shown.getByRole('textbox', { name: 'Client Secret (AppSecretValue)' }).inputValue(),
      oauth.secret,
    );
    await page.keyboard.press('Escape');
    assert.equal(await shown.getByRole('button', { name: 'Close' }).isDisabled(), true);
    await tick(shown.getByRole('checkbox', { name: 'I have stored it in a safe place' }));
    await press(shown, 'Close');
    await shown.waitFor({ state: 'hidden' });
    const secrets = page.getByRole('tabpanel', { name: 'Application Secret' });
    assert.equal(await secrets.getByRole('row').count(), 2, 'the head and one secret');
    assert.ok(!(await page.content()).includes(oauth.secret));
  });

  step('makes one of type Server Application, which has to be authorised', async () => {
    await page.getByRole('link', { name: 'production' }).click();
    await createApplication('server', 'Server', 'Server Application', '900');
    await addScimScope();
    await see(page.getByText('This Server Application is not authorised for all of its scopes'));
    await press(page, 'Authorize');
    await see(page.getByRole('button', { name: 'Deauthorize' }));
    await see(row(page, '/acs/scim').getByText('Granted', { exact: true }));
  });

  step('adds the application from the template of RAM, and tests it', async () => {
    await goTo(page, 'Applications');
    await page.getByRole('link', { name: 'Add Application' }).first().click();
    await page.getByRole('link', { name: 'Alibaba Cloud RAM' }).click();
    await see(heading(page, 'Add Alibaba Cloud RAM'));
    await fill(page, 'Name', 'RAM production');
    await fill(page, 'SCIM Base URL', oauth.scim);
    await fill(page, 'Token Endpoint', oauth.token);
    await fill(page, 'Client ID', oauth.id);
    await fill(page, 'Client Secret', oauth.secret);
    await press(page, 'Save');
    await see(page.getByRole('button', { name: 'One-click Push' }));
    const steps = await testConnectivity('Everything was found as it should be.');
    assert.deepEqual([steps.passed > 2, steps.failed], [true, 0]);
  });

  step('previews the push, and One-click Push makes RAM users', async () => {
    await press(page, 'Preview');
    const preview = page.getByRole('dialog', { name: 'What One-click Push would do now' });
    await see(row(preview, 'lina').getByText('Create'));
    await press(preview, 'Close');
    await push();
    const lina = await ramUser('lina');
    await see(page.getByRole('columnheader', { name: 'Synchronization type' }));
    await see(lina.filter({ hasText: '李娜' }).getByText('SCIM', { exact: true }));
  });

  step('says readably that a secret is refused', async () => {
    await openApplication();
    await fill(page, 'Client Secret', `${oauth.secret}x`);
    const { failed, words } = await testConnectivity('The test found a problem.');
    assert.equal(failed, 1);
    assert.match(words, /refuses client id and secret[\s\S]*What to do: Copy the Client ID/);
    assert.ok(!words.includes(oauth.secret));
  });

  step('takes a person who is renamed and one who is disabled on to RAM', async () => {
    const sales = `OU=Sales,OU=Company,${lab.baseDn}`;
    await lab.modify(
      `dn: CN=Test User07,${sales}\nchangetype: modify\nreplace: displayName\ndisplayName: 新的名字\n\n` +
        `dn: CN=Locked One,${sales}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: 514\n`,
    );
    await goTo(page, 'Identity providers');
    // The form of the application was left with a secret that was never saved.
    await press(page, 'Leave');
    await page.getByRole('link', { name: 'Active Directory', exact: true }).click();
    await press(page, 'Sync now');
    await see(page.getByRole('heading', { level: 1 }).getByText('Succeeded'));
    await see(row(page, '新的名字'));
    await goTo(page, 'Accounts and orgs');
    await page.getByLabel('Search accounts').fill('locked1');
    await see(row(page, 'locked1').getByText('Disabled', { exact: true }));
    await see((await ramUser('tuser07')).filter({ hasText: '新的名字' }));
    await goTo(page, 'Quick start');
    await see(page.getByText('Everything is in place'));
  });

  step('goes the same way in Chinese', async () => {
    page = await world.open({ language: 'zh' });
    page.setDefaultTimeout(60_000);
    await see(page.getByText('全部就绪'));
    await goTo(page, '身份提供方');
    await see(page.getByRole('heading', { level: 1 }).getByText('身份提供方'));
    await page.getByRole('link', { name: 'Active Directory', exact: true }).click();
    await press(page, '测试连接');
    await see(page.getByText('连接正常。'));
    await goTo(page, '账户与组织');
    await page.getByLabel('搜索账户').fill('li');
    await see(row(page.getByRole('table', { name: '账户列表' }), '研发中心'));
    await goTo(page, '应用管理');
    await page.getByRole('link', { name: '添加应用' }).click();
    await page.getByRole('link', { name: '阿里云 RAM' }).click();
    await fill(page, '名称', '服务端应用');
    await press(page, /使用本实例的云账号/);
    const dialog = page.getByRole('dialog', { name: '使用本实例的云账号' });
    await pick(page, 'OAuth 应用', 'server (Server)');
    await press(dialog, '填 入');
    await press(page, '测试连接');
    await see(page.getByText('测试连接成功，各项检查均通过。'));
  });

  async function textOf(label: string): Promise<string> {
    return (await row(page, label).getByRole('cell').first().innerText()).trim();
  }

  async function createApplication(name: string, display: string, type: string, validity: string) {
    await page.getByRole('button', { name: 'Create Application' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create Application' });
    await fill(dialog, 'Application Name', name);
    await fill(dialog, 'Display Name', display);
    await dialog.getByRole('radio', { name: type }).check();
    await fill(dialog, 'Access Token Validity', validity);
    await press(dialog, 'Create Application');
    await see(heading(page, name));
  }

  async function addScimScope() {
    await openTab(page, 'OAuth Scope');
    await page.getByRole('button', { name: 'Add OAuth Scope' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add OAuth Scope' });
    await dialog.getByRole('checkbox', { name: '/acs/scim' }).check();
    await press(dialog, 'OK');
    await see(row(page, '/acs/scim'));
  }

  async function testConnectivity(verdict: string) {
    await press(page, 'Test Connectivity');
    const drawer = page.getByRole('dialog', { name: 'Test Connectivity' });
    await see(drawer.getByText(verdict));
    const steps = drawer.getByRole('list', { name: 'Steps of the test' });
    const count = (name: string) => steps.getByRole('img', { name, exact: true }).count();
    const seen = {
      passed: await count('passed'),
      failed: await count('failed'),
      words: await steps.innerText(),
    };
    await press(drawer, 'Close');
    return seen;
  }

  async function push() {
    await press(page, 'One-click Push');
    await press(page, 'OK');
    const last = page.getByRole('region', { name: 'Last push' });
    await see(last.getByText('Succeeded', { exact: true }));
    await last.getByRole('link', { name: 'Open the run' }).click();
    await see(page.getByRole('heading', { level: 1 }).getByText('Succeeded'));
  }

  async function ramUser(name: string) {
    await goTo(page, 'Cloud account (RAM)');
    await page.getByRole('link', { name: 'production' }).click();
    await openTab(page, 'Users');
    const search = page.getByLabel('User name begins with');
    await search.fill(name);
    await search.press('Enter');
    return row(page.getByRole('table', { name: 'RAM users' }), `${name}@acme-production`);
  }

  async function openApplication() {
    await goTo(page, 'Applications');
    await page.getByRole('link', { name: 'RAM production', exact: true }).click();
    await see(page.getByRole('button', { name: 'Test Connectivity' }));
  }
});
