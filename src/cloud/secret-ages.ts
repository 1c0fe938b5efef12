import type { Sql } from '../db/db.ts';
import type { AppSecretAge } from '../model/dashboard.ts';

/** The oldest secrets of OAuth applications among an instance's cloud accounts. */
export async function listOldestSecrets(
  sql: Sql,
  instanceId: string,
  limit: number,
): Promise<AppSecretAge[]> {
  const { rows } = await sql.query<Omit<AppSecretAge, 'createDate'> & { created_at: Date }>(
    `SELECT c.id AS "cloudAccountId", c.name AS "cloudAccountName", a.id AS "appId", a.app_name AS "appName",
            s.id AS "appSecretId", s.created_at
       FROM cloud_account c JOIN cloud_app a ON a.account_id = c.id JOIN cloud_app_secret s ON s.app_id = a.id
      WHERE c.instance_id = $1 ORDER BY s.created_at, s.id LIMIT $2`,
    [instanceId, limit],
  );
  return rows.map(({ created_at, ...secret }) => ({ ...secret, createDate: created_at.toISOString() }));
}
