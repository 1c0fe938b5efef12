/** Memberships after a partial reading: only of the groups that what was read can have moved, as links stand now. */
import type { Sql } from '../db/db.ts';
import type { MembersChange } from './change.ts';

/** A record that a partial run read, or found gone. */
export interface ReadKey {
  kind: string;
  key: string;
  gone: boolean;
}

const live = (l: string) => `${l}.source_id = $1 AND ${l}.gone_since IS NULL`;

/**
 * Groups of the source whose members may depend on these records: the groups among them, those that name one of them,
 * those that one of them names or was in, and every group around any of these. Before and after a run they differ.
 */
export async function groupsAround(
  sql: Sql,
  sourceId: string,
  read: readonly Pick<ReadKey, 'kind' | 'key'>[],
): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `WITH RECURSIVE named AS MATERIALIZED (
        SELECT l.kind, l.entity_id, l.locator, l.refs FROM link l
          JOIN unnest($2::text[], $3::text[]) k (kind, key) ON k.kind = l.kind AND k.key = l.key WHERE l.source_id = $1),
      groups AS MATERIALIZED (SELECT entity_id, locator, alias, refs FROM link WHERE ${live('link')} AND kind = 'group'),
      around (id) AS (
        SELECT * FROM (
          SELECT entity_id FROM named WHERE kind = 'group'
          UNION SELECT entity_id FROM groups WHERE refs && ARRAY(SELECT locator FROM named)
          UNION SELECT entity_id FROM groups WHERE alias = ANY(ARRAY(SELECT unnest(refs) FROM named WHERE kind = 'user'))
          UNION SELECT m.group_id FROM group_member m JOIN named u ON u.kind = 'user' AND u.entity_id = m.account_id
           WHERE m.source_id = $1) first
        UNION
        SELECT o.entity_id FROM around a JOIN groups i ON i.entity_id = a.id JOIN groups o ON i.locator = ANY(o.refs))
     SELECT id FROM around`,
    [sourceId, read.map(({ kind }) => kind), read.map(({ key }) => key)],
  );
  return rows.map(({ id }) => id);
}

/** What these groups gain and lose. */
export async function planMembersOf(
  sql: Sql,
  sourceId: string,
  groupIds: readonly string[],
): Promise<MembersChange[]> {
  if (groupIds.length === 0) return [];
  const { rows } = await sql.query<{ group_id: string; name: string; add: string[]; remove: string[] }>(
    `WITH RECURSIVE reach (outer_id, inner_id) AS (
        SELECT id, id FROM directory_group WHERE id = ANY($2)
        UNION
        SELECT r.outer_id, i.entity_id
          FROM reach r JOIN link g ON g.entity_id = r.inner_id AND ${live('g')} AND g.kind = 'group',
               unnest(g.refs) ref JOIN link i ON i.locator = ref AND ${live('i')} AND i.kind = 'group'),
      inside AS MATERIALIZED (
        SELECT g.entity_id, g.alias, g.refs FROM link g
         WHERE ${live('g')} AND g.kind = 'group' AND g.entity_id IN (SELECT inner_id FROM reach)),
      direct (group_id, account_id) AS (
        SELECT g.entity_id, u.entity_id FROM inside g, unnest(g.refs) ref
          JOIN link u ON u.locator = ref AND ${live('u')} AND u.kind = 'user'
        UNION ALL
        SELECT g.entity_id, u.entity_id FROM inside g
          JOIN link u ON g.alias = ANY(u.refs) AND ${live('u')} AND u.kind = 'user'),
      wanted AS MATERIALIZED (
        SELECT DISTINCT r.outer_id AS group_id, d.account_id FROM reach r JOIN direct d ON d.group_id = r.inner_id),
      had AS MATERIALIZED (SELECT group_id, account_id, source_id FROM group_member WHERE group_id = ANY($2)),
      moves AS (
        SELECT *, true AS enters FROM (SELECT group_id, account_id FROM wanted EXCEPT SELECT group_id, account_id FROM had) e
        UNION ALL
        SELECT *, false FROM (SELECT group_id, account_id FROM had WHERE source_id = $1 EXCEPT SELECT group_id, account_id FROM wanted) l)
     SELECT m.group_id, min(g.name) AS name, coalesce(array_agg(m.account_id) FILTER (WHERE enters), '{}') AS add,
            coalesce(array_agg(m.account_id) FILTER (WHERE NOT enters), '{}') AS remove
       FROM moves m JOIN directory_group g ON g.id = m.group_id GROUP BY m.group_id ORDER BY m.group_id`,
    [sourceId, groupIds],
  );
  return rows.map(({ group_id, name, add, remove }) => ({ groupId: group_id, label: name, add, remove }));
}
