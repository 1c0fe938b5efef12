import type { Sql } from '../db/db.ts';
import type { Scope } from './cases.ts';
import type { Place } from './guard.ts';
import { goneIn } from './stage.ts';

/** Enough to see what it is about. */
const NAMED = 20;

/** The organizations that a held run is about: those that would go themselves, then those that lose most people. */
export async function placesOfRemovals(sql: Sql, scope: Scope): Promise<Place[]> {
  const { join, where } = goneIn(scope);
  const { rows } = await sql.query<Place>(
    `SELECT o.name, count(*) FILTER (WHERE m.kind = 'user')::int AS users, bool_or(m.kind = 'org') AS gone
       FROM (SELECT l.kind, CASE l.kind WHEN 'org' THEN l.entity_id ELSE a.primary_org_id END AS org_id
               FROM link l ${join} LEFT JOIN account a ON l.kind = 'user' AND a.id = l.entity_id
              WHERE l.source_id = $1 AND l.kind IN ('org', 'user') AND l.gone_since IS NULL AND ${where}) m
       JOIN org_unit o ON o.id = m.org_id
      GROUP BY o.id, o.name ORDER BY gone DESC, users DESC, o.name LIMIT $2`,
    [scope.sourceId, NAMED],
  );
  return rows;
}
