import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ancestors, firstValue, isBelow, normalizeDn, parentDn } from './dn.ts';

describe('normalizeDn', () => {
  for (const [canonical, ...spellings] of [
    [
      'cn=a,dc=b',
      'CN=A,DC=b',
      ' cn = a , dc = b ',
      'cn=a;dc=b',
      'cn="a",dc=b',
      '2.5.4.3=a,dc=b',
      'OID.2.5.4.3=A,dc=B',
      'cn=\\61,dc=b',
    ],
    [
      'cn=smith\\2c john,dc=b',
      'CN=Smith\\, John,DC=b',
      'cn=smith\\2C john,dc=b',
      'cn="Smith, John",dc=b',
      'cn=smith\\,  john,dc=b',
    ],
    ['cn=a b,dc=c', 'cn=a  b,dc=c', 'cn=a b ,dc=c', 'cn=\\ a b\\ ,dc=c'],
    ['cn=张,dc=b', 'CN=张,DC=B', 'cn=\\e5\\bc\\a0,dc=b'],
    ['cn=é,dc=b', 'CN=E\u0301,dc=b', 'cn=É,dc=b', 'cn=\\c3\\a9,dc=b'],
    ['cn=a+uid=b,dc=c', 'UID=b+CN=a,dc=c', 'cn=a + uid=b,dc=c'],
    ['cn=a\\2bb,dc=c', 'cn=a\\+b,dc=c'],
    ['cn=\\23a#,dc=b', 'cn=\\#A#,dc=b'],
    ['cn=#0401ff,dc=b', 'cn=#0401FF,dc=b'],
    ['cn=a\\0adel:1,dc=b', 'CN=a\\0ADEL:1,DC=b', 'cn=a\nDEL:1,dc=b'],
    ['cn=a=b,dc=c', 'cn=A=B,dc=c', 'cn=a\\=b,dc=c'],
    ['cn=a\\5cb,dc=c', 'cn=a\\\\b,dc=c'],
    ['cn=,dc=b', 'CN=,dc=b'],
  ] as const) {
    for (const spelling of [canonical, ...spellings]) {
      it(`reads ${JSON.stringify(spelling)} as ${canonical}`, () =>
        assert.equal(normalizeDn(spelling), canonical));
    }
  }

  for (const wrong of [
    '',
    'a',
    'cn',
    '=a',
    'cn=a,',
    ',cn=a',
    'cn=a,,dc=b',
    'cn=a,b',
    'LAB\\user',
    'u@lab.example',
    'cn="a',
    'cn=a\\',
    'c n=a',
    'cn=a"b',
    'cn=\\z',
  ]) {
    it(`takes ${JSON.stringify(wrong)} for no DN`, () => assert.equal(normalizeDn(wrong), undefined));
  }

  const value = fc
    .array(
      fc.constantFrom(
        'a',
        'B',
        ' ',
        ',',
        '+',
        '"',
        '\\',
        '#',
        '=',
        ';',
        '<',
        '\n',
        '张',
        'É',
        'e\u0301',
        '\u0130',
        'Σ',
      ),
      { maxLength: 6 },
    )
    .map((c) => c.join(''));
  const escaped = (text: string) =>
    Array.from(Buffer.from(text), (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  const escapedBriefly = (text: string) =>
    text.replace(/[\\,+"#;<=]|^ | $/g, '\\$&').replaceAll('\n', '\\0a');

  it('gives one spelling however a name is escaped, and keeps it', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
        const canonical = normalizeDn(values.map((text) => `CN=${escaped(text)}`).join(', '));
        assert.ok(canonical !== undefined);
        assert.equal(normalizeDn(values.map((text) => `cn=${escapedBriefly(text)}`).join(',')), canonical);
        assert.equal(normalizeDn(canonical), canonical);
        assert.equal(canonical.split(',').length, values.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('meets any text without a throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void normalizeDn(text)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('cn', '=', ',', '\\', '"', ' ', '+', '#', 'a', '0')),
        (text) => void normalizeDn(text.join('')),
      ),
    );
  });
});

describe('firstValue', () => {
  for (const [dn, value] of [
    ['OU=Sales,DC=corp', 'Sales'],
    ['CN=Smith\\, John (EMEA),OU=Sales,DC=corp', 'Smith, John (EMEA)'],
    ['ou=\\e5\\bc\\a0 A , dc=corp', '张 A'],
    ['cn="a, b",dc=corp', 'a, b'],
    ['cn=Bob+uid=7,dc=corp', 'Bob'],
    ['cn=#04024869,dc=corp', '#04024869'],
    ['no name', undefined],
  ] as const)
    it(`reads ${dn}`, () => assert.equal(firstValue(dn), value));
});

describe('ancestors', () => {
  it('goes up to the source node', () => {
    assert.deepEqual(ancestors('cn=a,ou=b,ou=c,dc=d', 'ou=c,dc=d'), ['ou=b,ou=c,dc=d', 'ou=c,dc=d']);
    assert.deepEqual(ancestors('ou=c,dc=d', 'ou=c,dc=d'), []);
    assert.deepEqual(ancestors('cn=a,xou=c,dc=d', 'ou=c,dc=d'), []);
    assert.deepEqual(ancestors('cn=a\\2c b,dc=d', 'dc=d'), ['dc=d']);
  });

  it('knows what lies below', () => {
    assert.equal(isBelow('cn=a,dc=d', 'dc=d'), true);
    assert.equal(isBelow('dc=d', 'dc=d'), false);
    assert.equal(isBelow('cn=a,xdc=d', 'dc=d'), false);
    assert.equal(parentDn('dc=d'), undefined);
  });
});
