import { normalizeDn } from '../../ldap/dn.ts';
import { attributeName, type LdapEntry } from '../../ldap/entry.ts';
import type { DirectoryConfig } from '../../ldap/settings.ts';
import type { RecordKind } from '../source.ts';

const UID = attributeName('uid');

/** entryUUID in lower case (RFC 4530). */
export function readUuid(value: Buffer): string | undefined {
  const text = value.toString('latin1').toLowerCase();
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : undefined;
}

/** What a member value means: a DN, or with `memberUid` (RFC 2307 posixGroup) the uid of a user. */
export function memberRef(value: string, config: DirectoryConfig): string {
  return namesByUid(config) ? `uid:${value.toLowerCase()}` : (normalizeDn(value) ?? value);
}

export function userAlias(kind: RecordKind, entry: LdapEntry, config: DirectoryConfig): string | undefined {
  const uid = kind === 'user' && namesByUid(config) ? entry.firstText(UID) : undefined;
  return uid && `uid:${uid.toLowerCase()}`;
}

function namesByUid({ groupMemberAttribute }: DirectoryConfig): boolean {
  return groupMemberAttribute.toLowerCase() === 'memberuid';
}
