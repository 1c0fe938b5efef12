/** Which accounts the change log says an application must look at. */
import type { Sql } from '../db/db.ts';
import { compileMappings } from '../expressions/mapping.ts';
import type { LoadedApplication } from './applications.ts';
import { belowOrgs } from './scope.ts';
import { userModel } from './user-model.ts';

export interface Touched {
  /** Null: all of them, since the log cannot tell. */
  accountIds: string[] | null;
  /** What was seen by this reading; kept once the accounts are projected. */
  snapshot: string;
  /** Nothing was logged since the last reading. */
  quiet: boolean;
}

interface News {
  snapshot: string;
  moved: boolean;
  entries: number;
  accounts: string[] | null;
  orgs: string[] | null;
  groups: string[] | null;
  lost: boolean | null;
}

/**
 * Reads what was committed since the last reading, by the snapshot of that one: a transaction that was under way then
 * and commits later is neither missed nor waited for.
 */
export async function readTouched(sql: Sql, application: LoadedApplication): Promise<Touched> {
  const { rows } = await sql.query<{ log_seen: string }>(
    `SELECT log_seen::text FROM application WHERE id = $1`,
    [application.id],
  );
  const seen = rows[0]?.log_seen ?? '1:1:';
  const news = await sql.query<News>(
    `SELECT pg_current_snapshot()::text AS snapshot,
            pg_snapshot_xmin($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) AS moved,
            count(*)::int AS entries,
            array_agg(DISTINCT entity_id) FILTER (WHERE ours AND entity IN ('account', 'membership')) AS accounts,
            array_agg(DISTINCT entity_id) FILTER (WHERE ours AND entity = 'org') AS orgs,
            array_agg(DISTINCT entity_id) FILTER (WHERE ours AND entity = 'group') AS groups,
            bool_or(ours AND entity IN ('org', 'group') AND op IN ('delete', 'restore')) AS lost
       FROM (SELECT *, instance_id = $2 AS ours FROM change_log
              WHERE txid >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(txid, $1::pg_snapshot)) c`,
    [seen, application.instanceId],
  );
  const { snapshot, moved, entries, accounts, orgs, groups, lost } = news.rows[0]!;
  // The database was restored into a cluster with younger transaction ids: the cursor says nothing there.
  if (moved) return { accountIds: null, snapshot, quiet: false };
  const accountIds = new Set(accounts ?? []);
  const { scope, mappings } = application.settings;
  const usesGroups =
    scope.groupIds.length > 0 || userModel(compileMappings(mappings, 'user').uses).readsGroups;
  const moreOf = async (text: string, ids: string[]) => {
    const more = await sql.query<{ id: string }>(text, [ids]);
    for (const { id } of more.rows) accountIds.add(id);
  };
  if (orgs && scope.orgIds.length > 0)
    await moreOf(
      `SELECT id FROM account WHERE primary_org_id IN ${belowOrgs('$1')}
       UNION SELECT account_id FROM account_further_org WHERE org_id IN ${belowOrgs('$1')}`,
      orgs,
    );
  if (groups && usesGroups)
    await moreOf(`SELECT account_id AS id FROM group_member WHERE group_id = ANY($1)`, groups);
  // Who was in what is gone is no longer written anywhere: every linked account is looked at.
  if (lost && (usesGroups || scope.orgIds.length > 0))
    await moreOf(`SELECT account_id AS id FROM target_link WHERE application_id = ANY($1)`, [application.id]);
  return { accountIds: [...accountIds], snapshot, quiet: entries === 0 };
}

/** The log as it is now, to be kept once everything in scope has been projected. */
export async function presentSnapshot(sql: Sql): Promise<string> {
  const { rows } = await sql.query<{ snapshot: string }>(`SELECT pg_current_snapshot()::text AS snapshot`);
  return rows[0]!.snapshot;
}

export async function keepSnapshot(sql: Sql, applicationId: string, snapshot: string): Promise<void> {
  await sql.query(`UPDATE application SET log_seen = $2::pg_snapshot WHERE id = $1`, [
    applicationId,
    snapshot,
  ]);
}
