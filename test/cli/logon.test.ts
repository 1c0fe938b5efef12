/** How people log on, set up from the command line against a whole server. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { logOnAs } from '../console/logon-hands.ts';
import { type Product, startProduct } from '../story/product.ts';
import { muster } from './cli.ts';

let product: Product;
let folder: string;
before(async () => {
  product = await startProduct();
  folder = await mkdtemp(join(tmpdir(), 'muster-cli-logon-'));
  await product.json(['instance', 'create', 'acme', '--name', 'Acme']);
});
after(async () => {
  await product?.stop();
  await rm(folder, { recursive: true });
});

const run = (line: string) => product.run(...line.split(' '));
const json = (line: string, exit = 0) => product.json(line.split(' '), exit);

test('settings are shown by the names they are set with; what is not named stays', async () => {
  const shown = await run('logon show');
  assert.match(shown.out, /^session\.idleMinutes +120$/m);
  const changed = await json(
    'logon set --set session.idleMinutes=60 --set secondFactor.factors=totp --set secondFactor.factors=passkey --set look.companyName=Globex',
  );
  assert.deepEqual(changed.session, { idleMinutes: 60, absoluteMinutes: 720 });
  assert.deepEqual(changed.secondFactor.factors, ['totp', 'passkey']);
  assert.equal(changed.secondFactor.rememberDays, 30);
  assert.equal(changed.look.companyName, 'Globex');
  assert.equal(changed.look.colour, '#0d5c6b');
});

test('settings come from a file, and a wrong one is named', async () => {
  const file = join(folder, 'logon.yaml');
  await writeFile(
    file,
    'passwordPolicy:\n  template: custom\n  custom: { minLength: 14 }\nforgotPassword: false\n',
  );
  const { passwordPolicy, forgotPassword } = await json(`logon set --file ${file}`);
  assert.deepEqual(
    [passwordPolicy.template, passwordPolicy.custom.minLength, forgotPassword],
    ['custom', 14, false],
  );
  await writeFile(file, 'passwordPolicy:\n  template: weakest\n');
  const wrong = await run(`logon set --file ${file}`);
  assert.equal(wrong.exit, 2);
  assert.match(wrong.err, /passwordPolicy\.template/);
  await writeFile(file, 'passwords: {}\n');
  assert.match((await run(`logon set --file ${file}`)).err, /passwords/);
  const refused = await run('logon set --set session.idleMinutes=1');
  assert.equal(refused.exit, 2);
  assert.match(refused.err, /session\.idleMinutes|idle/i);
});

test('a logo is a picture or nothing', async () => {
  const file = join(folder, 'logo.png');
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await writeFile(file, Buffer.from(pixel, 'base64'));
  assert.match((await json(`logon set --logo ${file}`)).look.logo, /^data:image\/png;base64,/);
  assert.doesNotMatch((await run('logon show')).out, /iVBORw0/);
  assert.equal((await run(`logon set --logo ${file}.svg`)).exit, 2);
  assert.equal((await product.json(['logon', 'set', '--logo', ''])).look.logo, null);
});

test('methods are found by what they are called; an OpenID provider is added, changed and removed', async () => {
  const kinds = (await product.items('logon', 'method', 'list')).map(({ kind }) => kind);
  assert.deepEqual(kinds.toSorted(), ['passkey', 'password']);
  await run('logon method enable passkey');
  assert.equal((await json('logon method show passkey')).enabled, true);
  product.env.SSO_SECRET = 'known to two';
  const made = await product.json([
    ...['logon', 'method', 'add', 'Head office', '--set', 'issuer=https://sso.example.com'],
    ...['--set', 'clientId=muster', '--secret', 'clientSecret=env:SSO_SECRET'],
  ]);
  assert.deepEqual([made.kind, made.enabled, made.settings.title], ['oidc', false, 'Head office']);
  assert.ok(!JSON.stringify(made).includes('known to two'));
  const changed = await product.json([
    ...['logon', 'method', 'set', 'head office', '--set', 'clientId=hub', '--title-zh', '总部'],
  ]);
  assert.equal(changed.settings.clientId, 'hub');
  assert.equal(changed.settings.clientSecret, made.settings.clientSecret);
  assert.equal((await run('logon method show 总部')).exit, 0);
  const onLine = await product.run('logon', 'method', 'set', '总部', '--set', 'clientSecret=typed');
  assert.equal(onLine.exit, 2);
  assert.equal((await run('logon method rm 总部')).exit, 0);
  const gone = await run('logon method show 总部');
  assert.equal(gone.exit, 3);
  assert.match(gone.err, /muster logon method list/);
});

test('a password is tried against the policy, and is never on the command line', async () => {
  const given = (input: string) =>
    muster({ url: product.url }, ['logon', 'try-password', '--password-stdin', '--instance', 'acme'], {
      input,
      env: { MUSTER_TOKEN: token },
    });
  const { token } = await json('token add try --role admin');
  const weak = await given('short\n');
  assert.equal(weak.exit, 1);
  assert.match(weak.out, /too short/);
  assert.equal((await given('Gr33n-Kettle/7-and-more\n')).exit, 0);
});

test('a password is made and shown once, lets in, and its sessions are listed and ended', async () => {
  await json('account create handed');
  const made = await json('account password handed --permanent');
  assert.ok(made.password.length >= 14);
  const enter = (password: string) => logOnAs(product.url, 'acme', { username: 'handed', password });
  for (let n = 0; n < 3; n++) assert.equal((await enter(made.password)).kind, 'done');
  const sessions = await product.items('session', 'list', '--account', 'handed');
  assert.deepEqual(
    sessions.map(({ username, methods }) => [username, methods]),
    [1, 2, 3].map(() => ['handed', ['pwd']]),
  );
  assert.equal((await run(`session end ${sessions[0].id}`)).exit, 0);
  assert.equal((await json('account logon handed')).sessions, 2);
  assert.equal((await run('session end')).exit, 2);
  const all = await run('session end --account handed');
  assert.match(all.err, /Sessions ended: 2/);
  assert.deepEqual(await product.items('session', 'list'), []);
  product.env.NEXT = 'Gr33n-Kettle/8-and-more';
  const typed = await json('account password handed --password env:NEXT');
  assert.deepEqual(typed, { password: null, temporary: true });
  assert.equal((await enter(product.env.NEXT)).kind, 'change-password');
});

test('second factors are listed and removed', async () => {
  await product.json(['account', 'create', 'lost', '--email', 'lost@example.com']);
  assert.deepEqual(await product.items('account', 'factor', 'list', 'lost'), []);
  assert.equal((await run('account factor rm lost')).exit, 2);
  assert.equal((await run('account factor rm lost --all')).exit, 0);
  assert.match((await run('account logon lost')).out, /^authenticatorApp +no$/m);
});

test('signing keys are rotated in three steps', async () => {
  const states = async () =>
    (await json('key list saml')).items.map(({ state }: { state: string }) => state).sort();
  assert.deepEqual(await states(), ['current']);
  await json('key rotate saml prepare');
  assert.deepEqual(await states(), ['current', 'next']);
  await json('key rotate saml switch --force');
  assert.match((await run('key list saml')).out, /current/);
  await json('key rotate saml retire --force');
  assert.deepEqual(await states(), ['current']);
  assert.equal((await run('key rotate saml forwards')).exit, 2);
});
