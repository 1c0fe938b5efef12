/** Sign-in in the file of an instance: planned, applied, changed, and nothing left to do. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Product, startProduct } from '../story/product.ts';

let product: Product;
let folder: string;
let file: string;
before(async () => {
  product = await startProduct();
  folder = await mkdtemp(join(tmpdir(), 'muster-cli-manifest-'));
  file = join(folder, 'acme.yaml');
  product.env.SSO_SECRET = 'known to two';
  await product.json(['instance', 'create', 'acme', '--name', 'Acme']);
  for (const username of ['anna', 'bert']) await product.json(['account', 'create', username]);
  await product.json(['group', 'create', 'Pilots']);
});
after(async () => {
  await product?.stop();
  await rm(folder, { recursive: true });
});

const plan = async (...options: string[]) =>
  (await product.json(['plan', '-f', file, ...options])).changes as {
    op: string;
    what: string;
    name: string;
    fields: { field: string; before: unknown; after: unknown }[];
  }[];
const names = (changes: Awaited<ReturnType<typeof plan>>) =>
  changes.map(({ op, what, name }) => `${op} ${what} ${name}`);
const apply = (...options: string[]) => product.json(['apply', '-f', file, ...options]);

const START = `
instance: { id: acme, name: Acme }
organizations:
  - { path: Sales }
logon:
  session: { idleMinutes: 60 }
  secondFactor: { policy: always }
  forgotPassword: false
logonMethods:
  - { kind: passkey, enabled: true }
  - kind: oidc
    name: Head office
    enabled: true
    settings:
      issuer: https://sso.example.com
      clientId: muster
      clientSecret: { env: SSO_SECRET }
applications:
  - name: Graphs
    template: grafana
    parameters: { url: "https://grafana.example.com" }
    sso:
      enabled: true
      authorisation: assigned
      applicationUsername: { by: expression, expression: Lower(user.username) }
      oidc: { consent: true }
    assignments:
      accounts: [anna]
      organizations: [Sales]
      groups: [Pilots]
      rules:
        - { name: Externals, rule: 'Substring(user.username, 0, 4) == "ext-"' }
`;

test('a file makes log-on, methods, sign-in and assignments; a second time there is nothing to do', async () => {
  await writeFile(file, START);
  assert.deepEqual(names(await plan()), [
    'create organization Sales',
    'update log-on settings acme',
    'update log-on method passkey',
    'create log-on method Head office',
    'create application Graphs',
    'update sign-in of Graphs',
    'update assignments of Graphs',
  ]);
  await apply();
  assert.deepEqual(await plan(), []);
  const settings = await product.json(['logon', 'show']);
  assert.deepEqual(
    [settings.session, settings.secondFactor.policy, settings.secondFactor.rememberDays],
    [{ idleMinutes: 60, absoluteMinutes: 720 }, 'always', 30],
  );
  assert.equal((await product.json(['logon', 'method', 'show', 'Head office'])).enabled, true);
  const { enabled, oidc, applicationUsername } = await product.json(['app', 'sso', 'show', 'Graphs']);
  assert.deepEqual([enabled, oidc.consent], [true, true]);
  assert.deepEqual(oidc.redirectUris, ['https://grafana.example.com/login/generic_oauth']);
  assert.deepEqual(applicationUsername, { by: 'expression', expression: 'Lower(user.username)' });
  const assigned = await product.items('app', 'assignments', 'Graphs');
  assert.deepEqual(assigned.map(({ name }) => name).toSorted(), ['Externals', 'Pilots', 'Sales', 'anna']);
});

test('what is changed in the file is shown before and after; what is left out stays', async () => {
  await writeFile(
    file,
    `
instance: { id: acme, name: Acme }
logon: { session: { idleMinutes: 30 } }
applications:
  - name: Graphs
    template: grafana
    parameters: { url: "https://graphs.example.com" }
    assignments: { accounts: [anna, bert] }
`,
  );
  const changes = await plan();
  assert.deepEqual(names(changes), [
    'update log-on settings acme',
    'update sign-in of Graphs',
    'update assignments of Graphs',
  ]);
  assert.deepEqual(changes[0]!.fields, [{ field: 'session.idleMinutes', before: 60, after: 30 }]);
  assert.deepEqual(changes[2]!.fields, [{ field: 'accounts', before: ['anna'], after: ['anna', 'bert'] }]);
  await apply();
  assert.deepEqual(await plan(), []);
  const { oidc } = await product.json(['app', 'sso', 'show', 'Graphs']);
  assert.deepEqual([oidc.loginUri, oidc.consent], ['https://graphs.example.com/login/generic_oauth', true]);
});

test('assignments go only when pruning, and only from the lists that the file has', async () => {
  await writeFile(
    file,
    `
instance: { id: acme, name: Acme }
logonMethods: []
applications:
  - name: Graphs
    template: grafana
    assignments: { accounts: [bert], rules: [] }
`,
  );
  assert.deepEqual(await plan(), []);
  assert.deepEqual(names(await plan('--prune')), [
    'delete log-on method Head office',
    'update assignments of Graphs',
  ]);
  await apply('--prune');
  const assigned = await product.items('app', 'assignments', 'Graphs');
  assert.deepEqual(assigned.map(({ name }) => name).toSorted(), ['Pilots', 'Sales', 'bert']);
  assert.deepEqual(await plan('--prune'), []);
});

test('an application that is pushed to gets its sign-in from an entry of the catalogue', async () => {
  await writeFile(
    file,
    `
instance: { id: acme, name: Acme }
applications:
  - name: Payroll
    template: generic-strict
    enabled: false
    provisioning: { baseUrl: "https://scim.example.com" }
    sso:
      template: generic-saml
      authorisation: everyone
      saml: { spEntityId: "urn:payroll", acsUrls: ["https://payroll.example.com/acs"] }
`,
  );
  await apply();
  const { protocol, saml } = await product.json(['app', 'sso', 'show', 'Payroll']);
  assert.deepEqual([protocol, saml.spEntityId, saml.signAssertion], ['saml', 'urn:payroll', true]);
  assert.deepEqual(await plan(), []);
});

test('a cloud account takes the metadata of the application that leads to it', async () => {
  await writeFile(
    file,
    `
instance: { id: acme, name: Acme }
cloudAccounts:
  - name: production
    alias: acme-production
    userSso:
      ssoEnabled: true
      metadata: { application: Cloud }
applications:
  - name: Cloud
    template: muster-cloud-user-sso
    parameters: { cloudAccount: production }
    sso: { enabled: true, authorisation: everyone }
`,
  );
  assert.deepEqual(names(await plan()), [
    'create cloud account production',
    'create application Cloud',
    'update sign-in of Cloud',
    'update user SSO of production',
  ]);
  await apply();
  assert.deepEqual(await plan(), []);
  const { ssoEnabled, identityProvider, spEntityId } = await product.json([
    ...['cloud', 'user-sso', 'show', 'production'],
  ]);
  const { saml, addresses } = await product.json(['app', 'sso', 'show', 'Cloud']);
  assert.equal(ssoEnabled, true);
  assert.equal(identityProvider.entityId, addresses.entityId);
  assert.equal(saml.spEntityId, spEntityId);
  // A new certificate is another document.
  await product.json(['key', 'rotate', 'saml', 'prepare']);
  assert.deepEqual(names(await plan()), ['update user SSO of production']);
});

test('what cannot be is refused with its place, before anything happens', async () => {
  const refused = async (text: string, pattern: RegExp, exit = 2) => {
    await writeFile(file, `instance: { id: acme, name: Renamed }\n${text}`);
    const ended = await product.run('apply', '-f', file);
    assert.equal(ended.exit, exit, ended.err);
    assert.match(ended.err, pattern);
    assert.equal((await product.json(['instance', 'show', 'acme'])).name, 'Acme');
  };
  await refused('logon: { sessions: {} }', /logon\.sessions/);
  await refused('logonMethods: [{ kind: oidc, enabled: true }]', /logonMethods\.0\.name/);
  await refused('logonMethods: [{ kind: source, source: Nowhere, enabled: true }]', /Nowhere/, 3);
  await refused(
    'logonMethods: [{ kind: oidc, name: X, settings: { clientSecret: typed } }]',
    /logonMethods\.0\.settings\.clientSecret/,
  );
  await refused('applications: [{ name: Graphs, template: jenkins }]', /template/, 4);
  await refused(
    'applications: [{ name: Graphs, template: grafana, assignments: { accounts: [nobody.here] } }]',
    /nobody\.here/,
    3,
  );
});
