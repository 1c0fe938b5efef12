import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GUARD_DEFAULT } from '../model/source.ts';
import { judge, type Removals } from './guard.ts';

const removals = (change: Partial<Removals>): Removals => ({
  users: 0,
  orgs: 0,
  groups: 0,
  linkedUsers: 10_000,
  any: true,
  ...change,
});

const cases: [name: string, removals: Removals, over: string[]][] = [
  ['nothing goes', removals({}), []],
  ['exactly at the threshold', removals({ users: 30, orgs: 10, groups: 10 }), []],
  ['one account too many', removals({ users: 31 }), ['users']],
  ['one organization too many', removals({ orgs: 11 }), ['orgs']],
  ['one group too many', removals({ groups: 11 }), ['groups']],
  ['a third of a small company', removals({ users: 10, linkedUsers: 30 }), ['share']],
  ['four of ten are too few for the share', removals({ users: 4, linkedUsers: 10 }), []],
  ['exactly the share', removals({ users: 20, linkedUsers: 100 }), []],
  [
    'everything at once',
    removals({ users: 900, orgs: 50, groups: 50, linkedUsers: 1000 }),
    ['users', 'orgs', 'groups', 'share'],
  ],
];

for (const [name, given, over] of cases)
  test(`guard: ${name}`, () => {
    const verdict = judge(GUARD_DEFAULT, given);
    assert.deepEqual(
      verdict.over.map(({ what }) => what),
      over,
    );
    assert.equal(verdict.held, over.length > 0);
  });

test('a threshold of 0 holds the first removal', () => {
  assert.equal(judge({ ...GUARD_DEFAULT, users: 0 }, removals({ users: 1 })).held, true);
});

test('what earlier runs removed is added, for what this one removes too', () => {
  const earlier = { users: 28, orgs: 10, groups: 50 };
  const judged = (given: Partial<Removals>) => judge(GUARD_DEFAULT, removals(given), earlier).over;
  assert.deepEqual(judged({ users: 2 }), []);
  assert.deepEqual(judged({ users: 3, orgs: 1 }), [
    { what: 'users', count: 31, limit: 30 },
    { what: 'orgs', count: 11, limit: 10 },
  ]);
  // Of 100 that there were before, 28 are gone.
  assert.deepEqual(judged({ users: 1, linkedUsers: 72 }), [{ what: 'share', count: 29, limit: 20 }]);
});

test('where some were found hidden, those that could not be asked for wait for a person', () => {
  const removals = { users: 2, orgs: 0, groups: 0, linkedUsers: 1000, any: true };
  const doubt = (unasked: number, hidden: number) =>
    judge(GUARD_DEFAULT, removals, undefined, { unasked, hidden });
  assert.deepEqual(doubt(7, 1).over, [{ what: 'unasked', count: 7, limit: 0 }]);
  assert.equal(doubt(7, 1).held, true);
  for (const [unasked, hidden] of [
    [7, 0],
    [0, 7],
  ] as const)
    assert.equal(doubt(unasked, hidden).held, false);
});
