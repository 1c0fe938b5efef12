import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMappings } from '../../expressions/mapping.ts';
import { dingtalk } from './kind.ts';
import { planOrgs } from './orgs.ts';
import {
  changeOf,
  checkPersonMappings,
  departmentsOf,
  desiredPerson,
  isSamePerson,
  personOf,
} from './person.ts';

const { mappings } = dingtalk.presets[0]!.provisioning;
const person = (attributes: object) =>
  desiredPerson(compileMappings(mappings, 'user'), { ...attributes }, 'label');

test('the default mapping: the account id, a name, and the number with its region outside mainland China', () => {
  const zhang = { id: 'user_1', username: 'zhang', phoneNumber: '13800000001' };
  assert.deepEqual(person(zhang), { userid: 'user_1', name: 'zhang', mobile: '13800000001' });
  assert.equal(person({ ...zhang, phoneRegion: '86' }).mobile, '13800000001');
  assert.equal(person({ ...zhang, phoneRegion: '852' }).mobile, '+852-13800000001');
  assert.throws(() => person({ id: 'user_1', username: 'zhang' }), { code: 'push_value_missing' });
  assert.throws(() => person({ ...zhang, id: '-1' }), { code: 'push_value_invalid' });
  assert.throws(() => person({ ...zhang, displayName: 'x'.repeat(81) }), { code: 'push_value_invalid' });
  assert.throws(() => person({ ...zhang, phoneNumber: '138 0000' }), { code: 'push_value_invalid' });
});

test('mappings to what DingTalk has not, and without what it needs, are refused', () => {
  const all = [...mappings];
  assert.throws(
    () => checkPersonMappings({ mappings: [...all, { target: 'nick', type: 'field', value: 'id' }] }),
    {
      code: 'mapping_target_unknown',
    },
  );
  assert.throws(() => checkPersonMappings({ mappings: all.slice(1) }), { code: 'push_value_missing' });
});

test('departments: the primary one first, those outside of the scope not, nobody nowhere', () => {
  const orgs = { root: 'r', ids: new Set(['a', 'b']) };
  assert.equal(departmentsOf('b', ['a', 'x'], orgs), 'b,a');
  assert.equal(departmentsOf('x', ['a'], orgs), 'a');
  assert.equal(departmentsOf('r', ['a'], orgs), 'root,a');
  assert.equal(departmentsOf('x', [], orgs), 'root');
});

test('a person DingTalk sent is compared in what is mapped, departments in any order', () => {
  const orgs = new Map([
    ['11', 'a'],
    ['12', 'b'],
  ]);
  const raw = {
    userid: 'u',
    name: 'N',
    mobile: '91234567',
    state_code: '852',
    title: 'T',
    dept_id_list: [12, 11],
  };
  const there = personOf(raw, (id) => orgs.get(id));
  assert.deepEqual(there, {
    userid: 'u',
    name: 'N',
    mobile: '+852-91234567',
    title: 'T',
    departments: 'b,a',
  });
  const mapped = new Set(['userid', 'name', 'mobile', 'email']);
  const wanted = { userid: 'other', name: 'N', mobile: '+852-91234567', departments: 'a,b' };
  assert.ok(isSamePerson(there, wanted, mapped));
  assert.ok(!isSamePerson(there, { ...wanted, email: 'e' }, mapped));
  assert.ok(!isSamePerson({ ...there, email: 'old' }, wanted, mapped));
  assert.ok(!isSamePerson(there, { ...wanted, departments: 'a' }, mapped));
  assert.ok(
    !isSamePerson(
      personOf({ ...raw, dept_id_list: [11, 13] }, (id) => orgs.get(id)),
      wanted,
      mapped,
    ),
  );
});

test('a change names what differs, and empties what is not wanted any more', () => {
  const acked = { userid: 'u', name: 'N', email: 'e', departments: 'a' };
  assert.deepEqual(changeOf(acked, { userid: 'u', name: 'M', departments: 'a' }), { name: 'M', email: '' });
  assert.deepEqual(changeOf(null, { userid: 'u', name: 'M', departments: 'a' }), {
    name: 'M',
    departments: 'a',
  });
  assert.deepEqual(changeOf(acked, acked), {});
});

test('the plan of departments: new, renamed or moved, and ours that nobody wants', () => {
  const known = (orgId: string, name: string, parentRemoteId: string, made = true) =>
    [orgId, { orgId, remoteId: `r${orgId}`, name, parentRemoteId, made }] as const;
  const wanted = [
    { id: 'a', name: 'A', parent: null },
    { id: 'b', name: 'New', parent: 'a' },
    { id: 'c', name: 'C', parent: 'a' },
    { id: 'd', name: 'D', parent: 'a' },
  ];
  const present = new Map([
    known('a', 'A', '1'),
    known('b', 'Old', 'ra'),
    known('c', 'C', '1'),
    known('gone', 'G', '1'),
    known('adopted', 'X', '1', false),
  ]);
  assert.deepEqual(planOrgs(wanted, present, '1'), { create: 1, update: 2, delete: 1 });
});
