/**
 * The organizations that people are in besides their primary one, as a source tells them, set-based. Those given by hand
 * (source_id NULL) are never touched; locators that no organization of the source has lead nowhere.
 */
import type { Db, Sql } from '../db/db.ts';
import { appendChanges } from '../directory/change-log.ts';
import type { ApplyContext } from './apply.ts';

interface FurtherChange {
  account_id: string;
  add: string[] | null;
  remove: string[] | null;
}

const BATCH = 2000;

/** Compares all further organizations of a source with its links and writes what differs, with the change log. */
export async function applyFurther(db: Db, context: ApplyContext, signal: AbortSignal): Promise<void> {
  const changes = await planFurther(db, context.sourceId);
  for (let i = 0; i < changes.length; i += BATCH) {
    signal.throwIfAborted();
    const batch = changes.slice(i, i + BATCH);
    await db.tx((sql) => write(sql, context, batch));
  }
}

async function planFurther(sql: Sql, sourceId: string): Promise<FurtherChange[]> {
  const { rows } = await sql.query<FurtherChange>(
    `WITH wanted AS MATERIALIZED (
        SELECT DISTINCT u.entity_id AS account_id, o.entity_id AS org_id
          FROM link u CROSS JOIN LATERAL unnest(u.further) ref
          JOIN link o ON o.locator = ref AND o.source_id = $1 AND o.kind = 'org' AND o.gone_since IS NULL
          JOIN account a ON a.id = u.entity_id
         WHERE u.source_id = $1 AND u.kind = 'user' AND u.gone_since IS NULL AND u.further <> '{}'
           AND o.entity_id <> a.primary_org_id),
      moves AS (
        SELECT *, true AS enters FROM (SELECT account_id, org_id FROM wanted
          EXCEPT SELECT account_id, org_id FROM account_further_org) e
        UNION ALL
        SELECT *, false FROM (SELECT account_id, org_id FROM account_further_org WHERE source_id = $1
          EXCEPT SELECT account_id, org_id FROM wanted) l)
     SELECT account_id, array_agg(org_id) FILTER (WHERE enters) AS add, array_agg(org_id) FILTER (WHERE NOT enters) AS remove
       FROM moves GROUP BY account_id ORDER BY account_id`,
    [sourceId],
  );
  return rows;
}

async function write(sql: Sql, context: ApplyContext, batch: FurtherChange[]): Promise<void> {
  const ids = batch.map(({ account_id }) => account_id);
  await sql.query(`SELECT FROM account WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [ids]);
  const before = await furtherOf(sql, ids);
  const pairs = (of: 'add' | 'remove') => {
    const list = batch.flatMap((change) =>
      (change[of] ?? []).map((org) => [change.account_id, org] as const),
    );
    return [list.map(([account]) => account), list.map(([, org]) => org)];
  };
  await sql.query(
    `DELETE FROM account_further_org f USING unnest($2::text[], $3::text[]) t (account_id, org_id)
      WHERE f.account_id = t.account_id AND f.org_id = t.org_id AND f.source_id = $1`,
    [context.sourceId, ...pairs('remove')],
  );
  // Who or what has gone meanwhile is passed over.
  await sql.query(
    `INSERT INTO account_further_org (account_id, org_id, source_id)
     SELECT a.id, o.id, $1 FROM unnest($2::text[], $3::text[]) t (account_id, org_id)
       JOIN account a ON a.id = t.account_id JOIN org_unit o ON o.id = t.org_id ON CONFLICT DO NOTHING`,
    [context.sourceId, ...pairs('add')],
  );
  const after = await furtherOf(sql, ids);
  const moved = ids.filter((id) => after.has(id) && after.get(id)!.join() !== before.get(id)!.join());
  const actor = { name: context.actor, runId: context.runId };
  await appendChanges(
    sql,
    actor,
    context.instanceId,
    moved.map((id) => ({
      entity: 'account',
      entityId: id,
      op: 'update',
      before: { orgIds: before.get(id) },
      after: { orgIds: after.get(id) },
    })),
  );
}

async function furtherOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql.query<{ id: string; orgs: string[] }>(
    `SELECT a.id, ARRAY(SELECT f.org_id FROM account_further_org f WHERE f.account_id = a.id ORDER BY f.org_id) AS orgs
       FROM account a WHERE a.id = ANY($1)`,
    [ids],
  );
  return new Map(rows.map(({ id, orgs }) => [id, orgs]));
}
