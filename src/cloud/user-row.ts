import type { Resource } from '../scim/schema.ts';

/** A RAM user as queries give it; times in whole seconds since 1970, as RAM shows them. */
export interface UserRow {
  id: string;
  account_id: string;
  external_id: string | null;
  user_name: string;
  display_name: string;
  provision_type: 'Manual' | 'SCIM';
  version: number;
  created: number;
  modified: number;
}

/** Columns of a UserRow, `u` being cloud_user. */
export const USER_COLUMNS = `u.id, u.account_id, u.external_id, u.user_name, u.display_name, u.provision_type, u.version,
  floor(extract(epoch FROM u.created_at))::int8 AS created, floor(extract(epoch FROM u.updated_at))::int8 AS modified`;

export const RAM_USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** The SCIM resource of a RAM user. `base`: public URL of the SCIM root. */
export function toResource(row: UserRow, base: string): Resource {
  return {
    schemas: [RAM_USER_URN],
    id: row.id,
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    userName: row.user_name,
    displayName: row.display_name,
    meta: {
      resourceType: 'User',
      created: isoSeconds(row.created),
      lastModified: isoSeconds(row.modified),
      location: locationOf(row, base),
      version: etagOf(row),
    },
  };
}

export function locationOf(row: UserRow, base: string): string {
  return `${base}/Users/${row.id}`;
}

export function etagOf(row: UserRow): string {
  return `W/"${row.version}"`;
}

/** What the log keeps of a RAM user. */
export function loggedUser(row: UserRow): object {
  return { userName: row.user_name, displayName: row.display_name, externalId: row.external_id };
}

function isoSeconds(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
