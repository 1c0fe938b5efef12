import type { RecordKind } from '../sources/source.ts';
import type { Values } from './draft.ts';
import type { Entity } from './reconcile.ts';

/** How each kind of record is stored: the table, its name in the change log, and the column of each field. */
export interface EntityTable {
  table: 'account' | 'org_unit' | 'directory_group';
  entity: 'account' | 'org' | 'group';
  /** field -> [column, SQL type] */
  columns: Record<string, [column: string, type: string]>;
}

export const ENTITY: Record<RecordKind, EntityTable> = {
  user: {
    table: 'account',
    entity: 'account',
    columns: {
      username: ['username', 'text'],
      displayName: ['display_name', 'text'],
      email: ['email', 'text'],
      phoneRegion: ['phone_region', 'text'],
      phoneNumber: ['phone_number', 'text'],
      externalId: ['external_id', 'text'],
      enabled: ['enabled', 'boolean'],
      expiresAt: ['expires_at', 'timestamptz'],
      description: ['description', 'text'],
      preferredLanguage: ['preferred_language', 'text'],
      primaryOrgId: ['primary_org_id', 'text'],
    },
  },
  org: {
    table: 'org_unit',
    entity: 'org',
    columns: {
      name: ['name', 'text'],
      description: ['description', 'text'],
      externalId: ['external_id', 'text'],
      parentId: ['parent_id', 'text'],
    },
  },
  group: {
    table: 'directory_group',
    entity: 'group',
    columns: {
      name: ['name', 'text'],
      description: ['description', 'text'],
      externalId: ['external_id', 'text'],
    },
  },
};

/** A row of an entity table as reconcile sees it; custom fields as `custom.<id>`. */
export function entityOf(kind: RecordKind, row: Record<string, unknown>): Entity {
  const fields: Values = {};
  for (const [field, [column]] of Object.entries(ENTITY[kind].columns)) {
    const value = row[column];
    fields[field] = value instanceof Date ? value.toISOString() : ((value ?? null) as Values[string]);
  }
  for (const [id, value] of Object.entries((row.custom as Values | undefined) ?? {}))
    fields[`custom.${id}`] = value;
  return {
    id: row.id as string,
    version: Number(row.version),
    fields,
    overrides: (row.overrides ?? {}) as Values,
  };
}
