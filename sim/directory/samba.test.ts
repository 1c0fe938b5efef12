import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client, InvalidCredentialsError } from 'ldapts';
import { type Lab, missing, startSamba } from '../../test/lab/lab.ts';
import { DirectoryServer } from './server.ts';
import { DirectoryStore } from './store.ts';
import { fileTime } from './time.ts';

/**
 * The simulator beside a real domain controller with the same accounts: both must answer alike. Left out is where Samba
 * itself differs from Windows: it fails at approximate filters and lets wildcards match a DN.
 */
describe('simulator and Samba', { skip: missing('samba') }, () => {
  let lab: Lab;
  let simulator: DirectoryServer;
  let urls: { samba: string; simulator: string };
  before(async () => {
    lab = await startSamba();
    simulator = new DirectoryServer(sameAccounts(lab.userPassword));
    urls = { samba: lab.url, simulator: (await simulator.listen()).url };
  });
  after(async () => {
    await simulator?.close();
    await lab?.stop();
  });

  const binds: [name: string, password: 'right' | 'wrong'][] = [
    ['tuser01@lab.example', 'right'],
    ['LAB\\tuser01', 'right'],
    ['CN=Smith\\, John (EMEA),OU=Sales,OU=Company,DC=lab,DC=example', 'right'],
    ['tuser01', 'right'],
    ['lab.example\\tuser01', 'right'],
    ['nobody@lab.example', 'right'],
    ['CN=nobody,DC=lab,DC=example', 'right'],
    ...['disabled1', 'expired1', 'mustchange1', 'locked1', 'future1', 'nopw1'].flatMap(
      (account): [string, 'right' | 'wrong'][] => [
        [`${account}@lab.example`, 'right'],
        [`${account}@lab.example`, 'wrong'],
      ],
    ),
  ];
  for (const [name, password] of binds) {
    it(`bind of ${name}, ${password} password`, async () => {
      const answer = (url: string) =>
        bindAnswer(url, name, password === 'right' ? lab.userPassword : 'wrong');
      assert.equal(await answer(urls.simulator), await answer(urls.samba));
    });
  }

  for (const filter of [
    '(&(objectClass=user)(objectCategory=person))',
    '(objectCategory=CN=Person,CN=Schema,CN=Configuration,DC=lab,DC=example)',
    '(userAccountControl:1.2.840.113556.1.4.803:=2)',
    '(userAccountControl:1.2.840.113556.1.4.803:=514)',
    '(!(userAccountControl:1.2.840.113556.1.4.803:=2))',
    '(sAMAccountName=TUSER0*)',
    '(sAMAccountName=*us*r*2)',
    '(cn=smith, john \\28emea\\29)',
    '(!(givenName=Test))',
    '(&(objectClass=group)(!(member=*)))',
    '(sn=张)',
    '(lockoutTime>=1)',
    '(pwdLastSet<=0)',
    '(memberOf=cn=g-eng, ou=groups, ou=company, dc=lab, dc=example)',
    '(memberOf:1.2.840.113556.1.4.1941:=CN=g-all,OU=Groups,OU=Company,DC=lab,DC=example)',
    '(member=CN=Test User01,OU=Sales,OU=Company,DC=lab,DC=example)',
    '(member:1.2.840.113556.1.4.1941:=CN=Test User01,OU=Sales,OU=Company,DC=lab,DC=example)',
    '(primaryGroupID=513)',
    '(noSuchAttribute=x)',
  ]) {
    it(`search ${filter}`, async () => {
      const expected = await found(urls.samba, filter, lab);
      assert.deepEqual(await found(urls.simulator, filter, lab), expected);
    });
  }
});

async function bindAnswer(url: string, name: string, password: string): Promise<string> {
  const client = new Client({ url });
  try {
    await client.bind(name, password);
    return 'success';
  } catch (error) {
    assert.ok(error instanceof InvalidCredentialsError, String(error));
    return /80090308: LdapErr: .* data (\w+),/.exec(error.message)?.[1] ?? error.message;
  } finally {
    await client.unbind();
  }
}

async function found(url: string, filter: string, lab: Lab): Promise<string[]> {
  const client = new Client({ url });
  try {
    await client.bind(lab.syncAccount, lab.syncPassword);
    const { searchEntries } = await client.search('OU=Company,DC=lab,DC=example', {
      filter,
      attributes: ['cn'],
    });
    return searchEntries.map((entry) => entry.dn).sort();
  } finally {
    await client.unbind();
  }
}

/** What `samba-seed.py` puts into OU=Company. */
function sameAccounts(password: string): DirectoryStore {
  const store = new DirectoryStore({ dnsName: 'lab.example', shortName: 'LAB' });
  const company = store.addOrganizationalUnit(store.baseDn, 'Company');
  const engineering = store.addOrganizationalUnit(company, 'Engineering');
  const backend = store.addOrganizationalUnit(engineering, 'Backend');
  const research = store.addOrganizationalUnit(engineering, '研发中心');
  const sales = store.addOrganizationalUnit(company, 'Sales');
  const groups = store.addOrganizationalUnit(company, 'Groups');
  const service = store.addOrganizationalUnit(company, 'Service');
  const user = (name: string, parent: string, account: string, attributes: Record<string, string> = {}) =>
    store.addUser({ parent, name, account, password, attributes });
  const people = Array.from({ length: 12 }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    const parent = [engineering, sales, backend][(index + 1) % 3]!;
    return user(`Test User${number}`, parent, `tuser${number}`, { givenName: 'Test', sn: `User${number}` });
  });
  user('Zhang Wei 张伟', engineering, 'zhangwei', { givenName: '伟', sn: '张' });
  user('李娜', research, 'lina', { givenName: '娜', sn: '李' });
  user('Smith, John (EMEA)', sales, 'jsmith', { givenName: 'John', sn: 'Smith' });
  user('Disabled One', sales, 'disabled1', { userAccountControl: '514' });
  user('Expired One', sales, 'expired1', { accountExpires: fileTime(new Date(Date.now() - 86_400_000)) });
  user('Future Expiry', sales, 'future1', { accountExpires: fileTime(new Date(Date.now() + 86_400_000)) });
  user('Password Never Expires', sales, 'pwnever1', { userAccountControl: '66048' });
  user('Must Change', sales, 'mustchange1', { pwdLastSet: '0' });
  user('Locked One', sales, 'locked1', { lockoutTime: fileTime(new Date()) });
  user('Old Password', sales, 'oldpw1');
  store.addUser({
    parent: sales,
    name: 'No Password',
    account: 'nopw1',
    attributes: { userAccountControl: '544' },
  });
  user('No Logon Hours', sales, 'hours1');
  user('svc sync', service, 'svc-sync', { userAccountControl: '66048' });
  const group = (name: string, members: string[]) => store.addGroup({ parent: groups, name, members });
  const inner = group('g-eng', [...people.slice(4, 8), group('g-backend', people.slice(0, 4))]);
  group('g-all', [inner, people[9]!]);
  group('g-empty', []);
  return store;
}
