import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MusterError } from '../errors/error.ts';
import { hashOf } from './flat-user.ts';
import { type BlockedRow, decide, judgeDeletions, unblock } from './plan.ts';

const ALL = { create: true, update: true };
const made = (displayName: string) => {
  const user = { userName: 'a', displayName };
  return { user, hash: hashOf(user) };
};
const linked = (displayName: string) => ({
  remoteId: '1',
  acked: made(displayName).user,
  ackedHash: made(displayName).hash,
});

test('decide: create, update with its reason, nothing, refused, switched off', () => {
  const cases = [
    [null, made('A'), ALL, 'create', 'due'],
    [{ remoteId: null, acked: null, ackedHash: null }, made('A'), ALL, 'create', 'due'],
    [linked('A'), made('A'), ALL, 'update', 'synced'],
    [linked('A'), made('B'), ALL, 'update', 'due'],
    [null, made('A'), { create: false, update: true }, 'create', 'off'],
    [linked('A'), made('B'), { create: true, update: false }, 'update', 'off'],
    [
      linked('A'),
      { error: new MusterError('push_value_missing', { name: 'a', field: 'userName' }) },
      ALL,
      'update',
      'parked',
    ],
  ] as const;
  for (const [link, what, operations, op, state] of cases) {
    const decision = decide(link, what, operations);
    assert.deepEqual([decision.op, decision.state], [op, state]);
  }
  assert.equal(decide(linked('A'), made('B'), ALL).why, 'displayName: “A” → “B”');
});

test('the guard counts what waits and what went unasked before, and stays closed until a person opens it', () => {
  const guard = { deletions: 30, share: 10 };
  const judge = (leaving: number, unconfirmed: number, held: number, linkedCount: number) =>
    judgeDeletions(guard, { leaving, unconfirmed, held, linked: linkedCount }).hold;
  assert.equal(judge(30, 0, 0, 1000), false);
  assert.equal(judge(31, 0, 0, 1000), true);
  assert.equal(judge(20, 11, 0, 1000), true);
  assert.equal(judge(1, 0, 1, 1000), true);
  assert.equal(judge(0, 0, 50, 1000), false, 'nothing new to judge');
  assert.equal(judge(4, 0, 0, 5), false, 'below five the share does not count');
  assert.equal(judge(5, 0, 0, 40), true);
});

function blocked(
  accountId: string,
  holder: string,
  more: Partial<BlockedRow['holder']> = {},
  isLinked = true,
): BlockedRow {
  const state = { state: 'due', hasIt: true, leaves: true, blocked: true } as const;
  return {
    accountId,
    key: `name of ${holder}`,
    linked: isLinked,
    holder: { accountId: holder, label: holder, ...state, ...more },
  };
}
const done = (rows: BlockedRow[]) => unblock(rows).map((verdict) => `${verdict.accountId} ${verdict.do}`);

test('a share of all is no limit, however much was deleted already', () => {
  const guard = { deletions: 1000, share: 100 };
  assert.equal(judgeDeletions(guard, { leaving: 50, unconfirmed: 60, held: 0, linked: 90 }).hold, false);
});

test('unblock: where nobody can step aside, a ring is a conflict for all in it', () => {
  const ring = [blocked('a', 'b'), blocked('b', 'a'), blocked('c', 'a')];
  assert.deepEqual(
    unblock(ring, false).map((verdict) => `${verdict.accountId} ${verdict.do}`),
    ['a conflict', 'b conflict', 'c wait'],
  );
});

test('unblock: rings are broken once, chains wait, names that stay are conflicts', () => {
  assert.deepEqual(done([blocked('a', 'b'), blocked('b', 'a')]), ['a temporary_name', 'b wait']);
  assert.deepEqual(done([blocked('a', 'b'), blocked('b', 'c'), blocked('c', 'a')]), [
    'a temporary_name',
    'b wait',
    'c wait',
  ]);
  assert.deepEqual(done([blocked('a', 'b'), blocked('b', 'a'), blocked('x', 'a')]), [
    'a temporary_name',
    'b wait',
    'x wait',
  ]);
  assert.deepEqual(done([blocked('x', 'a'), blocked('a', 'b', { blocked: false })]), ['x wait', 'a wait']);
  assert.deepEqual(done([blocked('new', 'a', {}, false), blocked('a', 'b'), blocked('b', 'a')]), [
    'new wait',
    'a temporary_name',
    'b wait',
  ]);
  assert.deepEqual(unblock([blocked('a', 'b', { leaves: false, state: 'synced' })]), [
    { accountId: 'a', do: 'conflict', code: 'push_name_held', holder: 'b', state: 'synced' },
  ]);
  assert.equal(
    (unblock([blocked('a', 'b', { leaves: false, hasIt: false })])[0] as { code: string }).code,
    'push_name_twice',
  );
});
