/** The story of the product by command line: from a source into the directory and on into RAM. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { muster } from './cli.ts';
import { startWhole, type Whole } from './whole.ts';

let whole: Whole;
let folder: string;
let file: string;
/** Secrets as the environment of the command has them. */
const env: Record<string, string> = {
  SOURCE_PASSWORD: 'pa55',
  RAM_SECRET: 'not made yet',
  MUSTER_INSTANCE: 'story',
};

const run = (line: string, input?: string) =>
  muster({ url: whole.url, token: whole.tokens.admin }, line.split(' '), {
    env,
    ...(input !== undefined && { input }),
  });

const MANIFEST = `
instance: { id: story, name: Story Ltd }
customFields:
  - { id: staff_number, title: Staff number, type: string, unique: true }
organizations:
  - { path: Sales/North, description: The north }
  - { path: Sales }
cloudAccounts:
  - name: production
    alias: story-production
    userQuota: 5000
    apps:
      - { appName: scim, displayName: SCIM, appType: ServerApp, predefinedScopes: [/acs/scim], authorised: true }
sources:
  - name: Head office
    kind: memory
    targetOrganization: Sales/North
    config: { password: { env: SOURCE_PASSWORD } }
    guard: { users: 30, orgs: 10, groups: 10, share: 100 }
applications:
  - name: RAM
    template: alibaba-ram
    provisioning:
      cloudAccount: production
      clientId: { cloudApp: production/scim }
      clientSecret: { env: RAM_SECRET }
      scope: { organizations: [Sales] }
`;

before(async () => {
  whole = await startWhole();
  folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
  file = join(folder, 'story.yaml');
  await writeFile(file, MANIFEST);
});
after(async () => {
  await whole.close();
  await rm(folder, { recursive: true });
});

test('plan shows everything and changes nothing; apply makes it; a second apply has nothing to do', async () => {
  const plan = await run(`plan -f ${file}`);
  assert.equal(plan.exit, 0, plan.err);
  for (const line of [
    '+ instance story',
    '+ organization Sales',
    '+ organization Sales/North',
    '+ cloud account production',
    '+ OAuth application production/scim',
    '+ source Head office',
    '+ application RAM',
  ])
    assert.ok(plan.out.includes(line), `${line} is missing in\n${plan.out}`);
  assert.doesNotMatch(plan.out, /pa55|not made yet/);
  assert.equal((await run('instance show story')).exit, 3);
  const apply = await run(`apply -f ${file}`);
  assert.equal(apply.exit, 0, apply.err);
  const again = await run(`apply -f ${file}`);
  assert.deepEqual([again.exit, again.out], [0, ''], again.out);
  assert.match(again.err, /Nothing to do/);
  const json = await run(`plan -f ${file} --json`);
  assert.deepEqual(JSON.parse(json.out), { changes: [] });
});

test('a change in the file is the only thing planned and made', async () => {
  await writeFile(file, MANIFEST.replace('userQuota: 5000', 'userQuota: 6000'));
  const plan = await run(`plan -f ${file}`);
  assert.equal(plan.out, '~ cloud account production\n    userQuota: 5000 → 6000\n');
  assert.equal((await run(`apply -f ${file}`)).exit, 0);
  assert.match((await run('cloud account show production')).out, /userQuota +6000/);
});

test('what people may do with a custom field changes by the file', async () => {
  const before = await readFile(file, 'utf8');
  await writeFile(file, before.replace('unique: true }', 'unique: true, portal: read_only }'));
  const plan = await run(`plan -f ${file}`);
  assert.equal(plan.out, '~ custom field staff_number\n    portal: hide → read_only\n');
  assert.equal((await run(`apply -f ${file}`)).exit, 0);
  assert.match((await run(`apply -f ${file}`)).err, /Nothing to do/);
});

test('a new secret reaches the application only when asked to send secrets again', async () => {
  const secret = await run('cloud secret add production scim --json');
  env.RAM_SECRET = JSON.parse(secret.out).appSecretValue;
  assert.match((await run(`apply -f ${file}`)).err, /Nothing to do/);
  const refused = await run('app test RAM');
  assert.equal(refused.exit, 1, refused.out);
  const renewed = await run(`apply -f ${file} --renew-secrets`);
  assert.equal(renewed.exit, 0, renewed.err);
  assert.match(renewed.out, /provisioning\.clientSecret/);
  const tested = await run('app test RAM');
  assert.equal(tested.exit, 0, tested.out + tested.err);
});

test('a synchronization is planned, applied and pushed, and RAM has the people', async () => {
  whole.memory.items = ['zhang.wei', 'li.na', 'wang.fang'].map((uid) => whole.memory.user(uid));
  const planned = await muster(
    { url: whole.url, token: whole.tokens.admin },
    ['source', 'preview', 'Head office', '--json'],
    { env },
  );
  assert.equal(planned.exit, 0, planned.err);
  const { id, state } = JSON.parse(planned.out);
  assert.equal(state, 'planned');
  const shown = await run(`run show ${id} --plan`);
  assert.match(shown.out, /create user zhang\.wei/);
  assert.equal(JSON.parse((await run('account list --json')).out).items.length, 0);
  const applied = await run(`run apply ${id}`);
  assert.equal(applied.exit, 0, applied.out + applied.err);
  assert.match(applied.out, /success/);
  const pushed = await run('push RAM');
  assert.equal(pushed.exit, 0, pushed.out + pushed.err);
  const users = JSON.parse((await run('cloud user list production --json')).out).items;
  assert.deepEqual(
    users
      .map(
        ({ userName, provisionType }: { userName: string; provisionType: string }) =>
          `${userName} ${provisionType}`,
      )
      .sort(),
    ['li.na SCIM', 'wang.fang SCIM', 'zhang.wei SCIM'],
  );
  const links = JSON.parse((await run('app links RAM --json')).out).items;
  assert.ok(links.every((link: { state: string }) => link.state === 'synced'));
  const preview = JSON.parse((await run('push RAM --plan --json')).out);
  assert.deepEqual([preview.same, preview.changes], [3, []]);
});

test('explain tells the way of one person', async () => {
  const { exit, out } = await run('explain zhang.wei');
  assert.equal(exit, 0);
  for (const part of ['Head office', 'RAM', 'uid=zhang.wei', 'synced'])
    assert.ok(out.includes(part), `${part} is missing in\n${out}`);
  const unknown = await run('explain nobody.at.all');
  assert.equal(unknown.exit, 3);
});

test('a run that the protection holds waits with exit code 4, and can be discarded', async () => {
  await writeFile(
    file,
    MANIFEST.replace('userQuota: 5000', 'userQuota: 6000').replace('users: 30', 'users: 1'),
  );
  await run(`apply -f ${file}`);
  const present = whole.memory.items;
  whole.memory.items = present.slice(0, 1);
  const held = await muster(
    { url: whole.url, token: whole.tokens.admin },
    ['source', 'sync', 'Head office', '--json'],
    { env },
  );
  assert.equal(held.exit, 4, held.out + held.err);
  const { id } = JSON.parse(held.out);
  assert.equal((await run(`run discard ${id}`)).exit, 0);
  assert.equal((await run(`run discard ${id}`)).exit, 4);
  assert.equal(JSON.parse((await run('account list --json')).out).items.length, 3);
  whole.memory.items = present;
});

test('a secret written into the file is refused before anything happens', async () => {
  await writeFile(file, MANIFEST.replace('{ env: SOURCE_PASSWORD }', 'literal-pa55'));
  const { exit, err } = await run(`apply -f ${file}`);
  assert.equal(exit, 2);
  assert.match(err, /sources\.0\.config\.password holds a secret as plain text/);
  assert.doesNotMatch(err, /literal-pa55/);
  const chinese = await run(`apply -f ${file} --lang zh`);
  assert.match(chinese.err, /以明文写入了密钥/);
});

const WRONG_FILES: [string, string, RegExp][] = [
  ['broken YAML', 'instance: {id: x', /line \d+/],
  ['an unknown section', 'instance: {id: story, name: S}\nsauces: []', /sauces/],
  ['a wrong type', 'instance: {id: story, name: [1]}', /instance\.name/],
  ['a missing variable', MANIFEST.replace('SOURCE_PASSWORD', 'NOT_SET'), /NOT_SET/],
  [
    'an unknown kind',
    MANIFEST.replace('Head office', 'Branch').replace('kind: memory', 'kind: telepathy'),
    /telepathy/,
  ],
];
for (const [what, text, message] of WRONG_FILES)
  test(`a file with ${what} is refused by name`, async () => {
    await writeFile(file, text);
    const { exit, err } = await run(`apply -f ${file}`);
    assert.equal(exit, 2, err);
    assert.match(err, message);
  });

test('what never changes is refused before anything happens', async () => {
  await writeFile(
    file,
    MANIFEST.replace('appType: ServerApp', 'appType: WebApp').replace('Story Ltd', 'Renamed'),
  );
  const { exit, err } = await run(`apply -f ${file}`);
  assert.equal(exit, 4);
  assert.match(err, /production\/scim has appType ServerApp, which cannot become WebApp/);
  assert.match((await run('instance show story')).out, /Story Ltd/);
});

test('--prune removes what the sections do not name, and only then', async () => {
  await writeFile(file, MANIFEST.replace('- name: RAM', '- name: Other'));
  assert.equal((await run(`apply -f ${file}`)).exit, 0);
  const plan = await run(`plan -f ${file} --prune`);
  assert.equal(plan.out, '- application RAM\n');
  assert.equal((await run(`apply -f ${file} --prune`)).exit, 0);
  const names = JSON.parse((await run('app list --json')).out).items.map(
    ({ name }: { name: string }) => name,
  );
  assert.deepEqual(names, ['Other']);
});
