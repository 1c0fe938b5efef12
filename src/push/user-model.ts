/** The account as mappings see it (`user.<field>`), each field with the SQL that reads it from `account a`. */
const ACTIVE = `(a.enabled AND (a.expires_at IS NULL OR a.expires_at > now()))`;

const GROUPS = `(SELECT coalesce(json_agg(json_build_object('groupId', g.id, 'groupName', g.name, 'groupExternalId', g.external_id) ORDER BY g.id), '[]')
  FROM group_member m JOIN directory_group g ON g.id = m.group_id WHERE m.account_id = a.id)`;

/** Names of ours, and IDaaS's where it has another for the same (idaas: accounts, field ids). */
const FIELDS: Readonly<Record<string, string>> = {
  id: 'a.id',
  userId: 'a.id',
  username: 'a.username',
  displayName: 'a.display_name',
  email: 'a.email',
  emailVerified: 'a.email_verified',
  phoneRegion: 'a.phone_region',
  phoneNumber: 'a.phone_number',
  phoneVerified: 'a.phone_verified',
  phoneNumberVerified: 'a.phone_verified',
  externalId: 'a.external_id',
  userExternalId: 'a.external_id',
  sourceType: 'a.source_type',
  userSourceType: 'a.source_type',
  sourceId: 'a.source_id',
  userSourceId: 'a.source_id',
  enabled: 'a.enabled',
  active: ACTIVE,
  status: `CASE WHEN a.enabled THEN 'enabled' ELSE 'disabled' END`,
  description: 'a.description',
  preferredLanguage: 'a.preferred_language',
  primaryOrgId: 'a.primary_org_id',
  primaryOrganizationalUnitId: 'a.primary_org_id',
  custom: 'a.custom',
  dict: 'a.custom',
  groups: GROUPS,
};

/** What a mapping of a target may read of `user`; custom fields stand beside them by their ids. */
export const USER_FIELDS: readonly string[] = Object.keys(FIELDS);

export interface UserModel {
  /** Columns to select from `account a`. */
  columns: string;
  /** A change of the account's groups can change its payload, though not its version. */
  readsGroups: boolean;
  /** The attributes of `user` in a row with these columns. */
  attributes(row: Record<string, unknown>): Record<string, unknown>;
}

/** Reads only what the mappings use; a name that is no field of the directory is a custom one. */
export function userModel(uses: readonly string[]): UserModel {
  const whole = uses.includes('*');
  const names = whole ? Object.keys(FIELDS) : uses.filter((name) => Object.hasOwn(FIELDS, name));
  const custom = whole || uses.some((name) => !Object.hasOwn(FIELDS, name));
  const columns = names.map((name) => `${FIELDS[name]} AS "u_${name}"`);
  if (custom) columns.push('a.custom AS u__all');
  return {
    columns: columns.join(', ') || 'NULL AS u_none',
    readsGroups: names.includes('groups'),
    attributes(row) {
      const attributes: Record<string, unknown> = custom ? { ...(row.u__all as object) } : {};
      for (const name of names) attributes[name] = row[`u_${name}`];
      return attributes;
    },
  };
}

/** True for accounts that count as disabled: switched off or expired. */
export const DISABLED = `NOT ${ACTIVE}`;
