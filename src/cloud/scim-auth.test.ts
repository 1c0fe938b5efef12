import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { inFlightLimit } from './scim-auth.ts';

const requestOf = (appId: string) => ({ cloudCaller: { appId } }) as FastifyRequest;

test('one application has at most 256 requests under way; another is not held up by it', () => {
  const limit = inFlightLimit();
  const first = Array.from({ length: 256 }, () => requestOf('a'));
  assert.ok(first.every((request) => limit.enter(request)));
  const refused = requestOf('a');
  assert.equal(limit.enter(refused), false);
  assert.equal(limit.enter(requestOf('b')), true);
  // One that never entered frees no place, and one that ended twice (answer, then abort) frees one only.
  limit.leave(refused);
  assert.equal(limit.enter(requestOf('a')), false);
  limit.leave(first[0]!);
  limit.leave(first[0]!);
  assert.equal(limit.enter(requestOf('a')), true);
  assert.equal(limit.enter(requestOf('a')), false);
});
