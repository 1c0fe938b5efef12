import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { isDeadlock, violatedConstraint } from './constraint.ts';
import type { CloudActor } from './log.ts';
import { numericId } from './numeric-id.ts';
import type { RamUserFields } from './ram-profile.ts';
import { userNameKey } from './user-name.ts';
import { etagOf, USER_COLUMNS, type UserRow } from './user-row.ts';

export interface NewUser {
  readonly accountId: string;
  readonly actor: CloudActor;
  readonly provisionType: 'Manual' | 'SCIM';
  readonly fields: RamUserFields;
}

export interface OldUser {
  readonly accountId: string;
  readonly actor: CloudActor;
  readonly userId: string;
  readonly ifMatch: string | undefined;
}

// One statement, so one commit: the quota is read under the account's row lock, and the unique indexes, not a look
// beforehand, decide who gets a name.
const CREATE = `
  WITH account AS (
    SELECT user_quota - user_count AS room FROM cloud_account WHERE id = $1 FOR UPDATE
  ), given AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
      WITH ORDINALITY AS g (id, external_id, user_name, user_name_key, display_name, provision_type, actor, after, n)
  ), made AS (
    INSERT INTO cloud_user AS u (id, account_id, external_id, user_name, user_name_key, display_name, provision_type)
    SELECT id, $1, external_id, user_name, user_name_key, display_name, provision_type FROM given
    WHERE n <= (SELECT room FROM account) ORDER BY n
    ON CONFLICT DO NOTHING RETURNING ${USER_COLUMNS}
  ), counted AS (
    UPDATE cloud_account SET user_count = user_count + (SELECT count(*) FROM made)
    WHERE id = $1 AND EXISTS (SELECT FROM made)
  ), logged AS (
    INSERT INTO cloud_log (account_id, actor, action, subject_id, after)
    SELECT $1, actor, 'CreateUser', id, after::json FROM made JOIN given USING (id)
  )
  SELECT * FROM made`;

/** Creates users, each on its own merits: the answer to one that cannot be made is its error. */
export function createUsers(db: Db, users: readonly NewUser[]): Promise<(UserRow | Error)[]> {
  return perAccount(users, async (accountId, group) => {
    const made = await insert(db, accountId, group);
    return Promise.all(group.map((user, at) => made[at] ?? createAlone(db, accountId, user)));
  });
}

/** A user the batch did not make: the reason why, or another try when there is none (a rival was just deleted). */
async function createAlone(db: Db, accountId: string, user: NewUser): Promise<UserRow | Error> {
  const { userName, externalId } = user.fields;
  for (let attempt = 0; attempt < 5; attempt++) {
    const { rows } = await db.query<{
      name_taken: boolean;
      external_taken: boolean;
      quota: number;
      full: boolean;
    }>(
      `SELECT EXISTS (SELECT FROM cloud_user WHERE account_id = $1 AND user_name_key = $2) AS name_taken,
         EXISTS (SELECT FROM cloud_user WHERE account_id = $1 AND external_id = $3) AS external_taken,
         user_quota AS quota, user_count >= user_quota AS full
       FROM cloud_account WHERE id = $1`,
      [accountId, userNameKey(userName), externalId],
    );
    const state = rows[0];
    if (state === undefined) return new MusterError('not_found', { what: 'cloud account', id: accountId });
    if (state.name_taken) return new MusterError('ram_user_exists', { field: 'userName', value: userName });
    if (state.external_taken) {
      return new MusterError('ram_external_id_exists', { field: 'externalId', value: externalId ?? '' });
    }
    if (state.full) return new MusterError('ram_user_quota', { max: state.quota });
    const [made] = await insert(db, accountId, [user]);
    if (made !== undefined) return made;
  }
  return new MusterError('internal');
}

async function insert(
  db: Db,
  accountId: string,
  users: readonly NewUser[],
): Promise<(UserRow | undefined)[]> {
  const ids = users.map(() => numericId(18));
  const column = (value: (user: NewUser) => string | null) => users.map(value);
  const { rows } = await retryDeadlock(() =>
    db.query<UserRow>({
      name: 'cloud-users-create',
      text: CREATE,
      values: [
        accountId,
        ids,
        column(({ fields }) => fields.externalId),
        column(({ fields }) => fields.userName),
        column(({ fields }) => userNameKey(fields.userName)),
        column(({ fields }) => fields.displayName),
        column(({ provisionType }) => provisionType),
        column(({ actor }) => actor.name),
        column(({ fields }) => JSON.stringify(fields)),
      ],
    }),
  );
  const made = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => made.get(id));
}

// The account's lock comes first here too: creates and deletes take their locks in one order.
const DELETE = `
  WITH account AS (
    SELECT true AS locked FROM cloud_account WHERE id = $1 FOR UPDATE
  ), given AS (
    SELECT * FROM unnest($2::text[], $3::bigint[], $4::text[]) AS g (id, version, actor)
  ), gone AS (
    DELETE FROM cloud_user u USING given g
    WHERE (SELECT locked FROM account) AND u.id = g.id AND u.account_id = $1
      AND (g.version IS NULL OR g.version = u.version)
      AND NOT EXISTS (SELECT FROM cloud_user_attachment a WHERE a.user_id = u.id)
    RETURNING ${USER_COLUMNS}, g.actor
  ), counted AS (
    UPDATE cloud_account SET user_count = user_count - (SELECT count(*) FROM gone)
    WHERE id = $1 AND EXISTS (SELECT FROM gone)
  ), logged AS (
    INSERT INTO cloud_log (account_id, actor, action, subject_id, before)
    SELECT $1, actor, 'DeleteUser', id,
      json_build_object('userName', user_name, 'displayName', display_name, 'externalId', external_id)
    FROM gone
  )
  SELECT id FROM gone`;

/** Deletes users for good, each on its own merits. */
export function deleteUsers(db: Db, users: readonly OldUser[]): Promise<(undefined | Error)[]> {
  return perAccount(users, async (accountId, group) => {
    // A second delete of the same user in one batch has nothing to find.
    const first = new Map(group.map((user) => [user.userId, user] as const).reverse());
    const gone = await remove(db, accountId, [...first.values()]);
    return Promise.all(
      group.map((user) => {
        const deleted = gone.has(user.userId) && first.get(user.userId) === user;
        return deleted ? undefined : whyNotDeleted(db, accountId, user);
      }),
    );
  });
}

/** The ids that were deleted. An attachment added at this very moment fails the batch; then each goes alone. */
async function remove(db: Db, accountId: string, users: readonly OldUser[]): Promise<Set<string>> {
  try {
    const { rows } = await retryDeadlock(() =>
      db.query<{ id: string }>({
        name: 'cloud-users-delete',
        text: DELETE,
        values: [
          accountId,
          users.map(({ userId }) => userId),
          users.map(({ ifMatch }) => versionOf(ifMatch)),
          users.map(({ actor }) => actor.name),
        ],
      }),
    );
    return new Set(rows.map(({ id }) => id));
  } catch (error) {
    if (violatedConstraint(error) === undefined) throw error;
    if (users.length === 1) return new Set();
    const alone = await Promise.all(users.map((user) => remove(db, accountId, [user])));
    return new Set(alone.flatMap((ids) => [...ids]));
  }
}

async function whyNotDeleted(db: Db, accountId: string, { userId, ifMatch }: OldUser): Promise<Error> {
  const { rows } = await db.query<UserRow & { kind: string | null; name: string | null }>(
    `SELECT ${USER_COLUMNS}, a.kind, a.name FROM cloud_user u LEFT JOIN cloud_user_attachment a ON a.user_id = u.id
     WHERE u.id = $2 AND u.account_id = $1 ORDER BY a.kind, a.name LIMIT 1`,
    [accountId, userId],
  );
  const row = rows[0];
  if (row === undefined) return new MusterError('not_found', { what: 'RAM user', id: userId.slice(0, 64) });
  if (ifMatch !== undefined && ifMatch !== etagOf(row)) return new MusterError('scim_version_stale');
  if (row.kind === null) return new MusterError('internal');
  return new MusterError('ram_user_attached', { user: row.user_name, kind: row.kind, value: row.name ?? '' });
}

/** A weak ETag as the version number; one that is none of ours matches no version. */
function versionOf(etag: string | undefined): string | null {
  if (etag === undefined) return null;
  return /^W\/"(\d{1,15})"$/.exec(etag)?.[1] ?? '-1';
}

async function perAccount<U extends { accountId: string }, O>(
  users: readonly U[],
  run: (accountId: string, group: U[]) => Promise<O[]>,
): Promise<O[]> {
  const groups = Map.groupBy(users, ({ accountId }) => accountId);
  const answers = new Map<U, O>();
  await Promise.all(
    [...groups].map(async ([accountId, group]) => {
      const outputs = await run(accountId, group);
      for (const [at, user] of group.entries()) answers.set(user, outputs[at]!);
    }),
  );
  return users.map((user) => answers.get(user)!);
}

async function retryDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isDeadlock(error) || attempt === 5) throw error;
    }
  }
}
