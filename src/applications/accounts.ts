/** Application accounts: names at an application that were given to people by hand. */
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChanges } from '../directory/change-log.ts';
import { checked, lookupText } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import {
  type ApplicationAccount,
  ApplicationAccountsCreate,
  AssignmentIds,
} from '../model/application-access.ts';
import { newId } from '../model/ids.ts';
import { accountRule } from './catalogue.ts';
import { requireApplication } from './sso.ts';
import { isUsername, usernameKey } from './usernames.ts';

interface Row {
  id: string;
  account_id: string;
  account: string;
  display_name: string | null;
  deleted: boolean;
  username: string;
  created_at: Date;
}

const SELECT = `SELECT n.id, n.account_id, coalesce(a.username, b.name, '') AS account, a.display_name,
      a.id IS NULL AS deleted, n.username, n.created_at
    FROM application_account n LEFT JOIN account a ON a.id = n.account_id LEFT JOIN recycle_bin b ON b.id = n.account_id`;

export interface AccountsPage {
  accountId?: string | undefined;
  after?: string | undefined;
  limit: number;
}

/** Names given by hand, oldest first; of one account where it is named. Throws `not_found`. */
export async function listApplicationAccounts(
  sql: Sql,
  instanceId: string,
  idOrName: string,
  { accountId, after, limit }: AccountsPage,
): Promise<ApplicationAccount[]> {
  const { id } = await requireApplication(sql, instanceId, idOrName);
  const { rows } = await sql.query<Row>(
    `${SELECT} WHERE n.application_id = $1 AND ($2::text IS NULL OR n.account_id = $2) AND ($3::text IS NULL OR n.id > $3)
      ORDER BY n.id LIMIT $4`,
    [id, accountId === undefined ? null : lookupText(accountId), after ?? null, limit],
  );
  return rows.map(shown);
}

/**
 * Gives names to accounts, all or none. A name is one person's unless the template has roles: whoever has it signs in as
 * that user. Throws `not_found`, `application_username_invalid`, `application_username_taken`,
 * `application_username_second`.
 */
export async function addApplicationAccounts(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  input: unknown,
): Promise<ApplicationAccount[]> {
  const { items } = checked(ApplicationAccountsCreate, input);
  return db.tx(async (sql) => {
    const { id: applicationId } = await requireApplication(sql, instanceId, idOrName, 'FOR NO KEY UPDATE');
    const template = await templateFor(sql, applicationId);
    const accounts = await presentAccounts(sql, instanceId, items);
    const made: string[] = [];
    for (const [at, { accountId, username }] of items.entries()) {
      const field = `items.${at}.username`;
      if (!isUsername(template, username))
        throw new MusterError('application_username_invalid', { field, username: username.slice(0, 80) });
      const id = await insert(sql, applicationId, template, {
        accountId,
        username,
        account: accounts.get(accountId)!,
        field,
      });
      if (id) made.push(id);
    }
    const { rows } = await sql.query<Row>(`${SELECT} WHERE n.id = ANY($1) ORDER BY n.id`, [made]);
    await log(sql, actor, instanceId, applicationId, 'add', rows);
    return rows.map(shown);
  });
}

/** Takes names away, by the ids of the list; those that are gone already are passed over. Returns how many. */
export async function removeApplicationAccounts(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  input: unknown,
): Promise<number> {
  const { ids } = checked(AssignmentIds, input);
  return db.tx(async (sql) => {
    const { id: applicationId } = await requireApplication(sql, instanceId, idOrName, 'FOR NO KEY UPDATE');
    const { rows } = await sql.query<Pick<Row, 'id' | 'account_id' | 'username'>>(
      `DELETE FROM application_account WHERE application_id = $1 AND id = ANY($2) RETURNING id, account_id, username`,
      [applicationId, ids.map(lookupText)],
    );
    await log(sql, actor, instanceId, applicationId, 'remove', rows);
    return rows.length;
  });
}

async function templateFor(sql: Sql, applicationId: string): Promise<string> {
  const { rows } = await sql.query<{ template: string }>(
    `SELECT template FROM application_sso WHERE application_id = $1`,
    [applicationId],
  );
  return rows[0]?.template ?? '';
}

async function presentAccounts(
  sql: Sql,
  instanceId: string,
  items: ApplicationAccountsCreate['items'],
): Promise<Map<string, string>> {
  const ids = [...new Set(items.map(({ accountId }) => lookupText(accountId)))];
  const { rows } = await sql.query<{ id: string; username: string }>(
    `SELECT id, username FROM account WHERE instance_id = $1 AND id = ANY($2) FOR KEY SHARE`,
    [instanceId, ids],
  );
  const known = new Map(rows.map(({ id, username }) => [id, username]));
  const at = items.findIndex(({ accountId }) => !known.has(accountId));
  if (at !== -1)
    throw new MusterError('not_found', {
      what: 'account',
      id: items[at]!.accountId,
      field: `items.${at}.accountId`,
    });
  return known;
}

interface Wanted {
  accountId: string;
  account: string;
  username: string;
  field: string;
}

/** Undefined where the account has that very name already. */
async function insert(
  sql: Sql,
  applicationId: string,
  template: string,
  { accountId, account, username, field }: Wanted,
): Promise<string | undefined> {
  const { several, shared } = accountRule(template);
  const key = usernameKey(username);
  const { rows: held } = await sql.query<{ account_id: string; key: string; holder: string }>(
    `SELECT n.account_id, n.key, coalesce(a.username, b.name, '') AS holder FROM application_account n
       LEFT JOIN account a ON a.id = n.account_id LEFT JOIN recycle_bin b ON b.id = n.account_id
      WHERE n.application_id = $1 AND (n.account_id = $2 OR n.key = $3)`,
    [applicationId, accountId, key],
  );
  const own = held.filter((one) => one.account_id === accountId);
  if (own.some((one) => one.key === key)) return undefined;
  const other = held.find((one) => one.account_id !== accountId);
  if (other && !shared)
    throw new MusterError('application_username_taken', { field, username, holder: other.holder });
  if (!shared) await refusePushed(sql, applicationId, { accountId, account, username, field });
  if (own.length > 0 && !several) throw new MusterError('application_username_second', { field, account });
  const id = newId('applicationAccount');
  await sql.query(
    `INSERT INTO application_account (id, application_id, account_id, username, key, shared) VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, applicationId, accountId, username, key, shared],
  );
  return id;
}

/** The name of the user that another account was pushed to at the application's target. */
async function refusePushed(
  sql: Sql,
  applicationId: string,
  { accountId, username, field }: Wanted,
): Promise<void> {
  const { rows } = await sql.query<{ label: string }>(
    `SELECT label FROM target_link WHERE application_id = $1 AND remote_key = $2 AND account_id <> $3 LIMIT 1`,
    [applicationId, usernameKey(username), accountId],
  );
  if (rows[0])
    throw new MusterError('application_username_taken', { field, username, holder: rows[0].label });
}

async function log(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  applicationId: string,
  op: 'add' | 'remove',
  rows: readonly Pick<Row, 'id' | 'account_id' | 'username'>[],
): Promise<void> {
  await appendChanges(
    sql,
    actor,
    instanceId,
    rows.map(({ id, account_id, username }) => {
      const what = { id, accountId: account_id, username };
      return {
        entity: 'application_account',
        entityId: applicationId,
        op,
        before: op === 'remove' ? what : null,
        after: op === 'add' ? what : null,
      };
    }),
  );
}

function shown(row: Row): ApplicationAccount {
  return {
    id: row.id,
    accountId: row.account_id,
    account: row.account,
    displayName: row.display_name,
    isDeleted: row.deleted,
    username: row.username,
    createdAt: row.created_at.toISOString(),
  };
}
