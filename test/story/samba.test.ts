/** The product's main job by command line: a real Active Directory, hardened as most are, into RAM. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/cli/client.ts';
import { type Lab, missing, startSamba } from '../lab/lab.ts';
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

describe('from Active Directory to RAM', { skip: missing('samba') }, () => {
  let lab: Lab;
  let product: Product;
  let sales: string;
  let engineering: string;

  before(async () => {
    [lab, product] = await Promise.all([
      startSamba({ strongAuth: true, singleProcess: true }),
      startProduct(),
    ]);
    sales = `OU=Sales,OU=Company,${lab.baseDn}`;
    engineering = `OU=Engineering,OU=Company,${lab.baseDn}`;
    Object.assign(product.env, { AD_PASSWORD: lab.syncPassword, WRONG: 'wrong' });
    await product.json(['instance', 'create', 'acme', '--name', 'Acme Ltd']);
    await product.json(['cloud', 'account', 'add', 'production', '--alias', 'acme-production']);
  });
  after(async () => {
    await product?.stop();
    await lab?.stop();
  });

  /** Where a password is sent may change only with the password given again. */
  const set = (...settings: string[]) =>
    product.json([
      ...['source', 'set', 'AD', '--secret', 'bindPassword=env:AD_PASSWORD'],
      ...settings.flatMap((setting) => ['--set', setting]),
    ]);
  const account = (name: string): Promise<Json> => product.json(['account', 'show', name]);
  const sync = (): Promise<Json> => product.json(['source', 'sync', 'AD']);
  const members = async (group: string) =>
    (await product.items('group', 'members', group)).map((member) => member.account.username).sort();

  it('adds a source from address, account, password and base DN', async () => {
    const added = await product.run(
      ...['source', 'add', 'AD', '--kind', 'ad', '--set', `addresses=${new URL(lab.url).host}`],
      ...['--set', `bindAccount=${lab.syncAccount}`, '--secret', 'bindPassword=env:AD_PASSWORD'],
      ...['--set', `baseDn=${lab.baseDn}`],
    );
    assert.equal(added.exit, 0, added.err);
    assert.doesNotMatch(added.out + (await product.run('source', 'show', 'AD')).out, /Passw0rd/);
  });

  it('says at which step a connection fails, why, and what to do', async () => {
    const ends = async (step: string, code: string, remedy: RegExp) => {
      const { last, exit } = await testSource(product, 'AD');
      assert.deepEqual([exit, last.ok, last.step, last.error?.code], [1, false, step, code]);
      assert.match(last.error.remedy, remedy);
      return last.error.message;
    };
    await ends('bind', 'ldap_bind_needs_encryption', /Choose StartTLS/);
    const { error } = await product.json(['source', 'set', 'AD', '--set', 'tls=starttls'], 4);
    assert.deepEqual(
      [error.code, /Enter config\.bindPassword anew/.test(error.remedy)],
      ['secret_again', true],
    );
    await set('tls=starttls', `fingerprints=${'00'.repeat(32)}`);
    await ends('tls', 'ldap_tls_fingerprint', /somebody may be intercepting/);
    await set('fingerprints=');
    const untrusted = await ends('tls', 'ldap_tls_untrusted', /Add this fingerprint/);
    assert.ok(untrusted.includes(lab.fingerprint.replaceAll(':', '')));
    const { out } = await product.run('source', 'test', 'AD');
    assert.match(
      out,
      /✓ ok {2}tcp: [^\n]+\n✗ failed {2}tls: [^\n]+\n {2}What to do: Add this fingerprint[^\n]+\n$/,
    );
    assert.match(
      (await product.run('source', 'test', 'AD', '--lang', 'zh')).out,
      /✗ 失败 {2}tls: [\s\S]*处理建议：/,
    );
    await set(`fingerprints=${lab.fingerprint}`);
    // Twice and no more: at the third wrong password this domain locks the account.
    await product.json(['source', 'set', 'AD', '--secret', 'bindPassword=env:WRONG']);
    await ends('bind', 'ldap_bind_refused', /Check the password/);
    const failed = await product.json(['source', 'sync', 'AD'], 1);
    assert.deepEqual([failed.state, failed.error.code], ['failed', 'ldap_bind_refused']);
    await set(`sourceNodes=OU=Nowhere,${lab.baseDn}`);
    await ends('base', 'ldap_base_unreadable', /Check the spelling/);
  });

  it('connects by StartTLS and LDAPS, by fingerprint and authority, with every form of account', async () => {
    const authority = `ca=${readFileSync(lab.caFile, 'utf8')}`;
    const pinned = `fingerprints=${lab.fingerprint}`;
    await set(`sourceNodes=OU=Company,${lab.baseDn}`, `sourceNodes=CN=Domain Users,CN=Users,${lab.baseDn}`);
    await set('groupSync=true');
    for (const settings of [
      ['fingerprints=', authority, 'bindAccount=LAB\\svc-sync'],
      ['tls=ldaps', `bindAccount=CN=svc sync,OU=Service,OU=Company,${lab.baseDn}`],
      [pinned, 'ca=', `bindAccount=${lab.syncAccount}`],
      ['tls=starttls'],
    ]) {
      await set(...settings);
      const { exit, steps, last } = await testSource(product, 'AD');
      assert.equal(exit, 0, JSON.stringify(last));
      const nodes = ['base', 'base', 'base'];
      assert.deepEqual(steps, [
        ...['dns', 'tcp', 'tls', 'bind', ...nodes, 'count', 'count', 'count', 'sample', 'sample', 'sample'],
      ]);
    }
  });

  it('previews what it would do, the counts of the connection test, and writes nothing', async () => {
    const counts = countsOf((await testSource(product, 'AD')).findings);
    const plan = await product.json(['source', 'preview', 'AD']);
    assert.equal(plan.state, 'planned');
    assert.deepEqual(readOf(plan), counts);
    assert.deepEqual(changesOf(plan), { created: counts.org! + counts.user! + counts.group! });
    const { plan: lines } = await product.json(['run', 'show', plan.id, '--plan']);
    assert.ok(lines.some(({ op, label }: Json) => op === 'create' && label === 'jsmith'));
    assert.deepEqual(await product.items('account', 'list'), []);
  });

  it('brings people, organizations and groups as they are in the directory', async () => {
    const run = await sync();
    assert.deepEqual([run.state, run.books.balanced], ['success', true]);
    const people = await product.items('account', 'list');
    assert.equal(people.length, run.counters.user.created);
    const byName = new Map<string, Json>(people.map((person) => [person.username, person]));
    assert.equal(byName.get('lina').displayName, '李娜');
    assert.equal(byName.get('zhangwei').displayName, 'Zhang Wei 张伟');
    assert.equal(byName.get('jsmith').displayName, 'Smith, John (EMEA)');
    assert.deepEqual(
      people.filter(({ enabled }) => !enabled).map(({ username }) => username),
      ['disabled1'],
    );
    assert.ok(Date.parse(byName.get('expired1').expiresAt) < Date.now());
    assert.ok(Date.parse(byName.get('future1').expiresAt) > Date.now());
    assert.equal(byName.get('jsmith').expiresAt, null);
    const { out: tree } = await product.run('org', 'tree');
    assert.deepEqual(
      tree.split('\n').map((line) => line.replace(/\s+ou_.*/, '')),
      [
        ...['NAME           ID', 'Acme Ltd', '  Engineering', '    Backend', '    研发中心'],
        ...['  Groups', '  Sales', '  Service', ''],
      ],
    );
    const { verdict, account: place } = await product.json(['explain', 'lina']);
    assert.equal(place.organization, 'Acme Ltd/Engineering/研发中心');
    assert.match(verdict, /no application to push to/);
  });

  it('refuses to apply a preview that the synchronization has overtaken', async () => {
    const plan = (await product.items('run', 'list')).find(({ mode }) => mode === 'plan');
    const { exit, out } = await product.run('run', 'apply', plan.id);
    assert.equal(exit, 1);
    assert.match(
      out,
      /^Run run_\w+: failed[^\n]*\nThe plan no longer holds: run run_\w+ wrote since\.\nWhat to do: /,
    );
  });

  it('expands nested groups and counts the primary group', async () => {
    const numbered = (...numbers: number[]) => numbers.map((n) => `tuser${String(n).padStart(2, '0')}`);
    assert.deepEqual(await members('g-backend'), numbered(1, 2, 3, 4));
    assert.deepEqual(await members('g-eng'), numbered(1, 2, 3, 4, 5, 6, 7, 8));
    assert.deepEqual(await members('g-all'), numbered(1, 2, 3, 4, 5, 6, 7, 8, 10));
    assert.deepEqual(await members('g-empty'), []);
    const everybody = await product.items('account', 'list');
    assert.equal((await members('Domain Users')).length, everybody.length);
  });

  for (const type of ['ServerApp', 'NativeApp'] as const)
    it(`reaches RAM with a ${type}`, async () => {
      await connectRam(product, type, type);
      const { items } = await product.json(['app', 'test', type]);
      assert.deepEqual(
        items.map(({ step, ok }: Json) => [step, ok]),
        ['token', 'scope', 'read', 'count'].map((step) => [step, true]),
      );
      if (type === 'NativeApp') return;
      await product.json(['cloud', 'app', 'deauthorise', 'production', type]);
      const { items: refused } = await product.json(['app', 'test', type], 1);
      assert.deepEqual([refused.at(-1).step, refused.at(-1).error.code], ['scope', 'target_scope_missing']);
      await product.json(['app', 'rm', type]);
    });

  it('previews the push, and One-click Push makes RAM users of all accounts', async () => {
    const people = await product.items('account', 'list');
    const preview = await product.json(['app', 'preview', 'NativeApp']);
    assert.deepEqual([preview.create, preview.total, preview.held], [people.length, people.length, false]);
    const push = await product.json(['push', 'NativeApp']);
    assert.deepEqual([push.state, changesOf(push)], ['success', { created: people.length }]);
    const users = await ramUsers(product);
    assert.deepEqual(
      [...users.values()].map(({ userName, displayName, externalId }) => [userName, displayName, externalId]),
      [...users.values()].map(({ externalId }) => {
        const person = people.find(({ id }) => id === externalId);
        return [person.username, person.displayName, person.id];
      }),
    );
    assert.equal(users.size, people.length);
    assert.ok([...users.values()].every(({ provisionType }) => provisionType === 'SCIM'));
  });

  it('does nothing when nothing has changed', async () => {
    assert.deepEqual(changesOf(await sync()), {});
    assert.deepEqual(changesOf(await product.json(['push', 'NativeApp'])), {});
    const { changes, same, total } = await product.json(['push', 'NativeApp', '--plan']);
    assert.deepEqual([changes, same], [[], total]);
  });

  it('takes a change on to RAM by itself', async (t) => {
    await lab.modify(
      `dn: CN=Test User07,${sales}\nchangetype: modify\nreplace: displayName\ndisplayName: 新的名字\n`,
    );
    assert.deepEqual(changesOf(await sync()), { updated: 1 });
    const start = performance.now();
    await eventually(
      'the new name in RAM',
      async () => (await ramUsers(product)).get('tuser07').displayName === '新的名字',
    );
    t.diagnostic(`live push took ${Math.round(performance.now() - start)} ms`);
    const { verdict, targets } = await product.json(['explain', 'tuser07']);
    assert.match(verdict, /in the directory and at NativeApp, as it should be/);
    assert.equal(targets[0].acknowledged.displayName, '新的名字');
  });

  it('keeps the account and the RAM user of a person who is renamed and moved', async () => {
    const had = await account('jsmith');
    const { userId } = (await ramUsers(product)).get('jsmith');
    const rdn = 'CN=Smith\\, John (EMEA)';
    await lab.modify(
      `dn: ${rdn},${sales}\nchangetype: modify\nreplace: sAMAccountName\nsAMAccountName: john.smith\n\n` +
        `dn: ${rdn},${sales}\nchangetype: modrdn\nnewrdn: CN=Smith\\, Jo\ndeleteoldrdn: 1\nnewsuperior: ${engineering}\n`,
    );
    assert.deepEqual(changesOf(await sync()), { updated: 1 });
    const now = await account('john.smith');
    assert.equal(now.id, had.id);
    assert.notEqual(now.primaryOrgId, had.primaryOrgId);
    const renamed = await eventually('the new user name in RAM', async () =>
      (await ramUsers(product)).get('john.smith'),
    );
    assert.equal(renamed.userId, userId);
    assert.equal((await ramUsers(product)).has('jsmith'), false);
  });

  it('bins a deleted person, and brings one that is restored back under the old id', async () => {
    const { id, externalId } = await account('tuser10');
    const dn = `CN=Test User10,${sales}`;
    await lab.modify(`dn: ${dn}\nchangetype: delete\n`);
    assert.deepEqual(changesOf(await sync()), { deleted: 1 });
    assert.deepEqual(
      (await product.items('bin', 'list')).map((item) => item.id),
      [id],
    );
    assert.equal((await members('g-all')).includes('tuser10'), false);
    await eventually('the RAM user is gone', async () => !(await ramUsers(product)).has('tuser10'));
    assert.match((await product.json(['explain', 'tuser10'])).verdict, /deleted by source:AD/);
    await lab.modify(
      `dn: CN=Test User10\\0ADEL:${externalId},CN=Deleted Objects,${lab.baseDn}\n` +
        'control: 1.2.840.113556.1.4.417 true\nchangetype: modify\ndelete: isDeleted\n-\n' +
        `replace: distinguishedName\ndistinguishedName: ${dn}\n`,
    );
    await sync();
    assert.equal((await account('tuser10')).id, id);
    await eventually(
      'the RAM user is back',
      async () => (await ramUsers(product)).get('tuser10')?.externalId === id,
    );
  });

  it('gives a person deleted and made anew between two runs the same account', async () => {
    const { id, externalId } = await account('tuser11');
    await lab.modify(`dn: ${await dnOf('tuser11')}\nchangetype: delete\n`);
    await lab.modify(
      `dn: CN=Made Anew,${sales}\nobjectClass: user\nsAMAccountName: tuser11\ndisplayName: Made Anew\n`,
    );
    assert.deepEqual(changesOf(await sync()), { bound: 1 });
    const now = await account('tuser11');
    assert.deepEqual([now.id, now.displayName], [id, 'Made Anew']);
    assert.notEqual(now.externalId, externalId);
    const { match } = await product.json(['explain', 'tuser11']);
    assert.deepEqual(
      match.map(({ op }: Json) => op),
      ['create', 'bind'],
    );
  });

  it('says of a person it cannot take why, and takes all others', async () => {
    await lab.modify(`dn: CN=王小明,${sales}\nobjectClass: user\nsAMAccountName: 王小明\n`);
    const run = await product.json(['source', 'sync', 'AD'], 5);
    assert.deepEqual(
      [run.state, run.books.balanced, changesOf(run)],
      ['partial_success', true, { rejected: 1 }],
    );
    const { verdict, rejections } = await product.json(['explain', '王小明']);
    assert.match(verdict, /read but not applied: “王小明” cannot be username/);
    assert.match(rejections[0].reason.remedy, /change the mapping of username/);
  });

  /** Where the source record of an account lies. */
  async function dnOf(name: string): Promise<string> {
    const { records } = await product.json(['explain', name]);
    return records[0].locator;
  }
});
