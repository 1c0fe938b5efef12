/** The company of a simulated Active Directory as the personnel department knows it, so that vendors have the same people. */
import type { Company } from '../directory/company.ts';
import { dnOf, type Entry, hasClass, textOf } from '../directory/entry.ts';
import { FILLED } from '../directory/person.ts';
import type { CompanyDepartment, CompanyPeople, CompanyPerson } from './company.ts';

/** Whoever is switched off there is frozen here; an account that has merely run out is not. */
export function peopleOfDirectory({ store, companyDn, people }: Company): CompanyPeople {
  const departments = new Map<string, CompanyDepartment>();
  const siblings = new Map<string, number>();
  for (const entry of store.entries(store.get(companyDn))) {
    // Units that people work in are described; the one that holds the groups is not.
    if (!hasClass(entry, 'organizationalUnit') || textOf(entry, 'description') === undefined) continue;
    const above = dnOf(entry.parent!);
    const order = (siblings.get(above) ?? 0) + 1;
    siblings.set(above, order);
    departments.set(dnOf(entry), {
      index: departments.size,
      name: entry.rdnValue,
      parent: departments.get(above)?.index,
      order,
    });
  }
  const indexes = new Map(people.map(({ dn }, index) => [dn, index]));
  const led = new Set<number>();
  return {
    departments: [...departments.values()],
    people: people.map(({ dn, state }, index): CompanyPerson => {
      const entry = store.get(dn);
      const department = departments.get(dnOf(entry.parent!))!.index;
      // Every unit got its head first.
      const leads = led.has(department) ? [] : [department];
      led.add(department);
      const manager = textOf(entry, 'manager');
      return {
        index,
        ...named(entry),
        departments: [department],
        leads,
        manager: manager === undefined ? undefined : indexes.get(manager),
        standing: state === 'disabled' ? 'frozen' : 'active',
        joined: FILLED,
      };
    }),
  };
}

function named(entry: Entry) {
  const text = (attribute: string) => textOf(entry, attribute) ?? '';
  return {
    name: text('displayname'),
    surname: text('sn'),
    given: text('givenname'),
    account: text('samaccountname'),
    mail: text('mail'),
    mobile: text('mobile').replace(/^\+86|\D/g, ''),
    staffNumber: text('employeeid'),
    title: text('title'),
  };
}
