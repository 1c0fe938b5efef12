import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MusterError } from '../errors/error.ts';
import { GROUP } from './core-group.ts';
import { USER } from './core-user.ts';
import { applyPatch, readPatch } from './patch.ts';
import type { Resource, ResourceType } from './schema.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const work = { type: 'work', value: 'bob@work.example', primary: true };
const home = { type: 'home', value: 'bob@home.example' };
const bob: Resource = {
  id: '1',
  userName: 'bob',
  active: true,
  name: { givenName: 'Bob' },
  emails: [work, home],
};
const team: Resource = {
  id: 'g',
  displayName: 'Team',
  members: [{ value: 'u1' }, { value: 'u2' }, { value: 'u3' }],
};

function patch(type: ResourceType, resource: Resource, ...operations: unknown[]): Resource {
  return applyPatch(type, resource, readPatch({ Operations: operations }));
}

const USER_CASES: readonly [what: string, operation: object, changed: Partial<Resource>][] = [
  ['replace a simple value', { op: 'replace', path: 'displayName', value: 'B' }, { displayName: 'B' }],
  [
    'Entra: op in capitals and "False" as a text',
    { op: 'Replace', path: 'active', value: 'False' },
    { active: false },
  ],
  ['Okta: replace without a path', { op: 'replace', value: { active: false } }, { active: false }],
  [
    'Okta: the id that is there anyway',
    { op: 'replace', value: { id: '1', nickName: 'B' } },
    { nickName: 'B' },
  ],
  ['null unassigns', { op: 'replace', path: 'active', value: null }, { active: undefined }],
  ['remove', { op: 'remove', path: 'name.givenName' }, { name: undefined }],
  [
    'a sub-attribute keeps its neighbours',
    { op: 'add', path: 'name.familyName', value: 'J' },
    { name: { givenName: 'Bob', familyName: 'J' } },
  ],
  [
    'a complex value keeps its neighbours',
    { op: 'replace', path: 'name', value: { familyName: 'J' } },
    { name: { givenName: 'Bob', familyName: 'J' } },
  ],
  [
    'Entra: dotted keys without a path',
    { op: 'replace', value: { 'name.familyName': 'J' } },
    { name: { givenName: 'Bob', familyName: 'J' } },
  ],
  [
    'Entra: URN keys without a path',
    { op: 'replace', value: { [`${ENTERPRISE}:employeeNumber`]: '7' } },
    { [ENTERPRISE]: { employeeNumber: '7' } },
  ],
  [
    'an extension as an object',
    { op: 'add', value: { [ENTERPRISE]: { department: 'D' } } },
    { [ENTERPRISE]: { department: 'D' } },
  ],
  [
    'Entra: manager as a bare id',
    { op: 'Add', path: `${ENTERPRISE}:manager`, value: '26' },
    { [ENTERPRISE]: { manager: { value: '26' } } },
  ],
  [
    'add to a list',
    { op: 'add', path: 'emails', value: [{ value: 'c' }] },
    { emails: [work, home, { value: 'c' }] },
  ],
  [
    'add one element without brackets',
    { op: 'add', path: 'emails', value: { value: 'c' } },
    { emails: [work, home, { value: 'c' }] },
  ],
  ['add what is there already', { op: 'add', path: 'emails', value: [home] }, {}],
  ['replace a list', { op: 'replace', path: 'emails', value: [home] }, { emails: [home] }],
  [
    'a new primary clears the old one',
    { op: 'add', path: 'emails', value: [{ value: 'c', primary: true }] },
    { emails: [{ ...work, primary: false }, home, { value: 'c', primary: true }] },
  ],
  [
    'a value filter',
    { op: 'replace', path: 'emails[type eq "home"].value', value: 'n' },
    { emails: [work, { type: 'home', value: 'n' }] },
  ],
  [
    'primary through a filter',
    { op: 'replace', path: 'emails[type eq "home"].primary', value: true },
    {
      emails: [
        { ...work, primary: false },
        { ...home, primary: true },
      ],
    },
  ],
  [
    'replace an element',
    { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'n' } },
    { emails: [work, { type: 'home', value: 'n' }] },
  ],
  ['remove an element', { op: 'remove', path: 'emails[type eq "home"]' }, { emails: [work] }],
  ['remove the last element', { op: 'remove', path: 'emails' }, { emails: undefined }],
  [
    'Entra: the work phone a user lacks',
    { op: 'Replace', path: 'phoneNumbers[type eq "work"].value', value: '+1' },
    { phoneNumbers: [{ type: 'work', value: '+1' }] },
  ],
  [
    'Entra: the work town a user lacks',
    { op: 'add', path: 'addresses[type eq "work"].locality', value: 'Bern' },
    { addresses: [{ type: 'work', locality: 'Bern' }] },
  ],
  [
    'Entra: the primary role a user lacks',
    { op: 'add', path: 'roles[primary eq "True"].value', value: 'r' },
    { roles: [{ primary: true, value: 'r' }] },
  ],
  [
    'an empty manager leaves no empty extension',
    { op: 'replace', path: `${ENTERPRISE}:manager`, value: { nobody: 1 } },
    {},
  ],
  ['unknown keys without a path', { op: 'replace', value: { favourite: 'x', __proto__x: 1 } }, {}],
];

const REFUSED: readonly [what: string, operation: object, code: string][] = [
  ['remove without a path', { op: 'remove' }, 'scim_no_target'],
  [
    'replace through a filter that hits nothing',
    { op: 'replace', path: 'emails[value eq "x"].display', value: 'd' },
    'scim_no_target',
  ],
  [
    'replace of an element that is not there',
    { op: 'replace', path: 'emails[type eq "other"]', value: { value: 'x' } },
    'scim_no_target',
  ],
  ['unknown op', { op: 'move', path: 'title', value: 'x' }, 'scim_operation_unknown'],
  ['op of a wrong type', { op: 7, path: 'title' }, 'scim_operation_unknown'],
  ['path of a wrong type', { op: 'add', path: 7, value: 'x' }, 'scim_value_type'],
  ['malformed path', { op: 'add', path: 'emails[type eq "work"', value: 'x' }, 'scim_path_invalid'],
  ['unknown path', { op: 'add', path: 'favourite', value: 'x' }, 'scim_path_invalid'],
  ['__proto__ as a path', { op: 'add', path: '__proto__.polluted', value: 'x' }, 'scim_path_invalid'],
  [
    'constructor as a path',
    { op: 'add', path: 'constructor.prototype.polluted', value: 'x' },
    'scim_path_invalid',
  ],
  [
    'bad filter in a path',
    { op: 'add', path: 'emails[type is "x"].value', value: 'x' },
    'scim_filter_invalid',
  ],
  ['id', { op: 'replace', path: 'id', value: '2' }, 'scim_read_only'],
  ['another id without a path', { op: 'replace', value: { id: '2' } }, 'scim_read_only'],
  ['meta', { op: 'replace', path: 'meta.created', value: 'x' }, 'scim_read_only'],
  ['groups', { op: 'add', path: 'groups', value: [{ value: 'g' }] }, 'scim_read_only'],
  ['a required attribute taken away', { op: 'remove', path: 'userName' }, 'scim_value_required'],
  ['a wrong type', { op: 'replace', path: 'userName', value: 7 }, 'scim_value_type'],
  ['a list of texts for name', { op: 'replace', path: 'name', value: ['x'] }, 'scim_value_type'],
  ['a NUL', { op: 'replace', path: 'title', value: 'a\0b' }, 'scim_value_characters'],
];

describe('PATCH', () => {
  for (const [what, operation, changed] of USER_CASES) {
    test(what, () => {
      const expected = Object.fromEntries(
        Object.entries({ ...bob, ...changed }).filter(([, value]) => value !== undefined),
      );
      assert.deepEqual(patch(USER, bob, operation), expected);
    });
  }
  for (const [what, operation, code] of REFUSED) {
    test(`${what} is refused: ${code}`, () => assert.throws(() => patch(USER, bob, operation), { code }));
  }

  test('all operations or none: the given resource is never touched', () => {
    const before = structuredClone(bob);
    assert.throws(() => patch(USER, bob, { op: 'remove', path: 'emails' }, { op: 'remove' }));
    assert.deepEqual(bob, before);
  });

  test('keys such as __proto__ from a body reach no prototype', () => {
    const value = JSON.parse(
      '{"__proto__": {"polluted": 1}, "name": {"__proto__": {"polluted": 1}, "givenName": "B"}}',
    );
    const patched = patch(USER, bob, { op: 'add', value });
    assert.deepEqual(patched.name, { givenName: 'B' });
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  test('members: Entra removes by a value list, Okta by a filter', () => {
    const left = [{ value: 'u1' }, { value: 'u3' }];
    assert.deepEqual(
      patch(GROUP, team, { op: 'Remove', path: 'members', value: [{ value: 'u2' }] }).members,
      left,
    );
    assert.deepEqual(patch(GROUP, team, { op: 'remove', path: 'members[value eq "u2"]' }).members, left);
    assert.equal(patch(GROUP, team, { op: 'remove', path: 'members' }).members, undefined);
  });

  test('members: the same person twice is one member, whatever the display name', () => {
    const added = patch(GROUP, team, {
      op: 'add',
      path: 'members',
      value: [{ value: 'u2', display: 'U', type: 'User' }],
    });
    assert.deepEqual(added.members, team.members);
  });

  test('no operation makes the engine fail in any other way than a refusal, nor changes its input', () => {
    const anything = fc.jsonValue() as fc.Arbitrary<unknown>;
    const path = fc.oneof(
      fc.constantFrom(
        'emails',
        'emails.value',
        'emails[type eq "work"]',
        'emails[type eq "x"].value',
        'name',
        'name.givenName',
        ENTERPRISE,
        `${ENTERPRISE}:manager.value`,
        'active',
        'schemas',
        undefined,
      ),
      fc.string(),
    );
    const operation = fc.record({ op: fc.constantFrom('add', 'replace', 'remove'), path, value: anything });
    const before = structuredClone(bob);
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
        try {
          patch(USER, bob, ...operations);
        } catch (error) {
          assert.ok(error instanceof MusterError, String(error));
        }
        assert.deepEqual(bob, before);
      }),
      { numRuns: 2000 },
    );
  });
});
