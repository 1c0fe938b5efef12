import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { RateLimit } from './pacing.ts';

test('a burst is there from the start, however young the process is, and then the pace holds', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const burst = 1000;
  // One a day: what is not in the burst waits longer than any process has run.
  const limit = new RateLimit(1 / 86_400, burst);
  for (let i = 0; i < burst; i++) await limit.take();
  let taken = false;
  const next = limit.take().then(() => {
    taken = true;
  });
  await turn();
  assert.equal(taken, false);
  t.mock.timers.tick(86_400_000);
  await next;
});
