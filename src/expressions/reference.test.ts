import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import { compileExpression, SPELLINGS } from './compile.ts';
import { FUNCTIONS } from './functions.ts';
import { functionHelp, VARIABLES } from './reference.ts';

const OFFERED = {
  source: 'idpUser',
  target: 'user',
  application: ['user', 'appUser'],
  item: 'user',
} as const;
const documents = ['expressions.md', 'expressions.zh-CN.md'].map((name) =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'),
);

test('every function is told of, in the order of the language, and no other', () => {
  assert.deepEqual(
    functionHelp().map(({ name }) => name),
    Object.keys(FUNCTIONS),
  );
});

test('every name of data that compiles is told of, and no other', () => {
  assert.deepEqual(
    VARIABLES.flatMap(({ name, aliases }) => [name, ...aliases]).sort(),
    [...Object.keys(SPELLINGS), '__item'].sort(),
  );
  for (const { example, place } of VARIABLES) compileExpression(example, OFFERED[place]);
});

describe('functions', () => {
  for (const { name, example, result, signature, en, zh, idaas } of functionHelp())
    it(`${name}: the example gives what is told`, () => {
      assert.equal(String(compileExpression(example).evaluate({})), result);
      assert.ok(example.includes(`${name}(`), 'the example does not use the function');
      assert.ok(signature.startsWith(`${name}(`));
      assert.match(zh, /\p{Script=Han}/u);
      assert.doesNotMatch(en, /\p{Script=Han}/u);
      for (const document of documents) {
        const [first = '', second = ''] = document.split(/^## (?:Further functions|其他函数)$/m);
        assert.ok((idaas ? first : second).includes(`\`${name}(`), 'not where docs/expressions tells of it');
      }
    });
});
