import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeCompany } from './company.ts';
import { dnOf, type Entry, hasClass, textOf, valuesOf } from './entry.ts';
import type { DirectoryStore } from './store.ts';

describe('makeCompany', () => {
  const company = makeCompany();
  const { store } = company;
  const entries = [...store.entries(store.get(company.companyDn))];
  const people = entries.filter((entry) => hasClass(entry, 'user'));

  it('gives the same company for the same seed, and another one for another', () => {
    assert.equal(fingerprint(makeCompany().store), fingerprint(store));
    assert.notEqual(fingerprint(makeCompany({ seed: 2 }).store), fingerprint(store));
  });

  it('has as many people as asked for, some disabled and some expired', () => {
    assert.equal(people.length, 300);
    const disabled = people.filter((entry) => textOf(entry, 'useraccountcontrol') === '514').length;
    assert.ok(disabled >= 6 && disabled <= 24, `${disabled} disabled`);
    assert.equal(disabled, company.people.filter((person) => person.state === 'disabled').length);
    assert.ok(company.people.some((person) => person.state === 'expired'));
  });

  it('fills every attribute and keeps the unique ones unique', () => {
    const unique = ['sAMAccountName', 'userPrincipalName', 'mail', 'employeeID', 'objectSid', 'objectGUID'];
    const shared = ['displayName', 'givenName', 'sn', 'mobile', 'telephoneNumber', 'department', 'title'];
    for (const name of [...unique, ...shared]) {
      for (const entry of people) assert.equal(valuesOf(entry, name.toLowerCase()).length, 1, name);
    }
    for (const name of unique) {
      const values = people.map((entry) =>
        Buffer.from(valuesOf(entry, name.toLowerCase())[0]!).toString('hex'),
      );
      assert.equal(new Set(values).size, people.length, name);
    }
    for (const entry of people) assert.match(textOf(entry, 'samaccountname')!, /^[a-z][a-z.-]*[a-z]\d*$/);
  });

  it('gives everyone but the first a manager, without circles', () => {
    const without = people.filter((entry) => !entry.links.get('manager'));
    assert.equal(without.length, 1);
    for (const entry of people) {
      const seen = new Set<Entry>();
      for (let at: Entry | undefined = entry; at; at = [...(at.links.get('manager') ?? [])][0]) {
        assert.ok(!seen.has(at), dnOf(entry));
        seen.add(at);
      }
    }
  });

  it('nests units four deep and groups in groups, names in two scripts and with commas', () => {
    const units = entries.filter((entry) => hasClass(entry, 'organizationalUnit')).map(dnOf);
    assert.ok(units.includes('OU=基础架构组,OU=平台研发部,OU=研发中心,OU=Company,DC=corp,DC=example'));
    assert.ok(units.includes('OU=London\\, UK,OU=EMEA,OU=International,OU=Company,DC=corp,DC=example'));
    const rd = store.get(`CN=g-rd,${company.groupsDn}`);
    assert.ok(rd.links.get('member')?.has(store.get(`CN=g-rd-platform,${company.groupsDn}`)));
    assert.ok(people.some((entry) => dnOf(entry).startsWith('CN=') && /^CN=[^=]*\\,/.test(dnOf(entry))));
  });

  it('keeps the service account outside the company', () => {
    assert.equal(company.service.dn, 'CN=svc-muster,OU=Service Accounts,DC=corp,DC=example');
    assert.ok(store.find(company.service.dn));
  });

  it('has a group beyond the range limit when it is large', () => {
    const large = makeCompany({ people: 2000 });
    const everyone = large.store.get(`CN=g-all-staff,${large.groupsDn}`);
    assert.equal(everyone.links.get('member')?.size, 2000);
  });
});

function fingerprint(store: DirectoryStore): string {
  const facts = [...store.entries()].map((entry) =>
    [dnOf(entry), entry.guid.toString('hex'), ...valuesOf(entry, 'member'), textOf(entry, 'mobile')].join(),
  );
  return facts.join('\n');
}
