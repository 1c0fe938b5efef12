/** Log-on with directories that are down, slow, wrong or evil: what real ones cannot be told to be. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { MusterError } from '../../src/errors/error.ts';
import { octets, tlv } from '../../src/ldap/ber.ts';
import { BindPool, type NotAsked, POOL_LIMITS } from '../../src/ldap/bind-pool.ts';
import { Op } from '../../src/ldap/messages.ts';
import { assertSourceLogon } from '../../src/logon/delegated.ts';
import { DirectoryLogonSettings } from '../../src/model/logon-source.ts';
import { freePort } from '../free-port.ts';
import { entry, person, result, type Stub, type StubRequest, startStub } from '../sources/stub-server.ts';
import { DelegatedWorld } from './delegated-world.ts';

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;
const KEY = '00000000-0000-4000-8000-000000000001';

describe('delegated log-on with directories that misbehave', () => {
  let world: DelegatedWorld;
  const stubs: Stub[] = [];
  before(async () => {
    world = await DelegatedWorld.start();
  });
  after(() => world?.stop());
  afterEach(async () => {
    for (const stub of stubs.splice(0)) await stub[Symbol.asyncDispose]();
  });

  /** A server that knows one person, `u1`; what binds as that person is answered by `bind`. */
  async function server(
    bind: (request: StubRequest) => void = (request) => request.send(result(Op.bindResponse, 0)),
    find: (request: StubRequest) => void = one,
  ): Promise<{ stub: Stub; address: string; binds: number; connections: Set<net.Socket> }> {
    const connections = new Set<net.Socket>();
    const seen = { binds: 0 };
    const searchers = new Set<net.Socket>();
    const stub = await startStub(
      (request) => {
        searchers.add(request.socket);
        find(request);
      },
      (request) => {
        const isFirst = !connections.has(request.socket);
        connections.add(request.socket);
        if (request.op !== Op.bindRequest) return false;
        // The service account binds first on the connection that then searches; a person's connection only binds.
        if (isFirst && searchers.size === 0 && connections.size === 1) return false;
        seen.binds++;
        bind(request);
        return true;
      },
    );
    stubs.push(stub);
    return {
      stub,
      address: `127.0.0.1:${stub.port}`,
      connections,
      get binds() {
        return seen.binds;
      },
    };
  }
  function one(request: StubRequest): void {
    request.send(person(1));
    request.send(result(Op.searchDone, 0));
  }

  const settings = (addresses: string[], more: Record<string, unknown> = {}) => ({
    addresses,
    bindAccount: 'cn=service,dc=stub',
    bindPassword: 'service',
    baseDn: 'dc=stub',
    connectTimeoutMs: 300,
    requestTimeoutMs: 300,
    ...more,
  });
  /** A source whose record 1 is an account's, as a sync would have left it. */
  async function linked(
    addresses: string[],
    more: Record<string, unknown> = {},
    method = {},
  ): Promise<string> {
    const source = await world.source('ldap', settings(addresses, more), method);
    const { rows } = await world.engine.db.query<{ id: string }>(
      `INSERT INTO account (id, instance_id, username, primary_org_id)
       SELECT 'user_' || substr(md5($1), 1, 26), 'acme', substr(md5($1), 1, 12), root_org_id FROM instance WHERE id = 'acme' RETURNING id`,
      [source],
    );
    await world.engine.db.query(
      `INSERT INTO link (source_id, kind, key, entity_id, locator, hash, values, raw)
       VALUES ($1, 'user', $2, $3, 'uid=u1,dc=stub', '', '{}', '{}')`,
      [source, KEY, rows[0]!.id],
    );
    return source;
  }

  it('a server that takes every password lets nobody in without one', async () => {
    const { address, binds } = await server();
    const source = await linked([address]);
    for (const password of ['', '\0', undefined as never, null as never])
      assert.match(await world.outcome(source, 'u1', password), /refused$/);
    assert.equal(binds, 0);
  });

  it('a server that is down is unavailable, and left alone after three tries', async () => {
    let tries = 0;
    const port = await freePort();
    const door = net.createServer((socket) => {
      tries++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => door.listen(port, '127.0.0.1', resolve));
    const source = await linked([`127.0.0.1:${port}`]);
    for (let time = 0; time < 8; time++)
      assert.match(await world.outcome(source, 'u1', 'pw'), /^ldap_(closed|unreachable) unavailable$/);
    assert.equal(tries, 3);
    door.close();
  });

  it('the second server is asked when the first cannot be reached', async () => {
    const second = await server();
    const source = await linked([`127.0.0.1:${await freePort()}`, second.address]);
    for (let time = 0; time < 5; time++) assert.equal(await world.outcome(source, 'u1', 'pw'), 'ok');
    assert.equal(second.binds, 5);
  });

  it('the second server is not asked after the first refused, was busy, pointed elsewhere or fell silent', async () => {
    const second = await server();
    for (const [answer, wanted] of [
      [result(Op.bindResponse, 49), 'invalid_credentials refused'],
      [result(Op.bindResponse, 53, 'unwilling'), 'ldap_53 refused'],
      [result(Op.bindResponse, 51), 'ldap_51 unavailable'],
      [result(Op.bindResponse, 52), 'ldap_52 unavailable'],
      [result(Op.bindResponse, 8), 'ldap_8 unavailable'],
      [result(Op.bindResponse, 14), 'ldap_14 unavailable'],
      [result(Op.bindResponse, 10, '', [`ldap://${second.address}/dc=stub`]), 'ldap_10 unavailable'],
      ['silence', 'answer_lost unavailable'],
      ['end', 'answer_lost unavailable'],
      ['garbage', 'answer_lost unavailable'],
      ['search answer', 'answer_lost unavailable'],
    ] as const) {
      const first = await server((request) => {
        if (answer === 'silence') return;
        if (answer === 'end') request.socket.destroy();
        else if (answer === 'garbage') request.socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
        else if (answer === 'search answer') request.send(result(Op.searchDone, 0));
        else request.send(answer);
      });
      const source = await linked([first.address, second.address]);
      assert.equal(await world.outcome(source, 'u1', 'pw'), wanted);
      assert.equal(first.binds, 1, wanted);
    }
    assert.equal(second.binds, 0);
  });

  it('the sub-codes of AD: only 532 and 773 prove a password', async () => {
    for (const [data, wanted] of [
      ['525', 'ad_52e refused'],
      ['52e', 'ad_52e refused'],
      ['530', 'ad_530 refused'],
      ['531', 'ad_531 refused'],
      ['532', 'ad_532 expired'],
      ['533', 'ad_533 refused'],
      ['701', 'ad_701 refused'],
      ['773', 'ad_773 must_change'],
      ['775', 'ad_775 refused'],
      ['9999', 'ad_9999 refused'],
      ['constructor', 'invalid_credentials refused'],
    ]) {
      const text = `80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data ${data}, v4563\0`;
      const { address } = await server((request) => request.send(result(Op.bindResponse, 49, text)));
      const source = await linked([address]);
      assert.equal(await world.outcome(source, 'u1', 'pw'), wanted);
    }
  });

  it('an entry without a name, without a key or with another’s key proves nobody', async () => {
    const done = result(Op.searchDone, 0);
    for (const [found, wanted] of [
      [[entry('', { entryUUID: [KEY] })], 'ldap_no_key unavailable'],
      [[entry('uid=u1,dc=stub', {})], 'ldap_no_key unavailable'],
      [[entry('uid=u1,dc=stub', { entryUUID: ['no uuid'] })], 'ldap_no_key unavailable'],
      [[person(2)], 'not_linked refused'],
      [[person(1), person(2)], 'ambiguous refused'],
      [[person(1), person(1)], 'ambiguous refused'],
      [[], 'unknown_person refused'],
    ] as const) {
      const lying = await server(undefined, (request) => {
        for (const message of found) request.send(message);
        request.send(done);
      });
      const source = await linked([lying.address]);
      assert.equal(await world.outcome(source, 'u1', 'pw'), wanted);
      assert.equal(lying.binds, 0, wanted);
    }
  });

  it('a size limit means several; another failed search means nothing', async () => {
    for (const [number, wanted] of [
      [4, 'ambiguous refused'],
      [3, 'ldap_time_limit unavailable'],
      [10, 'ldap_referral unavailable'],
      [11, 'ldap_size_limit unavailable'],
      [50, 'ldap_access_denied unavailable'],
    ] as const) {
      const { address } = await server(undefined, (request) => {
        request.send(person(1));
        request.send(result(Op.searchDone, number, '', number === 10 ? ['ldap://elsewhere/'] : []));
      });
      assert.equal(await world.outcome(await linked([address]), 'u1', 'pw'), wanted);
    }
  });

  it('a policy control that is damaged proves nothing', async () => {
    const damaged = tlv(0x30, octets('1.3.6.1.4.1.42.2.27.8.5.1'), octets(Buffer.from('3081ff', 'hex')));
    const { address } = await server((request) => request.send(result(Op.bindResponse, 49), [damaged]));
    assert.equal(await world.outcome(await linked([address]), 'u1', 'pw'), 'answer_lost unavailable');
  });

  it('a service account that is refused is tried once, at one server, and then left in peace', async () => {
    let service = 0;
    const refusing = async () => {
      const stub = await startStub(one, (request) => {
        if (request.op !== Op.bindRequest) return false;
        service++;
        request.send(result(Op.bindResponse, 49));
        return true;
      });
      stubs.push(stub);
      return `127.0.0.1:${stub.port}`;
    };
    const source = await linked([await refusing(), await refusing()]);
    for (let time = 0; time < 6; time++)
      assert.equal(await world.outcome(source, 'u1', 'pw'), 'ldap_bind_refused unavailable');
    assert.equal(service, 1);
  });

  it('passwords do not travel in clear unless the method allows it', async () => {
    const first = await server();
    // Another spelling of this machine's address that does not look like it.
    const address = first.address.replace('127.0.0.1', '127.1');
    const source = await linked([address], {}, { enabled: false });
    const strict = DirectoryLogonSettings.parse({});
    const lax = DirectoryLogonSettings.parse({ allowPlainText: true });
    await assert.rejects(
      assertSourceLogon(world.deps, 'acme', source, strict),
      code('directory_logon_plain_text'),
    );
    await assertSourceLogon(world.deps, 'acme', source, lax);
    // Switched on in another way, or the source's settings changed since.
    await world.method(source, { enabled: true });
    assert.equal(await world.outcome(source, 'u1', 'pw'), 'directory_logon_plain_text unavailable');
    assert.equal(first.binds, 0);
    await world.method(source, { settings: { allowPlainText: true, changePassword: true } });
    assert.equal(await world.outcome(source, 'u1', 'pw'), 'ok');
    // New passwords never do.
    const { rows } = await world.engine.db.query<{ id: string }>(
      `SELECT entity_id AS id FROM link WHERE source_id = $1`,
      [source],
    );
    await assert.rejects(
      world.change(source, rows[0]!.id, 'pw', 'new'),
      code('directory_password_unchangeable'),
    );
  });
});

describe('kept connections to one server', () => {
  const options = { tls: 'none', fingerprints: [], connectTimeoutMs: 500, requestTimeoutMs: 500 } as const;
  const logOn = async () => {};

  it('the queue is bounded, and waiting in it has an end', async () => {
    const waiting: StubRequest[] = [];
    await using stub = await startStub(
      () => {},
      (request) => request.op === Op.bindRequest && waiting.push(request) > 0,
    );
    const limits = { ...POOL_LIMITS, connections: 2, waiting: 3, waitMs: 50 };
    const pool = new BindPool(
      { host: '127.0.0.1', port: stub.port },
      { ...options, requestTimeoutMs: 10_000 },
      logOn,
      limits,
    );
    const all = Array.from({ length: 7 }, () =>
      pool.bind('cn=x', 'pw').then(
        () => 'answered',
        (error) => (error as NotAsked).why,
      ),
    );
    assert.deepEqual(
      await Promise.all(all.slice(2)),
      Array.from({ length: 5 }, () => 'busy'),
    );
    for (const request of waiting) request.send(result(Op.bindResponse, 0));
    assert.deepEqual(await Promise.all(all.slice(0, 2)), ['answered', 'answered']);
    assert.equal(waiting.length, 2);
    pool.close();
  });

  it('a server that came back is asked by one call first, then by all', async () => {
    await using stub = await startStub(() => {});
    const port = await freePort();
    const limits = { ...POOL_LIMITS, restMs: 20 };
    const patient = { ...options, requestTimeoutMs: 10_000 };
    const pool = new BindPool({ host: '127.0.0.1', port }, patient, logOn, limits);
    const bind = () =>
      pool.bind('cn=x', 'pw').then(
        () => 'answered',
        (error) => (error as NotAsked).why,
      );
    for (let time = 0; time < 5; time++) assert.equal(await bind(), 'no_connection');
    const held: (() => void)[] = [];
    const door = net.createServer((socket) => {
      const letIn = () => void socket.pipe(net.connect(stub.port, '127.0.0.1')).pipe(socket);
      socket.on('error', () => {});
      if (released) letIn();
      else held.push(letIn);
    });
    let released = false;
    await new Promise<void>((resolve) => door.listen(port, '127.0.0.1', resolve));
    const calls: Promise<string>[] = [];
    while (held.length === 0) {
      calls.push(bind());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const others = await Promise.all([bind(), bind(), bind()]);
    assert.deepEqual(new Set(others), new Set(['no_connection']), 'while one call tries');
    assert.equal(held.length, 1);
    released = true;
    held[0]!();
    assert.equal((await Promise.all(calls)).filter((end) => end === 'answered').length, 1);
    const all = await Promise.all(Array.from({ length: 10 }, bind));
    assert.deepEqual(new Set(all), new Set(['answered']));
    pool.close();
    assert.equal(await bind(), 'no_connection', 'closed is closed');
    await new Promise((resolve) => door.close(resolve));
  });

  it('connections that nobody needs are ended', async () => {
    const open = new Set<net.Socket>();
    await using stub = await startStub(
      () => {},
      (request) => {
        open.add(request.socket);
        request.socket.once('close', () => open.delete(request.socket));
        return false;
      },
    );
    const pool = new BindPool({ host: '127.0.0.1', port: stub.port }, options, logOn, {
      ...POOL_LIMITS,
      idleMs: 40,
    });
    await Promise.all([pool.bind('cn=x', 'pw'), pool.bind('cn=y', 'pw')]);
    assert.equal(open.size, 2);
    while (open.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal((await pool.bind('cn=x', 'pw')).code, 0);
    pool.close();
  });

  it('an answer that drips for ever is ended', async () => {
    await using stub = await startStub(
      () => {},
      (request) => {
        if (request.op !== Op.bindRequest) return false;
        // The beginning of a message, then a byte now and then.
        request.socket.write(Buffer.from('3082ffff', 'hex'));
        const drip = setInterval(() => request.socket.write(Buffer.of(4)), 10);
        request.socket.once('close', () => clearInterval(drip));
        return true;
      },
    );
    const limits = { ...POOL_LIMITS, answerMs: 200 };
    const pool = new BindPool(
      { host: '127.0.0.1', port: stub.port },
      { ...options, requestTimeoutMs: 100 },
      logOn,
      limits,
    );
    await assert.rejects(pool.bind('cn=x', 'pw'), code('ldap_slow'));
    pool.close();
  });
});
