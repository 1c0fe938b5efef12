import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { numberOf, textOf, valuesOf } from './entry.ts';
import { DirectoryStore } from './store.ts';

function domain() {
  const store = new DirectoryStore();
  const unit = store.addOrganizationalUnit(store.baseDn, 'Unit');
  const user = store.addUser({ parent: unit, name: 'Smith, John', account: 'jsmith' });
  const group = store.addGroup({ parent: unit, name: 'team', members: [user] });
  return { store, unit, user, group };
}

describe('DirectoryStore', () => {
  it('moves a unit with everything below; GUIDs stay, links follow', () => {
    const { store, unit, user, group } = domain();
    const guid = store.get(user).guid;
    const moved = store.move(unit, {
      parent: store.addOrganizationalUnit(store.baseDn, '新'),
      name: 'Unit 2',
    });
    assert.equal(moved, 'OU=Unit 2,OU=新,DC=corp,DC=example');
    assert.equal(store.find(user), undefined);
    const entry = store.get('cn=smith\\2c john, ou=unit 2, ou=新, dc=corp, dc=example');
    assert.deepEqual(entry.guid, guid);
    assert.equal(store.find(group), undefined);
    const team = store.get(`CN=team,${moved}`);
    assert.deepEqual(valuesOf(team, 'member'), [`CN=Smith\\, John,${moved}`]);
    assert.deepEqual(valuesOf(entry, 'memberof'), [`CN=team,${moved}`]);
  });

  it('refuses to move a unit below itself or onto another', () => {
    const { store, unit } = domain();
    const below = store.addOrganizationalUnit(unit, 'below');
    const other = store.addOrganizationalUnit(store.baseDn, 'other');
    assert.throws(() => store.move(unit, { parent: below }), /below itself/);
    assert.throws(() => store.move(unit, { name: 'OTHER' }), /exists already/);
    assert.ok(store.find(other));
  });

  it('counts a change of members at the group, not at the member', () => {
    const { store, unit, user, group } = domain();
    const second = store.addUser({ parent: unit, name: 'second', account: 'second' });
    const usn = (dn: string) => numberOf(store.get(dn), 'usnchanged');
    const before = { group: usn(group), user: usn(second) };
    store.modify(group, { member: [user, second] });
    assert.ok(usn(group) > before.group);
    assert.equal(usn(second), before.user);
    store.removeMember(group, second);
    assert.deepEqual(valuesOf(store.get(group), 'member'), [user]);
  });

  it('replaces and removes attributes and frees logon names', () => {
    const { store, unit, user } = domain();
    store.modify(user, { mail: 'a@corp.example', sAMAccountName: 'john' });
    assert.equal(textOf(store.get(user), 'mail'), 'a@corp.example');
    store.modify(user, { Mail: null });
    assert.equal(textOf(store.get(user), 'mail'), undefined);
    assert.equal(store.findAccount('jsmith'), undefined);
    assert.throws(() => store.addUser({ parent: unit, name: 'x', account: 'JOHN' }), /belongs to/);
    assert.equal(store.find(`CN=x,${unit}`), undefined);
  });

  it('does not take a name as an attribute', () => {
    const { store, user } = domain();
    assert.throws(() => store.modify(user, { cn: 'Other' }), /move\(\) renames/);
  });

  it('gives a removed and re-created account another GUID', () => {
    const { store, unit, user, group } = domain();
    const { guid } = store.get(user);
    const usn = numberOf(store.get(group), 'usnchanged');
    store.remove(user);
    assert.ok(numberOf(store.get(group), 'usnchanged') > usn);
    assert.deepEqual(valuesOf(store.get(group), 'member'), []);
    assert.equal(store.findByGuid(guid), undefined);
    const again = store.addUser({ parent: unit, name: 'Smith, John', account: 'jsmith' });
    assert.notDeepEqual(store.get(again).guid, guid);
    assert.throws(() => store.remove(unit), /not empty/);
  });
});
