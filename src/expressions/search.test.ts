import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MusterError } from '../errors/error.ts';
import { compilePattern } from './pattern.ts';
import { replaceMatches } from './search.ts';

const replaced = (text: string, pattern: string, by: string) =>
  replaceMatches('RegexReplace', text, compilePattern(pattern), by).join('');

describe('replacing', () => {
  const cases: [text: string, pattern: string, by: string, result: string][] = [
    ['abc', '', '-', '-a-b-c-'],
    ['a+b', '\\+', ' ', 'a b'],
    ['Zhang, Wei', '(\\w+), (\\w+)', '$2 $1', 'Wei Zhang'],
    ['x', '(a)|x', '[$1$0$$]', '[x$]'],
    ['aaa', 'a+?', 'b', 'bbb'],
    ['aaaa', 'a{2}', 'b', 'bb'],
    ['aaaaa', 'a{2,3}', 'b', 'bb'],
    ['aaaa', '^a{1,}$', 'b', 'b'],
    ['b', '(a*)*', '-', '-b-'],
    ['foo bar', '\\bb', 'c', 'foo car'],
    ['张伟 (外包)', '\\s*\\(\\p{Script=Han}+\\)', '', '张伟'],
    ['𠮷野', '.', 'x', 'xx'],
    ['a]b', '[\\]]', '', 'ab'],
    ['+86-138', '[^\\d]', '', '86138'],
    ['no match', 'zzz', 'y', 'no match'],
  ];
  for (const [text, pattern, by, result] of cases)
    test(`${pattern} in ${text}`, () => assert.equal(replaced(text, pattern, by), result));
});

test('patterns outside the language are refused', () => {
  for (const pattern of [
    '(',
    ')',
    '[a',
    '*a',
    'a**',
    '(?=a)',
    '(?<n>a)',
    '(a)\\1',
    'a{3,2}',
    'a{101}',
    '^*',
    '[b-a]',
    '\\q',
  ])
    assert.throws(
      () => compilePattern(pattern),
      (error) => error instanceof MusterError && error.code === 'expression_pattern',
      pattern,
    );
  assert.throws(() => compilePattern('((((a{50}){50}){50}){50})'), MusterError);
});

test('patterns that make a backtracking matcher explode end', () => {
  for (const pattern of ['^(a+)+$', '^(a|aa)*$', '^(a|a)*b$', '(.*)*(.*)*x', '(a?){50}a{50}b'])
    try {
      assert.equal(replaced(`${'a'.repeat(2000)}!`, pattern, ''), `${'a'.repeat(2000)}!`);
    } catch (error) {
      assert.ok(error instanceof MusterError && error.code === 'expression_failed');
    }
});

test('agrees with RegExp where both have the pattern', () => {
  const pattern = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\b', '^', '$'),
      fc.tuple(tie('node'), tie('node')).map((parts) => parts.join('')),
      fc.tuple(tie('node'), tie('node')).map(([left, right]) => `(${left}|${right})`),
      fc
        .tuple(
          fc.constantFrom('a', 'b', '.', '(ab)', '(a|b)'),
          fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '+?', '*?'),
        )
        .map((parts) => parts.join('')),
    ),
  })).node;
  fc.assert(
    fc.property(
      pattern,
      fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 12 }),
      (source, text) => {
        assert.equal(replaced(text, source, '<$0>'), text.replace(new RegExp(source, 'gu'), '<$&>'));
      },
    ),
    { numRuns: 2000 },
  );
});
