import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MusterError } from '../errors/error.ts';
import { compileExpression } from './compile.ts';

const idpUser = {
  sAMAccountName: 'zhangw',
  cn: '张伟',
  mail: ['', 'zhang.wei@example.com', 'zw@example.com'],
  title: 'Engineer',
  telephoneNumber: '+86 138-0013-8000',
  active: 'TRUE',
  level: 7,
  'msDS-PhoneticDisplayName': 'Zhang Wei',
  empty: '',
  none: [],
};
const user = {
  userId: 'user_1',
  username: 'bob',
  displayName: null,
  groups: [
    { groupExternalId: 'g-1', tags: ['a', 'b'] },
    { groupExternalId: null },
    { groupExternalId: 'g-3' },
  ],
  custom: { cost_center: 4711, vip: true },
};

const evaluate = (text: string) => compileExpression(text).evaluate({ idpUser, user });

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MusterError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('values of expressions', () => {
  const cases: [expression: string, value: unknown][] = [
    // The two samples of IDaaS's page, unchanged.
    ['ArrayJoin(ArrayMap(user.groups, __item.groupExternalId), ",")', 'g-1,g-3'],
    ['Coalesce(user.displayName, user.username)', 'bob'],
    // Literals and access.
    ['"a\\"b\\u4f1f"', 'a"b伟'],
    ["'a\\'b'", "a'b"],
    ['-1.5', -1.5],
    ['true', true],
    ['null', null],
    ['user["username"]', 'bob'],
    ['user.groups[0].groupExternalId', 'g-1'],
    ['user.groups[9].groupExternalId', null],
    ['user.custom.cost_center', 4711],
    ['user.groups.length', null],
    ['user.username.length', null],
    ['idpUser.samaccountname', 'zhangw'],
    ['idpuser.sAMAccountName', 'zhangw'],
    ['idpUser.msDS-PhoneticDisplayName', 'Zhang Wei'],
    ['idpUser.missing.deeper[0]["x"]', null],
    // Operators.
    ['1 + 2 + "a"', '3a'],
    ['"a" + user.displayName + "b"', 'ab'],
    ['user.displayName + user.displayName', null],
    ['idpUser.mail + ""', 'zhang.wei@example.com'],
    ['"" + true', 'true'],
    ['1 < 2 && "b" > "a" && 2 <= 2 && 2 >= 2', true],
    ['"10" > 9', true],
    ['"10" > "9"', false],
    ['user.displayName < 1 || user.displayName > 1', false],
    ['user.displayName == ""', true],
    ['user.displayName == null', true],
    ['user.displayName != "x"', true],
    ['idpUser.level == "7"', true],
    ['idpUser.active == true', true],
    ['user.custom.vip && !user.displayName', true],
    ['!!idpUser.active', true],
    ['!true == false', true],
    ['true || false && false', true],
    ['user.displayName ? "a" : user.username == "bob" ? "b" : "c"', 'b'],
    // Functions.
    ['Append(user.username, "@", user.displayName, "example.com")', 'bob@example.com'],
    ['Join(user.username, user.displayName, idpUser.title, "-")', 'bob-Engineer'],
    ['Coalesce(idpUser.empty, idpUser.none, idpUser.level)', 7],
    ['Coalesce(idpUser.empty)', null],
    ['IIF(idpUser.active, "yes", Substring("x", -1))', 'yes'],
    ['IIF(idpUser.missing, "yes", "no")', 'no'],
    ['IsNull(idpUser.empty) && IsNull(idpUser.none) && IsNull(idpUser.nothing) && !IsNull(0)', true],
    ['ArrayMap(user.groups, Coalesce(__item.groupExternalId, user.username))', ['g-1', 'bob', 'g-3']],
    [
      'ArrayMap(user.groups, ArrayJoin(ArrayMap(__item.tags, __item + "!"), "") + __item.groupExternalId)',
      ['a!b!g-1', '', 'g-3'],
    ],
    ['ArrayMap(user.username, Upper(__item))', ['BOB']],
    ['ArrayMap(user.missing, Upper(__item))', []],
    ['ArrayJoin(user.missing, ",")', ''],
    ['ObjectToJsonString(user.custom)', '{"cost_center":4711,"vip":true}'],
    ['ObjectToJsonString(user.missing)', null],
    ['Lower("ÄB") + Upper("cd")', 'äbCD'],
    ['Lower(user.displayName)', null],
    ['Trim("  a b ")', 'a b'],
    ['Replace("a.b.c", ".", "$1")', 'a$1b$1c'],
    ['Replace("abc", "", "x")', 'abc'],
    ['Substring("abcdef", 2)', 'cdef'],
    ['Substring("abcdef", 0, 3)', 'abc'],
    ['Substring("𠮷野家", 0, 1)', '𠮷'],
    ['Substring("abc", 5, 9)', ''],
    ['Split(idpUser.mail, "@")[0]', 'zhang.wei'],
    ['Split(user.displayName, "@")', []],
    ['RegexReplace(idpUser.telephoneNumber, "[^0-9]", "")', '8613800138000'],
    ['RegexReplace("Zhang, Wei", "^(\\w+), (\\w+)$", "$2 $1")', 'Wei Zhang'],
    ['Pinyin(idpUser.cn)', 'zhangwei'],
    ['PinyinInitials(idpUser.cn)', 'zw'],
    ['Pinyin(user.displayName)', null],
  ];
  for (const [expression, value] of cases) {
    test(expression, () => assert.deepEqual(evaluate(expression), value));
  }
});

describe('what cannot be compiled', () => {
  const cases: [expression: string, code: string, position?: number][] = [
    ['', 'expression_empty'],
    [' \n', 'expression_empty'],
    ['"a'.padEnd(4001, 'a'), 'expression_too_long'],
    [`${'('.repeat(51)}1${')'.repeat(51)}`, 'expression_too_deep', 51],
    [`${'Lower('.repeat(60)}1${')'.repeat(60)}`, 'expression_too_deep', 301],
    ['user.a ~ 1', 'expression_character', 8],
    ['user.a = 1', 'expression_character', 8],
    ['"\\u12"', 'expression_character', 2],
    ['1 + "abc', 'expression_text_open', 5],
    ["'it''s'", 'expression_token', 5],
    ['Lower(user.a', 'expression_token', 13],
    ['Lower(user.a user.b)', 'expression_token', 14],
    ['user.', 'expression_token', 6],
    ['user["a"', 'expression_token', 9],
    ['true ? 1', 'expression_token', 9],
    ['1 2', 'expression_token', 3],
    ['Append("a",)', 'expression_value_missing', 12],
    ['1 +', 'expression_value_missing', 4],
    ['* 1', 'expression_character', 1],
    ['username', 'expression_name_unknown', 1],
    ['1 + appUsers.username', 'expression_name_unknown', 5],
    ['constructor', 'expression_name_unknown', 1],
    ['__proto__.x', 'expression_name_unknown', 1],
    ['lower("a")', 'expression_function_unknown', 1],
    ['toString()', 'expression_function_unknown', 1],
    ['IIF(true, 1)', 'expression_arguments', 1],
    ['Lower()', 'expression_arguments', 1],
    ['Lower("a", "b")', 'expression_arguments', 1],
    ['__item.name', 'expression_item_outside', 1],
    ['ArrayMap(__item, 1)', 'expression_item_outside', 10],
    ['RegexReplace("a", user.x, "")', 'expression_pattern_not_text', 19],
    ['RegexReplace("a", "(a", "")', 'expression_pattern', 1],
  ];
  for (const [expression, code, position] of cases)
    test(`${expression.slice(0, 40)} → ${code}`, () => {
      assert.throws(
        () => compileExpression(expression),
        (error) => {
          assert.ok(error instanceof MusterError);
          assert.equal(error.code, code);
          if (position !== undefined) assert.equal(error.params.position, position);
          return true;
        },
      );
    });

  test('a place offers its own model only', () => {
    assert.equal(
      codeOf(() => compileExpression('user.username', 'idpUser')),
      'expression_name_unknown',
    );
    assert.equal(
      codeOf(() => compileExpression('idpuser.uid', 'user')),
      'expression_name_unknown',
    );
    assert.equal(
      codeOf(() => compileExpression('appUser.username', 'user')),
      'expression_name_unknown',
    );
    assert.equal(
      codeOf(() => compileExpression('idpuser.uid', 'idpUser')),
      'no error',
    );
  });

  test('a place may offer several models', () => {
    const { evaluate: run, uses } = compileExpression('Append(appUser.username, "@", user.username)', [
      'user',
      'appUser',
    ]);
    assert.equal(run({ user, appUser: { username: 'b' } }), 'b@bob');
    assert.deepEqual(uses, ['appUser.username', 'user.username']);
    assert.throws(
      () => compileExpression('idpUser.uid', ['user', 'appUser']),
      (error) => error instanceof MusterError && error.params.expected === 'user.…, appUser.…',
    );
  });

  test('every message of an expression is filled in both languages', () => {
    for (const [expression] of cases)
      try {
        compileExpression(expression);
      } catch (error) {
        for (const language of ['en', 'zh'] as const) {
          const { message, remedy } = (error as MusterError).text(language);
          assert.doesNotMatch(
            message + remedy,
            /\{[a-z]\w+\}|undefined/i,
            `${expression}: ${message} ${remedy}`,
          );
        }
      }
  });
});

describe('a record that fails', () => {
  const cases: [expression: string, where: string][] = [
    ['Lower(user.custom)', 'Lower'],
    ['Append("a", user.custom)', 'Append'],
    ['ArrayJoin(user.groups, ",")', 'ArrayJoin'],
    ['"a" + user.custom', '+'],
    ['user.custom == 1', '=='],
    ['user.custom < 1', '<'],
    ['IIF("maybe", 1, 2)', 'IIF'],
    ['7 ? 1 : 2', '?'],
    ['!7', '!'],
    ['true && "x"', '&&'],
    ['Substring("abc", -1)', 'Substring'],
    ['Substring("abc", 1.5)', 'Substring'],
    ['Substring("abc", "x")', 'Substring'],
    ['Pinyin("㐂")', 'Pinyin'],
  ];
  for (const [expression, where] of cases)
    test(expression, () => {
      assert.throws(
        () => evaluate(expression),
        (error) => {
          assert.ok(error instanceof MusterError);
          assert.equal(error.code, 'expression_failed');
          assert.equal(error.params.function, where);
          assert.match(error.text('zh').message, /\p{Script=Han}/u);
          assert.doesNotMatch(error.text('zh').message + error.text('en').message, /\{\w+\}|undefined/);
          return true;
        },
      );
    });
});

describe('limits of one evaluation', () => {
  const long = {
    idpUser: { text: 'a,'.repeat(30_000), list: Array.from({ length: 200 }, (_, n) => `${n}`) },
  };
  const failing = [
    'idpUser.text + idpUser.text',
    'Append(idpUser.text, idpUser.text)',
    'ArrayJoin(ArrayMap(idpUser.list, idpUser.text), "")',
    'Replace(idpUser.text, "a", "abcdefgh")',
    'Split(idpUser.text, ",")',
    'ArrayMap(idpUser.list, ArrayMap(idpUser.list, ArrayMap(idpUser.list, 1)))',
    'ObjectToJsonString(ArrayMap(idpUser.list, idpUser))',
    'RegexReplace(idpUser.text, "a", "")',
    'Pinyin(idpUser.text)',
  ];
  for (const expression of failing)
    test(expression, () => {
      const { evaluate: run } = compileExpression(expression);
      assert.equal(
        codeOf(() => run(long)),
        'expression_failed',
      );
    });

  test('a long flat expression compiles and runs', () => {
    const ones = Array.from({ length: 1999 }, () => '1').join('+');
    assert.equal(evaluate(ones), 1999);
    assert.equal(evaluate(`user${'.a'.repeat(1990)}`), null);
    assert.equal(evaluate(`${'!'.repeat(3000)}true`), true);
  });

  test('the budget is per record', () => {
    const { evaluate: run } = compileExpression('ArrayMap(idpUser.list, __item)');
    for (let round = 0; round < 100; round += 1) run(long);
  });
});

describe('only own data is read', () => {
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'valueOf',
  ];
  for (const name of names)
    test(name, () => {
      for (const start of [
        'user',
        'user.custom',
        'user.groups',
        'user.username',
        'user.groups[0]',
        '"text"',
        '1',
      ])
        for (const access of [`${start}.${name}`, `${start}["${name}"]`, `${start}["" + "${name}"]`])
          assert.equal(evaluate(access), null, access);
      assert.deepEqual(evaluate(`ArrayMap(user.groups, __item["" + "${name}"])`), [null, null, null]);
    });

  test('own properties of these names are not read either', () => {
    const hostile = JSON.parse('{"__proto__": {"a": 1}, "constructor": "x", "deep": {"__proto__": 1}}');
    for (const access of ['user.__proto__', 'user.__PROTO__', 'user.constructor', 'user.deep.__proto__'])
      assert.equal(compileExpression(access).evaluate({ user: hostile }), null);
  });

  test('a polluted prototype shows nothing', () => {
    Object.defineProperty(Object.prototype, 'polluted', { value: 'x', configurable: true, enumerable: true });
    try {
      assert.equal(evaluate('user.polluted'), null);
      assert.equal(evaluate('user.POLLUTED'), null);
      assert.equal(
        codeOf(() => compileExpression('polluted')),
        'expression_name_unknown',
      );
    } finally {
      delete (Object.prototype as Record<string, unknown>).polluted;
    }
  });
});

test('uses names the attribute paths that are read', () => {
  const uses = (text: string) => compileExpression(text).uses;
  assert.deepEqual(uses('Coalesce(user.displayName, user.username)'), ['user.displayName', 'user.username']);
  assert.deepEqual(uses('ArrayJoin(ArrayMap(user.groups, __item.groupExternalId), ",")'), ['user.groups']);
  assert.deepEqual(uses('idpuser.a + idpUser.a + idpUser["b-c"].d[0]'), ['idpUser.a', 'idpUser.b-c.d.0']);
  assert.deepEqual(uses('user["a" + user.b]'), ['user', 'user.b']);
  assert.deepEqual(uses('"constant"'), []);
});
