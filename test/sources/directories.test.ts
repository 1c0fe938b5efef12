import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { type ConnectionOptions, connect, type LdapConnection } from '../../src/ldap/connection.ts';
import { equals } from '../../src/ldap/filter.ts';
import { readRanges } from '../../src/ldap/ranges.ts';
import { search } from '../../src/ldap/reader.ts';
import { sourceKinds } from '../../src/sources/index.ts';
import type { Finding, RecordKind, Source, SourceRecord } from '../../src/sources/source.ts';
import { type Lab, missing, startSamba, startSlapd } from '../lab/lab.ts';

const io = { log: pino({ level: 'silent' }), now: () => new Date() };

function open(kind: string, lab: Lab, more: Record<string, unknown> = {}): Source {
  const chosen = sourceKinds.get(kind)!;
  const config = chosen.config.parse({
    addresses: [new URL(lab.url).host],
    bindAccount: lab.syncAccount,
    bindPassword: lab.syncPassword,
    baseDn: lab.baseDn,
    ...more,
  });
  return chosen.open(config, io);
}

async function read(source: Source): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  const batches = source.read();
  for (;;) {
    const batch = await batches.next();
    if (!batch.done) records.push(...batch.value);
    else {
      const count = (kind: RecordKind) => records.filter((record) => record.kind === kind).length;
      assert.deepEqual(batch.value, { org: count('org'), user: count('user'), group: count('group') });
      return records;
    }
  }
}

async function check(source: Source): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of source.check()) findings.push(finding);
  return findings;
}

/** The code with which a check ends, or the number of good findings. */
async function verdict(source: Source): Promise<string | number> {
  const findings = await check(source);
  return findings.at(-1)?.error?.code ?? findings.length;
}

function theOne(records: SourceRecord[], field: string, value: string): SourceRecord {
  const found = records.filter((record) => record.attributes()[field] === value);
  assert.equal(found.length, 1, `${field}=${value}`);
  return found[0]!;
}

const address = (url: string) => new URL(url.replace(/^ldaps?:/, 'http:')).host;

describe('Samba as an Active Directory source', { skip: missing('samba') }, () => {
  let lab: Lab;
  before(async () => {
    lab = await startSamba();
  });
  after(() => lab?.stop());

  it('reads people with state, place and groups', async () => {
    const records = await read(open('ad', lab, { groupSync: true }));
    const smith = theOne(records, 'sAMAccountName', 'jsmith');
    assert.match(smith.key, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(smith.locator, 'cn=smith\\2c john (emea),ou=sales,ou=company,dc=lab,dc=example');
    assert.deepEqual(smith.parents(), [
      'ou=sales,ou=company,dc=lab,dc=example',
      'ou=company,dc=lab,dc=example',
      'dc=lab,dc=example',
    ]);
    assert.equal(smith.attributes().enabled, true);
    assert.equal(theOne(records, 'sAMAccountName', 'disabled1').attributes().enabled, false);
    const expired = theOne(records, 'sAMAccountName', 'expired1').attributes();
    assert.ok(Date.parse(String(expired.accountExpireTime)) < Date.now());
    assert.equal(theOne(records, 'sAMAccountName', 'zhangwei').attributes().displayName, 'Zhang Wei 张伟');
    const users = records.filter(({ kind }) => kind === 'user');
    assert.equal(
      users.some((user) => String(user.attributes().sAMAccountName).endsWith('$')),
      false,
    );
  });

  it('names members and primary groups by what the records are called', async () => {
    const records = await read(open('ad', lab, { groupSync: true }));
    const names = new Map(records.map((record) => [record.locator, record]));
    const engineers = records.find(
      ({ kind, locator }) => kind === 'group' && locator.startsWith('cn=g-eng,'),
    )!;
    assert.equal(engineers.refs().length, 5);
    for (const ref of engineers.refs()) assert.ok(names.has(ref), ref);
    const everyone = records.find(({ locator }) => locator.startsWith('cn=domain users,'))!;
    assert.deepEqual(theOne(records, 'sAMAccountName', 'jsmith').refs(), [everyone.alias]);
  });

  it('finds the same hashes again, and one changed after a change', async () => {
    const hashes = async () =>
      new Map((await read(open('ad', lab))).map(({ key, hash }) => [key, hash.toString('hex')]));
    const first = await hashes();
    assert.deepEqual(await hashes(), first);
    await lab.modify(
      `dn: CN=Disabled One,OU=Sales,OU=Company,${lab.baseDn}\nchangetype: modify\nreplace: title\ntitle: Clerk\n`,
    );
    const second = await hashes();
    assert.equal([...second].filter(([key, hash]) => first.get(key) !== hash).length, 1);
  });

  it('keeps the key through a rename and a move', async () => {
    const before = theOne(await read(open('ad', lab)), 'sAMAccountName', 'tuser07');
    const dn = `CN=Test User07,OU=Sales,OU=Company,${lab.baseDn}`;
    await lab.modify(
      `dn: ${dn}\nchangetype: modrdn\nnewrdn: CN=Renamed\ndeleteoldrdn: 1\nnewsuperior: OU=Engineering,OU=Company,${lab.baseDn}\n`,
    );
    const moved = theOne(await read(open('ad', lab)), 'sAMAccountName', 'tuser07');
    assert.equal(moved.key, before.key);
    assert.equal(moved.locator, 'cn=renamed,ou=engineering,ou=company,dc=lab,dc=example');
  });

  it('reads below source nodes only, with a filter', async () => {
    const node = `OU=Sales,OU=Company,${lab.baseDn}`;
    const records = await read(
      open('ad', lab, { sourceNodes: [node], userFilter: '(!(sAMAccountName=jsmith))' }),
    );
    assert.ok(records.length > 0);
    assert.ok(records.every((record) => record.parents().at(-1) === node.toLowerCase()));
    assert.equal(
      records.some(({ locator }) => locator.startsWith('cn=smith')),
      false,
    );
  });

  it('gets all members of a group through ranges', async () => {
    const connection = await connectAs(lab);
    const attributes = ['member;range=0-1'];
    const filter = equals('sAMAccountName', 'g-eng');
    const [group] = await search(connection, {
      base: `OU=Company,${lab.baseDn}`,
      scope: 'sub',
      filter,
      attributes,
    });
    const ranged = await readRanges(connection, group!, 'member');
    connection.close();
    assert.equal(new Set(ranged?.values).size, 5);
    assert.ok(ranged!.raw.length > 0);
  });

  it('tests the connection over StartTLS and LDAPS with a pinned certificate', async () => {
    for (const [tls, url] of [
      ['starttls', lab.url],
      ['ldaps', lab.ldapsUrl],
    ] as const) {
      const findings = await check(
        open('ad', lab, { addresses: [address(url)], tls, fingerprints: [lab.fingerprint] }),
      );
      assert.ok(
        findings.every(({ ok }) => ok),
        JSON.stringify(findings.at(-1)),
      );
      assert.equal(findings.filter(({ step }) => step === 'sample').length, 3);
      const seen = findings.find(({ step }) => step === 'tls')?.data?.fingerprint;
      assert.equal(seen, lab.fingerprint.replaceAll(':', ''));
    }
  });

  it('trusts its authority, and without one names the fingerprint to add', async () => {
    const ca = readFileSync(lab.caFile, 'utf8');
    assert.equal(typeof (await verdict(open('ad', lab, { tls: 'starttls', ca }))), 'number');
    const findings = await check(open('ad', lab, { tls: 'starttls' }));
    assert.equal(findings.at(-1)?.error?.code, 'ldap_tls_untrusted');
    assert.ok(findings.at(-1)?.detail.en.includes(lab.fingerprint.replaceAll(':', '')));
    const other = ['00'.repeat(32)];
    assert.equal(
      await verdict(open('ad', lab, { tls: 'starttls', ca, fingerprints: other })),
      'ldap_tls_fingerprint',
    );
  });

  it('says why a log-on was refused', async () => {
    const password = { bindPassword: lab.userPassword };
    const as = (bindAccount: string, more = {}) =>
      verdict(open('ad', lab, { ...password, bindAccount, ...more }));
    assert.equal(await as('disabled1@lab.example'), 'ldap_bind_disabled');
    assert.equal(await as('expired1@lab.example'), 'ldap_bind_account_expired');
    assert.equal(await as('mustchange1@lab.example'), 'ldap_bind_must_change');
    assert.equal(await as('hours1@lab.example'), 'ldap_bind_hours');
    assert.equal(await as('locked1@lab.example'), 'ldap_bind_locked');
    assert.equal(await as('nobody@lab.example'), 'ldap_bind_refused');
    assert.equal(await as(lab.syncAccount, { bindPassword: 'wrong' }), 'ldap_bind_refused');
    assert.equal(typeof (await as('LAB\\jsmith')), 'number');
  });

  it('says which node is not there', async () => {
    const source = open('ad', lab, { sourceNodes: [`OU=None,${lab.baseDn}`] });
    await assert.rejects(read(source), { code: 'ldap_base_unreadable' });
    assert.equal(await verdict(source), 'ldap_base_unreadable');
  });
});

describe('Samba that demands encryption', { skip: missing('samba') }, () => {
  let lab: Lab;
  before(async () => {
    lab = await startSamba({ strongAuth: true, singleProcess: true });
  });
  after(() => lab?.stop());

  it('is told to be what is wrong, and works with StartTLS', async () => {
    assert.equal(await verdict(open('ad', lab)), 'ldap_bind_needs_encryption');
    const records = await read(open('ad', lab, { tls: 'starttls', fingerprints: [lab.fingerprint] }));
    assert.ok(records.length > 10);
  });
});

describe('slapd as an LDAP source', { skip: missing('slapd') }, () => {
  let lab: Lab;
  before(async () => {
    lab = await startSlapd();
    await lab.load(3000);
  });
  after(() => lab?.stop());

  it('reads everything over pages, past a size limit', async () => {
    const records = await read(open('ldap', lab, { groupSync: true, pageSize: 100 }));
    const users = records.filter(({ kind }) => kind === 'user');
    assert.equal(users.filter(({ locator }) => /^uid=u00\d{5},/.test(locator)).length, 3000);
    assert.equal(new Set(users.map(({ key }) => key)).size, users.length);
    const locators = new Set(records.map(({ locator }) => locator));
    for (const { refs, kind } of records)
      if (kind === 'group') for (const ref of refs()) assert.ok(locators.has(ref), ref);
    const user = theOne(records, 'uid', 'tuser01').attributes();
    assert.equal(user.mail, 'tuser01@lab.example');
    assert.equal('userPassword' in user, false);
  });

  it('falls back to the second server', async () => {
    const addresses = ['127.0.0.1:1', address(lab.url)];
    assert.ok((await read(open('ldap', lab, { addresses }))).length > 3000);
    const findings = await check(open('ldap', lab, { addresses }));
    assert.equal(findings.find(({ ok }) => !ok)?.error?.code, 'ldap_unreachable');
    assert.equal(findings.at(-1)?.step, 'sample');
  });

  it('names a name that is no DN and a wrong password', async () => {
    assert.equal(
      await verdict(open('ldap', lab, { bindAccount: 'sync@lab.example' })),
      'ldap_bind_account_form',
    );
    assert.equal(await verdict(open('ldap', lab, { bindPassword: 'wrong' })), 'ldap_bind_refused');
  });
});

async function connectAs(lab: Lab): Promise<LdapConnection> {
  const [host, port] = address(lab.url).split(':') as [string, string | undefined];
  const options: ConnectionOptions = {
    tls: 'none',
    fingerprints: [],
    connectTimeoutMs: 5000,
    requestTimeoutMs: 30_000,
  };
  const connection = await connect({ host, port: Number(port ?? 389) }, options);
  await connection.bind(lab.syncAccount, lab.syncPassword);
  return connection;
}
