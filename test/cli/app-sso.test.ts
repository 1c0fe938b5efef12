/** Sign-in to applications, set up from the command line against a whole server. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Product, startProduct } from '../story/product.ts';

let product: Product;
let folder: string;
before(async () => {
  product = await startProduct();
  folder = await mkdtemp(join(tmpdir(), 'muster-cli-sso-'));
  await product.json(['instance', 'create', 'acme', '--name', 'Acme']);
  const { id: sales } = await json('org create Sales');
  const { id: north } = await json(`org create North --parent ${sales}`);
  await json(`account create carla --org ${north}`);
  for (const username of ['anna', 'bert', 'ext-dora']) await json(`account create ${username}`);
  const { id: group } = await json('group create Pilots');
  await run(`group add ${group} bert`);
});
after(async () => {
  await product?.stop();
  await rm(folder, { recursive: true });
});

const run = (line: string) => product.run(...line.split(' '));
const json = (line: string, exit = 0) => product.json(line.split(' '), exit);
const items = (line: string) => product.items(...line.split(' '));

test('an application is made from an entry of the catalogue with what it asks for', async () => {
  const entries = await items('app catalogue');
  assert.deepEqual(
    entries.find(({ id }) => id === 'grafana').parameters.map(({ name }: { name: string }) => name),
    ['url'],
  );
  const missing = await run('app add Graphs --template grafana');
  assert.notEqual(missing.exit, 0);
  assert.match(missing.err, /url/);
  await json('app add Graphs --template grafana --parameter url=https://grafana.example.com');
  const { protocol, enabled, oidc } = await json('app sso show Graphs');
  assert.deepEqual([protocol, enabled], ['oidc', false]);
  assert.deepEqual(oidc.redirectUris, ['https://grafana.example.com/login/generic_oauth']);
  await json('app sso set Graphs --parameter url=https://graphs.example.com');
  assert.equal(
    (await json('app sso show Graphs')).oidc.loginUri,
    'https://graphs.example.com/login/generic_oauth',
  );
});

test('settings are changed by name and from a file; a wrong one is named; on and off', async () => {
  await json('app add Wiki --template generic-oidc');
  const changed = await json(
    'app sso set Wiki --set oidc.redirectUris=https://wiki.example.com/a --set oidc.redirectUris=https://wiki.example.com/b ' +
      '--set oidc.consent=true --set applicationUsername.by=manual',
  );
  assert.deepEqual(changed.oidc.redirectUris, ['https://wiki.example.com/a', 'https://wiki.example.com/b']);
  assert.deepEqual([changed.oidc.consent, changed.oidc.idTokenSeconds], [true, 300]);
  assert.deepEqual(changed.applicationUsername, { by: 'manual' });
  const file = join(folder, 'sso.yaml');
  await writeFile(
    file,
    'oidc:\n  claims:\n    - { name: department, expression: user.description }\napplicationUsername: { by: username }\n',
  );
  const filed = await json(`app sso set Wiki --file ${file}`);
  assert.deepEqual(filed.oidc.claims, [{ name: 'department', expression: 'user.description' }]);
  assert.equal(filed.oidc.consent, true);
  const wrong = await run('app sso set Wiki --set oidc.redirectUris=nowhere');
  assert.equal(wrong.exit, 2);
  assert.match(wrong.err, /redirectUris/);
  assert.equal((await run('app sso enable Wiki')).exit, 0);
  assert.equal((await json('app sso show Wiki')).enabled, true);
  assert.match((await run('app sso show Wiki --lang zh')).err, /^2\. .*issuer/m);
});

test('client secrets are shown once, listed by their end, and deleted', async () => {
  const { secret, id, ending } = await json('app secret add Wiki');
  assert.ok(secret.endsWith(ending));
  const listed = await run('app secret list Wiki');
  assert.match(listed.out, new RegExp(id));
  assert.ok(!listed.out.includes(secret));
  await run(`app secret rm Wiki ${id}`);
  assert.deepEqual(await items('app secret list Wiki'), []);
});

test('it is assigned by names and paths, and taken away again', async () => {
  await run('app sso set Wiki --set authorisation=assigned');
  const done = await json('app assign Wiki --account anna --org Sales --group Pilots');
  assert.deepEqual(done, { assigned: 3 });
  await product.json(['app', 'rule', 'Wiki', 'Externals', 'Substring(user.username, 0, 4) == "ext-"']);
  const names = async () => (await items('app assignments Wiki')).map(({ name }) => name).toSorted();
  assert.deepEqual(await names(), ['Externals', 'Pilots', 'Sales', 'anna']);
  assert.deepEqual((await items('app users Wiki')).map(({ account, by }) => [account, ...by]).toSorted(), [
    ['anna', 'account'],
    ['bert', 'group'],
    ['carla', 'org'],
    ['ext-dora', 'rule'],
  ]);
  assert.equal((await json('app users Wiki --counts')).allowed, 4);
  const unknown = await run('app assign Wiki --account anna --org Nowhere');
  assert.equal(unknown.exit, 3);
  assert.match(unknown.err, /Nowhere/);
  assert.equal((await run('app assign Wiki')).exit, 2);
  assert.deepEqual(await json('app unassign Wiki --org Sales --rule Externals'), { removed: 2 });
  assert.deepEqual(await names(), ['Pilots', 'anna']);
});

test('what one account would meet is told, and its exit code says whether it may', async () => {
  const may = await run('app check Wiki anna');
  assert.equal(may.exit, 0);
  assert.match(may.out, /anna may sign in/);
  assert.match(may.out, /^sub: /m);
  const mayNot = await run('app check Wiki carla');
  assert.equal(mayNot.exit, 7);
  assert.match(mayNot.out, /not assigned/);
});

test('names are given by hand, all or none, and taken away', async () => {
  await run('app sso set Wiki --set applicationUsername.by=manual');
  const taken = await run('app account add Wiki anna=a.admin bert=A.Admin');
  assert.notEqual(taken.exit, 0);
  assert.deepEqual(await items('app account list Wiki'), []);
  await json('app account add Wiki anna=a.admin bert=b.admin');
  const given = await items('app account list Wiki');
  assert.deepEqual(given.map(({ username }) => username).toSorted(), ['a.admin', 'b.admin']);
  assert.deepEqual(await json(`app account rm Wiki ${given.map(({ id }) => id).join(' ')}`), { removed: 2 });
});

test('settings of SAML come from the metadata of the service provider', async () => {
  await json('app add Intranet --template generic-saml');
  const file = join(folder, 'sp.xml');
  await writeFile(
    file,
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:example:intranet">
       <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" WantAssertionsSigned="true">
         <AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://intranet.example.com/acs"/>
       </SPSSODescriptor>
     </EntityDescriptor>`,
  );
  const plan = await run(`app sso import-metadata Intranet ${file} --plan`);
  assert.match(plan.out, /spEntityId: +→ urn:example:intranet/);
  assert.equal((await json('app sso show Intranet')).saml, null);
  await json(`app sso import-metadata Intranet ${file}`);
  const { saml } = await json('app sso show Intranet');
  assert.deepEqual(
    [saml.spEntityId, saml.acsUrls],
    ['urn:example:intranet', ['https://intranet.example.com/acs']],
  );
  assert.match((await run(`app sso import-metadata Intranet ${file}`)).err, /already/);
});

test('what is only pushed to has no sign-in until it gets a template', async () => {
  await json('app add Target --template generic-strict --disabled --set baseUrl=https://scim.example.com');
  const none = await run('app sso enable Target');
  assert.equal(none.exit, 4);
  assert.match(none.err, /muster app catalogue/);
  await json('app sso set Target --template generic-oidc');
  assert.equal((await json('app sso show Target')).protocol, 'oidc');
});
