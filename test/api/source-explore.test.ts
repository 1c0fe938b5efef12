/** What the pages of a source ask for before anything is saved: tree, samples, mapping trial, help with expressions. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DirectoryServer } from '../../sim/directory/server.ts';
import { DirectoryStore } from '../../sim/directory/store.ts';
import { FUNCTIONS } from '../../src/expressions/functions.ts';
import { sourceKinds } from '../../src/sources/index.ts';
import { startApi, type TestApi } from './server.ts';

const PASSWORD = 'Read.Only.2026';
const store = new DirectoryStore({ dnsName: 'corp.example' });
const server = new DirectoryServer(store);
const company = store.addOrganizationalUnit(store.baseDn, 'Company');
const account = store.addUser({ parent: company, name: 'svc', account: 'svc', password: PASSWORD });

let api: TestApi;
let config: Record<string, unknown>;
const post = (what: string, body: object, language = 'en') =>
  api.call('POST', `/instances/acme/${what}`, { body, headers: { 'accept-language': language } });

before(async () => {
  store.addOrganizationalUnit(company, 'Sales');
  store.addUser({
    parent: company,
    name: '张伟',
    account: 'zhangwei',
    attributes: { mail: 'zw@corp.example' },
  });
  store.addGroup({ parent: company, name: 'g-all', members: [account] });
  const { port } = await server.listen();
  config = {
    addresses: [`127.0.0.1:${port}`],
    bindAccount: account,
    bindPassword: PASSWORD,
    baseDn: store.baseDn,
  };
  api = await startApi({ deps: { kinds: sourceKinds } });
});
after(async () => {
  await api?.close();
  await server.close();
});

test('the tree of a source that is not stored', async () => {
  const top = await post('source-browse', { kind: 'ad', config });
  assert.equal(top.status, 200, JSON.stringify(top.body));
  assert.deepEqual(
    top.body.nodes.find(({ name }: { name: string }) => name === 'Company'),
    { locator: company, name: 'Company', hasChildren: true },
  );
  const below = await post('source-browse', { kind: 'ad', config, parent: company });
  assert.deepEqual(below.body, {
    parent: company,
    nodes: [{ locator: `OU=Sales,${company}`, name: 'Sales', hasChildren: false }],
    truncated: false,
  });
});

test('what cannot be browsed says why', async () => {
  const refused = async (more: object, body: object = {}) => {
    const answer = await post('source-browse', { kind: 'ad', config: { ...config, ...more }, ...body });
    return [answer.status, answer.body.code];
  };
  assert.deepEqual(await refused({ bindPassword: 'wrong' }), [502, 'ldap_bind_refused']);
  assert.deepEqual(await refused({ baseDn: 'OU=None,DC=corp,DC=example' }), [502, 'ldap_base_unreadable']);
  assert.deepEqual(await refused({ baseDn: company }, { parent: store.baseDn }), [
    422,
    'ldap_node_outside_base',
  ]);
  assert.deepEqual(await refused({}, { kind: 'nothing' }), [422, 'source_kind_unknown']);
  assert.deepEqual(await refused({}, { source: 'nothing' }), [404, 'not_found']);
});

test('a stored source lends its password, but to no other address', async () => {
  const stored = await api.call('POST', '/instances/acme/sources', {
    body: { name: 'AD', kind: 'ad', config },
  });
  assert.equal(stored.status, 201);
  const masked = { kind: 'ad', source: 'AD', config: stored.body.config };
  assert.notEqual(masked.config.bindPassword, PASSWORD);
  assert.equal((await post('source-browse', masked)).status, 200);
  assert.equal((await post('source-sample', { ...masked, record: 'user' })).status, 200);
  const elsewhere = { ...masked, config: { ...masked.config, addresses: ['127.0.0.1:9'] } };
  for (const answer of [
    await post('source-browse', elsewhere),
    await post('source-sample', { ...elsewhere, record: 'user' }),
  ])
    assert.deepEqual([answer.status, answer.body.code], [409, 'secret_again']);
});

test('samples go into a mapping trial as they come', async () => {
  const draft = { kind: 'ad', config };
  const sample = await post('source-sample', { ...draft, record: 'user', search: ' 张 ', limit: 3 });
  assert.equal(sample.status, 200, JSON.stringify(sample.body));
  const [person, ...others] = sample.body.items;
  assert.deepEqual(others, []);
  assert.equal(person.label, 'zhangwei');
  assert.equal(person.locator, `CN=张伟,${company}`);
  assert.equal(person.attributes.mail, 'zw@corp.example');
  const trial = await post('mapping-trial', {
    kind: 'user',
    mappings: [
      { target: 'username', type: 'field', value: 'sAMAccountName', match: true },
      { target: 'displayName', type: 'expression', value: 'Pinyin(idpUser.cn)' },
      { target: 'email', type: 'expression', value: 'Lower(idpUser.mail' },
    ],
    records: [person.attributes],
  });
  assert.equal(trial.status, 200, JSON.stringify(trial.body));
  const [{ fields, values, error }] = trial.body.items;
  assert.deepEqual(fields.slice(0, 2), [
    { target: 'username', value: 'zhangwei', error: null },
    { target: 'displayName', value: 'zhangwei', error: null },
  ]);
  assert.deepEqual(
    [fields[2].value, fields[2].error.code, fields[2].error.position],
    [null, 'expression_token', 19],
  );
  assert.match(fields[2].error.remedy, /\)/);
  assert.deepEqual([values, error.code, error.field], [null, 'expression_token', 'email']);
});

test('an empty search is none; groups and organizations have samples too', async () => {
  const of = async (record: string, more = {}) =>
    (await post('source-sample', { kind: 'ad', config, record, ...more })).body.items.map(
      ({ label }: { label: string }) => label,
    );
  assert.deepEqual((await of('user', { search: '  ' })).toSorted(), ['svc', 'zhangwei']);
  assert.deepEqual((await of('org')).toSorted(), ['Company', 'Sales']);
  assert.deepEqual(await of('group', { search: 'g-all' }), ['g-all']);
  const tooMany = await post('source-sample', { kind: 'ad', config, record: 'user', limit: 21 });
  assert.equal(tooMany.status, 422);
});

test('failures of a trial are told in the language asked for', async () => {
  const body = {
    kind: 'user',
    mappings: [{ target: 'username', type: 'expression', value: 'Pinyin(idpUser.cn)' }],
    records: [{ cn: '𪚥' }],
  };
  const { items } = (await post('mapping-trial', body, 'zh-CN')).body;
  assert.match(items[0].fields[0].error.message, /拼音/);
  const bad = await post('mapping-trial', { ...body, records: [{ cn: { a: 1 } }] });
  assert.deepEqual([bad.status, bad.body.code], [422, 'invalid_input']);
});

test('help with expressions: every function and name, for whoever is logged on', async () => {
  const { status, body } = await api.call('GET', '/expression-functions', { as: 'read-only' });
  assert.equal(status, 200);
  assert.deepEqual(
    body.functions.map(({ name }: { name: string }) => name),
    Object.keys(FUNCTIONS),
  );
  const user = body.variables.find(({ name }: { name: string }) => name === 'user');
  assert.ok(user.fields.includes('displayName') && user.fields.includes('groups'));
});
