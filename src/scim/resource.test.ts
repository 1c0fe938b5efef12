import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBody } from './body.ts';
import { USER } from './core-user.ts';
import { project, readProjection } from './projection.ts';
import { readPage } from './query.ts';
import { readResource } from './resource.ts';
import type { Resource } from './schema.ts';

const read = (body: Record<string, unknown>) => readResource(USER, body);
const bytes = (text: string) => Buffer.from(text);

describe('reading a resource', () => {
  test('names ignore case; what the server owns, null and unknown attributes are left out', () => {
    const body =
      JSON.parse(`{"USERNAME": "bob", "id": "x", "meta": {}, "groups": [{"value": "g"}], "nickName": null,
      "emails": [], "name": {"GivenName": "B", "nobody": 1}, "__proto__": {"polluted": 1}, "constructor": {}}`);
    assert.deepEqual(read(body), { userName: 'bob', name: { givenName: 'B' } });
  });

  test('Entra: "True", a bare manager id, an extension under its URN', () => {
    const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    assert.deepEqual(read({ userName: 'b', active: 'True', [urn]: { manager: '26' } }), {
      userName: 'b',
      active: true,
      [urn]: { manager: { value: '26' } },
    });
  });

  test('line breaks are allowed in addresses only', () => {
    assert.ok(read({ userName: 'b', addresses: [{ formatted: 'a\nb' }] }).addresses);
    assert.throws(() => read({ userName: 'a\nb' }), { code: 'scim_value_characters' });
  });

  const REFUSED: readonly [body: Record<string, unknown>, code: string, field: string][] = [
    [{}, 'scim_value_required', 'userName'],
    [{ userName: '' }, 'scim_value_required', 'userName'],
    [{ userName: 7 }, 'scim_value_type', 'userName'],
    [{ userName: ['b'] }, 'scim_value_type', 'userName'],
    [{ userName: 'x'.repeat(900_000) }, 'scim_value_length', 'userName'],
    [{ userName: 'a\0' }, 'scim_value_characters', 'userName'],
    [{ userName: '\ud800' }, 'scim_value_characters', 'userName'],
    [{ userName: 'b', USERNAME: 'c' }, 'scim_value_twice', 'userName'],
    [{ userName: 'b', active: 'yes' }, 'scim_value_type', 'active'],
    [{ userName: 'b', name: 'Bob' }, 'scim_value_type', 'name'],
    [{ userName: 'b', emails: { value: 'x' } }, 'scim_value_type', 'emails'],
    [{ userName: 'b', emails: [{ value: 1 }] }, 'scim_value_type', 'emails[0].value'],
    [
      {
        userName: 'b',
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      'scim_value_primary',
      'emails',
    ],
    [{ userName: 'b', schemas: 'x' }, 'scim_value_type', 'schemas'],
  ];
  for (const [body, code, field] of REFUSED) {
    test(`${JSON.stringify(body).slice(0, 60)} is refused: ${code}`, () => {
      assert.throws(
        () => read(body),
        (error: { code: string; params: { field: string } }) => {
          assert.deepEqual([error.code, error.params.field], [code, field]);
          return true;
        },
      );
    });
  }

  test('bodies that are no JSON object, too deep or not UTF-8 are refused', () => {
    assert.throws(() => readBody(bytes('')), { code: 'scim_body_json' });
    assert.throws(() => readBody(bytes('[]')), { code: 'scim_body_object' });
    assert.throws(() => readBody(bytes('null')), { code: 'scim_body_object' });
    assert.throws(() => readBody(bytes(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`)), {
      code: 'scim_body_depth',
    });
    assert.throws(() => readBody(bytes(`{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`)), {
      code: 'scim_body_depth',
    });
    assert.throws(() => readBody(Buffer.from([0x7b, 0xff, 0x7d])), { code: 'scim_body_encoding' });
  });
});

describe('projection', () => {
  const bob: Resource = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id: '1',
    userName: 'bob',
    password: 'secret',
    name: { givenName: 'B', familyName: 'J' },
    emails: [{ value: 'a', type: 'work' }],
  };
  const { schemas } = bob;
  const { password: _, ...visible } = bob;
  const CASES: readonly [attributes: string | undefined, excluded: string | undefined, expected: Resource][] =
    [
      [undefined, undefined, visible],
      ['userName', undefined, { schemas, id: '1', userName: 'bob' }],
      ['password,nobody', undefined, { schemas, id: '1' }],
      [
        'NAME.familyname, emails.value',
        undefined,
        { schemas, id: '1', name: { familyName: 'J' }, emails: [{ value: 'a' }] },
      ],
      [
        'urn:ietf:params:scim:schemas:core:2.0:User:userName',
        undefined,
        { schemas, id: '1', userName: 'bob' },
      ],
      [
        undefined,
        'id,schemas,emails,name.givenName',
        { schemas, id: '1', userName: 'bob', name: { familyName: 'J' } },
      ],
      ['name', 'name.givenName', { schemas, id: '1', name: { familyName: 'J' } }],
    ];
  for (const [attributes, excluded, expected] of CASES) {
    test(`attributes=${attributes} excludedAttributes=${excluded}`, () => {
      assert.deepEqual(project(USER, bob, readProjection(USER, attributes, excluded)), expected);
    });
  }
});

test('startIndex and count below their range are raised, above are cut, nonsense is refused', () => {
  assert.deepEqual(readPage({}, 100, 1000), { startIndex: 1, count: 100 });
  assert.deepEqual(readPage({ startIndex: '-5', count: '-1' }, 100, 1000), { startIndex: 1, count: 0 });
  assert.deepEqual(readPage({ startIndex: '7', count: '5000' }, 100, 1000), { startIndex: 7, count: 1000 });
  assert.throws(() => readPage({ count: 'ten' }, 100, 1000), { code: 'scim_query_number' });
});
