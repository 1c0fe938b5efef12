import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCompany } from '../directory/company.ts';
import { makeCompanyPeople } from './company.ts';
import { peopleOfDirectory } from './of-directory.ts';

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

test('a company taken from a directory has its people, units and heads, the disabled frozen', () => {
  const directory = makeCompany({ people: 60 });
  const { departments, people } = peopleOfDirectory(directory);
  assert.deepEqual(
    people.map(({ account }) => account),
    directory.people.map(({ account }) => account),
  );
  for (const { index, parent } of departments) assert.ok(parent === undefined || parent < index);
  assert.equal(people.filter(({ leads }) => leads.length > 0).length, departments.length);
  for (const { mobile, mail, account, departments: of, manager, index } of people) {
    assert.match(mobile, /^1\d{10}$/);
    assert.equal(mail, `${account}@corp.example`);
    assert.ok(of.every((at) => at < departments.length));
    assert.ok(manager === undefined ? index === 0 : manager < people.length);
  }
  assert.deepEqual(
    people.map(({ standing }) => standing === 'frozen'),
    directory.people.map(({ state }) => state === 'disabled'),
  );
  const taken = makeCompanyPeople({ people: 7, made: { departments, people } });
  assert.equal(taken.people, people);
});
