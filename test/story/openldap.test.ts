/** The product's main job by command line: a real OpenLDAP into RAM, with hostile values and a server that stops. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Client, SizeLimitExceededError } from 'ldapts';
import type { Json } from '../../src/cli/client.ts';
import { type Lab, missing, startSlapd } from '../lab/lab.ts';
import {
  changesOf,
  connectRam,
  countsOf,
  eventually,
  type Product,
  ramUsers,
  readOf,
  startProduct,
  testSource,
} from './product.ts';

describe('from OpenLDAP to RAM', { skip: missing('slapd') }, () => {
  let lab: Lab;
  let product: Product;
  let people: string;

  before(async () => {
    [lab, product] = await Promise.all([startSlapd(), startProduct()]);
    people = `ou=people,${lab.baseDn}`;
    Object.assign(product.env, { LDAP_PASSWORD: lab.syncPassword, USER_PASSWORD: lab.userPassword });
    await product.json(['instance', 'create', 'acme', '--name', 'Acme Ltd']);
    await product.json(['cloud', 'account', 'add', 'production', '--alias', 'acme-production']);
  });
  after(async () => {
    await product?.stop();
    await lab?.stop();
  });

  const set = (...settings: string[]) =>
    product.json([
      ...['source', 'set', 'LDAP', '--secret', 'bindPassword=env:LDAP_PASSWORD'],
      ...settings.flatMap((setting) => ['--set', setting]),
    ]);
  const account = (name: string): Promise<Json> => product.json(['account', 'show', name]);
  const sync = (exit = 0): Promise<Json> => product.json(['source', 'sync', 'LDAP'], exit);
  const accounts = () => product.items('account', 'list', '--limit', '10000');
  const members = async (group: string) =>
    (await product.items('group', 'members', group)).map((member) => member.account.username).sort();

  it('adds a source, and tells a bind account that is no DN what to write', async () => {
    await product.json([
      ...['source', 'add', 'LDAP', '--kind', 'ldap', '--set', `addresses=${new URL(lab.url).host}`],
      ...['--set', `bindAccount=svc-sync@lab.example`, '--secret', 'bindPassword=env:LDAP_PASSWORD'],
      ...['--set', `baseDn=${lab.baseDn}`, '--set', 'groupSync=true'],
      ...['--set', `sourceNodes=${people}`, '--set', `sourceNodes=ou=groups,${lab.baseDn}`],
    ]);
    const { last } = await testSource(product, 'LDAP');
    assert.deepEqual([last.step, last.error.code], ['bind', 'ldap_bind_account_form']);
    assert.match(last.error.remedy, /full DN/);
    await set(`bindAccount=${lab.syncAccount}`);
  });

  it('tells a source of the wrong kind by the first object it finds', async () => {
    await product.json([
      ...['source', 'add', 'AD', '--kind', 'ad', '--set', `addresses=${new URL(lab.url).host}`],
      ...['--set', `bindAccount=${lab.syncAccount}`, '--secret', 'bindPassword=env:LDAP_PASSWORD'],
      ...['--set', `baseDn=${lab.baseDn}`],
    ]);
    const { last, exit } = await testSource(product, 'AD');
    assert.deepEqual([exit, last.step, last.error.code], [1, 'count', 'ldap_no_key']);
    assert.match(last.error.remedy, /of the kind chosen for this source/);
    await product.json(['source', 'rm', 'AD']);
  });

  it('previews the counts of the connection test, and applies the preview exactly', async () => {
    const tested = await testSource(product, 'LDAP');
    assert.equal(tested.exit, 0, JSON.stringify(tested.last));
    const counts = countsOf(tested.findings);
    assert.deepEqual(counts, { org: 3, user: 20, group: 2 });
    const plan = await product.json(['source', 'preview', 'LDAP']);
    assert.deepEqual(readOf(plan), counts);
    const run = await product.json(['run', 'apply', plan.id]);
    assert.deepEqual([run.state, run.books.balanced, changesOf(run)], ['success', true, { created: 25 }]);
    assert.equal((await accounts()).length, 20);
    assert.deepEqual(await members('g-all'), ['jsmith', 'lina', 'tuser01', 'tuser02', 'tuser03']);
    assert.equal((await account('jsmith')).displayName, 'Smith, John (EMEA)');
    const { account: place } = await product.json(['explain', 'lina']);
    assert.equal(place.organization, 'Acme Ltd/研发中心');
  });

  it('pushes all to RAM, and does nothing when nothing has changed', async () => {
    await connectRam(product, 'RAM', 'ServerApp');
    const push = await product.json(['push', 'RAM']);
    assert.deepEqual([push.state, changesOf(push)], ['success', { created: 20 }]);
    const users = await ramUsers(product);
    assert.deepEqual([users.size, users.get('lina').displayName], [20, '李娜']);
    assert.deepEqual(changesOf(await sync()), {});
    assert.deepEqual(changesOf(await product.json(['push', 'RAM'])), {});
  });

  it('keeps accounts, organizations and RAM users through renames and moves', async () => {
    const [person, colleague] = [await account('tuser01'), await account('tuser03')];
    const { userId } = (await ramUsers(product)).get('tuser01');
    await lab.modify(
      `dn: uid=tuser01,ou=sales,${people}\nchangetype: modrdn\nnewrdn: uid=renamed\ndeleteoldrdn: 1\n` +
        `newsuperior: ou=engineering,${people}\n\n` +
        `dn: ou=sales,${people}\nchangetype: modrdn\nnewrdn: ou=市场部\ndeleteoldrdn: 1\n`,
    );
    assert.deepEqual(changesOf(await sync()), { updated: 2 });
    const now = await account('renamed');
    assert.deepEqual([now.id, now.externalId], [person.id, person.externalId]);
    assert.equal((await product.json(['org', 'show', now.primaryOrgId])).name, 'engineering');
    assert.equal((await account('tuser03')).primaryOrgId, colleague.primaryOrgId);
    assert.equal((await product.json(['org', 'show', colleague.primaryOrgId])).name, '市场部');
    assert.ok((await members('g-all')).includes('renamed'));
    const user = await eventually('the new name in RAM', async () =>
      (await ramUsers(product)).get('renamed'),
    );
    assert.equal(user.userId, userId);
  });

  it('takes names as names, whatever characters they are made of', async () => {
    const dn = 'cn=\\2a)(cn=\\2a\\,ou=x\\+y\\;\\"z\\"\\5c';
    await lab.modify(
      [
        `dn: ${dn},${people}\nobjectClass: inetOrgPerson\nuid: odd.name\ncn: *)(cn=*,ou=x+y;"z"\\\nsn: O'Hara; DROP`,
        `dn: cn=wild,${people}\nobjectClass: inetOrgPerson\nuid: *)(uid=*\ncn: wild\nsn: <script>alert(1)</script>`,
        `dn: cn=g-odd,ou=groups,${lab.baseDn}\nobjectClass: groupOfNames\ncn: g-odd\nmember: ${dn},${people}\n`,
      ].join('\n\n'),
    );
    const run = await sync(5);
    assert.deepEqual([run.books.balanced, changesOf(run)], [true, { created: 2, rejected: 1 }]);
    assert.equal((await account('odd.name')).displayName, '*)(cn=*,ou=x+y;"z"\\');
    assert.deepEqual(await members('g-odd'), ['odd.name']);
    const { rejections, account: none } = await product.json(['explain', '*)(uid=*']);
    assert.deepEqual([none, rejections[0].reason.code], [null, 'record_field_invalid']);
    await lab.modify(`dn: cn=wild,${people}\nchangetype: delete\n`);
    assert.deepEqual(changesOf(await sync()), {});
  });

  it('refuses settings that would change the meaning of a search, naming them', async () => {
    const before = await product.json(['source', 'show', 'LDAP']);
    for (const [setting, named] of [
      [
        'userFilter=(uid=*))(|(uid=*',
        /config\.userFilter cannot be read at character 8: .*\nWhat to do: Write it as/,
      ],
      ['groupFilter=(cn=*', /config\.groupFilter/],
      ['userObjectClasses=inetOrgPerson)(uid=*', /userObjectClasses/],
      ['groupMemberAttribute=member)(cn=*', /groupMemberAttribute/],
      [
        'extraAttributes=userPassword',
        /extraAttributes[\s\S]* Passwords are never read from a directory\.\n/,
      ],
      ['baseDn=people', /“people” in config\.baseDn is not a distinguished name/],
      ['sourceNodes=dc=elsewhere', /does not lie below the base DN/],
    ] as const) {
      const { exit, err } = await product.run('source', 'set', 'LDAP', '--set', setting);
      assert.equal(exit, 2, `${setting}: ${err}`);
      assert.match(err, named);
    }
    assert.deepEqual(await product.json(['source', 'show', 'LDAP']), before);
    await set('userFilter=(!(cn=\\2a\\29\\28cn=\\2a*))');
    const plan = await product.json(['source', 'preview', 'LDAP']);
    assert.deepEqual(changesOf(plan), { deleted: 1 });
    await set('userFilter=');
  });

  it('reads everything as a user whom the server gives 500 entries at a time', async () => {
    await lab.load(600);
    assert.deepEqual(changesOf(await sync()), { created: 600 });
    const user = `uid=tuser02,ou=engineering,${people}`;
    const client = new Client({ url: lab.url });
    await client.bind(user, lab.userPassword);
    await assert.rejects(
      client.search(people, { filter: '(uid=*)', attributes: ['uid'] }),
      SizeLimitExceededError,
    );
    await client.unbind();
    await set(`bindAccount=${user}`);
    await product.json(['source', 'set', 'LDAP', '--secret', 'bindPassword=env:USER_PASSWORD']);
    assert.equal(countsOf((await testSource(product, 'LDAP')).findings).user, 621);
    const run = await sync();
    assert.deepEqual([run.counters.user.read, changesOf(run)], [621, {}]);
  });

  it('fails a run whose server stops in the middle, removes nothing, and goes on with the next', async (t) => {
    const server = new URL(lab.url);
    let restarted: Promise<void> | undefined;
    // Lets some of the answer through and holds the rest back until the server has stopped.
    const between = createServer((client) => {
      const upstream = connect(Number(server.port), server.hostname);
      client.pipe(upstream);
      let passed = 0;
      upstream.on('data', (chunk) => {
        if (restarted) return;
        client.write(chunk);
        passed += chunk.length;
        if (passed > 20_000) restarted = lab.load(1);
      });
      upstream.on('error', () => {});
      client.on('error', () => {});
      upstream.on('close', () => client.destroy());
    }).listen(0, '127.0.0.1');
    t.after(() => between.close());
    await once(between, 'listening');
    await set(
      `bindAccount=${lab.syncAccount}`,
      `addresses=127.0.0.1:${(between.address() as AddressInfo).port}`,
    );
    const cut = await sync(1);
    between.close();
    assert.deepEqual([cut.state, cut.error.code], ['failed', 'ldap_closed']);
    assert.match(cut.error.message, /closed the connection before its answer was complete/);
    assert.equal((await accounts()).length, 621);
    await restarted;
    const unreachable = await sync(1);
    assert.equal(unreachable.error.code, 'ldap_unreachable');
    assert.equal((await accounts()).length, 621);
    await set(`addresses=${server.host}`);
    assert.deepEqual(changesOf(await sync()), { created: 1 });
    await eventually('the last one in RAM', async () => (await ramUsers(product)).get('u0000600'));
  });
});
