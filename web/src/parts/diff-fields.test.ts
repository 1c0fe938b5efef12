import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldChanges } from './diff-fields.ts';

test('only what differs is told, and absent, null and empty are one', () => {
  assert.deepEqual(
    fieldChanges({ a: 1, b: null, c: 'x', e: true }, { a: 1, b: '', c: 'y', d: undefined, e: false }),
    [
      { path: ['c'], before: 'x', after: 'y' },
      { path: ['e'], before: true, after: false },
    ],
  );
});

test('what came and what went have one side', () => {
  assert.deepEqual(fieldChanges(null, { name: 'A' }), [{ path: ['name'], before: undefined, after: 'A' }]);
  assert.deepEqual(fieldChanges({ name: 'A' }, null), [{ path: ['name'], before: 'A', after: undefined }]);
  assert.deepEqual(fieldChanges(null, null), []);
});

test('records inside records are compared field by field', () => {
  assert.deepEqual(fieldChanges({ custom: { badge: '1', floor: 2 } }, { custom: { badge: '1', floor: 3 } }), [
    { path: ['custom', 'floor'], before: 2, after: 3 },
  ]);
  assert.deepEqual(fieldChanges({ schedule: null }, { schedule: { cron: '0 2 * * *' } }), [
    { path: ['schedule', 'cron'], before: undefined, after: '0 2 * * *' },
  ]);
});

test('entries of a list are told apart by what they are for', () => {
  const mail = { target: 'email', value: 'mail' };
  const phone = { target: 'phoneNumber', value: 'mobile' };
  assert.deepEqual(fieldChanges({ user: [mail, phone] }, { user: [{ ...mail, value: 'title' }, phone] }), [
    { path: ['user', 'email', 'value'], before: 'mail', after: 'title' },
  ]);
});

test('lists of words show what was added and removed; reordered ones are shown whole', () => {
  assert.deepEqual(fieldChanges({ nodes: ['a', 'b'] }, { nodes: ['b', 'c'] }), [
    { path: ['nodes'], before: ['a'], after: ['c'] },
  ]);
  assert.deepEqual(fieldChanges({ nodes: ['a', 'b'] }, { nodes: ['b', 'a'] }), [
    { path: ['nodes'], before: ['a', 'b'], after: ['b', 'a'] },
  ]);
});

test('a list whose entries cannot be told apart, and names of properties all objects have, stay what they are', () => {
  const twice = [
    { target: 'a', value: 1 },
    { target: 'a', value: 2 },
  ];
  assert.deepEqual(fieldChanges({ list: twice }, { list: [] }), [
    { path: ['list'], before: twice, after: [] },
  ]);
  assert.deepEqual(fieldChanges({}, { constructor: 'x' }), [
    { path: ['constructor'], before: undefined, after: 'x' },
  ]);
});
