import { decodeAttributes } from '../../ldap/decode.ts';
import type { DirectoryDialect } from '../../ldap/directory-plan.ts';
import { openDirectory } from '../../ldap/directory-source.ts';
import { openPasswordLogon, protectionOf } from '../../ldap/password-logon.ts';
import type { DirectoryConfig } from '../../ldap/settings.ts';
import type { SourceKind } from '../source.ts';
import { ldapConfig } from './config.ts';
import { memberRef, readUuid, userAlias } from './convert.ts';

const dialect: DirectoryDialect = {
  // Operational, so it comes only when asked for by name.
  keyAttribute: 'entryUUID',
  readKey: readUuid,
  writeKey: (key) => key,
  passwords: 'rfc3062',
  attributes: {
    org: ['entryUUID', 'ou', 'description'],
    user: (
      'entryUUID uid cn sn givenName displayName mail mobile telephoneNumber title departmentNumber employeeNumber ' +
      'employeeType o ou l description'
    ).split(' '),
    group: ['entryUUID', 'cn', 'description'],
  },
  names: {
    org: ['ou', 'description'],
    user: 'uid cn sn givenName displayName mail employeeNumber'.split(' '),
    group: ['cn', 'description'],
  },
  containers:
    '(|(objectClass=organizationalUnit)(objectClass=organization)(objectClass=domain)(objectClass=dcObject)(objectClass=locality)(objectClass=country)(objectClass=container)(objectClass=nsContainer))',
  filters: {},
  convert: (_kind, entry, spelling) => decodeAttributes(entry, spelling),
  alias: userAlias,
  memberRef,
};

/** OpenLDAP and other directories with entryUUID (RFC 4530). */
export const ldap: SourceKind<DirectoryConfig> = {
  kind: 'ldap',
  title: { en: 'OpenLDAP', zh: 'OpenLDAP' },
  config: ldapConfig,
  secretsGoTo: ['addresses', 'tls', 'fingerprints', 'ca'],
  defaultMappings: {
    user: [
      { target: 'username', type: 'field', value: 'uid', match: true },
      { target: 'displayName', type: 'expression', value: 'Coalesce(idpUser.displayName, idpUser.cn)' },
      { target: 'email', type: 'field', value: 'mail' },
      { target: 'phoneNumber', type: 'field', value: 'mobile' },
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
