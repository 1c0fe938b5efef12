import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Contribution } from './fold.ts';

export interface NamedContribution extends Contribution {
  sourceName: string;
}

/** What the live links of one entity contribute; a link whose record is gone contributes nothing. */
export async function loadContributions(sql: Sql, entityId: string): Promise<NamedContribution[]> {
  const { rows } = await sql.query<NamedContribution>(
    `SELECT l.source_id AS "sourceId", s.name AS "sourceName", s.priority, l.values
       FROM link l JOIN source s ON s.id = l.source_id WHERE l.entity_id = $1 AND l.gone_since IS NULL`,
    [entityId],
  );
  return rows;
}

/** Throws `entity_synchronized` for an entity that a source keeps: deleted by hand, the next sync would bring it back. */
export async function refuseSynchronized(sql: Sql, what: string, id: string, name: string): Promise<void> {
  const [link] = await loadContributions(sql, id);
  if (link) throw new MusterError('entity_synchronized', { what, name, source: link.sourceName });
}
