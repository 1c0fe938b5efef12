/** What is done with a complete reading before it is planned: refusals, repeated keys, people whose surroundings moved. */
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { RecordKind } from '../sources/source.ts';
import type { Counters } from './books.ts';
import type { Scope } from './cases.ts';
import type { PlannedBatch, Rejection } from './change.ts';
import type { PlanContext } from './plan.ts';
import { stageTable } from './stage.ts';
import { reject, type Work } from './work.ts';

/** An answer without a single user, where there were some, is a broken or narrowed source, never mass departure. */
export async function refuseEmpty(sql: Sql, scope: Scope, counters: Counters): Promise<void> {
  if (counters.user.read > 0) return;
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM link WHERE source_id = $1 AND kind = 'user' AND gone_since IS NULL`,
    [scope.sourceId],
  );
  if (rows[0]!.n > 0) throw new MusterError('read_empty', { linked: rows[0]!.n });
}

/**
 * The same key twice in one read: the first counts, the others are rejected by name. The index that finds them also
 * keeps every later comparison fast, whatever the planner knows of tables that have just grown.
 */
export async function indexStage(work: Work): Promise<void> {
  const { db } = work.run;
  const table = stageTable(work.scope.runId);
  const index = `CREATE UNIQUE INDEX ON ${table} (key, kind)`;
  try {
    await db.query(index);
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error;
    const { rows } = await db.query<{ kind: RecordKind; key: string }>(
      `DELETE FROM ${table} s USING (SELECT kind, key, min(ctid) AS first FROM ${table} GROUP BY kind, key HAVING count(*) > 1) d
        WHERE s.kind = d.kind AND s.key = d.key AND s.ctid <> d.first RETURNING s.kind, s.key`,
    );
    await db.query(index);
    await reject(
      work,
      rows.map(({ kind, key }): Rejection => {
        return {
          kind,
          key,
          label: key,
          outcome: 'rejected',
          code: 'record_twice',
          params: { key },
          linked: false,
        };
      }),
    );
  }
}

/** Unchanged people under an organization that appears or disappears are looked at again, from their links. */
export async function reviveMoved(work: Work, orgs: PlannedBatch): Promise<void> {
  const table = stageTable(work.scope.runId);
  const appeared = orgs.changes
    .filter(({ op }) => op === 'create' || op === 'restore')
    .map(({ link }) => link.locator);
  await work.run.db.query(
    `UPDATE ${table} s SET attributes = l.raw, locator = l.locator, alias = l.alias, parents = l.parents, refs = l.refs, further = l.further
       FROM link l WHERE l.source_id = $1 AND l.kind = 'user' AND s.kind = 'user' AND s.key = l.key AND s.attributes IS NULL AND NOT s.hidden
        AND l.parents && ($2::text[] || ARRAY(SELECT g.locator FROM link g WHERE g.source_id = $1 AND g.kind = 'org'
             AND NOT EXISTS (SELECT FROM ${table} t WHERE t.kind = 'org' AND t.key = g.key)))`,
    [work.source.id, appeared],
  );
}

export async function countUnchanged(work: Work, orgs: PlannedBatch): Promise<void> {
  const { rows } = await work.run.db.query<{ kind: RecordKind; n: number }>(
    `SELECT kind, count(*)::int AS n FROM ${stageTable(work.scope.runId)} WHERE attributes IS NULL AND NOT gone AND NOT hidden GROUP BY kind`,
  );
  for (const { kind, n } of rows) work.counters[kind].same += n;
  // Unchanged organizations that move because their surroundings did are counted as what happens to them.
  work.counters.org.same -= orgs.changes.length + orgs.rejections.length - orgs.records;
}

/** Before the first sync into an empty directory there is nobody to meet: look-ups that cannot find anything are saved. */
export async function whatWasThere(sql: Sql, scope: Scope): Promise<PlanContext['had']> {
  const { rows } = await sql.query<PlanContext['had']>(
    `SELECT EXISTS (SELECT FROM account WHERE instance_id = $1) OR EXISTS (SELECT FROM directory_group WHERE instance_id = $1) AS entities,
            EXISTS (SELECT FROM recycle_bin WHERE source_id = $2) AS binned`,
    [scope.instanceId, scope.sourceId],
  );
  return rows[0]!;
}
