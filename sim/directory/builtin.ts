import { AccountControl, Rid } from './schema.ts';
import type { DirectoryStore } from './store.ts';

/** What every domain has from its first day, and what a reader of people must not take for people. */
export function addBuiltIn(store: DirectoryStore): void {
  const parent = store.addContainer(store.baseDn, 'Users');
  store.addContainer(store.baseDn, 'Computers');
  const user = (name: string, rid: number, control: number) =>
    store.addUser({
      parent,
      name,
      account: name,
      rid,
      attributes: { userAccountControl: String(control), isCriticalSystemObject: 'TRUE' },
    });
  const administrator = user('Administrator', Rid.administrator, AccountControl.normal);
  user('Guest', Rid.guest, AccountControl.normal | AccountControl.disabled);
  user('krbtgt', Rid.krbtgt, AccountControl.normal | AccountControl.disabled);
  // Without members: whose primary group it is names it (primaryGroupID) and is not listed.
  store.addGroup({ parent, name: 'Domain Users', rid: Rid.domainUsers });
  store.addGroup({ parent, name: 'Domain Admins', rid: Rid.domainAdmins, members: [administrator] });
}
