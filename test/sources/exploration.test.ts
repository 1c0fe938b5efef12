/** The live tree and sample records of a directory, as people look at a source before they synchronize it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { DirectoryServer } from '../../sim/directory/server.ts';
import { DirectoryStore } from '../../sim/directory/store.ts';
import { sourceKinds } from '../../src/sources/index.ts';
import type { SampleRequest, Source, SourceLevel } from '../../src/sources/source.ts';
import { type Lab, missing, startSamba, startSlapd } from '../lab/lab.ts';

const io = { log: pino({ level: 'silent' }), now: () => new Date() };
const PASSWORD = 'Read.Only.2026';

function open(kind: string, config: Record<string, unknown>): Source {
  const chosen = sourceKinds.get(kind)!;
  return chosen.open(chosen.config.parse(config), io);
}

const names = ({ nodes }: SourceLevel) => nodes.map(({ name }) => name);

describe('an Active Directory', () => {
  const store = new DirectoryStore({ dnsName: 'corp.example' });
  const server = new DirectoryServer(store);
  const company = store.addOrganizationalUnit(store.baseDn, 'Company');
  const sales = store.addOrganizationalUnit(company, 'Sales, EMEA');
  const account = store.addUser({
    parent: store.addOrganizationalUnit(store.baseDn, 'Services'),
    name: 'svc',
    account: 'svc',
    password: PASSWORD,
  });
  let config: Record<string, unknown>;
  const ad = (more = {}) => open('ad', { ...config, ...more });

  before(async () => {
    store.addOrganizationalUnit(company, '研发');
    store.addOrganizationalUnit(company, 'Team 10');
    store.addOrganizationalUnit(company, 'Team 9');
    store.addOrganizationalUnit(sales, 'Berlin');
    const hidden = store.addContainer(company, 'Machinery');
    store.modify(hidden, { showInAdvancedViewOnly: 'TRUE' });
    store.addContainer(company, 'Box');
    const people: [name: string, account: string, mail: string][] = [
      ['张伟', 'zhangwei', 'zhangwei@corp.example'],
      ['Smith, John', 'jsmith', 'john@other.example'],
      ['a*b', 'star', 'star@corp.example'],
      ['a(b)\\c', 'signs', 'signs@corp.example'],
    ];
    for (const [name, account, mail] of people)
      store.addUser({ parent: sales, name, account, attributes: { mail, displayName: name } });
    store.addGroup({ parent: company, name: 'g-sales', members: [account] });
    const many = store.addOrganizationalUnit(store.baseDn, 'Many');
    for (let n = 1; n <= 1001; n++) store.addOrganizationalUnit(many, `Unit ${n}`);
    for (let n = 1; n <= 300; n++) store.addUser({ parent: many, name: `U ${n}`, account: `u${n}` });
    const { port } = await server.listen();
    config = {
      addresses: [`127.0.0.1:${port}`],
      bindAccount: account,
      bindPassword: PASSWORD,
      baseDn: store.baseDn,
    };
  });
  after(() => server.close());

  it('shows what lies below the base DN, containers too, hidden ones and people not', async () => {
    const { parent, truncated, nodes } = await ad().children();
    assert.equal(parent, store.baseDn);
    assert.equal(truncated, false);
    assert.deepEqual(
      nodes.filter(({ name }) => ['Company', 'Services', 'Many', 'Computers', 'Users'].includes(name)),
      [
        { locator: company, name: 'Company', hasChildren: true },
        { locator: `CN=Computers,${store.baseDn}`, name: 'Computers', hasChildren: false },
        { locator: `OU=Many,${store.baseDn}`, name: 'Many', hasChildren: true },
        { locator: `OU=Services,${store.baseDn}`, name: 'Services', hasChildren: false },
        { locator: `CN=Users,${store.baseDn}`, name: 'Users', hasChildren: false },
      ],
    );
  });

  it('goes down with the locator it gave, names without escapes, in the order people expect', async () => {
    const level = await ad().children(company);
    assert.deepEqual(names(level).toSorted(), ['Box', 'Sales, EMEA', 'Team 10', 'Team 9', '研发'].toSorted());
    assert.ok(names(level).indexOf('Team 9') < names(level).indexOf('Team 10'));
    const below = await ad().children(level.nodes.find(({ name }) => name === 'Sales, EMEA')!.locator);
    assert.deepEqual(below, {
      parent: sales,
      nodes: [{ locator: `OU=Berlin,${sales}`, name: 'Berlin', hasChildren: false }],
      truncated: false,
    });
    // What was picked is a source node that can be read.
    const scoped = ad({ sourceNodes: [below.nodes[0]!.locator] });
    assert.deepEqual(await scoped.sample({ kind: 'user', limit: 5 }), []);
  });

  it('stops at a thousand nodes and says so', async () => {
    for (const pageSize of [100, 1000]) {
      const level = await ad({ pageSize }).children(`OU=Many,${store.baseDn}`);
      assert.deepEqual([level.nodes.length, level.truncated], [1000, true]);
      assert.ok(level.nodes.every(({ hasChildren }) => !hasChildren));
    }
  });

  it('refuses a parent outside the base DN, one that is no DN, one that is not there', async () => {
    const inside = { baseDn: company };
    await assert.rejects(ad(inside).children(store.baseDn), { code: 'ldap_node_outside_base' });
    await assert.rejects(ad().children('*)(objectClass=*'), { code: 'ldap_dn_invalid' });
    await assert.rejects(ad().children(`OU=None,${company}`), { code: 'ldap_base_unreadable' });
  });

  const found = async (request: Partial<SampleRequest>, more = {}) =>
    (await ad(more).sample({ kind: 'user', limit: 20, ...request })).map(
      ({ attributes }) => attributes.sAMAccountName ?? attributes.ou,
    );

  it('gives records as a sync would read them', async () => {
    const [record, ...others] = await ad().sample({ kind: 'user', search: 'zhangwei', limit: 5 });
    assert.deepEqual(others, []);
    const reading = ad().read();
    for (let batch = await reading.next(); !batch.done; batch = await reading.next()) {
      const same = batch.value.find(({ kind, key }) => kind === 'user' && key === record!.key);
      if (!same) continue;
      assert.deepEqual(record!.attributes, same.attributes());
      assert.equal(record!.locator.toLowerCase(), same.locator.replace('\\2c', '\\,'));
      assert.equal(record!.attributes.enabled, true);
      return;
    }
    assert.fail('the sync reads no such record');
  });

  it('finds a part of a name or address in any case; signs of filters are signs', async () => {
    assert.deepEqual(await found({ search: '伟' }), ['zhangwei']);
    assert.deepEqual(await found({ search: 'SMITH, j' }), ['jsmith']);
    assert.deepEqual(await found({ search: 'other.example' }), ['jsmith']);
    assert.deepEqual(await found({ search: '*' }), ['star']);
    assert.deepEqual(await found({ search: '(b)\\c' }), ['signs']);
    assert.deepEqual(await found({ search: '*)(objectClass=*' }), []);
    assert.deepEqual(await found({ search: 'nobody' }), []);
  });

  it('takes no more than asked for, over several nodes, and heeds the filters of the settings', async () => {
    assert.equal((await found({ limit: 7 })).length, 7);
    const nodes = [sales, `OU=Many,${store.baseDn}`];
    assert.equal((await found({ limit: 20 }, { sourceNodes: nodes })).length, 20);
    assert.deepEqual(await found({ search: 'star' }, { userFilter: '(!(sAMAccountName=star))' }), []);
    assert.deepEqual(await found({ kind: 'org', limit: 20 }, { sourceNodes: [sales] }), ['Berlin']);
    const [group] = await ad().sample({ kind: 'group', search: 'g-sales', limit: 1 });
    assert.equal(group!.attributes.cn, 'g-sales');
    assert.equal('member' in group!.attributes, false);
  });
});

for (const [kind, program, start, upper, lower] of [
  ['ldap', 'slapd', startSlapd, 'people', 'sales'],
  ['ad', 'samba', startSamba, 'Company', 'Sales'],
] as const)
  describe(`${program}`, { skip: missing(program) }, () => {
    let lab: Lab;
    let source: Source;
    before(async () => {
      lab = await start();
      if (program === 'slapd') await lab.load(1500);
      source = open(kind, {
        addresses: [new URL(lab.url).host],
        bindAccount: lab.syncAccount,
        bindPassword: lab.syncPassword,
        baseDn: lab.baseDn,
      });
    });
    after(() => lab?.stop());

    it('shows its tree', async () => {
      const top = await source.children();
      const node = top.nodes.find(({ name }) => name === upper);
      assert.equal(node?.hasChildren, true, names(top).join());
      const below = await source.children(node!.locator);
      const sales = below.nodes.find(({ name }) => name === lower);
      assert.equal(sales?.hasChildren, false, JSON.stringify(below));
      assert.equal(names(top).includes('System'), false);
    });

    it('gives the one who is looked for, and as many as asked for', async () => {
      const [smith, ...others] = await source.sample({ kind: 'user', search: 'jsmith', limit: 5 });
      assert.deepEqual(others, []);
      assert.match(smith!.key, /^[0-9a-f-]{36}$/);
      assert.equal(smith!.attributes[kind === 'ad' ? 'sAMAccountName' : 'uid'], 'jsmith');
      assert.equal((await source.sample({ kind: 'user', limit: 10 })).length, 10);
      assert.ok((await source.sample({ kind: 'org', search: 'sales', limit: 5 })).length >= 1);
      assert.deepEqual(await source.sample({ kind: 'user', search: '*)(uid=*', limit: 5 }), []);
    });
  });
