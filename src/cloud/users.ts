import { hash } from '@node-rs/argon2';
import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type {
  CloudAttachment,
  CloudUser,
  CloudUserCreate,
  CloudUserPatch,
  CloudUserQuery,
} from '../model/cloud.ts';
import { foldCase } from '../scim/schema.ts';
import { type AccountRef, defaultDomain, requireAccount } from './accounts.ts';
import { type CloudActor, writeLog } from './log.ts';
import { createUsers, deleteUsers } from './user-batches.ts';
import { USER_COLUMNS, type UserRow } from './user-row.ts';
import { changeUser } from './user-writes.ts';

/** A RAM user of a cloud account of an instance. */
export interface UserRef extends AccountRef {
  readonly userId: string;
}

interface FullRow extends UserRow {
  alias: string;
  login_profile: boolean;
  attachments: CloudAttachment[];
}

const FULL = `SELECT ${USER_COLUMNS}, c.alias, u.password_hash IS NOT NULL AS login_profile,
    COALESCE((SELECT json_agg(json_build_object('kind', a.kind, 'name', a.name) ORDER BY a.kind, a.name)
              FROM cloud_user_attachment a WHERE a.user_id = u.id), '[]') AS attachments
  FROM cloud_user u JOIN cloud_account c ON c.id = u.account_id
  WHERE c.id = $1 AND c.instance_id = $2`;

/** One page of RAM users, oldest first; the next begins after the last one's id. */
export async function listUsers(
  sql: Sql,
  account: AccountRef,
  query: CloudUserQuery = {},
): Promise<CloudUser[]> {
  await requireAccount(sql, account);
  const search = query.search === undefined ? null : `${foldCase(query.search).replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql.query<FullRow>(
    `${FULL} AND u.id > $3 AND ($4::text IS NULL OR u.user_name_key LIKE $4)
       AND ($5::text IS NULL OR u.provision_type = $5)
     ORDER BY u.id LIMIT $6`,
    [
      account.accountId,
      account.instanceId,
      query.after ?? '',
      search,
      query.provisionType ?? null,
      query.limit ?? 100,
    ],
  );
  return rows.map(toUser);
}

/** Throws `not_found`. */
export async function getUser(sql: Sql, user: UserRef): Promise<CloudUser> {
  const { rows } = await sql.query<FullRow>(`${FULL} AND u.id = $3`, [
    user.accountId,
    user.instanceId,
    user.userId,
  ]);
  if (rows[0] === undefined) throw new MusterError('not_found', { what: 'RAM user', id: user.userId });
  return toUser(rows[0]);
}

/** CreateUser: a user made by hand. Throws `ram_user_exists`, `ram_user_quota`. */
export async function createUser(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  input: CloudUserCreate,
): Promise<CloudUser> {
  await requireAccount(db, account);
  const { accountId } = account;
  const fields = {
    userName: input.userName,
    displayName: input.displayName ?? input.userName,
    externalId: null,
  };
  const [made] = await createUsers(db, [{ accountId, actor, provisionType: 'Manual', fields }]);
  if (made instanceof Error) throw made;
  return getUser(db, { ...account, userId: made!.id });
}

/** UpdateUser. Throws `not_found`, `ram_user_exists`. */
export async function updateUser(
  db: Db,
  actor: CloudActor,
  user: UserRef,
  patch: CloudUserPatch,
): Promise<CloudUser> {
  await requireAccount(db, user);
  await changeUser(db, { ...user, actor, ifMatch: undefined }, (row) => ({
    userName: patch.userName ?? row.user_name,
    displayName: patch.displayName ?? row.display_name,
    externalId: row.external_id,
  }));
  return getUser(db, user);
}

/** DeleteUser, refused while the user holds anything. Throws `not_found`, `ram_user_attached`. */
export async function deleteUser(db: Db, actor: CloudActor, user: UserRef): Promise<void> {
  await requireAccount(db, user);
  const [failure] = await deleteUsers(db, [{ ...user, actor, ifMatch: undefined }]);
  if (failure !== undefined) throw failure;
}

/** CreateLoginProfile with a password, DeleteLoginProfile with null. Also ends the user's tokens and sessions. */
export async function setLoginPassword(
  db: Db,
  actor: CloudActor,
  user: UserRef,
  password: string | null,
): Promise<void> {
  const passwordHash = password === null ? null : await hash(password);
  await db.tx(async (sql) => {
    await lockUser(sql, user);
    await sql.query(
      `UPDATE cloud_user SET password_hash = $2, logon_failures = 0, logon_failed_at = NULL WHERE id = $1`,
      [user.userId, passwordHash],
    );
    await sql.query('DELETE FROM cloud_token WHERE user_id = $1', [user.userId]);
    await sql.query('DELETE FROM cloud_session WHERE user_id = $1', [user.userId]);
    const action = password === null ? 'DeleteLoginProfile' : 'CreateLoginProfile';
    await writeLog(sql, { accountId: user.accountId, actor, action, subjectId: user.userId });
  });
}

/** Gives a user an AccessKey, MFA device, policy or group, by name; what it has already changes nothing. */
export async function addAttachment(
  db: Db,
  actor: CloudActor,
  user: UserRef,
  attachment: CloudAttachment,
): Promise<CloudUser> {
  await db.tx(async (sql) => {
    await lockUser(sql, user);
    const { rowCount } = await sql.query(
      `INSERT INTO cloud_user_attachment (account_id, user_id, kind, name) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [user.accountId, user.userId, attachment.kind, attachment.name],
    );
    if (rowCount === 0) return;
    const { accountId, userId: subjectId } = user;
    await writeLog(sql, { accountId, actor, action: `Add${attachment.kind}`, subjectId, after: attachment });
  });
  return getUser(db, user);
}

/** Takes one away again. Throws `not_found`. */
export async function removeAttachment(
  db: Db,
  actor: CloudActor,
  user: UserRef,
  attachment: CloudAttachment,
): Promise<CloudUser> {
  await db.tx(async (sql) => {
    await lockUser(sql, user);
    const { rowCount } = await sql.query(
      'DELETE FROM cloud_user_attachment WHERE user_id = $1 AND kind = $2 AND name = $3',
      [user.userId, attachment.kind, attachment.name],
    );
    if (rowCount === 0) throw new MusterError('not_found', { what: attachment.kind, id: attachment.name });
    const { accountId, userId: subjectId } = user;
    await writeLog(sql, {
      accountId,
      actor,
      action: `Remove${attachment.kind}`,
      subjectId,
      before: attachment,
    });
  });
  return getUser(db, user);
}

async function lockUser(sql: Sql, user: UserRef): Promise<void> {
  const { rows } = await sql.query(
    `SELECT FROM cloud_user u JOIN cloud_account c ON c.id = u.account_id
     WHERE u.id = $1 AND c.id = $2 AND c.instance_id = $3 FOR UPDATE OF u`,
    [user.userId, user.accountId, user.instanceId],
  );
  if (rows.length === 0) throw new MusterError('not_found', { what: 'RAM user', id: user.userId });
}

function toUser(row: FullRow): CloudUser {
  return {
    userId: row.id,
    userName: row.user_name,
    userPrincipalName: `${row.user_name}@${defaultDomain(row.alias)}`,
    displayName: row.display_name,
    externalId: row.external_id,
    provisionType: row.provision_type,
    loginProfile: row.login_profile,
    attachments: row.attachments,
    version: row.version,
    createDate: new Date(row.created * 1000).toISOString(),
    updateDate: new Date(row.modified * 1000).toISOString(),
  };
}
