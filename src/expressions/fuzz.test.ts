import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MusterError } from '../errors/error.ts';
import { compileExpression } from './compile.ts';
import { FUNCTIONS } from './functions.ts';

const idpUser = { cn: '张伟', mail: ['', 'zhang.wei@example.com'] };
const user = { username: 'bob', groups: [{ a: 'g-1' }, { a: null }], custom: { cost_center: 4711 } };

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MusterError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('random input', () => {
  const words = [
    ...Object.keys(FUNCTIONS),
    ...[
      'user',
      'idpUser',
      '__item',
      '.username',
      '.groups',
      '.custom',
      '.__proto__',
      '.constructor',
      '[0]',
      '["a"]',
    ],
    ...[
      '(',
      ')',
      ',',
      '+',
      '==',
      '<',
      '&&',
      '||',
      '!',
      '?',
      ':',
      '1',
      '-2',
      '"text"',
      "'x'",
      'null',
      'true',
      '"(a|b)*"',
    ],
  ];
  const random = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((list) => list.join(' ')),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((list) => list.join('')),
  );

  test('gives a value or a MusterError other than internal', () => {
    fc.assert(
      fc.property(random, (text) => {
        const code = codeOf(() => compileExpression(text).evaluate({ idpUser, user }));
        assert.notEqual(code, 'internal');
      }),
      { numRuns: 3000 },
    );
  });

  const expression = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom(
        'user.username',
        'user.groups',
        'idpUser.mail',
        'user.none',
        '"a"',
        '2',
        'true',
        'null',
        'user',
      ),
      fc
        .tuple(fc.constantFrom('+', '==', '!=', '<', '>=', '&&', '||'), tie('node'), tie('node'))
        .map(([operator, left, right]) => `(${left} ${operator} ${right})`),
      fc.tuple(tie('node'), tie('node'), tie('node')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc
        .tuple(
          fc.constantFrom(...Object.keys(FUNCTIONS).filter((name) => name !== 'RegexReplace')),
          fc.array(tie('node'), { minLength: 3, maxLength: 3 }),
        )
        .map(([name, args]) => `${name}(${args.slice(0, Math.min(3, FUNCTIONS[name]!.most)).join(', ')})`),
    ),
  })).node;

  test('well-formed expressions compile, and fail on a record by expression_failed only', () => {
    fc.assert(
      fc.property(expression, fc.object(), (text, attributes) => {
        fc.pre(text.length <= 4000);
        const compiled = compileExpression(text);
        const code = codeOf(() => compiled.evaluate({ user: attributes, idpUser }));
        assert.ok(code === 'no error' || code === 'expression_failed', `${text}: ${code}`);
      }),
      { numRuns: 2000 },
    );
  });
});
