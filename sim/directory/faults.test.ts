import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { Client } from 'ldapts';
import { BerReader, integer } from '../../src/ldap/ber.ts';
import { present } from '../../src/ldap/filter.ts';
import { FrameSplitter } from '../../src/ldap/frames.ts';
import { bindRequest, message, Op, readEnvelope, searchRequest } from '../../src/ldap/messages.ts';
import type { Fault } from './faults.ts';
import { DirectoryServer } from './server.ts';
import { DirectoryStore } from './store.ts';

const PASSWORD = 'Right.1';
const PEOPLE = '(&(objectClass=user)(department=Bulk))';

const store = new DirectoryStore();
const server = new DirectoryServer(store, { slowMs: 60_000 });
const staff = store.addOrganizationalUnit(store.baseDn, 'Staff');
const reader = store.addUser({ parent: staff, name: 'reader', account: 'reader', password: PASSWORD });
for (let number = 0; number < 25; number++) {
  const account = `bulk${number}`;
  store.addUser({ parent: staff, name: account, account, attributes: { department: 'Bulk' } });
}
let url: string;
let clients: Client[] = [];

before(async () => {
  ({ url } = await server.listen());
});
afterEach(async () => {
  server.faults.clear();
  for (const client of clients) await client.unbind();
  clients = [];
});
after(() => server.close());

describe('faults', () => {
  const pages: number[] = [];
  const read = async (fault: Fault, filter = PEOPLE, timeout = 10_000) => {
    server.faults.add(fault);
    pages.length = 0;
    const client = open(timeout);
    await client.bind(reader, PASSWORD);
    for await (const page of client.searchPaginated(staff, { filter, paged: { pageSize: 10 } })) {
      pages.push(page.searchEntries.length);
      if (pages.length === 6) break;
    }
    return pages;
  };

  it('stopMidPage ends the connection', async () => {
    await assert.rejects(read('stopMidPage'), /closed|ECONNRESET/i);
    assert.deepEqual(pages, [10, 10]);
  });
  it('garbage breaks the protocol', async () => {
    // ldapts waits in vain for the rest, as for any server that falls silent.
    await assert.rejects(read('garbage', PEOPLE, 500), /timed out/);
  });
  it('loopPages never comes to an end', async () => {
    assert.deepEqual(await read('loopPages'), [10, 10, 10, 10, 10, 10]);
  });
  it('zeroUsers leaves everything else', async () => {
    assert.deepEqual(await read('zeroUsers'), [0]);
    assert.deepEqual(await read('zeroUsers', '(objectClass=organizationalUnit)'), [1]);
  });
  it('sizeLimit says so', async () => {
    await assert.rejects(read('sizeLimit'), /0x4/);
  });
  it('refuseBind takes no password', async () => {
    await assert.rejects(read('refuseBind'), /data 52e/);
    server.faults.clear();
    const client = open(10_000);
    await client.bind(reader, PASSWORD);
    server.faults.add('refuseBind');
    await assert.rejects(client.bind(reader, PASSWORD), /data 52e/);
    await assert.rejects(client.search(staff), /000004DC/);
  });
  it('emptyPageWithCookie puts an empty page second', async () => {
    // ldapts takes the empty page for the end, which is the mistake this fault is for.
    assert.deepEqual(await read('emptyPageWithCookie'), [10, 0]);
  });
  it('slow holds an answer back but not base searches', async () => {
    server.faults.add('slow');
    const client = open(300);
    await client.bind(reader, PASSWORD);
    assert.equal((await client.search(staff, { scope: 'base' })).searchEntries.length, 1);
    await assert.rejects(client.search(staff, { filter: '(sAMAccountName=reader)' }), /timed out/);
  });
});

describe('abandon', () => {
  it('ends a search that has not been answered', async () => {
    const hasty = new DirectoryServer(store, { faults: ['slow'], slowMs: 20 });
    const { port } = await hasty.listen();
    const filter = present('objectClass');
    const search = (id: number) =>
      message(id, searchRequest({ base: staff, scope: 'one', filter, attributes: ['1.1'] }));
    const socket = connect(port, '127.0.0.1');
    const splitter = new FrameSplitter();
    const answered = new Set<number>();
    socket.write(Buffer.concat([message(1, bindRequest(reader, PASSWORD)), search(2)]));
    socket.write(Buffer.concat([message(3, integer(2, 0x50)), search(4)]));
    for await (const chunk of socket) {
      for (const frame of splitter.push(chunk)) {
        const frameReader = new BerReader(frame);
        const id = readEnvelope(frameReader);
        answered.add(id);
        // The later search waits longer: an answer to the earlier one would have come before.
        if (id === 4 && frameReader.peek() === Op.searchDone) socket.end();
      }
    }
    await hasty.close();
    assert.deepEqual([...answered], [1, 4]);
  });
});

function open(timeout: number): Client {
  const client = new Client({ url, timeout });
  clients.push(client);
  return client;
}
