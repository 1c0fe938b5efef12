/** What was set up for the lab of each instance. */
import type { Sql } from '../db/db.ts';
import type { LabChange } from '../model/lab.ts';

export interface LabRow {
  instance_id: string;
  port: number | null;
  source_id: string | null;
  cloud_account_id: string | null;
  cloud_app_id: string | null;
  application_id: string | null;
  /** Of everybody in the company, sealed. */
  user_password: string | null;
  changes: LabChange[];
}

type LabValues = Partial<Omit<LabRow, 'instance_id' | 'changes'>>;

export async function labRow(sql: Sql, instanceId: string): Promise<LabRow | undefined> {
  const { rows } = await sql.query<LabRow>(`SELECT * FROM lab WHERE instance_id = $1`, [instanceId]);
  return rows[0];
}

/** The labs whose source is there: those need their LDAP server. */
export async function labsInUse(sql: Sql): Promise<LabRow[]> {
  const { rows } = await sql.query<LabRow>(
    `SELECT * FROM lab WHERE source_id IS NOT NULL ORDER BY instance_id`,
  );
  return rows;
}

/** As `labRow`, made where there is none yet. */
export async function ensureLabRow(sql: Sql, instanceId: string): Promise<LabRow> {
  await sql.query(`INSERT INTO lab (instance_id) VALUES ($1) ON CONFLICT DO NOTHING`, [instanceId]);
  return (await labRow(sql, instanceId))!;
}

/** Writes what changed into the database and into `row`. */
export async function setLabRow(sql: Sql, row: LabRow, values: LabValues): Promise<void> {
  Object.assign(row, values);
  await sql.query(
    `UPDATE lab SET port = $2, source_id = $3, cloud_account_id = $4, cloud_app_id = $5, application_id = $6,
            user_password = $7
      WHERE instance_id = $1`,
    [
      row.instance_id,
      row.port,
      row.source_id,
      row.cloud_account_id,
      row.cloud_app_id,
      row.application_id,
      row.user_password,
    ],
  );
}

export async function appendLabChange(sql: Sql, instanceId: string, change: LabChange): Promise<void> {
  await sql.query(`UPDATE lab SET changes = changes || jsonb_build_array($2::jsonb) WHERE instance_id = $1`, [
    instanceId,
    JSON.stringify(change),
  ]);
}
