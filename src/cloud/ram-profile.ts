import { MusterError } from '../errors/error.ts';
import type { Operator } from '../scim/filter.ts';
import type { FilterColumn } from '../scim/filter-sql.ts';
import type { AttributePath } from '../scim/path.ts';
import { attribute, foldCase, type Resource, resourceType, type Schema } from '../scim/schema.ts';
import { readUserName, userNameKey } from './user-name.ts';
import { RAM_USER_URN } from './user-row.ts';

/**
 * RAM takes four attributes: id, externalId, userName, displayName (“Provision users to Alibaba Cloud RAM using SCIM”).
 * How RAM treats others is not documented; here they are passed over, `active` too: a RAM user cannot be disabled.
 * displayName: IMS CreateUser allows 24 characters, the older RAM API 128; which holds for SCIM is not documented.
 * Here it is the longer one, since a refused person costs more than a long name.
 */
const RAM_USER_SCHEMA: Schema = {
  id: RAM_USER_URN,
  name: 'User',
  description: 'RAM user',
  attributes: [
    attribute('userName', 'string', 'User name, the part of the logon name before the @.', {
      required: true,
      uniqueness: 'server',
      // Room for a domain suffix, which is dropped; the name itself has at most 64.
      maxLength: 320,
    }),
    attribute('displayName', 'string', 'Name for display.', { maxLength: 128 }),
  ],
};

export const RAM_USER = resourceType({
  name: 'User',
  endpoint: '/Users',
  description: 'RAM user',
  schema: RAM_USER_SCHEMA,
  legacyUrns: ['urn:scim:schemas:core:2.0:User', 'urn:scim:schemas:core:2.0', 'urn:scim:schemas:core:1.0'],
  unknownPath: 'ignore',
});

/** What a client writes of a RAM user. */
export interface RamUserFields {
  readonly userName: string;
  readonly displayName: string;
  readonly externalId: string | null;
}

/**
 * The RAM user in a checked resource. Only userName is required here (RAM's samples send all four and do not say);
 * a missing displayName becomes the user name, since RAM users always have one.
 */
export function ramUserFields(resource: Resource): RamUserFields {
  const userName = readUserName(resource.userName as string);
  const { displayName, externalId } = resource as { displayName?: string; externalId?: string };
  if (externalId === '') throw new MusterError('scim_value_required', { field: 'externalId' });
  return { userName, displayName: displayName || userName, externalId: externalId ?? null };
}

/**
 * Columns a filter may use. RAM documents id, userName and externalId with `eq` and `and`; the other operators and the
 * two dates are a superset.
 */
export function filterColumn(path: AttributePath): FilterColumn | undefined {
  const [first, second] = path;
  switch (first.key) {
    case 'id':
      return { sql: 'u.id' };
    case 'externalid':
      return { sql: 'u.external_id' };
    case 'username':
      return { sql: 'u.user_name_key', fold: foldUserName };
    case 'meta':
      if (second?.key === 'created') return { sql: `date_trunc('second', u.created_at)` };
      return second?.key === 'lastmodified' ? { sql: `date_trunc('second', u.updated_at)` } : undefined;
    default:
      return undefined;
  }
}

/** A whole name may carry a domain; a part of one is taken as it is, or `co "@"` would match everybody. */
function foldUserName(text: string, operator: Operator): string {
  return operator === 'eq' || operator === 'ne' ? userNameKey(text) : foldCase(text);
}
