/**
 * Group memberships of a source, set-based. Direct members are the locators a group's record names, and the alias a
 * user's record names (AD's primary group); groups in groups are expanded, cycles end by themselves. Memberships
 * given by hand (source_id NULL) are never touched.
 */
import type { Sql } from '../db/db.ts';
import type { Scope } from './cases.ts';
import type { MembersChange } from './change.ts';
import { stageTable } from './stage.ts';

/** Links as they stand, or (for a plan not applied yet) as they will stand. */
const APPLIED = `SELECT kind, entity_id, locator, alias, refs FROM link WHERE source_id = $1 AND gone_since IS NULL`;
const planned = (runId: string) => `SELECT l.kind, l.entity_id, l.locator, l.alias, l.refs
    FROM link l JOIN ${stageTable(runId)} s ON s.kind = l.kind AND s.key = l.key
   WHERE l.source_id = $1 AND s.attributes IS NULL
  UNION ALL
  SELECT s.kind, p.entity_id, s.locator, s.alias, s.refs
    FROM ${stageTable(runId)} s JOIN plan_change p ON p.run_id = '${runId}' AND p.kind = s.kind AND p.key = s.key`;

/** What each group gains and loses, at most `limit` members a line so that a huge group stays a stream. */
export async function planMembers(sql: Sql, scope: Scope, fromPlan: boolean): Promise<MembersChange[]> {
  const { rows } = await sql.query<{
    group_id: string;
    name: string | null;
    add: string[] | null;
    remove: string[] | null;
  }>(
    `WITH RECURSIVE links AS MATERIALIZED (${fromPlan ? planned(scope.runId) : APPLIED}),
      nested (outer_id, inner_id) AS (
        SELECT g.entity_id, i.entity_id FROM links g, unnest(g.refs) ref JOIN links i ON i.locator = ref AND i.kind = 'group'
         WHERE g.kind = 'group'),
      reach (outer_id, inner_id) AS (
        SELECT entity_id, entity_id FROM links WHERE kind = 'group'
        UNION
        SELECT r.outer_id, n.inner_id FROM reach r JOIN nested n ON n.outer_id = r.inner_id),
      direct (group_id, account_id) AS (
        SELECT g.entity_id, u.entity_id FROM links g, unnest(g.refs) ref JOIN links u ON u.locator = ref AND u.kind = 'user'
         WHERE g.kind = 'group'
        UNION ALL
        SELECT g.entity_id, u.entity_id FROM links u, unnest(u.refs) ref JOIN links g ON g.alias = ref AND g.kind = 'group'
         WHERE u.kind = 'user'),
      wanted AS (SELECT DISTINCT r.outer_id AS group_id, d.account_id FROM reach r JOIN direct d ON d.group_id = r.inner_id),
      had AS (SELECT m.group_id, m.account_id, m.source_id FROM group_member m JOIN directory_group g ON g.id = m.group_id
               WHERE g.instance_id = $2),
      -- EXCEPT hashes or sorts: an anti join becomes a nested loop while the tables have no statistics yet.
      moves AS (
        SELECT *, true AS enters FROM (SELECT group_id, account_id FROM wanted EXCEPT SELECT group_id, account_id FROM had) e
        UNION ALL
        SELECT *, false FROM (SELECT group_id, account_id FROM had WHERE source_id = $1 EXCEPT SELECT group_id, account_id FROM wanted) l)
     SELECT m.group_id, min(g.name) AS name, array_agg(m.account_id) FILTER (WHERE enters) AS add,
            array_agg(m.account_id) FILTER (WHERE NOT enters) AS remove
       FROM moves m LEFT JOIN directory_group g ON g.id = m.group_id GROUP BY m.group_id ORDER BY m.group_id`,
    [scope.sourceId, scope.instanceId],
  );
  return rows.map(({ group_id, name, add, remove }) => ({
    groupId: group_id,
    label: name ?? group_id,
    add: add ?? [],
    remove: remove ?? [],
  }));
}

/** Writes memberships and their change-log rows; accounts and groups that have gone meanwhile are passed over. */
export async function applyMembers(
  sql: Sql,
  context: { instanceId: string; sourceId: string; runId: string; actor: string },
  change: MembersChange,
): Promise<{ added: number; removed: number }> {
  const { rows } = await sql.query<{ op: string; account_id: string }>(
    `WITH entering AS (
        INSERT INTO group_member (group_id, account_id, source_id)
        SELECT g.id, a.id, $2 FROM directory_group g, account a WHERE g.id = $1 AND a.id = ANY($3)
        ON CONFLICT DO NOTHING RETURNING account_id),
      leaving AS (
        DELETE FROM group_member WHERE group_id = $1 AND source_id = $2 AND account_id = ANY($4) RETURNING account_id)
     SELECT 'add' AS op, account_id FROM entering UNION ALL SELECT 'remove', account_id FROM leaving`,
    [change.groupId, context.sourceId, change.add, change.remove],
  );
  const ids = (op: string) => rows.filter((row) => row.op === op).map(({ account_id }) => account_id);
  await sql.query(
    `INSERT INTO change_log (instance_id, actor, run_id, entity, entity_id, op, before, after)
     SELECT $1, $2, $3, 'membership', a, op, CASE op WHEN 'remove' THEN g END, CASE op WHEN 'add' THEN g END
       FROM unnest($4::text[], $5::text[]) u (a, op), json_build_object('groupId', $6::text) g`,
    [
      context.instanceId,
      context.actor,
      context.runId,
      rows.map(({ account_id }) => account_id),
      rows.map(({ op }) => op),
      change.groupId,
    ],
  );
  return { added: ids('add').length, removed: ids('remove').length };
}
