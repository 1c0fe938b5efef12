import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draft } from './draft.ts';

test('text is trimmed, empty text is null, a telephone number is split', () => {
  const { values } = draft('user', {
    username: ' zhangwei ',
    displayName: '  ',
    phoneNumber: '+86 139 0013 9000',
    enabled: 'FALSE',
  });
  assert.deepEqual(values, {
    username: 'zhangwei',
    displayName: null,
    phoneRegion: '86',
    phoneNumber: '13900139000',
    enabled: false,
  });
});

test('a missing truth value is left out, so that nobody is switched off by an absent attribute', () => {
  assert.deepEqual(draft('user', { username: 'a', enabled: null }).values, { username: 'a' });
});

const refused: [
  name: string,
  kind: 'user' | 'org' | 'group',
  mapped: Record<string, unknown>,
  code: string,
  field: string,
][] = [
  ['no user name', 'user', { displayName: 'x' }, 'record_field_missing', 'username'],
  ['empty user name', 'user', { username: ' ' }, 'record_field_missing', 'username'],
  ['user name with a space', 'user', { username: 'zhang wei' }, 'record_field_invalid', 'username'],
  ['user name of 257 characters', 'user', { username: 'a'.repeat(257) }, 'record_field_invalid', 'username'],
  ['not an e-mail address', 'user', { username: 'a', email: 'nobody' }, 'record_field_invalid', 'email'],
  [
    'an extension is no telephone number',
    'user',
    { username: 'a', phoneNumber: '1234' },
    'record_field_invalid',
    'phoneNumber',
  ],
  [
    'display name with NUL',
    'user',
    { username: 'a', displayName: 'x\u0000y' },
    'record_field_invalid',
    'displayName',
  ],
  [
    'display name with half a surrogate pair',
    'user',
    { username: 'a', displayName: 'x\ud800' },
    'record_field_invalid',
    'displayName',
  ],
  ['enabled is a word', 'user', { username: 'a', enabled: 'maybe' }, 'record_field_invalid', 'enabled'],
  ['an object for a text', 'user', { username: 'a', description: {} }, 'record_field_invalid', 'description'],
  ['organization name of 65 characters', 'org', { name: 'x'.repeat(65) }, 'record_field_invalid', 'name'],
  ['group without a name', 'group', {}, 'record_field_missing', 'name'],
];

for (const [name, kind, mapped, code, field] of refused)
  test(`draft refuses: ${name}`, () => {
    const { failure } = draft(kind, mapped);
    assert.equal(failure?.code, code);
    assert.equal(failure?.params.field, field);
  });
