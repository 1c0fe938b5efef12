import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balance, emptyCounters, keptCounters } from './books.ts';

function day() {
  const counters = emptyCounters();
  Object.assign(counters.user, { read: 10, created: 3, updated: 2, bound: 1, same: 2, rejected: 2 });
  const stored = {
    org: { links: 0, entities: 0 },
    user: { links: 9, entities: 9 },
    group: { links: 0, entities: 0 },
  };
  return { counters, stored, rejectedNew: { org: 0, user: 1, group: 0 } };
}

test('the books of a good run balance', () => {
  const { counters, stored, rejectedNew } = day();
  assert.equal(balance(counters, stored, rejectedNew).balanced, true);
});

const wrong: [name: string, spoil: (given: ReturnType<typeof day>) => void][] = [
  ['a record nobody counted', ({ counters }) => counters.user.read++],
  ['a record counted twice', ({ counters }) => counters.user.same++],
  ['a record that was not stored', ({ stored }) => stored.user.links--],
  ['a link whose account is missing', ({ stored }) => stored.user.entities--],
];
for (const [name, spoil] of wrong)
  test(`the books do not balance: ${name}`, () => {
    const given = day();
    spoil(given);
    assert.equal(balance(given.counters, given.stored, given.rejectedNew).balanced, false);
  });

test('what is hidden is stored though it was not read', () => {
  const { counters, stored, rejectedNew } = day();
  counters.user.hidden = 2;
  assert.equal(balance(counters, stored, rejectedNew).balanced, false);
  stored.user = { links: 11, entities: 11 };
  assert.equal(balance(counters, stored, rejectedNew).balanced, true);
});

test('counters kept with a plan of an earlier version lack none that are counted now', () => {
  const { hidden: _later, ...user } = day().counters.user;
  const kept = keptCounters({ user });
  assert.deepEqual(kept, { ...emptyCounters(), user: { ...user, hidden: 0 } });
});

test('the books of a partial run balance only when what was gone is no longer there', () => {
  const { counters, stored, rejectedNew } = day();
  assert.equal(balance(counters, stored, rejectedNew, 0).balanced, true);
  assert.equal(balance(counters, stored, rejectedNew, 1).balanced, false);
});
