/** Who may sign in to an application, and under which name, as an administrator settles it by mouse. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Json } from '../../src/cli/client.ts';
import { eventually } from '../story/product.ts';
import { findChromium, logOn, openView } from './browser.ts';
import { fill, keepPicture, press, row, see } from './hands.ts';
import { callAs, startWorld, type World } from './world.ts';

const skip = findChromium() === undefined ? 'Chromium is not installed' : false;
const INSTANCE = 'acme';
const AT = `/instances/${INSTANCE}`;

describe('who may sign in to an application, settled at the console', { skip }, () => {
  let world: World;
  let asker: Page;
  let page: Page;
  let path: string;
  const ids: Record<string, string> = {};
  const ask = (method: string, rest: string, body?: unknown): Promise<Json> =>
    callAs(asker, method, `${AT}${rest}`, body);

  before(async () => {
    world = await startWorld();
    asker = await world.open();
    const { rootOrgId } = await callAs(asker, 'POST', '/instances', { id: INSTANCE, name: 'Acme 示例公司' });
    ids.sales = (await ask('POST', '/orgs', { name: 'Sales', parentId: rootOrgId })).id;
    for (const [username, org] of [
      ['anna', undefined],
      ['bert', undefined],
      ['carla', ids.sales],
      ['ext-dora', undefined],
    ])
      ids[username!] = (
        await ask('POST', '/accounts', { username, ...(org ? { primaryOrgId: org } : {}) })
      ).id;
    ids.group = (await ask('POST', '/groups', { name: 'Pilots' })).id;
    await ask('POST', `/groups/${ids.group}/members`, { accountIds: [ids.bert] });
    const { id } = await ask('POST', '/applications', { name: 'Wiki', template: 'generic-oidc' });
    path = `/applications/${id}`;
    const redirectUris = ['https://wiki.example.com/callback'];
    await ask('PATCH', `${path}/sso`, { enabled: true, authorisation: 'assigned', oidc: { redirectUris } });
  });
  after(() => world?.close());
  afterEach(async (t) => {
    if ('passed' in t && !t.passed) await keepPicture(page, t.name);
    await page.close();
  });

  const open = async (tab: string, view?: Parameters<World['open']>[0]) => {
    page = await world.open(view, `/i/${INSTANCE}${path}?tab=${tab}`);
    page.setDefaultTimeout(60_000);
    await see(page.getByRole('heading', { level: 1 }));
  };
  const assigned = async (): Promise<string[]> =>
    (await ask('GET', `${path}/assignments`)).items.map(({ name }: Json) => name).toSorted();
  const becomes = (names: string[]) =>
    eventually(`assigned to ${names.join(', ')}`, async () => (await assigned()).join() === names.join());
  /** Types into a list to choose from, and takes what it finds. */
  const choose = async (dialog: ReturnType<Page['getByRole']>, label: string, name: string) => {
    await dialog.getByLabel(label, { exact: true }).fill(name);
    await page.getByTitle(name, { exact: true }).filter({ visible: true }).last().click();
    // An open list lies over the buttons below it.
    await dialog.getByLabel(label, { exact: true }).press('Escape');
  };
  const assign = async (way: string) => {
    await press(page, 'Assign');
    await page.getByRole('menuitem', { name: way }).click();
    return page.getByRole('dialog', { name: way });
  };

  it('assigns it to an account, an organization, a group; says at once how many that lets in', async () => {
    await open('authorisation');
    await see(page.getByText('0 of 4 accounts may sign in'));
    for (const [way, label, name] of [
      ['To accounts', 'Account', 'anna'],
      ['To organizations', 'Organization', 'Sales'],
      ['To groups', 'Group', 'Pilots'],
    ] as const) {
      const dialog = await assign(way);
      await choose(dialog, label, name);
      await press(dialog, /Assign$/);
      await dialog.waitFor({ state: 'hidden' });
      await see(row(page.getByRole('table', { name: 'Assignments of the application' }), name));
    }
    await becomes(['Pilots', 'Sales', 'anna']);
    await see(page.getByText('3 of 4 accounts may sign in'));
    await see(page.getByText('assigned to them 1 · by organization 1 · by group 1'));
  });

  it('shows beside its field what is wrong with a rule, then adds it', async () => {
    await open('authorisation');
    const dialog = await assign('By a rule');
    await fill(dialog, 'Name', 'Externals');
    await fill(dialog, 'Rule', 'Substring(user.username, 0, 4) == ');
    await press(dialog, /Assign$/);
    await see(dialog.locator('.ant-form-item-explain-error'));
    await fill(dialog, 'Rule', 'Substring(user.username, 0, 4) == "ext-"');
    await press(dialog, /Assign$/);
    await dialog.waitFor({ state: 'hidden' });
    await becomes(['Externals', 'Pilots', 'Sales', 'anna']);
    await see(page.getByText('4 of 4 accounts may sign in'));
  });

  it('lists who may, and why; tells of one what the application would be told', async () => {
    await open('authorisation');
    await page.getByText('People', { exact: true }).click();
    const people = page.getByRole('table', { name: 'Who may sign in' });
    await see(row(people, 'carla').getByText('by organization'));
    await see(row(people, 'ext-dora').getByText('by rule'));
    await press(people, 'bert');
    const drawer = page.getByRole('dialog', { name: 'What bert meets' });
    await see(drawer.getByText('May sign in'));
    await see(drawer.getByText('Pilots'));
    await see(drawer.getByText('sub', { exact: true }));
  });

  it('asks before assignments are taken away', async () => {
    await open('authorisation');
    await press(page, 'Remove the assignment to Pilots');
    const question = page.getByRole('dialog', { name: 'Remove 1 assignment?' });
    await press(question, 'Cancel');
    await question.waitFor({ state: 'hidden' });
    assert.deepEqual(await assigned(), ['Externals', 'Pilots', 'Sales', 'anna']);
    for (const name of ['Pilots', 'Externals'])
      await row(page.getByRole('table', { name: 'Assignments of the application' }), name)
        .getByRole('checkbox')
        .check();
    await press(page, 'Remove 2');
    await press(page.getByRole('dialog', { name: 'Remove 2 assignments?' }), 'Remove');
    await becomes(['Sales', 'anna']);
    await see(page.getByText('2 of 4 accounts may sign in'));
  });

  it('lets everyone in and says that assignments do not count then', async () => {
    await open('authorisation');
    await page.getByRole('radio', { name: 'Everyone' }).click();
    await see(page.getByText('assignments change nothing now'));
    await see(page.getByText('4 of 4 accounts may sign in'));
    await page.getByRole('radio', { name: 'Whom it is assigned to' }).click();
    await see(page.getByText('2 of 4 accounts may sign in'));
  });

  it('gives a name by hand once, shows why another cannot have it, and takes it away', async () => {
    await ask('PATCH', `${path}/sso`, { applicationUsername: { by: 'manual' } });
    await open('authorisation');
    await see(page.getByText('2 accounts have no name at the application'));
    await page.getByRole('tab', { name: 'Application accounts' }).click();
    const give = async (username: string, name: string) => {
      await press(page, 'Give a name');
      const dialog = page.getByRole('dialog', { name: 'Give a name' });
      await choose(dialog, 'Account', username);
      await fill(dialog, 'Name at the application', name);
      await press(dialog, /Add$/);
      return dialog;
    };
    await (await give('anna', 'a.admin')).waitFor({ state: 'hidden' });
    const names = page.getByRole('table', { name: 'Names given by hand' });
    await see(row(names, 'anna').getByText('a.admin'));
    const refused = await give('carla', 'A.Admin');
    await see(refused.locator('.ant-form-item-explain-error'));
    await press(refused, 'Cancel');
    await press(page, 'Take a.admin from anna');
    await press(page.getByRole('dialog', { name: 'Take 1 name away?' }), 'Remove');
    await see(page.getByText('No name was given yet'));
    assert.deepEqual((await ask('GET', `${path}/accounts`)).items, []);
  });

  it('says that names given by hand do not count where the username is used', async () => {
    await ask('PATCH', `${path}/sso`, { applicationUsername: { by: 'username' } });
    await open('app-accounts', { language: 'zh' });
    await see(page.getByText('当前应用账户取自“账户名”，此处的分配暂不生效。'));
    await press(page, '单点登录设置');
    await see(page.getByRole('tab', { name: '单点登录', selected: true }));
  });

  it('lets a read-only administrator look and nothing else', async () => {
    const reader = { username: 'looks-only', password: 'Looks at everything, changes nothing.' };
    await callAs(asker, 'POST', '/administrators', { ...reader, role: 'read-only' });
    page = await (await openView(world.browser)).newPage();
    page.setDefaultTimeout(60_000);
    await logOn(page, world.product.url, reader);
    await page.goto(`${world.product.url}/console/i/${INSTANCE}${path}?tab=authorisation`);
    const table = page.getByRole('table', { name: 'Assignments of the application' });
    await see(row(table, 'anna'));
    assert.equal(await page.getByRole('radio', { name: 'Everyone' }).isEnabled(), false);
    assert.equal(await page.getByRole('button', { name: 'Assign' }).count(), 0);
    assert.equal(await table.getByRole('button', { name: /Remove/ }).count(), 0);
    assert.equal(await table.getByRole('checkbox').count(), 0);
    await page.getByRole('tab', { name: 'Application accounts' }).click();
    await see(page.getByText('No name was given yet'));
    assert.equal(await page.getByRole('button', { name: 'Give a name' }).count(), 0);
  });
});
