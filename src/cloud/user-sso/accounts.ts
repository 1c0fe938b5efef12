import type { Sql } from '../../db/db.ts';
import { MusterError } from '../../errors/error.ts';

/** A cloud account as pages know it: by its id in the address, without the instance. */
export interface PageAccount {
  readonly accountId: string;
  readonly instanceId: string;
  readonly name: string;
  readonly alias: string;
}

/** Throws `not_found`. */
export async function requirePageAccount(sql: Sql, accountId: string): Promise<PageAccount> {
  const { rows } = accountId.includes('\0')
    ? { rows: [] }
    : await sql.query<{ instance_id: string; name: string; alias: string }>({
        name: 'cloud-page-account',
        text: 'SELECT instance_id, name, alias FROM cloud_account WHERE id = $1',
        values: [accountId],
      });
  const row = rows[0];
  if (row === undefined)
    throw new MusterError('not_found', { what: 'cloud account', id: accountId.slice(0, 64) });
  return { accountId, instanceId: row.instance_id, name: row.name, alias: row.alias };
}
