import type { DirectoryDialect } from '../../ldap/directory-plan.ts';
import { openDirectory } from '../../ldap/directory-source.ts';
import { normalizeDn } from '../../ldap/dn.ts';
import { openPasswordLogon, protectionOf } from '../../ldap/password-logon.ts';
import type { DirectoryConfig } from '../../ldap/settings.ts';
import type { SourceKind } from '../source.ts';
import { adConfig } from './config.ts';
import { convert, groupAlias, primaryGroup, readGuid, writeGuid } from './convert.ts';

const dialect: DirectoryDialect = {
  keyAttribute: 'objectGUID',
  readKey: readGuid,
  writeKey: writeGuid,
  passwords: 'unicodePwd',
  attributes: {
    org: ['objectGUID', 'ou', 'name', 'description'],
    user: (
      'objectGUID objectSid sAMAccountName userPrincipalName cn displayName givenName sn mail mobile telephoneNumber ' +
      'title department company employeeID employeeNumber employeeType manager description physicalDeliveryOfficeName ' +
      'streetAddress l st postalCode c userAccountControl accountExpires primaryGroupID'
    ).split(' '),
    group: 'objectGUID objectSid cn sAMAccountName displayName description mail groupType'.split(' '),
  },
  names: {
    org: ['ou', 'description'],
    user: 'sAMAccountName userPrincipalName displayName cn sn givenName mail employeeID'.split(' '),
    group: ['cn', 'sAMAccountName', 'displayName'],
  },
  // The domain's own machinery (System, Program Data, …) is hidden in the consoles of Windows too.
  containers: '(&(|(objectClass=organizationalUnit)(objectClass=container))(!(showInAdvancedViewOnly=TRUE)))',
  // Computers are of class user too; Administrator, Guest and krbtgt belong to the domain, not to the company.
  filters: { user: '(&(objectCategory=person)(!(isCriticalSystemObject=TRUE)))' },
  convert,
  alias: groupAlias,
  groupsOf: primaryGroup,
  memberRef: (value) => normalizeDn(value) ?? value,
};

/** Microsoft Active Directory and what speaks like it (Samba AD). */
export const ad: SourceKind<DirectoryConfig> = {
  kind: 'ad',
  title: { en: 'Active Directory', zh: 'Active Directory' },
  config: adConfig,
  secretsGoTo: ['addresses', 'tls', 'fingerprints', 'ca'],
  defaultMappings: {
    user: [
      { target: 'username', type: 'field', value: 'sAMAccountName', match: true },
      { target: 'displayName', type: 'expression', value: 'Coalesce(idpUser.displayName, idpUser.cn)' },
      { target: 'email', type: 'field', value: 'mail' },
      { target: 'phoneNumber', type: 'field', value: 'mobile' },
      { target: 'enabled', type: 'field', value: 'enabled' },
      { target: 'expiresAt', type: 'field', value: 'accountExpireTime' },
    ],
    org: [{ target: 'name', type: 'field', value: 'ou' }],
    group: [
      { target: 'name', type: 'field', value: 'cn' },
      { target: 'description', type: 'field', value: 'description' },
    ],
  },
  open: (config, io) => openDirectory(dialect, config, io),
  logon: {
    by: 'password',
    protection: protectionOf,
    open: (config) => openPasswordLogon(dialect, config),
  },
};
