import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineFields, subtitleOf } from './plan-ops.ts';

test('a line shows what moves: an update its changed fields, one who leaves what is lost', () => {
  const entry = { username: 'li.wei', email: null, enabled: true, emailVerified: false };
  assert.deepEqual(
    lineFields({ op: 'update', before: { email: 'a', username: 'x' }, after: { email: 'b' } }),
    {
      before: { email: 'a' },
      after: { email: 'b' },
    },
  );
  assert.deepEqual(lineFields({ op: 'delete', before: entry, after: {} }), {
    before: { username: 'li.wei', enabled: true },
    after: null,
  });
  assert.deepEqual(lineFields({ op: 'disable', before: entry, after: {} }), {
    before: { enabled: true },
    after: { enabled: false },
  });
  assert.deepEqual(lineFields({ op: 'unlink', before: entry, after: {} }), { before: {}, after: {} });
});

test('the line of a person carries the name people know, once', () => {
  const line = { n: 0, kind: 'user', op: 'create', label: '李伟', entityId: null, before: null, why: '' };
  assert.equal(
    subtitleOf({ ...line, after: { displayName: '李伟', email: 'li@corp.example' } }),
    'li@corp.example',
  );
});
