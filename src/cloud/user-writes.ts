import type { PoolClient } from 'pg';
import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { batched } from './batch.ts';
import { isDeadlock, violatedConstraint } from './constraint.ts';
import type { CloudActor } from './log.ts';
import type { RamUserFields } from './ram-profile.ts';
import { createUsers, deleteUsers, type NewUser, type OldUser } from './user-batches.ts';
import { userNameKey } from './user-name.ts';
import { etagOf, loggedUser, USER_COLUMNS, type UserRow } from './user-row.ts';

export interface UserWrites {
  /** Throws `ram_user_exists`, `ram_external_id_exists`, `ram_user_quota`. */
  create(user: NewUser): Promise<UserRow>;
  /** Deletes for good, as RAM does by SCIM. Throws `not_found`, `ram_user_attached`, `scim_version_stale`. */
  remove(user: OldUser): Promise<void>;
}

/** Creates and deletes of all callers, gathered so that one commit carries many. */
export function userWrites(db: Db): UserWrites {
  const limits = { size: 200, flights: 2 };
  return {
    create: batched((users: NewUser[]) => createUsers(db, users), limits),
    remove: batched((users: OldUser[]) => deleteUsers(db, users), limits),
  };
}

export interface UserTarget {
  readonly accountId: string;
  readonly userId: string;
  readonly actor: CloudActor;
  /** The version (ETag) the client read; another one now refuses the write. */
  readonly ifMatch: string | undefined;
}

/**
 * Changes a RAM user under its row lock: `change` sees the newest state, so that of two writers neither loses
 * anything. The same fields again change nothing, not even the version. A user made by hand may be changed too and
 * stays Manual: whether RAM allows it is not documented, and a client that adopts by name needs it.
 * Throws `not_found`, `scim_version_stale`, `ram_user_exists`, `ram_external_id_exists`, and what `change` throws.
 */
export async function changeUser(
  db: Db,
  target: UserTarget,
  change: (row: UserRow) => RamUserFields,
): Promise<UserRow> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.tx((sql) => changeLocked(sql, target, change));
    } catch (error) {
      if (!isDeadlock(error) || attempt === 5) throw error;
    }
  }
}

async function changeLocked(
  sql: PoolClient,
  { accountId, userId, actor, ifMatch }: UserTarget,
  change: (row: UserRow) => RamUserFields,
): Promise<UserRow> {
  const locked = await sql.query<UserRow>({
    name: 'cloud-user-lock',
    text: `SELECT ${USER_COLUMNS} FROM cloud_user u WHERE u.id = $1 AND u.account_id = $2 FOR UPDATE`,
    values: [userId, accountId],
  });
  const row = locked.rows[0];
  if (row === undefined) throw new MusterError('not_found', { what: 'RAM user', id: userId.slice(0, 64) });
  if (ifMatch !== undefined && ifMatch !== etagOf(row)) throw new MusterError('scim_version_stale');
  const fields = change(row);
  if (
    fields.userName === row.user_name &&
    fields.displayName === row.display_name &&
    fields.externalId === row.external_id
  ) {
    return row;
  }
  const after = { userName: fields.userName, displayName: fields.displayName, externalId: fields.externalId };
  const { rows } = await sql
    .query<UserRow>({
      name: 'cloud-user-update',
      text: `WITH logged AS (
               INSERT INTO cloud_log (account_id, actor, action, subject_id, before, after)
               VALUES ($2, $7, 'UpdateUser', $1, $8, $9))
             UPDATE cloud_user u SET user_name = $3, user_name_key = $4, display_name = $5, external_id = $6,
               version = version + 1, updated_at = now()
             WHERE u.id = $1 AND u.account_id = $2 RETURNING ${USER_COLUMNS}`,
      values: [
        userId,
        accountId,
        fields.userName,
        userNameKey(fields.userName),
        fields.displayName,
        fields.externalId,
        actor.name,
        JSON.stringify(loggedUser(row)),
        JSON.stringify(after),
      ],
    })
    .catch((error: unknown) => {
      const constraint = violatedConstraint(error);
      if (constraint === 'cloud_user_name')
        throw new MusterError('ram_user_exists', taken('userName', fields.userName));
      if (constraint === 'cloud_user_external_id') {
        throw new MusterError('ram_external_id_exists', taken('externalId', fields.externalId ?? ''));
      }
      throw error;
    });
  return rows[0]!;
}

function taken(field: string, value: string): { field: string; value: string } {
  return { field, value };
}
