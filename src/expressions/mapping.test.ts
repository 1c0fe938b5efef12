import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MusterError } from '../errors/error.ts';
import type { FieldMapping } from '../model/mapping.ts';
import { compileMappings } from './mapping.ts';

const MAPPINGS: FieldMapping[] = [
  { target: 'username', type: 'field', value: 'sAMAccountName', match: true },
  { target: 'user.displayName', type: 'expression', value: 'Coalesce(idpuser.displayName, idpUser.cn)' },
  { target: 'email', type: 'field', value: 'idpUser.MAIL' },
  { target: 'phoneRegion', type: 'constant', value: '86' },
  { target: 'custom.oid', type: 'field', value: '1.2.840' },
  { target: 'description', type: 'field', value: 'absent' },
];

test('constant, field and expression give values by target', () => {
  const { apply, matchTargets, uses } = compileMappings(MAPPINGS, 'idpUser');
  const attributes = {
    samaccountname: 'zw',
    cn: '张伟',
    mail: ['', 'zw@example.com', 'x@example.com'],
    '1.2.840': 'oid',
  };
  assert.deepEqual(apply(attributes), {
    values: {
      username: 'zw',
      displayName: '张伟',
      email: 'zw@example.com',
      phoneRegion: '86',
      'custom.oid': 'oid',
      description: null,
    },
    failures: [],
  });
  assert.deepEqual(matchTargets, ['username']);
  assert.deepEqual(uses, ['1', '1.2.840', 'MAIL', 'absent', 'cn', 'displayName', 'sAMAccountName']);
});

test('the exact spelling of an attribute wins', () => {
  const { apply } = compileMappings([{ target: 'x', type: 'field', value: 'Mail' }], 'idpUser');
  assert.equal(apply({ mail: 'lower', Mail: 'exact' }).values.x, 'exact');
});

test("RAM's default mapping of IDaaS works unchanged", () => {
  const mappings: FieldMapping[] = [
    { target: 'appUser.externalId', type: 'field', value: 'userId' },
    { target: 'appUser.userName', type: 'field', value: 'user.username', match: true },
    { target: 'appUser.displayName', type: 'expression', value: 'Coalesce(user.displayName, user.username)' },
  ];
  const { apply, matchTargets } = compileMappings(mappings, 'user');
  const { values } = apply({ userId: 'user_1', username: 'bob', displayName: null });
  assert.deepEqual(values, { externalId: 'user_1', userName: 'bob', displayName: 'bob' });
  assert.deepEqual(matchTargets, ['userName']);
});

test('a failing mapping is reported and leaves the others alone', () => {
  const mappings: FieldMapping[] = [
    { target: 'a', type: 'expression', value: 'Lower(user.custom)' },
    { target: 'b', type: 'field', value: 'custom' },
    { target: 'c', type: 'field', value: 'custom.room' },
  ];
  const { values, failures } = compileMappings(mappings, 'user').apply({ custom: { room: '4.11' } });
  assert.deepEqual(values, { c: '4.11' });
  assert.deepEqual(
    failures.map(({ target, error }) => [target, error.code]),
    [
      ['a', 'expression_failed'],
      ['b', 'expression_failed'],
    ],
  );
});

test('what cannot be compiled names its target', () => {
  const refused = (mappings: FieldMapping[], code: string) =>
    assert.throws(
      () => compileMappings(mappings, 'idpUser'),
      (error) => error instanceof MusterError && error.code === code && error.params.field === 'email',
    );
  refused([{ target: 'email', type: 'expression', value: 'Lower(' }], 'expression_value_missing');
  refused([{ target: 'email', type: 'expression', value: 'user.email' }], 'expression_name_unknown');
  refused(
    [
      { target: 'email', type: 'constant', value: 'a' },
      { target: 'user.email', type: 'constant', value: 'b' },
    ],
    'mapping_target_twice',
  );
});

test('the hash follows the content, not the order', () => {
  const { hash } = compileMappings(MAPPINGS, 'idpUser');
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(compileMappings(MAPPINGS.toReversed(), 'idpUser').hash, hash);
  const changed = MAPPINGS.with(3, { target: 'phoneRegion', type: 'constant', value: '852' });
  assert.notEqual(compileMappings(changed, 'idpUser').hash, hash);
});

test('targets and fields named like parts of a prototype do no harm', () => {
  const { values } = compileMappings(
    [{ target: '__proto__', type: 'field', value: 'constructor' }],
    'idpUser',
  ).apply({});
  assert.equal(Object.getPrototypeOf(values), Object.prototype);
});

test('100,000 people with 8 mappings', (context) => {
  const { apply } = compileMappings(
    [
      ...MAPPINGS,
      { target: 'g', type: 'expression', value: 'Lower(idpUser.mail) + "@"' },
      { target: 'h', type: 'expression', value: 'IIF(IsNull(idpUser.title), "-", idpUser.title)' },
    ],
    'idpUser',
  );
  const attributes = {
    sAMAccountName: 'zw',
    cn: '张伟',
    mail: ['zw@example.com'],
    '1.2.840': 'oid',
    telephoneNumber: '1',
    whenCreated: 'x',
    objectClass: ['a', 'b'],
  };
  const started = performance.now();
  for (let person = 0; person < 100_000; person += 1) assert.equal(apply(attributes).failures.length, 0);
  context.diagnostic(`${Math.round(performance.now() - started)} ms`);
});

test('targets are found by the attributes that their mappings read', () => {
  const compiled = compileMappings(
    [
      { target: 'constant', type: 'constant', value: 'x' },
      { target: 'field', type: 'field', value: 'idpUser.mobile' },
      { target: 'path', type: 'field', value: 'extension.mobile' },
      { target: 'both', type: 'expression', value: 'idpUser.mobile + idpUser.email' },
      { target: 'one', type: 'expression', value: 'Coalesce(idpUser.mobile, "none")' },
    ],
    'idpUser',
  );
  assert.deepEqual(compiled.targetsOf(new Set()), []);
  assert.deepEqual(compiled.targetsOf(new Set(['mobile'])), ['field', 'one']);
  assert.deepEqual(compiled.targetsOf(new Set(['mobile', 'email', 'extension'])), [
    'field',
    'path',
    'both',
    'one',
  ]);
});
