import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CustomField } from '../model/custom-field.ts';
import type { AccountRow } from './account-rows.ts';
import { decideImport, type ImportWorld } from './import-decisions.ts';
import { parseRows } from './import-rows.ts';

const DEFINITIONS: CustomField[] = [
  { id: 'badge', title: 'Badge', type: 'number', required: false, unique: true, portal: 'hide' },
  { id: 'remote', title: 'Remote', type: 'boolean', required: false, unique: false, portal: 'hide' },
];

const account = (username: string, fields: Partial<AccountRow> = {}): AccountRow => ({
  id: `user_${username}`,
  instance_id: 'acme',
  username,
  display_name: null,
  email: null,
  email_verified: false,
  phone_region: null,
  phone_number: null,
  phone_verified: false,
  external_id: null,
  source_type: 'build_in',
  source_id: null,
  enabled: true,
  locked_until: null,
  expires_at: null,
  password_set: false,
  description: null,
  preferred_language: null,
  custom: {},
  overrides: {},
  primary_org_id: 'root',
  version: 1,
  created_at: new Date(0),
  updated_at: new Date(0),
  ...fields,
});

const world = (accounts: AccountRow[], more: Partial<ImportWorld> = {}): ImportWorld => ({
  definitions: DEFINITIONS,
  rootOrgId: 'root',
  orgs: new Map([
    ['', ['root']],
    ['Sales/East', ['east']],
    ['Twice', ['one', 'two']],
  ]),
  accounts,
  links: new Map(),
  ...more,
});

const decide = (
  rows: Record<string, unknown>[],
  known: ImportWorld,
  existing: 'skip' | 'update' = 'update',
) => decideImport(parseRows(rows, DEFINITIONS), known, existing);
const shown = (...args: Parameters<typeof decide>) =>
  decide(...args).map((decision) =>
    decision.outcome === 'refused' ? [decision.error.code, decision.error.params.field] : decision.outcome,
  );

test('cells of a CSV file become values of their types; empty ones say nothing', () => {
  const [row] = parseRows(
    [
      {
        username: 'ada',
        displayName: "'=Ada",
        email: '',
        enabled: 'FALSE',
        'custom.badge': '17',
        'custom.remote': 'true',
        description: null,
      },
    ],
    DEFINITIONS,
  );
  assert.deepEqual(row!.given, {
    username: 'ada',
    displayName: '=Ada',
    enabled: false,
    description: null,
    custom: { badge: 17, remote: true },
  });
});

const refused: [what: string, row: Record<string, unknown>, code: string, field: string][] = [
  ['no username', { displayName: 'x' }, 'invalid_input', 'username'],
  ['a username with a blank', { username: 'a b' }, 'invalid_input', 'username'],
  ['an unknown field', { username: 'a', isAdmin: true }, 'invalid_input', 'isAdmin'],
  ['a password', { username: 'a', password: 'x' }, 'invalid_input', 'password'],
  ['an organization that is not there', { username: 'a', org: 'Sales/West' }, 'not_found', 'org'],
  ['a path of two organizations', { username: 'a', org: 'Twice' }, 'org_path_ambiguous', 'org'],
  ['a truth that is none', { username: 'a', enabled: 'perhaps' }, 'invalid_input', 'enabled'],
  ['a number that is none', { username: 'a', 'custom.badge': '12x' }, 'invalid_input', 'custom.badge'],
  ['an unknown custom field', { username: 'a', custom: { nope: 1 } }, 'invalid_input', 'custom.nope'],
  [
    'a custom name that reaches for prototypes',
    { username: 'a', 'custom.__proto__': 'x' },
    'invalid_input',
    'custom',
  ],
  ['a region without a number', { username: 'a', phoneRegion: '86' }, 'invalid_input', 'phoneRegion'],
  [
    'an e-mail that somebody has, in another case',
    { username: 'a', email: 'BOB@acme.cn' },
    'duplicate_value',
    'email',
  ],
  ['a badge that somebody has', { username: 'a', 'custom.badge': 7 }, 'duplicate_value', 'custom.badge'],
];
for (const [what, row, code, field] of refused)
  test(`${what} is refused, the row beside it is not`, () => {
    const bob = account('bob', { email: 'bob@acme.cn', custom: { badge: 7 } });
    const [first, second] = decide([row, { username: 'fine' }], world([bob]));
    assert.ok(first?.outcome === 'refused');
    assert.equal(first.error.code, code);
    assert.ok(String(first.error.params.field).startsWith(field), String(first.error.params.field));
    assert.equal(second!.outcome, 'create');
  });

test('a known username is updated in the fields that differ, is the same, or is skipped', () => {
  const bob = account('bob', { display_name: 'Bob', email: 'bob@acme.cn' });
  const [update] = decide([{ username: 'BOB', displayName: 'Robert', org: 'Sales/East' }], world([bob]));
  assert.deepEqual(update, {
    row: 1,
    username: 'BOB',
    outcome: 'update',
    accountId: 'user_bob',
    version: 1,
    patch: { displayName: 'Robert', primaryOrgId: 'east' },
    before: { displayName: 'Bob', primaryOrgId: 'root' },
    after: { displayName: 'Robert', primaryOrgId: 'east' },
  });
  assert.deepEqual(shown([{ username: 'Bob', displayName: 'Bob', email: '' }], world([bob])), ['same']);
  assert.deepEqual(shown([{ username: 'bob', displayName: 'Robert' }], world([bob]), 'skip'), ['skip']);
});

test('rows see what the rows before them took and gave free', () => {
  const known = world([account('bob', { email: 'bob@acme.cn' }), account('eve', { email: 'eve@acme.cn' })]);
  assert.deepEqual(
    shown(
      [
        { username: 'eve', email: 'bob@acme.cn' },
        { username: 'bob', email: 'robert@acme.cn' },
        { username: 'new', email: 'bob@acme.cn' },
        { username: 'newer', email: 'Bob@acme.cn' },
        { username: 'NEW' },
      ],
      known,
    ),
    [
      ['duplicate_value', 'email'],
      'update',
      'create',
      ['duplicate_value', 'email'],
      ['import_row_twice', 'username'],
    ],
  );
});

test('a telephone number is unique with its region; an external id only among accounts no source keeps', () => {
  const kept = account('kept', {
    external_id: 'x',
    source_type: 'ad',
    phone_region: '86',
    phone_number: '1380013',
  });
  const own = account('own', { external_id: 'y' });
  assert.deepEqual(
    shown(
      [
        { username: 'a', externalId: 'x', phoneRegion: '1', phoneNumber: '1380013' },
        { username: 'b', externalId: 'y' },
        { username: 'c', phoneRegion: '86', phoneNumber: '1380013' },
      ],
      world([kept, own]),
    ),
    ['create', ['duplicate_value', 'externalId'], ['duplicate_value', 'phoneNumber']],
  );
});

test('a field that a source fills becomes an override, and is told as one', () => {
  const bob = account('bob', { display_name: 'Bob' });
  const links = new Map([['user_bob', [{ sourceId: 's', priority: 1, values: { displayName: 'Bob' } }]]]);
  const [update] = decide([{ username: 'bob', displayName: 'Robert' }], world([bob], { links }));
  assert.deepEqual(update?.outcome === 'update' && [update.before, update.after], [
    { displayName: 'Bob', overrides: [] },
    { displayName: 'Robert', overrides: ['displayName'] },
  ]);
});

test('slashes around a path mean nothing, those within do', () => {
  const paths = [
    'Sales/East',
    '/Sales/East/',
    ' //Sales/East// ',
    '/',
    '',
    'Sales//East',
    `a${'/'.repeat(3998)}b`,
  ];
  assert.deepEqual(
    shown(
      paths.map((org, n) => ({ username: `u${n}`, org })),
      world([]),
    ),
    ['create', 'create', 'create', 'create', 'create', ['not_found', 'org'], ['not_found', 'org']],
  );
});
