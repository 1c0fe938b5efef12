import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields } from './fold.ts';
import { changedFields, clearByHand, setByHand } from './overrides.ts';

const links = [
  { sourceId: 'a', priority: 1, values: { email: 'a@x.cn', phoneRegion: '86', phoneNumber: '13800138000' } },
];
const fields = { email: 'a@x.cn', description: null, phoneRegion: '86', phoneNumber: '13800138000' };

const setting: { name: string; overrides?: Fields; given: Fields; gives: Fields; overridden: Fields }[] = [
  {
    name: 'a field no source fills is simply changed',
    given: { description: 'd' },
    gives: { description: 'd' },
    overridden: {},
  },
  {
    name: 'a field a source fills is overridden',
    given: { email: 'h@x.cn' },
    gives: { email: 'h@x.cn' },
    overridden: { email: 'h@x.cn' },
  },
  {
    name: 'emptying a field a source fills is an override too',
    given: { email: null },
    gives: { email: null },
    overridden: { email: null },
  },
  {
    name: 'the value of the source itself needs no override',
    overrides: { email: 'h@x.cn' },
    given: { email: 'a@x.cn' },
    gives: { email: 'a@x.cn' },
    overridden: {},
  },
  {
    name: 'number and region are overridden together',
    given: { phoneNumber: '13900139000' },
    gives: { phoneNumber: '13900139000', phoneRegion: '86' },
    overridden: { phoneNumber: '13900139000', phoneRegion: '86' },
  },
  {
    name: 'an override whose source fell silent keeps winning with the new value',
    overrides: { description: 'old' },
    given: { description: 'new' },
    gives: { description: 'new' },
    overridden: { description: 'new' },
  },
];
for (const { name, overrides = {}, given, gives, overridden } of setting)
  test(`setting: ${name}`, () => {
    const settled = setByHand({ fields, overrides }, links, given);
    assert.deepEqual(settled, { fields: { ...fields, ...gives }, overrides: overridden });
  });

const clearing: { name: string; overrides: Fields; clear: string[]; gives: Fields; left: Fields }[] = [
  {
    name: 'the source’s value comes back',
    overrides: { email: 'h@x.cn' },
    clear: ['email'],
    gives: { email: 'a@x.cn' },
    left: {},
  },
  {
    name: 'without a source the value stays as typed',
    overrides: { description: 'hand' },
    clear: ['description'],
    gives: { description: 'hand' },
    left: {},
  },
  {
    name: 'number and region are cleared together',
    overrides: { phoneNumber: '5551234', phoneRegion: '1' },
    clear: ['phoneNumber'],
    gives: { phoneNumber: '13800138000', phoneRegion: '86' },
    left: {},
  },
  {
    name: 'other overrides stay',
    overrides: { email: 'h@x.cn', description: 'hand' },
    clear: ['email'],
    gives: { email: 'a@x.cn', description: 'hand' },
    left: { description: 'hand' },
  },
];
for (const { name, overrides, clear, gives, left } of clearing)
  test(`clearing: ${name}`, () => {
    const settled = clearByHand({ fields: { ...fields, ...overrides }, overrides }, links, clear);
    assert.deepEqual(settled, { fields: { ...fields, ...gives }, overrides: left });
  });

test('only fields that differ are told; none gives null', () => {
  assert.deepEqual(changedFields({ a: 1, b: null }, { a: 2, b: null }), {
    before: { a: 1 },
    after: { a: 2 },
  });
  assert.equal(changedFields({ a: 1 }, { a: 1, b: null }), null);
});
