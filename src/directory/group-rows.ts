import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Group } from '../model/group.ts';
import type { Fields } from './fold.ts';
import { lookupText } from './input.ts';

/** A group as the database has it. */
export interface GroupRow {
  id: string;
  instance_id: string;
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

/** By id or by name in any case; throws `not_found`. */
export async function groupRow(
  sql: Sql,
  instanceId: string,
  idOrName: string,
  lock: '' | 'FOR KEY SHARE' | 'FOR NO KEY UPDATE' | 'FOR UPDATE' = '',
): Promise<GroupRow> {
  const { rows } = await sql.query<GroupRow>(
    `SELECT * FROM directory_group WHERE instance_id = $1 AND (id = $2 OR lower(name) = lower($2))
      ORDER BY id = $2 DESC LIMIT 1 ${lock}`,
    [lookupText(instanceId), lookupText(idOrName)],
  );
  if (!rows[0]) throw new MusterError('not_found', { what: 'group', id: lookupText(idOrName).slice(0, 80) });
  return rows[0];
}

export function groupOf(row: GroupRow): Group {
  return {
    id: row.id,
    name: row.name,
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
export function groupFields(row: GroupRow): Fields {
  return { name: row.name, description: row.description, externalId: row.external_id };
}
