import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batched } from './batch.ts';

test('calls that arrive together go out together and each gets its own answer', async () => {
  const batches: number[][] = [];
  const double = batched<number, number>(
    async (inputs) => {
      batches.push(inputs);
      return inputs.map((input) => input * 2);
    },
    { size: 3, flights: 1 },
  );
  assert.deepEqual(await Promise.all([1, 2, 3, 4].map(double)), [2, 4, 6, 8]);
  assert.deepEqual(batches, [[1, 2, 3], [4]]);
});

test('an Error among the answers rejects only its own call; a failure of the batch rejects all of it', async () => {
  const odd = batched<number, number>(
    async (inputs) => {
      if (inputs.includes(0)) throw new Error('zero');
      return inputs.map((input) => (input % 2 === 1 ? input : new Error('even')));
    },
    { size: 10, flights: 2 },
  );
  const outcomes = await Promise.allSettled([odd(1), odd(2)]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  await assert.rejects(odd(0), /zero/);
  assert.equal(await odd(3), 3);
});
