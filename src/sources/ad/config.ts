import { directorySettings } from '../../ldap/settings.ts';

/** Settings of an Active Directory: address, account, password and base DN are enough. */
export const adConfig = directorySettings({
  userObjectClasses: ['user'],
  orgObjectClasses: ['organizationalUnit'],
  groupObjectClasses: ['group'],
  groupMemberAttribute: 'member',
  logonIdentifiers: ['userPrincipalName', 'sAMAccountName', 'mail'],
});
