import { directorySettings } from '../../ldap/settings.ts';

/** Settings of a general LDAP directory; the defaults suit OpenLDAP with inetOrgPerson. */
export const ldapConfig = directorySettings({
  userObjectClasses: ['inetOrgPerson'],
  orgObjectClasses: ['organizationalUnit'],
  groupObjectClasses: ['groupOfNames'],
  groupMemberAttribute: 'member',
  logonIdentifiers: ['uid', 'mail'],
});
