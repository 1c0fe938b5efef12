import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCompanyPeople } from './company.ts';

for (const count of [1, 50, 300, 20_000]) {
  test(`a company of ${count} is whole`, () => {
    const { departments, people } = makeCompanyPeople({ people: count, seed: 3 });
    assert.equal(people.length, count);
    for (const field of ['account', 'mail', 'mobile', 'staffNumber'] as const)
      assert.equal(new Set(people.map((person) => person[field])).size, count, field);
    for (const { index, parent } of departments) assert.ok(parent === undefined || parent < index);
    for (const { departments: of, manager, index, mobile } of people) {
      assert.equal(new Set(of).size, of.length);
      assert.ok(of.every((at) => at < departments.length));
      assert.ok(manager === undefined ? index === 0 : manager !== index && manager < count);
      assert.match(mobile, /^1\d{10}$/);
    }
  });
}

test('the same seed gives the same company, another seed another one', () => {
  assert.deepEqual(makeCompanyPeople({ seed: 5 }), makeCompanyPeople({ seed: 5 }));
  assert.notDeepEqual(makeCompanyPeople({ seed: 5 }), makeCompanyPeople({ seed: 6 }));
});

test('a hundred people have every standing, several departments and leaders among them', () => {
  const { people } = makeCompanyPeople({ people: 100 });
  const standings = new Set(people.map(({ standing }) => standing));
  assert.deepEqual([...standings].sort(), ['active', 'frozen', 'invited', 'resigned']);
  assert.ok(people.some(({ departments }) => departments.length > 1));
  assert.ok(people.some(({ leads }) => leads.length > 0));
});
