import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOf } from '../../../sim/directory/random.ts';
import { WindowLimit } from './window-limit.ts';

/** A limit whose time passes only when it is waited for, `late` more than asked for each time. */
function world(calls: number, windowMs: number, late: () => number = () => 0) {
  let now = 0;
  const pause = async (ms: number) => {
    now += ms + late();
  };
  const limit = new WindowLimit(calls, windowMs, () => now, pause);
  return {
    take: async () => {
      await limit.take();
      return now;
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('all go at once, the next when the first is out of the window', async () => {
  const { take, pass } = world(3, 1000);
  assert.deepEqual([await take(), await take()], [0, 0]);
  pass(5);
  assert.deepEqual([await take(), await take(), await take(), await take()], [5, 1000, 1000, 1005]);
  pass(9000);
  const four = [await take(), await take(), await take(), await take()].map((at) => at - 10_005);
  assert.deepEqual(four, [0, 0, 0, 1000], 'what was not used does not add up');
});

test('no window ever holds more, however late the program is', async () => {
  const random = randomOf(7);
  const { take, pass } = world(10, 1000, () => random.below(300) - 1);
  const times: number[] = [];
  for (let i = 0; i < 500; i++) {
    pass(random.chance(0.1) ? random.below(2000) : random.below(20));
    times.push(await take());
  }
  for (const [index, at] of times.entries()) if (index >= 10) assert.ok(at - times[index - 10]! >= 1000);
});

test('callers get their turn in the order they came, and none waits for a server that stops', async () => {
  const limit = new WindowLimit(1, 3_600_000);
  const order: number[] = [];
  const stop = new AbortController();
  const all = [1, 2, 3].map((at) => limit.take(stop.signal).then(() => order.push(at)));
  await all[0];
  stop.abort();
  await Promise.all(all);
  assert.deepEqual(order, [1, 2, 3]);
});
