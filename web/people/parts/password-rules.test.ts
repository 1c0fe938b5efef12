import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PasswordRules } from '../api/types.ts';
import { checkRules, meetsRules } from './password-rules.ts';

const rules: PasswordRules = {
  minLength: 8,
  maxLength: 20,
  classes: ['lower', 'upper', 'digit', 'special'],
  special: '(@%+\\/"!#$^?:,(){}[]~-_.',
  forbidden: ['username'],
  history: 3,
  weak: true,
};

const openOf = (password: string, given = rules) =>
  checkRules(given, password)
    .filter(({ state }) => state === 'open')
    .map(({ key }) => key);

describe('rules of a password while it is typed', () => {
  it('are open until they are met', () => {
    assert.deepEqual(openOf(''), ['length', 'lower', 'upper', 'digit', 'special']);
    assert.deepEqual(openOf('abcdEFG1'), ['special']);
    assert.deepEqual(openOf('abcdEFG1-'), []);
    assert.equal(meetsRules(rules, 'abcdEFG1-'), true);
  });

  it('count characters, not units of the encoding, and know the longest', () => {
    assert.deepEqual(openOf('aA1-😀😀😀'), ['length']);
    assert.deepEqual(openOf('aA1-😀😀😀😀'), []);
    assert.deepEqual(openOf(`aA1-${'x'.repeat(17)}`), ['length']);
  });

  it('leave to the server what only it knows', () => {
    const server = checkRules(rules, 'x').filter(({ state }) => state === 'server');
    assert.deepEqual(
      server.map(({ key }) => key),
      ['own', 'history', 'weak'],
    );
    const none = { ...rules, forbidden: [], history: 0, weak: false, classes: [] };
    assert.deepEqual(
      checkRules(none, 'x').map(({ key }) => key),
      ['length'],
    );
  });

  it('are none where a directory keeps the password', () => {
    const none = { ...rules, minLength: 1, classes: [], forbidden: [], history: 0, weak: false };
    assert.deepEqual(checkRules(none, 'x'), []);
    assert.deepEqual([meetsRules(none, ''), meetsRules(none, 'x')], [false, true]);
  });
});
