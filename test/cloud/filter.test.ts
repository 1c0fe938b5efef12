import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RAM_USER } from '../../src/cloud/ram-profile.ts';
import { createUsers } from '../../src/cloud/user-batches.ts';
import { listUserRows } from '../../src/cloud/user-reads.ts';
import { toResource } from '../../src/cloud/user-row.ts';
import { parseFilter } from '../../src/scim/filter.ts';
import { matches } from '../../src/scim/filter-match.ts';
import { ADMIN, openWorld } from './world.ts';

test('a filter finds in the database the users that the evaluator says it matches', async () => {
  const world = await openWorld();
  try {
    const { accountId } = world.account;
    const names = ['ann', 'Ann.B', 'b_b', 'b-b', 'B.b', 'x'];
    const externals = ['E1', 'e1', '50%', 'a_b', null, 'a\\b'];
    const made = await createUsers(
      world.db,
      names.map((userName, at) => ({
        accountId,
        actor: ADMIN,
        provisionType: 'SCIM' as const,
        fields: { userName, displayName: userName, externalId: externals[at] ?? null },
      })),
    );
    assert.ok(made.every((row) => !(row instanceof Error)));
    const page = { startIndex: 1, count: 100 };
    const all = (await listUserRows(world.db, accountId, undefined, page)).rows.map((row) =>
      toResource(row, ''),
    );
    assert.equal(all.length, names.length);

    const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
    const value = fc.constantFrom(...names, 'E1', 'e1', '%', '_', '50%', 'a_', '\\', 'b', '', 'ANN');
    const leaf = fc.oneof(
      fc
        .tuple(fc.constantFrom('userName', 'externalId'), operator, value)
        .map(([name, op, text]) => `${name} ${op} ${JSON.stringify(text)}`),
      fc.constantFrom('externalId pr', 'externalId eq null', 'externalId ne null'),
    );
    const { filter } = fc.letrec<{ filter: string }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc
          .tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter'))
          .map(([l, op, r]) => `(${l} ${op} ${r})`),
        tie('filter').map((inner) => `not (${inner})`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(filter, async (text) => {
        const parsed = parseFilter(RAM_USER, text);
        const found = await listUserRows(world.db, accountId, parsed, page);
        const expected = all.filter((user) => matches(parsed, user)).map(({ id }) => id);
        assert.deepEqual([found.total, found.rows.map(({ id }) => id)], [expected.length, expected]);
      }),
      { numRuns: 300 },
    );
  } finally {
    await world.close();
  }
});
