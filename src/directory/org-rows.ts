import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Org } from '../model/org.ts';
import type { Fields } from './fold.ts';
import { lookupText } from './input.ts';

/** An organization as the database has it. */
export interface OrgRow {
  id: string;
  instance_id: string;
  parent_id: string | null;
  name: string;
  description: string | null;
  external_id: string | null;
  source_type: string;
  source_id: string | null;
  overrides: Fields;
  version: number;
  created_at: Date;
  updated_at: Date;
}

/** Throws `not_found`, naming `field` where the id came from one. */
export async function orgRow(
  sql: Sql,
  instanceId: string,
  id: string,
  options: { lock?: 'FOR NO KEY UPDATE' | 'FOR UPDATE' | 'FOR KEY SHARE'; field?: string } = {},
): Promise<OrgRow> {
  const { rows } = await sql.query<OrgRow>(
    `SELECT * FROM org_unit WHERE instance_id = $1 AND id = $2 ${options.lock ?? ''}`,
    [lookupText(instanceId), lookupText(id)],
  );
  if (rows[0]) return rows[0];
  const field = options.field === undefined ? {} : { field: options.field };
  throw new MusterError('not_found', { what: 'organization', id: lookupText(id).slice(0, 80), ...field });
}

export function orgOf(row: OrgRow): Org {
  return {
    id: row.id,
    name: row.name,
    parentId: row.parent_id,
    description: row.description,
    externalId: row.external_id,
    sourceType: row.source_type,
    sourceId: row.source_id,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The fields as fold, overrides and the log see them. */
export function orgFields(row: OrgRow): Fields {
  return {
    name: row.name,
    parentId: row.parent_id,
    description: row.description,
    externalId: row.external_id,
  };
}
