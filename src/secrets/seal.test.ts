import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MusterError } from '../errors/error.ts';
import { parseKey } from './key.ts';
import { sealerOf } from './seal.ts';

const sealer = sealerOf(randomBytes(32));
const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;

describe('seal', () => {
  it('opens what it sealed, in its own context only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        const sealed = sealer.seal(text, context);
        assert.equal(sealer.open(sealed, context), text);
        assert.throws(() => sealer.open(sealed, `${context}x`), code('secret_damaged'));
      }),
    );
  });

  it('never gives the same text twice', () => {
    assert.notEqual(sealer.seal('text', 'place'), sealer.seal('text', 'place'));
  });

  it('tells another key from damage', () => {
    const sealed = sealer.seal('text', 'place');
    assert.throws(() => sealerOf(randomBytes(32)).open(sealed, 'place'), code('key_wrong'));
    const end = sealed.at(-1) === 'A' ? 'Q' : 'A';
    assert.throws(() => sealer.open(sealed.slice(0, -1) + end, 'place'), code('secret_damaged'));
    for (const text of ['', 'plain', 's1.', sealed.slice(0, 30)])
      assert.throws(() => sealer.open(text, 'place'), code('secret_damaged'));
  });
});

describe('parseKey', () => {
  it('takes 32 bytes in hexadecimal or base64 and nothing else', () => {
    const key = randomBytes(32);
    for (const text of [key.toString('hex'), key.toString('base64'), key.toString('base64url')])
      assert.deepEqual(parseKey(text), key);
    for (const text of ['', 'secret', key.toString('hex').slice(1), randomBytes(31).toString('base64')])
      assert.equal(parseKey(text), undefined);
  });
});
