import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MusterError } from '../errors/error.ts';
import { BerReader, boolean, integer, MAX_DEPTH, octets, sequence, Tag, tlv } from './ber.ts';
import { LdapEntry } from './entry.ts';
import { FrameSplitter } from './frames.ts';
import {
  message,
  Op,
  pagedResults,
  readEnvelope,
  readPagedCookie,
  readResult,
  searchRequest,
} from './messages.ts';

const isProtocolError = (error: unknown) => error instanceof MusterError && error.code === 'ldap_protocol';

/** Runs `work`; anything it throws must be the protocol error. */
function onlyProtocolErrors(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isProtocolError(error)) throw error;
  }
}

/** Reads a message in every way the client can. */
function readAll(bytes: Buffer): void {
  onlyProtocolErrors(() => {
    const reader = new BerReader(bytes);
    readEnvelope(reader);
    if (reader.peek() === Op.searchEntry) {
      const entry = new LdapEntry(reader);
      assert.ok(entry.dn.length <= bytes.length);
      entry.visit((_name, values, end) => {
        while (values.offset < end) values.text();
      });
    } else {
      readResult(reader, reader.peek());
      readPagedCookie(reader);
    }
  });
}

const entryMessage = message(
  7,
  tlv(
    Op.searchEntry,
    octets('cn=a,dc=b'),
    sequence(sequence(octets('cn'), tlv(Tag.set, octets('a'), octets('b')))),
  ),
);
const doneMessage = message(8, tlv(Op.searchDone, integer(0, Tag.enumerated), octets(''), octets('text')), [
  pagedResults(5, Buffer.from('cookie')),
]);

describe('BER', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 47), max: 2 ** 47 - 1 }),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        (n, s, b) => {
          const reader = new BerReader(sequence(integer(n), octets(s), boolean(b))).sub(Tag.sequence);
          assert.equal(reader.int(), n);
          assert.equal(reader.text(), Buffer.from(s).toString());
          assert.equal(reader.bool(), b);
          reader.finish();
        },
      ),
    );
  });

  for (const length of [0, 127, 128, 255, 256, 65_535, 65_536, 16_777_216]) {
    it(`writes a length of ${length}`, () => {
      assert.equal(new BerReader(octets(Buffer.alloc(length))).bytes().length, length);
    });
  }

  it('takes the four-byte lengths of AD', () => {
    assert.equal(new BerReader(Buffer.from('048400000002616200', 'hex')).text(), 'ab');
  });

  for (const [name, hex] of [
    ['nothing', ''],
    ['a tag alone', '04'],
    ['a length beyond the end', '040561'],
    ['a length cut short', '0482ff'],
    ['an indefinite length', '0480610000'],
    ['a length of five bytes', '04850000000001'],
    ['a tag of several bytes', '1f810100'],
    ['another tag', '0201aa'],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => new BerReader(Buffer.from(hex, 'hex')).bytes(), isProtocolError);
    });
  }

  it('refuses deep nesting', () => {
    let nested = sequence();
    for (let i = 0; i < MAX_DEPTH + 1; i++) nested = sequence(nested);
    assert.throws(() => {
      let reader = new BerReader(nested);
      while (reader.more) reader = reader.sub(Tag.sequence);
    }, isProtocolError);
  });

  it('refuses numbers of unsafe size', () => {
    assert.throws(() => new BerReader(Buffer.from('020701020304050607', 'hex')).int(), isProtocolError);
    assert.throws(() => new BerReader(Buffer.from('0200', 'hex')).int(), isProtocolError);
  });

  it('meets random bytes with protocol errors only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readAll(Buffer.from(bytes))),
      { numRuns: 2000 },
    );
  });

  it('meets damaged messages with protocol errors only', () => {
    const damage = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(entryMessage, doneMessage), damage, fc.nat(200), (good, changes, cut) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        readAll(bytes.subarray(0, bytes.length - (cut % bytes.length)));
        readAll(bytes);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('LdapEntry', () => {
  it('is the same raw bytes whatever the message id', () => {
    const operation = entryMessage.subarray(entryMessage.indexOf(Op.searchEntry));
    const [one, two] = [1, 70_000].map((id) => {
      const reader = new BerReader(message(id, operation));
      readEnvelope(reader);
      return new LdapEntry(reader).raw;
    });
    assert.deepEqual(one, two);
  });
});

describe('FrameSplitter', () => {
  const messages = [
    entryMessage,
    doneMessage,
    message(9, searchRequest({ base: 'x'.repeat(300), scope: 'sub', filter: sequence(), attributes: [] })),
  ];
  const stream = Buffer.concat(messages);

  it('gives the same messages at every split point', () => {
    for (let first = 0; first <= stream.length; first++) {
      const splitter = new FrameSplitter();
      const got = [...splitter.push(stream.subarray(0, first)), ...splitter.push(stream.subarray(first))];
      assert.deepEqual(got, messages, `split at ${first}`);
      assert.equal(splitter.partial, false);
    }
  });

  it('gives the same messages byte by byte and says when one is cut', () => {
    const splitter = new FrameSplitter();
    const got = [...stream].flatMap((byte) => splitter.push(Buffer.of(byte)));
    assert.deepEqual(got, messages);
    splitter.push(Buffer.of(0x30));
    assert.equal(splitter.partial, true);
  });

  it('refuses too long a message before it has come', () => {
    assert.throws(() => new FrameSplitter(1000).push(Buffer.from('30820400', 'hex')), isProtocolError);
    assert.throws(() => new FrameSplitter().push(Buffer.from('3084ffffffff', 'hex')), isProtocolError);
  });

  it('meets random streams with protocol errors only and loses no byte', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
        onlyProtocolErrors(() => {
          const splitter = new FrameSplitter();
          let out = 0;
          for (const chunk of chunks)
            for (const frame of splitter.push(Buffer.from(chunk))) out += frame.length;
          const all = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
          assert.equal(splitter.partial, out < all);
        });
      }),
      { numRuns: 2000 },
    );
  });
});
