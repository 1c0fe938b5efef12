import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MusterError } from '../errors/error.ts';
import { GROUP } from './core-group.ts';
import { USER } from './core-user.ts';
import { parseFilter } from './filter.ts';
import { matches } from './filter-match.ts';
import { type FilterColumn, filterToSql } from './filter-sql.ts';
import type { AttributePath } from './path.ts';
import type { Resource } from './schema.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const bob: Resource = {
  id: 'Ab1',
  externalId: 'Ext-1',
  userName: 'Bob@Example.com',
  displayName: 'say "hi" \\ Bob',
  active: true,
  title: 'J\u00fcrgen',
  name: { givenName: 'Bob', familyName: 'Jones' },
  emails: [
    { type: 'work', value: 'bob@work.example', primary: true },
    { type: 'home', value: 'bob@home.example' },
  ],
  meta: { created: '2026-01-31T08:00:00Z', lastModified: '2026-02-01T10:00:00+02:00' },
  [ENTERPRISE]: { employeeNumber: '701984', manager: { value: '26' } },
};

const MATCHES: readonly [filter: string, expected: boolean][] = [
  ['userName eq "bob@example.COM"', true],
  ['USERNAME EQ "bob@example.com"', true],
  ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "bob@example.com"', true],
  ['urn:scim:schemas:core:1.0:userName sw "bob"', true],
  ['userName eq bob@example.com', true],
  ['externalId eq "ext-1"', false],
  ['externalId eq "Ext-1"', true],
  ['id eq "ab1"', false],
  [`displayName eq "say \\"hi\\" \\\\ Bob"`, true],
  ['displayName co "\\u0042ob"', true],
  ['title eq "Ju\\u0308rgen"', true],
  ['active eq true', true],
  ['active eq "False"', false],
  ['active ne true', false],
  ['nickName eq null', true],
  ['nickName ne "x"', true],
  ['nickName gt "x"', false],
  ['nickName pr', false],
  ['name pr', true],
  ['name.familyName co "ONE"', true],
  ['emails co "home.example"', true],
  ['emails.type eq "work"', true],
  ['emails[type eq "work" and value co "home"]', false],
  ['emails[type eq "work" and value co "work"]', true],
  ['emails[type eq "work"].value eq "bob@work.example"', true],
  ['emails[type eq "home"].value eq "bob@work.example"', false],
  ['emails[not (type eq "work")]', true],
  ['emails[primary eq "True"].value ew ".example"', true],
  [`${ENTERPRISE}:employeeNumber eq "701984"`, true],
  [`${ENTERPRISE.toUpperCase()}:manager.value eq "26"`, true],
  [`${ENTERPRISE}:manager eq "26"`, true],
  ['meta.created eq "2026-01-31T09:00:00+01:00"', true],
  ['meta.lastModified gt "2026-02-01T07:59:59Z"', true],
  ['meta.lastModified gt "2026-02-01T08:00:00Z"', false],
  ['title pr or nickName pr and active eq false', true],
  ['(title pr or nickName pr) and active eq false', false],
  ['not (userName sw "x") And title PR', true],
];

const REFUSED: readonly [filter: string, code: string][] = [
  ['', 'scim_filter_invalid'],
  ['userName', 'scim_filter_invalid'],
  ['userName eq', 'scim_filter_invalid'],
  ['userName is "x"', 'scim_filter_invalid'],
  ['userName eq "x', 'scim_filter_invalid'],
  ['userName eq "\\x"', 'scim_filter_invalid'],
  ['userName eq "x" userName pr', 'scim_filter_invalid'],
  ['(userName pr', 'scim_filter_invalid'],
  ['userName pr)', 'scim_filter_invalid'],
  ['not userName pr', 'scim_filter_invalid'],
  ['emails[type eq "work"', 'scim_filter_invalid'],
  ['emails[emails[type pr]]', 'scim_filter_attribute'],
  ['userName[type eq "x"]', 'scim_filter_invalid'],
  ['and', 'scim_filter_invalid'],
  ['nobody eq "x"', 'scim_filter_attribute'],
  ['__proto__ pr', 'scim_filter_attribute'],
  ['constructor.name eq "Object"', 'scim_filter_attribute'],
  ['password eq "x"', 'scim_filter_attribute'],
  ['name eq "x"', 'scim_filter_attribute'],
  ['active gt true', 'scim_filter_operator'],
  ['active eq "yes"', 'scim_filter_value'],
  ['meta.created gt "yesterday"', 'scim_filter_value'],
  ['meta.created co "2026"', 'scim_filter_operator'],
  ['userName eq "\\u0000"', 'scim_filter_value'],
  ['userName eq "\\ud800"', 'scim_filter_value'],
  [`${'('.repeat(60)}userName pr${')'.repeat(60)}`, 'scim_filter_too_large'],
  [`${'userName pr and '.repeat(150)}userName pr`, 'scim_filter_too_large'],
  [`userName eq "${'x'.repeat(9000)}"`, 'scim_filter_too_large'],
];

describe('filter', () => {
  for (const [filter, expected] of MATCHES) {
    test(`${filter} ${expected ? 'matches' : 'does not match'}`, () => {
      assert.equal(matches(parseFilter(USER, filter), bob), expected);
    });
  }
  for (const [filter, code] of REFUSED) {
    test(`${filter.slice(0, 60)} is refused: ${code}`, () => {
      assert.throws(() => parseFilter(USER, filter), { code });
    });
  }

  test('Entra asks whether a user is a member by members eq', () => {
    const group = { id: 'g', displayName: 'G', members: [{ value: 'u1' }, { value: 'u2' }] };
    assert.equal(matches(parseFilter(GROUP, 'id eq "g" and members eq "u2"'), group), true);
    assert.equal(matches(parseFilter(GROUP, 'id eq "g" and members eq "U2"'), group), false);
  });

  test('a quoted value survives whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        fc.pre(!value.includes('\0') && value.length < 4000);
        const filter = parseFilter(USER, `externalId eq ${JSON.stringify(value)}`);
        assert.equal(matches(filter, { externalId: value }), true);
        assert.equal(matches(filter, { externalId: `${value}x` }), false);
      }),
    );
  });

  test('no text makes the parser fail in any other way than a refusal', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'userName',
        'emails',
        ' eq ',
        ' and ',
        ' or ',
        'not',
        '(',
        ')',
        '[',
        ']',
        '"',
        '\\',
        '.value',
        ' pr',
        'true',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          matches(parseFilter(USER, pieces.join('')), bob);
        } catch (error) {
          assert.ok(error instanceof MusterError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('filter as SQL', () => {
  const columns = new Map<string, FilterColumn>([
    ['id', { sql: 'id' }],
    ['username', { sql: 'name', fold: (text) => text.toLowerCase() }],
  ]);
  const columnOf = ([first]: AttributePath) => columns.get(first.key);
  const compile = (filter: string) => filterToSql(parseFilter(USER, filter), columnOf, 2);

  const SQL: readonly [filter: string, sql: string, values: unknown[]][] = [
    ['userName eq "BOB"', 'name = $2', ['bob']],
    ['id eq "A" and userName ne "B"', '(id = $2 and name IS DISTINCT FROM $3)', ['A', 'b']],
    ['userName co "50%_\\\\"', 'name LIKE $2', ['%50\\%\\_\\\\%']],
    ['not (userName pr)', 'NOT COALESCE(name IS NOT NULL, false)', []],
    ['userName eq "\'; DROP TABLE x --"', 'name = $2', ["'; drop table x --"]],
    ['userName eq null', 'name IS NULL', []],
  ];
  for (const [filter, sql, values] of SQL) {
    test(filter, () => assert.deepEqual(compile(filter), { sql, values }));
  }
  test('an attribute without a column is refused', () => {
    assert.throws(() => compile('displayName eq "x"'), { code: 'scim_filter_attribute' });
    assert.throws(() => compile('emails[type eq "work"]'), { code: 'scim_filter_attribute' });
  });
});
