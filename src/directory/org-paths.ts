import type { Sql } from '../db/db.ts';
import { lookupText } from './input.ts';

export interface OrgPath {
  id: string;
  /** Names below the root, joined by `/`; the root's own is empty. */
  path: string;
  /** The root's name. */
  root: string;
}

/** Every organization of an instance by its path below the root, parents before children. */
export async function orgPaths(sql: Sql, instanceId: string): Promise<OrgPath[]> {
  const { rows } = await sql.query<OrgPath>(
    `WITH RECURSIVE below AS (
        SELECT o.id, '' AS path, o.name AS root, 0 AS depth FROM org_unit o WHERE o.instance_id = $1 AND o.parent_id IS NULL
        UNION ALL
        SELECT o.id, CASE b.depth WHEN 0 THEN o.name ELSE b.path || '/' || o.name END, b.root, b.depth + 1
          FROM org_unit o JOIN below b ON o.parent_id = b.id)
      CYCLE id SET is_cycle USING trail
     SELECT id, path, root FROM below WHERE NOT is_cycle ORDER BY depth, path, id`,
    [lookupText(instanceId)],
  );
  return rows;
}
