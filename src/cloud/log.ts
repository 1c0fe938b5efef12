import type { Sql } from '../db/db.ts';
import type { CloudLogEntry } from '../model/cloud.ts';
import type { AccountRef } from './accounts.ts';

export interface CloudActor {
  readonly name: string;
}

/** One line of cloud_log. `action` is the name of RAM's API operation; `before` and `after` never hold secrets. */
export interface LogLine {
  readonly accountId: string;
  readonly actor: CloudActor;
  readonly action: string;
  readonly subjectId: string;
  readonly before?: object;
  readonly after?: object;
}

/** Writes in the transaction of the change it tells of. */
export async function writeLog(sql: Sql, line: LogLine): Promise<void> {
  await sql.query({
    name: 'cloud-log',
    text: `INSERT INTO cloud_log (account_id, actor, action, subject_id, before, after) VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [
      line.accountId,
      line.actor.name,
      line.action,
      line.subjectId,
      line.before === undefined ? null : JSON.stringify(line.before),
      line.after === undefined ? null : JSON.stringify(line.after),
    ],
  });
}

/** The newest log lines of a cloud account, or of one of its users or applications; `before`: the last `seq` seen. */
export async function listLog(
  sql: Sql,
  account: AccountRef,
  query: { subjectId?: string; before?: number; limit?: number } = {},
): Promise<CloudLogEntry[]> {
  const { rows } = await sql.query<{
    seq: number;
    at: Date;
    actor: string;
    action: string;
    subject_id: string;
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
  }>(
    `SELECT seq, at, actor, action, subject_id, before, after FROM cloud_log
     WHERE account_id = (SELECT id FROM cloud_account WHERE id = $1 AND instance_id = $5)
       AND ($2::text IS NULL OR subject_id = $2) AND ($3::bigint IS NULL OR seq < $3)
     ORDER BY seq DESC LIMIT $4`,
    [
      account.accountId,
      query.subjectId ?? null,
      query.before ?? null,
      query.limit ?? 100,
      account.instanceId,
    ],
  );
  return rows.map(({ subject_id: subjectId, at, ...rest }) => ({ ...rest, subjectId, at: at.toISOString() }));
}
