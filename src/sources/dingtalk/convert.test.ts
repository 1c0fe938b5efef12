import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DingTalkConfig } from './config.ts';
import { dingtalkConfig } from './config.ts';
import { departmentRecord, personAttributes, personRecord, roleRecord, SeenFields } from './convert.ts';

const config = (changed: Partial<DingTalkConfig> = {}) =>
  dingtalkConfig.parse({ appKey: 'k', appSecret: 's', ...changed });
const attributesOf = (raw: Record<string, unknown>, changed: Partial<DingTalkConfig> = {}) =>
  personAttributes(
    { id: 'u1', raw: { userid: 'u1', name: '张三', ...raw }, departments: ['2'], leads: [], orders: {} },
    config(changed),
  );

describe('the username', () => {
  const raw = { org_email: 'Zhang.San@corp.example', email: 'other@x.example', job_number: ' A001 ' };
  for (const [rule, given, wanted] of [
    ['mail', raw, 'zhang.san'],
    ['mail', { ...raw, org_email: '' }, 'other'],
    ['mail', { job_number: 'A001' }, 'A001'],
    ['mail', { org_email: '张三@x.example', job_number: '工号一' }, 'u1'],
    ['mail', {}, 'u1'],
    ['pinyin', { name: '单田芳' }, 'shantianfang'],
    ['pinyin', { name: 'Zoë O’Neill' }, 'zoeoneill'],
    ['pinyin', { name: '\u{2a700}' }, 'u1'],
    ['job_number', raw, 'A001'],
    ['job_number', {}, 'u1'],
    ['userid', raw, 'u1'],
  ] as const)
    test(`${rule} of ${JSON.stringify(given)} is ${wanted}`, () =>
      assert.equal(attributesOf(given, { usernameRule: rule }).username, wanted));
});

test('the telephone number is split, with a region where none is given', () => {
  const phone = (raw: Record<string, unknown>) => {
    const { phoneRegion, phoneNumber } = attributesOf(raw);
    return [phoneRegion, phoneNumber];
  };
  assert.deepEqual(phone({ mobile: '13800000001', state_code: '86' }), ['86', '13800000001']);
  assert.deepEqual(phone({ mobile: '138-0000 0001', state_code: '+852' }), ['852', '13800000001']);
  assert.deepEqual(phone({ mobile: '13800000001' }), ['86', '13800000001']);
  assert.deepEqual(phone({ mobile: '', state_code: '86' }), [undefined, undefined]);
});

test('who is enabled', () => {
  const enabled = (raw: Record<string, unknown>, unactivated: DingTalkConfig['unactivated'] = 'enabled') =>
    attributesOf(raw, { unactivated }).enabled;
  assert.equal(enabled({}), true);
  assert.equal(enabled({ active: false }), true);
  assert.equal(enabled({ active: false }, 'disabled'), false);
  assert.equal(enabled({}, 'disabled'), true, 'not said is not unactivated');
  assert.equal(enabled({ disable_status: true, active: true }), false);
  assert.equal(enabled({ disable_status: 'false', active: 'true' }, 'disabled'), true);
});

test('custom attributes are read from their JSON, whatever stands in it', () => {
  assert.equal(attributesOf({ extension: '{"爱好":"旅游","空":"","n":5}' })['extension.爱好'], '旅游');
  assert.equal(attributesOf({ extension: '{"n":5}' })['extension.n'], 5);
  for (const extension of ['{"__proto__":{"a":1}}', 'no json', '[]', '"x"', 'null', 5, null])
    assert.ok(!Object.keys(attributesOf({ extension })).some((name) => name.startsWith('extension.')));
});

describe('the hash', () => {
  const hash = (raw: Record<string, unknown>, departments = ['2']) =>
    personRecord({ id: 'u', raw, departments, leads: [], orders: {} }, (id) => [id], config()).hash.toString(
      'hex',
    );

  test('does not depend on the order of keys, but on every value and on the departments', () => {
    assert.equal(hash({ a: 1, b: { c: 1, d: 2 } }), hash({ b: { d: 2, c: 1 }, a: 1 }));
    assert.notEqual(hash({ a: 1 }), hash({ a: '1' }));
    assert.notEqual(hash({ a: null }), hash({}));
    assert.notEqual(hash({ a: 1 }), hash({ a: 1 }, ['3']));
    assert.notEqual(hash({ a: 1 }, ['2', '3']), hash({ a: 1 }, ['3', '2']), 'the main department counts');
    assert.notEqual(hash(JSON.parse('{"__proto__":1}')), hash(JSON.parse('{"__proto__":2}')));
    assert.equal(hash({}).length, 32);
  });

  test('of a department does not change with the number of its members', () => {
    const of = (raw: Record<string, unknown>) => departmentRecord('5', raw, (id) => [id, '1']);
    assert.deepEqual(of({ name: 'a', member_count: 1 }).hash, of({ name: 'a', member_count: 2 }).hash);
    assert.deepEqual(of({ name: 'a' }).parents(), ['1']);
  });

  test('of a role depends on who has it, not on their order', () => {
    const of = (users: string[]) => roleRecord({ id: 1, name: 'r' }, users).hash;
    assert.deepEqual(of(['a', 'b']), of(['b', 'a']));
    assert.notDeepEqual(of(['a', 'b']), of(['a']));
  });
});

test('fields are withheld only when nobody had them', () => {
  const seen = new SeenFields();
  seen.note({ mobile: '', email: null });
  assert.ok(seen.withheld(config()).includes('username'));
  seen.note({ email: 'a@x.example' });
  const withheld = seen.withheld(config());
  assert.ok(
    withheld.includes('mobile') && withheld.includes('phoneNumber') && withheld.includes('org_email'),
  );
  assert.ok(!withheld.includes('email') && !withheld.includes('username'));
});
