import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { CloudAccount, CloudAccountCreate, CloudAccountPatch } from '../model/cloud.ts';
import { newId } from '../model/ids.ts';
import { violatedConstraint } from './constraint.ts';
import { type CloudActor, writeLog } from './log.ts';

/** A cloud account and the instance it belongs to; every query is bound to both. */
export interface AccountRef {
  readonly instanceId: string;
  readonly accountId: string;
}

interface AccountRow {
  id: string;
  name: string;
  alias: string;
  user_quota: number;
  user_count: number;
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = 'id, name, alias, user_quota, user_count, created_at, updated_at';

/** The logon suffix of an alias; RAM's default domain has this form for every account. */
export function defaultDomain(alias: string): string {
  return `${alias}.onaliyun.com`;
}

/** Makes a cloud account; its alias is its id until one is given, as in RAM. Throws `ram_alias_exists`. */
export async function createCloudAccount(
  db: Db,
  actor: CloudActor,
  instanceId: string,
  input: CloudAccountCreate,
): Promise<CloudAccount> {
  const id = newId('cloudAccount');
  // An id's underscore cannot stand in a domain name.
  const alias = input.alias ?? id.replace('_', '-');
  return db.tx(async (sql) => {
    const { rows } = await sql
      .query<AccountRow>(
        `INSERT INTO cloud_account (id, instance_id, name, alias, user_quota) VALUES ($1, $2, $3, $4, $5)
         RETURNING ${COLUMNS}`,
        [id, instanceId, input.name, alias, input.userQuota ?? 1000],
      )
      .catch(refuseTakenAlias(alias));
    const account = toAccount(rows[0]!);
    await writeLog(sql, { accountId: id, actor, action: 'CreateAccount', subjectId: id, after: account });
    return account;
  });
}

export async function listCloudAccounts(sql: Sql, instanceId: string): Promise<CloudAccount[]> {
  const { rows } = await sql.query<AccountRow>(
    `SELECT ${COLUMNS} FROM cloud_account WHERE instance_id = $1 ORDER BY id`,
    [instanceId],
  );
  return rows.map(toAccount);
}

/** Throws `not_found`. */
export async function requireAccount(sql: Sql, account: AccountRef, lock = ''): Promise<CloudAccount> {
  const { rows } = await sql.query<AccountRow>(
    `SELECT ${COLUMNS} FROM cloud_account WHERE id = $1 AND instance_id = $2 ${lock}`,
    [account.accountId, account.instanceId],
  );
  if (rows[0] === undefined) {
    throw new MusterError('not_found', { what: 'cloud account', id: account.accountId });
  }
  return toAccount(rows[0]);
}

/** Changes name, alias or quota; a quota below the present number of users only stops new ones. */
export async function updateCloudAccount(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  patch: CloudAccountPatch,
): Promise<CloudAccount> {
  return db.tx(async (sql) => {
    const before = await requireAccount(sql, account, 'FOR UPDATE');
    const alias = patch.alias ?? before.alias;
    const { rows } = await sql
      .query<AccountRow>(
        `UPDATE cloud_account SET name = $2, alias = $3, user_quota = $4, updated_at = now() WHERE id = $1
         RETURNING ${COLUMNS}`,
        [account.accountId, patch.name ?? before.name, alias, patch.userQuota ?? before.userQuota],
      )
      .catch(refuseTakenAlias(alias));
    const after = toAccount(rows[0]!);
    const { accountId } = account;
    await writeLog(sql, { accountId, actor, action: 'UpdateAccount', subjectId: accountId, before, after });
    return after;
  });
}

/** Removes a cloud account with all its applications, tokens and users. */
export async function deleteCloudAccount(db: Db, actor: CloudActor, account: AccountRef): Promise<void> {
  await db.tx(async (sql) => {
    const before = await requireAccount(sql, account, 'FOR UPDATE');
    await sql.query('DELETE FROM cloud_account WHERE id = $1', [account.accountId]);
    const { accountId } = account;
    await writeLog(sql, { accountId, actor, action: 'DeleteAccount', subjectId: accountId, before });
  });
}

function toAccount(row: AccountRow): CloudAccount {
  return {
    id: row.id,
    name: row.name,
    alias: row.alias,
    defaultDomain: defaultDomain(row.alias),
    userQuota: row.user_quota,
    userCount: row.user_count,
    createDate: row.created_at.toISOString(),
    updateDate: row.updated_at.toISOString(),
  };
}

function refuseTakenAlias(alias: string) {
  return (error: unknown): never => {
    if (violatedConstraint(error) !== 'cloud_account_alias') throw error;
    throw new MusterError('ram_alias_exists', { field: 'alias', value: alias }, error);
  };
}
