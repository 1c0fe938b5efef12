import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyCounters } from './books.ts';
import type { Change, PlannedBatch } from './change.ts';
import { putAll, type Work } from './work.ts';

/** A run whose writes take a while and end as told, in order. */
function running(writes: (Error | null)[], abort = new AbortController()) {
  const log: string[] = [];
  let n = 0;
  const tx = async () => {
    const write = n++;
    await sleep(30);
    const failure = writes[write];
    if (failure) throw failure;
    log.push(`written ${write}`);
    return [];
  };
  const work = {
    kept: null,
    apply: { db: { tx } },
    run: { db: { tx }, run: { id: 'run_1' }, signal: abort.signal, report() {} },
    counters: emptyCounters(),
    rejectedNew: { org: 0, user: 0, group: 0 },
    duplicates: { user: [], group: [] },
    membersMoved: false,
  } as unknown as Work;
  return { work, log };
}

async function* batches(between: (n: number) => void = () => {}): AsyncGenerator<PlannedBatch, void, void> {
  for (const [n, key] of ['a', 'b', 'c'].entries()) {
    await sleep(50);
    between(n);
    yield {
      kind: 'user',
      changes: [{ kind: 'user', key, op: 'create' } as Change],
      rejections: [],
      records: 1,
    };
  }
}

for (const failing of [0, 1, 2])
  test(`a write that fails fails the run (batch ${failing + 1} of 3)`, async () => {
    const writes = [null, null, null].map((_, n) => (n === failing ? new Error('disk full') : null));
    const { work } = running(writes);
    await assert.rejects(putAll(work, batches()), /disk full/);
  });

test('when a cancelled run has ended nothing of it is still being written', async () => {
  const abort = new AbortController();
  const { work, log } = running([], abort);
  const cancelling = batches((n) => n === 1 && abort.abort(new Error('cancelled')));
  await assert.rejects(putAll(work, cancelling), /cancelled/);
  const ended = [...log];
  await sleep(100);
  assert.deepEqual(log, ended);
});
