import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { MusterError } from '../../src/errors/error.ts';
import { octets, tlv } from '../../src/ldap/ber.ts';
import { type ConnectionOptions, connect } from '../../src/ldap/connection.ts';
import { present } from '../../src/ldap/filter.ts';
import { Op } from '../../src/ldap/messages.ts';
import { searchPaged } from '../../src/ldap/reader.ts';
import { ad } from '../../src/sources/ad/index.ts';
import { sourceKinds } from '../../src/sources/index.ts';
import { ldap } from '../../src/sources/ldap/index.ts';
import type { Finding, SourceRecord } from '../../src/sources/source.ts';
import { copyArray } from '../../src/sync/copy.ts';
import { endPage, entry, person, result, type Stub, type StubRequest, startStub } from './stub-server.ts';

const options: ConnectionOptions = {
  tls: 'none',
  fingerprints: [],
  connectTimeoutMs: 2000,
  requestTimeoutMs: 2000,
};
const request = { base: 'dc=stub', scope: 'sub', filter: present('objectClass'), attributes: ['*'] } as const;

/** Reads everything below dc=stub; gives the uids and totals. */
async function readAll(stub: Stub, changed: Partial<ConnectionOptions> = {}) {
  const connection = await connect({ host: '127.0.0.1', port: stub.port }, { ...options, ...changed });
  try {
    const pages = searchPaged(connection, request, 2);
    const dns: string[] = [];
    for (;;) {
      const page = await pages.next();
      if (page.done) return { dns, totals: page.value };
      dns.push(...page.value.map(({ dn }) => dn));
    }
  } finally {
    connection.close();
  }
}

const failsWith = (code: string) => (error: unknown) => {
  assert.ok(error instanceof MusterError, String(error));
  assert.equal(error.code, code);
  return true;
};

describe('paged reading', () => {
  it('goes on after an empty page that has a cookie', async () => {
    await using stub = await startStub((search, count) => {
      if (count === 1) search.send(person(1));
      if (count === 3) search.send(person(2));
      endPage(search, count === 3 ? '' : `page ${count}`);
    });
    const { dns, totals } = await readAll(stub);
    assert.deepEqual(dns, ['uid=u1,dc=stub', 'uid=u2,dc=stub']);
    assert.deepEqual(totals, { entries: 2, pages: 3, references: 0 });
    assert.deepEqual(
      stub.searches.map(({ cookie }) => cookie),
      ['', 'page 1', 'page 2'],
    );
  });

  it('accepts one cookie for all pages, as Samba gives', async () => {
    await using stub = await startStub((search, count) => {
      search.send(person(count));
      endPage(search, count === 50 ? '' : 'same');
    });
    assert.equal((await readAll(stub)).dns.length, 50);
  });

  it('asks for one page ahead and no more', async () => {
    await using stub = await startStub((search, count) => {
      search.send(person(count));
      endPage(search, count === 9 ? '' : `${count}`);
    });
    const connection = await connect({ host: '127.0.0.1', port: stub.port }, options);
    const pages = searchPaged(connection, request, 2);
    await pages.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(stub.searches.length, 2);
    await pages.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(stub.searches.length, 3);
    connection.close();
  });

  it('counts references and intermediate responses out', async () => {
    await using stub = await startStub((search) => {
      search.send(tlv(Op.searchReference, octets('ldap://one/'), octets('ldap://two/')));
      search.send(tlv(Op.intermediateResponse, octets('1.2.3', 0x80)));
      search.send(person(1));
      endPage(search, '');
    });
    const { dns, totals } = await readAll(stub);
    assert.equal(dns.length, 1);
    assert.equal(totals.references, 1);
  });

  it('reads an empty directory', async () => {
    await using stub = await startStub((search) => endPage(search, ''));
    assert.deepEqual((await readAll(stub)).dns, []);
  });

  const whole = (search: StubRequest) => search.send(person(1));
  const failures: [string, string, (search: StubRequest, count: number) => void][] = [
    [
      'pages in a loop',
      'ldap_paging_loop',
      (search, count) => {
        search.send(person(count % 3));
        endPage(search, 'x');
      },
    ],
    ['empty pages without an end', 'ldap_paging_loop', (search) => endPage(search, 'x')],
    [
      'a size limit',
      'ldap_size_limit',
      (search) => {
        whole(search);
        search.send(result(Op.searchDone, 4));
      },
    ],
    [
      'a time limit',
      'ldap_time_limit',
      (search) => {
        whole(search);
        search.send(result(Op.searchDone, 3));
      },
    ],
    [
      'a referral',
      'ldap_referral',
      (search) => search.send(result(Op.searchDone, 10, '', ['ldap://dc2/', 'ldap://dc3/'])),
    ],
    ['a base without rights', 'ldap_base_unreadable', (search) => search.send(result(Op.searchDone, 32))],
    ['an unknown result', 'ldap_search_failed', (search) => search.send(result(Op.searchDone, 80, 'oops\0'))],
    [
      'a server that cannot page',
      'ldap_paging_unsupported',
      (search) => search.send(result(Op.searchDone, 12)),
    ],
    [
      'success without the control',
      'ldap_protocol',
      (search) => {
        whole(search);
        search.send(result(Op.searchDone, 0));
      },
    ],
    [
      'an end in mid-page',
      'ldap_closed',
      (search) => {
        whole(search);
        search.socket.end();
      },
    ],
    ['an end inside a message', 'ldap_closed', (search) => search.socket.end(Buffer.from('3050', 'hex'))],
    ['garbage', 'ldap_protocol', (search) => search.socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    [
      'a message too long',
      'ldap_protocol',
      (search) => search.socket.write(Buffer.from('3084ffffffff', 'hex')),
    ],
    [
      'an answer to nobody',
      'ldap_protocol',
      (search) => search.socket.write(Buffer.from('300c02017765070a010004000400', 'hex')),
    ],
    ['another operation', 'ldap_protocol', (search) => search.send(result(Op.bindResponse, 0))],
    ['a server that goes quiet', 'ldap_timeout', whole],
  ];
  for (const [name, code, answer] of failures) {
    it(`never takes ${name} for the end`, async () => {
      await using stub = await startStub(answer);
      await assert.rejects(readAll(stub, { requestTimeoutMs: 300 }), failsWith(code));
    });
  }

  it('stops at the signal', async () => {
    await using stub = await startStub(whole);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped by test')), 50);
    await assert.rejects(readAll(stub, { signal: stop.signal }), /stopped by test/);
  });
});

describe('connecting', () => {
  it('says that StartTLS is refused, and why', async () => {
    await using stub = await startStub(
      () => {},
      (asked) => {
        if (asked.op === Op.extendedRequest) asked.send(result(Op.extendedResponse, 2, 'unsupported'));
        return asked.op === Op.extendedRequest;
      },
    );
    await assert.rejects(readAll(stub, { tls: 'starttls' }), failsWith('ldap_starttls_refused'));
  });

  it('refuses data sent before the TLS hand-shake', async () => {
    await using stub = await startStub(
      () => {},
      (asked) => {
        asked.socket.cork();
        asked.send(result(Op.extendedResponse, 0));
        asked.send(person(1));
        asked.socket.uncork();
        return true;
      },
    );
    await assert.rejects(readAll(stub, { tls: 'starttls' }), failsWith('ldap_starttls_refused'));
  });

  it('says that a port without TLS is none for LDAPS', async () => {
    await using stub = await startStub(() => {});
    await assert.rejects(readAll(stub, { tls: 'ldaps', connectTimeoutMs: 500 }), (error: MusterError) =>
      ['ldap_tls_failed', 'ldap_connect_timeout'].includes(error.code),
    );
  });
});

const io = { log: pino({ level: 'silent' }), now: () => new Date() };

async function readSource(kind: 'ad' | 'ldap', stub: Stub, more: Record<string, unknown> = {}) {
  const source = openSource(kind, stub, more);
  const records: SourceRecord[] = [];
  const batches = source.read();
  for (;;) {
    const batch = await batches.next();
    if (batch.done) return { records, totals: batch.value };
    records.push(...batch.value);
  }
}

function openSource(kind: 'ad' | 'ldap', stub: Stub, more: Record<string, unknown> = {}) {
  const chosen = sourceKinds.get(kind)!;
  const config = chosen.config.parse({
    addresses: [`127.0.0.1:${stub.port}`],
    bindAccount: 'cn=sync,dc=stub',
    bindPassword: 'secret',
    baseDn: 'dc=stub',
    ...more,
  });
  return chosen.open(config, io);
}

async function collect(found: AsyncIterable<Finding>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of found) findings.push(finding);
  return findings;
}

const GUID = Buffer.from('d907f977b01ddc4aaa8d06dfe73b3d49', 'hex');

describe('a directory as a source', () => {
  it('puts together members that the server cut by itself', async () => {
    const pieces: Record<string, [string, string[]]> = {
      'member;range=2-*': ['member;range=2-3', ['CN=c,DC=stub', 'CN=d,DC=stub']],
      'member;range=4-*': ['member;range=4-*', ['CN=e,DC=stub']],
    };
    const cut = (first: string) =>
      startStub(
        (search) => {
          if (search.attributes.includes('member')) {
            search.send(
              entry('CN=g,DC=stub', {
                objectGUID: [GUID],
                member: [],
                'member;range=0-1': [first, 'CN=b,DC=stub'],
              }),
            );
          }
          endPage(search, '');
        },
        (asked) => {
          const piece = Object.hasOwn(pieces, asked.attributes[0] ?? '')
            ? pieces[asked.attributes[0]!]
            : undefined;
          if (!piece) return false;
          asked.send(entry(asked.base, { member: [], [piece[0]]: piece[1] }));
          asked.send(result(Op.searchDone, 0));
          return true;
        },
      );
    await using stub = await cut('CN=a,DC=stub');
    const { records, totals } = await readSource('ad', stub, { groupSync: true });
    assert.deepEqual(totals, { org: 0, user: 0, group: 1 });
    const letters = ['a', 'b', 'c', 'd', 'e'];
    assert.deepEqual(
      records[0]!.refs(),
      letters.map((letter) => `cn=${letter},dc=stub`),
    );
    pieces['member;range=4-*']![1].push('CN=f,DC=stub');
    const changed = await readSource('ad', stub, { groupSync: true });
    assert.notDeepEqual(changed.records[0]!.hash, records[0]!.hash);
  });

  it('refuses a range that leaves a gap', async () => {
    await using stub = await startStub((search) => {
      if (search.attributes.includes('member')) {
        search.send(entry('CN=g,DC=stub', { objectGUID: [GUID], 'member;range=1-5': ['CN=b,DC=stub'] }));
      }
      endPage(search, '');
    });
    await assert.rejects(readSource('ad', stub, { groupSync: true }), failsWith('ldap_protocol'));
  });

  /** A server whose group has one member and a range that `more` goes on with, from the number asked for. */
  const endless = (more: (asked: StubRequest, from: number) => void) =>
    startStub(
      (search) => {
        if (search.attributes.includes('member'))
          search.send(entry('CN=g,DC=stub', { objectGUID: [GUID], 'member;range=0-0': ['CN=b,DC=stub'] }));
        endPage(search, '');
      },
      (asked) => {
        const range = /^member;range=(\d+)-\*$/.exec(asked.attributes[0] ?? '');
        if (range) more(asked, Number(range[1]));
        return range !== null;
      },
    );

  it('gives up a range without an end', async () => {
    await using stub = await endless((asked, from) => {
      asked.send(entry(asked.base, { [`member;range=${from}-${from * 10}`]: ['CN=c,DC=stub'] }));
      asked.send(result(Op.searchDone, 0));
    });
    await assert.rejects(readSource('ad', stub, { groupSync: true }), failsWith('ldap_protocol'));
  });

  it('gives up an answer about one object that drips on and on', async () => {
    await using stub = await endless((asked) => {
      const timer = setInterval(() => asked.send(tlv(Op.searchReference, octets('ldap://x/'))), 20);
      asked.socket.once('close', () => clearInterval(timer));
    });
    const settings = { groupSync: true, requestTimeoutMs: 500 };
    await assert.rejects(readSource('ad', stub, settings), failsWith('ldap_slow'));
  });

  it('refuses many entries where one was asked for', async () => {
    await using stub = await startStub(
      () => {},
      (asked) => {
        if (asked.op !== Op.searchRequest) return false;
        for (let n = 0; n < 17; n++) asked.send(person(n));
        return true;
      },
    );
    await assert.rejects(readSource('ldap', stub), failsWith('ldap_protocol'));
  });

  it('keeps NUL in a member away from the database', async () => {
    const member = ['CN=a\0,DC=stub', 'no DN \0'];
    await using stub = await startStub((search) => {
      if (search.attributes.includes('member'))
        search.send(entry('CN=g,DC=stub', { objectGUID: [GUID], member }));
      endPage(search, '');
    });
    const { records } = await readSource('ad', stub, { groupSync: true });
    assert.doesNotMatch(copyArray(records[0]!.refs()), /\0/);
  });

  it('shows what a server says in whole characters', async () => {
    await using stub = await startStub((search) => {
      search.send(result(Op.searchDone, 80, `${'x'.repeat(299)}\u{1f600}\0`));
    });
    await assert.rejects(readSource('ldap', stub), (error: MusterError) => {
      assert.equal(error.params.message, `${'x'.repeat(299)}\ufffd`);
      return true;
    });
  });

  it('refuses an object without its key', async () => {
    await using stub = await startStub((search) => {
      search.send(entry('cn=a,dc=stub', { cn: ['a'] }));
      endPage(search, '');
    });
    await assert.rejects(readSource('ldap', stub), failsWith('ldap_no_key'));
  });

  it('refuses a source node it cannot see, naming it', async () => {
    await using stub = await startStub(
      (search) => endPage(search, ''),
      (asked) => {
        if (asked.scope === 0) asked.send(result(Op.searchDone, 0));
        return asked.scope === 0;
      },
    );
    await assert.rejects(
      readSource('ldap', stub, { sourceNodes: ['ou=hidden,dc=stub'] }),
      (error: MusterError) => {
        assert.equal(error.code, 'ldap_base_unreadable');
        assert.equal(error.params.dn, 'ou=hidden,dc=stub');
        return true;
      },
    );
  });

  it('searches overlapping source nodes once and reports an object once', async () => {
    await using stub = await startStub((search) => {
      if (search.attributes.includes('uid')) for (const n of [1, 1]) search.send(person(n));
      endPage(search, '');
    });
    const { totals } = await readSource('ldap', stub, {
      sourceNodes: ['ou=a,dc=stub', 'OU=b, ou=a,dc=stub', 'dc=stub'],
    });
    assert.deepEqual(totals, { org: 0, user: 1, group: 0 });
    assert.deepEqual(new Set(stub.searches.map(({ base }) => base)), new Set(['dc=stub']));
  });

  it('leaves the source node itself out of the organizations', async () => {
    await using stub = await startStub((search) => {
      const uuid = '00000000-0000-4000-8000-00000000000';
      if (!search.attributes.includes('uid')) {
        search.send(entry('ou=Top,dc=stub', { ou: ['Top'], entryUUID: [`${uuid}1`] }));
        search.send(entry('ou=In,ou=Top,dc=stub', { ou: ['In'], entryUUID: [`${uuid}2`] }));
      }
      endPage(search, '');
    });
    const { records } = await readSource('ldap', stub, { sourceNodes: ['OU=top,DC=stub'] });
    assert.deepEqual(
      records.map((record) => [record.locator, record.parents()]),
      [['ou=in,ou=top,dc=stub', ['ou=top,dc=stub']]],
    );
  });

  it('never asks for passwords', async () => {
    await using stub = await startStub((search) => endPage(search, ''));
    await readSource('ad', stub, { groupSync: true });
    const asked = stub.searches.flatMap(({ attributes }) => attributes.map((name) => name.toLowerCase()));
    assert.ok(asked.length > 10);
    for (const name of ['*', '+', 'userpassword', 'unicodepwd']) assert.equal(asked.includes(name), false);
    assert.equal(ldap.config.safeParse({ ...minimal, extraAttributes: ['userPassword'] }).success, false);
  });

  it('tells refused log-ons apart', async () => {
    const text = (data: string) =>
      `80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data ${data}, v1db1\0`;
    for (const [code, message, expected] of [
      [49, text('52e'), 'ldap_bind_refused'],
      [49, text('525'), 'ldap_bind_refused'],
      [49, text('530'), 'ldap_bind_hours'],
      [49, text('531'), 'ldap_bind_workstation'],
      [49, text('532'), 'ldap_bind_password_expired'],
      [49, text('533'), 'ldap_bind_disabled'],
      [49, text('701'), 'ldap_bind_account_expired'],
      [49, text('773'), 'ldap_bind_must_change'],
      [49, text('775'), 'ldap_bind_locked'],
      [49, '', 'ldap_bind_refused'],
      [8, 'BindSimple: Transport encryption required.', 'ldap_bind_needs_encryption'],
      [34, '', 'ldap_bind_account_form'],
      [80, 'other', 'ldap_bind_failed'],
    ] as const) {
      await using stub = await startStub(
        () => {},
        (asked) => {
          if (asked.op === Op.bindRequest) asked.send(result(Op.bindResponse, code, message));
          return asked.op === Op.bindRequest;
        },
      );
      await assert.rejects(readSource('ad', stub), failsWith(expected));
      const findings = await collect(openSource('ad', stub).check());
      assert.deepEqual(
        findings.map(({ step, ok }) => [step, ok]),
        [
          ['dns', true],
          ['tcp', true],
          ['tls', true],
          ['bind', false],
        ],
      );
      assert.equal(findings.at(-1)?.error?.code, expected);
    }
  });
});

const minimal = { addresses: ['dc1'], bindAccount: 'a@b', bindPassword: 'p', baseDn: 'DC=b' };

describe('settings', () => {
  it('needs address, account, password and base DN alone', () => {
    assert.deepEqual(ad.config.parse(minimal).logonIdentifiers, [
      'userPrincipalName',
      'sAMAccountName',
      'mail',
    ]);
    assert.deepEqual(ldap.config.parse(minimal).logonIdentifiers, ['uid', 'mail']);
  });

  it('takes fingerprints with and without colons', () => {
    const hex = 'ab'.repeat(32);
    const fingerprints = [hex, hex.toUpperCase().replace(/..(?=.)/g, '$&:')];
    assert.deepEqual(ad.config.parse({ ...minimal, fingerprints }).fingerprints, [
      hex.toUpperCase(),
      hex.toUpperCase(),
    ]);
  });

  for (const [name, wrong, path] of [
    ['filter', { userFilter: '(cn=a' }, 'userFilter'],
    ['base DN', { baseDn: 'lab.example' }, 'baseDn'],
    ['source node outside', { sourceNodes: ['OU=a,DC=c'] }, 'sourceNodes'],
    ['address', { addresses: ['ldap://dc1'] }, 'addresses'],
    ['port', { addresses: ['dc1:70000'] }, 'addresses'],
    ['certificate', { ca: 'x' }, 'ca'],
    ['fingerprint', { fingerprints: ['ab'] }, 'fingerprints'],
    ['password', { bindPassword: '' }, 'bindPassword'],
    ['attribute', { extraAttributes: ['*'] }, 'extraAttributes'],
    ['unknown setting', { followReferrals: true }, undefined],
  ] as const) {
    it(`refuses a wrong ${name}`, () => {
      const { error } = ad.config.safeParse({ ...minimal, ...wrong });
      assert.ok(error);
      assert.equal(error.issues[0]!.path[0], path);
    });
  }
});
