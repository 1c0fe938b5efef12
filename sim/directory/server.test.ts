import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { AndFilter, Client, Control, EqualityFilter } from 'ldapts';
import { DirectoryServer } from './server.ts';
import { DirectoryStore } from './store.ts';
import { fileTime } from './time.ts';

const PASSWORD = 'Right.1';
const PEOPLE = '(&(objectClass=user)(objectCategory=person)(department=Bulk))';
const PAST = fileTime(new Date('2020-01-01T00:00:00Z'));

const store = new DirectoryStore();
const server = new DirectoryServer(store, { lockoutThreshold: 3 });
const staff = store.addOrganizationalUnit(store.baseDn, '员工, staff');
const reader = addPerson('reader', { userPrincipalName: 'Reader@mail.example' });
let url: string;
let clients: Client[] = [];

before(async () => {
  const bulk = store.addOrganizationalUnit(staff, 'Bulk');
  const members: string[] = [];
  for (let number = 0; number < 3100; number++) {
    const account = `bulk${String(number).padStart(4, '0')}`;
    const attributes = { department: 'Bulk', employeeID: String(number) };
    members.push(store.addUser({ parent: bulk, name: account, account, attributes }));
  }
  store.addGroup({ parent: staff, name: 'everyone', members });
  ({ url } = await server.listen());
});
afterEach(async () => {
  for (const client of clients) await client.unbind();
  clients = [];
});
after(() => server.close());

describe('bind', () => {
  addPerson('zhangwei', { displayName: '张伟' });
  addPerson('disabled1', { userAccountControl: '514' });
  addPerson('expired1', { accountExpires: PAST });
  addPerson('mustchange1', { pwdLastSet: '0' });
  addPerson('locked1', { lockoutTime: PAST });
  addPerson('patient1', {});

  for (const name of [reader, 'reader@mail.example', 'READER@corp.example', 'corp\\reader']) {
    it(`takes ${name}`, async () => {
      const client = open();
      await client.bind(name, PASSWORD);
      const { searchEntries } = await client.search(staff, { scope: 'base', attributes: ['ou'] });
      assert.equal(searchEntries[0]?.ou, '员工, staff');
    });
  }

  for (const [name, password, data] of [
    ['zhangwei@corp.example', 'wrong', '52e'],
    ['nobody@corp.example', PASSWORD, '52e'],
    ['zhangwei', PASSWORD, '52e'],
    ['corp.example\\zhangwei', PASSWORD, '52e'],
    ['disabled1@corp.example', PASSWORD, '533'],
    ['disabled1@corp.example', 'wrong', '52e'],
    ['expired1@corp.example', PASSWORD, '701'],
    ['mustchange1@corp.example', PASSWORD, '773'],
    ['locked1@corp.example', 'wrong', '775'],
  ] as const) {
    it(`answers ${name} with ${password === PASSWORD ? 'the right' : 'a wrong'} password: ${data}`, async () => {
      const text = new RegExp(`80090308: LdapErr: .*AcceptSecurityContext error, data ${data}, v.*0x31`);
      await assert.rejects(open().bind(name, password), text);
    });
  }

  it('locks an account from the attempt after the limit on', async () => {
    const attempts = ['52e', '52e', '52e', '775'];
    await open().bind('patient1@corp.example', PASSWORD);
    for (const data of attempts) {
      await assert.rejects(open().bind('patient1@corp.example', 'wrong'), new RegExp(`data ${data}`));
    }
  });

  it('treats a name with an empty password as anonymous, as Windows does', async () => {
    const client = open();
    await client.bind(reader, '');
    await assert.rejects(client.search(staff), /000004DC: .*successful bind must be completed/);
  });

  it('forgets who was logged on when the next bind fails', async () => {
    const client = await reading();
    await assert.rejects(client.bind(reader, 'wrong'));
    await assert.rejects(client.search(staff), /000004DC/);
  });
});

describe('root DSE', () => {
  it('is there for anyone and counts changes', async () => {
    const client = open();
    const read = async () => (await client.search('', { scope: 'base' })).searchEntries[0]!;
    const first = await read();
    assert.equal(first.defaultNamingContext, 'DC=corp,DC=example');
    assert.equal(first.dnsHostName, 'dc1.corp.example');
    assert.equal(first.isGlobalCatalogReady, 'TRUE');
    assert.ok((first.supportedControl as string[]).includes('1.2.840.113556.1.4.319'));
    store.modify(reader, { title: 'changed' });
    assert.equal(Number((await read()).highestCommittedUSN), Number(first.highestCommittedUSN) + 1);
  });
});

describe('search', () => {
  it('gives binary identifiers, computed links and bookkeeping', async () => {
    const group = store.addGroup({ parent: staff, name: 'readers', members: [reader] });
    const client = await reading();
    const { searchEntries } = await client.search(staff, {
      filter: '(sAMAccountName=READER)',
      explicitBufferAttributes: ['objectGUID', 'objectSid'],
    });
    const entry = searchEntries[0]!;
    assert.equal(entry.dn, 'CN=reader,OU=员工\\, staff,DC=corp,DC=example');
    assert.equal(entry.distinguishedName, entry.dn);
    assert.equal((entry.objectGUID as Buffer).length, 16);
    assert.match((entry.objectSid as Buffer).toString('hex'), /^010500000000000515000000/);
    assert.equal(entry.memberOf, group);
    assert.equal(entry.primaryGroupID, '513');
    assert.equal(entry.userAccountControl, '512');
    assert.equal(entry.accountExpires, '9223372036854775807');
    const byGuid = await client.search(`<GUID=${(entry.objectGUID as Buffer).toString('hex')}>`, {
      scope: 'base',
    });
    assert.equal(byGuid.searchEntries[0]?.dn, entry.dn);
  });

  it('compares bytes of an objectGUID', async () => {
    const guid = store.get(reader).guid;
    const client = await reading();
    const filter = new AndFilter({ filters: [new EqualityFilter({ attribute: 'objectGUID', value: guid })] });
    const { searchEntries } = await client.search(store.baseDn, { filter });
    assert.deepEqual(dns(searchEntries), [reader]);
  });

  it('keeps to the scope and the attributes asked for', async () => {
    const client = await reading();
    const one = await client.search(staff, { scope: 'one', filter: '(objectClass=organizationalUnit)' });
    assert.deepEqual(dns(one.searchEntries), [`OU=Bulk,${staff}`]);
    const { searchEntries } = await client.search(staff, {
      filter: '(sAMAccountName=reader)',
      attributes: ['SAMACCOUNTNAME', 'mail'],
    });
    assert.deepEqual(searchEntries, [{ dn: reader, sAMAccountName: 'reader', mail: [] }]);
  });

  it('points to the other parts of the forest from the top of the domain only', async () => {
    const client = await reading();
    const options = { filter: '(sAMAccountName=reader)' };
    const atTop = await client.search(store.baseDn, options);
    assert.ok(atTop.searchReferences.includes('ldap://corp.example/CN=Configuration,DC=corp,DC=example'));
    assert.deepEqual((await client.search(staff, options)).searchReferences, []);
  });

  it('says what is wrong with a base', async () => {
    const client = await reading();
    await assert.rejects(client.search(`OU=Gone,${store.baseDn}`), /0000208D: .*NO_OBJECT.*DC=corp/s);
    await assert.rejects(client.search('DC=other,DC=example'), /0000202B: RefErr/);
    await assert.rejects(client.search('nonsense'), /0000208F/);
  });
});

describe('filters', () => {
  const cases: [filter: string, accounts: string[]][] = [
    ['(&(employeeID=7)(department=bulk))', ['bulk0007']],
    ['(|(employeeID=7)(employeeID=8))', ['bulk0007', 'bulk0008']],
    ['(&(sAMAccountName=bulk000*)(!(employeeID=0))(employeeID<=1))', ['bulk0001']],
    ['(sAMAccountName=b*lk00*09)', ['bulk0009']],
    ['(sAMAccountName=*3099)', ['bulk3099']],
    ['(sAMAccountName=ulk3099*)', []],
    ['(sAMAccountName=bulk3099*99)', []],
    ['(&(displayName=*)(sAMAccountName=zhang*))', ['zhangwei']],
    ['(displayName=张*)', ['zhangwei']],
    ['(sAMAccountName~=reader)', ['reader']],
    [
      '(&(objectCategory=person)(userAccountControl:1.2.840.113556.1.4.803:=2))',
      ['disabled1', 'Guest', 'krbtgt'],
    ],
    ['(&(sAMAccountName=*1)(userAccountControl:1.2.840.113556.1.4.804:=3))', ['disabled1']],
    ['(&(lockoutTime>=1)(sAMAccountName=locked1))', ['locked1']],
    ['(&(memberOf=cn=EVERYONE,ou=员工\\5c2c staff,dc=corp,dc=example)(employeeID=5))', ['bulk0005']],
    ['(memberOf=CN=everyone*)', []],
    ['(&(!(employeeID=*))(sAMAccountName=reader))', ['reader']],
    ['(&(!(mail=x))(sAMAccountName=reader))', ['reader']],
    ['(sAMAccountName:9.9.9:=reader)', []],
  ];
  for (const [filter, accounts] of cases) {
    it(filter, async () => {
      const client = await reading();
      const { searchEntries } = await client.search(store.baseDn, { filter, attributes: ['sAMAccountName'] });
      assert.deepEqual(searchEntries.map((entry) => entry.sAMAccountName).sort(), [...accounts].sort());
    });
  }

  it('finds nested members in chain', async () => {
    const inner = store.addGroup({ parent: staff, name: 'inner', members: [reader] });
    const outer = store.addGroup({ parent: staff, name: 'outer', members: [inner] });
    store.addMember(inner, outer);
    const client = await reading();
    const { searchEntries } = await client.search(staff, {
      filter: `(memberOf:1.2.840.113556.1.4.1941:=${outer.replaceAll('\\', '\\5c')})`,
    });
    assert.deepEqual(dns(searchEntries).sort(), [inner, outer, reader].sort());
  });
});

describe('limits of Windows', () => {
  it('stops an unpaged search at 1000', async () => {
    const client = await reading();
    await assert.rejects(client.search(staff, { filter: PEOPLE }), /0x4/);
  });

  it('gives everything once, in pages of at most 1000 however large they were asked for', async () => {
    const client = await reading();
    const sizes: number[] = [];
    const seen = new Set<string>();
    for await (const page of client.searchPaginated(staff, { filter: PEOPLE, paged: { pageSize: 5000 } })) {
      sizes.push(page.searchEntries.length);
      for (const entry of page.searchEntries) seen.add(entry.dn);
    }
    assert.deepEqual(sizes, [1000, 1000, 1000, 100]);
    assert.equal(seen.size, 3100);
  });

  it('takes no critical control it does not know', async () => {
    const client = await reading();
    const control = new Control('1.2.3.4', { critical: true });
    await assert.rejects(client.search(staff, { filter: PEOPLE }, control), /00000057: .*0xc/s);
  });

  it('cuts member at 1500 values and gives the pieces asked for', async () => {
    const client = await reading();
    const read = async (attribute: string) => {
      const { searchEntries } = await client.search(`CN=everyone,${staff}`, {
        scope: 'base',
        attributes: [attribute],
      });
      return Object.entries(searchEntries[0]!).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.length : value,
      ]);
    };
    const dn = ['dn', `CN=everyone,${staff}`];
    assert.deepEqual(await read('member'), [dn, ['member', 0], ['member;range=0-1499', 1500]]);
    // ldapts adds the name asked for where the answer has another one.
    const named = ([, length]: readonly unknown[]) => typeof length === 'number' && length > 0;
    assert.deepEqual((await read('member;range=1500-*')).filter(named), [['member;range=1500-2999', 1500]]);
    assert.deepEqual((await read('member;range=3000-*')).filter(named), [['member;range=3000-*', 100]]);
    assert.deepEqual((await read('member;range=0-9')).filter(named), [['member;range=0-9', 10]]);
  });
});

describe('what is refused', () => {
  it('who-am-I and StartTLS', async () => {
    const client = await reading();
    await assert.rejects(client.exop('1.3.6.1.4.1.4203.1.11.3'), /Unknown extended request OID.*0x2/s);
    await assert.rejects(open().startTLS(), /Error initializing SSL/);
  });

  it('changes over LDAP', async () => {
    const client = await reading();
    await assert.rejects(client.del(reader), /0x35/);
    assert.ok(store.find(reader));
  });

  it('bytes that are no LDAP, without ending the server', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
        socket.write('GET / HTTP/1.1\r\n\r\n'),
      );
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', reject);
      socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    });
    assert.match(answer, /1\.3\.6\.1\.4\.1\.1466\.20036/);
    await reading();
  });
});

function addPerson(account: string, attributes: Record<string, string>): string {
  return store.addUser({ parent: staff, name: account, account, password: PASSWORD, attributes });
}

function open(): Client {
  const client = new Client({ url });
  clients.push(client);
  return client;
}

async function reading(): Promise<Client> {
  const client = open();
  await client.bind(reader, PASSWORD);
  return client;
}

function dns(entries: { dn: string }[]): string[] {
  return entries.map((entry) => entry.dn);
}
