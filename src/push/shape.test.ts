import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMappings } from '../expressions/mapping.ts';
import type { FieldMapping } from '../model/mapping.ts';
import { type FlatUser, hashOf } from './flat-user.ts';
import { retryAfterSeconds } from './http.ts';
import { PRESETS } from './presets.ts';
import { checkMappedAttributes, desiredUser, flatOf, holds, nameKey, patchOf, resourceOf } from './shape.ts';

const ram = PRESETS.get('alibaba-ram')!.provisioning;
const generic = PRESETS.get('generic-strict')!.provisioning;
const field = (target: string, value: string): FieldMapping => ({ target, type: 'field', value });

function ramUser(attributes: Record<string, unknown>): FlatUser {
  return desiredUser(compileMappings(ram.mappings, 'user'), ram.dialect, attributes, 'label');
}

test('the RAM mapping: lower-cased name, display name or user name, account id', () => {
  assert.deepEqual(ramUser({ id: 'user_1', username: 'Zhang.San', displayName: '张三' }), {
    externalId: 'user_1',
    userName: 'zhang.san',
    displayName: '张三',
  });
  assert.equal(ramUser({ id: 'user_1', username: 'A', displayName: null }).displayName, 'A');
});

test('what is missing, broken or not known is refused by name', () => {
  assert.throws(() => ramUser({ username: 'a' }), { code: 'push_value_missing' });
  assert.throws(() => ramUser({ id: 'x', username: 'a', displayName: 'a\u0000b' }), {
    code: 'push_value_invalid',
  });
  assert.throws(() => ramUser({ id: 'x', username: 'a', displayName: '\ud800' }), {
    code: 'push_value_invalid',
  });
  assert.throws(() => ramUser({ id: 'x', username: 'a', displayName: 'x'.repeat(2000) }), {
    code: 'push_value_invalid',
  });
  const mapped = (target: string) => ({ ...ram, mappings: [...ram.mappings, field(target, 'email')] });
  assert.throws(() => checkMappedAttributes(mapped('emails')), { code: 'mapping_target_unknown' });
  assert.throws(() => checkMappedAttributes(mapped('__proto__')), { code: 'mapping_target_unknown' });
});

test('equal users have equal hashes whatever the order of the mappings', () => {
  const attributes = { id: 'x', username: 'a', displayName: 'b' };
  const turned = compileMappings(ram.mappings.toReversed(), 'user');
  assert.deepEqual(hashOf(ramUser(attributes)), hashOf(desiredUser(turned, ram.dialect, attributes, '')));
  assert.notDeepEqual(hashOf(ramUser(attributes)), hashOf(ramUser({ ...attributes, displayName: 'c' })));
});

test('names compare as the target compares them', () => {
  assert.equal(nameKey({ dropsDomain: true }, 'Ann@corp.onaliyun.com'), 'ann');
  assert.equal(nameKey({ dropsDomain: false }, 'Ann@Corp'), 'ann@corp');
  assert.equal(nameKey({ dropsDomain: false }, 'e\u0301'), nameKey({ dropsDomain: false }, '\u00e9'));
});

test('resource, PATCH and what is read back agree', () => {
  const user: FlatUser = {
    userName: 'ann',
    active: true,
    'name.givenName': 'Ann',
    emails: 'ann@example.com',
    department: 'R&D',
  };
  const resource = resourceOf(user);
  assert.deepEqual(resource.emails, [{ value: 'ann@example.com', type: 'work', primary: true }]);
  assert.ok((resource.schemas as string[]).length === 2);
  assert.ok(holds(generic.dialect, flatOf(generic.dialect, resource), user));
  assert.ok(!holds(generic.dialect, flatOf(generic.dialect, resource), { ...user, active: false }));
  const { emails: _dropped, ...rest } = user;
  const { Operations } = patchOf(user, { ...rest, department: 'Sales' }) as { Operations: object[] };
  assert.deepEqual(Operations, [
    {
      op: 'replace',
      path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
      value: 'Sales',
    },
    { op: 'remove', path: 'emails' },
  ]);
});

test('Retry-After as seconds or as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  assert.equal(retryAfterSeconds('7', now), 7);
  assert.equal(retryAfterSeconds('Thu, 01 Jan 2026 00:00:30 GMT', now), 30);
  assert.equal(retryAfterSeconds('Wed, 31 Dec 2025 00:00:00 GMT', now), 0);
  assert.equal(retryAfterSeconds('soon', now), null);
  assert.equal(retryAfterSeconds('999999999', now), 3600);
});
