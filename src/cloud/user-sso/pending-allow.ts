/** Authorization requests whose RAM user came back from the identity provider and has not decided yet. */
import type { Sql } from '../../db/db.ts';
import { defaultDomain } from '../accounts.ts';
import { secretHash } from '../secrets.ts';
import type { Continuation } from './log-on.ts';
import { csrfOf } from './sessions.ts';

export interface PendingAllow {
  readonly continuation: Continuation;
  readonly userId: string;
  readonly upn: string;
  /** Proof that a form was made for this browser. */
  readonly csrf: string;
}

interface Named {
  readonly id: string;
  /** Cookie of the browser that began the log-on. */
  readonly browser: string | undefined;
}

interface PendingRow {
  parameters: Continuation;
  user_id: string;
  user_name: string;
  alias: string;
}

const FROM_HERE = `r.id = $1 AND r.account_id = $2 AND r.browser_hash = $3 AND r.expires_at > $4
  AND r.parameters IS NOT NULL AND u.id = r.user_id AND a.id = r.account_id`;
const COLUMNS = 'r.parameters, u.id AS user_id, u.user_name, a.alias';

/** The request, for the browser that began it only. */
export async function findAllowable(
  sql: Sql,
  accountId: string,
  { id, browser }: Named,
  now: Date,
): Promise<PendingAllow | undefined> {
  if (browser === undefined) return undefined;
  const { rows } = await sql.query<PendingRow>(
    `SELECT ${COLUMNS} FROM cloud_sso_request r, cloud_user u, cloud_account a WHERE ${FROM_HERE}`,
    [id, accountId, secretHash(browser), now],
  );
  return rows[0] && toPending(rows[0], id, browser);
}

/** The same, once: whoever decides first has decided. */
export async function takeAllowable(
  sql: Sql,
  accountId: string,
  { id, browser, csrf }: Named & { readonly csrf: string | undefined },
  now: Date,
): Promise<PendingAllow | undefined> {
  if (browser === undefined || csrf !== proofOf(id, browser)) return undefined;
  const { rows } = await sql.query<PendingRow>(
    `DELETE FROM cloud_sso_request r USING cloud_user u, cloud_account a WHERE ${FROM_HERE} RETURNING ${COLUMNS}`,
    [id, accountId, secretHash(browser), now],
  );
  return rows[0] && toPending(rows[0], id, browser);
}

function toPending(row: PendingRow, id: string, browser: string): PendingAllow {
  return {
    continuation: row.parameters,
    userId: row.user_id,
    upn: `${row.user_name}@${defaultDomain(row.alias)}`,
    csrf: proofOf(id, browser),
  };
}

const proofOf = (id: string, browser: string) => csrfOf(`${browser} ${id}`);
