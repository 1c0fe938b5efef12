/** Organizations as departments are to be made of them, and what is known of those that were. */
import type { Sql } from '../../db/db.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import type { ErrorParams } from '../../errors/error.ts';
import type { DingTalkProvisioning } from '../../model/dingtalk-provisioning.ts';
import { jsonbText } from '../safe-text.ts';
import { belowOrgs } from '../scope.ts';

export interface WantedOrg {
  id: string;
  name: string;
  /** The organization around it that is wanted too; null: it lies directly below the department of the settings. */
  parent: string | null;
}

export interface KnownOrg {
  orgId: string;
  /** Null: it could not be made yet. */
  remoteId: string | null;
  /** As last acknowledged. */
  name: string | null;
  parentRemoteId: string | null;
  /** Muster made it, so Muster may remove it. */
  made: boolean;
}

/** DingTalk takes no hyphens and commas in names of departments; what looks alike stands for them. */
function departmentName(name: string): string {
  return name.replaceAll('-', '–').replaceAll(/[,，]/g, '、');
}

/** The root organization of an instance, and the others that the scope covers, those around first. */
export async function wantedOrgs(
  sql: Sql,
  instanceId: string,
  { scope }: Pick<DingTalkProvisioning, 'scope'>,
): Promise<{ root: string | null; wanted: WantedOrg[] }> {
  const { rows } = await sql.query<{ id: string; name: string; parent: string | null; depth: number }>(
    `WITH RECURSIVE tree AS (
        SELECT id, name, parent_id, 0 AS depth FROM org_unit WHERE instance_id = $1 AND parent_id IS NULL
        UNION ALL SELECT o.id, o.name, o.parent_id, t.depth + 1 FROM org_unit o JOIN tree t ON o.parent_id = t.id)
     SELECT id, name, parent_id AS parent, depth FROM tree
      WHERE depth = 0 OR cardinality($2::text[]) = 0 OR id IN ${belowOrgs('$2')} ORDER BY depth, id`,
    [instanceId, scope.orgIds],
  );
  const root = rows.find(({ depth }) => depth === 0)?.id ?? null;
  const ids = new Set(rows.filter(({ depth }) => depth > 0).map(({ id }) => id));
  const wanted = rows
    .filter(({ id }) => ids.has(id))
    .map(({ id, name, parent }) => ({
      id,
      name: departmentName(name),
      parent: parent !== null && ids.has(parent) ? parent : null,
    }));
  return { root, wanted };
}

export async function knownOrgs(sql: Sql, applicationId: string): Promise<Map<string, KnownOrg>> {
  const { rows } = await sql.query<KnownOrg>(
    `SELECT org_id AS "orgId", remote_id AS "remoteId", name, parent_remote_id AS "parentRemoteId", made
       FROM target_org WHERE application_id = $1`,
    [applicationId],
  );
  return new Map(rows.map((row) => [row.orgId, row]));
}

/** Written after each department, so that a crash forgets at most one, which its mark then tells. */
export async function keepOrg(sql: Sql, applicationId: string, org: KnownOrg): Promise<void> {
  await sql.query(
    `INSERT INTO target_org AS o (application_id, org_id, remote_id, name, parent_remote_id, made) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (application_id, org_id) DO UPDATE SET remote_id = excluded.remote_id, name = excluded.name,
       parent_remote_id = excluded.parent_remote_id, made = excluded.made, acked_at = now(), error = NULL`,
    [applicationId, org.orgId, org.remoteId, org.name, org.parentRemoteId, org.made],
  );
}

export async function keepOrgError(
  sql: Sql,
  applicationId: string,
  orgId: string,
  { code, params }: { code: ErrorCode; params: ErrorParams },
): Promise<void> {
  await sql.query(
    `INSERT INTO target_org AS o (application_id, org_id, error) VALUES ($1, $2, $3)
     ON CONFLICT (application_id, org_id) DO UPDATE SET error = excluded.error`,
    [applicationId, orgId, jsonbText({ code, params, at: new Date().toISOString() })],
  );
}

export async function forgetOrg(sql: Sql, applicationId: string, orgId: string): Promise<void> {
  await sql.query(`DELETE FROM target_org WHERE application_id = $1 AND org_id = $2`, [applicationId, orgId]);
}

/** Lets people go on who waited for their department. */
export async function resumeMissing(sql: Sql, applicationId: string): Promise<void> {
  await sql.query(
    `UPDATE target_link SET state = 'due', attempts = 0, next_attempt_at = now(), error = NULL
      WHERE application_id = $1 AND state = 'parked' AND error->>'code' = 'push_department_missing' AND claim IS NULL`,
    [applicationId],
  );
}

/** What a push would do with departments, as far as we know them. */
export function planOrgs(
  wanted: readonly WantedOrg[],
  known: ReadonlyMap<string, KnownOrg>,
  top: string,
): { create: number; update: number; delete: number } {
  const counts = { create: 0, update: 0, delete: 0 };
  for (const { id, name, parent } of wanted) {
    const row = known.get(id);
    const around = parent === null ? top : known.get(parent)?.remoteId;
    if (!row?.remoteId) counts.create++;
    else if (row.name !== name || row.parentRemoteId !== around) counts.update++;
  }
  const ids = new Set(wanted.map(({ id }) => id));
  for (const row of known.values())
    if (!ids.has(row.orgId) && row.made && row.remoteId !== null) counts.delete++;
  return counts;
}
