import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MusterError } from '../errors/error.ts';
import { and, contains, equals, or, parseFilter } from './filter.ts';

describe('parseFilter', () => {
  for (const [text, hex] of [
    ['(cn=a)', 'a3070402636e040161'],
    ['(cn=*)', '8702636e'],
    ['(cn>=a)', 'a5070402636e040161'],
    ['(cn<=a)', 'a6070402636e040161'],
    ['(cn~=a)', 'a8070402636e040161'],
    ['(cn=)', 'a3060402636e0400'],
    ['(cn=\\28\\2A\\5c)', 'a3090402636e0403282a5c'],
    ['(cn=张)', 'a3090402636e0403e5bca0'],
    ['(!(cn=a))', 'a209a3070402636e040161'],
    ['(&(cn=a)(cn=*))', 'a00da3070402636e0401618702636e'],
    [' ( | (cn=a)\n (cn=*) ) ', 'a10da3070402636e0401618702636e'],
    ['(cn=a*b*c)', 'a40f0402636e3009800161810162820163'],
    ['(cn=*b*)', 'a4090402636e3003810162'],
    ['(userAccountControl:1.2.840.113556.1.4.803:=2)', undefined],
    ['(cn:dn:2.4.6.8.10:=a)', 'a916810a322e342e362e382e31308202636e8301618401ff'],
    ['(:caseExactMatch:=a)', 'a913810e63617365457861637' + '44d61746368830161'],
    ['(2.5.4.3=a)', 'a30c0407322e352e342e33040161'],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const filter = parseFilter(text, 'userFilter').toString('hex');
      if (hex !== undefined) assert.equal(filter, hex);
    });
  }

  for (const [text, position] of [
    ['', 1],
    ['cn=a', 1],
    ['(cn=a', 6],
    ['(cn=a))', 7],
    ['(cn=a)(cn=b)', 7],
    ['()', 2],
    ['(&)', 3],
    ['(!(cn=a)(cn=b))', 15],
    ['(cn=\\2)', 5],
    ['(cn=a(b)', 6],
    ['(cn>=a*)', 7],
    ['(cn=a**b)', 7],
    ['(=a)', 2],
    ['(c n=a)', 2],
    ['(:=a)', 2],
    ['('.repeat(100), 2],
    [`${'(!'.repeat(40)}(cn=a)${')'.repeat(40)}`, 67],
  ] as const) {
    it(`refuses ${JSON.stringify(text.slice(0, 30))} at ${position}`, () => {
      assert.throws(
        () => parseFilter(text, 'userFilter'),
        (error: MusterError) => {
          assert.equal(error.code, 'ldap_filter_invalid');
          assert.equal(error.params.field, 'userFilter');
          assert.equal(error.params.position, position);
          return true;
        },
      );
    });
  }

  it('meets any text with a filter or its own error', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '&',
      '|',
      '!',
      'cn',
      '=',
      '*',
      '\\',
      '2a',
      ':',
      ';',
      ' ',
      '>',
      '张',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          parseFilter(pieces.join(''), 'f');
        } catch (error) {
          if (!(error instanceof MusterError && error.code === 'ldap_filter_invalid')) throw error;
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('filters that are built', () => {
  it('are what their text would be, signs in a value escaped', () => {
    const built = and(equals('objectClass', 'user'), or(contains('cn', '*)(a\\'), contains('mail', '张')));
    const text = '(&(objectClass=user)(|(cn=*\\2a\\29\\28a\\5c*)(mail=*张*)))';
    assert.deepEqual(built, parseFilter(text, 'f'));
    assert.deepEqual(or(contains('cn', 'a')), parseFilter('(cn=*a*)', 'f'));
  });
});
