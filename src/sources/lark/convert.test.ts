import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Raw } from '../web-api/values.ts';
import { accountsOriginOf, apiOriginOf, type LarkConfig, larkConfig } from './config.ts';
import {
  departmentRecord,
  departmentsOf,
  groupRecord,
  leadersOf,
  personAttributes,
  personRecord,
  SeenFields,
} from './convert.ts';

const config = (changed: Partial<LarkConfig> = {}) =>
  larkConfig.parse({ appId: 'cli_1', appSecret: 's', ...changed });
const person = (raw: Raw = {}) => ({ union_id: 'on_1', user_id: 'u1', name: '张三', ...raw });
const attributesOf = (raw: Raw = {}, changed: Partial<LarkConfig> = {}) =>
  personAttributes({ raw: person(raw), departments: ['od-1'], leads: [] }, config(changed));

describe('the username', () => {
  const raw = { enterprise_email: 'Zhang.San@corp.example', email: 'other@x.example', employee_no: ' A001 ' };
  for (const [rule, given, wanted] of [
    ['mail', raw, 'zhang.san'],
    ['mail', { ...raw, enterprise_email: '' }, 'other'],
    ['mail', {}, 'u1'],
    ['mail', { enterprise_email: '张三@x.example', user_id: undefined }, 'on_1'],
    ['pinyin', { name: '单田芳' }, 'shantianfang'],
    ['pinyin', { name: '\u{2a700}' }, 'u1'],
    ['employee_no', raw, 'A001'],
    ['employee_no', {}, 'u1'],
    ['user_id', raw, 'u1'],
    ['user_id', { user_id: '001' }, '001'],
  ] as const)
    test(`${rule} of ${JSON.stringify(given)} is ${wanted}`, () =>
      assert.equal(attributesOf(given, { usernameRule: rule }).username, wanted));
});

test('who is enabled; without a status nobody knows', () => {
  const enabled = (status: unknown, unactivated: LarkConfig['unactivated'] = 'enabled') =>
    attributesOf({ status }, { unactivated }).enabled;
  const active = {
    is_frozen: false,
    is_resigned: false,
    is_activated: true,
    is_exited: false,
    is_unjoin: false,
  };
  assert.equal(enabled(active, 'disabled'), true);
  for (const flag of ['is_frozen', 'is_resigned', 'is_exited'])
    assert.equal(enabled({ ...active, [flag]: true }), false, flag);
  assert.equal(enabled({ ...active, is_activated: false }), true);
  assert.equal(enabled({ ...active, is_activated: false }, 'disabled'), false);
  assert.equal(enabled({ ...active, is_unjoin: true }, 'disabled'), false);
  for (const status of [undefined, null, '', 'frozen']) assert.equal(enabled(status, 'disabled'), undefined);
  const left = (status: unknown) =>
    personRecord(
      { raw: person({ status }), departments: [], leads: [] },
      () => [],
      config({ unactivated: 'skip' }),
    );
  assert.equal(left({ is_activated: false }), undefined);
  assert.ok(left(undefined), 'not said is not unactivated');
});

test('the main department is the primary one, else the first in order, else the first', () => {
  const ids = ['od-1', 'od-2', 'od-3'];
  const orders = [
    { department_id: 'od-1', department_order: 1 },
    { department_id: 'od-2', department_order: 30 },
    { department_id: 'od-3', department_order: 2, is_primary_dept: true },
  ];
  const of = (given: unknown) => departmentsOf({ department_ids: ids, orders: given })?.join();
  assert.equal(of(orders), 'od-3,od-1,od-2');
  assert.equal(of(orders.slice(0, 2)), 'od-2,od-1,od-3');
  assert.equal(of(undefined), 'od-1,od-2,od-3');
  assert.equal(of([{ department_id: 'od-9', is_primary_dept: true }, null]), 'od-1,od-2,od-3');
  assert.equal(departmentsOf({ orders }), undefined, 'the app may not know them');
  assert.deepEqual(departmentsOf({ department_ids: ['0', '0'] }), ['0']);
});

test('custom attributes, avatar and times, whatever stands there', () => {
  const custom_attrs = [
    { type: 'TEXT', id: 'C-1', value: { text: '旅游' } },
    { type: 'ENUMERATION', id: 'C-2', value: { option_id: '8', option_value: '红' } },
    { type: 'HREF', id: 'C-3', value: { text: '', url: 'https://x.example' } },
    { type: 'GENERIC_USER', id: 'C-4', value: { generic_user: { id: 'ou_9', type: 1 } } },
    { type: 'TEXT', id: 'C-5', value: null },
    null,
    'x',
  ];
  const attributes = attributesOf({
    custom_attrs,
    avatar: { avatar_72: 'small', avatar_origin: 'large' },
    join_time: 1_615_381_092,
    orders: [{ department_id: 'od-1', user_order: 7 }],
  });
  assert.partialDeepStrictEqual(attributes, {
    'custom_attrs.C-1': '旅游',
    'custom_attrs.C-2': '红',
    'custom_attrs.C-3': 'https://x.example',
    'custom_attrs.C-4': 'ou_9',
    avatar: 'large',
    joinedAt: '2021-03-10T12:58:12.000Z',
    mainDepartmentOrder: 7,
  });
  assert.ok(!('custom_attrs.C-5' in attributes));
  for (const join_time of [0, '', null, 'x', -1, 1e300])
    assert.equal(attributesOf({ join_time }).joinedAt, undefined);
});

describe('the hash', () => {
  const hash = (raw: Raw, departments = ['od-1'], leads: string[] = []) =>
    personRecord({ raw: person(raw), departments, leads }, (id) => [id], config())!.hash.toString('hex');

  test('depends on every value, the departments and who leads, not on the order of keys', () => {
    assert.equal(hash({ a: 1, b: { c: 1, d: 2 } }), hash({ b: { d: 2, c: 1 }, a: 1 }));
    assert.notEqual(hash({ a: 1 }), hash({ a: '1' }));
    assert.notEqual(hash({}), hash({}, ['od-2']));
    assert.notEqual(hash({}, ['od-1', 'od-2']), hash({}, ['od-2', 'od-1']), 'the main department counts');
    assert.notEqual(hash({}), hash({}, ['od-1'], ['od-1']));
    assert.equal(hash({ department_path: [1] }), hash({}), 'only people see it');
  });

  test('of a department does not change with the number of its members', () => {
    const of = (raw: Raw) => departmentRecord('od-1', raw, (id) => [id, '0']);
    assert.deepEqual(of({ name: 'a', member_count: 1 }).hash, of({ name: 'a', member_count: 2 }).hash);
    assert.notDeepEqual(of({ name: 'a' }).hash, of({ name: 'b' }).hash);
    assert.deepEqual(of({ name: 'a' }).parents(), ['0']);
    const raw = {
      i18n_name: { en_us: 'RD', ja_jp: '' },
      leader_user_id: 'on_1',
      leaders: [{ leaderID: 'on_2' }],
    };
    assert.deepEqual(of(raw).attributes(), {
      leader_user_id: 'on_1',
      'i18n_name.en_us': 'RD',
      leaders: ['on_1', 'on_2'],
    });
  });

  test('of a user group depends on who is in it, not on their order', () => {
    const of = (users: string[]) => groupRecord({ id: 'g1', name: 'g' }, users);
    assert.deepEqual(of(['a', 'b', 'a']).hash, of(['b', 'a']).hash);
    assert.notDeepEqual(of(['a']).hash, of(['b']).hash);
    assert.equal(groupRecord({ group_id: 'g2', name: 'g' }, []).key, 'g2');
  });
});

test('leaders are told in two ways', () => {
  assert.deepEqual(
    leadersOf({ leader_user_id: 'on_1', leaders: [{ leaderID: 'on_1' }, { leaderID: 'on_2' }] }),
    ['on_1', 'on_2'],
  );
  assert.deepEqual(leadersOf({ leaders: [{ leaderID: '' }, null] }), []);
});

test('fields are withheld only when nobody had them', () => {
  const seen = new SeenFields(config());
  seen.note({ mobile: '', email: null, union_id: 'on_1' });
  for (const name of ['mobile', 'username', 'enabled', 'displayName', 'manager', 'joinedAt'])
    assert.ok(seen.withheld().includes(name), name);
  seen.note(person({ email: 'a@x.example', status: { is_frozen: false }, mobile: '+861' }));
  const withheld = seen.withheld();
  for (const name of ['mobile', 'email', 'enabled', 'username', 'displayName'])
    assert.ok(!withheld.includes(name), name);
  assert.ok(withheld.includes('enterprise_email'));
});

test('usernames that would come from a user_id nobody has are withheld', () => {
  const seen = new SeenFields(config());
  seen.note({ union_id: 'on_1', enterprise_email: 'a@x.example' });
  assert.ok(!seen.withheld().includes('username'));
  seen.note({ union_id: 'on_2' });
  assert.ok(seen.withheld().includes('username'));
});

test('the edition says which hosts; the settings may say others', () => {
  const hosts = (changed: Partial<LarkConfig>) => [
    apiOriginOf(config(changed)),
    accountsOriginOf(config(changed)),
  ];
  assert.deepEqual(hosts({}), ['https://open.feishu.cn', 'https://accounts.feishu.cn']);
  assert.deepEqual(hosts({ region: 'lark' }), [
    'https://open.larksuite.com',
    'https://accounts.larksuite.com',
  ]);
  const own = { apiOrigin: 'https://relay.example/', accountsOrigin: 'https://logon.example' };
  assert.deepEqual(hosts(own), ['https://relay.example', 'https://logon.example']);
});
