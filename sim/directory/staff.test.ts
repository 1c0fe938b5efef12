import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeCompany } from './company.ts';
import { dnOf, numberOf, textOf, valuesOf } from './entry.ts';
import { randomOf } from './random.ts';
import { changeStaff, type StaffChange, staffOf } from './staff.ts';

const CHANGES = ['join', 'leave', 'rename', 'move', 'disable'] as const satisfies StaffChange[];

describe('changeStaff', () => {
  it('does the same to the same company', () => {
    const tell = () => {
      const company = makeCompany();
      const events = CHANGES.flatMap((change, at) => changeStaff(company, change, 20, randomOf(at)));
      return { events, people: staffOf(company).map((entry) => [dnOf(entry), entry.guid.toString('hex')]) };
    };
    const once = tell();
    assert.deepEqual(tell(), once);
    assert.deepEqual([once.events.length, once.people.length], [100, 300]);
  });

  it('takes a joiner into the unit, its group and the group of everybody', () => {
    const company = makeCompany();
    const [event] = changeStaff(company, 'join', 1, randomOf(5));
    const entry = company.store.findAccount(event!.account)!;
    assert.equal(textOf(entry, 'employeeid'), 'E000301');
    assert.equal(textOf(entry.parent!, 'name'), event!.unit);
    const groups = valuesOf(entry, 'memberof').map(String);
    const unit = textOf(entry.parent!, 'description');
    assert.deepEqual(
      groups.sort(),
      [`CN=g-${unit},${company.groupsDn}`, `CN=g-all-staff,${company.groupsDn}`].sort(),
    );
    assert.ok(company.store.find(textOf(entry, 'manager')!));
  });

  it('keeps object, given name and script through a new family name', () => {
    const company = makeCompany();
    const old = staffOf(company).map((entry) => [entry.guid.toString('hex'), textOf(entry, 'givenname')]);
    const events = changeStaff(company, 'rename', 50, randomOf(6));
    assert.equal(events.length, 50);
    const now = staffOf(company).map((entry) => [entry.guid.toString('hex'), textOf(entry, 'givenname')]);
    assert.deepEqual(now.sort(), old.sort());
    for (const { account, name, before } of events) {
      const entry = company.store.findAccount(account)!;
      assert.deepEqual(
        [textOf(entry, 'mail'), textOf(entry, 'displayname')],
        [`${account}@corp.example`, name],
      );
      assert.notEqual(name, before.name);
      assert.equal(company.store.findAccount(before.account!), undefined);
      assert.equal(/\p{Script=Han}/u.test(name), /\p{Script=Han}/u.test(before.name!));
    }
  });

  it('moves people with department, manager and group of the unit', () => {
    const company = makeCompany();
    for (const { account, unit, before } of changeStaff(company, 'move', 30, randomOf(7))) {
      const entry = company.store.findAccount(account)!;
      assert.notEqual(unit, before.unit);
      assert.deepEqual([textOf(entry.parent!, 'name'), textOf(entry, 'department')], [unit, unit]);
      const groups = valuesOf(entry, 'memberof').map(String);
      const own = textOf(entry.parent!, 'description');
      assert.ok(groups.includes(`CN=g-${own},${company.groupsDn}`));
      assert.notEqual(textOf(entry, 'manager'), dnOf(entry));
    }
  });

  it('disables whoever is not yet', () => {
    const company = makeCompany();
    const isDisabled = (account: string) =>
      (numberOf(company.store.findAccount(account)!, 'useraccountcontrol') & 2) !== 0;
    const before = staffOf(company).filter((entry) => isDisabled(textOf(entry, 'samaccountname')!)).length;
    for (const { account } of changeStaff(company, 'disable', 10, randomOf(8)))
      assert.ok(isDisabled(account));
    const after = staffOf(company).filter((entry) => isDisabled(textOf(entry, 'samaccountname')!)).length;
    assert.equal(after, before + 10);
  });

  it('keeps heads when all others leave, and stops at a thousand people', () => {
    const company = makeCompany();
    const left = changeStaff(company, 'leave', 500, randomOf(9));
    const rest = staffOf(company);
    assert.equal(rest.length, 300 - left.length);
    assert.ok(rest.length > 0);
    assert.ok(
      rest.every((entry) => !left.some(({ account }) => account === textOf(entry, 'samaccountname'))),
    );
    changeStaff(company, 'join', 5000, randomOf(10));
    assert.equal(staffOf(company).length, 1000);
    assert.deepEqual(changeStaff(company, 'join', 1, randomOf(11)), []);
  });
});
